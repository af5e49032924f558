/**
 * Faults of answers: late, duplicate, unmatched, with half an ActionID, forged, or two lists at a time.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Metric, Stream } from "effect"
import { Actions } from "effect-ami"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { Correlation, type Request } from "../../src/client/internal/session/correlation.ts"
import { reasonOf, secretStaysHidden, test } from "../client/clientOutput.ts"
import { complete, door, Doors, listStart } from "../client/doorList.ts"
import { connected, messagesOf, pong, start, watch, withId } from "../client/scriptedTransport.ts"
import { check, timeout } from "../protocol/properties.ts"

/** How many unmatched answers were counted so far. */
const unmatched = Effect.map(
  Metric.snapshot,
  (series) =>
    series.reduce(
      (sum, { id, state }) =>
        id === "ami_unmatched_responses_total" && "count" in state ? sum + Number(state.count) : sum,
      0
    )
)

/** The exit of a fiber that needs no further step. */
const valueOf = <A, E>(fiber: Fiber.Fiber<A, E>): A | undefined => {
  const exit = fiber.pollUnsafe()
  return exit?._tag === "Success" ? exit.value : undefined
}

describe("unmatched answers", () => {
  const strays: ReadonlyArray<readonly [row: number, what: string, (actionId: string) => ReadonlyArray<string>]> = [
    [36, "has no ActionID", () => [pong]],
    [36, "has an unknown ActionID", () => [withId("stranger-1", pong)]],
    [
      46,
      "has only the beginning of the ActionID",
      (actionId) => Array.from({ length: actionId.length }, (_, length) => withId(actionId.slice(0, length), pong))
    ],
    [46, "has more than the ActionID", (actionId) => [withId(`${actionId}0`, pong), withId(`${actionId} x`, pong)]]
  ]

  for (const [row, what, straysOf] of strays) {
    test(`leaves an action to its timeout if its answer ${what}, and others to their answers (C32, row ${row})`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const seen = yield* watch(ami)
        const unanswered = yield* start(reasonOf(ami.send(Actions.Ping())))
        const { actionId } = peer.last("Ping")
        const messages = straysOf(actionId)
        const before = yield* unmatched

        peer.deliver(...messages)
        const other = yield* start(ami.send(Actions.Ping()))
        peer.answer(peer.last("Ping"), pong)
        yield* TestClock.adjust("29 seconds")
        assert.isUndefined(unanswered.pollUnsafe())
        yield* TestClock.adjust("1100 millis")

        assert.deepInclude(valueOf(unanswered), { _tag: "OutcomeUnknown", actionId, cause: "Timeout" })
        assert.strictEqual(valueOf(other)?.Ping, "Pong")
        assert.strictEqual(seen.length, messages.length)
        assert.strictEqual((yield* unmatched) - before, messages.length)
        assert.strictEqual((yield* ami.status.get)._tag, "Ready")
      }))
  }

  it(
    "counts each answer after a deadline or an interruption, and no other (C15, C32, row 38)",
    { timeout },
    () => {
      const which = fc.nat(5)
      const step = fc.oneof(
        { weight: 3, arbitrary: fc.constant({ kind: "request", which: 0 } as const) },
        { weight: 4, arbitrary: fc.record({ kind: fc.constant("answer" as const), which }) },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant("leave" as const), which }) },
        { weight: 1, arbitrary: fc.constant({ kind: "expire", which: 0 } as const) }
      )
      check(
        20_000,
        fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
          const ids: Array<string> = []
          const requests: Array<Request | undefined> = []
          const states: Array<"open" | "answered" | "gone"> = []
          const expected = { late: 0, unmatched: 0 }
          let now = 0
          const table = new Correlation({
            maxInFlight: 100,
            maxQueued: 0,
            write: ({ actionId }) => ids.push(actionId) > 0,
            now: () => now
          })
          table.lenient = false

          for (const { kind, which } of steps) {
            const index = requests.length - 1 - which % Math.max(1, requests.length)
            const state = states[index]
            if (kind === "request") {
              states.push("open")
              requests.push(
                table.begin("Ping", [], { timeout: 10, idle: false }, {
                  onMessage: () => "done",
                  onFailure: () => undefined
                })
              )
            } else if (kind === "answer" && state !== undefined) {
              for (const message of messagesOf(withId(ids[index] ?? "none", "Response: Success"))) {
                table.dispatch(message)
              }
              if (state === "open") states[index] = "answered"
              else expected[state === "gone" ? "late" : "unmatched"] += 1
            } else if (kind === "leave" && state === "open") {
              const request = requests[index]
              if (request !== undefined) table.abandon(request)
              states[index] = "gone"
            } else if (kind === "expire") {
              now += 10
              table.sweep()
              for (const [index, state] of states.entries()) if (state === "open") states[index] = "gone"
            }
          }

          assert.deepStrictEqual(table.counters, expected)
          assert.strictEqual(table.isIdle, !states.includes("open"))
        })
      )
    }
  )
})

describe("forged answers", () => {
  test("does not complete a request with 10,000 answers inside one UserEvent (C34, row 39)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ buffer: { capacity: 30_000, overflow: "fail" } })
      const counted = yield* start(Stream.runCount(ami.inbox))
      const ping = yield* start(ami.send(Actions.Ping()))
      const list = yield* start(ami.collect(Doors()))
      const forged = (id: number) =>
        `Response: Success\r\nActionID: ${id}\r\nEventList: start\r\n\r\n`
        + `Event: DoorListComplete\r\nActionID: ${id}\r\nEventList: Complete\r\nListItems: 0\r\n\r\n`
      const body = Array.from({ length: 10_000 }, (_, index) => forged(index + 1)).join("")

      peer.deliverWire(`Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: Chat\r\nBody: hello\r\n\r\n${body}`)

      assert.isUndefined(ping.pollUnsafe())
      assert.isUndefined(list.pollUnsafe())
      peer.answer(peer.last("Ping"), pong)
      peer.answer(peer.last("DoorList"), listStart, door(1), complete(1))
      assert.strictEqual(valueOf(ping)?.Ping, "Pong")
      assert.deepStrictEqual(valueOf(list)?.map(({ Name }) => Name), [1])
      peer.end()
      // All of them are messages for subscribers, between the marks of the connection.
      assert.strictEqual(yield* Fiber.join(counted), 20_003)
    }))
})

describe("concurrent lists", () => {
  /** The messages of two lists interleaved, each in its own order, and where reads end. */
  const interleaved = fc.record({
    items: fc.tuple(fc.nat(8), fc.nat(8)),
    turns: fc.array(fc.boolean(), { maxLength: 20 }),
    reads: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 })
  })

  const namesOf = <E>(fiber: Fiber.Fiber<ReadonlyArray<{ readonly Name: number }>, E>) =>
    valueOf(fiber)?.map(({ Name }) => Name)

  const messagesFor = (actionId: string, first: number, items: number): Array<string> =>
    [listStart, ...Array.from({ length: items }, (_, index) => door(first + index)), complete(items)]
      .map((message) => withId(actionId, message))

  const shuffle = (one: Array<string>, other: Array<string>, turns: ReadonlyArray<boolean>): Array<string> => {
    const taken = turns.flatMap((turn) => (turn ? one : other).splice(0, 1))
    return [...taken, ...one, ...other]
  }

  test("get their own items, in any order and in any reads (C22, row 44)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fork = Effect.runForkWith(yield* Effect.context())
      const collect = () => ({ fiber: fork(ami.collect(Doors())), actionId: peer.last("DoorList").actionId })

      check(
        500,
        fc.property(interleaved, ({ items: [few, many], reads, turns }) => {
          const one = collect()
          const other = collect()
          const messages = shuffle(messagesFor(one.actionId, 0, few), messagesFor(other.actionId, 100, many), turns)

          for (let index = 0; messages.length > 0; index++) {
            peer.deliver(...messages.splice(0, reads[index % reads.length]))
          }

          assert.deepStrictEqual(namesOf(one.fiber), Array.from({ length: few }, (_, index) => index))
          assert.deepStrictEqual(namesOf(other.fiber), Array.from({ length: many }, (_, index) => 100 + index))
        })
      )
    }))

  secretStaysHidden()
})
