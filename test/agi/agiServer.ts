/**
 * A client and a simulated Asterisk in one process, with time that stands still, for programs that serve calls.
 */
import { Effect, Layer, Redacted, Schedule } from "effect"
import { Ami, AmiClient } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"

/** The dialplan of these tests: what follows `AGI` shows that a call has gone on. */
export const extensions = {
  "from-internal": {
    "810": ["AGI(agi:async,one,two)", "NoOp(${AGISTATUS})", "Set(WENT=${AGISTATUS})", "Wait(60)", "Hangup()"],
    "811": ["Answer()", "AGI(agi:async)", "Wait(60)"],
    "812": ["Answer()", "AGI(agi:async)", "AGI(agi:async,again)", "Wait(60)"],
    "101": ["Dial(PJSIP/101,20)"],
    "200": ["Answer()", "Wait(600)"]
  },
  sub: { s: ["Return(${ARG1})"] }
}

export const options: AmiSimulator.Options = {
  extensions,
  endpoints: {
    "101": { onCall: "manual" },
    "102": { onCall: "manual", callerId: "\"Bob\" <102>" }
  },
  loginDelay: 0
}

/** A client that connects again after a second. */
export const inside = (more: AmiSimulator.Options = {}) =>
  AmiClient.layer({
    username: "hello",
    secret: Redacted.make("world"),
    reconnect: { schedule: Schedule.spaced("1 second") },
    onDisconnected: "wait"
  }).pipe(Layer.provideMerge(AmiSimulator.layerTransport({ ...options, ...more })))

/** A telephone calls an extension. */
export const call = (number: string, phone = "102") =>
  Effect.flatMap(AmiSimulator.AmiSimulator, (simulator) => simulator.perform({ command: "call", phone, number }))

export const hangUp = (phone = "102") =>
  Effect.flatMap(AmiSimulator.AmiSimulator, (simulator) => simulator.perform({ command: "hangUp", phone }))

export const press = (digits: string, phone = "102") =>
  Effect.flatMap(AmiSimulator.AmiSimulator, (simulator) => simulator.perform({ command: "press", phone, digits }))

export const wait = (milliseconds: number) => TestClock.adjust(milliseconds)

/** The channels that there are, each with the application that it runs. */
export const channels = Effect.map(
  Ami.channels,
  (all) => all.map(({ Application, Channel }) => `${Channel} ${Application}`).toSorted()
)

/** The commands that the channel was sent, in order. */
export const commandsSent = Effect.flatMap(
  AmiSimulator.AmiSimulator,
  ({ requests }) =>
    Effect.map(
      requests,
      (all) => all.filter(({ action }) => action === "AGI").map(({ message }) => message.get("Command") ?? "")
    )
)
