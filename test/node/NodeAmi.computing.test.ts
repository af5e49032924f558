import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Ami, AmiClient } from "effect-ami"
import { within } from "../transport/waiting.ts"
import { answeringServer, clientOf } from "./answeringServer.ts"

/** Blocks the only thread, as a handler does that parses, renders or reads a file synchronously. */
const compute = (micros: number) => {
  const end = performance.now() + micros / 1000
  while (performance.now() < end);
}

const padding = "x".repeat(250)
const storm = (amount: number) =>
  Array.from(
    { length: amount },
    (_, number) =>
      `Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: Test\r\nNumber: ${number}\r\nText: ${padding}\r\n\r\n`
  ).join("")

describe("a handler that computes", () => {
  for (const how of ["a function", "an effect"] as const) {
    // Asterisk hangs up if a write waits for 100 ms. Each turn of the event loop reads the socket.
    it.live(`lets the event loop turn and answers arrive, in ${how} (C18, C19)`, () =>
      Effect.gen(function*() {
        const server = yield* answeringServer()
        const ami = yield* clientOf(server)
        const peer = yield* server.accept
        let handled = 0
        const handle = () => {
          compute(500)
          handled += 1
        }
        const handling = yield* Effect.forkChild(
          Stream.runDrain(
            how === "a function"
              ? Stream.map(ami.inbox, handle)
              : Stream.mapEffect(ami.inbox, () => Effect.sync(handle))
          ),
          { startImmediately: true }
        )
        const turns = yield* watchTurns(() => handled)

        peer.send(storm(10_000))
        yield* peer.flushed
        const pong = yield* Ami.ping.pipe(Effect.provideService(AmiClient.AmiClient, ami), within("an answer"))

        assert.strictEqual(pong.Ping, "Pong")
        assert.isAbove(handled, 0)
        // 20 ms of handling in a read, 20 after it, and the last batch of each.
        assert.isAtMost(turns.most(), 120)
        yield* Fiber.interrupt(handling)
      }))
  }
})

/** Measures by how much a count grows within one turn of the event loop, at most. */
const watchTurns = (count: () => number) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      let most = 0
      let before = count()
      let timer: NodeJS.Immediate
      const turn = () => {
        most = Math.max(most, count() - before)
        before = count()
        timer = setImmediate(turn)
      }
      turn()
      return { most: () => most, stop: () => clearImmediate(timer) }
    }),
    ({ stop }) => Effect.sync(stop)
  )
