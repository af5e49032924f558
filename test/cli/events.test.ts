/**
 * `ami events`.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Latch, Queue } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { event } from "../client/inboxWords.ts"
import { makeServer } from "../fleet/fleets.ts"
import { type Options, type Result, run, running } from "./run.ts"

type Json = Readonly<Record<string, unknown>>

const lines = (text: string): ReadonlyArray<string> => text.split("\n").slice(0, -1)

const rowsOf = ({ stdout }: Result): ReadonlyArray<Json> => lines(stdout).map((line) => JSON.parse(line) as Json)

/** The events without the marks and without what the simulator raises by itself. */
const eventsOf = (result: Result): ReadonlyArray<Json> =>
  rowsOf(result).filter(({ Event }) => Event !== undefined && Event !== "SuccessfulAuth")

type Simulator = AmiSimulator.AmiSimulator["Service"]

/** Runs at a simulator; `then` begins when the connection stands. */
const watching = (
  args: ReadonlyArray<string>,
  then: (simulator: Simulator, next: Effect.Effect<string>) => Effect.Effect<void>,
  options: Options = {}
) =>
  Effect.gen(function*() {
    const simulator = yield* AmiSimulator.AmiSimulator
    const outputs = yield* Queue.unbounded<string>()
    const env = { AMI_URL: `ami://hello:world@127.0.0.1:${simulator.port}` }
    const until = (stdout: string) => {
      Queue.offerUnsafe(outputs, stdout)
      return false
    }
    const next = Queue.take(outputs)
    // A terminal does not show when the connection stands.
    const ready = options.isTerminal === true ? Effect.sleep("5 millis") : next
    const result = running(["events", ...args], { ...options, env, until })
    const during = Effect.andThen(ready, then(simulator, next))
    return yield* Effect.raceFirst(
      result,
      options.isTerminal === true ? Effect.forever(during) : Effect.andThen(during, Effect.never)
    )
  }).pipe(Effect.provide(NodeSimulator.layer()))

const hangup = (Channel: string, Cause: number, ...more: ReadonlyArray<readonly [string, string]>) =>
  [["Event", "Hangup"], ["Channel", Channel], ["Cause", String(Cause)], ...more] as const

const broadcast = (simulator: Simulator, events: ReadonlyArray<ReadonlyArray<readonly [string, string]>>) =>
  Effect.forEach(events, simulator.broadcast, { discard: true })

describe("ami events", { concurrent: true }, () => {
  it("prints JSON in a pipe, an event a line with its place, and ends after -n of them", async () => {
    const { code, stderr, stdout } = await run(["events", "-n", "3", "--demo"])
    assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
    const rows = rowsOf({ code, stderr, stdout })
    assert.deepInclude(rows[0]?._, { mark: "Connected", epoch: 1 })
    const events = rows.slice(1)
    assert.strictEqual(events.length, 3)
    for (const { Event, _ } of events) {
      assert.isString(Event)
      assert.containsAllKeys(_ as object, ["at", "seq", "epoch"])
    }
  })

  it.live("prints those whose names and headers fit, with values of their kind, or as text with --raw", () =>
    Effect.gen(function*() {
      const sent = [
        hangup("PJSIP/101-00000001", 16),
        hangup("PJSIP/102-00000002", 17),
        hangup("IAX2/103-3", 17),
        hangup("PJSIP/104-00000004", 19, ["X-Own", "yes"]),
        [["Event", "Newstate"], ["Channel", "PJSIP/105-00000005"]] as const
      ]
      const cases = {
        "hang*": [16, 17, 17, 19],
        "*gup Nothing*": [16, 17, 17, 19],
        "Hangup -W Cause=17": [17, 17],
        "Hangup -W cause!=17": [16, 19],
        "Hangup -W Channel=pjsip/*": [16, 17, 19],
        "Hangup -W Channel~^(PJSIP|SIP)/10[12] -W Cause!~6$": [17],
        "-W X-Own=yes": [19],
        "Hangup -W X-Own!=yes": [16, 17, 17]
      }
      for (const [given, causes] of Object.entries(cases)) {
        const args = [...given.split(" "), "-q", "-n", String(causes.length)]
        const result = yield* watching(args, (simulator) => broadcast(simulator, sent))
        assert.deepStrictEqual(eventsOf(result).map(({ Cause }) => Cause), causes, given)
        assert.strictEqual(result.code, 0)
      }
      const raw = yield* watching(["Hangup", "--raw", "-n", "1"], (simulator) => broadcast(simulator, sent))
      assert.strictEqual(eventsOf(raw)[0]?.Cause, "16")
    }))

  it.live("prints a line for people on a terminal, cut to its width, with control characters escaped", () =>
    Effect.gen(function*() {
      const { stderr, stdout } = yield* watching(
        ["Newchannel", "Odd", "-n", "2"],
        (simulator) =>
          broadcast(simulator, [
            [
              ["Event", "Newchannel"],
              ["Channel", "PJSIP/101-00000001"],
              ["Uniqueid", "1.1"],
              ["CallerIDName", "\x1b[2J"],
              ["Context", "x".repeat(200)]
            ],
            [["Event", "Odd"], ["Language", "en"], ["Empty", ""], ["Colour", "red"]]
          ]),
        { isTerminal: true, columns: 100 }
      )
      // oxlint-disable-next-line no-control-regex
      const texts = lines(stdout.replaceAll(/\x1b\[\d+m/g, ""))
      const [first = ""] = texts.filter((text) => text.includes("Newchannel"))
      assert.match(
        first,
        /^\d\d:\d\d:\d\d\.\d{3} {2}Newchannel {10}Channel=PJSIP\/101-00000001 {2}CallerIDName=\\u001b\[2J {2}Context=x+…$/
      )
      assert.strictEqual(first.length, 100)
      assert.isTrue(texts.some((text) => /^\S+ {2}Odd {17}Colour=red$/.test(text)))
      assert.include(stderr, "no event Odd; it is waited for all the same")
    }))

  it.live("goes on after a lost connection, with one warning and marks where events may be missing", () =>
    Effect.gen(function*() {
      const result = yield* watching(
        ["Hangup", "-n", "2"],
        (simulator, next) =>
          Effect.gen(function*() {
            yield* simulator.broadcast(hangup("PJSIP/101-00000001", 16))
            while (!(yield* next).includes("Hangup"));
            yield* simulator.kick
            while (!(yield* next).includes(`"Connected","epoch":2`));
            yield* simulator.broadcast(hangup("PJSIP/101-00000002", 17))
          })
      )
      assert.deepStrictEqual(
        rowsOf(result).map(({ Cause, _ }) => Cause ?? (_ as { mark: string }).mark),
        ["Connected", 16, "Disconnected", "Connected", 17]
      )
      assert.match(result.stderr, /^ami: [^\n]+Events may be missing until it is back\n$/)
    }))

  it.live("prints what had come when it is ended, and says how much a reader that is too slow left", () =>
    Effect.gen(function*() {
      /** A peer that has raised 40 events when the command is ended, whose reader has not read the first line by then. */
      const ended = Effect.fnUntraced(function*(readsAfter: boolean) {
        const { peer } = makeServer()
        const [connected, ends, reads] = [yield* Latch.make(), yield* Latch.make(), yield* Latch.make()]
        const until = (stdout: string) => {
          if (stdout.includes("Connected")) connected.openUnsafe()
          return false
        }
        const watching = yield* Effect.forkChild(running(["events", "UserEvent", "--demo"], {
          transport: peer.transport,
          until,
          interruptedAfter: ends.await,
          stdoutWaits: reads.await
        }))
        yield* connected.await
        for (let number = 1; number <= 40; number++) peer.deliver(event(number))
        yield* ends.open
        if (readsAfter) yield* reads.open
        const result = yield* Fiber.join(watching)
        return { printed: eventsOf(result).map(({ Number: number }) => Number(number)), stderr: result.stderr }
      })
      const all = yield* ended(true)
      assert.deepStrictEqual(all, { printed: Array.from({ length: 40 }, (_, index) => index + 1), stderr: "" })
      const few = yield* ended(false)
      assert.isBelow(few.printed.length, 10)
      const left = `ami: ${40 - few.printed.length} events were not printed: the reader is too slow\n`
      assert.deepStrictEqual(few, { printed: all.printed.slice(0, few.printed.length), stderr: left })
    }))

  it("prints the headers of --fields, also as CSV", async () => {
    const only = await run(["events", "-n", "1", "--fields", "event,_", "--demo"])
    assert.deepStrictEqual(Object.keys(rowsOf(only)[1] ?? {}), ["Event", "_"])
    const csv = await run(["events", "-n", "1", "--csv", "--fields", "Event,Privilege", "--demo"])
    assert.match(csv.stdout, /^Event,Privilege\n\w+,"?\w+,all"?\n$/)
    assert.strictEqual((await run(["events", "--csv", "--demo"])).code, 2)
  })

  it("says with exit code 6 that -n was not reached in time, and ends with 0 without -n", async () => {
    const late = await run(["events", "Shutdown", "-n", "2", "--timeout", "0.05", "--demo", "--json"])
    assert.strictEqual(late.code, 6)
    assert.deepInclude(JSON.parse(late.stderr).error, { reason: "Timeout", printed: 0, count: 2, exitCode: 6 })
    const { code, stderr } = await run(["events", "Shutdown", "--timeout", "0.05", "--demo"])
    assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
  })

  it("says what is wrong with its arguments, and what may be", async () => {
    const wrong = {
      "-W Channel": /^ami: Channel is no condition\n {2}→ Write Header=value/,
      "-W Channel~(": /has no regular expression/,
      "-n 0": /--count must be 1 or more/,
      "--timeout 0": /--timeout must be more than 0/
    }
    for (const [given, words] of Object.entries(wrong)) {
      const { code, stderr, stdout } = await run(["events", ...given.split(" "), "--demo"])
      assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" })
      assert.match(stderr, words)
    }
    const odd = {
      "Hangp": "no event Hangp; it is waited for all the same. Did you mean Hangup?",
      "Hangup -W Chanel=x": "Hangup has no header Chanel. Did you mean Channel?"
    }
    for (const [given, words] of Object.entries(odd)) {
      const { stderr } = await run(["events", ...given.split(" "), "--timeout", "0.01", "--demo"])
      assert.include(stderr, words)
    }
  })
})
