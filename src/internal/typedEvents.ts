/**
 * Events by schema, out of a subscription to their names.
 *
 * An event that does not fit its schema must not end the stream of somebody who
 * watches a call centre: it is skipped, counted, and logged once for each name.
 * An event of the catalogue with a value that is not of its kind comes without
 * that field, and is logged once for each name.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import * as AmiEvent from "../catalog/AmiEvent.ts"
import type { Event, Item, Mark, Received, Watched } from "../client/AmiInbox.ts"
import * as AmiMessage from "../protocol/AmiMessage.ts"
import { attempt } from "./decoding.ts"
import { quietly } from "./foreign.ts"
import type { Identity } from "./identity.ts"
import { reportDecoded, witnessing } from "./witness.ts"

const undecodable = /*#__PURE__*/ Metric.counter("ami_events_undecodable_total", {
  description: "Events that did not fit their schema and were skipped",
  incremental: true
})

/** Whether a message is one of these events. One whose `matches` throws counts as wanted: its subscriber reports why. */
export const wanted = (events: ReadonlyArray<AmiEvent.Any>): (message: AmiMessage.AmiMessage) => boolean => {
  const byName = groupByName(events)
  return (message) => {
    const named = byName.get(message.name)
    if (named === undefined) return false
    return Result.getOrElse(Result.try(() => named.some((event) => event.matches(message))), () => true)
  }
}

/** Events by their names: several of one name are told apart by what they match. */
export const groupByName = (events: ReadonlyArray<AmiEvent.Any>): ByName =>
  Map.groupBy<string, AmiEvent.Any>(events, (event) => event.name)

/** Decodes the events among the items. */
export const decode = <const E extends ReadonlyArray<AmiEvent.Any>>(
  events: E,
  items: Stream.Stream<Item, AmiError>,
  client: Identity
): Stream.Stream<E[number]["Type"], AmiError> =>
  transform(events, items, { event: (event) => event, mark: undefined }, client)

/** Decodes the events among the items, and leaves the marks in their places. */
export const watch = <const E extends ReadonlyArray<AmiEvent.Any>>(
  events: E,
  items: Stream.Stream<Item, AmiError>,
  client: Identity
): Stream.Stream<Watched<E[number]["Type"]>, AmiError> => {
  const shape: Shape<E[number]["Type"], Watched<E[number]["Type"]>> = {
    event: (event, { epoch, message: { name }, receivedAt, seq }): Event<E[number]["Type"]> => ({
      _tag: "Event",
      epoch,
      seq,
      receivedAt,
      name,
      event
    }),
    mark: (mark) => mark
  }
  return transform(events, items, shape, client)
}

/** What becomes of decoded events, and of marks if they are wanted. */
interface Shape<in E, out A> {
  readonly event: (event: E, item: Received) => A
  readonly mark: ((mark: Mark) => A) | undefined
}

export type ByName = ReadonlyMap<string, ReadonlyArray<AmiEvent.Any>>

const transform = <const E extends ReadonlyArray<AmiEvent.Any>, A>(
  events: E,
  items: Stream.Stream<Item, AmiError>,
  shape: Shape<E[number]["Type"], A>,
  client: Identity
): Stream.Stream<A, AmiError> => {
  const byName = groupByName(events)
  return Stream.transformPull(items, (pull) =>
    Effect.sync(() => {
      const reported = new Set<string>()
      const next: Pull.Pull<Arr.NonEmptyReadonlyArray<A>, AmiError> = Effect.flatMap(pull, (chunk) => {
        const { decoded, misfits } = decodeAll(byName, chunk, shape)
        const rest = Arr.isReadonlyArrayNonEmpty(decoded) ? Effect.succeed(decoded) : next
        return misfits.length === 0
          ? rest
          : Effect.andThen(
            client.own(Effect.forEach(misfits, (misfit) => report(reported, misfit), { discard: true })),
            rest
          )
      })
      return next
    }))
}

export interface Misfit {
  readonly name: string
  readonly issue: string
  /** What became of the event. */
  readonly fate: "was skipped" | "lacks that field"
}

const decodeAll = <A>(byName: ByName, items: ReadonlyArray<Item>, shape: Shape<unknown, A>) => {
  const decoded: Array<A> = []
  const misfits: Array<Misfit> = []
  for (const item of items) {
    if (item._tag !== "Received") {
      if (shape.mark !== undefined) decoded.push(shape.mark(item))
      continue
    }
    // A forged `Response: Hangup` has the name of an event, and is none.
    if (item.message.kind !== "Event") continue
    decodeOne(byName, item.message, (event) => decoded.push(shape.event(event, item)), (misfit) => misfits.push(misfit))
  }
  return { decoded, misfits }
}

/** Hands over a message as the event that it is, if it is one of these, and what of it does not fit its schema. */
export const decodeOne = (
  byName: ByName,
  message: AmiMessage.AmiMessage,
  onEvent: (event: unknown) => void,
  onMisfit: (misfit: Misfit) => void
): void => {
  const { name } = message
  const result = attempt(
    (message) => byName.get(message.name)?.find((event) => event.matches(message))?.decode(message),
    message
  )
  if (result === undefined) return
  if (witnessing.isOn) reportDecoded(message, Result.isFailure(result) ? result.failure : undefined)
  if (Result.isFailure(result)) return onMisfit({ name, issue: result.failure, fate: "was skipped" })
  onEvent(result.success)
  for (const issue of AmiEvent.faultsOf(result.success as object)) onMisfit({ name, issue, fate: "lacks that field" })
}

/** Counts and logs what does not fit its schema; `reported` has the names that were logged. */
export const report = (reported: Set<string>, { fate, issue, name }: Misfit): Effect.Effect<void> => {
  const count = fate === "was skipped" ? quietly(Metric.update(undecodable, 1)) : Effect.void
  if (reported.has(name)) return count
  reported.add(name)
  // Custom schemas may include the value in their message, and values can be attacker-controlled: escape them.
  const warning =
    `An event ${name} does not fit its schema and ${fate} (${AmiMessage.printable(issue)}); later ones are `
    + "counted silently"
  return Effect.andThen(count, quietly(Effect.logWarning(warning)))
}
