/**
 * Callers that leave: interrupted, or by their own timeout, in each phase of a request.
 */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, type Exit, Fiber, Stream } from "effect"
import { Actions, AmiAction, AmiClient } from "effect-ami"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { secretStaysHidden, test } from "../client/clientOutput.ts"
import { count, logIn } from "../client/inboxWords.ts"
import { connected, makePeer, type Peer, pong, start, turn, watch } from "../client/scriptedTransport.ts"
import { check, timeout } from "../protocol/properties.ts"
import { isQuick, scaled } from "../size.ts"

/** When a caller is interrupted. */
const moments = [
  "before it runs",
  "while it is written",
  "after its write",
  "by one that is answered",
  "while others are answered",
  "never"
] as const

const scenario = fc.record({
  callers: fc.array(
    fc.record({
      list: fc.boolean(),
      interrupted: fc.constantFrom(...moments),
      /** Whether it is answered during its write. */
      atOnce: fc.boolean()
    }),
    { minLength: 1, maxLength: 6 }
  ),
  /** Whether simultaneous answers come in one read. */
  together: fc.boolean()
})

const numberOf = (headers: ReadonlyArray<readonly [string, string]>) =>
  Number(headers.find(([name]) => name === "Number")?.[1])

const textOf = (headers: ReadonlyArray<readonly [string, string]>): string =>
  `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`

const answersTo = (actionId: string, list: boolean, number: number): ReadonlyArray<string> =>
  list
    ? [
      `Response: Success\nActionID: ${actionId}\nEventList: start`,
      `Event: Item\nActionID: ${actionId}\nNumber: ${number}`,
      `Event: ListComplete\nActionID: ${actionId}\nEventList: Complete\nListItems: 1`
    ]
    : [`Response: Success\nActionID: ${actionId}\nNumber: ${number}`]

/** The number in the answer that a caller got, or its other outcome. */
const gotOf = (exit: Exit.Exit<unknown, unknown> | undefined): string => {
  if (exit === undefined) return "nothing"
  if (exit._tag === "Failure") return Cause.hasInterruptsOnly(exit.cause) ? "interrupted" : Cause.pretty(exit.cause)
  const messages = [exit.value].flat() as ReadonlyArray<{ readonly get: (name: string) => string | undefined }>
  return messages.map((message) => message.get("Number")).join()
}

/** What may become of callers, so that moments that never come are noticed. */
const everyEnd = [
  "before it runs: interrupted, not written",
  "while it is written: interrupted, written",
  "after its write: answered, written",
  "after its write: interrupted, not written",
  "after its write: interrupted, written",
  "by one that is answered: answered, written",
  "by one that is answered: interrupted, written",
  "while others are answered: answered, written",
  "while others are answered: interrupted, written",
  "never: answered, written"
]

describe("a caller that is interrupted", () => {
  it.effect(
    `writes its action whole or not at all, and gives others their answers, in ${
      scaled(10_000)
    } orders (C9, C14, row 59)`,
    () =>
      Effect.gen(function*() {
        let onWrite: (number: number) => void = () => undefined
        const peer = makePeer((action) => onWrite(numberOf(action.headers)))
        const { ami } = yield* connected({ limits: { inFlight: 2, queued: 10 } }, peer)
        const seen = yield* watch(ami)
        const fork = Effect.runForkWith(yield* Effect.context())
        const ends = new Set<string>()
        let total = 0

        check(
          10_000,
          fc.property(scenario, ({ callers, together }) => {
            const first = total
            total += callers.length
            const before = peer.written.length
            const fibers: Array<Fiber.Fiber<unknown, unknown>> = []
            const interrupt = (index: number) => fibers[index]?.interruptUnsafe()
            const answered = new Set<number>()
            const answer = (...indices: ReadonlyArray<number>) => {
              const due = peer.written.slice(before).filter(({ headers }) => {
                const index = numberOf(headers) - first
                return indices.includes(index) && !answered.has(index) && answered.add(index)
              })
              if (due.length === 0) return
              peer.deliver(...due.flatMap(({ actionId, headers }) => {
                const number = numberOf(headers)
                return answersTo(actionId, callers[number - first]?.list ?? false, number)
              }))
            }
            onWrite = (number) => {
              const caller = callers[number - first]
              if (caller?.interrupted === "while it is written") interrupt(number - first)
              if (caller?.atOnce) answer(number - first)
            }

            for (const [index, { interrupted, list }] of callers.entries()) {
              const headers = [["Number", String(first + index)]] as const
              const request: Effect.Effect<unknown, unknown> = list
                ? ami.collect(AmiAction.rawList("List", headers))
                : ami.send(AmiAction.raw("Get", headers))
              const interruptsNext = Effect.sync(() => {
                if (callers[index + 1]?.interrupted === "by one that is answered") interrupt(index + 1)
              })
              fork(Effect.withFiber((fiber) => {
                fibers[index] = fiber
                if (interrupted === "before it runs") interrupt(index)
                return Effect.tap(request, interruptsNext)
              }))
              if (interrupted === "after its write") interrupt(index)
            }
            // The slots of those that are answered are taken by others, until nobody is left.
            for (let round = 0; round < callers.length; round++) {
              if (together) answer(...callers.keys())
              for (const [index, { interrupted }] of callers.entries()) {
                if (interrupted === "while others are answered" && index !== 0) interrupt(index)
                answer(index)
              }
            }

            const written = peer.written.slice(before)
            assert.isTrue(written.every(({ headers, text }) => textOf(headers) === text))
            assert.strictEqual(new Set(written.map(({ headers }) => numberOf(headers))).size, written.length)
            for (const [index, { interrupted }] of callers.entries()) {
              const own = String(first + index)
              const got = gotOf(fibers[index]?.pollUnsafe())
              const isWritten = written.some(({ headers }) => numberOf(headers) === first + index)
              const end = `${got === own ? "answered" : got}, ${isWritten ? "written" : "not written"}`
              ends.add(`${interrupted}: ${end}`)
              assert.include(everyEnd, `${interrupted}: ${end}`)
            }
          })
        )
        yield* turn

        if (!isQuick) assert.sameMembers([...ends], everyEnd)
        assert.deepStrictEqual(seen, [])
      }),
    timeout
  )
})

/** A phase of a request in which its caller times out. */
interface Phase {
  readonly name: string
  readonly options?: Partial<AmiClient.Options>
  /** What happens before the request is made, and after. */
  readonly before?: (peer: Peer, ami: AmiClient.AmiClient["Service"]) => Effect.Effect<unknown>
  readonly after?: (peer: Peer) => void
  /** How often the action is written in total. */
  readonly written: 0 | 1
}

const listStart = "Response: Success\nEventList: start"
const item = "Event: Item\nNumber: 1"
const complete = "Event: ListComplete\nEventList: Complete\nListItems: 3"

const phases: ReadonlyArray<Phase> = [
  {
    name: "while there is no connection",
    options: { reconnect: true, onDisconnected: "wait" },
    before: (peer) => Effect.sync(() => peer.end()),
    written: 0
  },
  {
    name: "while it is queued",
    options: { limits: { inFlight: 1 } },
    before: (_, ami) => start(Effect.exit(ami.send(Actions.Getvar({ Variable: "A" })))),
    written: 0
  },
  { name: "while nothing answers", written: 1 },
  { name: "after the start of its list", after: (peer) => peer.answer(peer.last("List"), listStart), written: 1 },
  {
    name: "between the items of its list",
    after: (peer) => peer.answer(peer.last("List"), listStart, item, item),
    written: 1
  }
]

const requests: ReadonlyArray<
  readonly [name: string, (ami: AmiClient.AmiClient["Service"]) => Effect.Effect<unknown, unknown>]
> = [
  ["collect", (ami) => ami.collect(AmiAction.rawList("List"))],
  ["stream", (ami) => Stream.runCollect(ami.stream(AmiAction.rawList("List")))],
  ["exchange", (ami) => Stream.runCollect(ami.exchange(AmiAction.raw("List")))]
]

describe("a caller with its own timeout", () => {
  for (const { after, before, name, options, written } of phases) {
    for (const [member, request] of requests) {
      test(`affects no other caller, and late answers are swallowed, for ${member}, ${name} (C14, row 60)`, () =>
        Effect.gen(function*() {
          const { ami, peer } = yield* connected({ actionTimeout: "5 seconds", ...options })
          const seen = yield* watch(ami)
          if (before !== undefined) yield* before(peer, ami)
          const patient = yield* start(Effect.flip(Effect.timeout(request(ami), "1 second")))
          yield* TestClock.adjust("500 millis")
          after?.(peer)

          yield* TestClock.adjust("501 millis")
          const error = yield* Fiber.join(patient)
          if (peer.opened() > 1) logIn(peer)
          if (count(peer, "Getvar") > 0) peer.answer(peer.last("Getvar"), "Response: Success")
          yield* turn
          if (written > 0) peer.answer(peer.last("List"), ...after === undefined ? [listStart] : [], item, complete)
          const ping = yield* start(ami.send(Actions.Ping()))
          peer.answer(peer.last("Ping"), pong)

          assert.isTrue(Cause.isTimeoutError(error))
          assert.strictEqual(count(peer, "List"), written)
          assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
          assert.deepStrictEqual(seen, [])
        }))
    }
  }

  test("gets one of two outcomes at the exact deadline of the action (C14, C15, row 60)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ actionTimeout: "1 second" })
      const ends: Array<string> = []
      for (const millis of [900, 999, 1000, 1001, 1100]) {
        const request = Effect.timeout(ami.send(Actions.Ping()), millis)
        const fiber = yield* start(Effect.tapError(request, (error) => Effect.sync(() => ends.push(error._tag))))
        yield* TestClock.adjust("1200 millis")
        assert.isDefined(fiber.pollUnsafe())
      }

      assert.strictEqual(ends.length, 5)
      assert.deepStrictEqual([ends.at(0), ends.at(-1)], ["TimeoutError", "AmiError"])
      assert.strictEqual(count(peer, "Ping"), 5)
    }))

  secretStaysHidden()
})
