/**
 * Shows who waits longest and who talks. `pause PJSIP/101 Lunch` and `resume PJSIP/101` are for an agent, `redirect sales 300`
 * sends the caller who waits longest in a queue to an extension. `AMI_URL` says where Asterisk is.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer } from "effect"
import { Actions, Ami, AmiCalls, AmiClient, AmiQueues } from "effect-ami"
import { NodeAmi } from "effect-ami/node"

const App = Layer.mergeAll(AmiQueues.layer, AmiCalls.layer).pipe(Layer.provideMerge(NodeAmi.layerConfig()))

const longestFirst = (callers: Iterable<AmiQueues.Caller>) => [...callers].sort((a, b) => a.joinedAt - b.joinedAt)

const show = Effect.gen(function*() {
  const { at, value: callers } = yield* (yield* AmiQueues.AmiQueues).callers.get
  for (const { CallerIDNum, joinedAt, Queue } of longestFirst(callers.values())) {
    yield* Console.log(`${CallerIDNum} waits in ${Queue} for ${Math.round((at - joinedAt) / 1000)} s`)
  }
  const { value: calls } = yield* (yield* AmiCalls.AmiCalls).get
  for (const { answeredBy, from, state } of calls.values()) {
    if (state === "Talking") yield* Console.log(`${from?.number} talks to ${answeredBy?.number}`)
  }
})

const redirect = Effect.fn(function*(queue: string, extension: string) {
  const [longest] = longestFirst((yield* (yield* AmiQueues.AmiQueues).queue(queue).get).value?.callers ?? [])
  if (longest?.Channel === undefined) return yield* Console.log(`nobody waits in ${queue}`)
  yield* Ami.redirect({ channel: longest.Channel, extension })
  yield* Console.log(`${longest.CallerIDNum} is sent to ${extension}`)
})

const program = Effect.gen(function*() {
  const [verb = "show", who = "", what = ""] = process.argv.slice(2)
  const pause = { Interface: who, Paused: verb === "pause", Reason: what }
  if (verb === "pause" || verb === "resume") yield* (yield* AmiClient.AmiClient).send(Actions.QueuePause(pause))
  else yield* verb === "redirect" ? redirect(who, what) : show
})

program.pipe(Effect.provide(App), NodeRuntime.runMain)
