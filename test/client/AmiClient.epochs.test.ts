import { assert, describe } from "@effect/vitest"
import { Duration, Effect, Fiber, Stream } from "effect"
import {
  Actions,
  Ami,
  AmiAction,
  AmiClient,
  type AmiCodec,
  AmiError,
  type AmiInbox,
  AmiTransport,
  Events
} from "effect-ami"
import { TestClock } from "effect/testing"
import { credentials, logs, reasonOf, secretStaysHidden, test } from "./capture.ts"
import {
  accepted,
  challenge,
  connected,
  fullyBooted,
  makePeer,
  type Peer,
  pong,
  start,
  turn
} from "./scriptedTransport.ts"

const event = (number: number) => `Event: UserEvent\nPrivilege: user,all\nUserEvent: Test\nNumber: ${number}`

const wordsOf = (item: AmiInbox.Item): string => {
  switch (item._tag) {
    case "Received":
      return `${item.epoch}: ${item.message.get("Number") ?? item.message.name}`
    case "Gap":
      return `gap ${item.dropped} ${item.reason} ${item.firstSeq}-${item.lastSeq}`
    default:
      return `${item._tag} ${item.epoch}`
  }
}

/** Notes what an inbox delivers, from here on. */
const inboxOf = Effect.fnUntraced(function*(ami: AmiClient.AmiClient["Service"]) {
  const words: Array<string> = []
  const fiber = yield* start(Stream.runForEach(ami.inbox, (item) => Effect.sync(() => words.push(wordsOf(item)))))
  return { words, fiber }
})

/** Notes the typed events of a subscription, from here on. */
const userEventsOf = Effect.fnUntraced(function*(ami: AmiClient.AmiClient["Service"]) {
  const names: Array<string> = []
  yield* start(
    Stream.runForEach(ami.events(Events.UserEvent), ({ UserEvent }) => Effect.sync(() => names.push(UserEvent)))
  )
  return names
})

const logIn = (peer: Peer) => {
  peer.answer(peer.last("Challenge"), challenge)
  peer.answer(peer.last("Login"), accepted)
  peer.deliver(fullyBooted)
}

/** Lets everybody in at once. */
const lettingIn = (action: AmiCodec.EncodedAction, peer: Peer) => {
  if (action.name === "Challenge") peer.answer(action, challenge)
  if (action.name !== "Login") return
  peer.answer(action, accepted)
  peer.deliver(fullyBooted)
}

const count = (peer: Peer, name: string) => peer.written.filter((action) => action.name === name).length

describe("AmiClient, behind a session that Asterisk has forgotten", () => {
  for (const why of ["SessionExpired", "SessionStolen", "Unreachable"] as const) {
    test(`C17: logs in again when it was lost by ${why}, and its streams go on in the next epoch`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const { words } = yield* inboxOf(ami)
        const typed = yield* userEventsOf(ami)

        peer.deliver(event(1))
        peer.end(why)
        yield* turn
        logIn(peer)
        yield* turn
        peer.deliver(event(2))
        yield* turn

        assert.deepStrictEqual(words, ["Connected 1", "1: 1", "Disconnected 1", "Connected 2", "2: 2"])
        assert.deepStrictEqual(typed, ["Test", "Test"])
        assert.deepStrictEqual([count(peer, "Login"), peer.opened(), peer.closed()], [2, 2, 1])
        assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
      }))
  }

  test("C2: closes the lost connection before it opens the next, with other ActionIDs", () =>
    Effect.gen(function*() {
      const closedWhenOpened: Array<number> = []
      const peer = makePeer()
      const transport = {
        connect: Effect.suspend(() => {
          closedWhenOpened.push(peer.closed())
          return peer.transport.connect
        })
      }
      yield* connected({}, { ...peer, transport })
      const first = peer.last("Login").actionId

      peer.end("SessionExpired")
      yield* turn
      logIn(peer)
      yield* turn

      assert.deepStrictEqual(closedWhenOpened, [0, 1])
      assert.notStrictEqual(peer.last("Login").actionId.split("-")[0], first.split("-")[0])
    }))

  test("tells every state on the way", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const states: Array<string> = []
      yield* start(Stream.runForEach(ami.status.changes, ({ _tag }) => Effect.sync(() => states.push(_tag))))

      peer.end("SessionExpired")
      yield* turn
      logIn(peer)
      yield* turn

      assert.deepStrictEqual(states, ["Ready", "Disconnected", "Connecting", "LoggingIn", "Booting", "Ready"])
    }))

  test("C10: sends nothing again; what was written is OutcomeUnknown, and what comes before the login is NotSent", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const hangup = yield* start(reasonOf(ami.send(Actions.Hangup({ Channel: "PJSIP/100-1" }))))

      peer.end("SessionExpired")
      const written = yield* Fiber.join(hangup)
      const meanwhile = yield* reasonOf(ami.send(Actions.Ping()))
      yield* turn
      logIn(peer)
      yield* turn
      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("Ping"), pong)

      assert.strictEqual(written._tag === "OutcomeUnknown" && written.cause, "Disconnected")
      assert.strictEqual(meanwhile._tag === "NotSent" && meanwhile.why, "NotConnected")
      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
      assert.deepStrictEqual([count(peer, "Hangup"), count(peer, "Ping")], [1, 1])
    }))

  test("C17: shows nothing between Disconnected and Connected", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { words } = yield* inboxOf(ami)

      peer.end("SessionExpired")
      yield* turn
      peer.answer(peer.last("Challenge"), challenge)
      peer.deliver(event(1))
      peer.notify({ _tag: "Missed", why: "PollFailed" })
      peer.answer(peer.last("Login"), accepted)
      peer.deliver(event(2))
      peer.deliver(fullyBooted)
      yield* turn
      peer.deliver(event(3))
      yield* turn

      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1", "Connected 2", "2: 3"])
    }))

  test("C7: tries a secret once that is wrong by now, ends its streams and says why", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { fiber, words } = yield* inboxOf(ami)

      peer.end("SessionExpired")
      yield* turn
      peer.answer(peer.last("Challenge"), challenge)
      peer.answer(peer.last("Login"), "Response: Error\nMessage: Authentication failed")
      yield* Fiber.join(fiber)
      yield* TestClock.adjust("10 minutes")
      const state = yield* ami.status.get

      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1"])
      assert.strictEqual(count(peer, "Login"), 2)
      assert.strictEqual(state._tag === "Disconnected" && state.cause.reason._tag, "LoginRejected")
      assert.include(logs.map(({ message }) => message).join("\n"), "No new login: Asterisk refused the login of demo")
      assert.deepStrictEqual([peer.opened(), peer.closed()], [2, 2])
    }))

  const refused = new AmiError.AmiError({
    reason: new AmiError.ConnectFailed({ address: "pbx:8088", code: "ECONNREFUSED" })
  })
  /** A peer whose later connections fail for a time, and when each was tried. */
  const failing = Effect.fnUntraced(function*(times: number, error: AmiError.AmiError) {
    const peer = makePeer(lettingIn)
    const tries: Array<number> = []
    let left = 0
    const connect = Effect.gen(function*() {
      tries.push(yield* Effect.clockWith((clock) => clock.currentTimeMillis))
      if (left-- > 0) return yield* error
      return yield* peer.transport.connect
    })
    const started = yield* connected({}, { ...peer, transport: { connect } })
    left = times
    return { ...started, peer, tries }
  })

  test("C6: tries again with growing, random delays while nothing listens", () =>
    Effect.gen(function*() {
      const { ami, peer, tries } = yield* failing(12, refused)

      peer.end("Unreachable")
      yield* TestClock.adjust("10 minutes")
      const delays = tries.slice(2).map((time, index) => time - (tries[index + 1] ?? 0))

      assert.strictEqual(delays.length, 12)
      delays.forEach((delay, index) => {
        assert.isAtLeast(delay, 100)
        assert.isAtMost(delay, Math.max(100, Math.min(30_000, 250 * 2 ** index)))
      })
      assert.isAbove(new Set(delays).size, 6)
      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
    }))

  test("tries again where the HTTP server does not know AMI for a moment, as while Asterisk starts", () =>
    Effect.gen(function*() {
      const notYet = new AmiError.AmiError({ reason: new AmiError.NotAmi({ address: "pbx", sample: "HTTP 404" }) })
      const { ami, peer } = yield* failing(2, notYet)

      peer.end("Unreachable")
      yield* TestClock.adjust("1 minute")

      assert.strictEqual((yield* ami.status.get)._tag, "Ready")
    }))

  test("C7: waits five seconds at least where the account is in use by the session that was lost", () =>
    Effect.gen(function*() {
      const { peer } = yield* connected()

      peer.end("SessionExpired")
      yield* turn
      peer.answer(peer.last("Challenge"), "Response: Error\nMessage: Login Already In Use")
      yield* turn
      yield* TestClock.adjust(Duration.millis(4999))
      const before = peer.opened()
      yield* TestClock.adjust(Duration.millis(1))

      assert.deepStrictEqual([before, peer.opened()], [2, 3])
    }))

  test("closes at once while it waits to log in again, and opens nothing more", () =>
    Effect.gen(function*() {
      const { ami, close, peer, tries } = yield* failing(1000, refused)
      const { fiber, words } = yield* inboxOf(ami)

      peer.end("Unreachable")
      yield* TestClock.adjust("5 seconds")
      const tried = tries.length
      yield* close()
      yield* Fiber.join(fiber)
      yield* TestClock.adjust("10 minutes")

      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1"])
      assert.strictEqual(tries.length, tried)
      assert.strictEqual((yield* ami.status.get)._tag, "Closed")
    }))

  secretStaysHidden()
})

describe("AmiClient, what a connection tells of a single action", () => {
  const sent = Effect.fnUntraced(function*() {
    const { ami, peer } = yield* connected()
    const fiber = yield* start(reasonOf(ami.send(Actions.Ping())))
    return { ami, peer, fiber, actionId: peer.last("Ping").actionId }
  })

  test("C11: not one byte of it was written", () =>
    Effect.gen(function*() {
      const { actionId, fiber, peer } = yield* sent()

      peer.notify({ _tag: "NotSent", actionId })

      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "NotSent", why: "NotConnected" })
    }))

  test("C11: it was refused before it was executed, and may be sent again where its session had expired", () =>
    Effect.gen(function*() {
      const { actionId, fiber, peer } = yield* sent()

      peer.notify({ _tag: "NotExecuted", actionId, message: "the session had ended", why: "SessionExpired" })
      const reason = yield* Fiber.join(fiber)

      assert.deepInclude(reason, { _tag: "NotExecuted", action: "Ping", why: "SessionExpired" })
      assert.strictEqual(reason.message, "Ping was not executed: the session had ended")
      assert.isTrue(reason.isRetryable)
    }))

  test("C11: it may have been executed, and why nobody knows", () =>
    Effect.gen(function*() {
      const { actionId, fiber, peer } = yield* sent()

      peer.notify({ _tag: "Unanswered", actionId, cause: "ProtocolError", detail: "HTTP 502 with text/html" })
      const reason = yield* Fiber.join(fiber)

      assert.deepInclude(reason, { _tag: "OutcomeUnknown", actionId, cause: "ProtocolError", epoch: 1 })
      assert.include(reason.message, "the answer was none of Asterisk's (HTTP 502 with text/html)")
      assert.isFalse(reason.isRetryable)
    }))

  test("a list that breaks off gives its items, and an answer that was complete stays as it is", () =>
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

  test("C16: no more actions are written at once than the connection takes", () =>
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

  test("C33: what the connection cannot carry is refused with nothing written", () =>
    Effect.gen(function*() {
      const refusal = ({ name }: { readonly name: string }) =>
        name === "Ping" ? { field: "Action", rule: "makes a request that is too large" } : undefined
      const { ami, peer } = yield* connected({}, makePeer(undefined, { refusal }))

      const reason = yield* reasonOf(ami.send(Actions.Ping()))

      assert.deepInclude(reason, { _tag: "NotSent", why: "Invalid", field: "Action" })
      assert.strictEqual(count(peer, "Ping"), 0)
    }))

  test("an outcome that comes before its answer is told behind it, and to subscribers at once", () =>
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

describe("AmiClient, events that were lost on the way", () => {
  test("C21: leave a gap of unknown size in their place, and typed streams go on", () =>
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
      // The login has numbered FullyBooted, which nobody saw.
      assert.deepStrictEqual(seqs, ["gap unknown PollFailed 3-2", "gap unknown SessionStolen 4-3"])
      assert.deepStrictEqual(typed, ["Test", "Test"])
    }))

  test("C18: are told apart from what a slow subscriber has dropped", () =>
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

describe("AmiClient, on a connection that proves the secret itself", () => {
  test("sets the mask of events, and sends neither challenge nor login", () =>
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

  test("fails as the connection says, with nothing sent", () =>
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
