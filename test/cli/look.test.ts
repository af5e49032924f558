/**
 * The commands that list what there is, once and with `--watch`.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Schema } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { commands } from "../../src/cli/cli.ts"
import { widthOf } from "../../src/cli/style.ts"
import { lists } from "./lists.ts"
import { type Options, run, running } from "./run.ts"

const json = (text: string): unknown => JSON.parse(text)

const lines = (text: string): ReadonlyArray<string> => text.split("\n").slice(0, -1)

/** What a terminal shows, without its escape sequences. */
// oxlint-disable-next-line no-control-regex
const plain = (text: string): string => text.replaceAll(/\x1b\[[?\d;]*[A-Za-z]/g, "")

/** What the demo may have none of at some moment. */
const mayBeEmpty = ["parked"]

describe("the lists", () => {
  it("are tables whose cells are the same in a pipe and on a terminal, where lines are cut to its width", async () => {
    for (const name of lists) {
      const { code, stderr, stdout } = await run([name, "--demo"])
      assert.strictEqual(code, 0, name)
      if (mayBeEmpty.includes(name) && stdout === "") {
        assert.strictEqual(stderr, "No call is parked.\n")
        continue
      }
      assert.strictEqual(stderr, "", name)
      const [header = "", ...rows] = lines(stdout)
      assert.match(header, /^[A-Z][A-Z ]+$/, name)
      assert.isAbove(rows.length, 0, name)
      assert.notInclude(stdout, "\x1b")

      const wide = plain((await run([name, "--demo"], { isTerminal: true, columns: 400 })).stdout)
      assert.deepStrictEqual(lines(wide)[0], header)
      const narrow = (await run([name, "--demo"], { isTerminal: true, columns: 80 })).stdout
      assert.deepStrictEqual(lines(plain(narrow)).filter((line) => widthOf(line) > 80), [], name)
      assert.include(narrow, "\x1b[1m")
    }
  })

  it("have the JSON of their schema, plain in every terminal, and the same values as CSV", async () => {
    for (const name of lists) {
      const command = commands.find((one) => one.name === name)
      const output = (await command?.load())?.output
      const { stdout } = await run([name, "--demo", "--json"], { isTerminal: true, env: { FORCE_COLOR: "1" } })
      const rows = Schema.decodeUnknownSync(output as Schema.Codec<ReadonlyArray<object>>)(json(stdout))
      assert.isTrue(rows.length > 0 || mayBeEmpty.includes(name), name)
      assert.notInclude(stdout, "\x1b")
      assert.notInclude(stdout, "ActionID")
      const csv = await run([name, "--demo", "--csv"])
      const [field = ""] = lines(csv.stdout)[0]?.split(",") ?? []
      // What nobody knows of a row is left out of its JSON, such as who began a call in the conference.
      assert.isTrue(rows.length === 0 || rows.some((row) => Object.hasOwn(row, field)), `${name} ${field}`)
    }
  })

  it("of queues and members are computed from the live queues", async () => {
    const queues = json((await run(["queues", "--demo", "--json"])).stdout) as ReadonlyArray<Record<string, number>>
    for (const { busy, out, paused, queue, ready } of queues) {
      const { stdout } = await run(["members", String(queue), "--demo", "--ndjson"])
      const members = lines(stdout).map(json) as ReadonlyArray<{ readonly queue: string; readonly status: string }>
      assert.strictEqual(members.length, (busy ?? 0) + (out ?? 0) + (paused ?? 0) + (ready ?? 0))
      assert.isTrue(members.every((member) => member.queue === String(queue)))
    }
    const [one] = json((await run(["queues", "SALES", "--demo", "--json"])).stdout) as ReadonlyArray<{ queue: string }>
    assert.strictEqual(one?.queue, "sales")
  })

  it("of a queue that does not exist fail", async () => {
    for (const name of ["queues", "members"]) {
      const { code, stderr, stdout } = await run([name, "nope", "--demo"])
      assert.deepStrictEqual(
        { code, stderr, stdout },
        { code: 1, stderr: "ami: There is no queue nope\n  → ami queues lists them\n", stdout: "" }
      )
    }
  })
})

// --- Watching ---------------------------------------------------------------

const pbx = Effect.map(
  AmiSimulator.AmiSimulator,
  ({ port }) => ({ AMI_URL: `ami://hello:world@127.0.0.1:${port}` })
)

const channel = [
  ["Event", "Newchannel"],
  ["Channel", "PJSIP/101-00000001"],
  ["ChannelState", "4"],
  ["ChannelStateDesc", "Ring"],
  ["CallerIDNum", "\x1b[2J"],
  ["Uniqueid", "1.1"],
  ["Linkedid", "1.1"]
] as const

/** Runs until the output has each of these texts, one after the other; after each, something is done. */
const watching = (
  args: ReadonlyArray<string>,
  options: Options,
  steps: ReadonlyArray<readonly [text: string, then: Effect.Effect<void>]>
) =>
  Effect.gen(function*() {
    const services = yield* Effect.context<never>()
    const rest = [...steps]
    let from = 0
    const finished = yield* Deferred.make<void>()
    const fiber = yield* Effect.forkChild(running(args, {
      ...options,
      until: (stdout) => {
        for (let [first] = rest; first !== undefined && stdout.includes(first[0], from); [first] = rest) {
          from = stdout.indexOf(first[0], from) + first[0].length
          rest.shift()
          Effect.runForkWith(services)(first[1])
        }
        if (rest.length === 0) Deferred.doneUnsafe(finished, Effect.void)
        return rest.length === 0
      }
    }))
    yield* Deferred.await(finished)
    return yield* Fiber.join(fiber)
  })

describe("--watch", { concurrent: true }, () => {
  it("needs a terminal or --ndjson", async () => {
    for (const args of [["--watch"], ["--watch", "--json"], ["--watch", "--csv"]]) {
      for (const isTerminal of args.length > 1 ? [true, false] : [false]) {
        const { code, stderr, stdout } = await run(["channels", "--demo", ...args], { isTerminal })
        assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" })
        assert.include(stderr, "it needs --ndjson")
      }
    }
  })

  it.live("redraws a table on a terminal, says when it is not current, and goes on with the next connection", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const env = yield* pbx
      const { code, stdout } = yield* watching(["channels", "--watch"], { env, isTerminal: true }, [
        ["No channel is up.", simulator.broadcast(channel)],
        ["PJSIP/101-00000001", simulator.kick],
        ["not live: ", Effect.void],
        ["0 rows  live", Effect.void]
      ])
      assert.strictEqual(code, 130)
      // The text of a caller does not reach the terminal as it is.
      assert.include(stdout, "\\u001b[2J")
      assert.notInclude(stdout, "\x1b[2J")
    }).pipe(Effect.provide(NodeSimulator.layer())))

  it.live("prints a row for each change as JSON, with marks where rows may be old", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const env = yield* pbx
      const { stderr, stdout } = yield* watching(["channels", "--watch", "--ndjson"], { env }, [
        [`"mark":"Present"`, simulator.broadcast(channel)],
        [
          `"change":"New"`,
          simulator.broadcast(
            [["Event", "Newstate"], ...channel.slice(1)].map(([name, value]) =>
              [name ?? "", name === "ChannelState" ? "6" : value ?? ""] as const
            )
          )
        ],
        [`"change":"Changed"`, simulator.kick],
        [`"mark":"Stale"`, Effect.void],
        [`"change":"Gone"`, Effect.void]
      ])
      const rows = lines(stdout).map(json) as ReadonlyArray<Record<string, unknown>>
      assert.isTrue(rows.every((row) => typeof row._ === "object"))
      const up = rows.filter(({ ChannelStateDesc }) => ChannelStateDesc === "Up")
      assert.deepInclude(up[0], { Channel: "PJSIP/101-00000001", CallerIDNum: "\x1b[2J" })
      assert.deepInclude(up[1]?._, { change: "Gone", finalStateUnknown: true })
      assert.match(stderr, /^ami: The connection is lost[^\n]*\n$/)
    }).pipe(Effect.provide(NodeSimulator.layer())))
})
