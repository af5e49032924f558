/**
 * What a CommonJS program gets with `require`: the same modules, and a working client.
 */
const { Effect, Layer, Redacted } = require("effect")
const { Ami, AmiClient } = require("effect-ami")
const { NodeAmi } = require("effect-ami/node")
const Tcp = require("effect-ami/node/tcp")
const AmiCodec = require("effect-ami/protocol/AmiCodec")
const { AmiSimulator, NodeSimulator } = require("effect-ami/simulator")

const ping = Effect.gen(function*() {
  const { port } = yield* AmiSimulator.AmiSimulator
  const AmiLive = AmiClient.layer({ username: "hello", secret: Redacted.make("world") })
  const answers = []
  for (const { layerTcp } of [NodeAmi, Tcp]) {
    answers.push(yield* Effect.provide(Ami.ping, Layer.provide(AmiLive, layerTcp({ port }))))
  }
  return answers
}).pipe(Effect.provide(NodeSimulator.layer()))

const check = async () => {
  const imported = await import("effect-ami")
  if (imported.AmiClient.AmiClient !== AmiClient.AmiClient) return "`import` gives another copy than `require`"
  if (typeof AmiCodec.makeDecoder !== "function") return "AmiCodec has no makeDecoder"
  const answers = await Effect.runPromise(ping)
  return answers.every(({ Ping }) => Ping === "Pong") ? undefined : "Ping was not answered by Pong"
}

check().then(
  (error) => console.log(JSON.stringify({ check: "require()", error })),
  (error) => console.log(JSON.stringify({ check: "require()", error: String(error) }))
)
