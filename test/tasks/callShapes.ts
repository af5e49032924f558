/**
 * Calls that are answered, refused or cancelled, and what is reported about each of their channels: the same on a real
 * server and on the simulator.
 */
import { Effect, Queue, Stream } from "effect"
import { Actions, Ami, AmiClient, type AmiMessage } from "effect-ami"
import { listen } from "./watching.ts"

/** What the dialled telephone does. */
export type Doing = "answers" | "rings" | "busy" | "rejects" | "congested" | "unregistered"

export interface Shape {
  readonly title: string
  readonly channel: string
  /** What `tel3` does, if the call dials it. */
  readonly does?: Doing
  /** Whether the call is hung up while it rings, and with what cause. */
  readonly hangUp?: { readonly cause?: number }
}

const telephones: ReadonlyArray<Shape> = ["PJSIP/tel3", "Local/tel3@from-internal/n"].flatMap((channel) => [
  ...(["answers", "rings", "busy", "rejects", "congested", "unregistered"] as const).map((does) => ({
    title: `${channel} ${does}`,
    channel,
    does
  })),
  { title: `${channel} rings and is hung up`, channel, does: "rings", hangUp: {} },
  { title: `${channel} rings and is hung up with a cause`, channel, does: "rings", hangUp: { cause: 17 } }
])

export const callShapes: ReadonlyArray<Shape> = [
  ...telephones,
  ...(["busy", "rejects", "congested", "unregistered"] as const).map((does) => ({
    title: `an extension that ends after its Dial, whose telephone ${does === "busy" ? "is busy" : does}`,
    channel: "Local/fall@from-internal/n",
    does
  })),
  ...["301", "302", "300", "no-such"].map((exten) => ({
    title: `the extension ${exten}`,
    channel: `Local/${exten}@from-internal/n`
  })),
  { title: "the extension 300, hung up while it rings", channel: "Local/300@from-internal/n", hangUp: {} },
  { title: "an endpoint that does not exist", channel: "PJSIP/nobody" }
]

const names = new Set([
  "Newchannel",
  "Newstate",
  "DialBegin",
  "DialState",
  "DialEnd",
  "HangupRequest",
  "SoftHangupRequest",
  "Hangup",
  "OriginateResponse"
])

/** The place of a channel that hangs up together with its other half is a matter of chance. */
const isByChance = (message: AmiMessage.AmiMessage, key: string) =>
  message.name === "HangupRequest" && key === "ChannelStateDesc"

const told = ["ChannelStateDesc", "Cause", "Cause-txt", "TechCause", "DialString", "DialStatus", "Response", "Reason"]

/** Makes a call, and returns what was reported, one line each: by channel, since Asterisk guarantees no other order. */
export const play = Effect.fnUntraced(function*({ channel, does, hangUp }: Shape) {
  const ami = yield* AmiClient.AmiClient
  const id = `shape-${Math.random().toString(36).slice(2)}`
  const isOurs = (message: AmiMessage.AmiMessage) =>
    names.has(message.name) && ["Linkedid", "DestLinkedid", "Uniqueid"].some((key) => message.get(key) === id)
  const events = yield* listen(ami.inbox.pipe(
    Stream.filter((item) => item._tag === "Received"),
    Stream.map(({ message }) => message),
    Stream.filter(isOurs)
  ))
  const seen: Array<AmiMessage.AmiMessage> = []
  const take = Effect.tap(Queue.take(events), (message) => Effect.sync(() => seen.push(message)))
  const count = (name: string) => seen.filter((message) => message.name === name).length
  const until = (holds: () => boolean) => Effect.repeat(take, { until: holds }).pipe(Effect.timeout("60 seconds"))

  yield* ami.send(
    Actions.Originate({
      Channel: channel,
      Context: "from-internal",
      Exten: "200",
      Priority: 1,
      ChannelId: id,
      Timeout: "1 second"
    })
  )
  if (hangUp !== undefined) {
    // What dials the channel hears of the ringing after the channel rings.
    yield* until(() =>
      seen.some((message) =>
        message.name === "DialState" && message.get("DestUniqueid") === id && message.get("DialStatus") === "RINGING"
      )
    )
    yield* Ami.hangup({ channel: id, ...hangUp })
  } else if (does === "answers") {
    yield* until(() => count("OriginateResponse") === 1)
    yield* Ami.hangup({ channel: id })
  }
  yield* until(() => count("OriginateResponse") === 1 && count("Hangup") === count("Newchannel"))

  return seen.map((message) => line(id, message)).sort()
}, Effect.scoped)

const line = (id: string, message: AmiMessage.AmiMessage): string => {
  const uniqueid = message.get("DestUniqueid") ?? message.get("Uniqueid")
  const role = message.name === "OriginateResponse"
    ? "call"
    : uniqueid === id
    ? "near"
    : uniqueid === `${id};2`
    ? "far"
    : "telephone"
  const by = message.get("DestUniqueid") !== undefined && message.get("Uniqueid") !== undefined ? "by a channel" : ""
  const values = told.flatMap((key) => {
    const value = message.get(key)
    return value === undefined || isByChance(message, key) ? [] : `${key}=${value}`
  })
  return [role, message.name, by, ...values].filter((part) => part !== "").join(" ")
}
