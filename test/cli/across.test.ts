/**
 * Commands that ask several profiles: each row, line and error says of which server it is.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Options, type Result, run as runs } from "./run.ts"

type Run = (line: string, options?: Options) => Promise<Result>

const simulated = Effect.map(
  Effect.flatMap(Layer.build(NodeSimulator.layer()), (context) => Effect.provide(AmiSimulator.AmiSimulator, context)),
  (simulator) => simulator
)

/** Profiles `berlin` and `paris`, each with a simulator, and `down`, where nobody listens. */
const withProfiles = (
  work: (run: Run, simulators: { readonly berlin: AmiSimulator.AmiSimulator["Service"] }) => Promise<void>
) =>
  Effect.runPromise(Effect.scoped(Effect.gen(function*() {
    const [berlin, paris] = [yield* simulated, yield* simulated]
    const home = mkdtempSync(join(tmpdir(), "ami-home-"))
    yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(home, { recursive: true, force: true })))
    const folder = join(home, ".config/effect-ami/profiles")
    mkdirSync(folder, { recursive: true })
    for (const [name, port] of [["berlin", berlin.port], ["paris", paris.port], ["down", 1]] as const) {
      const file = join(folder, `${name}.toml`)
      writeFileSync(file, `url = "ami://hello@127.0.0.1:${port}"\nsecret = "world"\n`)
      chmodSync(file, 0o600)
    }
    yield* Effect.promise(() =>
      work((line, options = {}) => runs(line.split(" "), { ...options, env: { HOME: home, ...options.env } }), {
        berlin
      })
    )
  })))

describe("a command that asks several profiles", () => {
  it("prints the rows of all of them in one table, with their server", () =>
    withProfiles(async (run) => {
      const { code, stdout } = await run("-p berlin,paris endpoints")
      assert.strictEqual(code, 0)
      const [head = "", ...rows] = stdout.trimEnd().split("\n")
      assert.match(head, /^SERVER +ENDPOINT/)
      assert.deepStrictEqual(new Set(rows.map((row) => row.split(" ")[0])), new Set(["berlin", "paris"]))

      const json: ReadonlyArray<{ readonly server: string }> = JSON.parse(
        (await run("-p paris,berlin endpoints --json")).stdout
      )
      assert.deepStrictEqual([...new Set(json.map(({ server }) => server))], ["paris", "berlin"])
      const csv = (await run("-p berlin,paris endpoints --csv --fields ObjectName,server")).stdout.split("\n")
      assert.strictEqual(csv[0], "ObjectName,server")
      assert.match(csv[1] ?? "", /,berlin$/)
    }))

  it("shows the others if one does not answer, says which, and fails", () =>
    withProfiles(async (run) => {
      const { code, stderr, stdout } = await run("-p all ping --json")
      assert.strictEqual(code, 3)
      assert.deepStrictEqual(JSON.parse(stdout).map(({ server }: { server: string }) => server), ["berlin", "paris"])
      const { error } = JSON.parse(stderr)
      assert.deepInclude(error, { server: "down", reason: "ConnectFailed", exitCode: 3 })

      const human = await run("-p down,paris ping")
      assert.match(human.stdout, /^SERVER +RESULT\nparis +pong in /)
      assert.match(human.stderr, /ami: down: No AMI connection to 127.0.0.1:1/)
    }))

  it("prints nothing on stdout if none answers", () =>
    withProfiles(async (run) => {
      const { code, stdout } = await run("-p down,none ping --json")
      assert.deepStrictEqual([code, stdout], [3, ""])
    }))

  it("names the server of each event", () =>
    withProfiles(async (run, { berlin }) => {
      const raising = Effect.runFork(Effect.forever(Effect.delay(
        berlin.broadcast([["Event", "Alarm"], ["Door", "4"]]),
        "20 millis"
      )))
      const until = (stdout: string) => stdout.includes("\"Event\":\"Alarm\"")
      const { stdout } = await run("-p berlin,paris events", { until })
      const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line))
      assert.isTrue(lines.every(({ server }) => server === "berlin" || server === "paris"))
      assert.deepInclude(lines.find(({ Event }) => Event === "Alarm"), { server: "berlin", Door: "4" })
      raising.interruptUnsafe()
    }))

  it("asks all of AMI_PROFILE, unless a URL is given", () =>
    withProfiles(async (run) => {
      const { stdout } = await run("ping --json", { env: { AMI_PROFILE: "berlin,paris" } })
      assert.strictEqual(JSON.parse(stdout).length, 2)
    }))

  it("has the demo for each of them", () =>
    withProfiles(async (run) => {
      const { code, stdout } = await run("-p north,south --demo queues --json")
      assert.strictEqual(code, 0)
      const servers = JSON.parse(stdout).map(({ server }: { server: string }) => server)
      assert.deepStrictEqual(new Set(servers), new Set(["north", "south"]))
    }))

  it("refuses what works with one PBX alone", () =>
    withProfiles(async (run) => {
      for (
        const [line, words] of [
          ["-p berlin,paris dial 100 200", /ami dial works with one PBX: name one profile instead of berlin,paris/],
          ["-p all channels --watch", /--watch shows one PBX/],
          ["-p all channels -u ami://hello@pbx", /--url names one PBX/],
          ["profile add all -u ami://hello@pbx", /all stands for every profile/]
        ] as const
      ) {
        const { code, stderr, stdout } = await run(line)
        assert.deepStrictEqual([code, stdout], [2, ""], line)
        assert.match(stderr, words)
      }
    }))
})
