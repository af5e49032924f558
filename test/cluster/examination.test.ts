/** What nodes refuse a database for, at databases that are not installed here: each is a few answers of one. */
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { AmiCluster } from "effect-ami/cluster"
import * as NodeCluster from "effect-ami/node/NodeCluster"
import { Reactivity } from "effect/reactivity"
import { SqlClient, type SqlConnection } from "effect/sql"

interface Kind {
  /** As `SHOW server_version_num` says it. */
  readonly version: string
  /** Each transaction gets the first session that is free, instead of each connection its own. */
  readonly pooled?: boolean
}

/** PostgreSQL, as far as it is asked: its version, and a setting for each session. */
const database = ({ pooled = false, version }: Kind) => {
  const settings = new Map<number, string>()
  const busy = new Set<number>()
  const free = () => [0, 1, 2].find((session) => !busy.has(session)) ?? 3
  let connections = 0
  const connect = (): SqlConnection.Connection => {
    const own = connections++
    let inTransaction: number | undefined
    const execute = (sql: string): ReadonlyArray<ReadonlyArray<unknown>> => {
      const session = pooled ? inTransaction ?? free() : own
      if (sql === "BEGIN") {
        inTransaction = session
        busy.add(session)
      } else if (sql === "ROLLBACK") {
        inTransaction = undefined
        busy.delete(session)
      } else if (sql === "SHOW server_version_num") return [[version]]
      else if (sql.includes("current_setting(")) return [[settings.get(session) ?? null]]
      else if (sql.includes("set_config(")) settings.set(session, /set_config\('[^']*', '([^']*)'/.exec(sql)?.[1] ?? "")
      else assert.strictEqual(sql, "SELECT 1")
      return [[1]]
    }
    const run = (sql: string) => Effect.sync(() => execute(sql))
    const never = () => Effect.die(new Error("it is not asked like this"))
    return {
      execute: never,
      executeStream: never,
      executeUnprepared: never,
      executeValuesUnprepared: never,
      executeRaw: run,
      executeValues: run
    } as unknown as SqlConnection.Connection
  }
  return Layer.effect(
    SqlClient.SqlClient,
    SqlClient.make({
      acquirer: Effect.sync(connect),
      compiler: PgClient.makeCompiler(),
      driver: "none",
      spanAttributes: []
    })
  ).pipe(Layer.provide(Reactivity.layer))
}

const problems = (kind: Kind, shards?: number) =>
  Effect.map(AmiCluster.examine(shards), (findings) => findings.map(({ problem }) => problem)).pipe(
    Effect.provide(database(kind))
  )

describe("a database for the locks of a cluster", () => {
  it.effect("is PostgreSQL 14 or later, reached directly, with at most 1,600 shards", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* problems({ version: "140000" }), [])
      assert.deepStrictEqual(yield* problems({ version: "180001" }, 1600), [])
      assert.deepStrictEqual(yield* problems({ version: "130022" }), ["Version"])
      assert.deepStrictEqual(yield* problems({ version: "90624" }), ["Version"])
      assert.deepStrictEqual(yield* problems({ version: "150018", pooled: true }), ["Pooler"])
      assert.deepStrictEqual(yield* problems({ version: "150018" }, 1601), ["Shards"])
      assert.deepStrictEqual(yield* problems({ version: "130022", pooled: true }, 1700), [
        "Version",
        "Pooler",
        "Shards"
      ])
    }))

  it.effect("is looked at before a node starts, which fails with the first finding", () =>
    Effect.gen(function*() {
      const refusal = (kind: Kind, shardsPerGroup = 300) =>
        NodeCluster.layer({ host: "127.0.0.1", port: 1, sharding: { shardsPerGroup } }).pipe(
          Layer.provide(database(kind)),
          Layer.build,
          Effect.flip,
          Effect.map(({ message }) => message)
        )

      assert.strictEqual(
        yield* refusal({ version: "130022" }),
        "The option `SqlClient` of NodeCluster.layer cannot hold the locks of a cluster: PostgreSQL is of version 13; "
          + "before 14 a node that is frozen keeps its servers"
      )
      assert.include(
        yield* refusal({ version: "150018", pooled: true }),
        "The option `SqlClient` of NodeCluster.layer cannot hold the locks of a cluster: A pooler gives each transaction another"
      )
      assert.include(
        yield* refusal({ version: "150018" }, 1700),
        "The option `sharding.shardsPerGroup` of NodeCluster.layer is too high: There are 1700 shards in all groups together"
      )
    }))
})
