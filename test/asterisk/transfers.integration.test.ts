/**
 * The simulator reports an attended transfer into a parking lot or an agent pool as Asterisk does, 22 and 16.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Queue, Redacted, Stream } from "effect"
import { Actions, Ami, AmiClient, type AmiMessage } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { listen } from "../tasks/watching.ts"
import { clientOver } from "./clients.ts"
import { forEachServer } from "./servers.ts"

/** As in `etc/extensions.conf`. */
const extensions = {
  "from-internal": {
    "101": ["Answer()", "Wait(30)", "Hangup()"],
    "160": ["Dial(Local/101@from-internal/n,,tT)"],
    "170": ["Answer()", "Milliwatt()"],
    "700": ["Answer()", "Park()"],
    "750": ["Answer()", "AgentLogin(1001)"]
  }
}

const simulated = (version: "16" | "22") =>
  Layer.unwrap(
    Effect.map(AmiSimulator.AmiSimulator, ({ port }) =>
      AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
        Layer.provide(NodeAmi.layerTcp({ port }))
      ))
  ).pipe(Layer.provide(NodeSimulator.layer({ version, extensions, agents: { "1001": {} } })))

const told: Readonly<Record<string, ReadonlyArray<string>>> = {
  Newchannel: ["Exten"],
  Newstate: ["ChannelStateDesc"],
  DialBegin: ["DialString"],
  DialEnd: ["DialStatus"],
  BridgeEnter: ["BridgeType", "BridgeNumChannels"],
  // How many are left is a matter of chance when two leave at once.
  BridgeLeave: ["BridgeType"],
  ParkedCall: ["Parkinglot"],
  AgentLogin: ["Agent"],
  // Whether the target is named is a matter of chance: it may be between two bridges.
  AttendedTransfer: ["Result", "DestType", "OrigTransfererChannel", "SecondTransfererChannel", "TransfereeChannel"],
  HangupRequest: ["Cause"],
  SoftHangupRequest: ["Cause"],
  Hangup: ["Cause"]
}

/** A channel without the number that it has on its server: each extension is called once. */
const short = (text: string) => text.replace(/Local\/(\w+)@from-internal-[0-9a-f]+/g, "$1")

const channelOf = (message: AmiMessage.AmiMessage) =>
  message.get("OrigTransfererChannel") ?? message.get("ParkeeChannel") ?? message.get("DestChannel")
    ?? message.get("Channel") ?? ""

const line = (message: AmiMessage.AmiMessage) =>
  [channelOf(message), message.name, ...(told[message.name] ?? []).map((header) => message.get(header) ?? "-")]
    .map(short).join(" ")

/** Transfers a call to an extension, and returns what was reported: by channel, since Asterisk guarantees no other order. */
const transfer = Effect.fnUntraced(function*(Exten: string, service: string) {
  const ami = yield* AmiClient.AmiClient
  const events = yield* listen(ami.inbox.pipe(
    Stream.filter((item) => item._tag === "Received"),
    Stream.map(({ message }) => message),
    Stream.filter((message) => message.name in told)
  ))
  const seen: Array<AmiMessage.AmiMessage> = []
  const take = Effect.tap(Queue.take(events), (message) => Effect.sync(() => seen.push(message)))
  const until = (what: string, holds: (message: AmiMessage.AmiMessage) => boolean) =>
    Effect.repeat(take, { until: holds }).pipe(Effect.timeoutOrElse({
      duration: "20 seconds",
      orElse: () => Effect.die(new Error(`${what} did not come after\n${seen.map(line).join("\n")}`))
    }))
  const entered = (exten: string) => (message: AmiMessage.AmiMessage) =>
    message.name === "BridgeEnter" && short(message.get("Channel") ?? "") === `${exten};1`

  const { channelId } = yield* Ami.originate({ originator: "Local/170@from-internal/n", extension: "160" })
  yield* until("the call", entered("101"))
  const transferer = seen.find((message) => message.get("Uniqueid") === channelId)?.get("Channel") ?? ""
  yield* ami.send(Actions.Atxfer({ Channel: transferer, Exten, Context: "from-internal" }))
  const has = (name: string, header: string, value: string) =>
    seen.some((message) => message.name === name && message.get(header) === value)
  yield* until("the consultation", () => seen.some(entered(Exten)) && seen.some(({ name }) => name === service))
  yield* Ami.hangup({ channel: channelId })
  yield* until(
    "the end of who transferred",
    () =>
      has("Hangup", "Uniqueid", channelId) && has("Hangup", "Uniqueid", `${channelId};2`)
      && has("AttendedTransfer", "Result", "Success")
  )
  const left = yield* ami.collect(Actions.Status())
  yield* Effect.forEach(left, ({ Uniqueid }) => Effect.ignore(Ami.hangup({ channel: Uniqueid })))
  return {
    seen: seen.map(line).toSorted(),
    left: left.map(({ Channel }) => short(Channel)).toSorted()
  }
}, Effect.scoped)

forEachServer("an attended transfer", (server) => {
  for (
    const [where, exten, service] of [
      ["a parking lot", "700", "ParkedCall"],
      ["an agent pool", "750", "AgentLogin"]
    ] as const
  ) {
    it.live.skipIf(!server.offers.cli)(
      `into ${where} is reported by the simulator as by Asterisk`,
      () =>
        Effect.gen(function*() {
          const version = server.version === 16 ? "16" : "22"
          const [real, likeness] = yield* Effect.all([
            Effect.provide(transfer(exten, service), clientOver("tcp", server)),
            Effect.provide(transfer(exten, service), simulated(version))
          ], { concurrency: 2 })
          assert.deepStrictEqual(likeness, real)
          assert.deepStrictEqual(real.left, ["101;1", "101;2", `${exten};1`, `${exten};2`])
        })
    )
  }
})
