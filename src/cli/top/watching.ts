/**
 * Runs `ami top`: reads the live models, draws when something has changed, and does what keys ask for.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import type { Item } from "../../client/AmiInbox.ts"
import type { State } from "../../client/AmiStatus.ts"
import * as AmiCalls from "../../live/AmiCalls.ts"
import * as AmiChannels from "../../live/AmiChannels.ts"
import type * as AmiLive from "../../live/AmiLive.ts"
import * as AmiQueues from "../../live/AmiQueues.ts"
import * as Ami from "../../tasks/Ami.ts"
import { type Choices, initial, press, type View, type Wish } from "./choices.ts"
import type { Data, Link, Logged } from "./data.ts"
import { frame, type Size } from "./frame.ts"
import type { Tab, Target } from "./lists.ts"
import { type Input, Screen } from "./screen.ts"

/** How often it draws at most, in milliseconds. */
const pace = 250

/** How often it draws at least, for the ages. */
const second = 1000

/** How many events are kept. */
const kept = 500

// --- Models -----------------------------------------------------------------

/** A model, or why the account has none. */
type Found<A> = { readonly model: A } | { readonly why: AmiError }

/** Builds a model; an account or a server without it is no reason to stop. */
const find = <I, A>(
  tag: Context.Key<I, A>,
  layer: Layer.Layer<I, AmiError, AmiClient>
): Effect.Effect<Found<A>, AmiError, AmiClient | Scope.Scope> =>
  Layer.build(Layer.fresh(layer)).pipe(
    Effect.flatMap((context) => Effect.provideContext(Effect.service(tag), context)),
    Effect.map((model) => ({ model })),
    Effect.catchIf(
      ({ reason }) => reason._tag === "PermissionDenied" || reason._tag === "NotExecuted",
      (why) => Effect.succeed({ why })
    )
  )

const whyOf = (found: Found<unknown>): string | undefined => "why" in found ? found.why.message : undefined

/** The values of a model, and since when they are not certain. */
const read = <V>(found: Found<AmiLive.Model<V>>) =>
  "why" in found
    ? Effect.succeed({ values: new Map<string, V>() as ReadonlyMap<string, V>, since: undefined })
    : Effect.map(found.model.get, (live) => ({
      values: live.value,
      since: live._tag === "Stale" ? live.since : undefined
    }))

// --- The connection ---------------------------------------------------------

const doing = (state: State): string => {
  switch (state._tag) {
    case "Connecting":
      return state.attempt > 1 ? `connecting, attempt ${state.attempt}` : "connecting"
    case "LoggingIn":
      return "logging in"
    case "Booting":
      return "Asterisk is booting"
    default:
      return "no connection"
  }
}

const linkOf = (state: State, since: number | undefined, lostAt: number): Link => {
  if (state._tag === "Ready") return since === undefined ? { _tag: "Live" } : { _tag: "Reading", since }
  const why = state._tag === "Connecting" || state._tag === "Disconnected" ? state.cause?.message : undefined
  return { _tag: "Lost", doing: doing(state), since: since ?? lostAt, why }
}

// --- Events -----------------------------------------------------------------

/** The last events, and how many came in each of the last seconds. */
class Log {
  private events: Array<Logged> = []
  private readonly rates: Array<number> = []
  private count = 0
  private total = 0
  private until: number

  constructor(now: number) {
    this.until = now + second
  }

  add(item: Item, now: number): void {
    const number = this.total++
    switch (item._tag) {
      case "Received":
        this.count++
        this.events.push({ number, at: item.receivedAt, name: item.message.name, message: item.message })
        break
      case "Connected":
        // The first says nothing that the head does not say.
        if (item.epoch > 1) this.events.push({ number, at: now, name: "· connected ·", words: "events come again" })
        break
      case "Disconnected":
        this.events.push({ number, at: now, name: "· lost ·", words: item.cause.message })
        break
      case "Gap":
        this.events.push({ number, at: now, name: "· gap ·", words: `${item.dropped} events are missing` })
        break
    }
    if (this.events.length > 2 * kept) this.events = this.events.slice(-kept)
  }

  /** The seconds that are over. */
  tick(now: number): void {
    while (now >= this.until) {
      this.rates.push(this.count)
      this.count = 0
      this.until += second
      if (this.rates.length > 60) this.rates.shift()
    }
  }

  get now(): Pick<Data, "events" | "rates"> {
    return { events: this.events.slice(-kept), rates: [...this.rates] }
  }
}

// --- All of it --------------------------------------------------------------

/** How `ami top` begins. */
export interface Options {
  readonly target: string
  readonly allowsActions: boolean
  readonly list: Tab
}

/** Follows a client; gives what there is to see at the moment. */
const follow = Effect.fnUntraced(function*(target: string): Effect.fn.Return<
  { readonly data: Effect.Effect<Data>; readonly log: Log; readonly following: Effect.Effect<never, AmiError> },
  AmiError,
  AmiClient | Scope.Scope
> {
  const ami = yield* AmiClient
  const clock = yield* Clock.Clock
  const now = () => clock.currentTimeMillisUnsafe()
  const openedAt = now()
  const [queues, calls, channels] = yield* Effect.all([
    find(AmiQueues.AmiQueues, AmiQueues.layer),
    find(AmiCalls.AmiCalls, AmiCalls.layer),
    find(AmiChannels.AmiChannels, AmiChannels.layer)
  ])
  if ("why" in queues && "why" in calls) return yield* Effect.fail(queues.why)
  const log = new Log(openedAt)
  let lostAt = openedAt
  const following = ami.inbox.pipe(
    Stream.runForEachArray((items) =>
      Effect.sync(() => {
        for (const item of items) {
          if (item._tag === "Disconnected") lostAt = item.lastMessageAt ?? now()
          log.add(item, now())
        }
      })
    ),
    // There will be no other connection.
    Effect.andThen(ami.status.get),
    Effect.flatMap((state) => state._tag === "Disconnected" ? Effect.fail(state.cause) : Effect.never)
  )
  const [whyQueues, whyCalls] = [whyOf(queues), whyOf(calls)]
  const missing = {
    ...whyQueues === undefined ? {} : { queues: whyQueues },
    ...whyCalls === undefined ? {} : { calls: whyCalls }
  }
  const data = Effect.gen(function*() {
    const [ofQueues, ofCalls, ofChannels] = [yield* read(queues), yield* read(calls), yield* read(channels)]
    const stale = [ofQueues, ofCalls, ofChannels].flatMap(({ since }) => since === undefined ? [] : [since])
    const since = stale.length === 0 ? undefined : Math.min(...stale)
    const at = now()
    log.tick(at)
    return {
      at,
      openedAt,
      target,
      link: linkOf(yield* ami.status.get, since, lostAt),
      queues: [...ofQueues.values.values()],
      calls: [...ofCalls.values.values()],
      channels: ofChannels.values,
      missing,
      ...log.now
    }
  })
  return { data, log, following }
})

/** Shows the PBX of the client on the screen until its user quits. */
export const watching = Effect.fnUntraced(function*({ allowsActions, list, target }: Options): Effect.fn.Return<
  void,
  AmiError,
  AmiClient | Screen | Scope.Scope
> {
  const ami = yield* AmiClient
  const screen = yield* Screen
  const clock = yield* Clock.Clock
  const { data, following, log } = yield* follow(target)
  let choices = initial({ allowsActions, tab: list })
  let view: View = { entries: [], room: 0, events: [] }
  let drawnAt = 0
  let drawn: ReadonlyArray<Logged> = []

  const draw = Effect.gen(function*() {
    const seen = yield* data
    const made = frame(choices, seen, yield* screen.size)
    choices = made.choices
    view = made.view
    drawn = seen.events
    drawnAt = seen.at
    yield* screen.draw(made.lines)
  })

  const ticking = Effect.gen(function*() {
    const now = clock.currentTimeMillisUnsafe()
    const isChanged = log.now.events.at(-1)?.number !== drawn.at(-1)?.number
    if (isChanged || now - drawnAt >= second - pace / 2) yield* draw
  }).pipe(Effect.andThen(Effect.sleep(pace)), Effect.forever)

  const hangUp = ({ Channel, Uniqueid }: Target) =>
    Ami.hangup({ channel: Uniqueid }).pipe(
      Effect.match({ onSuccess: () => `Hung up ${Channel}`, onFailure: ({ message }) => message }),
      Effect.flatMap((note) => {
        choices = { ...choices, note }
        return draw
      }),
      Effect.forkChild
    )

  const heed = (input: Input): Effect.Effect<boolean, never, AmiClient> => {
    if (input._tag === "Resized") return Effect.as(draw, false)
    const [next, wish] = press(choices, input.key, view)
    choices = next
    return Effect.andThen(draw, fulfil(wish))
  }

  const fulfil = (wish: Wish | undefined): Effect.Effect<boolean, never, AmiClient> => {
    switch (wish?._tag) {
      case "Quit":
        return Effect.succeed(true)
      case "Interrupt":
        return Effect.as(screen.interrupt, false)
      case "HangUp":
        return Effect.as(hangUp(wish.target), false)
      default:
        return Effect.succeed(false)
    }
  }

  const heeding: Effect.Effect<void, never, AmiClient> = Effect.flatMap(
    Queue.take(screen.inputs),
    (input) => Effect.flatMap(heed(input), (isOver) => isOver ? Effect.void : heeding)
  )

  yield* Effect.raceAllFirst([
    heeding,
    following,
    ticking,
    // The state of the connection is shown at once.
    Effect.andThen(Stream.runForEach(ami.status.changes, () => draw), Effect.never)
  ])
})

/** What there is to see now, as one frame without an end. */
export const once = Effect.fnUntraced(function*(
  { allowsActions, list, target }: Options,
  size: Size
): Effect.fn.Return<ReturnType<typeof frame>, AmiError, AmiClient | Scope.Scope> {
  const { data } = yield* follow(target)
  return frame(initial({ allowsActions, tab: list }), yield* data, size)
})

export type { Choices }
