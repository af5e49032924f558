import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Ami, AmiClient } from "effect-ami"
import { within } from "../transport/waiting.ts"
import { answeringServer, clientOf } from "./answeringServer.ts"

/** Takes the only thread that there is, as a handler does that parses, renders or waits for a file. */
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
    // Asterisk hangs up where a write waits for 100 ms; here the kernel holds a part of what was written.
    it.live(`C18, C19: in ${how} does not keep the connection from being read, nor an answer from its caller`, () =>
      Effect.gen(function*() {
        const amount = 50_000
        const server = yield* answeringServer()
        const ami = yield* clientOf(server)
        const peer = yield* server.accept
        let handled = 0
        const handle = () => {
          compute(50)
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

        peer.send(storm(amount))
        yield* peer.flushed
        const handledAtTheEnd = handled
        const pong = yield* Ami.ping.pipe(Effect.provideService(AmiClient.AmiClient, ami), within("an answer"))

        assert.isAbove(handledAtTheEnd, 0)
        assert.isBelow(handledAtTheEnd, amount / 3)
        assert.isBelow(handled, amount / 2)
        assert.strictEqual(pong.Ping, "Pong")
        yield* Fiber.interrupt(handling)
      }))
  }
})
