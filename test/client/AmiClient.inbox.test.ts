import { assert, describe } from "@effect/vitest"
import { Deferred, Effect, Fiber, Stream } from "effect"
import { Actions, AmiClient, type AmiInbox } from "effect-ami"
import { TestClock } from "effect/testing"
import { reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { connected, pong, start, watch } from "./scriptedTransport.ts"

const event = (number: number) => `Event: Test\nPrivilege: user,all\nNumber: ${number}`

const events = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => event(from + index))

/** An item in short form. */
const wordsOf = (item: AmiInbox.Item): string => {
  switch (item._tag) {
    case "Received":
      return `${item.message.get("Number") ?? item.message.name}`
    case "Gap":
      return `gap of ${item.dropped} (${item.firstSeq} to ${item.lastSeq})`
    case "Disconnected":
      return `disconnected (${item.cause.reason._tag === "ConnectionLost" && item.cause.reason.why})`
    case "Connected":
      return `connected (${item.bootState})`
  }
}

/** Runs a stream of items and records them; handling the first one waits for `go`. */
const gather = Effect.fnUntraced(function*<E>(stream: Stream.Stream<AmiInbox.Item, E>) {
  const items: Array<AmiInbox.Item> = []
  const go = yield* Deferred.make<void>()
  const fiber = yield* start(
    Stream.runForEach(stream, (item) => Effect.andThen(Effect.sync(() => items.push(item)), Deferred.await(go)))
  )
  return { items, fiber, go: Deferred.succeed(go, undefined), words: () => items.map(wordsOf) }
})

const eagerly = Effect.fnUntraced(function*<E>(stream: Stream.Stream<AmiInbox.Item, E>) {
  const gathered = yield* gather(stream)
  yield* gathered.go
  return gathered
})

const buffer = (capacity: number, overflow: AmiInbox.BufferOptions["overflow"]): Partial<AmiClient.Options> => ({
  buffer: { capacity, overflow }
})

describe("AmiClient.inbox", () => {
  test("begins with Connected, delivers messages in wire order, and ends after Disconnected (C17)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { fiber, words } = yield* eagerly(ami.inbox)

      peer.deliver(...events(1, 3))
      peer.deliver(event(4), "Response: Success\nActionID: nobody")
      peer.end()
      yield* Fiber.join(fiber)

      assert.deepStrictEqual(words(), ["connected (booted)", "1", "2", "3", "4", "Success", "disconnected (Ended)"])
    }))

  test("its marks carry what is known about the connection (C17)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { fiber, items } = yield* eagerly(ami.inbox)
      yield* TestClock.adjust("5 seconds")
      peer.deliver(event(1))
      yield* TestClock.adjust("5 seconds")
      peer.end("Reset")
      yield* Fiber.join(fiber)

      assert.deepStrictEqual(items[0], {
        _tag: "Connected",
        epoch: 1,
        banner: "Asterisk Call Manager/11.0.0",
        bootState: "booted"
      })
      assert.deepInclude(items[1], { _tag: "Received", epoch: 1, receivedAt: 5000 })
      assert.deepInclude(items[2], { _tag: "Disconnected", epoch: 1, lastMessageAt: 5000 })
    }))

  test("numbers messages without gaps; answers to actions are not numbered (C20)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { items } = yield* eagerly(ami.inbox)
      yield* start(ami.send(Actions.Ping()))

      peer.deliver(event(1))
      peer.answer(peer.last("Ping"), pong)
      peer.deliver(event(2), event(3))

      const numbers = items.flatMap((item) => item._tag === "Received" ? [item.seq] : [])
      // The FullyBooted of the login was the first.
      assert.deepStrictEqual(numbers, [2, 3, 4])
    }))

  test("a subscription begins when its stream runs, not before", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { inbox } = ami
      peer.deliver(event(1))

      const { words } = yield* eagerly(inbox)
      peer.deliver(event(2))

      assert.deepStrictEqual(words(), ["connected (booted)", "2"])
    }))

  test("every subscriber gets everything", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const subscribers = yield* Effect.forEach([1, 2, 3], () => eagerly(ami.inbox))

      peer.deliver(event(1))

      for (const { words } of subscribers) assert.deepStrictEqual(words(), ["connected (booted)", "1"])
    }))

  test("a subscription after the end is over at once", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      peer.end()

      const { fiber, words } = yield* eagerly(ami.inbox)
      yield* Fiber.join(fiber)

      assert.deepStrictEqual(words(), [])
    }))

  test("delivers what was buffered before the end to a slow subscriber, then Disconnected (C17)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { fiber, go, words } = yield* gather(ami.inbox)
      peer.deliver(...events(1, 3))
      peer.end()
      assert.deepStrictEqual(words(), ["connected (booted)"])

      yield* go
      yield* Fiber.join(fiber)

      assert.deepStrictEqual(words(), ["connected (booted)", "1", "2", "3", "disconnected (Ended)"])
    }))

  test("keeps the latest messages with dropOldest, after one gap with the number dropped (C18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(buffer(3, "dropOldest"))
      const { go, words } = yield* gather(ami.inbox)
      peer.deliver(...events(1, 5))
      peer.deliver(...events(6, 7))

      yield* go

      assert.deepStrictEqual(words(), ["connected (booted)", "gap of 4 (2 to 5)", "5", "6", "7"])
    }))

  test("keeps the first messages with dropNewest, before one gap with the number dropped (C18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(buffer(3, "dropNewest"))
      const { go, words } = yield* gather(ami.inbox)
      peer.deliver(...events(1, 5))
      peer.deliver(...events(6, 7))

      yield* go
      peer.deliver(event(8))

      assert.deepStrictEqual(words(), ["connected (booted)", "1", "2", "3", "gap of 4 (5 to 8)", "8"])
    }))

  test("ends the stream with SlowConsumer after the messages that fit, with overflow fail (C18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(buffer(3, "fail"))
      const { fiber, go, words } = yield* gather(ami.inbox)
      peer.deliver(...events(1, 5))

      yield* go
      const reason = yield* reasonOf(Fiber.join(fiber))

      assert.deepInclude(reason, { _tag: "SlowConsumer", capacity: 3 })
      assert.isTrue(reason.isRetryable)
      assert.deepStrictEqual(words(), ["connected (booted)", "1", "2", "3"])
    }))

  test("loses nothing if a buffer is exactly full (C18)", () =>
    Effect.gen(function*() {
      for (const overflow of ["dropOldest", "dropNewest", "fail"] as const) {
        const { ami, peer } = yield* connected(buffer(3, overflow))
        const { fiber, go, words } = yield* gather(ami.inbox)
        peer.deliver(...events(1, 3))
        peer.end()

        yield* go
        yield* Fiber.join(fiber)

        assert.deepStrictEqual(words(), ["connected (booted)", "1", "2", "3", "disconnected (Ended)"])
      }
    }))

  test("never drops marks, which do not count towards capacity (C18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(buffer(1, "dropOldest"))
      const inbox = yield* gather(ami.inbox)
      peer.deliver(...events(1, 3))
      peer.end()

      yield* inbox.go
      yield* Fiber.join(inbox.fiber)

      assert.deepStrictEqual(inbox.words(), ["connected (booted)", "gap of 2 (2 to 3)", "3", "disconnected (Ended)"])
    }))

  test("leaves a gap in place each time a subscriber falls behind (C18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(buffer(2, "dropOldest"))
      const seen: Array<string> = []
      yield* start(
        Stream.runForEach(ami.inbox, (item) => Effect.delay(Effect.sync(() => seen.push(wordsOf(item))), "1 second"))
      )

      for (const first of [1, 4, 7]) {
        peer.deliver(...events(first, first + 2))
        yield* TestClock.adjust("10 seconds")
      }

      assert.deepStrictEqual(seen, [
        "connected (booted)",
        "gap of 1 (2 to 2)",
        "2",
        "3",
        "gap of 1 (5 to 5)",
        "5",
        "6",
        "gap of 1 (8 to 8)",
        "8",
        "9"
      ])
    }))

  test("rejects a Buffer reference that would hold nothing, naming the field", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected()
      const stream = Stream.provideService(ami.inbox, AmiClient.Buffer, { capacity: NaN, overflow: "dropOldest" })

      const reason = yield* reasonOf(Stream.runDrain(stream))

      assert.strictEqual(reason._tag === "InvalidOption" && reason.option, "Buffer.capacity")
    }))

  test("the Buffer reference sets the buffer of one stream, and others keep the option", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(buffer(100, "dropOldest"))
      const small = yield* gather(
        Stream.provideService(ami.inbox, AmiClient.Buffer, { capacity: 1, overflow: "dropOldest" })
      )
      const large = yield* gather(ami.inbox)
      peer.deliver(...events(1, 5))

      yield* small.go
      yield* large.go

      assert.deepStrictEqual(small.words(), ["connected (booted)", "gap of 4 (2 to 5)", "5"])
      assert.deepStrictEqual(large.words(), ["connected (booted)", "1", "2", "3", "4", "5"])
    }))

  test("keeps 16,384 messages by default", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { fiber, go, items } = yield* gather(ami.inbox)
      peer.deliver(...events(1, 16_385))
      peer.end()

      yield* go
      yield* Fiber.join(fiber)

      assert.deepInclude(items[1], { _tag: "Gap", dropped: 1 })
      assert.strictEqual(items.filter(({ _tag }) => _tag === "Received").length, 16_384)
    }))

  test("lets a subscriber subscribe, send and unsubscribe while handling a message (C19)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const nested: Array<string> = []
      const outer = yield* start(ami.inbox.pipe(
        Stream.filter((item) => item._tag === "Received"),
        Stream.take(1),
        Stream.runForEach(() =>
          Effect.gen(function*() {
            yield* start(ami.send(Actions.Ping()))
            yield* Effect.forkDetach(
              Stream.runForEach(ami.inbox, (item) => Effect.sync(() => nested.push(wordsOf(item)))),
              { startImmediately: true }
            )
          })
        )
      ))
      const others = yield* watch(ami)

      peer.deliver(event(1), event(2))
      yield* Fiber.join(outer)
      peer.deliver(event(3))

      assert.deepStrictEqual(nested, ["connected (booted)", "3"])
      assert.deepStrictEqual(others.map((message) => message.get("Number")), ["1", "2", "3"])
      assert.strictEqual(peer.written.filter(({ name }) => name === "Ping").length, 1)
    }))

  secretStaysHidden()
})
