/**
 * Trackers that join and leave while their subscriptions run at different speeds: nobody misses an event or gets it twice.
 *
 * The client is a model: what is raised waits in each subscription that wants it until the test delivers it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Queue, Scope, Stream } from "effect"
import { AmiClient, AmiError, AmiEvent, type AmiInbox } from "effect-ami"
import * as fc from "fast-check"
import * as Feed from "../../src/live/internal/feed.ts"
import { checkAsync, timeout } from "../protocol/properties.ts"
import { scaled } from "../size.ts"

type Item = AmiInbox.Watched<unknown>

const names = ["A", "B", "C"] as const
const events = new Map<string, AmiEvent.Any>(names.map((name) => [name, AmiEvent.define(name, {})]))

const place = (item: Item): readonly [number, number] =>
  item._tag === "Event"
    ? [item.epoch, item.seq]
    : item._tag === "Gap"
    ? [item.epoch, item.lastSeq + 0.5]
    : [item.epoch, item._tag === "Connected" ? 0 : Infinity]

const isBefore = ([epoch, seq]: readonly [number, number], [otherEpoch, otherSeq]: readonly [number, number]) =>
  epoch < otherEpoch || (epoch === otherEpoch && seq < otherSeq)

interface Subscription {
  readonly names: ReadonlySet<string>
  pending: Array<Item>
  readonly queue: Queue.Queue<Item>
}

const lost = new AmiError.AmiError({ reason: new AmiError.ConnectionLost({ why: "Ended" }) })
const connectedMark = (epoch: number): Item => ({ _tag: "Connected", epoch, banner: undefined, bootState: "booted" })

/** A server, and the client that receives its events. */
const makeWorld = Effect.fnUntraced(function*(ami: AmiClient.AmiClient["Service"]) {
  const subscriptions = new Set<Subscription>()
  const raised: Array<Item> = []
  let epoch = 1
  let seq = 0
  const raise = (item: Item) => {
    raised.push(item)
    for (const subscription of subscriptions) {
      if (item._tag !== "Event" || subscription.names.has(item.name)) subscription.pending.push(item)
    }
  }
  const watch = (...wanted: ReadonlyArray<AmiEvent.Any>) =>
    Stream.unwrap(Effect.gen(function*() {
      const queue = yield* Queue.unbounded<Item>()
      const subscription: Subscription = { names: new Set(wanted.map(({ name }) => name)), pending: [], queue }
      yield* Effect.acquireRelease(
        Effect.sync(() => subscriptions.add(subscription)),
        () => Effect.sync(() => subscriptions.delete(subscription))
      )
      Queue.offerUnsafe(queue, connectedMark(epoch))
      return Stream.fromQueue(queue)
    }))
  return {
    // The model of a member that is generic.
    client: { ...ami, watch: watch as typeof ami.watch },
    subscriptions,
    raised,
    event: (name: string) => raise({ _tag: "Event", epoch, seq: ++seq, receivedAt: 0, name, event: { Event: name } }),
    missed: (dropped: number | undefined) => {
      const firstSeq = seq + 1
      seq += dropped ?? 0
      raise({ _tag: "Gap", epoch, dropped: dropped ?? "unknown", reason: "PollFailed", firstSeq, lastSeq: seq })
    },
    reconnect: () => {
      raise({ _tag: "Disconnected", epoch, cause: lost, lastMessageAt: undefined })
      epoch += 1
      seq = 0
      raise(connectedMark(epoch))
    },
    /** Drops the oldest waiting events of a subscription up to a mark, as a buffer that is too small does. */
    drop: ({ pending }: Subscription) => {
      const until = pending.findIndex(({ _tag }) => _tag !== "Event")
      const dropped = pending.slice(0, until === -1 ? pending.length : until)
      const [first, last] = [dropped[0], dropped.at(-1)]
      if (first?._tag !== "Event" || last?._tag !== "Event") return
      const gap: Item = {
        _tag: "Gap",
        epoch: first.epoch,
        dropped: dropped.length,
        reason: "SlowConsumer",
        firstSeq: first.seq,
        lastSeq: last.seq
      }
      pending.splice(0, dropped.length, gap)
    },
    handOver: (subscription: Subscription, count: number) =>
      Effect.suspend(() => {
        Queue.offerAllUnsafe(subscription.queue, subscription.pending.splice(0, count))
        return Effect.repeat(Effect.yieldNow, { times: 10 })
      })
  }
})

const op = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("raise" as const), name: fc.constantFrom(...names) }) },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant("handOver" as const),
      which: fc.nat(5),
      count: fc.integer({ min: 1, max: 8 })
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("join" as const),
      names: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
    })
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop" as const), which: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("missed" as const), dropped: fc.constantFrom(undefined, 2) })
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reconnect" as const) }) }
)

type Op = typeof op extends fc.Arbitrary<infer Value> ? Value : never

interface Tracker {
  readonly names: ReadonlySet<string>
  readonly from: number
  readonly got: Array<Item>
  readonly leave: Effect.Effect<void>
}

const isIn = (gap: Item, item: Item) =>
  gap._tag === "Gap" && item._tag === "Event" && gap.epoch === item.epoch && gap.firstSeq <= item.seq &&
  item.seq <= gap.lastSeq

const judge = ({ from, got, names }: Tracker, raised: ReadonlyArray<Item>) => {
  const wanted = raised.slice(from).filter((item) => item._tag !== "Event" || names.has(item.name))
  const opening = got[0]?._tag === "Connected" && !wanted.includes(got[0]) ? 1 : 0
  const told = got.slice(opening)
  for (const [index, item] of told.entries()) {
    if (item._tag === "Event") assert.isTrue(names.has(item.name), "nobody gets what it did not request")
    const next = told[index + 1]
    if (next !== undefined && item._tag !== "Gap" && next._tag !== "Gap") {
      assert.isTrue(isBefore(place(item), place(next)), "in order, and once")
    }
  }
  for (const item of wanted) {
    assert.isTrue(told.includes(item) || told.some((gap) => isIn(gap, item)), "delivered, or counted in a gap")
  }
}

const run = (ops: ReadonlyArray<Op>, ami: AmiClient.AmiClient["Service"], seen: { moved: number }) =>
  Effect.gen(function*() {
    const world = yield* makeWorld(ami)
    const feed = Feed.of(world.client)
    let trackers: Array<Tracker> = []
    const nth = (which: number) => [...world.subscriptions][which % Math.max(1, world.subscriptions.size)]
    const join = Effect.fnUntraced(function*(wanted: ReadonlyArray<string>) {
      const scope = yield* Scope.make()
      const got: Array<Item> = []
      const from = world.raised.length
      yield* feed.join({
        events: wanted.flatMap((name) => events.get(name) ?? []),
        capacity: 100,
        joined: () => undefined,
        take: (items) => {
          got.push(...items)
          return Effect.void
        },
        end: () => Effect.void
      }).pipe(Scope.provide(scope))
      trackers.push({ names: new Set(wanted), from, got, leave: Scope.close(scope, Exit.void) })
      yield* Effect.repeat(Effect.yieldNow, { times: 10 })
    })
    yield* join(["A"])
    for (const step of ops) {
      const before = world.subscriptions.size
      if (step.kind === "raise") world.event(step.name)
      else if (step.kind === "reconnect") world.reconnect()
      else if (step.kind === "missed") world.missed(step.dropped)
      else if (step.kind === "join") yield* join(step.names)
      else if (step.kind === "leave") {
        const leaving = trackers[step.which]
        if (leaving === undefined || trackers.length === 1) continue
        trackers = trackers.filter((tracker) => tracker !== leaving)
        yield* leaving.leave
      } else {
        const subscription = nth(step.which)
        if (subscription === undefined) continue
        if (step.kind === "drop") world.drop(subscription)
        else yield* world.handOver(subscription, step.count)
      }
      if (world.subscriptions.size < before) seen.moved += 1
    }
    // All of them want the marks of another connection, and an event of each name.
    world.reconnect()
    names.forEach(world.event)
    for (let round = 0; round < 12; round++) {
      for (const subscription of world.subscriptions) yield* world.handOver(subscription, Infinity)
    }
    for (const tracker of trackers) judge(tracker, world.raised)
    assert.strictEqual(world.subscriptions.size, 1, "one subscription is left")
    for (const { leave } of trackers) yield* leave
    yield* Effect.repeat(Effect.yieldNow, { times: 10 })
    assert.strictEqual(world.subscriptions.size, 0)
  })

describe("the feed of the trackers of a client", () => {
  it(
    "delivers every event to each tracker once and in order, whoever joins or leaves, and ends with one subscription",
    async () => {
      const seen = { moved: 0 }
      // Only `watch` of it is used.
      const ami = {} as AmiClient.AmiClient["Service"]
      await checkAsync(
        5_000,
        fc.asyncProperty(
          fc.array(op, { minLength: 10, maxLength: 80 }),
          (ops) => Effect.runPromise(run(ops, ami, seen))
        )
      )

      assert.isAbove(seen.moved, scaled(200))
    },
    timeout
  )
})
