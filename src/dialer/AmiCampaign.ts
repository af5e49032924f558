/**
 * Calls many contacts, as fast as lines and agents allow, and none of them twice.
 *
 * **Details**
 *
 * Contacts come in as a stream, and what becomes of them goes out as one. A call starts when all of these allow it: the hours
 * of the contact, calls per second, calls at once, the line, free agents, your own `mayCall`, the connection, and nobody has
 * paused or stopped the campaign. A retry table says what follows an outcome.
 *
 * Each attempt is in an `AttemptLog` before Asterisk is asked to dial. A campaign that was killed at any moment goes on where it
 * was, when it is run again with the same name and contacts: attempts without an outcome are looked up, calls that are still
 * there are followed, and what cannot be found out is `Unknown`. Nobody is called again because of a crash.
 *
 * The account needs what `AmiDial` needs, `AmiDial.account`, and for agents of a queue what `AmiQueues` needs.
 *
 * @since 0.2.0
 */
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import { AmiClient } from "../client/AmiClient.ts"
import { invalidOption } from "../internal/failing.ts"
import { quietly } from "../internal/foreign.ts"
import * as Identity from "../internal/identity.ts"
import { AmiCalls } from "../live/AmiCalls.ts"
import { AmiQueues } from "../live/AmiQueues.ts"
import * as AmiDial from "./AmiDial.ts"
import { AttemptLog, type AttemptLogError } from "./AttemptLog.ts"
import * as Metrics from "./internal/campaignMetrics.ts"
import * as Options from "./internal/campaignOptions.ts"
import { CampaignState } from "./internal/campaignState.ts"
import * as Contacts from "./internal/contact.ts"
import * as Engine from "./internal/engine.ts"
import { guarded } from "./internal/guardedLog.ts"
import type * as HoursOf from "./internal/hours.ts"
import type { Phone } from "./internal/phone.ts"
import type { Kit, Refusal } from "./internal/placing.ts"

// --- Contacts and options -----------------------------------------------------

/**
 * Somebody to call. Your contacts may have more fields, which come back in the events.
 *
 * @category models
 * @since 0.2.0
 */
export interface Contact extends Contacts.Contact {}

/**
 * Schema for somebody to call. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Contact: Schema.Codec<Contact> = Contacts.Contact

/**
 * When contacts may be called: from an hour of some days until another one, in the time zone of the contact.
 *
 * @category models
 * @since 0.2.0
 */
export interface Hours extends HoursOf.Hours {}

/**
 * What is done after an outcome: nothing, or another attempt at the same number.
 *
 * @category models
 * @since 0.2.0
 */
export type Retry = Options.Retry

/**
 * What is done after each outcome.
 *
 * @category models
 * @since 0.2.0
 */
export type RetryTable = Options.RetryTable

/**
 * What is done after an outcome that `retry` of a campaign does not name: three more attempts after 10 minutes if it was busy, two
 * after 2 hours if nobody answered, three after a minute if there was no line, and none after all others.
 *
 * **Details**
 *
 * Other numbers of the contact come first, unless it was reached, has declined, or may have been called: after `Answered`,
 * `Rejected` and `Unknown` no other number is called either, as long as these are `never`.
 *
 * **Gotchas**
 *
 * A retry of `Unknown` may call somebody twice within moments: nobody knows what became of the first call. `Cancelled` is also what
 * rang when the campaign was closed.
 *
 * @category constants
 * @since 0.2.0
 */
export const defaultRetry: Readonly<Record<AmiDial.Outcome["_tag"], Retry>> = Options.defaultRetry

/**
 * How calls follow free agents.
 *
 * **Details**
 *
 * A call is in setup until an agent has it. With `Preview` there is one for each free agent, whom `accept` asks first. With
 * `Progressive` there are `perAgent` of them.
 *
 * With `Predictive` their number for each free agent is found out: it rises while there is an agent for everybody who answers, and
 * falls with each abandoned call, one that is answered and for which no agent is there within `agentWithin`. It is 1 as long as the
 * share of abandoned calls may be above `maxAbandonRate`: while the upper bound of that share, with 95 % certainty, is above it. So
 * a campaign begins as a progressive one.
 *
 * @category models
 * @since 0.2.0
 */
export type Pacing<C, R = never> = Options.Pacing<C, R>

/**
 * A campaign: whom to call, how, and how fast.
 *
 * @category models
 * @since 0.2.0
 */
export interface Campaign<C extends Contact, E = never, R = never> extends Options.Campaign<C, E, R> {}

// --- What happens -------------------------------------------------------------

/**
 * Why no calls start: somebody asked for that, the connection is lost or calls are not known again yet, it is outside the hours of
 * the campaign, the log of attempts failed, Asterisk refuses to dial (`resume` tries again), or nobody reads the events fast
 * enough.
 *
 * @category models
 * @since 0.2.0
 */
export type PauseReason = Contacts.PauseReason

/**
 * Schema for why no calls start.
 *
 * @category schemas
 * @since 0.2.0
 */
export const PauseReason: Schema.Codec<PauseReason> = Contacts.PauseReason

/**
 * Why a contact is not called.
 *
 * **Details**
 *
 * - `Done`: an earlier run has finished it.
 * - `DoNotCall`: `mayCall` gave `false`. `HookFailed`: `mayCall` or `accept` failed. `Declined`: `accept` gave `false`.
 * - `Duplicate`: it is called already, or another run calls it.
 * - `Invalid`: its `id` or one of its `numbers` is no text of 1 to 255 characters, or `dial` or `trunk` threw. `NoHours`: its time zone does not exist, or it may be called at no time.
 *
 * @category models
 * @since 0.2.0
 */
export type SkipReason = Contacts.SkipReason

/**
 * Schema for why a contact is not called.
 *
 * @category schemas
 * @since 0.2.0
 */
export const SkipReason: Schema.Codec<SkipReason> = Contacts.SkipReason

/**
 * What a campaign does, in numbers.
 *
 * @category models
 * @since 0.2.0
 */
export interface Figures extends Contacts.Figures {}

/**
 * Schema for figures. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Figures: Schema.Codec<Figures> = Contacts.Figures

/**
 * What happens in a campaign.
 *
 * **Details**
 *
 * - `Started`: the attempt is in the log, and Asterisk is asked to dial. `Attempted`: it has an outcome.
 * - `Abandoned`: somebody answered, and no agent was there in time. `Ended`: a call that was answered is over.
 * - `Finished`: the contact will not be called again. `Skipped`: it is not called.
 * - `Recovered`: an attempt that an earlier run left open was looked up.
 * - `Paused`, `Resumed`: no calls start, or they do again. `Figures`. `Completed`: the last event.
 *
 * @category models
 * @since 0.2.0
 */
export type Event<C extends Contact = Contact> = Contacts.Event<C>

/**
 * A campaign that runs until its scope closes, or nobody is left to call.
 *
 * @category models
 * @since 0.2.0
 */
export interface Running<C extends Contact, E = never> {
  /**
   * What happens, ending with `Completed`, or failing as the contacts do; it ends without them when the scope closes. The first reader gets what has happened so far, at most
   * the last 4,096 events; others what happens from then on. No calls start while a reader is 8,192 events behind.
   */
  readonly events: Stream.Stream<Event<C>, E>
  readonly figures: Effect.Effect<Figures>
  /** No call starts any more. Calls that there are go on, and the campaign completes with the last of them. */
  readonly stop: Effect.Effect<void>
  /** No call starts until `resume`. */
  readonly pause: Effect.Effect<void>
  /** Ends a `pause`, and tries again after Asterisk has refused to dial. */
  readonly resume: Effect.Effect<void>
  /** Completes with the campaign. */
  readonly completed: Effect.Effect<Figures, E>
}

/** How many events wait for the first reader. */
const mostKept = 4096

/** What readers get: an event, or how there will be no other. */
type Item<C extends Contact, E> =
  | Event<C>
  | { readonly _tag: "Failed"; readonly exit: Exit.Exit<never, E> }
  | { readonly _tag: "Closed" }

/** Events are given to their readers in batches, and never in the midst of what they are about: a reader is not ours. */
const makeEvents = Effect.fnUntraced(function*<C extends Contact, E>() {
  const queue = yield* Queue.unbounded<Item<C, E>>()
  const pubsub = yield* PubSub.unbounded<Item<C, E>>()
  let kept: Array<Item<C, E>> | undefined = []
  let last: Item<C, E> | undefined
  const isLast = ({ _tag }: Item<C, E>) => _tag === "Completed" || _tag === "Failed" || _tag === "Closed"
  const give = (items: ReadonlyArray<Item<C, E>>) => {
    if (kept !== undefined) {
      for (const item of items) kept.push(item)
      if (kept.length >= 2 * mostKept) kept.splice(0, kept.length - mostKept)
    }
    const end = items.at(-1)
    if (end !== undefined && isLast(end)) last = end
    return PubSub.publishAll(pubsub, items)
  }
  // Whoever reads on after the scope has closed is not kept waiting.
  yield* Effect.addFinalizer(() =>
    Effect.flatMap(Queue.clear(queue), (items) => give(last === undefined ? [...items, { _tag: "Closed" }] : items))
  )
  yield* Effect.forkScoped(Effect.forever(Effect.flatMap(Queue.takeAll(queue), give)))
  const items = Stream.unwrap(Effect.map(PubSub.subscribe(pubsub), (subscription) => {
    const before = kept?.slice(-mostKept) ?? (last === undefined ? [] : [last])
    kept = undefined
    return Stream.concat(Stream.fromIterable(before), Stream.fromSubscription(subscription))
  }))
  const isEvent = (item: Item<C, E>): item is Event<C> => item._tag !== "Failed" && item._tag !== "Closed"
  const failure = Stream.unwrap(Effect.suspend(() => {
    const exit = last?._tag === "Failed" ? last.exit : undefined
    return Effect.as(exit ?? Effect.void, Stream.empty)
  }))
  const events: Stream.Stream<Event<C>, E> = items.pipe(
    Stream.takeUntil(isLast),
    Stream.filter(isEvent),
    Stream.concat(failure)
  )
  return {
    publish: (item: Item<C, E>) => void Queue.offerUnsafe(queue, item),
    events,
    unread: () => Queue.sizeUnsafe(queue) + PubSub.sizeUnsafe(pubsub)
  }
})

// --- Running it ---------------------------------------------------------------

const never = Effect.succeed(Infinity)

/** How long free agents may take to be counted. */
const countingTime = "5 seconds"

const roomOf = <C extends Contact, E, R>(
  { pacing }: Campaign<C, E, R>,
  state: CampaignState<C>,
  context: Context.Context<R>
): (at: number) => Effect.Effect<number> => {
  if (pacing === undefined) return () => never
  let isWarned = false
  const none = (why: Cause.Cause<unknown> | string) => {
    if (isWarned) return Effect.succeed(0)
    isWarned = true
    return Effect.as(quietly(Effect.logWarning("Free agents could not be counted: no calls start", why)), 0)
  }
  const free = Effect.suspend(() => Effect.provideContext(pacing.freeAgents, context)).pipe(
    Effect.map((agents) => typeof agents === "number" && agents > 0 ? agents : 0),
    Effect.timeoutOrElse({
      duration: countingTime,
      orElse: () => none(`there was no answer within ${countingTime}`)
    }),
    Effect.catchCause(none)
  )
  const perAgent = (at: number): number =>
    pacing._tag === "Preview"
      ? 1
      : pacing._tag === "Progressive"
      ? pacing.perAgent ?? 1
      : state.predictor?.ratio(at) ?? 1
  return (at) => Effect.map(free, (agents) => Math.floor(agents * perAgent(at) + 1e-9) - state.setup)
}

/** Asks somebody else's code, which may fail in any way. */
const asked = <R>(
  question: Effect.Effect<boolean, unknown, R>,
  context: Context.Context<R>,
  no: Refusal["reason"]
): Effect.Effect<Refusal | undefined> =>
  Effect.suspend(() => Effect.provideContext(question, context)).pipe(
    Effect.map((may): Refusal | undefined => may === true ? undefined : { reason: no }),
    Effect.catchCause((cause) => Effect.succeed<Refusal>({ reason: "HookFailed", cause }))
  )

const askOf = <C extends Contact, E, R>(
  { mayCall, pacing }: Campaign<C, E, R>,
  context: Context.Context<R>
): Kit<C>["ask"] =>
(contact, number) =>
  Effect.gen(function*() {
    if (mayCall !== undefined) {
      const refusal = yield* asked(Effect.suspend(() => mayCall(contact, number)), context, "DoNotCall")
      if (refusal !== undefined) return refusal
    }
    if (pacing?._tag !== "Preview") return undefined
    return yield* asked(Effect.suspend(() => pacing.accept(contact, number)), context, "Declined")
  })

const phoneOf = (calls: AmiCalls["Service"], context: Context.Context<AmiClient | AmiCalls>): Phone => ({
  start: (options) => Effect.provide(AmiDial.start(options), context),
  lookUp: (id) => Effect.provide(AmiDial.lookUp(id), context),
  adopt: (id) => Effect.provide(AmiDial.adopt(id), context),
  // No call has this id: what is seen is whether calls are known.
  connected: Stream.map(calls.watch("").changes, ({ _tag }) => _tag === "Fresh")
})

/**
 * Runs a campaign until its scope closes, or nobody is left to call.
 *
 * **Details**
 *
 * Completes when the attempts of earlier runs are read. When the scope closes, no more calls start, what rings is hung up, and
 * those who talk go on talking.
 *
 * **Example** (Calling whom a queue of contacts brings)
 *
 * ```ts
 * import { Console, Effect, Queue, Stream } from "effect"
 * import { AmiCampaign } from "effect-ami"
 *
 * export const callAll = (contacts: Queue.Queue<AmiCampaign.Contact>) =>
 *   Effect.gen(function*() {
 *     const campaign = yield* AmiCampaign.run({
 *       name: "spring",
 *       contacts: Stream.fromQueue(contacts),
 *       dial: (_, number) => ({ first: number, then: { Exten: "sales", Context: "queues" } }),
 *       hours: { from: "09:00", to: "20:00", days: [1, 2, 3, 4, 5] },
 *       zone: "Europe/Berlin"
 *     })
 *     yield* campaign.events.pipe(
 *       Stream.filter((event) => event._tag === "Finished"),
 *       Stream.runForEach(({ contact, outcome }) => Console.log(contact.id, outcome?._tag))
 *     )
 *   })
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const run = Effect.fnUntraced(function*<C extends Contact, E = never, R = never>(
  campaign: Campaign<C, E, R>
): Effect.fn.Return<
  Running<C, E>,
  AmiError | AttemptLogError,
  AmiClient | AmiCalls | AttemptLog | Scope.Scope | R
> {
  const ami = yield* AmiClient
  const wrong = Options.wrongIn(campaign)
  if (wrong !== undefined) return yield* Identity.of(ami).named(invalidOption("AmiCampaign", wrong))
  const context = yield* Effect.context<AmiClient | AmiCalls | AttemptLog | R>()
  const state = new CampaignState<C>(Options.settingsOf(campaign), Options.predictorOf(campaign.pacing))
  const { events, publish, unread } = yield* makeEvents<C, E>()
  const { count, show } = Metrics.of(campaign.name)
  const figures = Effect.map(Clock.currentTimeMillis, (at) => state.figures(at))
  const { trunk } = campaign
  const engine = yield* Engine.start<C, E>({
    state,
    log: guarded(yield* AttemptLog),
    phone: phoneOf(yield* AmiCalls, context),
    dial: campaign.dial,
    ask: askOf(campaign, context),
    agentWithin: campaign.pacing === undefined
      ? undefined
      : Duration.fromInputUnsafe(campaign.agentWithin ?? "2 seconds"),
    publish,
    count,
    gate: (at) => state.gate(at, unread()),
    contacts: Stream.provideContext(campaign.contacts, context),
    room: roomOf(campaign, state, context),
    trunk: (contact, number) => trunk?.(contact, number),
    figuresEvery: Duration.fromInputUnsafe(campaign.figuresEvery ?? "10 seconds"),
    show: Effect.flatMap(figures, (figures) => {
      publish({ _tag: "Figures", figures })
      return show(figures)
    })
  })
  const completed = Effect.andThen(engine.done, figures)
  yield* Effect.forkScoped(Effect.flatMap(Effect.exit(completed), (exit) => {
    publish(
      Exit.isSuccess(exit)
        ? { _tag: "Completed", figures: exit.value }
        : { _tag: "Failed", exit: Exit.failCause(exit.cause) }
    )
    return Effect.flatMap(figures, show)
  }))
  const { pause, resume, stop } = engine
  return { events, figures, stop, pause, resume, completed }
})

/**
 * How many agents of some queues are free: members that are `Ready`, each once. For `freeAgents` of a pacing.
 *
 * **Example** (Placing one call for each free agent of a queue)
 *
 * ```ts
 * import { AmiCampaign, type AmiQueues } from "effect-ami"
 *
 * export const pacing: AmiCampaign.Pacing<AmiCampaign.Contact, AmiQueues.AmiQueues> = {
 *   _tag: "Progressive",
 *   freeAgents: AmiCampaign.freeAgentsOf("sales")
 * }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const freeAgentsOf = (...queues: ReadonlyArray<string>): Effect.Effect<number, never, AmiQueues> =>
  AmiQueues.use((model) =>
    Effect.map(Effect.forEach(queues, (name) => model.queue(name).get), (lives) => {
      const ready = new Set<string>()
      for (const { value } of lives) {
        for (const { Interface, status } of value?.members.values() ?? []) if (status === "Ready") ready.add(Interface)
      }
      return ready.size
    })
  )
