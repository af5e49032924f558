/**
 * A list of channels that is always right, even after a restart of Asterisk.
 *
 * `node examples/channels.ts HOST USERNAME SECRET` watches a real server until Ctrl-C. Without arguments it watches the
 * embedded simulator, makes it place calls, and restarts it in between.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Exit, Layer, Redacted, Scope, Stream } from "effect"
import { Ami, AmiClient, AmiTracker, Events } from "../src/index.ts"
import { NodeAmi } from "../src/node/index.ts"
import { AmiSimulator, NodeSimulator } from "../src/simulator/index.ts"

// --- The list ---------------------------------------------------------------

interface Channel {
  readonly name: string
  readonly state: string
}

const channels = AmiTracker.make({
  snapshot: Ami.channels,
  events: [Events.Newchannel, Events.Newstate, Events.Hangup],
  key: (source) => source.Uniqueid,
  fromSnapshot: (item): Channel => ({ name: item.Channel, state: item.ChannelStateDesc }),
  reduce: (_, event) =>
    event.Event === "Hangup" ? AmiTracker.removed : { name: event.Channel, state: event.ChannelStateDesc },
  uniqueKeys: true
})

type Change = AmiTracker.Change<Channel, Events.Newchannel | Events.Newstate | Events.Hangup>

const line = (change: Change): string => {
  switch (change._tag) {
    case "Present":
      return `${change.values.size} channels are up`
    case "Upserted":
      return `${change.previous === undefined ? "+" : " "} ${change.value.name} ${change.value.state}`
    case "Gone":
      return `- ${change.last.name} ${
        change.event?.Event === "Hangup" ? change.event["Cause-txt"] : "ended while nobody looked"
      }`
    case "Stale":
      return "the connection was lost: what follows may have ended by now"
    case "Synced":
      return `in step again: ${change.corrections} corrections`
  }
}

const watch = Effect.gen(function*() {
  const { changes } = yield* channels
  yield* Stream.runForEach(changes, (change) => Console.log(line(change)))
})

const clientOf = (host: string, port: number | undefined, username: string, secret: string) =>
  AmiClient.layer({ username, secret: Redacted.make(secret) }).pipe(Layer.provide(NodeAmi.layerTcp({ host, port })))

// --- A server to watch ------------------------------------------------------

/** Starts the simulator, which ends when its scope is closed. */
const simulator = Effect.fnUntraced(function*(port: number) {
  const scope = yield* Scope.fork(yield* Effect.scope)
  const context = yield* Layer.build(NodeSimulator.layer({ port })).pipe(Scope.provide(scope))
  const started = yield* Effect.provide(AmiSimulator.AmiSimulator, context)
  return { port: started.port, stop: Scope.close(scope, Exit.void) }
})

const call = Ami.dial({ originator: "100", extension: "200" })

const rehearsal = Effect.gen(function*() {
  const first = yield* simulator(0)
  const client = yield* Layer.build(clientOf("127.0.0.1", first.port, "hello", "world"))
  const watching = yield* Effect.forkScoped(Effect.provide(watch, client))

  yield* Effect.provide(call, client)
  const { Channel } = yield* Effect.provide(call, client)
  yield* Effect.provide(Ami.hangup({ channel: Channel }), client)
  yield* Console.log("Asterisk is killed, and starts again")
  yield* first.stop
  const second = yield* simulator(first.port)
  const operator = yield* Layer.build(clientOf("127.0.0.1", second.port, "hello", "world"))
  yield* Effect.provide(call, operator)
  yield* Effect.sleep("3 seconds")
  watching.interruptUnsafe()
})

const [host, username = "", secret = ""] = process.argv.slice(2)
const main = host === undefined ? rehearsal : Effect.provide(watch, clientOf(host, undefined, username, secret))
NodeRuntime.runMain(Effect.scoped(main))
