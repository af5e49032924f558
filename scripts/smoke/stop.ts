/**
 * A program like the README's, which Ctrl-C ends: the client logs off, and leaves no session behind.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer, Redacted } from "effect"
import { Ami, AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"

const AmiLive = Layer.unwrap(Effect.map(AmiSimulator.AmiSimulator, ({ port }) =>
  Layer.provide(
    AmiClient.layer({ username: "hello", secret: Redacted.make("world") }),
    NodeAmi.layerTcp({ port })
  )))

const watch = Effect.gen(function*() {
  yield* Ami.ping
  process.kill(process.pid, "SIGINT")
  return yield* Effect.never
})

/** Reports what the server has seen, after the client has gone. */
const told = Effect.gen(function*() {
  const { requests, sessions } = yield* AmiSimulator.AmiSimulator
  const last = (yield* requests).at(-1)?.action
  const left = yield* sessions
  const error = last === "Logoff" && left === 0
    ? undefined
    : `the last action is ${last}, and ${left} sessions are left`
  yield* Console.log(JSON.stringify({ check: "logs off on SIGINT", error }))
})

watch.pipe(
  Effect.provide(AmiLive),
  Effect.ensuring(told),
  Effect.provide(NodeSimulator.layer()),
  NodeRuntime.runMain
)
