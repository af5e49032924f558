/**
 * Calls of programs that a lost connection, or the end of a process, has interrupted.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Logger, Redacted, Schedule, Scope } from "effect"
import { Actions, type AgiSession, AmiAgi, AmiClient, AmiTransport } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { size } from "../size.ts"
import { call, channels, commandsSent, hangUp, inside, wait } from "./agiServer.ts"

/** A program that notes how it begins and ends, and waits for a key in between. */
const noting = (notes: Array<string>) => (session: AgiSession.Session) =>
  Effect.onExit(
    Effect.suspend(() => {
      notes.push(`begins ${session.env["agi_extension"]} ${session.isAdopted}`)
      return session.exec("Wait", "20")
    }),
    (exit) => Effect.sync(() => notes.push(Exit.isSuccess(exit) ? "done" : "interrupted"))
  )

/** Another process: a client of its own, in a scope of its own. */
const processOf = Effect.fnUntraced(function*(username: string) {
  const transport = yield* AmiTransport.AmiTransport
  const scope = yield* Scope.make()
  const client = AmiClient.layer({
    username,
    secret: Redacted.make("world"),
    reconnect: { schedule: Schedule.spaced("1 second") }
  }).pipe(Layer.provide(Layer.succeed(AmiTransport.AmiTransport, transport)))
  const context = yield* Scope.provide(Layer.build(client), scope)
  return { scope, ami: Context.get(context, AmiClient.AmiClient) }
})

const process = processOf("hello")

const served = (ami: AmiClient.AmiClient["Service"], scope: Scope.Scope, options: AmiAgi.Options) =>
  Scope.provide(Effect.provideService(AmiAgi.serve(options), AmiClient.AmiClient, ami), scope)

const policies: Readonly<
  Record<"adopt" | "break" | "hangup", {
    readonly notes: ReadonlyArray<string>
    readonly channels: ReadonlyArray<string>
  }>
> = {
  break: { notes: ["begins 811 false", "interrupted"], channels: ["PJSIP/102-00000000 Wait"] },
  hangup: { notes: ["begins 811 false", "interrupted"], channels: [] },
  adopt: { notes: ["begins 811 false", "interrupted", "begins 811 true"], channels: ["PJSIP/102-00000000 Wait"] }
}

describe("a call whose program was interrupted", () => {
  for (const [policy, expected] of Object.entries(policies)) {
    const orphans = policy as keyof typeof policies
    it.effect(`by a lost connection is treated as \`${orphans}\` says, after the command that runs`, () =>
      Effect.gen(function*() {
        const notes: Array<string> = []
        const simulator = yield* AmiSimulator.AmiSimulator
        const serving = yield* AmiAgi.serve({ orphans, program: noting(notes) })
        yield* call("811")
        yield* wait(1000)
        yield* simulator.kick
        yield* wait(5000)
        assert.deepStrictEqual(notes, ["begins 811 false", "interrupted"])
        // The command of the program runs to its end.
        yield* wait(20_000)
        assert.deepStrictEqual(notes, expected.notes)
        assert.deepStrictEqual(yield* channels, expected.channels)
        assert.strictEqual(yield* serving.sessions, orphans === "adopt" ? 1 : 0)
        yield* wait(20_000)
        if (orphans === "adopt") assert.strictEqual(notes.at(-1), "done")
        assert.strictEqual(yield* serving.sessions, 0)
      }).pipe(Effect.provide(inside())))

    it.effect(`by the end of its process is treated as \`${orphans}\` says`, () =>
      Effect.gen(function*() {
        const notes: Array<string> = []
        const first = yield* process
        yield* served(first.ami, first.scope, { orphans, program: noting(notes) })
        yield* call("811")
        yield* wait(1000)
        yield* Scope.close(first.scope, Exit.void)
        const second = yield* process
        yield* served(second.ami, second.scope, { orphans, program: noting(notes) })
        yield* wait(25_000)
        assert.deepStrictEqual(notes, expected.notes)
        assert.deepStrictEqual(yield* channels, expected.channels)
        yield* Scope.close(second.scope, Exit.void)
      }).pipe(Effect.provide(inside())))
  }

  it.effect("is left to the program of its name", () =>
    Effect.gen(function*() {
      const notes: Array<string> = []
      const first = yield* process
      yield* served(first.ami, first.scope, { name: "one", orphans: "adopt", program: noting(notes) })
      yield* call("811")
      yield* wait(1000)
      yield* Scope.close(first.scope, Exit.void)
      const second = yield* process
      yield* served(second.ami, second.scope, { name: "two", orphans: "hangup", program: noting(notes) })
      yield* wait(25_000)
      assert.deepStrictEqual(notes, ["begins 811 false", "interrupted"])
      assert.strictEqual((yield* channels).length, 1)
      yield* Scope.close(second.scope, Exit.void)
    }).pipe(Effect.provide(inside())))

  it.effect("is not adopted by an account that may not, which is logged", () => {
    const lines: Array<string> = []
    return Effect.gen(function*() {
      const notes: Array<string> = []
      const first = yield* process
      yield* served(first.ami, first.scope, { orphans: "adopt", program: noting(notes) })
      yield* call("811")
      yield* wait(1000)
      yield* Scope.close(first.scope, Exit.void)
      const second = yield* processOf("poor")
      yield* served(second.ami, second.scope, { orphans: "adopt", program: noting(notes) })
      yield* wait(25_000)
      assert.deepStrictEqual(notes, ["begins 811 false", "interrupted"])
      assert.lengthOf(lines.filter((line) => line.includes("AGI is not permitted")), 1, lines.join("\n"))
      yield* Scope.close(second.scope, Exit.void)
    }).pipe(
      Effect.provide([
        Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))]),
        inside({ users: { hello: { secret: "world" }, poor: { secret: "world", write: "call" } } })
      ])
    )
  })

  it.effect("is not looked for once it has gone on in the dialplan", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      yield* AmiAgi.serve({ orphans: "hangup", program: (session) => session.answer })
      yield* call("811")
      yield* wait(1000)
      const before = (yield* commandsSent).length
      yield* simulator.kick
      yield* wait(3000)
      assert.deepStrictEqual(yield* channels, ["PJSIP/102-00000000 Wait"])
      assert.strictEqual((yield* commandsSent).length, before)
    }).pipe(Effect.provide(inside())))
})

it.effect("a call that came while there was no connection is served, whatever is done with orphans", () =>
  Effect.gen(function*() {
    const notes: Array<string> = []
    yield* call("810")
    yield* wait(1000)
    yield* AmiAgi.serve({
      accepts: (env) => env["agi_extension"] === "810",
      program: (session) =>
        Effect.andThen(session.answer, Effect.sync(() => notes.push(`${session.args} ${session.isAdopted}`)))
    })
    yield* wait(1000)
    assert.deepStrictEqual(notes, ["one,two false"])
    assert.deepStrictEqual(yield* channels, ["PJSIP/102-00000000 Wait"])
  }).pipe(Effect.provide(inside())))

it.effect("a call that a list shows before its event comes is served once", () =>
  Effect.gen(function*() {
    let runs = 0
    const simulator = yield* AmiSimulator.AmiSimulator
    yield* call("811")
    yield* wait(1000)
    const ami = yield* AmiClient.AmiClient
    const [channel] = yield* ami.collect(Actions.Status())
    const serving = yield* AmiAgi.serve(() => Effect.andThen(Effect.sync(() => runs++), Effect.never))
    yield* wait(100)
    yield* simulator.broadcast([
      ["Event", "AsyncAGIStart"],
      ["Privilege", "agi,all"],
      ["Channel", channel?.Channel ?? ""],
      ["Uniqueid", channel?.Uniqueid ?? ""],
      ["Env", "agi_request%3A%20async%0A%0A"]
    ])
    yield* wait(100)
    assert.strictEqual(runs, 1)
    assert.strictEqual(yield* serving.sessions, 1)
  }).pipe(Effect.provide(inside())))

it.effect("commands fail with `SessionLost` when the connection is lost", () =>
  Effect.gen(function*() {
    const errors: Array<string> = []
    const simulator = yield* AmiSimulator.AmiSimulator
    yield* AmiAgi.serve((session) =>
      Effect.uninterruptible(
        Effect.gen(function*() {
          errors.push((yield* Effect.flip(session.exec("Wait", "20"))).message)
          errors.push((yield* Effect.flip(session.noop)).message)
        }).pipe(Effect.ignore)
      )
    )
    yield* call("811")
    yield* wait(1000)
    yield* simulator.kick
    yield* wait(1)
    assert.deepStrictEqual(errors, [
      "EXEC may have run: the connection to Asterisk ended",
      "NOOP may have run: the connection to Asterisk ended"
    ])
  }).pipe(Effect.provide(inside())))

it.effect("closing lets the programs end what they do, and gives their calls back", () =>
  Effect.gen(function*() {
    const first = yield* process
    yield* served(first.ami, first.scope, {
      program: (session) =>
        Effect.andThen(session.answer, Effect.never).pipe(
          Effect.onInterrupt(() => Effect.ignore(session.setVariable("GOODBYE", "yes")))
        )
    })
    yield* call("810")
    yield* wait(1000)
    const closing = yield* Effect.forkChild(Scope.close(first.scope, Exit.void))
    yield* wait(1000)
    assert.isDefined(closing.pollUnsafe())
    assert.include(yield* commandsSent, "SET VARIABLE GOODBYE yes")
    assert.deepStrictEqual(yield* channels, ["PJSIP/102-00000000 Wait"])
  }).pipe(Effect.provide(inside())))

/** A step that meets every command, and their ends. */
const step = size(10, 70)

it.effect("a hang-up at any moment ends the program, and leaves nothing behind", () =>
  Effect.gen(function*() {
    let running = 0
    const serving = yield* AmiAgi.serve((session) =>
      Effect.acquireUseRelease(
        Effect.sync(() => running++),
        () =>
          Effect.gen(function*() {
            yield* session.answer
            yield* session.all([session.setVariable("A", 1), session.streamFile("beep"), session.getVariable("A")])
            yield* session.getData("beep", { timeout: 200 })
            yield* session.exec("Wait", "0.3")
          }),
        () => Effect.sync(() => running--)
      )
    )
    for (let moment = 0; moment < 1600; moment += step) {
      yield* call("812")
      yield* wait(moment)
      yield* hangUp()
      yield* wait(200)
      assert.strictEqual(running, 0, `after ${moment} ms`)
      assert.strictEqual(yield* serving.sessions, 0, `after ${moment} ms`)
      assert.deepStrictEqual(yield* channels, [], `after ${moment} ms`)
    }
  }).pipe(Effect.provide(inside())))

const many = size(1000, 100)

it.effect(`${many} calls at once each have their program, and none is left`, () =>
  Effect.gen(function*() {
    let running = 0
    let most = 0
    const simulator = yield* AmiSimulator.AmiSimulator
    const serving = yield* AmiAgi.serve((session) =>
      Effect.acquireUseRelease(
        Effect.sync(() => most = Math.max(most, ++running)),
        () => Effect.andThen(session.answer, session.exec("Wait", "100")),
        () => Effect.sync(() => running--)
      )
    )
    for (let number = 0; number < many; number++) {
      yield* simulator.perform({ command: "call", phone: "102", number: "811" })
      if (number % 10 === 0) yield* wait(20)
    }
    yield* wait(5000)
    assert.strictEqual(yield* serving.sessions, many)
    assert.strictEqual(most, many)
    yield* wait(100_000)
    assert.strictEqual(yield* serving.sessions, 0)
    assert.strictEqual(running, 0)
    assert.strictEqual((yield* channels).length, many)
  }).pipe(Effect.provide(inside())))
