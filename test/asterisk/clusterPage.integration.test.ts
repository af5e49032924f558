/** The programs of docs/cluster.md and docs/cluster-operation.md as a reader runs them: two nodes on a real Asterisk, one of which is killed. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { freePort } from "../cluster/processes.ts"
import { absence as noPostgres, database, postgres } from "../postgres/database.ts"
import * as Pooler from "../postgres/pooler.ts"
import { fencesOfMarkdown } from "../project/fences.ts"
import { fromSource } from "../project/programs.ts"
import { readText } from "../project/source.ts"
import { within } from "../transport/waiting.ts"
import { forEachServer } from "./servers.ts"

const programs = ["docs/cluster.md", "docs/cluster-operation.md"].flatMap((page) =>
  fencesOfMarkdown(page, readText(page)).map(({ code }) => code)
)
const programWith = (words: string): string => programs.find((code) => code.includes(words)) ?? ""

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(`${tmpdir()}/ami-page-`)),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** Runs a program of the page, whose output is read as lines. */
const run = (cwd: string, code: string, args: ReadonlyArray<string>, url: string | undefined) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      writeFileSync(`${cwd}/program.mts`, code)
      // As if it was not set.
      const env = { ...process.env, NO_COLOR: "1", DATABASE_URL: url }
      const [node, ...first] = fromSource.command
      const child = spawn(node, [...first, "program.mts", ...args], { cwd, env, stdio: ["ignore", "pipe", "ignore"] })
      const state = { lines: new Array<string>(), status: undefined as number | null | undefined }
      let rest = ""
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split("\n")
        rest = lines.pop() ?? ""
        state.lines.push(...lines)
      })
      child.on("close", (status) => (state.status = status))
      return { child, state }
    }),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )

const until = (what: string, holds: () => boolean) =>
  Effect.repeat(Effect.sync(holds), { until: (isSo) => isSo, schedule: Schedule.spaced("50 millis") }).pipe(
    within(what)
  )

const here = "placed by this node, which is connected"
const there = "placed over the other node"

describe("the page of clusters", () => {
  const server = postgres()

  forEachServer("two nodes of its program", ({ offers, port: asterisk }) => {
    for (const locks of ["SQLite", "PostgreSQL"] as const) {
      it.live.skipIf(!offers.cli || locks === "PostgreSQL" && noPostgres !== undefined)(
        `go on when one is killed while calls are placed, with their locks in ${locks}`,
        () =>
          Effect.gen(function*() {
            const cwd = yield* folder
            const url = locks === "SQLite" ? undefined : yield* Effect.flatMap(server, database)
            const code = programWith("Ami.originate").replace("5038", String(asterisk))
            const node = Effect.flatMap(Effect.promise(freePort), (port) => run(cwd, code, [String(port)], url))
            const [one, two] = [yield* node, yield* node]
            // The connection may move when the second node joins.
            const ends = ({ lines }: typeof one.state, line: string) =>
              lines.length > 3 && lines.slice(-3).every((last) => last === line)
            yield* until("calls over both", () =>
              ends(one.state, here) && ends(two.state, there) || ends(one.state, there) && ends(two.state, here))
            const [owner, other] = ends(one.state, here) ? [one, two] : [two, one]
            const before = other.state.lines.length
            owner.child.kill("SIGKILL")
            yield* until("calls of the other node", () =>
              other.state.lines.indexOf(here, before) !== -1)

            // What became of its calls is said: one may have been placed, the others were not sent.
            const own = other.state.lines.slice(before).filter((line) => line.startsWith("berlin: "))
            assert.isAtLeast(own.length, 1)
            for (const line of own) assert.match(line, /may have been executed|was not sent/)
          })
      )
    }
  })

  it.live.skipIf((noPostgres ?? Pooler.install()) !== undefined)(
    "looks at a database before a node is started",
    () =>
      Effect.gen(function*() {
        const cwd = yield* folder
        const url = yield* Effect.flatMap(server, database)
        const pooler = yield* Effect.acquireRelease(
          Effect.promise(() => Pooler.start(url, "transaction")),
          ({ stop }) => Effect.promise(stop)
        )
        const look = Effect.fnUntraced(function*(url: string) {
          const { state } = yield* run(cwd, programWith("AmiCluster.examine"), [], url)
          yield* until("the end of the program", () => state.status !== undefined)
          return [state.status, ...state.lines.map((line) => line.slice(0, 46))]
        })

        assert.deepStrictEqual(yield* look(url), [0, "This database can hold the locks of a cluster"])
        assert.deepStrictEqual(yield* look(pooler.url), [1, "A pooler gives each transaction another sessio"])
      })
  )
})
