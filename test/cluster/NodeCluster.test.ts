/** Nodes with sockets of their own, in one process, whose locks are in one file of SQLite. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Redacted, Schedule, Scope, Stream } from "effect"
import { Actions, AmiClient, type AmiInbox } from "effect-ami"
import { AmiCluster } from "effect-ami/cluster"
import { NodeAmi, NodeSqlite } from "effect-ami/node"
import * as NodeCluster from "effect-ami/node/NodeCluster"
import { Reactivity } from "effect/reactivity"
import { SqlClient, Statement } from "effect/sql"
import { LockTimeoutError, SqlError } from "effect/sql/SqlError"
import { ca, client as clientPem, good } from "../node/certificates.ts"
import { changing, within } from "../transport/waiting.ts"
import { temporaryLocks } from "./nodes.ts"
import { oracle as startOracle } from "./oracle.ts"
import { freePort } from "./processes.ts"

const oracle = Effect.acquireRelease(Effect.promise(startOracle), (oracle) => Effect.promise(oracle.close))

const tls = { ca, cert: good.cert, key: Redacted.make(good.key) }

describe.concurrent("NodeCluster", () => {
  for (const [what, options] of [["TCP", {}], ["TLS", { tls }]] as const) {
    it.live(`hands a server over to another node when one ends, over ${what}`, () =>
      Effect.gen(function*() {
        const filename = yield* temporaryLocks
        const asterisk = yield* oracle
        const node = Effect.fnUntraced(function*() {
          const scope = yield* Scope.fork(yield* Effect.scope)
          const port = yield* Effect.promise(freePort)
          const Locks = NodeSqlite.layer({ filename, survives: "process" })
          const Node = AmiCluster.layer({
            servers: ["berlin"],
            upstream: () =>
              NodeAmi.layerUrl(`ami://berlin%40${port}:secret@127.0.0.1:${asterisk.port}`, { auth: "plaintext" })
          })
          const services = yield* Layer.buildWithScope(
            Layer.fresh(Layer.merge(Node, AmiCluster.client("berlin"))).pipe(
              Layer.provide(Layer.fresh(NodeCluster.layer({ host: "127.0.0.1", port, ...options }))),
              Layer.provide(Locks)
            ),
            scope
          )
          const ami = Context.get(services, AmiClient.AmiClient)
          const owns = Effect.map(Context.get(services, AmiCluster.AmiCluster).owned, (owned) => owned.length === 1)
          return { ami, close: Scope.close(scope, Exit.void), owns }
        })
        const [one, two] = yield* Effect.all([node(), node()], { concurrency: "unbounded" })
        const { changed, until } = changing()
        /** What each of them has seen. */
        const marksOf = Effect.fnUntraced(function*({ ami }: typeof one) {
          const marks: Array<AmiInbox.Item["_tag"]> = []
          yield* Stream.runForEach(ami.inbox, (item) =>
            Effect.sync(() => {
              marks.push(item._tag)
              changed()
            })).pipe(Effect.forkScoped({ startImmediately: true }))
          return marks
        })
        const seen = new Map([[one, yield* marksOf(one)], [two, yield* marksOf(two)]])
        // A server may move once when the nodes have heard of each other.
        const ping = ({ ami }: typeof one) =>
          Effect.retry(ami.send(Actions.Ping()), Schedule.spaced("50 millis")).pipe(within("a ping"))

        const before = [yield* ping(one), yield* ping(two)]
        const raising = yield* Effect.sync(() => asterisk.raise("berlin")).pipe(
          Effect.repeat(Schedule.spaced("50 millis")),
          Effect.forkChild
        )
        yield* until("the event", () => [...seen.values()].every((marks) => marks.includes("Received")))
        yield* Fiber.interrupt(raising)
        const [owner, other] = (yield* one.owns) ? [one, two] : [two, one]
        const marks = seen.get(other) ?? []
        const known = marks.length
        yield* owner.close
        yield* until("another owner", () => marks.indexOf("Connected", known) !== -1)
        const after = yield* ping(other)

        assert.deepStrictEqual([...before, after].map(({ Ping }) => Ping), ["Pong", "Pong", "Pong"])
        assert.deepStrictEqual(marks.slice(known).filter((mark) => mark !== "Received"), ["Disconnected", "Connected"])
        assert.isTrue(yield* other.owns)
      }))
  }

  it.live("starts beside another node that makes the tables", () =>
    Effect.gen(function*() {
      const file = yield* Layer.build(NodeSqlite.layer({ filename: yield* temporaryLocks }))
      const sqlite = yield* Context.get(file, SqlClient.SqlClient).reserve
      let times = 0
      /** What SQLite says at once to one that reads first and writes then, if another one writes. */
      const locked = new SqlError({ reason: new LockTimeoutError({ cause: "database is locked" }) })
      const Busy = Layer.effect(
        SqlClient.SqlClient,
        SqlClient.make({
          acquirer: Effect.succeed({
            ...sqlite,
            execute: (sql, params, transform) =>
              sql.includes("CREATE TABLE") && (times += 1) <= 2
                ? Effect.fail(locked)
                : sqlite.execute(sql, params, transform)
          }),
          compiler: Statement.makeCompilerSqlite(),
          driver: "node-sqlite",
          spanAttributes: []
        })
      ).pipe(Layer.provide(Reactivity.layer))

      yield* Layer.build(NodeCluster.layerClient().pipe(Layer.provide(Busy)))

      assert.isAbove(times, 2)
    }))

  it.live("refuses more shards than PostgreSQL can lock, and options that are wrong", () =>
    Effect.gen(function*() {
      const filename = yield* temporaryLocks
      const fails = (options: NodeCluster.Options) =>
        Effect.flip(Layer.build(NodeCluster.layer(options).pipe(Layer.provide(NodeSqlite.layer({ filename })))))

      const port = yield* fails({ host: "127.0.0.1", port: 70_000 })
      const key = yield* fails({ host: "127.0.0.1", port: 1, tls: { ca, cert: clientPem.cert, key: "key" as never } })

      assert.include(port.message, "The option `port` of NodeCluster.layer must be a port")
      assert.include(key.message, "The option `tls.key` of NodeCluster.layer must be a Redacted")
    }))
})
