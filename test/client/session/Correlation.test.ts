import { assert, describe, it } from "@effect/vitest"
import type { AmiCodec } from "effect-ami"
import { Correlation, type Failure, type Listener } from "../../../src/client/internal/session/correlation.ts"
import { messagesOf, withId } from "../scriptedTransport.ts"

/** A table whose clock and wire the test controls. */
const make = (options: { readonly maxInFlight?: number } = {}) => {
  const written: Array<AmiCodec.EncodedAction> = []
  const wire = { now: 0, open: true }
  const table = new Correlation({
    maxInFlight: options.maxInFlight ?? 2000,
    maxQueued: 10,
    write: (action) => wire.open && written.push(action) > 0,
    now: () => wire.now
  })
  table.lenient = false
  const begin = (listener: Partial<Listener> = {}) =>
    table.begin("Ping", [], { timeout: 1000, idle: false }, {
      onMessage: () => "done",
      onFailure: () => undefined,
      ...listener
    })
  const dispatch = (message: string, id?: string) =>
    messagesOf(id === undefined ? message : withId(id, message)).map((one) => table.dispatch(one))[0]
  return { table, written, wire, begin, dispatch }
}

const ok = "Response: Success"

describe("the request table", () => {
  it("remembers the last 1,024 requests whose caller has gone (C15, row 38)", () => {
    const { begin, dispatch, table, written } = make()
    for (let count = 0; count < 1025; count++) {
      const request = begin()
      if (request !== undefined) table.abandon(request)
    }

    assert.isFalse(dispatch(ok, written[0]?.actionId))
    assert.isTrue(dispatch(ok, written[1]?.actionId))
    assert.isTrue(dispatch(ok, written[1024]?.actionId))
    assert.deepStrictEqual(table.counters, { late: 2, unmatched: 1 })
  })

  it("counts a second response within a list as late (C32, row 37)", () => {
    const { begin, dispatch, table, written } = make()
    begin({ onMessage: () => "more" })
    const id = written[0]?.actionId

    dispatch("Response: Success\nEventList: start", id)
    dispatch("Response: Success\nEventList: start", id)

    assert.deepStrictEqual(table.counters, { late: 1, unmatched: 0 })
  })

  it("swallows and counts the rest of a list that its caller abandoned, until it is complete", () => {
    const { begin, dispatch, table, written } = make()
    const request = begin({ onMessage: () => "more" })
    const id = written[0]?.actionId
    dispatch("Response: Success\nEventList: start", id)
    if (request !== undefined) table.abandon(request)

    const taken = [
      dispatch("Event: PeerEntry\nObjectName: a", id),
      dispatch("Event: PeerEntry\nObjectName: b"),
      dispatch("Event: PeerlistComplete\nEventList: Complete", id),
      dispatch("Event: PeerEntry\nObjectName: c", id),
      dispatch("Event: PeerEntry\nObjectName: d")
    ]

    assert.deepStrictEqual(taken, [true, true, true, false, false])
    assert.strictEqual(table.counters.late, 3)
  })

  it("accepts an answer without ActionID while it is lenient, and only then", () => {
    const { begin, dispatch, table } = make()
    const answers: Array<string> = []
    table.lenient = true
    begin({
      onMessage: (message) => {
        answers.push(message.name)
        return "done"
      }
    })

    assert.isTrue(dispatch(ok))
    assert.isFalse(dispatch(ok))
    table.lenient = false
    begin()
    assert.isFalse(dispatch(ok))
    assert.deepStrictEqual(answers, ["Success"])
  })

  it("rejects an action that the transport does not accept, and leaves nothing pending (C10)", () => {
    const { begin, table, wire } = make()
    const failures: Array<Failure> = []
    wire.open = false

    const request = begin({ onFailure: (failure) => failures.push(failure) })

    assert.isUndefined(request)
    assert.deepStrictEqual(failures, [{ _tag: "Refused", why: "NotConnected" }])
    assert.isTrue(table.isIdle)
  })

  it("resumes a caller that waits for all answers once, even if there is nothing to wait for (C9)", () => {
    const { begin, dispatch, table, written } = make()
    let settled = 0
    table.whenSettled(() => settled += 1)
    assert.strictEqual(settled, 1)

    begin()
    begin()
    table.whenSettled(() => settled += 1)
    dispatch(ok, written[0]?.actionId)
    assert.strictEqual(settled, 1)
    dispatch(ok, written[1]?.actionId)
    dispatch(ok, written[1]?.actionId)

    assert.strictEqual(settled, 2)
  })

  it("accepts nothing after the connection has ended, even if the client closes afterwards (C2)", () => {
    const { begin, table, written } = make()
    const failures: Array<Failure> = []
    table.failAll("Disconnected")
    table.failAll("Closed")

    begin({ onFailure: (failure) => failures.push(failure) })

    assert.deepStrictEqual(failures, [{ _tag: "Refused", why: "NotConnected" }])
    assert.deepStrictEqual(written, [])
  })
})
