/**
 * What nodes say to each other, as another release may say it: the words of this one are written here once more, so that a change
 * of them is noticed.
 */
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Schedule, Schema, Stream } from "effect"
import { AmiTransport } from "effect-ami"
import { AmiCluster } from "effect-ami/cluster"
import { NodeSqlite } from "effect-ami/node"
import * as NodeCluster from "effect-ami/node/NodeCluster"
import { Entity } from "effect/cluster"
import { Rpc, RpcClient, RpcGroup, RpcSerialization } from "effect/rpc"
import { within } from "../transport/waiting.ts"
import { serialized as cluster } from "./inProcess.ts"
import { alone, mocked, temporaryLocks } from "./nodes.ts"
import { freePort } from "./processes.ts"

class Refused extends Schema.TaggedError<Refused>("effect-ami/cluster/Refused")("Refused", {
  why: Schema.String,
  incarnation: Schema.String,
  taken: Schema.optionalKey(Schema.Int)
}) {}

const Open = { session: Schema.String, mood: Schema.optionalKey(Schema.String) }
const Frame = Schema.Struct({
  kind: Schema.String,
  incarnation: Schema.optionalKey(Schema.String),
  bytes: Schema.optionalKey(Schema.Uint8Array),
  taken: Schema.optionalKey(Schema.Int),
  mood: Schema.optionalKey(Schema.String)
})
const Write = {
  session: Schema.String,
  incarnation: Schema.String,
  seq: Schema.Int,
  actions: Schema.Array(Schema.Struct({
    name: Schema.String,
    actionId: Schema.String,
    headers: Schema.Array(Schema.Tuple([Schema.String, Schema.String])),
    timeout: Schema.Finite,
    mood: Schema.optionalKey(Schema.String)
  }))
}

/** A later release: it says more, and in other kinds of frames too. */
const Later = Entity.make("effect-ami/Pbx", [
  Rpc.make("Activate", { success: Schema.String }),
  Rpc.make("Where", {
    success: Schema.Struct({
      host: Schema.optionalKey(Schema.String),
      port: Schema.optionalKey(Schema.Int),
      mood: Schema.optionalKey(Schema.String)
    }),
    error: Refused
  }),
  Rpc.make("Open", { payload: Open, success: Frame, error: Refused, stream: true }),
  Rpc.make("Write", { payload: Write, error: Refused })
])

/** What it says to a node without the cluster between. */
const LaterDirect = RpcGroup.make(
  Rpc.make("effect-ami/Open", {
    payload: { server: Schema.String, ...Open },
    success: Frame,
    error: Refused,
    stream: true
  }),
  Rpc.make("effect-ami/Write", { payload: { server: Schema.String, ...Write }, error: Refused })
)

const hangup = (actionId: string) => ({
  name: "Hangup",
  actionId,
  headers: [["Channel", "PJSIP/1"]] as const,
  timeout: 1000
})

/** A consumer that says what it likes. */
const consumer = Effect.fnUntraced(function*() {
  const { mock, upstream } = yield* mocked({ Hangup: "Response: Success" })
  const node = yield* alone(upstream, {}, cluster)
  const requests = (yield* Effect.provideContext(Later.client, node))("berlin")
  const open = Effect.flatMap(Stream.toPull(requests.Open({ session: "one", mood: "sunny" })), (pull) => pull)
  // Until the owner is connected.
  const [hello] = yield* Effect.retry(open, Schedule.spaced("10 millis")).pipe(within("hello"))
  const hangups = Effect.map(mock.sent, (sent) => sent.filter(({ name }) => name === "Hangup").length)
  return { hangups, hello, requests }
})

describe.concurrent("The words of a cluster", () => {
  it.live("are taken from a later consumer", () =>
    Effect.gen(function*() {
      const { hangups, hello, requests } = yield* consumer()
      const incarnation = hello.incarnation ?? ""

      yield* requests.Write({ session: "one", incarnation, seq: 1, actions: [{ ...hangup("a-1"), mood: "sunny" }] })

      assert.strictEqual(hello.kind, "Hello")
      assert.strictEqual(yield* hangups, 1)
    }))

  it.live("are taken from a later consumer on a connection of its own, for the owners of the node alone", () =>
    Effect.gen(function*() {
      const { mock, upstream } = yield* mocked({ Hangup: "Response: Success" })
      const port = yield* Effect.promise(freePort)
      const Locks = NodeSqlite.layer({ filename: yield* temporaryLocks, survives: "process" })
      const sockets = NodeCluster.layer({ host: "127.0.0.1", port }).pipe(Layer.provide(Locks), Layer.orDie)
      yield* alone(upstream, {}, sockets)
      const Protocol = RpcClient.layerProtocolSocket().pipe(
        Layer.provide(NodeSocket.layerNet({ host: "127.0.0.1", port })),
        Layer.provide(RpcSerialization.layerSchemaBinary())
      )
      const client = yield* Effect.provide(RpcClient.make(LaterDirect), yield* Layer.build(Protocol))
      const begin = (server: string) =>
        Effect.flatMap(
          Stream.toPull(client["effect-ami/Open"]({ server, session: "one", mood: "sunny" })),
          (pull) => pull
        )

      const [hello] = yield* Effect.retry(begin("berlin"), Schedule.spaced("10 millis")).pipe(within("hello"))
      const incarnation = hello.incarnation ?? ""
      const request = { server: "berlin", session: "one", incarnation, seq: 1, actions: [hangup("a-1")] }
      yield* client["effect-ami/Write"](request)
      const elsewhere = yield* Effect.flip(client["effect-ami/Write"]({ ...request, server: "paris", seq: 2 }))

      assert.strictEqual(hello.kind, "Hello")
      assert.strictEqual("why" in elsewhere && elsewhere.why, "OtherOwner")
      assert.strictEqual((yield* mock.sent).filter(({ name }) => name === "Hangup").length, 1)
    }))

  it.live("are executed once, though they are sent again", () =>
    Effect.gen(function*() {
      const { hangups, hello, requests } = yield* consumer()
      const request = { session: "one", incarnation: hello.incarnation ?? "", seq: 1, actions: [hangup("a-1")] }

      yield* requests.Write(request)
      yield* requests.Write(request)

      assert.strictEqual(yield* hangups, 1)
    }))

  it.live("are refused if they are meant for another owner, or for no session of this one", () =>
    Effect.gen(function*() {
      const { hangups, hello, requests } = yield* consumer()
      const request = { session: "one", incarnation: hello.incarnation ?? "", seq: 1, actions: [hangup("a-1")] }
      const whyOf = (error: object) => "why" in error ? error.why : error

      const other = yield* Effect.flip(requests.Write({ ...request, incarnation: "another" }))
      const unknown = yield* Effect.flip(requests.Write({ ...request, session: "two" }))

      assert.deepStrictEqual([whyOf(other), whyOf(unknown)], ["OtherOwner", "Unknown"])
      assert.strictEqual(yield* hangups, 0)
    }))

  it.live("of a later owner are passed over if they are not known", () =>
    Effect.gen(function*() {
      const bytes = new TextEncoder().encode("Event: Hangup\r\nPrivilege: call,all\r\n\r\n")
      const owner = Later.toLayer(Effect.succeed(Later.of({
        Activate: () => Effect.succeed("one"),
        Where: () => Effect.succeed({}),
        Open: () =>
          Stream.concat(
            Stream.make(
              { kind: "Hello", incarnation: "one", mood: "sunny" },
              { kind: "Weather", mood: "sunny" },
              { kind: "Messages", bytes }
            ),
            Stream.never
          ),
        Write: () => Effect.void
      })))
      const services = yield* Layer.build(
        AmiCluster.transport("berlin").pipe(
          Layer.provide(owner),
          Layer.provide(cluster)
        )
      )
      const connection = yield* Context.get(services, AmiTransport.AmiTransport).connect
      const name = yield* Effect.callback<string>((resume) => {
        Effect.runFork(connection.receive((messages) => resume(Effect.succeed(messages[0]?.name ?? ""))))
      }).pipe(within("the event"))

      assert.strictEqual(name, "Hangup")
    }))

  it.live("end the connection of a consumer when a second owner says hello", () =>
    Effect.gen(function*() {
      const owner = Later.toLayer(
        Effect.succeed(Later.of({
          Activate: () => Effect.succeed("one"),
          Where: () => Effect.succeed({}),
          Open: () =>
            Stream.concat(
              Stream.make({ kind: "Hello", incarnation: "one" }, { kind: "Hello", incarnation: "two" }),
              Stream.never
            ),
          Write: () => Effect.never
        })),
        { concurrency: "unbounded" }
      )
      const services = yield* Layer.build(
        AmiCluster.transport("berlin").pipe(
          Layer.provide(owner),
          Layer.provide(cluster)
        )
      )
      const connection = yield* Context.get(services, AmiTransport.AmiTransport).connect
      const error = yield* Effect.flip(connection.receive(() => undefined)).pipe(within("the end"))

      assert.include(error.message, "another node owns the connection now")
    }))
})
