/**
 * Databases of one PostgreSQL, for the tests of a file.
 */
import { PgClient } from "@effect/sql-pg"
import { afterAll } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { install, type Postgres, start } from "./server.ts"

const reason = install()

if (reason !== undefined && (process.env["AMI_TEST_REQUIRED"] ?? "") !== "") throw new Error(reason)

/** Why there is no PostgreSQL here; undefined if there is one. */
export const absence = reason

/** The server of a suite, which is started when it is asked for, and stopped after the suite. */
export const postgres = (): Effect.Effect<Postgres> => {
  let started: Promise<Postgres> | undefined
  afterAll(async () => {
    await (await started)?.stop()
  })
  return Effect.promise(() => started ??= start())
}

let count = 0

/** The URL of a new, empty database of a server, whose files are in a folder of its own if one is named. */
export const database = ({ url }: Postgres, folder?: string): Effect.Effect<string> =>
  Effect.suspend(() => {
    const name = `test_${process.pid}_${++count}`
    return SqlClient.SqlClient.use((sql) =>
      Effect.gen(function*() {
        if (folder === undefined) return yield* sql`CREATE DATABASE ${sql(name)}`
        yield* sql`CREATE TABLESPACE ${sql(name)} LOCATION ${sql.literal(`'${folder}'`)}`
        return yield* sql`CREATE DATABASE ${sql(name)} TABLESPACE ${sql(name)}`
      })
    ).pipe(
      Effect.provide(PgClient.layer({ url: Redacted.make(url) })),
      Effect.orDie,
      Effect.as(url.replace(/\/postgres$/, `/${name}`))
    )
  })
