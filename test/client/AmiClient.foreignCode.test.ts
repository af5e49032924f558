/**
 * User code that throws fails only the call that it belongs to. Everything else continues, or ends visibly.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Logger, Metric, Schedule, Schema, Scope, Stream, Tracer } from "effect"
import { Actions, Ami, AmiAction, AmiClient, AmiError, AmiEvent, AmiTransport, Events } from "effect-ami"
import { TestClock } from "effect/testing"
import { credentials } from "./clientOutput.ts"
import { logIn } from "./inboxWords.ts"
import { atOnce, connected, makePeer, type Peer, pong, start, turn, watch } from "./scriptedTransport.ts"

type TracerOptions = ConstructorParameters<typeof Tracer.NativeSpan>[0]

const boom = (): never => {
  throw new Error("boom")
}

/** Sends a Ping and answers it. */
const ping = Effect.fnUntraced(function*({ ami, peer }: { ami: AmiClient.AmiClient["Service"]; peer: Peer }) {
  const sending = yield* start(ami.send(Actions.Ping()))
  peer.answer(peer.last("Ping"), pong)
  return (yield* Fiber.join(sending)).Ping
})

/** How a client that cannot continue looks: its state, its streams, and what a send returns. */
const assertEnded = Effect.fnUntraced(function*(
  ami: AmiClient.AmiClient["Service"],
  inbox: Fiber.Fiber<unknown, AmiError.AmiError>,
  words: string
) {
  const state = yield* ami.status.get
  assert.strictEqual(state._tag, "Disconnected")
  if (state._tag !== "Disconnected") return
  assert.isTrue(state.isFinal)
  assert.deepInclude(state.cause.reason, { _tag: "ConnectionLost", why: "Defect" })
  assert.include(state.cause.message, words)
  assert.isFalse(state.cause.isRetryable)
  assert.isTrue(Exit.isSuccess(yield* Fiber.await(inbox)))
  assert.deepInclude((yield* Effect.flip(ami.send(Actions.Ping()))).reason, { _tag: "NotSent", why: "NotConnected" })
})

const throwing = (level: string) =>
  Logger.layer([Logger.make(({ logLevel }) => {
    if (logLevel === level) boom()
  })])

const Silent = Logger.layer([])

describe("a logger that throws", () => {
  it.effect("does not keep a client from logging in again", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const seen = yield* watch(ami)

      peer.end()
      yield* turn
      logIn(peer)
      peer.deliver("Event: Door\nPrivilege: user,all")

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
      assert.deepStrictEqual(seen.map(({ name }) => name), ["Door"])
    }).pipe(Effect.provide(throwing("Warn"))))

  it.effect("does not end a subscription to events that do not match their schema", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const Door = AmiEvent.define("Door", { Number: Schema.FiniteFromString })
      const numbers: Array<number> = []
      yield* start(Stream.runForEach(ami.events(Door), ({ Number }) => Effect.sync(() => numbers.push(Number))))

      peer.deliver("Event: Door\nNumber: one", "Event: Door\nNumber: 2")

      assert.deepStrictEqual(numbers, [2])
    }).pipe(Effect.provide(throwing("Warn"))))

  it.effect("does not end a failing handler", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen: Array<string | undefined> = []
      yield* Ami.onEvent("Door", (event) => {
        seen.push(event.get("Number"))
        return Effect.fail("no such door")
      }).pipe(Effect.provideService(AmiClient.AmiClient, ami))

      peer.deliver("Event: Door\nNumber: 1")
      peer.deliver("Event: Door\nNumber: 2")

      assert.deepStrictEqual(seen, ["1", "2"])
    }).pipe(Effect.provide(throwing("Error"))))
})

describe("a first connection that cannot be made fails with a message", () => {
  const unreadable = Object.create(null, {
    toString: { get: boom },
    message: { get: boom }
  }) as unknown
  const down = Effect.fail(
    new AmiError.AmiError({ reason: new AmiError.ConnectFailed({ address: "pbx:5038", code: "ECONNREFUSED" }) })
  )
  for (
    const [what, reconnect, connect, words] of [
      ["a schedule that throws", { first: true, schedule: Schedule.map(Schedule.forever, boom) }, down, "boom"],
      [
        "a schedule that dies",
        {
          first: true,
          schedule: Schedule.tap(Schedule.forever, () => Effect.die(new Error("boom")))
        },
        down,
        "boom"
      ],
      ["a transport that dies", { first: true, ...atOnce }, Effect.die(new Error("boom")), "boom"],
      ["a transport that dies, without retries", false, Effect.die("boom"), "boom"],
      ["a transport that throws", { first: true, ...atOnce }, Effect.suspend(boom), "boom"],
      ["a transport whose connect is not an Effect", true, undefined as unknown as typeof down, "transport"],
      ["a defect that throws when read", { first: true, ...atOnce }, Effect.die(unreadable), "cannot be read"]
    ] as const
  ) {
    it.effect(`with ${what}`, () =>
      Effect.gen(function*() {
        const peer = makePeer()
        const connecting = AmiClient.make({ ...credentials, reconnect }).pipe(
          Effect.scoped,
          Effect.provideService(AmiTransport.AmiTransport, { ...peer.transport, connect })
        )

        const error = yield* Effect.flip(connecting)

        assert.deepInclude(error.reason, { _tag: "ConnectionLost", why: "Defect" })
        assert.include(error.message, words)
        assert.isFalse(error.isRetryable)
      }).pipe(Effect.provide(Silent)))
  }
})

describe("a client that cannot continue ends visibly", () => {
  it.effect("when its schedule throws", () =>
    Effect.gen(function*() {
      const schedule = Schedule.map(Schedule.forever, boom)
      const { ami, peer } = yield* connected({ reconnect: { schedule } })
      const inbox = yield* start(Stream.runDrain(ami.inbox))

      peer.end()
      yield* turn

      yield* assertEnded(ami, inbox, "boom")
    }).pipe(Effect.provide(Silent)))

  it.effect("when its transport dies while reconnecting", () =>
    Effect.gen(function*() {
      const peer = makePeer()
      let attempts = 0
      const connect = Effect.suspend(() => ++attempts === 1 ? peer.transport.connect : Effect.die(new Error("boom")))
      const { ami } = yield* connected({ reconnect: atOnce }, { ...peer, transport: { ...peer.transport, connect } })
      const inbox = yield* start(Stream.runDrain(ami.inbox))

      peer.end()
      yield* turn

      yield* assertEnded(ami, inbox, "boom")
      assert.strictEqual(attempts, 2)
    }).pipe(Effect.provide(Silent)))

  for (
    const [how, receive, words] of [
      ["dies", Effect.die(new Error("boom")), "boom"],
      ["returns", Effect.void as Effect.Effect<never>, "stopped"],
      ["interrupts itself", Effect.interrupt, "was interrupted"]
    ] as const
  ) {
    it.effect(`when the reader of its transport ${how}`, () =>
      Effect.gen(function*() {
        const peer = makePeer()
        const ending = Effect.map(peer.transport.connect, (connection): AmiTransport.Connection => ({
          ...connection,
          receive: (...receivers) =>
            Effect.raceFirst(connection.receive(...receivers), Effect.delay(receive, "1 second"))
        }))
        const { ami } = yield* connected({ reconnect: atOnce }, { ...peer, transport: { connect: ending } })
        const inbox = yield* start(Stream.runDrain(ami.inbox))
        const waiting = yield* start(Effect.flip(ami.send(Actions.CoreSettings())))

        yield* TestClock.adjust("1 second")

        yield* assertEnded(ami, inbox, words)
        assert.deepInclude((yield* Fiber.join(waiting)).reason, { _tag: "OutcomeUnknown", cause: "Disconnected" })
      }).pipe(Effect.provide(Silent)))
  }

  it.effect("when the reader of its transport dies while it logs in again", () =>
    Effect.gen(function*() {
      const peer = makePeer()
      let die: (() => void) | undefined
      const dying = Effect.map(peer.transport.connect, (connection): AmiTransport.Connection => ({
        ...connection,
        receive: (...receivers) =>
          Effect.raceFirst(
            connection.receive(...receivers),
            Effect.callback<never>((resume) => {
              die = () => resume(Effect.die(new Error("boom")))
            })
          )
      }))
      const { ami } = yield* connected({ reconnect: atOnce }, { ...peer, transport: { connect: dying } })
      const inbox = yield* start(Stream.runDrain(ami.inbox))

      peer.end()
      yield* turn
      assert.strictEqual((yield* ami.status.get)._tag, "LoggingIn")
      die?.()
      yield* turn

      yield* assertEnded(ami, inbox, "boom")
      assert.strictEqual(peer.opened(), 2)
      assert.strictEqual(peer.closed(), 2)
    }).pipe(Effect.provide(Silent)))

  it.effect("when its transport delivers something that is not a message", () =>
    Effect.gen(function*() {
      const peer = makePeer()
      let deliver: ((messages: ReadonlyArray<never>) => void) | undefined
      const lying = Effect.map(peer.transport.connect, (connection): AmiTransport.Connection => ({
        ...connection,
        receive: (onMessages, ...others) => {
          deliver = onMessages
          return connection.receive(onMessages, ...others)
        }
      }))
      const { ami } = yield* connected({ reconnect: atOnce }, { ...peer, transport: { connect: lying } })
      const inbox = yield* start(Stream.runDrain(ami.inbox))
      const waiting = yield* start(Effect.flip(ami.send(Actions.CoreSettings())))

      deliver?.([undefined as never])
      yield* turn

      yield* assertEnded(ami, inbox, "dispatch")
      assert.strictEqual(peer.closed(), 1)
      assert.deepInclude((yield* Fiber.join(waiting)).reason, { _tag: "OutcomeUnknown" })
    }).pipe(Effect.provide(Silent)))

  it.effect("when a write throws: the action may have been written", () =>
    Effect.gen(function*() {
      const peer = makePeer(({ name }) => {
        if (name === "CoreSettings") boom()
      })
      const { ami } = yield* connected({ reconnect: atOnce }, peer)
      const inbox = yield* start(Stream.runDrain(ami.inbox))

      const error = yield* Effect.flip(ami.send(Actions.CoreSettings()))
      yield* turn

      assert.deepInclude(error.reason, { _tag: "OutcomeUnknown", cause: "Disconnected" })
      yield* assertEnded(ami, inbox, "boom")
    }).pipe(Effect.provide(Silent)))
})

describe("a transport that misreports its end", () => {
  it.effect("does not keep a client from closing", () =>
    Effect.gen(function*() {
      const peer = makePeer()
      const stuck = Effect.tap(peer.transport.connect, () => Effect.addFinalizer(() => Effect.never))
      const scope = yield* Scope.make()
      const making = yield* start(
        AmiClient.make(credentials).pipe(
          Effect.provideService(AmiTransport.AmiTransport, { ...peer.transport, connect: stuck }),
          Scope.provide(scope)
        )
      )
      logIn(peer)
      const ami = yield* Fiber.join(making)

      const closing = yield* start(Scope.close(scope, Exit.void))
      peer.end()
      yield* TestClock.adjust("10 seconds")

      assert.isTrue(Exit.isSuccess(yield* Fiber.await(closing)))
      assert.strictEqual((yield* ami.status.get)._tag, "Closed")
    }).pipe(Effect.provide(Silent)))

  it.effect("dies in its finalizer, and the client connects again", () =>
    Effect.gen(function*() {
      const peer = makePeer()
      const dying = Effect.tap(peer.transport.connect, () => Effect.addFinalizer(() => Effect.die("boom")))
      const { ami } = yield* connected({ reconnect: atOnce }, {
        ...peer,
        transport: { ...peer.transport, connect: dying }
      })

      peer.end()
      yield* turn
      logIn(peer)

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
    }).pipe(Effect.provide(Silent)))
})

describe("a schema that throws", () => {
  const broken = AmiEvent.userEvent("Broken", {
    Data: Schema.String.pipe(Schema.decodeTo(Schema.Unknown, { decode: { run: boom }, encode: { run: boom } } as never))
  })

  it.effect("affects only its own events", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen: Array<string> = []
      yield* start(
        Stream.runForEach(ami.events(broken, Events.Hangup), ({ Event }) => Effect.sync(() => seen.push(Event)))
      )
      const all = yield* watch(ami)

      peer.deliver(
        "Event: UserEvent\nPrivilege: user,all\nUserEvent: Broken\nData: 1",
        "Event: Hangup\nPrivilege: call,all"
      )

      assert.deepStrictEqual(seen, ["Hangup"])
      assert.strictEqual(all.length, 2)
      assert.strictEqual(yield* ping({ ami, peer }), "Pong")
    }).pipe(Effect.provide(Silent)))

  it.effect("skips an event whose decode returns no Result", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const odd: AmiEvent.Any = { ...AmiEvent.userEvent("Odd", {}), decode: (() => ({ Odd: 1 })) as never }
      const seen: Array<unknown> = []
      yield* start(Stream.runForEach(ami.events(odd, Events.Hangup), (event) => Effect.sync(() => seen.push(event))))

      peer.deliver("Event: UserEvent\nPrivilege: user,all\nUserEvent: Odd", "Event: Hangup\nPrivilege: call,all")

      assert.strictEqual(seen.length, 1)
      assert.strictEqual(yield* ping({ ami, peer }), "Pong")
    }).pipe(Effect.provide(Silent)))

  it.effect("affects only its own call while encoding", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const action: AmiAction.Action<unknown> = { ...AmiAction.raw("Broken", []), encode: boom }

      const exit = yield* Effect.exit(ami.send(action))

      assert.isTrue(Exit.isFailure(exit))
      assert.strictEqual(yield* ping({ ami, peer }), "Pong")
    }).pipe(Effect.provide(Silent)))
})

describe("a handler of Ami.onEvent", () => {
  for (
    const [how, handler] of [
      ["throws before there is an effect", boom],
      ["returns no effect", (() => undefined) as unknown as () => Effect.Effect<void>],
      ["dies", () => Effect.die("boom")],
      ["fails", () => Effect.fail("boom")],
      ["interrupts itself", () => Effect.interrupt]
    ] as const
  ) {
    it.effect(`that ${how} still gets the next event, and the failure is logged`, () =>
      Effect.gen(function*() {
        const logged: Array<string> = []
        const logger = Logger.make(({ message }) => void logged.push(String(message)))
        const { ami, peer } = yield* connected()
        let calls = 0
        yield* Ami.onEvent("Door", () => {
          calls += 1
          return handler()
        }).pipe(Effect.provideService(AmiClient.AmiClient, ami), Effect.provide(Logger.layer([logger])))

        peer.deliver("Event: Door\nNumber: 1")
        peer.deliver("Event: Door\nNumber: 2")

        assert.strictEqual(calls, 2)
        assert.strictEqual(logged.filter((message) => message.includes("The handler of Door failed")).length, 2)
      }))
  }
})

describe("observability code", () => {
  for (
    const [what, span] of Object.entries({
      "a span that is made": boom,
      "an attribute": (options: TracerOptions) =>
        Object.assign(new Tracer.NativeSpan(options), {
          attribute: (name: string) => name !== "ami.action" && boom()
        }),
      "the end of a span": (options: TracerOptions) => Object.assign(new Tracer.NativeSpan(options), { end: boom })
    })
  ) {
    it.effect(`may throw: a tracer, at ${what}`, () =>
      Effect.gen(function*() {
        const client = yield* connected()
        assert.strictEqual(yield* ping(client), "Pong")
        const failing = yield* start(Effect.flip(client.ami.send(Actions.CoreSettings())))
        client.peer.answer(client.peer.last("CoreSettings"), "Response: Error\nMessage: No")
        assert.strictEqual((yield* Fiber.join(failing)).reason._tag, "ActionFailed")
        const listing = yield* start(Stream.runCollect(client.ami.stream(Actions.QueueStatus())))
        client.peer.answer(client.peer.last("QueueStatus"), "Response: Success", "Event: QueueStatusComplete")
        assert.lengthOf(yield* Fiber.join(listing), 0)
      }).pipe(
        Effect.provideService(Tracer.Tracer, Tracer.make({ span })),
        Effect.provide(Silent)
      ))
  }

  it.effect("may throw: a metric registry", () =>
    Effect.gen(function*() {
      const client = yield* connected({ buffer: { capacity: 1, overflow: "dropOldest" }, reconnect: atOnce })
      const stuck = yield* start(Stream.runForEach(client.ami.inbox, () => Effect.never))
      client.peer.deliver(...Array.from({ length: 600 }, () => "Event: Door\nPrivilege: user,all"))
      assert.strictEqual(yield* ping(client), "Pong")

      client.peer.end()
      yield* turn
      logIn(client.peer)

      assert.deepInclude(yield* client.ami.status.get, { _tag: "Ready", epoch: 2 })
      yield* Fiber.interrupt(stuck)
    }).pipe(
      Effect.provideService(Metric.MetricRegistry, new Proxy(new Map(), { get: boom }) as never),
      Effect.provide(Silent)
    ))
})

describe("a subscriber that stops reading", () => {
  it.effect("holds only a few marks, however often the connection is lost, and every loss is counted", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce, buffer: { capacity: 10, overflow: "dropOldest" } })
      let isFirst = true
      let most = 0
      let counted = 0
      const subscriber = yield* start(Stream.runForEachArray(ami.inbox, (items) => {
        most = Math.max(most, items.length)
        for (const item of items) {
          if (item._tag === "Received") counted += 1
          if (item._tag === "Gap") counted += Number(item.dropped)
        }
        if (!isFirst) return Effect.void
        isFirst = false
        return Effect.sleep("1 hour")
      }))

      for (let count = 0; count < 200; count++) {
        peer.deliver(...Array.from({ length: 20 }, () => "Event: Door\nPrivilege: user,all"))
        peer.end()
        yield* turn
        logIn(peer)
      }
      yield* TestClock.adjust("1 hour")
      yield* turn

      assert.isBelow(most, 60)
      assert.strictEqual(counted, 200 * 20)
      yield* Fiber.interrupt(subscriber)
    }).pipe(Effect.provide(Layer.mergeAll(Silent))))
})
