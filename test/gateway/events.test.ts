/**
 * The stream of events: what a token sees, tickets, coming back, and readers that are too slow.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Redacted, Stream, SubscriptionRef } from "effect"
import { AmiClient, AmiFleet } from "effect-ami"
import { AmiGateway, type AmiGrant } from "effect-ami/gateway"
import { AmiJournal } from "effect-ami/journal"
import { NodeSqlite, NodeZstd } from "effect-ami/node"
import { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { grantOf, house, open, openRoutes, Reader, tokenOf } from "./server.ts"

const token = tokenOf("board")

const board: Partial<AmiGrant.Grant> = { events: [{ name: "UserEvent", where: { N: "*" } }], streams: 2 }

const opened = (more: Partial<AmiGrant.Grant> = {}) =>
  Effect.gen(function*() {
    const grants = yield* SubscriptionRef.make([yield* grantOf("board", { ...board, ...more })])
    const gateway = yield* open({ grants: SubscriptionRef.changes(grants), onAction: () => Effect.void })
    return { ...gateway, grants, raise: raise(gateway.server) }
  })

/** Raises user events with these numbers. */
const raise = (server: AmiSimulator.AmiSimulator["Service"]) => (...numbers: ReadonlyArray<number>) =>
  Effect.andThen(
    Effect.forEach(numbers, (n) => server.broadcast([["Event", "UserEvent"], ["N", String(n)]]), { discard: true }),
    settled
  )

/** Until what was raised has been read. */
const settled = TestClock.adjust("100 millis")

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe("events", () => {
  it.effect("are those of the grant, without what it hides, between marks", () =>
    Effect.gen(function*() {
      const { raise, read, server } = yield* opened({
        events: [{ name: "UserEvent", where: { N: "1*" } }],
        hide: ["CallerIDNum"]
      })
      const reader = yield* read({ token })
      yield* raise(1, 2, 12)
      yield* server.broadcast([["Event", "Hangup"], ["N", "1"]])
      yield* server.broadcast([["Event", "UserEvent"], ["N", "13"], ["CallerIDNum", "0123"], ["Secret", "x"]])
      yield* settled
      assert.deepStrictEqual(reader.numbers, [1, 12, 13])
      const { data, event } = reader.items[2] ?? assert.fail("no third item")
      assert.deepStrictEqual([event, data.server, typeof data.at], ["event", "berlin", "number"])
      assert.include(JSON.stringify(data.headers), "[\"CallerIDNum\",\"<hidden>\"]")
      assert.notInclude(JSON.stringify(reader.items), "0123")
      assert.notInclude(JSON.stringify(reader.items), "\"x\"")
      yield* server.kick
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(reader.names.slice(3), ["disconnected", "connected"])
    }))

  it.effect("are no one's without a token or a ticket, and no more than the streams of the grant", () =>
    Effect.gen(function*() {
      const { ask, read } = yield* opened()
      assert.strictEqual((yield* ask("/v1/events")).status, 401)
      assert.strictEqual((yield* ask(`/v1/events?token=${token}`)).status, 401)
      assert.strictEqual((yield* ask(`/v1/events?ticket=${token}`)).status, 401)
      yield* Effect.scoped(Effect.gen(function*() {
        yield* read({ token })
        yield* read({ token })
        const { headers, json, status } = yield* ask("/v1/events", { token })
        assert.deepStrictEqual([status, json._tag, json.message, headers["retry-after"]], [
          429,
          "TooMany",
          "The token may have 2 streams at once",
          "5"
        ])
      }))
      const reader = yield* read({ token })
      assert.isFalse(reader.isOver)
    }))

  it.effect("begin at once, and a ping comes every 15 seconds while there is nothing else", () =>
    Effect.gen(function*() {
      const { raise, read, respond } = yield* opened()
      const { body, headers } = yield* respond("/v1/events", { token })
      assert.strictEqual(headers["content-type"], "text/event-stream; charset=utf-8")
      const first = body._tag === "Stream" ? yield* Stream.runHead(body.stream) : assert.fail("no stream")
      assert.strictEqual(first._tag === "Some" ? new TextDecoder().decode(first.value) : "", "retry: 1000\n\n")
      const reader = yield* read({ token })
      yield* TestClock.adjust("45 seconds")
      assert.strictEqual(reader.pings, 3)
      yield* raise(1)
      assert.deepStrictEqual(reader.numbers, [1])
    }))

  it.effect("end when the token does, and follow a grant that changes", () =>
    Effect.gen(function*() {
      const { grants, raise, read } = yield* opened({ expires: "1970-01-01T00:01:00Z" })
      const [grant] = yield* SubscriptionRef.get(grants)
      if (grant === undefined) return assert.fail("no grant")
      const reader = yield* read({ token })
      yield* raise(1)
      yield* SubscriptionRef.set(grants, [{ ...grant, events: [{ name: "UserEvent", where: { N: "2*" } }] }])
      yield* raise(11, 2)
      assert.deepStrictEqual(reader.numbers, [1, 2])
      yield* TestClock.adjust("1 minute")
      yield* raise(21)
      yield* TestClock.adjust("15 seconds")
      assert.deepStrictEqual([reader.numbers, reader.isOver], [[1, 2], true])
      yield* SubscriptionRef.set(grants, [{ ...grant, expires: "1970-01-02T00:00:00Z" }])
      yield* settled
      const other = yield* read({ token })
      yield* SubscriptionRef.set(grants, [])
      yield* raise(3)
      assert.deepStrictEqual([other.numbers, other.isOver], [[], true])
    }))
})

describe("a ticket", () => {
  const ticketOf = (ask: Effect.Success<ReturnType<typeof opened>>["ask"]) =>
    Effect.map(ask("/v1/tickets", { method: "POST", token }), ({ json, status }) => {
      assert.deepStrictEqual([status, json.seconds], [200, 30])
      return `?ticket=${json.ticket}`
    })

  it.effect("is good once, for a stream of events and nothing else", () =>
    Effect.gen(function*() {
      const { ask, raise, read } = yield* opened({ actions: { Ping: [{}] } })
      const ticket = yield* ticketOf(ask)
      assert.strictEqual((yield* ask(`/v1/servers${ticket}`)).status, 401)
      assert.strictEqual((yield* ask(`/v1/servers/berlin/actions/Ping${ticket}`, { method: "POST" })).status, 401)
      const reader = yield* read({}, ticket)
      yield* raise(1)
      assert.deepStrictEqual(reader.numbers, [1])
      const { json, status } = yield* ask(`/v1/events${ticket}`)
      assert.deepStrictEqual([status, json.message], [401, "The ticket is not known, used, or older than 30 seconds"])
      assert.strictEqual((yield* ask("/v1/tickets", { method: "POST" })).status, 401)
    }))

  it.effect("is good for 30 seconds, and while its token is", () =>
    Effect.gen(function*() {
      const { ask, grants } = yield* opened()
      const late = yield* ticketOf(ask)
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual((yield* ask(`/v1/events${late}`)).status, 401)
      const orphan = yield* ticketOf(ask)
      yield* SubscriptionRef.set(grants, [])
      yield* settled
      assert.strictEqual((yield* ask(`/v1/events${orphan}`)).status, 401)
    }))

  it.effect("is not made if a hundred wait for their use", () =>
    Effect.gen(function*() {
      const { ask } = yield* opened()
      yield* Effect.replicateEffect(ticketOf(ask), 100, { discard: true })
      const { headers, status } = yield* ask("/v1/tickets", { method: "POST", token })
      assert.deepStrictEqual([status, headers["retry-after"]], [429, "30"])
      yield* TestClock.adjust("30 seconds")
      yield* ticketOf(ask)
    }))
})

describe("a reader that comes back", () => {
  it.effect("gets what came after the last item that it has, once", () =>
    Effect.gen(function*() {
      const { raise, read } = yield* opened()
      const reader = yield* read({ token })
      yield* raise(...range(1, 10))
      const id = reader.items[5]?.id ?? ""
      const again = yield* read({ token, headers: { "last-event-id": id } })
      yield* raise(11)
      assert.deepStrictEqual(again.numbers, range(7, 11))
      assert.deepStrictEqual(
        again.items.map((item) => item.id).slice(0, 4),
        reader.items.map((item) => item.id).slice(6, 10)
      )
    }))

  it.effect("may say so in the query, as EventSource cannot send headers", () =>
    Effect.gen(function*() {
      const { raise, read } = yield* opened()
      const reader = yield* read({ token })
      yield* raise(1, 2)
      const again = yield* read({ token }, `?lastEventId=${encodeURIComponent(reader.items[0]?.id ?? "")}`)
      yield* settled
      assert.deepStrictEqual(again.numbers, [2])
    }))

  it.effect("hears of a gap first if the place is too old, of another gateway, or none at all", () =>
    Effect.gen(function*() {
      const { raise, read } = yield* opened({ streams: 100 })
      const reader = yield* read({ token })
      yield* raise(1)
      const id = reader.items[0]?.id ?? ""
      const [run = "", ...rest] = id.split(".")
      const from = (id: string) =>
        Effect.scoped(Effect.gen(function*() {
          const again = yield* read({ token, headers: { "last-event-id": id } })
          yield* settled
          return again.names
        }))
      const places = [
        "",
        "7",
        "../x",
        ["AAAAAAAA", ...rest].join("."),
        id.replace(`${run}.`, `${run}.999999`),
        `${run}.1.1.1.%zz`,
        `${run}.1.1.1.%ff%`,
        `${run}.1.1.1.${"a".repeat(2000)}`
      ]
      for (const place of places) {
        const names = yield* from(place)
        assert.deepStrictEqual(names.filter((name) => name !== "connected"), ["gap Expired", "UserEvent"], place)
      }
    }))

  it.effect("with a place of what it may not see gets only what it may", () =>
    Effect.gen(function*() {
      const { grants, raise, read } = yield* opened({ events: [{ name: "*" }] })
      const reader = yield* read({ token })
      yield* raise(1, 2, 3)
      const id = reader.items[0]?.id ?? ""
      const [grant] = yield* SubscriptionRef.get(grants)
      if (grant === undefined) return assert.fail("no grant")
      yield* SubscriptionRef.set(grants, [{ ...grant, events: [{ name: "UserEvent", where: { N: "3" } }] }])
      yield* settled
      const again = yield* read({ token, headers: { "last-event-id": id } })
      yield* settled
      assert.deepStrictEqual(again.numbers, [3])
    }))

  it.live("to another gateway gets the rest from the journal, without holes and once", () =>
    Effect.gen(function*() {
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "gateway-"))),
        (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
      )
      const Journal = AmiJournal.layer.pipe(
        Layer.provide([NodeSqlite.layer({ filename: join(folder, "journal.db") }), NodeZstd.layer])
      )
      const grants = [yield* grantOf("board", board)]
      /** A program with a gateway that also writes the journal; it ends after what it was given to do. */
      const program = (from: string | undefined, numbers: ReadonlyArray<number>, heard: (reader: Reader) => boolean) =>
        Effect.scoped(Effect.gen(function*() {
          const context = yield* Layer.build(
            AmiJournal.layerRecord({ server: "berlin" }).pipe(
              Layer.provideMerge(AmiClient.layer({ username: "gateway", secret: Redacted.make("secret") })),
              Layer.provideMerge(AmiSimulator.layerTransport(house)),
              Layer.provideMerge(Journal)
            )
          )
          const server = Context.get(context, AmiSimulator.AmiSimulator)
          const { read } = yield* openRoutes(
            AmiGateway.layer({ server: "berlin", grants }).pipe(Layer.provide(Layer.succeedContext(context)))
          )
          const send = (n: number) => server.broadcast([["Event", "UserEvent"], ["N", String(n)]])
          const reader = yield* read({ token, ...(from === undefined ? {} : { headers: { "last-event-id": from } }) })
          for (const n of numbers) yield* send(n)
          while (!heard(reader)) yield* Effect.sleep("5 millis")
          return reader
        }))
      const first = yield* program(undefined, range(1, 100), ({ numbers }) => numbers.includes(100))
      assert.deepStrictEqual(first.numbers, range(1, 100))
      const id = first.items.find(({ data }) => data.headers?.some(([name, value]) => name === "N" && value === "40"))
        ?.id
      yield* program(undefined, range(101, 150), ({ numbers }) => numbers.includes(150))
      const second = yield* program(id, range(151, 200), ({ numbers }) => numbers.includes(200))
      assert.deepStrictEqual(second.numbers, range(41, 200))
      assert.notInclude(second.names, "gap Expired")
      const old = second.items.filter(({ event }) => event === "event").slice(0, 5)
      assert.deepStrictEqual(old.map(({ id }) => id), old.map(() => undefined))
    }))
})

describe("a reader that is too slow", () => {
  it.effect("keeps 4,096 events, and then hears how many are missing", () =>
    Effect.gen(function*() {
      const { raise, respond } = yield* opened()
      const { body } = yield* respond("/v1/events", { token })
      if (body._tag !== "Stream") return assert.fail("no stream")
      const pull = yield* Stream.toPull(body.stream)
      const reader = new Reader()
      const take = Effect.map(pull, (parts) => parts.forEach((part) => reader.hear(new TextDecoder().decode(part))))
      yield* take
      yield* raise(...range(1, 5000))
      yield* take
      assert.deepStrictEqual(reader.numbers, range(1, 4096))
      assert.deepStrictEqual(reader.items.at(-1)?.data, { server: "berlin", dropped: 904, reason: "SlowReader" })
      yield* raise(5001)
      yield* take
      assert.strictEqual(reader.numbers.at(-1), 5001)
    }))

  it.effect("is let go if it takes nothing for half a minute while events are dropped, and harms nobody", () =>
    Effect.gen(function*() {
      const { raise, read, respond } = yield* opened()
      // The fiber of the request, which has ended.
      const { body } = yield* Effect.flatMap(Effect.forkChild(respond("/v1/events", { token })), Fiber.join)
      if (body._tag !== "Stream") return assert.fail("no stream")
      const pull = yield* Stream.toPull(body.stream)
      yield* pull
      const quick = yield* read({ token })
      yield* raise(...range(1, 5000))
      yield* TestClock.adjust("1 minute")
      yield* raise(5001)
      assert.deepStrictEqual(quick.numbers, range(1, 5001))
      yield* pull
      assert.strictEqual((yield* Effect.exit(pull))._tag, "Failure")
    }))
})

describe("a gateway to a fleet", () => {
  it.effect("sends to each server, and shows each token its own", () =>
    Effect.gen(function*() {
      const names = ["berlin", "paris"]
      const fleet = yield* Layer.build(AmiFleet.layer({
        servers: new Map(names.map((name) => [name, name] as const)),
        connect: () =>
          Layer.unwrap(Effect.gen(function*() {
            const context = yield* Layer.build(AmiSimulator.layerTransport(house))
            return AmiClient.layer({ username: "gateway", secret: Redacted.make("secret") }).pipe(
              Layer.provide(Layer.succeedContext(context))
            )
          }))
      }))
      const grants = [
        yield* grantOf("board", { ...board, actions: { Ping: [{}] } }),
        yield* grantOf("all", { ...board, servers: ["*"], actions: { Ping: [{}] } })
      ]
      const { ask } = yield* openRoutes(
        AmiGateway.layerFleet({ grants, onAction: () => Effect.void, path: "/ami" }).pipe(
          Layer.provide(Layer.succeedContext(fleet))
        )
      )
      yield* settled
      const all = yield* ask("/ami/v1/servers", { token: tokenOf("all") })
      assert.deepStrictEqual(JSON.parse(all.text), names.map((server) => ({ server, state: "Ready" })))
      const ping = (name: string, server: string) =>
        Effect.map(
          ask(`/ami/v1/servers/${server}/actions/Ping`, { method: "POST", token: tokenOf(name) }),
          ({ status }) => status
        )
      assert.strictEqual(yield* ping("all", "paris"), 200)
      assert.strictEqual(yield* ping("board", "paris"), 403)
      assert.strictEqual(yield* ping("all", "rome"), 404)
      assert.strictEqual((yield* ask("/v1/servers", { token })).status, 404)
    }))
})
