/**
 * Calls, and what is observed of them, for tests that run on real servers and on the simulator alike.
 */
import { type Cause, Effect, Queue, Stream } from "effect"
import { Ami, AmiClient, type AmiError, type AmiEvent, AmiTracker, Events } from "effect-ami"

/** What a stream gives from here on: with `Stream.toQueue` what comes within the same turn of the event loop may be missing. */
export const listen = Effect.fnUntraced(function*<A, E, R>(stream: Stream.Stream<A, E, R>) {
  const queue = yield* Queue.unbounded<A, E | Cause.Done>()
  yield* Effect.forkScoped(Stream.runIntoQueue(stream, queue), { startImmediately: true })
  return queue
})

/** Watches events from here on; the result returns the first one that matches, past or future. */
export const watch = <const E extends ReadonlyArray<AmiEvent.Any>>(...events: E) =>
  AmiClient.AmiClient.use((ami) => search(ami.events(...events)))

/** Watches messages from here on, undecoded. */
export const watchMessages = AmiClient.AmiClient.use((ami) =>
  search(ami.inbox.pipe(Stream.filter((item) => item._tag === "Received"), Stream.map((item) => item.message)))
)

const search = <A>(stream: Stream.Stream<A, AmiError.AmiError>) =>
  Effect.gen(function*() {
    const queue = yield* listen(stream)
    const seen: Array<A> = []
    const take = Effect.tap(Queue.take(queue), (event) => Effect.sync(() => seen.push(event)))
    return <B extends A>(what: string, fits: ((event: A) => event is B) | ((event: A) => boolean)) =>
      Effect.suspend(() => {
        const found = seen.find(fits)
        return found === undefined ? Effect.repeat(take, { until: fits }) : Effect.succeed(found)
      }).pipe(
        Effect.map((event) => event as B),
        Effect.timeoutOrElse({ duration: "60 seconds", orElse: () => Effect.fail(`no ${what}`) })
      )
  })

/** Two bridged channels: one has called 160, which dials 101. Returns the caller's channel; the scope hangs it up. */
export const bridgedCall = Effect.fnUntraced(function*(caller: string) {
  const entered = yield* watch(Events.BridgeEnter)
  const { Channel } = yield* answeredCall(`Local/${caller}@from-internal/n`, "160")
  yield* entered(`bridge of ${Channel}`, (event) => event.Channel === Channel)
  return Channel
})

/** An answered call, which the scope hangs up. */
export const answeredCall = (originator: string, extension: string) =>
  Effect.acquireRelease(
    Ami.dial({ originator, extension }),
    ({ Channel }) => Effect.ignore(Ami.hangup({ channel: Channel }))
  )

/** The reason of an effect that must fail. */
export const reasonOf = <A, R>(effect: Effect.Effect<A, AmiError.AmiError, R>) =>
  Effect.map(Effect.flip(effect), (error) => error.reason)

/** For an `AmiTracker` whose values are channel states, as text. */
export const channelStates = {
  snapshot: Ami.channels,
  events: [Events.Newchannel, Events.Newstate, Events.Hangup],
  key: (source: { readonly Uniqueid: string }) => source.Uniqueid,
  fromSnapshot: (item: Events.CoreShowChannel): string => item.ChannelStateDesc,
  reduce: (_: string | undefined, event: Events.Newchannel | Events.Newstate | Events.Hangup) =>
    event.Event === "Hangup" ? AmiTracker.removed : event.ChannelStateDesc,
  uniqueKeys: true
} as const
