import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { projectRoot } from "../project/source.ts"
import { sample } from "../size.ts"

const script = `${projectRoot}scripts/simulate.ts`

describe("npm run simulate", () => {
  it.live("keeps a call centre for any client until it is told to end", () =>
    Effect.gen(function*() {
      const child = spawn(process.execPath, [script, "--port", "0", "--http", "0", "--calls-per-minute", "600"])
      yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
      const [line = ""] = yield* Effect.promise(() => once(createInterface(child.stdout), "line"))
      const [tcp = "", http = ""] = String(line).match(/(ami|http):\/\/\S+/g) ?? []
      const heard = (url: string) =>
        AmiClient.AmiClient.use((ami) =>
          ami.inbox.pipe(
            Stream.filter((item) => item._tag === "Received" && item.message.name === "Newchannel"),
            Stream.take(2),
            Stream.runCollect
          )
        ).pipe(Effect.provide(NodeAmi.layerUrl(url)))
      const counts = yield* Effect.forEach([tcp, http], heard)
      child.kill("SIGINT")
      yield* Effect.promise(() => once(child, "exit"))

      assert.match(String(line), /^A call centre as on Asterisk 22, at ami:\/\/hello:world@127\.0\.0\.1:\d+ and http:/)
      assert.deepStrictEqual(counts.map(({ length }) => length), [2, 2])
    }).pipe(Effect.scoped))

  it.each(sample(
    [
      [["--prot", "5038"], "There is no option --prot: did you mean --port?"],
      [["--calls-per-minute", "many"], "--calls-per-minute must be a number, and is many"],
      [["--port", "70000"], "`port` of NodeSimulator.layer must be a port, a number from 0 to 65535; it is 70000"]
    ] as const,
    3
  ))("says what is wrong with %o", (options, message) => {
    const { status, stderr } = spawnSync(process.execPath, [script, ...options], { encoding: "utf8" })

    assert.strictEqual(status, 64)
    assert.include(stderr, message)
    assert.include(stderr, "npm run simulate -- [options]")
  })
})
