import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { turns, within } from "../transport/waiting.ts"
import { sipTelephone } from "./sipTelephone.ts"

/** Two telephones, each of which takes the other for its server. */
const pair = Effect.gen(function*() {
  const [a, b] = [yield* sipTelephone("101"), yield* sipTelephone("102")]
  a.server = { host: "127.0.0.1", port: b.port }
  b.server = { host: "127.0.0.1", port: a.port }
  return { a, b }
})

describe("A SIP telephone", () => {
  it.live("registers, calls, rings, answers, holds, speaks, presses keys, transfers and hangs up", () =>
    Effect.gen(function*() {
      const { a, b } = yield* pair
      assert.strictEqual(yield* a.register(60), 200)
      const call = yield* a.call({ number: "102", name: "Alice" })
      const called = yield* b.ringing
      yield* called.ring
      yield* call.until("ringing", () => call.status === 180)
      yield* called.progress
      yield* call.until("progress", () => call.status === 183)
      yield* called.answer
      assert.deepStrictEqual([call.state, called.state], ["up", "up"])
      yield* call.hold
      yield* call.unhold
      yield* call.press("1#")
      yield* called.talk
      yield* Effect.repeat(turns(1), { until: () => call.heard > 0 && called.heard > 0 }).pipe(within("sound"))
      assert.strictEqual(yield* call.refer("103"), 200)
      yield* called.hangUp
      yield* call.until("the end", () => call.state === "over")
      yield* call.hangUp
      assert.deepStrictEqual([a.invites(), b.invites()], [0, 1])
    }).pipe(Effect.scoped))

  it.live("refuses, forwards, and gives up, and counts the calls that it got", () =>
    Effect.gen(function*() {
      const { a, b } = yield* pair
      const statuses: Array<number> = []
      for (const refuse of [603, 302, 487]) {
        const call = yield* a.call({ number: "102" })
        const called = yield* b.ringing
        if (refuse === 302) yield* called.forward("103")
        else if (refuse === 603) yield* called.reject(refuse)
        else yield* call.hangUp
        yield* call.until("the end", () => call.state === "over")
        yield* called.until("the end", () => called.state === "over")
        statuses.push(call.status)
      }
      b.attend(486)
      const busy = yield* a.call({ number: "102" })
      yield* busy.until("the end", () => busy.state === "over")
      assert.deepStrictEqual([...statuses, busy.status], [603, 302, 487, 486])
      assert.strictEqual(b.invites(), 4)
      b.forget()
      assert.strictEqual(b.invites(), 0)
    }).pipe(Effect.scoped))
})
