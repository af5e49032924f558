import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer } from "effect"
import { AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { TestClock } from "effect/testing"
import diagnostics from "node:diagnostics_channel"
import { inspect } from "node:util"
import { credentials } from "../client/clientOutput.ts"
import { size } from "../size.ts"
import { hurried, millisUntil } from "../transport/clocks.ts"
import { changing, within } from "../transport/waiting.ts"
import {
  type Ami,
  awaitPoll,
  captured,
  clientOf,
  inboxOf,
  numbers,
  probe,
  probeFailure,
  secretStaysHidden,
  serverOf,
  watched
} from "./httpClients.ts"
import { polled, type Reply, type Request, respond, userEvent } from "./httpServer.ts"

const page: Reply = { status: 500, type: "text/html", body: "<h1>Internal Server Error</h1>", cookie: null }

/** How many polls of each kind are aborted. */
const aborted = size(50, 5)

/** The answers of aborted polls, and whether an event arrived whole in them. */
const aborts: ReadonlyArray<
  readonly [how: string, reply: (request: Request, number: string) => Reply, brings: boolean]
> = [
  ["a reset", () => "RESET", false],
  ["an end without an answer", () => "END", false],
  ["an answer that is cut in the middle of an event", (request, number) => {
    const whole = polled(request, userEvent(number) + userEvent("cut"))
    const body = whole.slice(0, whole.indexOf("Number: cut"))
    return { body, length: whole.length, afterBody: "RESET" }
  }, true],
  ["an answer that ends in the middle of an event", (request, number) => {
    const whole = polled(request, userEvent(number) + userEvent("cut"))
    return whole.slice(0, whole.indexOf("Number: cut"))
  }, true],
  ["an answer that ends between two events", (request, number) => {
    const whole = polled(request, userEvent(number))
    return whole.slice(0, whole.indexOf("Event: WaitEventComplete"))
  }, true],
  ["status 500", () => page, false]
]

/** Waits until this many connections to a port were refused in this process. */
const refusals = Effect.fnUntraced(function*(port: number) {
  let count = 0
  const { changed, until } = changing()
  const onError = (message: unknown) => {
    if (!inspect(message, { depth: 3 }).includes(`${port}`)) return
    count += 1
    changed()
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => diagnostics.subscribe("undici:client:connectError", onError)),
    () => Effect.sync(() => diagnostics.unsubscribe("undici:client:connectError", onError))
  )
  return (least: number) => until(`${least} refused connections`, () => count >= least)
})

describe.concurrent("NodeAmi over HTTP: polls", () => {
  it.live("pauses between empty polls, polls one at a time, and reports no gap (row 82)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf()
      const clock = yield* TestClock.make({ warningDelay: "1 minute" })
      const ami = yield* Effect.provideService(clientOf(server, { pollTimeout: 0 }), Clock.Clock, clock)
      const inbox = yield* inboxOf(ami)
      yield* server.awaitRequests("WaitEvent", 1)

      const millis = yield* millisUntil(clock, "22 polls", () => server.named("WaitEvent").length >= 22)

      // 21 pauses of 50 milliseconds.
      assert.isAtLeast(millis, 1050)
      assert.strictEqual(server.mostPolls(), 1)
      assert.deepStrictEqual(inbox.words(), ["Connected 1"])
    }).pipe(captured))

  it.live("pauses as long as the option says, and not after a poll that returned events (row 82)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf()
      const ami = yield* clientOf(server, { pollFloor: "1 hour" })
      const inbox = yield* inboxOf(ami)

      for (const number of numbers(100)) {
        yield* awaitPoll(server)
        server.push(userEvent(number))
      }
      yield* awaitPoll(server)
      server.answerPoll((request) => polled(request))
      yield* probe(ami)

      assert.deepStrictEqual(inbox.words(), ["Connected 1", ...numbers(100).map(String)])
      assert.strictEqual(server.named("WaitEvent").length, 101)
      assert.strictEqual(server.mostPolls(), 1)
    }).pipe(captured))

  const timeouts = [
    [15, "1 hour", "4"],
    [60, "1 hour", "49"],
    [5, "1 hour", "0"],
    [60, "15 seconds", "15"],
    [3600, "45 seconds", "45"]
  ] as const
  for (const [maxAge, pollTimeout, timeout] of timeouts) {
    it.live(`polls for ${timeout} seconds if ${pollTimeout} are requested and a session lives ${maxAge} (row 82)`, () =>
      Effect.gen(function*() {
        const server = yield* serverOf(undefined, { maxAge })
        yield* clientOf(server, { pollTimeout })

        yield* server.awaitRequests("WaitEvent", 1)

        assert.strictEqual(server.named("WaitEvent")[0]?.get("Timeout"), timeout)
      }).pipe(captured))
  }

  it.live("polls for at most 15 seconds by default (row 82)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf()
      yield* clientOf(server)

      yield* server.awaitRequests("WaitEvent", 1)

      assert.strictEqual(server.named("WaitEvent")[0]?.get("Timeout"), "15")
    }).pipe(captured))

  it.live(
    `leaves one gap per aborted poll, ${aborted} times, and neither loses nor repeats what arrived (row 83)`,
    () =>
      Effect.gen(function*() {
        const round = Effect.fnUntraced(function*([how, reply, brings]: typeof aborts[number]) {
          const server = yield* serverOf()
          const ami = yield* clientOf(server)
          const inbox = yield* inboxOf(ami)
          for (const number of numbers(aborted)) {
            yield* awaitPoll(server)
            server.answerPoll((request) => reply(request, `${number} before`))
            yield* awaitPoll(server)
            server.push(userEvent(number))
          }
          yield* inbox.until(`${aborted - 1}`)
          const expected = numbers(aborted).flatMap((number) => [
            ...(brings ? [`${number} before`] : []),
            "Gap PollFailed unknown",
            `${number}`
          ])
          return { how, words: inbox.words(), expected: ["Connected 1", ...expected], items: inbox.items, server }
        })

        const rounds = yield* Effect.forEach(aborts, round, { concurrency: "unbounded" })

        for (const { expected, how, items, server, words } of rounds) {
          assert.deepStrictEqual(words, expected, how)
          assert.strictEqual(server.mostPolls(), 1, how)
          const seqs = items.flatMap((item) => item._tag === "Received" ? [item.seq] : [])
          assert.deepStrictEqual(seqs, seqs.map((_, index) => (seqs[0] ?? 0) + index), how)
          // A gap says between which messages it is.
          items.forEach((item, index) => {
            const next = items[index + 1]
            if (item._tag === "Gap" && next?._tag === "Received") {
              assert.deepStrictEqual([item.firstSeq, item.lastSeq], [next.seq, next.seq - 1], how)
            }
          })
        }
      }).pipe(captured)
  )

  it.live("stops a poll that never ends its line, and continues after a gap (row 83)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf()
      const ami = yield* clientOf(server, { limits: { lineBytes: 10_000 } })
      const inbox = yield* inboxOf(ami)
      yield* awaitPoll(server)

      server.answerPoll((request) => ({
        body: respond(request) + userEvent("before") + "x".repeat(20_000),
        length: 1_000_000,
        afterBody: "NEVER"
      }))
      yield* awaitPoll(server)
      server.push(userEvent("after"))
      yield* inbox.until("after")

      assert.deepStrictEqual(inbox.words(), ["Connected 1", "before", "Gap PollFailed unknown", "after"])
    }).pipe(captured))

  it.live("reports no gap if a poll could not be sent (row 83)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf()
      const ami = yield* clientOf(server)
      const inbox = yield* inboxOf(ami)
      const awaitRefusals = yield* refusals(server.port)
      yield* awaitPoll(server)

      yield* server.stop
      yield* awaitRefusals(4)
      yield* server.start
      yield* awaitPoll(server)
      server.push(userEvent(1))
      yield* inbox.until("1")

      // The gap is from the poll that was waiting when the server went away.
      assert.deepStrictEqual(inbox.words(), ["Connected 1", "Gap PollFailed unknown", "1"])
      assert.strictEqual(server.named("Login").length, 1)
    }).pipe(captured))

  it.live("polls beside every other client of the same Layer", () =>
    Effect.gen(function*() {
      const server = yield* serverOf()
      const clients: Array<Ami> = []
      const client = () => Layer.effectDiscard(Effect.map(AmiClient.make(credentials), (ami) => clients.push(ami)))
      yield* Layer.build(
        Layer.mergeAll(client(), client(), client()).pipe(
          Layer.provide(NodeAmi.layerHttp({ url: server.url, maxRequests: 1 }))
        )
      )
      yield* server.awaitRequests("WaitEvent", 3).pipe(within("3 polls"))

      yield* Effect.forEach(clients, (ami) => probe(ami), { concurrency: 3 }).pipe(within("3 answers"))

      assert.strictEqual(server.named("Probe").length, 3)
      assert.strictEqual(server.mostPolls(), 1)
    }).pipe(captured))
})

describe.concurrent("NodeAmi over HTTP: polls that are not answered", () => {
  it.live(
    "abandons a connection whose poll is never answered, and logs in again (row 83)",
    () =>
      Effect.gen(function*() {
        const server = yield* serverOf()
        const ami = yield* Effect.provideService(clientOf(server, { pollTimeout: 0 }), Clock.Clock, yield* hurried)
        const inbox = yield* inboxOf(ami)
        yield* server.awaitRequests("WaitEvent", 2)
        const frozen = server.named("WaitEvent")[0]?.session

        if (frozen !== undefined) server.freeze(frozen)
        yield* inbox.until("Connected 2")
        yield* probe(ami).pipe(within("an answer"))

        assert.deepStrictEqual(inbox.words(), [
          "Connected 1",
          "Gap PollFailed unknown",
          "Disconnected 1 Unreachable",
          "Connected 2"
        ])
      }).pipe(captured)
  )

  it.live(
    "abandons a connection after 10 seconds of failure, and logs in again once the port is open (row 83)",
    () =>
      Effect.gen(function*() {
        const { ami, inbox, server } = yield* Effect.provideService(watched(), Clock.Clock, yield* hurried)

        yield* server.stop
        yield* inbox.until("Disconnected 1 Unreachable")
        yield* server.start
        yield* inbox.until("Connected 2")
        yield* probe(ami)

        assert.deepStrictEqual(inbox.words(), [
          "Connected 1",
          "Gap PollFailed unknown",
          "Disconnected 1 Unreachable",
          "Connected 2"
        ])
      }).pipe(captured)
  )

  it.live(
    "recovers if unanswered actions hold every connection (row 83)",
    () =>
      Effect.gen(function*() {
        const server = yield* serverOf((request) => request.get("Number") === "blocked" ? "NEVER" : undefined)
        const client = clientOf(server, { maxRequests: 1, pollTimeout: 0 }, { actionTimeout: "2 seconds" })
        const ami = yield* Effect.provideService(client, Clock.Clock, yield* hurried)
        const inbox = yield* inboxOf(ami)

        const reasons = yield* Effect.forEach(numbers(3), () => probeFailure(ami, "blocked"))
        yield* inbox.until("Connected 2")
        // A busy machine may answer this client too late, but not always.
        yield* Effect.eventually(probe(ami)).pipe(within("an answer"))

        const causes = reasons.map((reason) => reason._tag === "OutcomeUnknown" && reason.cause)
        assert.strictEqual(causes[0], "Timeout")
        assert.isTrue(causes.every((cause) => cause === "Timeout" || cause === "Disconnected"))
        assert.include(inbox.words(), "Disconnected 1 Unreachable")
      }).pipe(captured)
  )
})

secretStaysHidden()
