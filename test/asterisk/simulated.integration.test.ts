/**
 * The simulator reports a call as Asterisk 22 does.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { callShapes, type Doing, play } from "../tasks/callShapes.ts"
import { clientOver } from "./clients.ts"
import { forEachServer } from "./servers.ts"
import { type Habit, telephone } from "./telephone.ts"

const habits: Readonly<Record<Exclude<Doing, "unregistered">, Habit>> = {
  answers: "answers",
  rings: "rings",
  busy: { refuses: 486 },
  rejects: { refuses: 603 },
  congested: { refuses: 503 }
}

const extensions = {
  "from-internal": {
    "200": ["Answer()", "Echo()"],
    "300": ["Ringing()", "Wait(20)"],
    "301": ["Busy(10)"],
    "302": ["Congestion(10)"],
    tel3: ["Dial(PJSIP/tel3)", "Hangup()"],
    fall: ["Dial(PJSIP/tel3)"]
  }
}

/** A client of a simulator whose only telephone behaves like this. */
const simulated = (does: Doing | undefined) =>
  Layer.unwrap(
    Effect.map(AmiSimulator.AmiSimulator, ({ port }) =>
      AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
        Layer.provide(NodeAmi.layerTcp({ port }))
      ))
  ).pipe(Layer.provide(NodeSimulator.layer({ extensions, endpoints: does === undefined ? {} : { tel3: does } })))

forEachServer("the simulator", (server) => {
  for (const shape of callShapes) {
    const { does, title } = shape
    it.live.skipIf(!server.offers.cli || server.version !== 22)(
      `reports a call as Asterisk does: ${title}`,
      () =>
        Effect.gen(function*() {
          if (does !== undefined && does !== "unregistered") yield* telephone(server, "tel3", habits[does])

          const real = yield* Effect.provide(play(shape), clientOver("tcp", server))
          const likeness = yield* Effect.provide(play(shape), simulated(does))

          assert.deepStrictEqual(likeness, real)
        }).pipe(Effect.scoped)
    )
  }
})
