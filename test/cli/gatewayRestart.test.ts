/**
 * `ami gateway --journal` as a process that is killed: its readers go on where they were.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { AmiGrant } from "effect-ami/gateway"
import { AmiJournal } from "effect-ami/journal"
import { NodeSqlite, NodeZstd } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Reader } from "../gateway/server.ts"
import { isQuick } from "../size.ts"

const bin = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url))

const token = "ami_restarted"

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Starts the command; gives where it is, and what kills it. */
const started = (args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.promise(() =>
      new Promise<{ readonly url: string; readonly child: ChildProcess; readonly over: Promise<void> }>(
        (resolve, reject) => {
          const { NODE_COMPILE_CACHE = "", PATH = "" } = process.env
          const child = spawn(process.execPath, [bin, "gateway", "--json", "--port", "0", ...args], {
            env: { PATH, NODE_COMPILE_CACHE, HOME: "/nonexistent", AMI_SECRET: "amp111" },
            stdio: ["ignore", "pipe", "pipe"]
          })
          const over = new Promise<void>((resolve) => child.on("close", () => resolve()))
          let stdout = ""
          let stderr = ""
          child.stderr.on("data", (part) => stderr += String(part))
          child.stdout.on("data", (part) => {
            stdout += String(part)
            if (stdout.endsWith("\n")) resolve({ url: JSON.parse(stdout).url, child, over })
          })
          child.on("close", () => reject(new Error(stderr)))
        }
      )
    ),
    ({ child, over }) => Effect.andThen(Effect.sync(() => child.kill("SIGKILL")), Effect.promise(() => over))
  )

/** Reads events until the scope closes. */
const read = (url: string, from: string | undefined) =>
  Effect.gen(function*() {
    const reader = new Reader()
    const controller = yield* Effect.acquireRelease(
      Effect.sync(() => new AbortController()),
      (controller) => Effect.sync(() => controller.abort())
    )
    const response = yield* Effect.promise(() =>
      fetch(`${url}/v1/events`, {
        signal: controller.signal,
        headers: { authorization: `Bearer ${token}`, ...(from === undefined ? {} : { "last-event-id": from }) }
      })
    )
    assert.strictEqual(response.status, 200)
    const decoder = new TextDecoder()
    const parts = response.body?.getReader()
    const next = (): Promise<void> | undefined =>
      parts?.read().then(({ done, value }) => {
        reader.hear(decoder.decode(value))
        return done ? undefined : next()
      }, () => undefined)
    void next()
    return reader
  })

// They start processes.
describe.skipIf(isQuick)("ami gateway --journal", () => {
  it.live("goes on after the last item of a reader when it was killed and started once more, without a hole", () =>
    Effect.gen(function*() {
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "ami-gateway-"))),
        (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
      )
      const grants = join(folder, "grants.json")
      const filename = join(folder, "journal.db")
      const tokenHash = yield* AmiGrant.hashOf(Redacted.make(token))
      writeFileSync(
        grants,
        JSON.stringify([{ name: "a", tokenHash, servers: ["pbx"], events: [{ name: "UserEvent" }] }])
      )
      const server = yield* AmiSimulator.AmiSimulator
      const args = [
        "--grants",
        grants,
        "--journal",
        filename,
        "--name",
        "pbx",
        "-u",
        `ami://gateway@127.0.0.1:${server.port}`
      ]
      const raise = (numbers: ReadonlyArray<number>) =>
        Effect.forEach(numbers, (n) => server.broadcast([["Event", "UserEvent"], ["N", String(n)]]), { discard: true })
      const until = <E>(holds: Effect.Effect<boolean, E>): Effect.Effect<void, E> =>
        Effect.flatMap(holds, (done) => done ? Effect.void : Effect.andThen(Effect.sleep("20 millis"), until(holds)))
      const heard = (reader: Reader, n: number) => until(Effect.sync(() => reader.numbers.includes(n)))
      const stored = (count: number) => {
        const Journal = AmiJournal.layer.pipe(Layer.provide([NodeSqlite.layer({ filename }), NodeZstd.layer]))
        return Effect.scoped(Effect.gen(function*() {
          const journal = yield* AmiJournal.AmiJournal
          yield* until(Effect.map(journal.servers, (all) => all.some(({ events }) => events >= count)))
        })).pipe(Effect.provide(Journal))
      }

      const id = yield* Effect.scoped(Effect.gen(function*() {
        const { url } = yield* started(args)
        const reader = yield* read(url, undefined)
        yield* raise(range(1, 50))
        yield* heard(reader, 50)
        // What is not yet stored when it is killed is lost, and a gap says so.
        yield* Effect.orDie(stored(50))
        return reader.items.find(({ data }) => data.headers?.some(([name, value]) => name === "N" && value === "20"))
          ?.id
      }))
      yield* Effect.scoped(Effect.gen(function*() {
        const { url } = yield* started(args)
        yield* raise(range(51, 60))
        const reader = yield* read(url, id)
        yield* heard(reader, 60)
        assert.deepStrictEqual(reader.numbers, range(21, 60))
        // Nobody listened between the two: what came then is not known, and not said to be whole.
        const gaps = new Set(reader.names.filter((name) => name.startsWith("gap")))
        assert.isFalse(gaps.has("gap Expired") || gaps.has("gap JournalFailed"), [...gaps].join())
      }))
    }).pipe(Effect.provide(NodeSimulator.layer({ users: { gateway: { secret: "amp111" } } }))))
})
