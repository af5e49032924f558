/**
 * The bundled command line: every transport, on the oldest Node and on that of the tests.
 */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schedule } from "effect"
import { Ami } from "effect-ami"
import { spawn, spawnSync } from "node:child_process"
import { request } from "node:http"
import { join } from "node:path"
import { install, programOf, versionOf } from "../../scripts/smoke/installed.ts"
import { folder } from "../journal/databases.ts"
import { projectRoot } from "../project/source.ts"
import { client, offers } from "./clients.ts"
import { forEachServer } from "./servers.ts"

const bin = join(projectRoot, "dist/bin/ami.js")

beforeAll(() => {
  const { stderr, stdout } = spawnSync("npm", ["run", "bundle"], { cwd: projectRoot, encoding: "utf8" })
  // Its limits are another check.
  assert.match(stdout, /dist\/bin\/.* written/, stdout + stderr)
}, 60_000)

install("node-20", "node-22")

const nodes = [
  [`Node ${process.versions.node}`, process.execPath],
  [`Node ${versionOf("node-22")}`, programOf("node-22")]
] as const

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the bundled `ami`, which finds nothing of this project. */
const ami = (program: string, args: ReadonlyArray<string>, env: Readonly<Record<string, string>>) =>
  Effect.callback<Ended>((resume) => {
    const child = spawn(program, [bin, ...args], { cwd: "/", env: { HOME: "/nonexistent", ...env } })
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text))
    child.on("close", (code) => resume(Effect.succeed({ code, stdout, stderr })))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

forEachServer("the bundled command line", (server) => {
  const { host, httpPort, httpsPort, port, tlsPort, users: { hello } } = server
  const ways = [
    ["tcp", `ami://${hello.username}@${host}:${port}`],
    ["tls", `amis://${hello.username}@${host}:${tlsPort}`],
    ["http", `http://${hello.username}@${host}:${httpPort}`],
    ["http", `http://${hello.username}@${host}:${httpPort}?auth=digest`],
    ["https", `https://${hello.username}@${host}:${httpsPort}`],
    ["https", `https://${hello.username}@${host}:${httpsPort}?auth=digest`]
  ] as const

  for (const [name, program] of nodes) {
    describe.skipIf(program === undefined)(name, () => {
      it.live("writes a journal, and reads it, without a warning of Node", () =>
        Effect.gen(function*() {
          const run = (...args: ReadonlyArray<string>) => ami(program ?? "", args, {})
          const file = join(yield* folder, "journal.db")
          const written = yield* run("journal", "write", file, "--demo", "--duration", "0.5", "--quiet")
          assert.deepStrictEqual([written.code, written.stderr], [0, ""])
          const listed = yield* run("journal", "ls", file, "--json")
          assert.deepStrictEqual([listed.code, listed.stderr], [0, ""])
          assert.deepInclude(JSON.parse(listed.stdout)[0], { server: "demo", missing: 0 })
        }).pipe(Effect.scoped))

      for (const [way, url] of ways) {
        const shown = url.replace(/:\d+/, "")
        it.live.skipIf(!offers(server, way))(
          `pings, lists channels and prints events over ${shown}`,
          () =>
            Effect.gen(function*() {
              const env = {
                AMI_URL: url,
                AMI_SECRET: hello.secret,
                ...way === "tls" || way === "https" ? { AMI_CA: server.ca } : {}
              }
              const run = (...args: ReadonlyArray<string>) => ami(program ?? "", args, env)
              const mark = `Bundle${process.pid}`
              // Asterisk raises it again and again until somebody has heard it.
              const raising = yield* Effect.forkScoped(
                Effect.repeat(
                  Ami.request({ Action: "UserEvent", UserEvent: mark }),
                  Schedule.spaced("200 millis")
                )
              )
              const [ping, channels, events] = yield* Effect.all([
                run("ping", "--json"),
                run("channels", "--json"),
                run("events", "UserEvent", "-W", `UserEvent=${mark}`, "-n", "1", "--timeout", "60", "--ndjson")
              ], { concurrency: "unbounded" })
              yield* Fiber.interrupt(raising)

              for (const { code, stderr } of [ping, channels, events]) {
                // In the clear and over HTTP it says so, and that is all.
                assert.deepStrictEqual({ code, errors: stderr.match(/^ami: (?!.*clear)/gm) }, { code: 0, errors: null })
              }
              assert.strictEqual(JSON.parse(ping.stdout).count, 1)
              assert.isArray(JSON.parse(channels.stdout))
              const heard = events.stdout.trim().split("\n").map((line) => JSON.parse(line))
              assert.deepStrictEqual(
                heard.flatMap(({ UserEvent }) => UserEvent === undefined ? [] : [UserEvent]),
                [mark]
              )
            }).pipe(
              Effect.scoped,
              Effect.provide(client(server))
            )
        )
      }
    })
  }
})

/** What a server answers to a request on a connection of its own. */
const answered = (url: string, headers: Readonly<Record<string, string>>) =>
  Effect.callback<number | undefined>((resume) => {
    const asked = request(url, { headers, agent: false }, (response) => {
      response.resume()
      resume(Effect.succeed(response.statusCode))
    })
    asked.on("error", () => resume(Effect.succeed(undefined)))
    asked.end()
    return Effect.sync(() => asked.destroy())
  })

describe("the compressed files of the bundled command line", () => {
  for (const [name, program] of nodes) {
    it.live.skipIf(program === undefined)(
      `are unpacked by ${name}: the simulator, the reference and the page`,
      () =>
        Effect.gen(function*() {
          const run = (...args: ReadonlyArray<string>) => ami(program ?? "", args, {})
          const [ping, described] = yield* Effect.all([
            run("ping", "--demo", "--json"),
            run("describe", "Hangup", "--json")
          ])
          assert.deepStrictEqual({ code: ping.code, stderr: ping.stderr }, { code: 0, stderr: "" })
          assert.strictEqual(JSON.parse(ping.stdout).count, 1)
          assert.deepStrictEqual({ code: described.code, stderr: described.stderr }, { code: 0, stderr: "" })
          assert.deepInclude(JSON.parse(described.stdout)[0], { name: "Hangup" })
        })
    )

    it.live.skipIf(program === undefined)(
      `serve the page on ${name}, to requests that want another protocol too`,
      () =>
        Effect.gen(function*() {
          const child = spawn(program ?? "", [bin, "serve", "--demo", "--port", "0", "--json"], {
            cwd: "/",
            env: { HOME: "/nonexistent" },
            stdio: ["ignore", "pipe", "inherit"]
          })
          yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
          const line = yield* Effect.callback<string>((resume) => {
            child.stdout.setEncoding("utf8").once("data", (text) => resume(Effect.succeed(String(text))))
            child.once("exit", (code) => resume(Effect.die(new Error(`ami serve ended with ${code}`))))
          })
          const { url } = JSON.parse(line)
          for (const upgrade of ["h2c", "websocket"]) {
            yield* answered(url, { connection: "Upgrade", upgrade, "content-length": "0" })
          }
          const page = yield* Effect.promise(() => fetch(url).then((response) => response.text()))
          assert.match(page, /^<!doctype html>[^]*<\/html>\s*$/i)
        }).pipe(Effect.scoped)
    )
  }
})

describe("the bundled command line on a Node that is too old", () => {
  const node20 = programOf("node-20")

  it.live.skipIf(node20 === undefined)("says in one sentence which Node it needs", () =>
    Effect.gen(function*() {
      for (const args of [["--version"], ["ping", "--demo"]]) {
        assert.deepStrictEqual(yield* ami(node20 ?? "", args, {}), {
          code: 1,
          stdout: "",
          stderr: `ami: Node ${versionOf("node-20")} is too old: ami needs Node 22.19 or later\n`
        })
      }
    }))
})
