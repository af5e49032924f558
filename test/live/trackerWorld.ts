/**
 * A model of a server whose channels come and go, and of all the ways in which a snapshot and its events may reach a
 * tracker: late, early, or never.
 *
 * Raised events are delivered in order, or all lost. A snapshot shows the server at any moment between its request and
 * its answer, possibly with a channel that is already dead; events that were raised before that moment arrive before its
 * doubts are settled.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { AmiTracker } from "effect-ami"
import * as fc from "fast-check"

/** Something that happens to a channel. */
export interface Op {
  readonly kind: "born" | "state" | "hangup"
  readonly id: string
  readonly state: string
}

export type Change = AmiTracker.Change<string, unknown>

/** A tracker and the server's side of its connection. */
export interface System {
  /** Starts with these channels. */
  readonly begin: (channels: ReadonlyMap<string, string>) => Effect.Effect<void>
  /** Loses everything in transit, and is asked for a snapshot. */
  readonly lose: (how: "Gap" | "Disconnected") => Effect.Effect<void>
  /** Is asked for a snapshot although nothing was lost. */
  readonly relist: Effect.Effect<void>
  readonly deliver: (op: Op) => Effect.Effect<void>
  readonly list: (channels: ReadonlyMap<string, string>) => Effect.Effect<void>
  readonly settle: Effect.Effect<void>
  readonly values: Effect.Effect<ReadonlyMap<string, string>>
  /** What was reported so far, except `Present`. */
  readonly changes: () => ReadonlyArray<Change>
}

const rawOp = fc.record({
  kind: fc.constantFrom("born" as const, "state" as const, "hangup" as const),
  pick: fc.nat(99),
  state: fc.constantFrom("Down", "Ring", "Up", "Busy")
})

const phase = fc.record({
  how: fc.constantFrom("Relist" as const, "Gap" as const, "Disconnected" as const),
  lost: fc.array(rawOp, { maxLength: 8 }),
  ops: fc.array(rawOp, { maxLength: 12 }),
  taken: fc.nat(99),
  listed: fc.nat(99),
  settled: fc.nat(99),
  /** The start of the next phase, if it begins before this one is over. */
  cut: fc.constantFrom("no" as const, "no" as const, "no" as const, "before the list", "before it settles"),
  showsDead: fc.boolean()
})

export const worlds = fc.record({
  first: fc.array(fc.constantFrom("Ring", "Up"), { maxLength: 6 }),
  phases: fc.array(phase, { minLength: 1, maxLength: 5 })
})

const lastPhase: Values<typeof phase> = {
  how: "Gap",
  lost: [],
  ops: [],
  taken: 0,
  listed: 0,
  settled: 0,
  cut: "no",
  showsDead: false
}

type Values<A> = A extends fc.Arbitrary<infer Value> ? Value : never
export type World = Values<typeof worlds>

/** What happened in a world, to check that enough of each did. */
export const sightings = () => ({ ahead: 0, behind: 0, dead: 0, unknown: 0, known: 0, relists: 0, cuts: 0 })

/** Runs the world, and compares what the tracker reports with what is true. */
export const follow = Effect.fnUntraced(function*(
  system: System,
  { first, phases }: World,
  seen: ReturnType<typeof sightings>
) {
  const server = new Map<string, string>(first.map((state, index) => [`0.${index}`, state]))
  const deadAndTold = new Set<string>()
  let flying: Array<Op> = []
  let isSynced = true
  let ids = 0

  const raise = ({ kind, pick, state }: World["phases"][number]["ops"][number]): Op => {
    const alive = [...server.keys()]
    const id = alive[pick % Math.max(1, alive.length)]
    if (kind === "born" || id === undefined) {
      const born = { kind: "born", id: `1.${ids++}`, state: "Down" } as const
      server.set(born.id, born.state)
      return born
    }
    if (kind === "hangup") server.delete(id)
    else server.set(id, state)
    return { kind, id, state: kind === "hangup" ? "Up" : state }
  }
  const deliver = Effect.fnUntraced(function*(count: number) {
    for (const op of flying.splice(0, count)) {
      if (op.kind === "hangup") deadAndTold.add(op.id)
      yield* system.deliver(op)
    }
  })

  yield* system.begin(server)
  for (const { cut, how, listed, lost, ops, settled, showsDead, taken } of [...phases, lastPhase]) {
    if (how === "Relist" && isSynced) {
      seen.relists += 1
      yield* system.relist
    } else {
      lost.forEach(raise)
      flying = []
      yield* system.lose(how === "Relist" ? "Gap" : how)
    }
    isSynced = false

    const before = flying.length
    const takenAt = taken % (ops.length + 1)
    let shown = new Map(server)
    for (const [index, op] of ops.entries()) {
      flying.push(raise(op))
      if (index + 1 === takenAt) shown = new Map(server)
    }
    const explained = before + takenAt
    const listedAt = listed % (flying.length + 1)
    const settledAt = Math.max(listedAt, explained) + settled % (flying.length + 1 - Math.max(listedAt, explained))

    const coming = new Set(flying.slice(listedAt, explained).map(({ id }) => id))
    if (coming.size > 0) seen.ahead += 1
    if (listedAt > explained) seen.behind += 1
    if (cut !== "no") seen.cuts += 1
    yield* deliver(listedAt)
    if (cut === "before the list") continue
    const [dead] = deadAndTold
    if (showsDead && dead !== undefined) {
      seen.dead += 1
      shown.set(dead, "Up")
    }
    yield* system.list(shown)
    yield* deliver(settledAt - listedAt)
    if (cut === "before it settles") continue
    yield* system.settle
    isSynced = true
  }
  yield* deliver(flying.length)

  const values = yield* system.values
  assert.deepStrictEqual(sorted(values), sorted(server))
  judge(system.changes(), first.map((state, index) => [`0.${index}`, state]), server, deadAndTold, seen)
})

const sorted = (values: ReadonlyMap<string, string>) => [...values].toSorted(([left], [right]) => left < right ? -1 : 1)

/** Every change leads from the last reported value to the true one, and each vanished key was reported once. */
const judge = (
  changes: ReadonlyArray<Change>,
  first: ReadonlyArray<readonly [string, string]>,
  server: ReadonlyMap<string, string>,
  deadAndTold: ReadonlySet<string>,
  seen: ReturnType<typeof sightings>
) => {
  const copy = new Map(first)
  const gone = new Set<string>()
  for (const change of changes) {
    switch (change._tag) {
      case "Upserted":
        assert.strictEqual(change.previous, copy.get(change.key))
        assert.notStrictEqual(change.previous, change.value)
        assert.isFalse(gone.has(change.key), `${change.key} came back`)
        copy.set(change.key, change.value)
        break
      case "Gone":
        assert.strictEqual(change.last, copy.get(change.key))
        assert.isTrue(copy.delete(change.key))
        assert.isFalse(server.has(change.key), `${change.key} is there`)
        // A channel whose hangup was delivered is gone because of it; the hangup may only come later if it was unknown.
        assert.strictEqual(change.finalStateUnknown, !deadAndTold.has(change.key))
        seen[change.finalStateUnknown ? "unknown" : "known"] += 1
        gone.add(change.key)
        break
      case "Synced":
        if (change.cause === "Relist") assert.strictEqual(change.corrections, 0)
    }
  }
  assert.deepStrictEqual(sorted(copy), sorted(server))
}

// --- An outage --------------------------------------------------------------

type Outcome = "stayed" | "changed" | "vanished" | "came"

/** What becomes of 500 channels while there is no connection. */
export const outages: fc.Arbitrary<ReadonlyArray<Outcome>> = fc.array(
  fc.constantFrom<Outcome>("stayed", "changed", "vanished", "came"),
  { minLength: 500, maxLength: 500 }
)

const idsOf = (outcomes: ReadonlyArray<Outcome>, ...wanted: ReadonlyArray<Outcome>) =>
  outcomes.flatMap((outcome, id) => wanted.includes(outcome) ? [`${id}`] : []).toSorted()

/** Runs the outage, and compares what the tracker reports with what became of the channels. */
export const suffer = Effect.fnUntraced(function*(system: System, outcomes: ReadonlyArray<Outcome>) {
  const before = new Map(outcomes.flatMap((outcome, id) => outcome === "came" ? [] : [[`${id}`, "Up"]]))
  const after = new Map(
    outcomes.flatMap((outcome, id) => outcome === "vanished" ? [] : [[`${id}`, outcome === "changed" ? "Busy" : "Up"]])
  )
  yield* system.begin(before)

  yield* system.lose("Disconnected")
  yield* system.list(after)
  yield* system.settle
  yield* system.relist
  yield* system.list(after)
  yield* system.settle
  const changes = system.changes()
  const keysOf = (fits: (change: Change) => boolean) =>
    changes.flatMap((change) => "key" in change && fits(change) ? [change.key] : []).toSorted()

  assert.deepStrictEqual(keysOf((change) => change._tag === "Gone"), idsOf(outcomes, "vanished"))
  assert.isTrue(changes.every((change) => change._tag !== "Gone" || change.finalStateUnknown))
  assert.deepStrictEqual(keysOf((change) => change._tag === "Upserted"), idsOf(outcomes, "changed", "came"))
  assert.deepInclude(changes.at(-1), { _tag: "Synced", cause: "Relist", corrections: 0 })
  assert.deepStrictEqual(sorted(yield* system.values), sorted(after))
})
