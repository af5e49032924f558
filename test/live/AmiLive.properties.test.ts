/**
 * Live models under random interleavings: installs, leaves, events, losses, lists that fail or come late, and subscribers
 * that begin at any moment.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Logger, Random, Scope, Stream } from "effect"
import type { AmiClient, AmiCodec, AmiLive } from "effect-ami"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { Publisher } from "../../src/live/internal/publishing.ts"
import { Store } from "../../src/live/internal/store.ts"
import { lettingIn } from "../client/inboxWords.ts"
import { atOnce, connected, makePeer, type Peer, start, turn as oneTurn } from "../client/scriptedTransport.ts"
import { checkAsync, timeout } from "../protocol/properties.ts"
import { scaled } from "../size.ts"
import { install, StatePart, turn } from "./statePart.ts"
import { answerList, channel, gap, lists } from "./trackerWords.ts"
import { type Change, follow, outages, sightings, suffer, type System, worlds } from "./trackerWorld.ts"

/** Runs an effect that needs its own clock, without its many warnings. */
const run = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>) =>
  Effect.runPromise(
    Effect.provide(Effect.scoped(Random.withSeed(effect, "models")), [TestClock.layer(), Logger.layer([])])
  )

const names = { born: "Newchannel", state: "Newstate", hangup: "Hangup" } as const

const wordsOf = (channels: ReadonlyMap<string, string>) => [...channels].map((entry) => entry.join(" "))

const sorted = (values: ReadonlyMap<string, string>) => wordsOf(values).toSorted().join(", ")

/** Keeps a copy of a model by its changes alone, and checks that each fits the copy. */
const copyOf = Effect.fnUntraced(function*({ changes }: Pick<StatePart["model"], "changes">) {
  const values = new Map<string, string>()
  const told: Array<AmiLive.Change<string>> = []
  const fiber = yield* start(Stream.runForEach(changes, (change) =>
    Effect.sync(() => {
      told.push(change)
      switch (change._tag) {
        case "Present":
          assert.lengthOf(told, 1)
          for (const [key, value] of change.values) values.set(key, value)
          break
        case "Upserted":
          assert.strictEqual(values.get(change.key), change.previous)
          assert.notStrictEqual(change.value, change.previous)
          values.set(change.key, change.value)
          break
        case "Gone":
          assert.strictEqual(values.get(change.key), change.last)
          values.delete(change.key)
      }
    })))
  yield* oneTurn
  return { fiber, told, values }
})

// --- One model on a server whose messages are late, early or lost -----------

const untilAsked = Effect.fnUntraced(function*(peer: Peer, before: number, step: "250 millis" | "12 seconds") {
  while (lists(peer) === before) yield* TestClock.adjust(step)
})

/** A model on a client, whose peer is the test. */
const modelSystem = Effect.gen(function*() {
  const peer = makePeer((action, peer) => peer.opened() > 1 && lettingIn(action, peer))
  const { ami } = yield* connected({ reconnect: atOnce }, peer)
  const part = new StatePart()
  const installing = yield* start(install(ami, part, { relistEvery: "1 minute" }))
  yield* turn
  const told: Array<Change> = []
  const scope = yield* Effect.scope
  const asked = () => lists(peer)
  const system: System = {
    begin: (channels) =>
      Effect.gen(function*() {
        answerList(peer, ...wordsOf(channels))
        yield* Fiber.join(installing)
        // Both kinds of changes have what is judged.
        const keep = (change: AmiLive.Change<string>) => Effect.sync(() => told.push(change as Change))
        yield* Effect.forkScoped(Stream.runForEach(part.model.changes, keep))
        yield* turn
      }).pipe(Effect.orDie, Scope.provide(scope)),
    lose: (how) =>
      Effect.suspend(() => {
        const before = asked()
        if (how === "Disconnected") peer.end()
        else gap(peer)
        return untilAsked(peer, before, "250 millis")
      }),
    relist: Effect.suspend(() => untilAsked(peer, asked(), "12 seconds")),
    deliver: ({ id, kind, state }) =>
      Effect.suspend(() => {
        peer.deliver(channel(names[kind], `${id} ${state}`))
        return turn
      }),
    list: (channels) =>
      Effect.suspend(() => {
        answerList(peer, ...wordsOf(channels))
        return turn
      }),
    settle: TestClock.adjust("1 second"),
    values: Effect.map(part.model.get, ({ value }) => value),
    changes: () => told.filter(({ _tag }) => _tag !== "Present")
  }
  return system
})

// --- Several models, any order of everything --------------------------------

const op = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom("born", "state", "hangup"), pick: fc.nat(99) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("answer"), pick: fc.nat(99) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("install"), pick: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("leave", "throw"), pick: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("refuse", "gap", "cut", "login"), pick: fc.nat(99) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("wait"), pick: fc.constantFrom(10, 300, 1000, 5000, 70_000) })
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("subscribe"), pick: fc.nat(99) }) }
)

type Op = typeof op extends fc.Arbitrary<infer Value> ? Value : never

interface Installed {
  readonly part: StatePart
  readonly throws: Set<"apply">
  readonly scope: Scope.Closeable
  readonly installing: Fiber.Fiber<void, unknown>
  readonly copies: Array<Effect.Success<ReturnType<typeof copyOf>>>
}

const interleave = Effect.fnUntraced(function*(ops: ReadonlyArray<Op>, seen: Record<string, number>) {
  const server = new Map<string, string>([["0", "Up"]])
  /** The lists that are asked for, and what each would show. */
  let asked: Array<{ readonly action: AmiCodec.EncodedAction; readonly shows: ReadonlyMap<string, string> }> = []
  let isUp = true
  let ids = 1
  const peer = makePeer((action, peer) => {
    if (action.name === "CoreShowChannels") asked.push({ action, shows: new Map(server) })
    else if (peer.opened() > 1 && isUp) lettingIn(action, peer)
  })
  const { ami }: { readonly ami: AmiClient.AmiClient["Service"] } = yield* connected({ reconnect: atOnce }, peer)
  let installed: Array<Installed> = []
  const nth = (pick: number) => installed[pick % Math.max(1, installed.length)]
  const add = Effect.fnUntraced(function*() {
    const scope = yield* Scope.make()
    const throws = new Set<"apply">()
    const part = new StatePart({ throws })
    const installing = yield* start(Scope.provide(install(ami, part, { relistEvery: "1 minute" }), scope))
    installed.push({ part, throws, scope, installing, copies: [] })
    yield* turn
  })
  const raise = (kind: keyof typeof names, id: string, state: string) => {
    if (kind === "hangup") server.delete(id)
    else server.set(id, state)
    if (isUp) peer.deliver(channel(names[kind], `${id} ${state}`))
  }
  const answer = (pick: number) => {
    const [list] = asked.splice(pick % Math.max(1, asked.length), 1)
    if (list === undefined) return
    const items = [...pick % 2 === 0 ? list.shows : server].map((entry) => channel("CoreShowChannel", entry.join(" ")))
    peer.answer(
      list.action,
      "Response: Success\nEventList: start\nMessage: Channels will follow",
      ...items,
      `Event: CoreShowChannelsComplete\nEventList: Complete\nListItems: ${items.length}`
    )
  }
  const login = () => {
    isUp = true
    const waiting = peer.written.at(-1)
    if (waiting?.name === "Challenge" || waiting?.name === "Login") lettingIn(waiting, peer)
  }
  yield* add()
  for (const { kind, pick } of ops) {
    seen[kind] = (seen[kind] ?? 0) + 1
    const id = [...server.keys()][pick % Math.max(1, server.size)]
    if (kind === "born") raise("born", `${ids++}`, "Down")
    else if ((kind === "state" || kind === "hangup") && id !== undefined) {
      raise(kind, id, ["Ring", "Up", "Busy"][pick % 3] ?? "")
    } else if (kind === "answer") answer(pick)
    else if (kind === "refuse") {
      const list = asked.pop()
      if (list !== undefined) peer.answer(list.action, "Response: Error\nMessage: Asterisk is busy")
    } else if (kind === "gap") {
      server.delete(id ?? "")
      server.set(`${ids++}`, "Up")
      gap(peer)
    } else if (kind === "cut") {
      isUp = false
      asked = []
      peer.end()
    } else if (kind === "login") login()
    else if (kind === "install") yield* add()
    else if (kind === "wait") yield* TestClock.adjust(pick)
    else if (kind === "subscribe") {
      const one = nth(pick)
      if (one !== undefined) one.copies.push(yield* copyOf(one.part.model))
    } else if (kind === "throw") nth(pick)?.throws.add("apply")
    else if (kind === "leave" && installed.length > 0) {
      const [leaving] = installed.splice(pick % installed.length, 1)
      if (leaving !== undefined) yield* Scope.close(leaving.scope, Exit.void)
    }
    if (pick % 3 > 0) yield* turn
  }
  login()
  for (let round = 0; round < 60; round++) {
    yield* TestClock.adjust("500 millis")
    while (asked.length > 0) answer(0)
    yield* turn
  }
  yield* TestClock.adjust("2 seconds")
  for (const { installing, part, throws, copies } of installed) {
    const exit = installing.pollUnsafe()
    assert.isTrue(exit !== undefined, "installed, or failed")
    if (throws.size > 0 || (exit !== undefined && Exit.isFailure(exit))) continue
    const { _tag, value } = yield* part.model.get
    assert.strictEqual(_tag, "Fresh")
    assert.strictEqual(sorted(value), sorted(server))
    for (const copy of copies) {
      assert.isUndefined(copy.fiber.pollUnsafe())
      assert.strictEqual(sorted(copy.values), sorted(server))
      seen.copies = (seen.copies ?? 0) + 1
    }
  }
  for (const { scope } of installed) yield* Scope.close(scope, Exit.void)
  const before = lists(peer)
  yield* TestClock.adjust("10 minutes")
  assert.strictEqual(lists(peer), before, "nobody asks after the last has left")
})

// --- Publishing -------------------------------------------------------------

const publishingOp = fc.record({
  kind: fc.constantFrom("set", "set", "end", "flush", "release", "get", "lookup", "subscribe", "watch", "turn"),
  key: fc.constantFrom("a", "b", "c"),
  value: fc.nat(2)
})

const publish = Effect.fnUntraced(
  function*(ops: ReadonlyArray<typeof publishingOp extends fc.Arbitrary<infer V> ? V : never>) {
    const state = new Map<string, string>()
    const store = new Store<string>((key) => state.get(key), () => state.keys())
    const model = new Publisher(store)
    const copies: Array<Effect.Success<ReturnType<typeof copyOf>>> = []
    const watched: Array<{ readonly key: string; readonly values: Array<string | undefined> }> = []
    for (const { key, kind, value } of ops) {
      if (kind === "set") {
        state.set(key, `${value}`)
        store.touch(key)
      } else if (kind === "end") {
        state.delete(key)
        store.end(key, value > 0)
      } else if (kind === "flush") model.flush({ _tag: "Snapshot", cause: "Relist" })
      else if (kind === "release") model.release()
      else if (kind === "get") assert.deepStrictEqual(new Map((yield* model.get).value), state)
      else if (kind === "lookup") assert.strictEqual((yield* model.lookup(key)).value, state.get(key))
      else if (kind === "subscribe") copies.push(yield* copyOf(model))
      else if (kind === "watch") {
        const values: Array<string | undefined> = []
        yield* start(Stream.runForEach(model.watch(key).changes, (live) => Effect.sync(() => values.push(live.value))))
        yield* oneTurn
        watched.push({ key, values })
      } else yield* oneTurn
    }
    model.flush({ _tag: "Snapshot", cause: "Relist" })
    model.release()
    yield* turn
    for (const copy of copies) assert.deepStrictEqual(copy.values, state)
    for (const { key, values } of watched) {
      assert.strictEqual(values.at(-1), state.get(key))
      assert.isTrue(values.every((value, index) => index === 0 || value !== values[index - 1]), "no equal values")
    }
  }
)

describe("Live models, whatever comes in whatever order", () => {
  it("converge on the state of the server, with each vanished key gone exactly once", async () => {
    const seen = sightings()
    const share = await checkAsync(
      400,
      fc.asyncProperty(worlds, (world) => run(Effect.flatMap(modelSystem, (system) => follow(system, world, seen))))
    )

    for (const [what, times] of Object.entries(seen)) assert.isAbove(times, share * (scaled(40) - 1), what)
  }, timeout)

  it("report each of 500 channels that vanished in an outage once, and no other", () =>
    checkAsync(
      40,
      fc.asyncProperty(outages, (fates) => run(Effect.flatMap(modelSystem, (system) => suffer(system, fates))))
    ), timeout)

  it("are fresh and true in the end, for readers and for whoever subscribed at any moment", async () => {
    const seen: Record<string, number> = {}
    const share = await checkAsync(
      1_000,
      fc.asyncProperty(fc.array(op, { minLength: 5, maxLength: 60 }), (ops) => run(interleave(ops, seen)))
    )

    assert.isAbove(seen.copies ?? 0, share * scaled(50))
  }, timeout)

  it("publish each change once to each subscriber, and the latest to each watcher", () =>
    checkAsync(
      5_000,
      fc.asyncProperty(fc.array(publishingOp, { maxLength: 40 }), (ops) => run(publish(ops)))
    ), timeout)
})
