import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Metric, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient, AmiError, type AmiInbox, AmiTransport } from "effect-ami"
import { credentials, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { count, event, inboxOf, userEventsOf, wordsOf } from "./inboxWords.ts"
import { connected, makePeer, pong, start, turn } from "./scriptedTransport.ts"

describe("AmiClient, notices of a connection about a single action", () => {
  const sent = Effect.fnUntraced(function*() {
    const { ami, peer } = yield* connected()
    const fiber = yield* start(reasonOf(ami.send(Actions.Ping())))
    return { ami, peer, fiber, actionId: peer.last("Ping").actionId }
  })

  test("fails an action as NotSent if not a single byte of it was written (C11)", () =>
    Effect.gen(function*() {
      const { actionId, fiber, peer } = yield* sent()

      peer.notify({ _tag: "NotSent", actionId })

      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "NotSent", why: "NotConnected" })
    }))

  test("fails an action as NotExecuted if it was refused, retryable if its session had expired (C11)", () =>
    Effect.gen(function*() {
      const { actionId, fiber, peer } = yield* sent()

      peer.notify({ _tag: "NotExecuted", actionId, message: "the session had ended", why: "SessionExpired" })
      const reason = yield* Fiber.join(fiber)

      assert.deepInclude(reason, { _tag: "NotExecuted", action: "Ping", why: "SessionExpired" })
      assert.strictEqual(reason.message, "Ping was not executed: the session had ended")
      assert.isTrue(reason.isRetryable)
    }))

  test("fails an action as OutcomeUnknown if it may have been executed, and says why (C11)", () =>
    Effect.gen(function*() {
      const { actionId, fiber, peer } = yield* sent()

      peer.notify({ _tag: "Unanswered", actionId, cause: "ProtocolError", detail: "HTTP 502 with text/html" })
      const reason = yield* Fiber.join(fiber)

      assert.deepInclude(reason, { _tag: "OutcomeUnknown", actionId, cause: "ProtocolError", epoch: 1 })
      assert.include(reason.message, "the answer did not come from Asterisk (HTTP 502 with text/html)")
      assert.isFalse(reason.isRetryable)
    }))

  test("keeps the items of an incomplete list, and leaves a complete answer alone", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const list = yield* start(reasonOf(ami.collect(AmiAction.rawList("CoreShowChannels"))))
      const { actionId } = peer.last("CoreShowChannels")
      const messages: Array<string> = []
      yield* start(
        Stream.runForEach(ami.exchange(Actions.Ping()), ({ name }) => Effect.sync(() => messages.push(name)))
      )
      const ping = peer.last("Ping")

      peer.answer(
        peer.last("CoreShowChannels"),
        "Response: Success\nEventList: start",
        "Event: CoreShowChannel\nChannel: PJSIP/1\nChannelState: 6"
      )
      peer.notify({ _tag: "Unanswered", actionId, cause: "Disconnected" })
      const broken = yield* Fiber.join(list)
      peer.answer(ping, pong)
      peer.notify({ _tag: "Unanswered", actionId: ping.actionId, cause: "Disconnected" })
      peer.answer(ping, "Event: Later")
      yield* turn

      assert.strictEqual(broken._tag === "ListIncomplete" && broken.cause, "Disconnected")
      assert.strictEqual(broken._tag === "ListIncomplete" && broken.items.length, 1)
      assert.deepStrictEqual(messages, ["Success", "Later"])
    }))

  test("writes no more concurrent actions than the connection accepts (C16)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({}, makePeer(undefined, { maxInFlight: 1 }))

      const pings = yield* start(Effect.all([ami.send(Actions.Ping()), ami.send(Actions.Ping())], { concurrency: 2 }))
      const first = count(peer, "Ping")
      peer.answer(peer.last("Ping"), pong)
      const second = count(peer, "Ping")
      peer.answer(peer.last("Ping"), pong)

      assert.strictEqual((yield* Fiber.join(pings)).length, 2)
      assert.deepStrictEqual([first, second], [1, 2])
    }))

  test("rejects what the connection cannot carry, and writes nothing (C33)", () =>
    Effect.gen(function*() {
      const refusal = ({ name }: { readonly name: string }) =>
        name === "Ping" ? { field: "Action", rule: "makes a request that is too large" } : undefined
      const { ami, peer } = yield* connected({}, makePeer(undefined, { refusal }))

      const reason = yield* reasonOf(ami.send(Actions.Ping()))

      assert.deepInclude(reason, { _tag: "NotSent", why: "Invalid", field: "Action" })
      assert.strictEqual(count(peer, "Ping"), 0)
    }))

  test("an outcome that comes before its answer is delivered after it, but to subscribers at once", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { words } = yield* inboxOf(ami)
      const dial = yield* start(
        Effect.provideService(Ami.dial({ originator: "100", extension: "200" }), AmiClient.AmiClient, ami)
      )
      const originate = peer.last("Originate")

      peer.answer(
        originate,
        "Event: OriginateResponse\nPrivilege: call,all\nResponse: Success\nChannel: Local/100;1\nContext: from-internal\n"
          + "Exten: 200\nReason: 4\nUniqueid: 17.1\nCallerIDNum: 1\nCallerIDName: 1"
      )
      yield* turn
      const before = [...words]
      peer.answer(originate, "Response: Success\nMessage: Originate successfully queued")

      assert.strictEqual((yield* Fiber.join(dial)).Uniqueid, "17.1")
      assert.deepStrictEqual(before, ["Connected 1", "1: OriginateResponse"])
    }))
})

describe("AmiClient, events lost in transit", () => {
  test("leave a gap of unknown size in their place, and typed streams continue (C21)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { words } = yield* inboxOf(ami)
      const typed = yield* userEventsOf(ami)

      peer.deliver(event(1))
      peer.notify({ _tag: "Missed", why: "PollFailed" })
      peer.deliver(event(2))
      peer.notify({ _tag: "Missed", why: "SessionStolen" })
      yield* turn
      const seqs = words.filter((word) => word.startsWith("gap"))

      assert.deepStrictEqual(words.map((word) => word.split(" ").slice(0, 3).join(" ")), [
        "Connected 1",
        "1: 1",
        "gap unknown PollFailed",
        "1: 2",
        "gap unknown SessionStolen"
      ])
      // FullyBooted, which nobody saw, already had a number.
      assert.deepStrictEqual(seqs, ["gap unknown PollFailed 3-2", "gap unknown SessionStolen 4-3"])
      assert.deepStrictEqual(typed, ["Test", "Test"])
    }))

  test("are counted if the transport counted them, and later sequence numbers reflect it (C21)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const items: Array<AmiInbox.Item> = []
      yield* start(Stream.runForEach(ami.inbox, (item) => Effect.sync(() => items.push(item))))

      peer.deliver(event(1))
      peer.notify({ _tag: "Missed", why: "SlowConsumer", dropped: 40 })
      peer.deliver(event(2))
      yield* turn
      const [, first, gap, second] = items

      assert.deepInclude(gap, { _tag: "Gap", reason: "SlowConsumer", dropped: 40, firstSeq: 3, lastSeq: 42 })
      assert.deepStrictEqual([first, second].map((item) => item?._tag === "Received" && item.seq), [2, 43])
      assert.include(
        (yield* Metric.snapshot).filter(({ id }) => id === "ami_events_dropped_total").map(({ attributes }) =>
          attributes?.["subscription"]
        ),
        "transport"
      )
    }))

  for (const dropped of [undefined, 0, -1, 1.5, Number.NaN, Infinity]) {
    test(`leave a gap of unknown size if the transport reports ${dropped} dropped (C21)`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const { words } = yield* inboxOf(ami)

        peer.notify({ _tag: "Missed", why: "SlowConsumer", dropped })
        yield* turn

        assert.deepStrictEqual(words, ["Connected 1", "gap unknown SlowConsumer 2-1"])
      }))
  }

  test("are separate from what a slow subscriber dropped (C18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ buffer: { capacity: 1, overflow: "dropNewest" } })
      const words: Array<string> = []
      const gathered = yield* start(
        ami.inbox.pipe(
          Stream.take(7),
          Stream.runForEach((item) => Effect.andThen(Effect.sync(() => words.push(wordsOf(item))), Effect.yieldNow))
        )
      )
      yield* turn

      peer.deliver(event(1), event(2), event(3))
      peer.notify({ _tag: "Missed", why: "PollFailed" })
      peer.deliver(event(4))
      yield* turn
      yield* Fiber.interrupt(gathered)

      assert.include(words.join(", "), "gap 2 SlowConsumer")
      assert.include(words.join(", "), "gap unknown PollFailed")
    }))
})

describe("AmiClient, on a connection that logs in by itself", () => {
  test("sets the event mask, and sends neither challenge nor login", () =>
    Effect.gen(function*() {
      const asked: Array<string> = []
      const authenticate = ({ username }: AmiTransport.Credentials) => Effect.sync(() => void asked.push(username))
      const peer = makePeer((action, self) => self.answer(action, "Response: Success\nEvents: On"), { authenticate })

      const ami = yield* Effect.provideService(
        AmiClient.make({ ...credentials, events: ["call"] }),
        AmiTransport.AmiTransport,
        peer.transport
      )
      const state = yield* ami.status.get

      assert.deepStrictEqual(asked, ["demo"])
      assert.deepStrictEqual(peer.written.map(({ name }) => name), ["Events"])
      assert.deepInclude(peer.last("Events").headers, ["EventMask", "system,call"])
      assert.deepInclude(state, { _tag: "Ready", bootState: "unknown" })
    }))

  test("fails with the connection's reason, and sends nothing", () =>
    Effect.gen(function*() {
      const rejected = new AmiError.AmiError({
        reason: new AmiError.LoginRejected({ username: "demo", message: "Authentication failed" })
      })
      const peer = makePeer(undefined, { authenticate: () => Effect.fail(rejected) })

      const reason = yield* reasonOf(
        Effect.scoped(
          Effect.provideService(AmiClient.make(credentials), AmiTransport.AmiTransport, peer.transport)
        )
      )

      assert.strictEqual(reason._tag, "LoginRejected")
      assert.strictEqual(peer.written.length, 0)
    }))

  secretStaysHidden()
})
