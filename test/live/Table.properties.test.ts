/**
 * A table against a server whose rows come, change and go, while its lists and its events reach the table at any time.
 *
 * Events arrive in the order in which they were raised, or are lost in a gap. A list shows the server at a moment between the
 * request and the answer; when its doubts are settled, the events from before that moment have arrived.
 */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { type AllFacts, Table } from "../../src/live/internal/table.ts"
import { check, timeout } from "../protocol/properties.ts"

interface Row {
  /** Lists and events have it. */
  readonly state: number
  /** Events alone have it. */
  readonly mark?: number
}

type Event =
  | { readonly kind: "open" | "state" | "mark"; readonly key: string; readonly value: number }
  | { readonly kind: "close"; readonly key: string; readonly trails: boolean }

const key = fc.constantFrom("a", "b")
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constantFrom("open" as const, "state" as const, "mark" as const), key, value: fc.nat(3) }),
  fc.record({ kind: fc.constant("close" as const), key, trails: fc.boolean() })
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: event },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("deliver" as const), count: fc.integer({ min: 1, max: 4 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("ask" as const, "show" as const, "answer" as const, "settle" as const)
    })
  },
  { weight: 1, arbitrary: fc.constant({ kind: "gap" as const }) }
)
type Step =
  | Event
  | { readonly kind: "deliver"; readonly count: number }
  | { readonly kind: "ask" | "show" | "answer" | "settle" | "gap" }

const run = (steps: ReadonlyArray<Step>) => {
  const server = new Map<string, Required<Row>>()
  let raised: Array<Event> = []
  let asked = false
  /** Whether a list has settled since the last gap. */
  let isSynced = false
  let shown: { readonly rows: ReadonlyMap<string, number>; pending: number } | undefined
  let answered: { pending: number } | undefined
  /** The last row of each key that has ended, and the rows that were told. */
  const told = new Map<string, Row>()
  const problems: Array<string> = []
  const table: Table<Row> = new Table<Row>({
    changed: (key, row, previous) => {
      if (told.get(key) !== previous) problems.push(`${key} was not what it was`)
      told.set(key, row)
    },
    ended: (key) => {
      if (!told.delete(key)) problems.push(`${key} ended twice`)
    }
  })
  const apply = (one: Event) => {
    if (one.kind === "close") table.close(one.key)
    else if (one.kind === "open") table.open(one.key, { state: one.value, mark: one.value })
    else table.change(one.key, one.kind === "state" ? { state: one.value } : { mark: one.value })
  }
  const raise = (one: Event) => {
    const row = server.get(one.key)
    // A server raises what happens: nothing changes or ends that is not there.
    if (row === undefined && one.kind !== "open") return
    if (one.kind === "close") server.delete(one.key)
    else if (one.kind === "open") server.set(one.key, { state: one.value, mark: one.value })
    else if (row !== undefined) server.set(one.key, { ...row, [one.kind]: one.value })
    raised.push(one)
    // Something may still be said of what has just ended.
    if (one.kind === "close" && one.trails) raised.push({ kind: "state", key: one.key, value: 0 })
  }
  const deliver = (count: number) => {
    for (const one of raised.splice(0, count)) apply(one)
    if (shown !== undefined) shown.pending -= count
    if (answered !== undefined) answered.pending -= count
  }
  const list = () => {
    if (shown === undefined) return
    table.list(
      new Map([...shown.rows].map(([key, state]) => {
        const facts: AllFacts<Row> = { state, mark: table.unbroken(key)?.mark }
        return [key, facts.mark === undefined ? { state } : { state, mark: facts.mark }]
      }))
    )
    answered = { pending: shown.pending }
    shown = undefined
    asked = false
  }
  const settle = () => {
    if (answered === undefined || answered.pending > 0) return
    table.settle()
    answered = undefined
    isSynced = true
  }
  const ask = () => {
    table.begin()
    asked = true
    shown = undefined
    answered = undefined
  }
  const show = () => {
    if (!asked) return
    shown = { rows: new Map([...server].map(([key, { state }]) => [key, state])), pending: raised.length }
  }
  const gap = () => {
    raised = []
    table.lose()
    isSynced = false
    asked = false
    shown = undefined
    answered = undefined
  }
  for (const one of steps) {
    if (one.kind === "deliver") deliver(one.count)
    else if (one.kind === "ask") ask()
    else if (one.kind === "show") show()
    else if (one.kind === "answer") list()
    else if (one.kind === "settle") settle()
    else if (one.kind === "gap") gap()
    else if ("key" in one) raise(one)
  }
  // At last everything arrives; a list that is under way is answered, and another is asked for only if it has to be.
  if (asked && shown === undefined) show()
  list()
  deliver(raised.length)
  settle()
  if (!isSynced) {
    ask()
    show()
    list()
    settle()
  }
  return { problems, server, table, told }
}

describe("a table", () => {
  it("has what the server has, once every event and a list have come, and tells each change once", () => {
    check(
      20_000,
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        const { problems, server, table, told } = run(steps)
        assert.deepStrictEqual(problems, [])
        assert.deepStrictEqual([...table.rows].toSorted(), [...told].toSorted())
        assert.deepStrictEqual([...table.rows.keys()].toSorted(), [...server.keys()].toSorted())
        for (const [key, { mark, state }] of server) {
          const row = table.rows.get(key)
          assert.strictEqual(row?.state, state)
          assert.include([undefined, mark], row?.mark, "what no list has is right or not known")
        }
      })
    )
  }, timeout)

  it("has no drift while no event is lost", () => {
    check(
      5000,
      fc.property(
        fc.array(fc.oneof(event, fc.constant({ kind: "deliver" as const, count: 1 })), { maxLength: 60, size: "max" }),
        (steps) => {
          const { server, table } = run([
            { kind: "ask" },
            { kind: "show" },
            { kind: "answer" },
            { kind: "settle" },
            ...steps
          ])
          table.begin()
          table.list(new Map([...server].map(([key, row]) => [key, row])))
          assert.isFalse(table.isDoubting("Relist"))
          assert.strictEqual(table.settle(), 0)
          for (const [key, row] of server) assert.deepStrictEqual(table.rows.get(key), row)
        }
      )
    )
  }, timeout)
})
