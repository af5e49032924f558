/**
 * The smaller models on the simulator: random things happen, and the models have what another client is listed.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Redacted, Schedule } from "effect"
import { Actions, Ami, AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { size } from "../size.ts"
import { turns, within } from "../transport/waiting.ts"
import { agree, type Models, openModels } from "./models.ts"

const pjsip = [
  "[101]",
  "type=endpoint",
  "aors=101",
  "[101]",
  "type=aor",
  "max_contacts=2",
  "[line]",
  "type=endpoint",
  "aors=line",
  "[line]",
  "type=aor",
  "contact=sip:provider.example",
  "[provider]",
  "type=registration",
  "server_uri=sip:provider.example",
  "client_uri=sip:me@provider.example"
].join("\n")

const options = {
  extensions: {
    "from-internal": {
      "160": ["AgentLogin(1001)"],
      "161": ["AgentLogin(1002,s)"],
      "170": ["Answer()", "AgentRequest(1001)"],
      "171": ["Answer()", "AgentRequest(1002)"],
      "600": ["Answer()", "ConfBridge(sales)", "Wait(300)"],
      "601": ["Answer()", "ConfBridge(support,,leader)"],
      "700": ["Park()"],
      "701": ["ParkedCall(default,701)"],
      "702": ["ParkedCall(default,702)"],
      "896": ["Answer()", "VoiceMail(101@default,us)"],
      "897": ["Answer()", "Hangup()"],
      "900": ["Answer()", "Wait(300)"]
    }
  },
  hints: { "from-internal": { "101": "PJSIP/101,CustomPresence:alice", "102": "Custom:lamp" } },
  endpoints: { "101": "answers" },
  files: { "pjsip.conf": pjsip },
  agents: { "1001": { fullname: "Alice" }, "1002": { fullname: "Bob" } },
  conferences: { userProfiles: { default_user: { quiet: true }, leader: { admin: true, quiet: true } } },
  parkingLots: { default: { spaces: [701, 702], timeout: "45 seconds" } },
  mailboxes: { "101": { fullName: "Alice" }, "102": { fullName: "Bob" } }
} as const

/** Numbers from 0 to a limit, the same for the same seed. */
const numbers = (seed: number) => {
  let state = seed
  return (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor(state / 2 ** 32 * limit)
  }
}

const client = (port: number) =>
  Layer.build(
    AmiClient.layer({
      username: "hello",
      secret: Redacted.make("world"),
      reconnect: { schedule: Schedule.spaced("20 millis") }
    }).pipe(
      Layer.provide(NodeAmi.layerTcp({ host: "127.0.0.1", port }))
    )
  ).pipe(Effect.flatMap((context) => Effect.provide(AmiClient.AmiClient, context)))

const something = Effect.fnUntraced(function*(
  models: Models,
  ami: AmiClient.AmiClient["Service"],
  simulator: AmiSimulator.AmiSimulator["Service"],
  random: (limit: number) => number,
  hasVoicemail: boolean
) {
  const pick = <A>(values: ReadonlyArray<A>): A | undefined => values[random(values.length)]
  const send = (action: Ami.RequestHeaders) =>
    Effect.ignore(Effect.provideService(Ami.request(action), AmiClient.AmiClient, ami))
  const members = [...(yield* models.conferences.members.get).value.values()]
  const parked = [...(yield* models.parking.get).value.values()]
  const agents = [...(yield* models.agents.get).value.values()]
  const call = (exten: string) =>
    send({
      Action: "Originate",
      Channel: `Local/${exten}@from-internal/n`,
      Application: "Wait",
      Data: "300",
      Async: "true"
    })
  const member = pick(members)
  const conference = { Conference: member?.Conference ?? "sales", Channel: member?.Channel ?? "none" }
  const phone = { phone: "101", contact: `sip:101@192.0.2.${1 + random(2)}:5060` }
  const word = pick(["INUSE", "NOT_INUSE", "BUSY", "RINGING"])
  const choices: ReadonlyArray<Effect.Effect<void>> = [
    call("600"),
    call("601"),
    call("700"),
    call(pick(["701", "702"]) ?? ""),
    call(pick(["160", "161"]) ?? ""),
    call(pick(["160", "161"]) ?? ""),
    call(pick(["170", "171"]) ?? ""),
    call(pick(["170", "171"]) ?? ""),
    call(hasVoicemail ? "896" : "897"),
    send({ Action: "ConfbridgeMute", ...conference }),
    send({ Action: "ConfbridgeMute", ...conference }),
    send({ Action: "ConfbridgeUnmute", ...conference }),
    send({ Action: "ConfbridgeKick", ...conference }),
    send({ Action: random(2) === 0 ? "ConfbridgeStartRecord" : "ConfbridgeStopRecord", ...conference }),
    send({ Action: "Hangup", Channel: pick([...members, ...parked, ...agents])?.Channel ?? "none" }),
    send({ Action: "AgentLogoff", Agent: pick(["1001", "1002"]) ?? "", Soft: random(2) === 0 }),
    send({ Action: "Setvar", Variable: `DEVICE_STATE(Custom:${pick(["lamp", "night"])})`, Value: word ?? "" }),
    send({
      Action: "Setvar",
      Variable: "PRESENCE_STATE(CustomPresence:alice)",
      Value: `${pick(["away", "dnd"])},sub,text`
    }),
    Effect.ignore(simulator.perform({ command: random(2) === 0 ? "register" : "unregister", ...phone })),
    send({ Action: random(2) === 0 ? "PJSIPRegister" : "PJSIPUnregister", Registration: "provider" })
  ]
  yield* pick(choices) ?? Effect.void
  yield* turns(random(4))
})

/** Waits until a client is connected. */
const connected = (ami: AmiClient.AmiClient["Service"]) =>
  Effect.retry(ami.send(Actions.Ping()), { schedule: Schedule.spaced("20 millis") }).pipe(within("a connection"))

describe("models on the simulator", () => {
  for (const version of size(["22", "16"] as const, ["22"] as const)) {
    it.live(
      `have after anything what Asterisk ${version} lists, and after lost connections`,
      () =>
        Effect.gen(function*() {
          const seen = { members: 0, muted: 0, parking: 0, contacts: 0 }
          for (let seed = 1; seed <= size(20, 3); seed++) {
            yield* Effect.scoped(Effect.gen(function*() {
              const context = yield* Layer.build(NodeSimulator.layer({ ...options, version, seed, timeScale: 0.02 }))
              const simulator = yield* Effect.provide(AmiSimulator.AmiSimulator, context)
              const ami = yield* client(simulator.port)
              const other = yield* client(simulator.port)
              const models = yield* openModels(ami, { confirmAfter: "100 millis" })
              const random = numbers(seed)
              for (let round = 0; round < 6; round++) {
                // What happens while nobody is connected is in the lists alone.
                if (round % 3 === 2) yield* simulator.kick
                for (let step = 0; step < 14; step++) {
                  yield* something(models, ami, simulator, random, version === "22")
                }
                yield* connected(ami)
                yield* connected(other)
                const known = yield* agree(models, other, `seed ${seed}, round ${round}`, turns(10))
                seen.members += known.members.length
                seen.muted += known.members.filter((text) => text.endsWith("true]]")).length
                seen.parking += known.parking.length
                seen.contacts += known.contacts.length
              }
            }))
          }
          for (const [what, times] of Object.entries(seen)) assert.isAbove(times, 0, what)
        }).pipe(Effect.provide(Logger.layer([]))),
      size(600_000, 120_000)
    )
  }
})
