/**
 * Journals on the command line: written, listed, read, followed, and made smaller.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { AmiMessage, AmiRecordingFile } from "effect-ami"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll } from "vitest"
import { run, running } from "./run.ts"

const folder = mkdtempSync(join(tmpdir(), "effect-ami-journal-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = (name: string) => join(folder, name)

/** Ten minutes ago, and within the time that is kept. */
const start = Date.now() - 600_000

const second = Math.floor(start / 1000)

type Headers = Readonly<Record<string, string>>

const event = (t: number, headers: Headers) => ({
  _tag: "Message" as const,
  t,
  message: AmiMessage.make(Object.entries(headers))
})

/** Two calls, with a gap in the first one. */
const session = AmiRecordingFile.print({
  at: start,
  masked: false,
  entries: [1, 2].flatMap((call) => {
    const id = `${second}.${call}`
    const channel = { Channel: `PJSIP/10${call}-1`, Uniqueid: id, Linkedid: id }
    return [
      event(call * 60_000, { Event: "Newchannel", ...channel }),
      ...call === 1 ? [{ _tag: "Gap" as const, t: 90_000, dropped: 3, reason: "SlowConsumer" }] : [],
      event(call * 60_000 + 50_000, { Event: "Hangup", ...channel, Cause: "16" })
    ]
  })
})

writeFileSync(path("berlin.ndjson"), session)

/** A journal of its own with the two calls. */
const written = async (name: string): Promise<string> => {
  const { code, stderr } = await run(["journal", "write", path(name), "--from", path("berlin.ndjson")])
  assert.strictEqual(code, 0, stderr)
  return path(name)
}

const parsed = (text: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  text.trim().split("\n").map((line) => JSON.parse(line))

/** An event by its name, a gap by how much is missing. */
const short = (text: string) =>
  text === "" ? [] : parsed(text).map(({ _, Event }) => Event ?? (_ as { readonly dropped: unknown }).dropped)

describe("ami journal", () => {
  it("writes a file for its owner alone, says how much, and lists it", async () => {
    const file = path("demo.db")
    const { code, stderr, stdout } = await run(["journal", "write", file, "--demo", "--duration", "0.3", "--json"])
    assert.strictEqual(code, 0, stderr)
    const [{ dropped, server, stored } = {}, ...others] = JSON.parse(stdout)
    assert.deepStrictEqual([server, dropped, others], ["demo", 0, []])
    assert.include(stderr, `Writing what demo sends to ${file}`)
    assert.include(stderr, `of demo stored`)
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)

    const [listed] = JSON.parse((await run(["journal", "ls", file, "--json"])).stdout)
    assert.deepInclude(listed, { server: "demo", events: stored, missing: 0 })
    assert.match(
      (await run(["journal", "ls", file])).stdout,
      /^SERVER +FIRST +LAST +EVENTS +GAPS +MISSING +SIZE\ndemo /
    )
  })

  it("prints events of a span, of names and with conditions, with gaps in their places", async () => {
    const file = await written("read.db")
    const read = async (...args: ReadonlyArray<string>) => {
      const { code, stderr, stdout } = await run(["journal", "read", file, ...args])
      assert.strictEqual(code, 0, stderr)
      return stdout
    }
    const all = await read()
    assert.deepStrictEqual(short(all), ["unknown", "Newchannel", 3, "Hangup", "Newchannel", "Hangup"])
    const [, first] = parsed(all)
    assert.deepInclude(first, {
      Channel: "PJSIP/101-1",
      _: { id: "berlin.1.1.1", server: "berlin", at: new Date(start + 60_000).toISOString(), seq: 1, epoch: 1 }
    })
    assert.deepStrictEqual(short(await read("Hangup")), ["unknown", 3, "Hangup", "Hangup"])
    assert.deepStrictEqual(short(await read("hang*", "-W", "Channel=*102*")), ["unknown", 3, "Hangup"])
    assert.deepStrictEqual(short(await read("--since", "8.1m", "--server", "berlin")), [3, "Newchannel", "Hangup"])
    const until = new Date(start + 100_000).toISOString()
    assert.deepStrictEqual(short(await read("Newchannel", "--until", until)).at(-1), "Newchannel")
    assert.deepStrictEqual(short(await read("-n", "1")), ["unknown", "Newchannel"])
    assert.strictEqual(await read("Hangup", "--csv", "--fields", "Channel", "-n", "1"), "Channel\nPJSIP/101-1\n")

    assert.deepStrictEqual(short(await read("--call", `${second}.1`)), ["Newchannel", 3, "Hangup"])
    assert.deepStrictEqual(short(await read("--call", `${second}.2`)), ["Newchannel", "Hangup"])

    const gaps = await run(["journal", "gaps", file, "--json"])
    assert.deepStrictEqual(
      JSON.parse(gaps.stdout).map(({ dropped, reason }: Headers) => `${reason} ${dropped}`),
      ["OwnerChanged unknown", "SlowConsumer 3"]
    )
    const human = await run(["journal", "read", file, "Hangup"], { isTerminal: true })
    assert.match(human.stderr, /3 events are missing before [\d :-]+ of berlin \(SlowConsumer\)/)
    assert.match(human.stdout, /Hangup .*PJSIP\/101-1/)
  })

  it("follows what another program writes", async () => {
    const file = await written("follow.db")
    const reading = run(["journal", "read", file, "--follow", "Newchannel"], {
      until: (stdout) => stdout.split("Newchannel").length > 3
    })
    const other = path("berlin.ndjson")
    await Effect.runPromise(running(["journal", "write", file, "--from", other]))
    const { code, stdout } = await reading
    assert.strictEqual(code, 130)
    assert.strictEqual(short(stdout).filter((one) => one === "Newchannel").length >= 3, true)
  })

  it("removes what is old", async () => {
    const file = await written("prune.db")
    const kept = await run(["journal", "prune", file, "--older-than", "1", "--json"])
    assert.deepStrictEqual(JSON.parse(kept.stdout), { file, removed: 0 })
    const { code, stdout } = await run(["journal", "prune", file, "--older-than", "0.00001"])
    assert.deepStrictEqual([code, stdout], [0, `4 events removed from ${file}\n`])
    const [listed] = JSON.parse((await run(["journal", "ls", file, "--json"])).stdout)
    assert.deepInclude(listed, { server: "berlin", events: 0 })
  })

  it("leaves a file of another program as it is, and says what is wrong", async () => {
    writeFileSync(path("text.db"), "no database")
    const other = new DatabaseSync(path("other.db"))
    other.exec("CREATE TABLE guests (name TEXT)")
    other.close()
    const file = await written("wrong.db")
    const cases: ReadonlyArray<readonly [args: ReadonlyArray<string>, code: number, words: RegExp]> = [
      [["ls", path("none.db")], 2, /There is no file .*none.db/],
      [["ls", folder], 2, /There is no file/],
      [["ls", path("text.db")], 2, /text.db is no journal: file is not a database/],
      [["write", path("text.db"), "--demo"], 2, /text.db is no journal/],
      [["prune", path("other.db"), "--older-than", "1"], 2, /other.db is no journal, and is left as it is/],
      [["write", path("other.db"), "--demo"], 2, /other.db is no journal/],
      [["write", path("none/none.db"), "--demo"], 2, /none.db cannot be written/],
      [["write", file, "--demo", "--keep", "0"], 2, /--keep must be more than 0 days/],
      [["write", file, "--demo", "--duration", "0"], 2, /--duration must be more than 0 seconds/],
      [["read", file, "--server", "paris"], 1, /The journal has no server paris/],
      [["read", file, "--call", "1.1"], 1, /The journal has no call 1.1/],
      [["read", file, "--since", "soon"], 2, /--since soon is no moment/],
      [["read", file, "--count", "0"], 2, /--count must be 1 or more/],
      [["read", file, "--follow", "--until", "1m"], 2, /--follow has no end/],
      [["read", file, "--call", "1.1", "--since", "1m"], 2, /--call reads all of a call/],
      [["read", file, "--from", path("berlin.ndjson")], 2, /The journal is the argument, and not --from/],
      [["prune", file], 2, /--older-than DAYS/],
      [["prune", file, "--older-than", "0"], 2, /--older-than must be more than 0 days/]
    ]
    for (const [args, expected, words] of cases) {
      const { code, stderr, stdout } = await run(["journal", ...args, "--json"])
      assert.deepStrictEqual([code, stdout], [expected, ""], args.join(" "))
      assert.match(JSON.parse(stderr).error.message, words)
    }
    assert.strictEqual(readFileSync(path("text.db"), "utf8"), "no database")
    const tables = new DatabaseSync(path("other.db"), { readOnly: true })
    assert.deepStrictEqual(tables.prepare("SELECT name FROM sqlite_schema").all().map(({ name }) => name), ["guests"])
    assert.strictEqual(tables.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "delete")
    tables.close()
  })

  it("writes several profiles, and goes on with the others if one fails", () =>
    Effect.runPromise(Effect.scoped(Effect.gen(function*() {
      const simulated = Effect.flatMap(
        Layer.build(Layer.fresh(NodeSimulator.layer())),
        (context) => Effect.provide(AmiSimulator.AmiSimulator, context)
      )
      const [berlin, paris] = [yield* simulated, yield* simulated]
      const profiles = path(".config/effect-ami/profiles")
      mkdirSync(profiles, { recursive: true })
      for (const [name, port] of [["berlin", berlin.port], ["paris", paris.port], ["down", 1]] as const) {
        const file = join(profiles, `${name}.toml`)
        writeFileSync(file, `url = "ami://hello@127.0.0.1:${port}"\nsecret = "world"\n`)
        chmodSync(file, 0o600)
      }
      const file = path("several.db")
      const args = ["-p", "all", "journal", "write", file, "--duration", "0.2"]
      const { code, stderr } = yield* running(args, { env: { HOME: folder } })
      assert.strictEqual(code, 3)
      assert.match(stderr, /ami: down: No AMI connection/)
      const listed = yield* running(["journal", "ls", file, "--json"])
      assert.deepStrictEqual(
        JSON.parse(listed.stdout).map(({ server }: { readonly server: string }) => server),
        ["berlin", "paris"]
      )
    }))))
})
