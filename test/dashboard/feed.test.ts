import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Feed from "../../src/dashboard/internal/feed.ts"

interface Heard {
  readonly event: string
  readonly id: number | undefined
  readonly data: unknown
}

const decoder = new TextDecoder()

/** The messages of a stream of server-sent events. */
const messagesOf = (text: string): ReadonlyArray<Heard> =>
  text.split("\n\n").flatMap((block) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1]
    const event = field("event")
    const id = field("id")
    return event === undefined
      ? []
      : [{ event, id: id === undefined ? undefined : Number(id), data: JSON.parse(field("data") ?? "") as unknown }]
  })

const feedOf = Effect.fnUntraced(function*(maxViewers = 200) {
  const rows = new Map<string, unknown>([["a", 1], ["b", { x: 1 }]])
  const feed = yield* Feed.make({ build: "one", maxViewers, rows: Effect.sync(() => rows) })
  return { feed, rows }
})

/** A viewer that reads all there is. */
const viewer = Effect.fnUntraced(function*(feed: Feed.Feed) {
  let text = ""
  const stream = yield* feed.view
  if (stream === undefined) return undefined
  yield* stream.pipe(
    Stream.runForEach((bytes) => Effect.sync(() => void (text += decoder.decode(bytes)))),
    Effect.forkScoped
  )
  yield* Effect.yieldNow
  return { heard: () => messagesOf(text), text: () => text }
})

describe("what a viewer hears", () => {
  it.effect("is all rows, then numbered patches of what has changed, four a second at most", () =>
    Effect.gen(function*() {
      const { feed, rows } = yield* feedOf()
      const one = yield* viewer(feed)
      yield* TestClock.adjust("250 millis")
      assert.deepStrictEqual(one?.heard(), [
        { event: "state", id: 1, data: { now: 0, build: "one", rows: { a: 1, b: { x: 1 } } } }
      ])
      assert.match(one?.text() ?? "", /^retry: 1000\n/)
      rows.set("b", { x: 2 })
      rows.set("c", "new")
      rows.delete("a")
      yield* TestClock.adjust("100 millis")
      rows.set("b", { x: 3 })
      yield* TestClock.adjust("900 millis")
      assert.deepStrictEqual(one?.heard().slice(1), [
        { event: "patch", id: 2, data: { now: 500, set: { b: { x: 3 }, c: "new" }, del: ["a"] } }
      ])
      assert.deepStrictEqual(JSON.parse(yield* feed.state), {
        now: 1250,
        build: "one",
        rows: { b: { x: 3 }, c: "new" }
      })
      // One that comes later goes on with the same numbers.
      const other = yield* viewer(feed)
      rows.set("c", "newer")
      yield* TestClock.adjust("250 millis")
      assert.deepStrictEqual(other?.heard().map(({ event, id }) => [event, id]), [["state", 2], ["patch", 3]])
    }))

  it.effect("is a tick every five seconds, if nothing changes", () =>
    Effect.gen(function*() {
      const { feed } = yield* feedOf()
      const one = yield* viewer(feed)
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(one?.heard().slice(1), [
        { event: "tick", id: undefined, data: 5000 },
        { event: "tick", id: undefined, data: 10_000 }
      ])
    }))

  it.effect("lacks patches if it reads too slowly, which their numbers say, and holds up nobody", () =>
    Effect.gen(function*() {
      const { feed, rows } = yield* feedOf()
      const stream = yield* feed.view
      const fast = yield* viewer(feed)
      for (let count = 0; count < 100; count++) {
        rows.set("a", count)
        yield* TestClock.adjust("250 millis")
      }
      const patches = (heard: ReadonlyArray<Heard>) => heard.filter(({ event }) => event === "patch")
      assert.lengthOf(patches(fast?.heard() ?? []), 100)
      const late = yield* (stream ?? Stream.empty).pipe(
        Stream.take(2 + Feed.backlog),
        Stream.runCollect,
        Effect.map((all) => messagesOf(all.map((bytes) => decoder.decode(bytes)).join("")))
      )
      const ids = patches(late).map(({ id }) => id ?? 0)
      assert.isAbove((ids[0] ?? 0) - (late[0]?.id ?? 0), 1)
      assert.strictEqual(ids.at(-1), 101)
    }))

  it.effect("goes to so many viewers and no more, until one leaves", () =>
    Effect.gen(function*() {
      const { feed } = yield* feedOf(2)
      const first = yield* Scope.make()
      assert.isDefined(yield* Scope.provide(feed.view, first))
      assert.isDefined(yield* feed.view)
      assert.isUndefined(yield* feed.view)
      assert.strictEqual(feed.viewers(), 2)
      yield* Scope.close(first, Exit.void)
      assert.isDefined(yield* feed.view)
    }))

  it.effect("goes on after rows that could not be made", () =>
    Effect.gen(function*() {
      let count = 0
      const rows = Effect.sync(() => {
        count++
        if (count === 2) throw new Error("once")
        return new Map([["a", count]])
      })
      const feed = yield* Feed.make({ build: "one", maxViewers: 1, rows })
      yield* TestClock.adjust("500 millis")
      assert.deepInclude(JSON.parse(yield* feed.state), { rows: { a: 3 } })
    }))

  it.effect("is nothing, no tick either, while rows cannot be made, so that viewers see that theirs are old", () =>
    Effect.gen(function*() {
      let isBroken = false
      const rows = Effect.sync(() => new Map<string, unknown>([["a", isBroken], ["b", isBroken ? 1n : 0]]))
      const feed = yield* Feed.make({ build: "one", maxViewers: 1, rows })
      const one = yield* viewer(feed)
      yield* TestClock.adjust("4 seconds")
      isBroken = true
      yield* TestClock.adjust("20 seconds")
      assert.deepStrictEqual(one?.heard().slice(1), [{ event: "tick", id: undefined, data: 5000 }])
      assert.isFalse(feed.isCurrent())
      // Of a message that could not be made nothing counts as said.
      assert.deepInclude(JSON.parse(yield* feed.state), { rows: { a: false, b: 0 } })
      isBroken = false
      yield* TestClock.adjust("1 second")
      assert.isTrue(feed.isCurrent())
      assert.deepStrictEqual(one?.heard().at(-1), { event: "tick", id: undefined, data: 25_000 })
    }))

  it.effect("ends with the server", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      const { feed } = yield* Scope.provide(feedOf(), scope)
      const fiber = yield* Effect.flatMap(feed.view, (stream) => Stream.runDrain(stream ?? Stream.empty)).pipe(
        Effect.scoped,
        Effect.forkChild({ startImmediately: true })
      )
      yield* Scope.close(scope, Exit.void)
      yield* Fiber.await(fiber)
    }))
})
