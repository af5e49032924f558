/**
 * `ami serve`, on free ports.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { fileOf, inFile, morning } from "../../src/cli/serve/day.ts"
import type { AmiDashboard } from "../../src/dashboard/index.ts"
import { midnightOf } from "../../src/dashboard/internal/history.ts"
import type { Rows } from "../../src/dashboard/internal/row.ts"
import { type Options, run, running } from "./run.ts"

interface Printed {
  readonly url: string
  readonly actUrl?: string
}

/** Runs `ami serve` with `--json`; asks when it has printed where it is, and then ends it. */
const serving = async <A>(
  args: ReadonlyArray<string>,
  ask: (printed: Printed) => Promise<A>,
  options: Options = {},
  port = 0
): Promise<{ readonly answer: A; readonly stderr: string }> => {
  const { promise, resolve } = Promise.withResolvers<Printed>()
  const done = Promise.withResolvers<void>()
  const ended = Effect.runPromise(running(["serve", "--port", String(port), "--json", ...args], {
    ...options,
    until: (stdout) => {
      if (stdout.endsWith("\n")) resolve(JSON.parse(stdout))
      return false
    },
    interruptedAfter: Effect.promise(() => done.promise)
  }))
  const first = await Promise.race([promise, ended])
  if (!("url" in first)) throw new Error(first.stderr)
  const answer = await ask(first).finally(() => done.resolve())
  return { answer, stderr: (await ended).stderr }
}

const get = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, init)
  return { status: response.status, text: await response.text() }
}

const rowsOf = async (url: string): Promise<Rows> => JSON.parse((await get(`${url}state`)).text).rows

/** A server on a free port. */
const listening = async (): Promise<{ readonly server: Server; readonly port: number }> => {
  const server = await new Promise<Server>((resolve) => {
    const one = createServer().listen(0, "127.0.0.1", () => resolve(one))
  })
  const address = server.address()
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 }
}

/** A folder that is removed. */
const inFolder = async (work: (folder: string) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), "ami-serve-"))
  await work(folder).finally(() => rmSync(folder, { recursive: true, force: true }))
}

describe("ami serve", () => {
  it("serves the page of the demo, with a morning that it has lived, to this machine and under no other name", async () => {
    const { answer, stderr } = await serving(["--demo", "--title", "Floor"], async ({ actUrl, url }) => {
      assert.isUndefined(actUrl)
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/$/)
      assert.match((await get(url)).text, /^<!doctype html>/i)
      assert.strictEqual((await get(`${url}act`, { method: "POST", body: "{}" })).status, 403)
      return rowsOf(url)
    })
    assert.strictEqual(stderr, "")
    assert.deepInclude(answer.server, { name: "demo", title: "Floor", actions: [] })
    const { points, step } = answer.history ?? { points: [], step: 0 }
    const possible = (Date.now() - midnightOf(Date.now())) / step
    assert.isAtLeast(points.length, Math.min(60, Math.floor(possible) - 1))
    assert.deepInclude(answer.link, { state: "live" })
  })

  it("prints an address with a token for those who may act, and a line for each action", async () => {
    const { stderr } = await serving(
      ["--demo", "--allow-actions", "--reasons", "Tea, Lunch", "--allow-host", "floor.example"],
      async ({ actUrl, url }) => {
        const token = /^http:\/\/127\.0\.0\.1:\d+\/#token=([\w-]{22})$/.exec(actUrl ?? "")?.[1] ?? ""
        const rows = await rowsOf(url)
        assert.deepStrictEqual(rows.server?.reasons, ["Tea", "Lunch"])
        assert.isFalse(rows.server?.actions.includes("transfer"))
        const iface = Object.keys(rows).find((key) => key.startsWith("a:"))?.slice(2)
        const act = (body: object, headers: object) =>
          get(`${url}act`, { method: "POST", body: JSON.stringify(body), headers: { "x-token": token, ...headers } })
        assert.strictEqual((await act({ do: "pause", iface, reason: "Tea" }, {})).status, 200)
        assert.strictEqual((await act({ do: "unpause", iface }, {})).status, 200)
        assert.strictEqual((await act({ do: "unpause", iface }, { "x-token": "no" })).status, 403)
        assert.strictEqual((await act({ do: "pause", iface, reason: "Nap\u001b[2J" }, {})).status, 422)
        assert.strictEqual((await act({ do: "dance" }, {})).status, 422)
      }
    )
    const lines = stderr.trim().split("\n")
    assert.lengthOf(lines, 4)
    assert.match(lines[2] ?? "", /pause {2}PJSIP\/\d+ {2}Nap\\u001b\[2J {2}reason must be one of Tea, Lunch$/)
    assert.match(lines[3] ?? "", /A request to act from \S*127\.0\.0\.1 was refused: do must be one of pause, /)
    assert.match(lines[0] ?? "", /^\d\d:\d\d:\d\d {2}\S*127\.0\.0\.1 {2}pause {2}PJSIP\/\d+ {2}Tea {2}done$/)
  })

  it("hides callers with --mask, and keeps what is shown behind a secret path for another host", async () => {
    const args = ["--demo", "--mask", "--host", "0.0.0.0", "--allow-host", "floor.example"]
    await serving(args, async ({ url }) => {
      const [, port = "", key = ""] = /^http:\/\/floor\.example:(\d+)\/([\w-]{22})\/$/.exec(url) ?? []
      const local = `http://127.0.0.1:${port}/`
      assert.strictEqual((await get(local)).status, 404)
      assert.strictEqual((await get(`${local}state`)).status, 404)
      const rows = await rowsOf(`${local}${key}/`)
      const calls = Object.entries(rows).flatMap(([name, row]) =>
        name.startsWith("c:") ? [row as { from: string }] : []
      )
      assert.isTrue(calls.every(({ from }) => /^(…\d{3}|\D+|\d{1,5})$/.test(from)), JSON.stringify(calls))
      // Moments, which are numbers, may have these digits too.
      const texts = JSON.stringify(rows, (_, value: unknown) => typeof value === "number" ? null : value)
      assert.notMatch(texts, /030\d{6}/)
    })
  })

  it("refuses what would show numbers to others, and what it cannot do, before it connects", async () => {
    const cases: ReadonlyArray<readonly [args: ReadonlyArray<string>, words: RegExp]> = [
      [["--host", "0.0.0.0"], /^ami: --host 0\.0\.0\.0 lets others in the network see numbers.*--allow-host/],
      [["--host", "0.0.0.0", "--allow-host", "http://a:1/"], /--allow-host http.* must be a name/],
      [["--view-key", "short"], /--view-key must be 16/],
      [["--transfer-context", "internal"], /--transfer-context needs --allow-actions/],
      [["--port", "70000"], /--port must be/]
    ]
    for (const [args, words] of cases) {
      const { code, stderr, stdout } = await run(["serve", ...args, "-u", "ami://a:b@127.0.0.1:1"])
      assert.deepStrictEqual([code, stdout], [2, ""], args.join(" "))
      assert.match(stderr, words)
    }
  })

  it("answers whatever connects, as soon as something can", async () => {
    const { port, server } = await listening()
    server.close()
    const isHealthy = async (): Promise<number> => {
      try {
        return (await get(`http://127.0.0.1:${port}/healthz`)).status
      } catch {
        await new Promise(setImmediate)
        return isHealthy()
      }
    }
    const first = isHealthy()
    const { answer } = await serving(["--demo"], () => first, {}, port)
    assert.strictEqual(answer, 200)
  })

  it("says that its port is taken", async () => {
    const { port, server } = await listening()
    const { code, stderr } = await run(["--demo", "serve", "--port", String(port)])
    server.close()
    assert.strictEqual(code, 1)
    assert.match(stderr, new RegExp(`^ami: Another program listens on 127.0.0.1:${port} already\n.*--port 0`))
  })

  it("works with the account of ami permissions dashboard, and logs what a smaller one lacks", () =>
    inFolder((folder) =>
      Effect.gen(function*() {
        const { stdout } = yield* running(["permissions", "dashboard", "--json"])
        const { read, write } = JSON.parse(stdout)
        assert.deepStrictEqual([read, write], [["system", "call", "agent"], ["reporting"]])
        const url = (port: number) => ({ env: { AMI_URL: `ami://floor:secret@127.0.0.1:${port}`, HOME: folder } })
        const serve = (account: object) =>
          Effect.gen(function*() {
            const { port } = yield* AmiSimulator.AmiSimulator
            return yield* Effect.promise(() => serving([], ({ url }) => rowsOf(url), url(port)))
          }).pipe(
            Effect.provide(
              NodeSimulator.layer({ users: { floor: { secret: "secret", ...account } }, queues: { sales: {} } })
            )
          )
        const whole = yield* serve({ read, write })
        assert.strictEqual(whole.stderr, "")
        assert.deepInclude(whole.answer["q:sales"] as object, { name: "sales" })
        assert.match(whole.answer.server?.name ?? "", /^127\.0\.0\.1:\d+$/)
        assert.notInclude(JSON.stringify(whole.answer), "floor")
        // Without a class there is no model, and no reason to stop.
        const less = yield* serve({ read, write: [] })
        assert.match(less.stderr, /The dashboard shows no calls: /)
        assert.deepInclude(less.answer["q:sales"] as object, { name: "sales" })
      }).pipe(Effect.runPromise)
    ))
})

describe("the day of ami serve", () => {
  it("is in a file for each target, with what can be in a name, which only its owner reads", () =>
    inFolder(async (folder) => {
      const file = fileOf({ XDG_STATE_HOME: folder }, "pbx.example.org:5038/../..")
      assert.strictEqual(file, join(folder, "effect-ami", "history-pbx.example.org_5038_.._...ndjson"))
      const warnings: Array<string> = []
      const warn = (words: string) => Effect.sync(() => void warnings.push(words))
      const made = (file: string) => Effect.runPromise(Effect.scoped(inFile(file, warn)))
      const history = await made(file)
      assert.deepStrictEqual(await Effect.runPromise(history.load), [])
      const now = Date.now()
      const point = { t: now, waiting: 1, answered: 2, abandoned: 3 }
      await Effect.runPromise(history.append(point))
      assert.strictEqual(statSync(file).mode & 0o777, 0o600)
      writeFileSync(file, `${JSON.stringify({ ...point, t: now - 48 * 3600_000 })}\nbroken\n{}\n`, { flag: "a" })
      assert.deepStrictEqual(await Effect.runPromise((await made(file)).load), [point])
      assert.strictEqual(readFileSync(file, "utf8"), `${JSON.stringify(point)}\n`)
      // What cannot be kept is said once, and nothing fails.
      const nowhere = await made(join(file, "below-a-file"))
      for (let count = 0; count < 3; count++) await Effect.runPromise(nowhere.append(point))
      assert.lengthOf(warnings, 1)
      assert.deepStrictEqual(readdirSync(join(folder, "effect-ami")).length, 1)
    }))

  it("is kept by one process; another one that runs meanwhile shows it, and says that it keeps nothing", () =>
    inFolder((folder) =>
      Effect.gen(function*() {
        const file = join(folder, "day")
        const [early, late] = [1, 2].map((waiting) => ({ t: Date.now(), waiting, answered: 0, abandoned: 0 })) as [
          AmiDashboard.Point,
          AmiDashboard.Point
        ]
        const warnings: Array<string> = []
        const opened = inFile(file, (words) => Effect.sync(() => void warnings.push(words)))
        const first = yield* opened
        yield* first.append(early)
        assert.isTrue(existsSync(`${file}.lock`))
        // A process of this machine that runs: the parent of this one.
        writeFileSync(`${file}.lock`, `${process.ppid} ${hostname()}\n`)
        const other = yield* opened
        yield* other.append(late)
        assert.deepStrictEqual(yield* other.load, [early])
        assert.deepStrictEqual(warnings, [
          `Another ami serve keeps the day in ${file}: this one shows what is there, and keeps nothing`
        ])
        // One that was killed, and one of another machine, which cannot be asked.
        const { pid } = spawnSync(process.execPath, ["--version"])
        for (const owner of [`${pid} ${hostname()}\n`, `${process.ppid} elsewhere\n`, "broken"]) {
          writeFileSync(`${file}.lock`, owner)
          yield* (yield* opened).append(late)
        }
        assert.lengthOf(yield* first.load, 4)
        assert.lengthOf(warnings, 1)
      }).pipe(
        Effect.scoped,
        Effect.andThen(Effect.sync(() => assert.isFalse(existsSync(join(folder, "day.lock"))))),
        Effect.runPromise
      )
    ))

  it("has a morning for the demo that adds up to what its queues count", () => {
    const noon = midnightOf(Date.now()) + 12 * 3600_000
    for (const at of [noon, noon - 11 * 3600_000, noon - 12 * 3600_000]) {
      const points = morning(at, { completed: 435, abandoned: 42 })
      assert.isTrue(points.every(({ t }) => t < at && t >= midnightOf(at)))
      if (points.length === 0) continue
      assert.strictEqual(points.reduce((sum, { answered }) => sum + answered, 0), 435)
      assert.strictEqual(points.reduce((sum, { abandoned }) => sum + abandoned, 0), 42)
    }
  })
})
