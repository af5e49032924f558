/**
 * A small house in the simulator: each telephone does with a call what its number says.
 */
import { Effect, Fiber, Layer, Redacted } from "effect"
import { AmiCalls, AmiClient, AmiDial } from "effect-ami"
import { AmiSimulator, type SimulatedPbx } from "effect-ami/simulator"
import { TestClock } from "effect/testing"

const refuses = (status: number): SimulatedPbx.Reaction => ({
  ringsAfter: "100 millis",
  refusesAfter: "1 second",
  status
})

/** What a telephone does with a call, by its number: `2` and what it answers as a SIP status. */
export const endpoints: Readonly<Record<string, SimulatedPbx.Endpoint>> = {
  "100": { onCall: { ringsAfter: "100 millis", answersAfter: "1 second" } },
  "101": { onCall: { ringsAfter: "100 millis", answersAfter: "1 second" } },
  "102": "rings",
  "103": "unregistered",
  ...Object.fromEntries(
    [403, 404, 408, 410, 480, 484, 486, 487, 488, 500, 503, 600, 603, 604].map((
      status
    ) => [`2${status}`, { onCall: refuses(status) }])
  ),
  "302": { onCall: { ringsAfter: "100 millis", refusesAfter: "1 second", forwardsTo: "101" } },
  "trunk": "unreachable"
}

export const extensions: SimulatedPbx.Extensions = {
  "from-internal": {
    "_1XX": ["Dial(PJSIP/${EXTEN},20)", "Hangup()"],
    "_2XXX": ["Dial(PJSIP/${EXTEN},20)", "Hangup()"],
    "302": ["Dial(PJSIP/302,20)", "Hangup()"],
    "_0.": ["Dial(PJSIP/${EXTEN}@trunk,20)", "Hangup()"],
    "400": ["Dial(PJSIP/2486&PJSIP/2603,20)", "Hangup()"],
    "500": ["Answer()", "Wait(2)", "Hangup()"],
    "600": ["Answer()", "ConfBridge(sales)"],
    "700": ["Answer()", "Queue(sales)"],
    "900": ["Answer()", "Wait(60)"],
    "nobody": ["Dial(PJSIP/no-such,20)", "Hangup()"],
    "880": ["Answer()", "UserEvent(AMD,Status: MACHINE,Cause: MAXWORDLENGTH-1500)", "Wait(1)", "Hangup()"]
  }
}

/** Each contact has a number of its own, and what its telephone does is in the first digits. */
const telephones = ["101", "101", "101", "2486", "2603", "102", "2503"]

/** Every number is a Local channel into the house. */
export const dialplan = {
  ...extensions,
  dialout: Object.fromEntries(
    telephones.map((telephone) => [`_${telephone}XXXXX`, [`Dial(PJSIP/${telephone},12)`, "Hangup()"]])
  )
}

export const numberOf = (index: number): string =>
  `${telephones[index % telephones.length]}${String(index).padStart(5, "0")}`

const client = AmiCalls.layer.pipe(
  Layer.provideMerge(AmiClient.layer({ username: "hello", secret: Redacted.make("world") }))
)

/** A client of a simulated house. */
export const house = (options: AmiSimulator.Options = {}) =>
  client.pipe(Layer.provideMerge(AmiSimulator.layerTransport({ extensions, endpoints, ...options })))

/** Runs something for so long on the test clock. */
export const during = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.forkChild(effect, { startImmediately: true })
    for (let step = 0; step < 600; step++) {
      yield* TestClock.adjust("100 millis")
      yield* Effect.yieldNow
      if (fiber.pollUnsafe() !== undefined) break
    }
    return yield* Fiber.join(fiber)
  })

export const tagOf = (outcome: AmiDial.Outcome | undefined) => outcome?._tag
