import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { AmiAction, type AmiClient, AmiError } from "effect-ami"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { Correlation, type Request } from "../../src/client/internal/session/correlation.ts"
import { check, checkAsync, timeout } from "../protocol/properties.ts"
import { isQuick } from "../size.ts"
import { drainMillis, follow, limits, type Step, steps, type System, tickMillis } from "./requestModel.ts"
import { connected, messagesOf, type Peer, start, withId } from "./scriptedTransport.ts"

/** The headers that identify a request on the wire. */
const numbered = (index: number) => [["Variable", String(index)]] as const

const numberOf = (headers: ReadonlyArray<readonly [name: string, value: string]>) =>
  Number(headers.find(([name]) => name === "Variable")?.[1])

/** The model distinguishes an action that was refused while closing from one that was written and abandoned. */
const refusalOf = (why: string) => (why === "Closed" ? "Refused" : why)

/** The outcome of a request, in the model's words. */
const wordsOf = (exit: Exit.Exit<unknown, AmiError.AmiError>): string => {
  if (Exit.isSuccess(exit)) return Array.isArray(exit.value) ? `answered after ${exit.value.length} items` : "answered"
  const reason = exit.cause.reasons[0]
  if (reason?._tag !== "Fail") return "interrupted"
  const error = reason.error.reason
  switch (error._tag) {
    case "NotSent":
      return refusalOf(error.why)
    case "OutcomeUnknown":
      return error.cause
    case "ListIncomplete":
      return `${error.cause} after ${error.items.length} items`
    default:
      return error._tag
  }
}

/** Decodes with a schema that throws. */
const broken = (): never => {
  throw new Error("a schema that throws")
}

const clientSystem = (ami: AmiClient.AmiClient["Service"], peer: Peer, close: Effect.Effect<void>): System => {
  const fibers: Array<Fiber.Fiber<unknown, AmiError.AmiError>> = []
  const action = (index: number) => peer.written.find(({ headers }) => numberOf(headers) === index)
  return {
    request: (index, list, throws) => {
      const action = AmiAction.raw("Get", numbered(index))
      const listAction = AmiAction.rawList("List", numbered(index))
      const request: Effect.Effect<unknown, AmiError.AmiError> = list
        ? ami.collect(throws ? { ...listAction, decodeItem: broken } : listAction)
        : ami.send(throws ? { ...action, decode: broken } : action)
      return Effect.map(Effect.forkChild(request, { startImmediately: true }), (fiber) => fibers.push(fiber))
    },
    interrupt: (index) => Effect.suspend(() => Fiber.interrupt(fibers[index] ?? Effect.runFork(Effect.void))),
    deliver: (message, to) =>
      Effect.sync(() =>
        peer.deliver(
          to === "nobody" ? message : withId(to === "stranger" ? "stranger-1" : action(to)?.actionId ?? "none", message)
        )
      ),
    advance: (ticks) => TestClock.adjust(ticks * tickMillis),
    disconnect: Effect.sync(() => peer.end()),
    close: Effect.asVoid(start(close)),
    written: () =>
      peer.written.slice(2).filter(({ name }) => name !== "Logoff").map(({ headers }) => numberOf(headers)),
    outcomes: Effect.suspend(() => Effect.map(Effect.forEach(fibers, Fiber.await), (exits) => exits.map(wordsOf)))
  }
}

/** The request table alone, with listeners that count their calls. */
const tableSystem = () => {
  let now = 0
  let ended = false
  let closedAt = Infinity
  const written: Array<{ readonly index: number; readonly id: string }> = []
  const told: Array<Array<string>> = []
  const requests: Array<Request | undefined> = []
  const table = new Correlation({
    ...limits,
    write: ({ actionId, headers }) => !ended && written.push({ index: numberOf(headers), id: actionId }) > 0,
    now: () => now
  })
  table.lenient = false
  const system: System = {
    request: (index, list, throws) =>
      Effect.sync(() => {
        const outcomes: Array<string> = closedAt < Infinity ? ["Refused"] : []
        told.push(outcomes)
        if (closedAt < Infinity) return
        let items: number | undefined
        const timeout = limits.timeoutTicks * tickMillis
        requests[index] = table.begin("Get", numbered(index), { timeout, idle: list }, {
          onMessage: (message) => {
            const answered = (isBroken: boolean, words: string) => outcomes.push(isBroken ? "DecodeFailed" : words)
            if (message.name === "Error") {
              outcomes.push(items === undefined ? "ActionFailed" : `Failed after ${items} items`)
            } else if (list && message.kind === "Response") items = 0
            else if (message.get("EventList") === "Complete") {
              answered(throws && items !== 0, `answered after ${items} items`)
            } else if (!list) answered(throws, "answered")
            else items = (items ?? 0) + 1
            return outcomes.length > 0 ? "done" : "more"
          },
          onFailure: (failure) => {
            const after = items === undefined ? "" : ` after ${items} items`
            outcomes.push(
              failure._tag === "Unanswered"
                ? `${failure.cause}${after}`
                : failure._tag === "Refused"
                ? refusalOf(failure.why)
                : failure._tag
            )
          }
        })
      }),
    interrupt: (index) =>
      Effect.sync(() => {
        const request = requests[index]
        if (request === undefined || request.state === "settled") return
        table.abandon(request)
        told[index]?.push("interrupted")
      }),
    deliver: (message, to) =>
      Effect.sync(() => {
        if (ended) return
        const id = to === "stranger" ? "stranger-1" : written.find(({ index }) => index === to)?.id ?? "none"
        for (const one of messagesOf(to === "nobody" ? message : withId(id, message))) table.dispatch(one)
      }),
    advance: (ticks) =>
      Effect.sync(() => {
        for (let tick = 0; tick < ticks; tick++) {
          now += tickMillis
          if (now - closedAt >= drainMillis) table.failAll("Closed")
          table.sweep()
        }
      }),
    disconnect: Effect.sync(() => {
      if (ended) return
      ended = true
      table.failAll("Disconnected")
    }),
    close: Effect.sync(() => {
      if (ended || closedAt < Infinity) return
      closedAt = now
      table.refuseQueued("Closed")
    }),
    written: () => written.map(({ index }) => index),
    outcomes: Effect.sync(() => told.map((outcomes) => outcomes.join(" and ")))
  }
  return { system, table, ids: () => written.map(({ id }) => id) }
}

/** Every outcome a request may have, so that a plan that never reaches one is noticed. */
const everyEnd = [
  "ActionFailed",
  "Closed",
  "Closed after 1 items",
  "DecodeFailed",
  "Disconnected",
  "Disconnected after 0 items",
  "Failed after 1 items",
  "NotConnected",
  "QueueFull",
  "QueuedTimeout",
  "Refused",
  "Timeout",
  "Timeout after 1 items",
  "answered",
  "answered after 0 items",
  "answered after 2 items",
  "interrupted"
]

const notSent = new Set(["NotConnected", "QueueFull", "QueuedTimeout", "Refused"])

/** Runs the steps, and compares what was observed with the model. */
const judge = (system: System, steps: ReadonlyArray<Step>) =>
  Effect.gen(function*() {
    const model = yield* follow(system, steps)
    const outcomes = yield* system.outcomes
    const written = system.written()

    assert.deepStrictEqual(outcomes, model.outcomes)
    assert.deepStrictEqual(written, model.written)
    assert.strictEqual(new Set(written).size, written.length)
    assert.isTrue(outcomes.every((outcome, index) => !notSent.has(outcome) || !written.includes(index)))
    assert.isTrue(outcomes.every((outcome, index) => !outcome.startsWith("answered") || written.includes(index)))
    return outcomes
  })

describe("AmiClient, requests interleaved in every order", () => {
  it("settles each request exactly once, writes it at most once, and keeps none at the end (C9, C10)", () => {
    const ends = new Set<string>()
    const share = check(
      20_000,
      fc.property(steps, (steps) => {
        const { ids, system, table } = tableSystem()

        for (const outcome of Effect.runSync(judge(system, steps))) ends.add(outcome)

        assert.strictEqual(new Set(ids()).size, ids().length)
        assert.isTrue(table.isIdle)
      })
    )
    if (!isQuick && share === 1) assert.includeMembers([...ends], everyEnd)
  }, timeout)

  it("reports each outcome to its caller exactly once, and proves NotSent (C9, C10, C11)", async () => {
    const ends = new Set<string>()
    const share = await checkAsync(
      1500,
      fc.asyncProperty(steps, (steps) =>
        Effect.runPromise(
          Effect.gen(function*() {
            const { ami, close, peer } = yield* connected({
              limits: { inFlight: limits.maxInFlight, queued: limits.maxQueued },
              actionTimeout: limits.timeoutTicks * tickMillis,
              drainTimeout: drainMillis
            })

            for (const outcome of yield* judge(clientSystem(ami, peer, close()), steps)) ends.add(outcome)
          }).pipe(Effect.scoped, Effect.provide(TestClock.layer()))
        ))
    )
    if (!isQuick && share === 1) assert.includeMembers([...ends], everyEnd)
  }, timeout)
})
