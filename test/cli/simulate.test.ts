/**
 * The simulator as a server of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Schema, Stream } from "effect"
import { AmiClient, AmiMessage, AmiRecordingFile } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { output } from "../../src/cli/commands/simulate.ts"
import { fromSource } from "../project/programs.ts"
import { isQuick } from "../size.ts"
import { run, running } from "./run.ts"

const folder = mkdtempSync(join(tmpdir(), "effect-ami-simulate-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Serves while something is done with what it printed, and is interrupted then. */
const serving = <A, E, R>(
  args: ReadonlyArray<string>,
  use: (where: typeof output.Type) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function*() {
    const printed = yield* Deferred.make<string>()
    const server = yield* Effect.forkScoped(running(["simulate", "--port", "0", "--json", ...args], {
      until: (stdout) => {
        Deferred.doneUnsafe(printed, Effect.succeed(stdout))
        return false
      }
    }))
    const where = yield* Schema.decodeEffect(Schema.fromJsonString(output))(yield* Deferred.await(printed))
    const result = yield* use(where)
    yield* Fiber.interrupt(server)
    return result
  }).pipe(Effect.scoped)

/** The first events of a name. */
const heard = (url: string, name: string, count: number) =>
  AmiClient.AmiClient.use((ami) =>
    ami.inbox.pipe(
      Stream.filter((item) => item._tag === "Received" && item.message.name === name),
      Stream.take(count),
      Stream.runCollect
    )
  ).pipe(Effect.provide(NodeAmi.layerUrl(url)))

describe("ami simulate", () => {
  it.live("keeps a call centre for any client, over TCP and HTTP, until it is interrupted", () =>
    serving(
      ["--http-port", "0", "--calls-per-minute", "600", "--username", "ann", "--secret", "s:1"],
      (where) =>
        Effect.gen(function*() {
          assert.match(where.url, /^ami:\/\/ann:s%3A1@127\.0\.0\.1:\d+$/)
          for (const url of [where.url, where.http ?? ""]) assert.lengthOf(yield* heard(url, "Newchannel", 2), 2)
          return where
        })
    ).pipe(Effect.flatMap(({ url }) =>
      Effect.gen(function*() {
        // The port is free again.
        const { port } = new URL(url.replace("ami:", "http:"))
        const server = createServer()
        yield* Effect.callback<void>((resume) => {
          server.listen(Number(port), "127.0.0.1", () => resume(Effect.void))
        })
        const taken = yield* Effect.promise(() => run(["simulate", "--port", port]))
        server.close()
        assert.deepInclude(taken, { code: 1, stdout: "" })
        assert.match(taken.stderr, /Another program listens on 127\.0\.0\.1:\d+ already.*\n.*--port 0/)
      })
    )))

  it.live.skipIf(isQuick)(
    "has an extension for a program that answers calls, such as that of the guide",
    () =>
      serving(["--calls-per-minute", "1"], ({ url }) =>
        Effect.gen(function*() {
          const [, code = ""] = /```ts\n([^]*?)```/.exec(readFileSync("docs/agi.md", "utf8")) ?? []
          writeFileSync(join(folder, "menu.mts"), code)
          const [node, ...args] = fromSource.command
          const env = { AMI_URL: url, NO_COLOR: "1", PATH: process.env["PATH"] }
          const child = spawn(node, [...args, join(folder, "menu.mts")], { env, stdio: ["ignore", "pipe", "inherit"] })
          yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
          const printed = yield* Effect.forkChild(Effect.callback<string>((resume) => {
            child.stdout.setEncoding("utf8").once("data", (text) => resume(Effect.succeed(String(text))))
          }))
          // The call waits in AGI if it comes before the program.
          const { code: status, stderr } = yield* running(["dial", "100", "810"], { env: { AMI_URL: url } })
          assert.deepStrictEqual([status, stderr], [0, ""])
          assert.match(yield* Fiber.join(printed), /^(PJSIP|Local)\/100\S* calls\n$/)
        })),
    60_000
  )

  it.live("sends the events of a recording to who logs in", () =>
    Effect.gen(function*() {
      const file = join(folder, "session.ndjson")
      const message = AmiMessage.make([["Event", "UserEvent"], ["Privilege", "user,all"], ["UserEvent", "Door"]])
      const entries = [{ _tag: "Connected", t: 0 }, { _tag: "Message", t: 300, message }] as const
      writeFileSync(file, AmiRecordingFile.print({ at: 0, masked: false, entries }))
      const [item] = yield* serving(["--from", file], ({ url }) => heard(url, "UserEvent", 1))
      assert.strictEqual(item?._tag === "Received" ? item.message.get("UserEvent") : "", "Door")
    }))

  it.each([
    [["--calls-per-minute", "many"], /calls-per-minute/],
    [["--calls-per-minute", "-1"], /--calls-per-minute must be a number greater than 0/],
    [["--port", "70000"], /--port must be a port, a number from 0 to 65535/],
    [["--http-port", "70000"], /--http-port must be a port/],
    [["--queues", ""], /--queues must be/],
    [["--host", "192.0.2.1"], /192\.0\.2\.1 is no address of this machine/],
    [["--prot", "1"], /--prot/]
  ])("says what is wrong with %o", async (args, sentence) => {
    const port = args[0] === "--port" ? [] : ["--port", "0"]
    const { code, stderr, stdout } = await run(["simulate", ...port, ...args])
    assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" })
    assert.match(stderr, sentence)
  })
})
