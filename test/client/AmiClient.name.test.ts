/**
 * A program that watches several servers: everything it reports names its server.
 */
import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Metric, Schema, Stream } from "effect"
import {
  Actions,
  Ami,
  AmiAction,
  AmiClient,
  AmiError,
  AmiEvent,
  type AmiInbox,
  AmiTracker,
  AmiValue,
  Events
} from "effect-ami"
import { TestClock } from "effect/testing"
import { failure, logs, secretStaysHidden, spans, test } from "./clientOutput.ts"
import { atOnce, challenge, connected, connecting, makePeer, type Peer, start, turn } from "./scriptedTransport.ts"

const address = "pbx.test:5038"

/** A peer whose transport reports its address. */
const peerAt = () => {
  const peer = makePeer()
  return { ...peer, transport: { ...peer.transport, address } }
}

/** The errors of each kind of request to a server that is gone, and to one that answers with an error. */
const errorsOf = Effect.fnUntraced(function*(options: Partial<AmiClient.Options>, peer: Peer = peerAt()) {
  const { ami } = yield* connected({ buffer: { capacity: 1, overflow: "fail" }, ...options }, peer)
  const hangup = AmiAction.raw("Hangup")
  const refused = yield* start(failure(ami.send(hangup)))
  peer.answer(peer.last("Hangup"), "Response: Error\nMessage: No such channel")
  const slow = yield* start(failure(Stream.runForEach(ami.inbox, () => Effect.sleep("1 second"))))
  yield* turn
  for (let index = 0; index < 5; index++) peer.deliver("Event: A", "Event: B", "Event: C")
  yield* TestClock.adjust("10 seconds")
  peer.end()
  return [
    yield* Fiber.join(refused),
    yield* Fiber.join(slow),
    yield* failure(ami.send(hangup)),
    yield* failure(ami.collect(Actions.CoreShowChannels())),
    yield* failure(Stream.runDrain(ami.stream(Actions.CoreShowChannels()))),
    yield* failure(Stream.runDrain(ami.exchange(hangup))),
    yield* failure(Stream.runDrain(
      Stream.provideService(ami.events(Events.Hangup), AmiClient.Buffer, { capacity: 0, overflow: "fail" })
    ))
  ]
})

/** What was logged while an effect ran. */
const loggedBy = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const before = logs.length
    return Effect.map(effect, () => logs.slice(before))
  })

const Door = AmiEvent.define("Door", { Number: AmiValue.Int })

describe("AmiClient, the name of a client", () => {
  test("defaults to the address of the transport", () =>
    Effect.gen(function*() {
      const names = []
      for (const options of [{}, { name: "pbx-1" }, { name: undefined }]) {
        names.push((yield* connected(options, peerAt())).ami.status.name)
      }

      assert.deepStrictEqual(names, [address, "pbx-1", address])
      assert.isUndefined((yield* connected()).ami.status.name)
    }))

  for (const [name, expected] of [[undefined, address], ["pbx-1", "pbx-1"]] as const) {
    test(`is in every error and its message: ${expected}`, () =>
      Effect.gen(function*() {
        const errors = yield* errorsOf({ name })

        for (const error of errors) {
          assert.strictEqual(error.client, expected)
          assert.isTrue(error.message.startsWith(`${expected}: `), error.message)
        }
        assert.strictEqual(errors[0]?.message, `${expected}: Hangup failed: No such channel`)
      }))
  }

  test("is absent from the errors of a client without a name", () =>
    Effect.gen(function*() {
      const errors = yield* errorsOf({}, makePeer())

      assert.deepStrictEqual(errors.map((error) => "client" in error), errors.map(() => false))
      assert.strictEqual(errors[0]?.message, "Hangup failed: No such channel")
    }))

  test("is in the error of an invalid option, of a tracker, and of a slow subscriber of a tracker", () =>
    Effect.gen(function*() {
      const options = {
        snapshot: Effect.succeed([]),
        events: [Events.Hangup],
        key: () => "1",
        fromSnapshot: () => 0,
        reduce: (last: number | undefined) => (last ?? 0) + 1,
        capacity: 1
      }
      for (const [name, expected] of [[undefined, address], ["pbx1", "pbx1"]] as const) {
        const peer = peerAt()
        const { ami } = yield* connected({ name }, peer)
        const within = Effect.provideService(AmiClient.AmiClient, ami)
        const tracker = yield* within(AmiTracker.make(options))
        const slow = yield* start(failure(Stream.runForEach(tracker.changes, () => Effect.sleep("1 second"))))
        yield* turn
        for (let index = 0; index < 5; index++) {
          peer.deliver("Event: Hangup\nCause: 16")
          yield* turn
        }
        yield* TestClock.adjust("10 seconds")

        const errors = [
          yield* Fiber.join(slow),
          yield* failure(within(AmiTracker.make({ ...options, capacity: 0 }))),
          yield* failure(within(Effect.provideService(AmiTracker.make(options), AmiClient.Buffer, {
            capacity: 0,
            overflow: "fail"
          }))),
          yield* failure(Fiber.join((yield* connecting({ name, maxInFlite: 5 } as object, peerAt())).fiber))
        ]

        assert.deepStrictEqual(errors.map(({ client }) => client), errors.map(() => expected))
      }
    }))

  test("is in the errors that tasks make themselves", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ name: "pbx-1", events: ["user"] }, peerAt())
      const run = (task: Effect.Effect<unknown, AmiError.AmiError, AmiClient.AmiClient>) =>
        start(failure(Effect.provideService(task, AmiClient.AmiClient, ami)))

      const dialled = yield* run(Ami.dial({ originator: "100", extension: "200" }))
      const originated = yield* run(Ami.originate({ originator: "100", extension: "200" }))
      peer.answer(peer.last("Originate"), "Response: Error\nMessage: Extension does not exist.")
      const listed = yield* run(Ami.request({ Action: "Parkinglots" }))
      peer.answer(peer.last("Parkinglots"), "Response: Success\nEventList: start")
      peer.end()

      for (const fiber of [dialled, originated, listed]) {
        const error = yield* Fiber.join(fiber)
        assert.isTrue(error.message.startsWith("pbx-1: "), error.message)
      }
    }))

  test("survives the JSON round trip of an error", () =>
    Effect.gen(function*() {
      const codec = Schema.toCodecJson(AmiError.AmiError)
      const reason = new AmiError.NotSent({ action: "Ping", why: "NotConnected" })

      const json = JSON.parse(JSON.stringify(
        yield* Schema.encodeEffect(codec)(new AmiError.AmiError({ reason, client: "pbx-1" }))
      ))

      assert.strictEqual((yield* Schema.decodeUnknownEffect(codec)(json)).client, "pbx-1")
    }))

  test("is in the error of a refused login, and only once in that of a failed connection", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting({ name: "pbx-1" }, peerAt())
      peer.answer(peer.last("Challenge"), challenge)
      peer.answer(peer.last("Login"), "Response: Error\nMessage: No")
      const refused = yield* failure(Fiber.join(fiber))
      const cause = new AmiError.AmiError({ reason: new AmiError.ConnectFailed({ address, code: "ECONNREFUSED" }) })
      const unmade = { ...peerAt(), transport: { connect: Effect.fail(cause), address } }
      const failed = yield* failure(Fiber.join((yield* connecting({}, unmade)).fiber))

      assert.isTrue(refused.message.startsWith("pbx-1: Asterisk refused the login of demo"), refused.message)
      assert.strictEqual(failed.client, address)
      assert.strictEqual(failed.message, `No AMI connection to ${address}: ECONNREFUSED`)
    }))

  test("is in every mark of the inbox, and in the causes of the status", () =>
    Effect.gen(function*() {
      const buffer = { capacity: 1, overflow: "dropOldest" } as const
      const { ami, peer } = yield* connected({ name: "pbx-1", reconnect: true, buffer }, peerAt())
      const seen: Array<AmiInbox.Item> = []
      yield* start(Stream.runForEach(ami.inbox, (item) => Effect.sync(() => seen.push(item))))
      yield* turn
      peer.notify({ _tag: "Missed", why: "PollFailed" })
      peer.deliver("Event: A", "Event: B", "Event: C")
      peer.end()
      yield* turn
      const state = yield* ami.status.get

      const marks = seen.filter((item) => item._tag !== "Received")
      assert.deepStrictEqual(marks.map(({ _tag, client }) => [_tag, client]), [
        ["Connected", "pbx-1"],
        ["Gap", "pbx-1"],
        ["Gap", "pbx-1"],
        ["Disconnected", "pbx-1"]
      ])
      assert.strictEqual(state._tag === "Disconnected" && state.cause.client, "pbx-1")
    }))

  test("annotates every log line: of the connection, of events, handlers and trackers", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ name: "pbx-1", reconnect: atOnce }, peerAt())

      const lines = yield* loggedBy(
        Effect.gen(function*() {
          yield* Ami.onEvent("Door", () => Effect.fail("locked"))
          yield* start(Stream.runDrain(ami.events(Door)))
          peer.deliver("Event: Door\nNumber: north")
          const tracked = yield* start(AmiTracker.make({
            snapshot: Ami.channels,
            events: [Events.Hangup],
            key: () => "1",
            fromSnapshot: () => 1,
            reduce: () => {
              throw new Error("in a reducer")
            }
          }))
          peer.answer(
            peer.last("CoreShowChannels"),
            "Response: Success\nEventList: start",
            "Event: CoreShowChannelsComplete\nEventList: Complete\nListItems: 0"
          )
          yield* Fiber.join(tracked)
          peer.deliver("Event: Hangup\nCause: 16")
          yield* turn
          peer.end()
          yield* TestClock.adjust("11 seconds")
        }).pipe(Effect.provideService(AmiClient.AmiClient, ami))
      )

      const words = lines.map(({ message }) => message).join("\n")
      for (const expected of ["handler of Door", "does not fit", "A tracker ended", "Logging in again", "failed"]) {
        assert.include(words, expected)
      }
      for (const { annotations, message } of lines) {
        assert.deepInclude(annotations, { "ami.client": "pbx-1", "server.address": address }, message)
      }
    }))

  test("is in every span", () =>
    Effect.gen(function*() {
      const before = spans.length
      yield* errorsOf({ name: "pbx-1" })

      const own = spans.slice(before).filter(({ name }) => name.startsWith("AmiClient."))
      assert.deepStrictEqual([...new Set(own.map(({ name }) => name))].sort(), [
        "AmiClient.collect",
        "AmiClient.connect",
        "AmiClient.exchange",
        "AmiClient.send",
        "AmiClient.stream"
      ])
      for (const { attributes, name } of own) {
        assert.strictEqual(attributes.get("ami.client"), "pbx-1", name)
        assert.strictEqual(attributes.get("server.address"), address, name)
      }
    }))

  test("labels every metric, beside the attributes that the client was made with", () =>
    Effect.gen(function*() {
      const client = connected({ name: "pbx-1" }, peerAt())
      const { ami, peer } = yield* Effect.provideService(client, Metric.CurrentMetricAttributes, { site: "north" })
      yield* start(Stream.runDrain(ami.events(Door)))
      peer.deliver("Event: Door\nNumber: north")
      yield* start(
        AmiTracker.make({
          snapshot: Ami.channels,
          events: [Events.Hangup],
          key: () => "1",
          fromSnapshot: () => 1,
          reduce: () => 1,
          relistEvery: "1 minute"
        }).pipe(Effect.provideService(AmiClient.AmiClient, ami))
      )
      for (let round = 0; round < 2; round++) {
        peer.answer(
          peer.last("CoreShowChannels"),
          "Response: Success\nEventList: start",
          "Event: CoreShowChannelsComplete\nEventList: Complete\nListItems: 0"
        )
        yield* TestClock.adjust("80 seconds")
      }

      const series = (yield* Metric.snapshot).filter(({ id }) => id.startsWith("ami_"))
      const names = new Set(series.map(({ id }) => id))
      for (const name of ["ami_events_received_total", "ami_events_undecodable_total", "ami_resync_drift_total"]) {
        assert.isTrue(names.has(name), name)
      }
      for (const { attributes, id } of series) {
        assert.deepInclude(attributes, { site: "north", "ami.client": "pbx-1", "server.address": address }, id)
      }
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map())))

  test("separates the figures of two clients", () =>
    Effect.gen(function*() {
      const clients = [yield* connected({ name: "a" }, peerAt()), yield* connected({ name: "b" }, peerAt())]
      for (const { peer } of clients.slice(1)) peer.deliver("Event: A\nPrivilege: user,all")

      const received = (yield* Metric.snapshot).filter(({ id }) => id === "ami_events_received_total")
      assert.deepStrictEqual(
        received.map(({ attributes, state }) => [attributes?.["ami.client"], "count" in state && state.count]),
        [["a", 0], ["b", 1]]
      )
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map())))

  for (const name of ["", 5, null, "a\nb", "x".repeat(101)]) {
    test(`is rejected as an option if it is ${JSON.stringify(name).slice(0, 20)}`, () =>
      Effect.gen(function*() {
        const { fiber } = yield* connecting({ name } as never)

        assert.deepInclude((yield* failure(Fiber.join(fiber))).reason, { _tag: "InvalidOption", option: "name" })
      }))
  }

  secretStaysHidden()
})
