/**
 * A campaign that is killed at each point of a call, again and again: nobody is called twice, and nobody is forgotten.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted, Scope, Stream } from "effect"
import { AmiCalls, AmiCampaign, AmiClient, AmiTransport, AttemptLog } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { randomFrom } from "../live/telephony.ts"
import { size } from "../size.ts"
import { dialplan, endpoints, numberOf } from "./house.ts"

/** Where a process ends: it does nothing any more from then on. */
const cuts = ["before intend", "after intend", "after Originate", "after answer", "after finish"] as const
type Cut = typeof cuts[number]

const contacts = size(1000, 60)
const crashes = size(25, 5)
const seeds = Array.from({ length: size(2, 1) }, (_, index) => 4100 + index)

/** One process: a client, a log and a campaign, which a crash stops where they are. */
const process = Effect.fnUntraced(function*(
  log: AttemptLog.AttemptLog["Service"],
  crash: { readonly at: Cut; readonly call: number } | undefined
) {
  const simulator = yield* AmiSimulator.AmiSimulator
  const transport = yield* AmiTransport.AmiTransport
  let isDead = false
  const counts = { intend: 0, finish: 0 }
  const die = Effect.suspend(() => {
    isDead = true
    return Effect.andThen(simulator.kick, Effect.never)
  })
  const alive = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() => isDead ? Effect.never : effect)
  const ifAt = (cut: Cut, call: number): Effect.Effect<void> =>
    crash?.at === cut && crash.call === call ? die : Effect.void
  const watched: AttemptLog.AttemptLog["Service"] = {
    ...log,
    intend: (attempt) =>
      alive(Effect.suspend(() => {
        const call = counts.intend++
        return ifAt("before intend", call).pipe(
          Effect.andThen(alive(log.intend(attempt))),
          Effect.andThen(ifAt("after intend", call)),
          Effect.andThen(alive(Effect.void))
        )
      })),
    finish: (id, outcome) =>
      alive(Effect.suspend(() => {
        const call = counts.finish++
        return ifAt("after answer", call).pipe(
          Effect.andThen(alive(log.finish(id, outcome))),
          Effect.andThen(ifAt("after finish", call)),
          Effect.andThen(alive(Effect.void))
        )
      }))
  }
  const client = AmiCalls.layer.pipe(
    Layer.provideMerge(AmiClient.layer({ username: "hello", secret: Redacted.make("world") })),
    Layer.provide(Layer.succeed(AmiTransport.AmiTransport, {
      connect: Effect.suspend(() => isDead ? Effect.never : transport.connect)
    })),
    Layer.merge(Layer.succeed(AttemptLog.AttemptLog, watched))
  )
  // Never closed: a process that is killed runs no finalizer.
  const scope = yield* Scope.make()
  const context = yield* Scope.provide(Layer.build(client), scope)
  const skipped: Array<string> = []
  const running = yield* AmiCampaign.run({
    name: "spring",
    contacts: Stream.fromIterable(
      Array.from({ length: contacts }, (_, index) => ({ id: `c${index}`, numbers: [numberOf(index)] }))
    ),
    dial: (_, number) => ({
      first: `${number}@dialout`,
      then: { Exten: "500", Context: "from-internal" },
      ringFor: "15 seconds",
      blackBox: number.endsWith("1")
    }),
    maxCallsPerSecond: 20,
    maxConcurrent: 50,
    retry: { Busy: "never", NoAnswer: "never", Congestion: "never" }
  }).pipe(Effect.provide(context), Scope.provide(scope))
  let isCompleted = false
  yield* running.events.pipe(
    Stream.runForEach((event) =>
      Effect.sync(() => {
        if (event._tag === "Skipped") skipped.push(event.reason)
        if (event._tag === "Completed") isCompleted = true
      })
    ),
    Effect.forkIn(scope, { startImmediately: true })
  )
  const asked = Effect.map(simulator.requests, (all) => all.filter(({ action }) => action === "Originate").length)
  const before = yield* asked
  return {
    skipped,
    isOver: Effect.gen(function*() {
      if (crash?.at === "after Originate" && !isDead && (yield* asked) - before > crash.call) {
        isDead = true
        yield* simulator.kick
      }
      return isDead || isCompleted
    }),
    isCompleted: () => isCompleted
  }
})

describe("AmiCampaign", () => {
  it.effect.each(seeds.map((seed) => [seed] as const))(
    `calls each of ${contacts} contacts once, killed ${crashes} times (seed %i)`,
    ([seed]) =>
      Effect.gen(function*() {
        const simulator = yield* AmiSimulator.AmiSimulator
        const log = Context.get(yield* Layer.build(AttemptLog.layerMemory), AttemptLog.AttemptLog)
        const random = randomFrom(seed)
        const drive = Effect.fnUntraced(function*(one: Effect.Success<ReturnType<typeof process>>) {
          for (let step = 0; step < 20 * 600; step++) {
            if (yield* one.isOver) return
            yield* TestClock.adjust("50 millis")
            yield* Effect.yieldNow
          }
          return yield* Effect.die("a process did not end")
        })
        for (let crash = 0; crash < crashes; crash++) {
          const at = cuts[crash % cuts.length] ?? "before intend"
          yield* drive(yield* process(log, { at, call: Math.floor(random() * contacts / crashes / 2) }))
          // Calls go on while nobody looks.
          yield* TestClock.adjust(Math.floor(random() * 4000))
        }
        const last = yield* process(log, undefined)
        yield* drive(last)
        assert.isTrue(last.isCompleted())
        const dialled = new Map<string, number>()
        for (const { action, message } of yield* simulator.requests) {
          if (action !== "Originate") continue
          const number = /^Local\/(\d+)@/.exec(message.get("Channel") ?? "")?.[1] ?? "?"
          dialled.set(number, (dialled.get(number) ?? 0) + 1)
        }
        const attempts = yield* log.history("spring")
        const of = new Map(attempts.map((attempt) => [attempt.contact, attempt] as const))
        const wrong: Array<string> = []
        for (let index = 0; index < contacts; index++) {
          const number = numberOf(index)
          const times = dialled.get(number) ?? 0
          const outcome = of.get(`c${index}`)?.outcome
          if (times > 1) wrong.push(`${number} was dialled ${times} times`)
          if (outcome === undefined) wrong.push(`${number} was forgotten`)
          if (times === 0 && outcome?._tag !== "Unknown") {
            wrong.push(`${number} was not dialled, and is ${outcome?._tag}`)
          }
        }
        assert.deepStrictEqual(wrong, [])
        assert.strictEqual(attempts.length, contacts)
        // What is not known is little: at most the calls that there were at once when the process ended.
        const unknown = attempts.filter(({ outcome }) => outcome?._tag === "Unknown").length
        assert.isAtMost(unknown, crashes * 50)
      }).pipe(
        Effect.scoped,
        Effect.provide(AmiSimulator.layerTransport({ extensions: dialplan, endpoints, seed }))
      ),
    600_000
  )
})
