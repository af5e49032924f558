/**
 * More events than anybody expects, from a separate process.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Stream } from "effect"
import { Actions, AmiAction } from "effect-ami"
import { clientOf } from "../node/answeringServer.ts"
import { child } from "../node/child.ts"
import { size } from "../size.ts"
import { within } from "../transport/waiting.ts"

/** A million of them takes some 8 seconds on two cores. */
const count = size(1_000_000, 20_000)

const inUse = () => {
  const { external, heapUsed } = process.memoryUsage()
  return heapUsed + external
}

describe("a storm of events", () => {
  it.live(
    `delivers each of ${count} events to a fast consumer once, in order, with answers between them (C17, C18, row 65)`,
    () =>
      Effect.gen(function*() {
        const server = yield* child("servesAmi.ts", [])
        yield* server.awaitOutput(";")
        const ami = yield* clientOf({ port: Number(/port (\d+);/.exec(server.output())?.[1]) })
        const all = yield* Deferred.make<void>()
        const seen = { events: 0, gaps: 0, misplaced: 0, lastSeq: 0 }
        // The least of many looks is what is in use: garbage is collected late on a busy machine, and then all at once.
        let least = Infinity
        yield* Stream.runForEachArray(ami.inbox, (items) =>
          Effect.suspend(() => {
            for (const item of items) {
              if (item._tag === "Gap") seen.gaps += 1
              if (item._tag !== "Received" || item.message.name !== "Newexten") continue
              if (Number(item.message.get("Number")) !== seen.events) seen.misplaced += 1
              if (seen.lastSeq > 0 && item.seq !== seen.lastSeq + 1) seen.misplaced += 1
              seen.lastSeq = item.seq
              seen.events += 1
              if (seen.events > count / 2 && seen.events % (count / 100) === 0) least = Math.min(least, inUse())
            }
            return seen.events === count ? Deferred.succeed(all, undefined) : Effect.void
          })).pipe(Effect.forkChild({ startImmediately: true }))

        const before = inUse()
        yield* ami.send(AmiAction.raw("Storm", [["Count", String(count)]]))
        const pongs = yield* Effect.forEach(Array.from({ length: 20 }), () => ami.send(Actions.Ping()))
        yield* Deferred.await(all).pipe(within("all events"))

        assert.deepInclude(seen, { events: count, gaps: 0, misplaced: 0 })
        assert.isTrue(pongs.every(({ Ping }) => Ping === "Pong"))
        assert.isBelow(least - before, 100 << 20)
      })
  )
})
