/** Whether a real PostgreSQL can hold the locks of a cluster. */
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { AmiCluster } from "effect-ami/cluster"
import * as NodeCluster from "effect-ami/node/NodeCluster"
import { freePort } from "../cluster/processes.ts"
import { absence as noPostgres, database, postgres } from "../postgres/database.ts"
import * as Pooler from "../postgres/pooler.ts"

const absence = noPostgres ?? Pooler.install()
if (absence !== undefined && (process.env["AMI_TEST_REQUIRED"] ?? "") !== "") throw new Error(absence)

describe.skipIf(absence !== undefined)(`PostgreSQL${absence === undefined ? "" : ` (${absence})`}`, () => {
  const server = postgres()
  const client = Effect.map(
    Effect.flatMap(server, database),
    (url) => PgClient.layer({ url: Redacted.make(url), maxConnections: 3 })
  )

  it.live("can hold the locks of a cluster, of at most 1,600 shards", () =>
    Effect.gen(function*() {
      const Database = yield* client
      const problems = (shards?: number) =>
        Effect.map(AmiCluster.examine(shards), (findings) => findings.map(({ problem }) => problem)).pipe(
          Effect.provide(Database)
        )

      assert.deepStrictEqual([yield* problems(), yield* problems(1600), yield* problems(1700)], [[], [], ["Shards"]])
    }))

  for (const [mode, found] of [["transaction", ["Pooler"]], ["session", []]] as const) {
    it.live(`${found.length > 0 ? "cannot" : "can"} hold them over PgBouncer that keeps a session for a ${mode}`, () =>
      Effect.gen(function*() {
        const url = yield* Effect.flatMap(server, database)
        const pooler = yield* Effect.acquireRelease(
          Effect.promise(() => Pooler.start(url, mode)),
          ({ stop }) => Effect.promise(stop)
        )
        const findings = yield* Effect.provide(
          AmiCluster.examine(),
          PgClient.layer({ url: Redacted.make(pooler.url), maxConnections: 3 })
        )

        assert.deepStrictEqual(findings.map(({ problem }) => problem), [...found])
      }))
  }

  it.live("is refused for a node with more shards, before anything is locked", () =>
    Effect.gen(function*() {
      const Database = yield* client
      const port = yield* Effect.promise(freePort)
      const node = (shardsPerGroup: number) =>
        NodeCluster.layer({ host: "127.0.0.1", port, sharding: { shardsPerGroup } }).pipe(Layer.provide(Database))

      const error = yield* Effect.flip(Effect.scoped(Layer.build(node(1700))))
      yield* Effect.scoped(Layer.build(node(1600)))

      assert.include(
        error.message,
        "The option `sharding.shardsPerGroup` of NodeCluster.layer is too high: There are 1700 shards"
      )
    }))
})
