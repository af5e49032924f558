/**
 * A wallboard in the terminal: a line for each queue whenever something in it changes.
 *
 * `AMI_URL=ami://hello:world@127.0.0.1:5038 node examples/wallboard.ts` runs until Ctrl-C, over restarts of Asterisk too.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer, Stream } from "effect"
import { type AmiLive, AmiQueues } from "effect-ami"
import { NodeAmi } from "effect-ami/node"

const Queues = AmiQueues.layer.pipe(Layer.provide(NodeAmi.layerConfig()))

const agent = ({ call, Interface, MemberName, PausedReason, status }: AmiQueues.Member): string =>
  [MemberName ?? Interface, status, PausedReason ?? call?.CallerIDNum].filter((word) => word !== undefined).join(" ")

const line = (name: string, live: AmiLive.Live<AmiQueues.Queue | undefined>): string => {
  const as = live._tag === "Fresh" ? "" : `as of ${new Date(live.since).toLocaleTimeString()}: `
  if (live.value === undefined) return `${as}${name} does not exist`
  const { callers, counters, members } = live.value
  const waits = callers.map(({ CallerIDNum = "?", joinedAt, position }) =>
    `${position}. ${CallerIDNum} ${Math.round((live.at - joinedAt) / 1000)} s`
  )
  const counts = `${counters.Completed} served, ${counters.Abandoned} lost`
  return `${as}${name} | ${waits.join(", ") || "nobody waits"} | ${
    [...members.values()].map(agent).join(", ")
  } | ${counts}`
}

const program = Effect.gen(function*() {
  const queues = yield* AmiQueues.AmiQueues
  const names = [...(yield* queues.get).value.keys()]
  const show = (name: string) => Stream.runForEach(queues.queue(name).changes, (live) => Console.log(line(name, live)))
  yield* Effect.forEach(names, show, { concurrency: "unbounded", discard: true })
})

program.pipe(Effect.provide(Queues), NodeRuntime.runMain)
