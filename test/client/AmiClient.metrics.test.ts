import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Metric, type Scope, Stream, Tracer } from "effect"
import { Actions, Ami, AmiAction, AmiClient } from "effect-ami"
import { TestClock } from "effect/testing"
import { event, inboxOf, logIn } from "./inboxWords.ts"
import { connected, makePeer, pong, reconnecting, start, turn } from "./scriptedTransport.ts"

/** Every series whose metric has this name, with its labels: `ami_in_flight 1`, `ami_gaps_total reason=SlowConsumer 2`. */
const read = (name: string) =>
  Effect.map(Metric.snapshot, (series) =>
    series.filter(({ id }) => id === name).map(({ attributes, state }) => {
      const labels = Object.entries(attributes ?? {}).map(([key, value]) => `${key}=${value}`)
      return [...labels, "count" in state ? state.count : "value" in state ? state.value : "none"].join(" ")
    }))

const filled = (name: string) => Effect.map(read(name), (series) => series.filter((text) => !text.endsWith(" 0")))

/** A test with its own metric registry. */
const test = (name: string, body: () => Effect.Effect<void, unknown, Scope.Scope>) =>
  it.effect(name, () => Effect.provideService(body(), Metric.MetricRegistry, new Map()))

describe("AmiClient, metrics", () => {
  test("counts actions by name and outcome", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 2, queued: 1 } })

      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("Ping"), pong)
      yield* Fiber.join(ping)
      const failing = yield* start(Effect.flip(ami.send(Actions.Hangup({ Channel: "none" }))))
      peer.answer(peer.last("Hangup"), "Response: Error\nMessage: No such channel")
      yield* Fiber.join(failing)
      yield* Fiber.interrupt(yield* start(ami.send(Actions.Ping())))
      yield* Effect.flip(ami.send(AmiAction.raw("Ping", [["A", "1\r\n"]])))
      const list = yield* start(Effect.flip(ami.collect(Actions.QueueStatus())))
      yield* TestClock.adjust("31 seconds")
      yield* Fiber.join(list)

      assert.deepStrictEqual((yield* read("ami_requests_total")).sort(), [
        "action=Hangup outcome=ActionFailed 1",
        "action=Ping outcome=Interrupted 1",
        "action=Ping outcome=NotSent 1",
        "action=Ping outcome=Ok 1",
        "action=QueueStatus outcome=OutcomeUnknown 1"
      ])
      assert.deepStrictEqual(yield* read("ami_request_seconds"), ["5"])
    }))

  test("counts streams and exchanges when they end", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()

      const listing = yield* start(Stream.runDrain(ami.stream(Actions.CoreShowChannels())))
      peer.answer(
        peer.last("CoreShowChannels"),
        "Response: Success\nEventList: start",
        "Event: CoreShowChannelsComplete\nEventList: Complete"
      )
      yield* Fiber.join(listing)
      const asked = yield* start(
        Effect.provideService(Ami.request({ Action: "Ping" }), AmiClient.AmiClient, ami)
      )
      peer.answer(peer.last("Ping"), pong)
      yield* Fiber.join(asked)
      const left = yield* start(Stream.runDrain(ami.stream(Actions.QueueStatus())))
      yield* Fiber.interrupt(left)
      const failing = yield* start(Effect.flip(Stream.runDrain(ami.exchange(Actions.Ping()))))
      peer.end()
      yield* Fiber.join(failing)

      assert.deepStrictEqual((yield* read("ami_requests_total")).sort(), [
        "action=CoreShowChannels outcome=Ok 1",
        "action=Ping outcome=Ok 1",
        "action=Ping outcome=OutcomeUnknown 1",
        "action=QueueStatus outcome=Interrupted 1"
      ])
    }))

  test("makes series for at most 256 names, and none for an invalid name", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected({ limits: { inFlight: 1, queued: 0 } })
      yield* start(Effect.exit(ami.send(Actions.Ping())))
      const name = (index: number) => `X${String.fromCharCode(65 + index % 26)}${String.fromCharCode(65 + index / 26)}`

      yield* Effect.forEach(Array.from({ length: 300 }, (_, index) => name(index)), (one) =>
        Effect.exit(ami.send(AmiAction.raw(one))))
      yield* Effect.exit(ami.send(AmiAction.raw("xaa")))
      yield* Effect.exit(ami.send(AmiAction.raw("a\"} 1\n")))
      const series = yield* read("ami_requests_total")

      assert.strictEqual(series.length, 257)
      assert.include(series, "action=XAA outcome=NotSent 2")
      assert.include(series, "action=other outcome=NotSent 45")
    }))

  test("shows the number of actions in flight, and the state of the connection", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected({ limits: { inFlight: 2, queued: 10 }, drainTimeout: 0 })
      yield* start(Effect.exit(Effect.all(Array.from({ length: 5 }, () => ami.send(Actions.Ping())), {
        concurrency: "unbounded"
      })))

      assert.deepStrictEqual(yield* read("ami_in_flight"), ["2"])
      assert.deepStrictEqual(yield* read("ami_queued"), ["3"])
      assert.deepStrictEqual(yield* read("ami_epoch"), ["1"])
      assert.deepStrictEqual(yield* filled("ami_state"), ["state=Ready 1"])

      peer.end()
      yield* reconnecting

      assert.deepStrictEqual(yield* read("ami_in_flight"), ["0"])
      assert.deepStrictEqual(yield* filled("ami_state"), ["state=Disconnected 1"])

      yield* close()

      assert.deepStrictEqual(yield* filled("ami_state"), [])
    }))

  test("counts what a slow subscriber lost, by kind of subscription, and the gaps (C18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const never = (stream: Stream.Stream<unknown, unknown>) =>
        start(
          Stream.runForEach(
            Stream.provideService(stream, AmiClient.Buffer, { capacity: 2, overflow: "dropOldest" }),
            () => Effect.never
          )
        )
      yield* never(ami.inbox)
      yield* turn

      peer.deliver(...Array.from({ length: 10 }, (_, index) => event(index)))
      yield* turn

      assert.deepStrictEqual(yield* read("ami_events_received_total"), ["10"])
      assert.deepStrictEqual(yield* read("ami_events_dropped_total"), ["subscription=inbox reason=SlowConsumer 8"])
      assert.deepStrictEqual(yield* read("ami_gaps_total"), ["reason=SlowConsumer 1"])
    }))

  test("counts late and unmatched answers, and lines that belong to no message (C32, rows 24, 36, 38)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      yield* Fiber.interrupt(yield* start(ami.send(Actions.Ping())))

      peer.answer(peer.last("Ping"), pong)
      peer.deliver("Response: Success\nActionID: unheard-of", "Stray: 1\nLines: 2")
      yield* turn

      assert.deepStrictEqual(yield* read("ami_late_responses_total"), ["1"])
      assert.deepStrictEqual(yield* read("ami_unmatched_responses_total"), ["1"])
      assert.deepStrictEqual(yield* read("ami_malformed_lines_total"), ["2"])
    }))

  test("counts reconnects by cause, and keeps its other figures", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: true })
      const { words } = yield* inboxOf(ami)

      peer.deliver(event(1))
      peer.end("Reset")
      yield* reconnecting
      logIn(peer)
      yield* turn
      peer.deliver(event(2))
      yield* turn

      assert.include(words, "2: 2")
      assert.deepStrictEqual(yield* read("ami_reconnects_total"), ["cause=Reset 1"])
      assert.deepStrictEqual(yield* read("ami_events_received_total"), ["2"])
      assert.deepStrictEqual(yield* read("ami_epoch"), ["2"])
    }))

  test("measures the keep-alive round trip, and the bytes of a transport that counts them", () =>
    Effect.gen(function*() {
      let heard = 1000
      const { close, peer } = yield* connected(
        { drainTimeout: 0 },
        makePeer(undefined, {
          noticesSilence: false,
          heard: () => heard
        })
      )

      yield* TestClock.adjust("16 seconds")
      yield* TestClock.adjust("500 millis")
      heard += 60
      peer.answer(peer.last("Ping"), pong)
      yield* turn
      const written = peer.written.reduce((sum, { text }) => sum + text.length, 0)

      assert.deepStrictEqual(yield* read("ami_ping_seconds"), ["1"])
      assert.deepStrictEqual(yield* read("ami_bytes_in_total"), ["1060"])
      assert.deepStrictEqual(yield* read("ami_bytes_out_total"), [`${written}`])

      peer.end()
      yield* close()

      assert.deepStrictEqual(yield* read("ami_bytes_in_total"), ["1060"])
    }))

  test("adds up the clients of a process, except those with their own attributes", () =>
    Effect.gen(function*() {
      const own = Effect.provideService(connected(), Metric.CurrentMetricAttributes, { pbx: "south" })
      const [north, south] = [yield* connected(), yield* own]
      yield* connected()

      north.peer.deliver(event(1))
      south.peer.deliver(event(1), event(2))
      yield* turn

      assert.deepStrictEqual((yield* filled("ami_state")).sort(), ["state=Ready 2", "state=Ready pbx=south 1"])
      assert.deepStrictEqual((yield* read("ami_events_received_total")).sort(), ["1", "pbx=south 2"])
    }))
})

describe("AmiClient, spans", () => {
  const ended: Array<Tracer.Span> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      ended.push(span)
      return span
    }
  })

  it.effect("makes a span for each action with its name, ActionID, epoch and outcome, but no values (C37)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()

      const hangup = yield* start(Effect.exit(ami.send(Actions.Hangup({ Channel: "PJSIP/confidential" }))))
      const { actionId } = peer.last("Hangup")
      peer.answer(peer.last("Hangup"), "Response: Error\nMessage: No such channel")
      yield* Fiber.join(hangup)
      const listing = yield* start(Stream.runDrain(ami.stream(Actions.QueueStatus({ Queue: "confidential" }))))
      yield* Fiber.interrupt(listing)
      const spans = ended.filter(({ name }) => name !== "AmiClient.connect")

      assert.deepStrictEqual(spans.map(({ kind, name, status }) => `${name} ${kind} ${status._tag}`), [
        "AmiClient.send client Ended",
        "AmiClient.stream client Ended"
      ])
      assert.deepStrictEqual(Object.fromEntries(spans[0]?.attributes ?? []), {
        "ami.action": "Hangup",
        "ami.action_id": actionId,
        "ami.epoch": 1,
        "ami.outcome": "ActionFailed"
      })
      assert.strictEqual(spans[1]?.attributes.get("ami.outcome"), "Interrupted")
      assert.isFalse(spans.some(({ attributes }) => JSON.stringify([...attributes]).includes("confidential")))
    }).pipe(Effect.provideService(Tracer.Tracer, tracer)))
})
