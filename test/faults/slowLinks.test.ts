import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber } from "effect"
import { answeringServer, clientOf } from "../node/answeringServer.ts"
import { isQuick, size } from "../size.ts"
import { quiet, ready } from "./clients.ts"
import { heldBytes } from "./memory.ts"
import { numbers, probe, seenBy, wordsOf } from "./probes.ts"
import { faultProxy } from "./proxy.ts"

/** How many actions find no room. */
const refused = size(100_000, 5000)

describe.concurrent("a client whose link is slow or dead", () => {
  const watchful = { reconnect: true, pingInterval: "500 millis", pingTimeout: "500 millis" } as const

  it.live(
    "gives up an action, but not the link, if a byte comes now and then (C15, C25, row 34)",
    () =>
      Effect.gen(function*() {
        const server = yield* answeringServer()
        const proxy = yield* faultProxy(server)
        const patient = { ...watchful, pingInterval: "1 second", pingTimeout: "1 second" } as const
        const ami = yield* clientOf(proxy, { ...patient, actionTimeout: "3 seconds" })
        const connection = yield* proxy.accept
        connection.bandwidth(5, "down")

        const error = yield* Effect.flip(probe(ami, 1))
        const during = yield* ami.status.get
        connection.heal()
        yield* probe(ami, 2)

        assert.strictEqual(wordsOf(error), "OutcomeUnknown Timeout")
        assert.deepInclude(during, { _tag: "Ready", epoch: 1 })
        assert.strictEqual(server.attempts(), 1)
      })
  )

  for (const ways of ["up", "down", "both"] as const) {
    it.live(
      `declares a link dead that lets nothing through ${ways}, and reconnects (C25, row 54)`,
      () =>
        Effect.gen(function*() {
          const server = yield* answeringServer()
          const proxy = yield* faultProxy(server)
          const ami = yield* quiet(clientOf(proxy, watchful))
          const connection = yield* proxy.accept
          connection.blackHole(ways)

          const errors = yield* Effect.forEach(numbers(10), (number) => Effect.flip(probe(ami, number)), {
            concurrency: "unbounded"
          })
          yield* ready(ami, 2)
          connection.heal()
          yield* probe(ami, 10)
          const seen = seenBy(server)

          assert.deepStrictEqual(new Set(errors.map(wordsOf)), new Set(["OutcomeUnknown Disconnected"]))
          assert.strictEqual(new Set(seen).size, seen.length)
          assert.include(seen, 10)
          assert.strictEqual(server.attempts(), 2)
        })
    )
  }

  it.live("keeps a link that is merely slow (C25, row 54)", () =>
    Effect.gen(function*() {
      const server = yield* answeringServer()
      const proxy = yield* faultProxy(server)
      const ami = yield* clientOf(proxy, { ...watchful, pingInterval: "100 millis", pingTimeout: "10 seconds" })
      const connection = yield* proxy.accept
      connection.latency(150, 50)

      yield* Effect.forEach(numbers(8), (number) => probe(ami, number))

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 1 })
      assert.deepStrictEqual(seenBy(server), numbers(8))
    }))
})

describe("a client whose server does not read", () => {
  it.live.skipIf(isQuick)(
    `retains nothing of ${refused} actions that find no room while the server does not read (C16, row 57)`,
    () =>
      Effect.gen(function*() {
        const server = yield* answeringServer((action) => action.name === "Probe" ? "" : undefined)
        const ami = yield* clientOf(server, { actionTimeout: "1 hour", pingInterval: Duration.infinity })
        const peer = yield* server.accept
        peer.freeze()
        const pending = yield* Effect.forEach(
          numbers(256 + 1024),
          (number) => Effect.forkChild(Effect.flip(probe(ami, number)), { startImmediately: true })
        )
        const before = heldBytes()

        const words = new Set<string>()
        for (const number of numbers(refused)) {
          const { reason } = yield* Effect.flip(probe(ami, number))
          words.add(reason._tag === "NotSent" ? reason.why : reason._tag)
        }
        const held = heldBytes() - before
        peer.reset()
        const outcomes = Map.groupBy(yield* Fiber.joinAll(pending), wordsOf)

        assert.deepStrictEqual(words, new Set(["QueueFull"]))
        assert.isBelow(held, 5 << 20)
        assert.deepStrictEqual(
          [outcomes.get("OutcomeUnknown Disconnected")?.length, outcomes.get("NotSent")?.length],
          [256, 1024]
        )
      })
  )
})
