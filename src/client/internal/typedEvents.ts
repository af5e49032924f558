/**
 * Events by schema, out of a subscription to their names.
 *
 * An event that does not fit its schema must not end the stream of somebody who
 * watches a call centre: it is skipped, counted, and logged once a name.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiEvent from "../../catalog/AmiEvent.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import type { Item } from "../AmiInbox.ts"

const undecodable = /*#__PURE__*/ Metric.counter("ami_events_undecodable_total", {
  description: "Events that did not fit their schema and were skipped",
  incremental: true
})

/** Decodes the events among the items. */
export const decode = <const E extends ReadonlyArray<AmiEvent.Any>>(
  events: E,
  items: Stream.Stream<Item, AmiError>
): Stream.Stream<E[number]["Type"], AmiError> => {
  const byName = new Map<string, AmiEvent.Any>(events.map((event) => [event.name, event]))
  return Stream.transformPull(items, (pull) =>
    Effect.sync(() => {
      const reported = new Set<string>()
      const next: Pull.Pull<Arr.NonEmptyReadonlyArray<E[number]["Type"]>, AmiError> = Effect.flatMap(pull, (chunk) => {
        const { decoded, failures } = decodeAll(byName, chunk)
        const rest = Arr.isReadonlyArrayNonEmpty(decoded) ? Effect.succeed(decoded) : next
        return failures.length === 0
          ? rest
          : Effect.andThen(Effect.forEach(failures, (failure) => report(reported, failure), { discard: true }), rest)
      })
      return next
    }))
}

interface Undecoded {
  readonly name: string
  readonly issue: string
}

const decodeAll = (byName: ReadonlyMap<string, AmiEvent.Any>, items: ReadonlyArray<Item>) => {
  const decoded: Array<unknown> = []
  const failures: Array<Undecoded> = []
  for (const item of items) {
    // A forged `Response: Hangup` has the name of an event, and is none.
    if (item._tag !== "Received" || item.message.kind !== "Event") continue
    const event = byName.get(item.message.name)
    if (event === undefined) continue
    const result = event.decode(item.message)
    if (Result.isSuccess(result)) decoded.push(result.success)
    else failures.push({ name: event.name, issue: result.failure })
  }
  return { decoded, failures }
}

const report = (reported: Set<string>, { issue, name }: Undecoded): Effect.Effect<void> => {
  const count = Metric.update(undecodable, 1)
  if (reported.has(name)) return count
  reported.add(name)
  // A schema of the caller's may put the value into its words, and a value may come from whoever calls.
  const warning =
    `An event ${name} does not fit its schema and was skipped (${AmiMessage.printable(issue)}); later ones are `
    + "counted silently"
  return Effect.andThen(count, Effect.logWarning(warning))
}
