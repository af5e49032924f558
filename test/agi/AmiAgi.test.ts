/**
 * Programs that serve calls, on the simulator.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Logger, Scope } from "effect"
import { Actions, AgiError, type AgiSession, Ami, type AmiAction, AmiAgi, AmiClient } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { call, channels, commandsSent, hangUp, inside, press, wait } from "./agiServer.ts"

/** The lines that are logged from here on. */
const logged = (lines: Array<string>) =>
  Effect.provide(Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))]))

/** What became of the last run of a program. */
const outcomeOf = () => {
  const exits: Array<Exit.Exit<unknown, unknown>> = []
  return {
    exits,
    watched: <A, E, R>(program: Effect.Effect<A, E, R>) =>
      Effect.onExit(program, (exit) => Effect.sync(() => exits.push(exit)))
  }
}

const wordsOf = (exit: Exit.Exit<unknown, unknown> | undefined): string =>
  exit === undefined ? "runs" : Exit.isSuccess(exit) ? "done" : String(exit.cause)

describe("AmiAgi.serve", () => {
  it.effect("runs the program for a call, which goes on in the dialplan when it returns", () =>
    Effect.gen(function*() {
      const seen: Array<unknown> = []
      const serving = yield* AmiAgi.serve((session) =>
        Effect.gen(function*() {
          seen.push(session.env["agi_extension"], session.args, session.isAdopted)
          yield* session.answer
          yield* session.setVariable("ACCOUNT", "12 \"34\"")
          seen.push(yield* session.getVariable("ACCOUNT"), yield* session.getVariable("NOSUCH"))
        })
      )
      yield* call("810")
      yield* wait(1000)
      assert.deepStrictEqual(seen, ["810", ["one", "two"], false, "12 \"34\"", undefined])
      assert.deepStrictEqual(yield* channels, ["PJSIP/102-00000000 Wait"])
      assert.strictEqual(yield* serving.sessions, 0)
      assert.deepStrictEqual(yield* commandsSent, [
        "ANSWER",
        "SET VARIABLE ACCOUNT \"12 \\\"34\\\"\"",
        "GET VARIABLE ACCOUNT",
        "GET VARIABLE NOSUCH",
        "SET VARIABLE AMI_AGI \"\"",
        "SET AUTOHANGUP 0",
        "ASYNCAGI BREAK"
      ])
    }).pipe(Effect.provide(inside())))

  it.effect("reads the keys that a caller presses", () =>
    Effect.gen(function*() {
      const seen: Array<unknown> = []
      yield* AmiAgi.serve((session) =>
        Effect.gen(function*() {
          seen.push(yield* session.getData("beep", { maxDigits: 3, timeout: "5 seconds" }))
          seen.push(yield* session.getData("beep", { timeout: "1 second" }))
          seen.push((yield* session.waitForDigit("2 seconds")).digit)
          seen.push((yield* session.streamFile("demo-congrats", { escapeDigits: "12" })).digit)
          seen.push((yield* session.getOption("beep", { escapeDigits: "12" })).digit)
          seen.push((yield* session.sayDigits("123456", { escapeDigits: "#" })).digit)
          seen.push(yield* session.recordFile("one", { timeout: "20 seconds", escapeDigits: "#" }))
        })
      )
      yield* call("811")
      yield* wait(500)
      for (const keys of ["123", "4", "7", "3", "2", "1", "#", "#"]) {
        yield* press(keys)
        yield* wait(1600)
      }
      assert.deepStrictEqual(seen, [
        { digits: "123", isTimedOut: false },
        { digits: "4", isTimedOut: true },
        "7",
        "2",
        "1",
        "#",
        { digit: "#", endpos: 0 }
      ])
    }).pipe(Effect.provide(inside())))

  it.effect("fails a command that Asterisk refuses, and goes on with the next", () =>
    Effect.gen(function*() {
      const errors: Array<string> = []
      yield* AmiAgi.serve((session) =>
        Effect.gen(function*() {
          const failing = [
            session.command("NO SUCH COMMAND"),
            session.command("WAIT FOR DIGIT", "soon"),
            session.exec("NoSuchApplication"),
            session.getData("no-such-file"),
            session.setVariable("A", "two\nlines"),
            session.setVariable("A", "x".repeat(1014)),
            session.exec("Queue", ["sales", "t,T"]),
            session.exec("System(ls)"),
            session.dial(["PJSIP/101", "PJSIP/102&PJSIP/103"]),
            session.waitForDigit("soon" as never),
            session.setCallerId("1", "\" <evil>"),
            session.setVariable("A", undefined as never)
          ]
          for (const command of failing) {
            errors.push((yield* Effect.flip<unknown, AgiError.AgiError, never>(command)).message)
          }
        })
      )
      yield* call("811")
      yield* wait(5000)
      assert.deepStrictEqual(errors, [
        "NO was refused (510): Invalid or unknown command",
        "WAIT FOR DIGIT was refused (520): Invalid command syntax.  Proper usage follows:",
        "EXEC was refused (200): result=-2: there is no application NoSuchApplication",
        "GET DATA was refused (200): result=-1",
        "SET VARIABLE was not sent: value must have no line break: a command is one line",
        "SET VARIABLE was not sent: value is too long: the command has 1029 bytes, and Asterisk reads 1013. Set a variable in "
        + "parts, or use shorter values",
        "EXEC was not sent: data[1] must have no comma, which would begin another argument",
        "EXEC was not sent: application must be the name of an application, such as `Playback`",
        "EXEC was not sent: target must be a device, such as `PJSIP/101`, or a list of them, without a comma or `&`",
        "WAIT FOR DIGIT was not sent: timeout must be a duration, such as \"5 seconds\", or 5000 for milliseconds",
        "SET CALLERID was not sent: name must have no quote and no angle bracket",
        "SET VARIABLE was not sent: value must be a text or a number"
      ])
      assert.deepStrictEqual(yield* channels, ["PJSIP/102-00000000 Wait"])
    }).pipe(Effect.provide(inside())))

  it.effect("fails a command for which the client throws, instead of waiting, and goes on with the next", () => {
    const lines: Array<string> = []
    return Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const send = <A>(action: AmiAction.Action<A>) =>
        ["AGI", "Setvar"].includes(action.name) && lines.length < 2
          ? Effect.die(new Error("not ours"))
          : ami.send(action)
      const seen: Array<string> = []
      yield* Effect.provideService(
        AmiAgi.serve((session) =>
          Effect.gen(function*() {
            seen.push((yield* Effect.flip(session.answer)).message)
            lines.push("from here on it does not throw")
            yield* session.answer
            seen.push("answered")
          })
        ),
        AmiClient.AmiClient,
        AmiClient.AmiClient.of({ ...ami, send })
      )
      yield* call("810")
      yield* wait(1000)
      assert.lengthOf(seen, 2)
      assert.include(seen[0], "not ours")
      assert.strictEqual(seen[1], "answered")
      assert.isTrue(lines.some((line) => line.includes("an action failed")))
    }).pipe(logged(lines), Effect.provide(inside()))
  })

  const programs: Readonly<Record<string, (session: AgiSession.Session) => Effect.Effect<unknown, unknown>>> = {
    "fails": () => Effect.fail("no account"),
    "dies": () => Effect.die(new Error("bug")),
    "throws": () => {
      throw new Error("thrown")
    },
    "returns a promise": (() => Promise.resolve()) as never,
    "fails after a command": (session) => Effect.andThen(session.answer, Effect.fail("later")),
    "interrupts itself": () => Effect.interrupt,
    "has a command that is refused": (session) => session.command("NOSUCH")
  }
  for (const [what, program] of Object.entries(programs)) {
    it.effect(`lets the call go on in the dialplan if the program ${what}, and serves the next`, () =>
      Effect.gen(function*() {
        const lines: Array<string> = []
        let runs = 0
        const serving = yield* AmiAgi.serve({
          maxSessions: 1,
          program: (session) => {
            runs += 1
            return runs === 1 ? program(session) : Effect.never
          }
        }).pipe(logged(lines))
        yield* call("810")
        yield* wait(1000)
        assert.deepStrictEqual(yield* channels, ["PJSIP/102-00000000 Wait"])
        if (what !== "interrupts itself") {
          assert.include(lines.join("\n"), "The AGI program agi failed: PJSIP/102-00000000 goes on in the dialplan")
        }
        yield* call("811", "101")
        yield* wait(1000)
        assert.strictEqual(yield* serving.sessions, 1)
      }).pipe(Effect.provide(inside())))
  }

  it.effect("leaves other calls alone if a program hangs, or ignores its interruption", () =>
    Effect.gen(function*() {
      const ends: Array<string> = []
      const scope = yield* Scope.make()
      const serving = yield* AmiAgi.serve((session) =>
        session.channel.includes("101")
          ? Effect.uninterruptible(Effect.sleep("1 hour"))
          : Effect.andThen(session.answer, Effect.sync(() => ends.push(session.channel)))
      ).pipe(Scope.provide(scope))
      yield* call("811", "101")
      yield* wait(500)
      yield* call("811")
      yield* wait(1500)
      assert.deepStrictEqual(ends, ["PJSIP/102-00000001"])
      yield* hangUp("101")
      yield* wait(500)
      assert.strictEqual(yield* serving.sessions, 0)
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* wait(30_000)
      assert.isDefined(closing.pollUnsafe())
    }).pipe(Effect.provide(inside())))

  it.effect("interrupts the program when its call hangs up, and closes its scope", () =>
    Effect.gen(function*() {
      const ends: Array<string> = []
      yield* AmiAgi.serve((session) =>
        Effect.gen(function*() {
          yield* Effect.addFinalizer((exit) =>
            Effect.map(Effect.exit(session.setVariable("A", 1)), (after) => {
              ends.push(`${Exit.isFailure(exit)} ${wordsOf(after)}`)
            })
          )
          yield* session.streamFile("demo-congrats")
        })
      )
      yield* call("811")
      yield* wait(500)
      yield* hangUp()
      yield* wait(500)
      assert.deepStrictEqual(ends, [
        "true Cause([Fail(effect-ami/AgiError: SET VARIABLE was not run: the call ended, or left AGI)])"
      ])
    }).pipe(Effect.provide(inside())))

  it.effect("says of each command whether it ran when the call hung up", () =>
    Effect.gen(function*() {
      const { exits, watched } = outcomeOf()
      yield* AmiAgi.serve((session) =>
        Effect.uninterruptible(Effect.forEach(
          [session.setVariable("A", 1), session.exec("Wait", "30"), session.streamFile("beep"), session.noop],
          (command) => Effect.exit(watched(command)),
          { concurrency: "unbounded" }
        ))
      )
      yield* call("811")
      yield* wait(1000)
      yield* hangUp()
      yield* wait(1000)
      assert.deepStrictEqual(exits.map(wordsOf), [
        "done",
        "Cause([Fail(effect-ami/AgiError: EXEC was cut short: the call ended, or left AGI)])",
        "Cause([Fail(effect-ami/AgiError: STREAM FILE was not run: the call ended, or left AGI)])",
        "Cause([Fail(effect-ami/AgiError: NOOP was not run: the call ended, or left AGI)])"
      ])
    }).pipe(Effect.provide(inside())))

  it.effect("warns of a command after which Asterisk leaves AGI, and takes back its mark", () =>
    Effect.gen(function*() {
      const lines: Array<string> = []
      const { exits, watched } = outcomeOf()
      yield* AmiAgi.serve((session) => Effect.uninterruptible(watched(session.streamFile("no-such-file")))).pipe(
        logged(lines)
      )
      yield* call("812")
      yield* wait(1000)
      assert.include(wordsOf(exits[0]), "STREAM FILE was refused (200): result=-1 endpos=0")
      assert.include(lines.join("\n"), "STREAM FILE failed (result=-1 endpos=0), so Asterisk left AGI")
      // It is served again by the next AGI of the dialplan, and no command is left over from the first.
      assert.strictEqual(exits.length, 2)
      const ami = yield* AmiClient.AmiClient
      const [status] = yield* ami.collect(Actions.Status({ Variables: ["AMI_AGI", "TIMEOUT(absolute)"] }))
      assert.deepStrictEqual(status?.Variable, { "AMI_AGI": "", "TIMEOUT(absolute)": "0" })
      assert.notInclude(yield* commandsSent, "ASYNCAGI BREAK")
    }).pipe(Effect.provide(inside())))

  it.effect("runs a subroutine, and gives the value that it returns", () =>
    Effect.gen(function*() {
      const values: Array<unknown> = []
      yield* AmiAgi.serve((session) =>
        Effect.gen(function*() {
          values.push(yield* session.gosub("sub", "s", 1, ["x", 2]))
          values.push(yield* session.channelStatus())
          values.push((yield* Effect.flip(Effect.uninterruptible(session.gosub("sub", "nobody", 1)))).message)
        })
      )
      yield* call("811")
      yield* wait(1000)
      assert.deepStrictEqual(values.slice(0, 2), ["x", 6])
      assert.deepStrictEqual(yield* channels, ["PJSIP/102-00000000 Wait"])
    }).pipe(Effect.provide(inside())))

  it.effect("dials, and says how it ended", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const ends: Array<unknown> = []
      yield* AmiAgi.serve((session) =>
        Effect.gen(function*() {
          ends.push(yield* session.dial("PJSIP/101", { timeout: "5 seconds" }))
          ends.push(yield* session.dial("PJSIP/101", { timeout: "5 seconds" }))
        })
      )
      yield* call("811")
      yield* wait(10_000)
      yield* simulator.perform({ command: "ring", phone: "101" })
      yield* simulator.perform({ command: "answer", phone: "101" })
      yield* wait(7000)
      yield* simulator.perform({ command: "hangUp", phone: "101" })
      yield* wait(1000)
      assert.deepStrictEqual(ends.map((end) => JSON.stringify(end)).map((text) => text.replace(/\d+/g, "n")), [
        "{\"status\":\"NOANSWER\"}",
        "{\"status\":\"ANSWER\",\"answeredSeconds\":n,\"dialedSeconds\":n}"
      ])
    }).pipe(Effect.provide(inside())))

  it.effect("queues commands at once with `all`: 20 take as long as one", () =>
    Effect.gen(function*() {
      const took: Array<number> = []
      const values: Array<unknown> = []
      yield* AmiAgi.serve((session) =>
        Effect.gen(function*() {
          const timed = <A, E>(effect: Effect.Effect<A, E>) =>
            Effect.map(Effect.timed(effect), ([duration, value]) => {
              took.push(Number(duration.pipe((one) => one.value._tag === "Millis" ? one.value.millis : 0)))
              return value
            })
          const five = [1, 2, 3, 4, 5].map((number) => session.setVariable("N", number))
          yield* timed(Effect.all(five))
          const twenty = Array.from({ length: 19 }, (_, number) => session.setVariable("N", number))
          values.push((yield* timed(session.all([...twenty, session.getVariable("N")]))).at(-1))
        })
      )
      // A Local channel is silent.
      yield* Ami.request({
        Action: "Originate",
        Channel: "Local/811@from-internal/n",
        Application: "Wait",
        Data: "60",
        Async: "true"
      })
      yield* wait(100)
      for (let step = 0; step < 200; step++) yield* wait(10)
      assert.deepStrictEqual(values, ["18"])
      const [one = 0, all = 0] = took
      assert.isAtLeast(one, 5 * all * 0.8, `${one} and ${all}`)
    }).pipe(Effect.provide(inside())))

  it.effect("turns calls away beyond maxSessions, which go on in the dialplan", () =>
    Effect.gen(function*() {
      const lines: Array<string> = []
      const serving = yield* AmiAgi.serve({ maxSessions: 1, program: () => Effect.never }).pipe(logged(lines))
      yield* call("811", "101")
      yield* wait(500)
      yield* call("810")
      yield* wait(500)
      assert.deepStrictEqual(yield* channels, ["PJSIP/101-00000000 AGI", "PJSIP/102-00000001 Wait"])
      assert.strictEqual(yield* serving.refused, 1)
      assert.include(lines.join("\n"), "has 1 calls (option maxSessions)")
    }).pipe(Effect.provide(inside())))

  it.effect("ends a call after maxLife, and sets no limit to one that goes on", () =>
    Effect.gen(function*() {
      yield* AmiAgi.serve({
        maxLife: "30 seconds",
        program: (session) => session.channel.includes("101") ? Effect.never : session.answer
      })
      yield* call("811", "101")
      yield* call("200")
      yield* call("810")
      yield* wait(29_000)
      assert.include(yield* channels, "PJSIP/101-00000000 AGI")
      yield* wait(2000)
      assert.deepStrictEqual((yield* channels).map((one) => one.slice(0, 9)), ["PJSIP/102", "PJSIP/102"])
    }).pipe(Effect.provide(inside())))

  it.effect("serves the calls that it accepts, and lets go one for which `accepts` throws", () =>
    Effect.gen(function*() {
      const served: Array<string> = []
      const lines: Array<string> = []
      const program = (name: string) => (session: AgiSession.Session) =>
        Effect.andThen(Effect.sync(() => served.push(`${name} ${session.env["agi_extension"]}`)), Effect.never)
      yield* AmiAgi.serve({ name: "one", accepts: (env) => env["agi_extension"] === "811", program: program("one") })
      yield* AmiAgi.serve({
        name: "two",
        accepts: (env) => {
          if (env["agi_extension"] === "810") throw new Error("broken")
          return true
        },
        program: program("two")
      }).pipe(logged(lines))
      yield* call("811", "101")
      yield* call("810")
      yield* wait(1000)
      assert.strictEqual(served.length, 1)
      assert.deepStrictEqual(yield* channels, ["PJSIP/101-00000000 AGI", "PJSIP/102-00000001 Wait"])
      assert.include(lines.join("\n"), "accepts of The AGI program two threw")
    }).pipe(Effect.provide(inside())))

  it.effect("refuses options that are wrong, and a name that is taken", () =>
    Effect.gen(function*() {
      const program = () => Effect.void
      const wrong = (options: unknown) =>
        Effect.map(Effect.flip(AmiAgi.serve(options as AmiAgi.Options)), ({ message }) => message)
      assert.include(yield* wrong({}), "The option `program` of AmiAgi.serve must be given")
      assert.include(yield* wrong({ program, orphans: "keep" }), "`orphans` of AmiAgi.serve must be `adopt` or `break`")
      assert.include(yield* wrong({ program, maxSession: 3 }), "did you mean `maxSessions`?")
      assert.include(yield* wrong({ program, name: "a/b" }), "`name` of AmiAgi.serve must be a name")
      yield* Effect.scoped(AmiAgi.serve(program))
      yield* AmiAgi.serve(program)
      assert.include(yield* wrong(program), "is the name of another program of this client")
    }).pipe(Effect.provide(inside())))
})
