/**
 * A channel tracker on a scripted peer, and its changes in short form.
 *
 * A channel is its number and the state that it is in: `1 Ring`.
 */
import { Effect, Fiber, Random, Stream } from "effect"
import { Actions, type AmiClient, type AmiMessage, AmiTracker, AmiTransportMock, Events } from "effect-ami"
import { AmiClient as Client } from "effect-ami/client/AmiClient"
import * as Inboxes from "../../src/internal/inboxes.ts"
import { count, logIn } from "../client/inboxWords.ts"
import { atOnce, connected, type Peer, start, turn } from "../client/scriptedTransport.ts"

const events = {
  CoreShowChannel: Events.CoreShowChannel,
  Hangup: Events.Hangup,
  Newchannel: Events.Newchannel,
  Newstate: Events.Newstate
}

/** An event of a channel, or the item of a list, as Asterisk writes it. */
export const channel = (name: keyof typeof events, words: string) => {
  const [id = "", state = "Up"] = words.split(" ")
  return AmiTransportMock.event(events[name], {
    Channel: `PJSIP/${id}`,
    ChannelStateDesc: state,
    Uniqueid: id,
    Linkedid: id
  })
}

export const born = (words: string) => channel("Newchannel", words)
export const state = (words: string) => channel("Newstate", words)
export const hangup = (id: string | number) => channel("Hangup", String(id))

/** How many lists of channels were asked for. */
export const lists = (peer: Peer): number => count(peer, "CoreShowChannels")

/** Some events are lost, while the connection stays. */
export const gap = (peer: Peer) => peer.notify({ _tag: "Missed", why: "PollFailed" })

/** Answers the last request for channels. */
export const answerList = (peer: Peer, ...channels: ReadonlyArray<string>) =>
  peer.answer(
    peer.last("CoreShowChannels"),
    "Response: Success\nEventList: start\nMessage: Channels will follow",
    ...channels.map((words) => channel("CoreShowChannel", words)),
    `Event: CoreShowChannelsComplete\nEventList: Complete\nListItems: ${channels.length}`
  )

type Told = AmiTracker.Change<string, Events.Newchannel | Events.Newstate | Events.Hangup>

export const wordsOf = (change: Told): string => {
  switch (change._tag) {
    case "Present":
      return ["present", ...[...change.values].map((entry) => entry.join(" "))].join(", ")
    case "Upserted":
      return change.previous === undefined
        ? `${change.key} ${change.value}`
        : `${change.key} ${change.previous} to ${change.value}`
    case "Gone":
      return `gone ${change.key} ${change.last} by ${change.event?.Event ?? "nobody knows what"}`
    case "Stale":
      return `stale ${change.epoch} ${change.cause}`
    case "Synced":
      return `synced ${change.epoch} ${change.cause} ${change.corrections}`
  }
}

type Choices = Partial<Pick<AmiTracker.Options<never, [], never, never>, keyof typeof unset>>

const unset = { uniqueKeys: true, confirmAfter: "1 second", relistEvery: undefined, capacity: undefined } as const

/** A tracker whose value is the state of a channel. */
export const channelStates = (ami: AmiClient.AmiClient["Service"], choices: Choices = {}) =>
  AmiTracker.make({
    snapshot: ami.collect(Actions.CoreShowChannels()),
    events: [Events.Newchannel, Events.Newstate, Events.Hangup],
    key: (source) => source.Uniqueid,
    fromSnapshot: (item): string => item.ChannelStateDesc,
    reduce: (_, event) => event.Event === "Hangup" ? AmiTracker.removed : event.ChannelStateDesc,
    ...unset,
    ...choices
  }).pipe(Effect.provideService(Client, ami), Random.withSeed("a tracker"))

/** Records what a tracker reports from here on. */
export const told = Effect.fnUntraced(function*(tracker: { readonly changes: Stream.Stream<Told, unknown> }) {
  const words: Array<string> = []
  const fiber = yield* start(
    Stream.runForEach(tracker.changes, (change) => Effect.sync(() => words.push(wordsOf(change))))
  )
  yield* turn
  return { words, fiber }
})

/** The values of a tracker: `1 Ring, 2 Up`. */
export const valuesOf = (tracker: { readonly get: Effect.Effect<ReadonlyMap<string, string>> }) =>
  Effect.map(tracker.get, (values) => [...values].map((entry) => entry.join(" ")).join(", "))

/** Counts the subscriptions of a client that trackers and models open, and keeps what the last of them wants. */
export const counting = (ami: AmiClient.AmiClient["Service"]) => {
  const counted = { open: 0, opened: 0, wants: (_: AmiMessage.AmiMessage): boolean => false }
  const inbox = Inboxes.of(ami)
  if (inbox === undefined) throw new Error("The client has no inbox")
  Inboxes.remember(ami.inbox, (wants, buffer) =>
    inbox(wants, buffer).pipe(
      Stream.onStart(Effect.sync(() => {
        counted.open += 1
        counted.opened += 1
        counted.wants = wants
      })),
      Stream.ensuring(Effect.sync(() => counted.open -= 1))
    ))
  return counted
}

/** Loses the connection, and makes a new one. */
export const reconnect = Effect.fnUntraced(function*(peer: Peer) {
  peer.end()
  yield* turn
  logIn(peer)
  yield* turn
})

/** A tracker whose first snapshot had these channels, and what it reports. */
export const tracking = Effect.fnUntraced(function*(channels: ReadonlyArray<string>, choices: Choices = {}) {
  const { ami, close, peer } = yield* connected({ reconnect: atOnce })
  const making = yield* start(channelStates(ami, choices))
  answerList(peer, ...channels)
  const tracker = yield* Fiber.join(making)
  return { ami, close, peer, tracker, ...yield* told(tracker) }
})
