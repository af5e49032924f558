/**
 * The metrics and spans of programs that serve calls, and of calls that are made.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Metric, Tracer } from "effect"
import { AmiAgi, AmiDial } from "effect-ami"
import { during, house } from "../dialer/house.ts"
import { call, hangUp, inside, wait } from "./agiServer.ts"

/** Every series whose metric has this name, with its labels but those of the client: `outcome=Ok 1`. */
const read = (name: string) =>
  Effect.map(Metric.snapshot, (series) =>
    series.filter(({ id }) => id === name).map(({ attributes, state }) => {
      const labels = Object.entries(attributes ?? {}).filter(([key]) => !/^ami\.client|^server/.test(key))
      const value = "count" in state ? state.count : "value" in state ? state.value : "none"
      return [...labels.map(([key, value]) => `${key}=${value}`), value].join(" ")
    }).sort())

/** A tracer that keeps the spans that have ended, each with what it says of its outcome and of its parent. */
const tracing = () => {
  const ended: Array<string> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      const { end } = span
      return Object.assign(span, {
        end: (at: bigint, exit: Parameters<typeof end>[1]) => {
          const outcome = span.attributes.get("ami.outcome")
          const what = span.attributes.get("agi.command") ?? span.attributes.get("agi.program") ?? ""
          const parent = options.parent._tag === "Some" && options.parent.value._tag === "Span"
            ? ` < ${options.parent.value.name}`
            : ""
          ended.push(`${span.name} ${what} ${outcome}${parent}`)
          end.call(span, at, exit)
        }
      })
    }
  })
  return { ended, tracer }
}

describe("AmiAgi", () => {
  it.effect("counts calls and commands by how they end", () =>
    Effect.gen(function*() {
      yield* AmiAgi.serve({
        name: "menu",
        maxSessions: 2,
        program: (session) =>
          session.args[0] === "one"
            ? Effect.andThen(session.answer, Effect.exit(session.command("MADE UP", "secret")))
            : Effect.andThen(session.waitForDigit("1 minute"), Effect.die("never"))
      })
      yield* call("810")
      yield* wait(1000)
      yield* hangUp()
      yield* call("811")
      yield* wait(500)
      assert.deepStrictEqual(yield* read("ami_agi_sessions"), ["program=menu 1"])
      yield* hangUp()
      yield* wait(500)

      assert.deepStrictEqual(yield* read("ami_agi_calls_total"), [
        "program=menu outcome=Hungup 1",
        "program=menu outcome=Returned 1"
      ])
      assert.deepStrictEqual(yield* read("ami_agi_commands_total"), [
        "program=menu command=ANSWER outcome=Ok 1",
        "program=menu command=MADE outcome=CommandRefused 1",
        "program=menu command=WAIT FOR DIGIT outcome=Hungup 1"
      ])
      assert.deepStrictEqual(yield* read("ami_agi_command_seconds"), ["program=menu 3"])
      assert.deepStrictEqual(yield* read("ami_agi_sessions"), ["program=menu 0"])
    }).pipe(Effect.scoped, Effect.provide(inside()), Effect.provideService(Metric.MetricRegistry, new Map())))

  it.effect("makes a span of each program, and in it one of each command, in which its action is", () => {
    const { ended, tracer } = tracing()
    return Effect.gen(function*() {
      yield* AmiAgi.serve({ name: "menu", program: (session) => session.answer })
      yield* call("810")
      yield* wait(1000)
      assert.deepStrictEqual(ended.filter((line) => line.startsWith("AmiAgi")), [
        "AmiAgi.command ANSWER Ok < AmiAgi.program",
        "AmiAgi.program menu Ok"
      ])
      assert.include(ended, "AmiClient.send  Ok < AmiAgi.command")
    }).pipe(Effect.scoped, Effect.provide(inside()), Effect.provideService(Tracer.Tracer, tracer))
  })

  it.effect("serves calls whatever a tracer and a registry do", () => {
    const thrower = () => {
      throw new Error("not ours")
    }
    const registry = Object.assign(new Map(), { get: thrower, has: thrower, set: thrower })
    return Effect.gen(function*() {
      const states: Array<unknown> = []
      yield* AmiAgi.serve((session) =>
        Effect.andThen(session.answer, Effect.map(session.channelStatus(), (state) => states.push(state)))
      ).pipe(
        Effect.provideService(Tracer.Tracer, Tracer.make({ span: thrower })),
        Effect.provideService(Metric.MetricRegistry, registry)
      )
      yield* call("810")
      yield* wait(1000)
      assert.deepStrictEqual(states, [6])
    }).pipe(Effect.scoped, Effect.provide(inside()))
  })
})

describe("AmiDial", () => {
  it.effect("counts what became of both parties, and makes a span of each call", () => {
    const { ended, tracer } = tracing()
    return Effect.gen(function*() {
      yield* during(AmiDial.dial({ first: "2486", then: { Exten: "500" } }))
      yield* during(AmiDial.call({ from: "PJSIP/101", to: "2603" }))
      yield* Effect.flip(AmiDial.dial({ first: "101", then: { Exten: "none" } }))
      assert.deepStrictEqual(yield* read("ami_dial_outcomes_total"), [
        "party=first outcome=Answered 1",
        "party=first outcome=Busy 1",
        "party=second outcome=Rejected 1"
      ])
      assert.deepStrictEqual(ended.filter((line) => line.startsWith("AmiDial")), [
        "AmiDial.dial  Busy",
        "AmiDial.call  Rejected",
        "AmiDial.dial  ActionFailed"
      ])
    }).pipe(
      Effect.scoped,
      Effect.provide(house()),
      Effect.provideService(Tracer.Tracer, tracer),
      Effect.provideService(Metric.MetricRegistry, new Map())
    )
  })
})
