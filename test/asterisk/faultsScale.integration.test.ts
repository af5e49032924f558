import { assert, it } from "@effect/vitest"
import { Context, Duration, Effect, Layer, Stream } from "effect"
import { Ami, AmiClient } from "effect-ami"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { hang } from "../transport/waiting.ts"
import { client } from "./clients.ts"
import { mortalServer, noSessions, sockets } from "./ends.ts"
import { inboxOf, marksOf } from "./inboxes.ts"
import { forEachServer } from "./servers.ts"

/** Bytes of the heap after a garbage collection. */
const heap = () => {
  setFlagsFromString("--expose-gc")
  runInNewContext("gc")()
  return process.memoryUsage().heapUsed
}

forEachServer("scale", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "100 clients are back within 30 seconds of a restart (row 63)",
    () =>
      Effect.gen(function*() {
        const { kill, restart, server: first } = yield* mortalServer(server.version)
        const one = Effect.map(Layer.build(client(first)), (context) => Context.get(context, AmiClient.AmiClient))
        const clients = yield* Effect.all(Array.from({ length: 100 }, () => one), { concurrency: 10 })

        yield* kill
        yield* restart
        const backAgain = ({ status }: AmiClient.AmiClient["Service"]) =>
          status.changes.pipe(
            Stream.takeUntil((state) => state._tag === "Ready" && state.epoch > 1),
            Stream.runDrain
          )
        const [took] = yield* Effect.timed(Effect.forEach(clients, backAgain, { concurrency: "unbounded" }))
        const states = yield* Effect.forEach(clients, ({ status }) => status.get)

        assert.isBelow(Duration.toMillis(took), hang)
        assert.deepStrictEqual([...new Set(states.map((state) => state._tag))], ["Ready"])
      }).pipe(Effect.scoped)
  )

  it.live("answers 10,000 concurrent actions, each with its own answer (row 73)", () =>
    Effect.gen(function*() {
      const names = Array.from({ length: 10_000 }, (_, index) => `NOTHING${index}`)
      const ask = (Variable: string) =>
        Effect.map(Ami.request({ Action: "Getvar", Variable }), ({ response }) => response.get("Variable"))

      const [took, answers] = yield* Effect.timed(Effect.forEach(names, ask, { concurrency: "unbounded" }))

      assert.deepStrictEqual(answers, names)
      assert.isBelow(Duration.toMillis(took), hang)
    }).pipe(Effect.provide(client(server, { limits: { queued: 10_000 } }))))

  it.live.skipIf(!server.offers.cli)(
    "leaves no session, no handle and no memory after 1,000 logins and logoffs (C8, row 74)",
    () =>
      Effect.gen(function*() {
        const user = server.users.nocommand
        const cycles = (times: number) =>
          Effect.repeat(Effect.scoped(Layer.build(client(server, { user, events: "off" }))), { times: times - 1 })
        yield* cycles(200)
        const before = { sockets: yield* sockets, heap: heap() }

        yield* cycles(1000)
        yield* noSessions(server, user)
        const after = { sockets: yield* sockets, heap: heap() }

        assert.isAtMost(after.sockets, before.sockets)
        assert.isBelow(after.heap - before.heap, 1_000_000)
      })
  )

  it.live("does not declare a connection lost after its own process was blocked, and keeps the order of messages (C26, row 67)", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const { items } = yield* inboxOf
      const holdUp = Effect.sync(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500))

      yield* Effect.repeat(Effect.andThen(holdUp, Effect.yieldNow), { times: 2 })
      // What the keep-alive sent meanwhile is answered before this.
      const pong = yield* Ami.ping
      const status = yield* ami.status.get

      assert.strictEqual(pong.Ping, "Pong")
      assert.strictEqual(status._tag === "Ready" && status.epoch, 1)
      assert.deepStrictEqual(marksOf(items), ["Connected 1"])
    }).pipe(
      Effect.scoped,
      Effect.provide(
        client(server, { user: server.users.patient, pingInterval: "300 millis", pingTimeout: "300 millis" })
      )
    ))
})
