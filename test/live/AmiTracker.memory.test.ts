/** What a tracker retains of the messages that it received. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { connected, start, turn } from "../client/scriptedTransport.ts"
import { heldBytes } from "../faults/memory.ts"
import { isQuick } from "../size.ts"
import { answerList, born, channelStates, hangup } from "./trackerWords.ts"

const count = 200

/** An id as long as those of Asterisk: V8 copies shorter substrings. */
const idOf = (index: number) => `asterisk-1795422461.${10_000 + index}`

const long = `\nApplicationData: ${"x".repeat(30_000)}`

const isSmall = (bytes: number) => assert.isBelow(bytes, 2_000_000)

/** A tracker, and a way to feed it many channels in long messages. */
const tracking = Effect.gen(function*() {
  const { ami, peer } = yield* connected()
  const making = yield* start(channelStates(ami))
  answerList(peer)
  const tracker = yield* Fiber.join(making)
  const tell = Effect.fnUntraced(function*(...events: ReadonlyArray<(id: string) => string>) {
    for (let index = 0; index < count; index++) {
      for (const event of events) peer.deliver(`${event(idOf(index))}${long}`)
      yield* turn
    }
  })
  return { tracker, tell }
})

describe.skipIf(isQuick)("AmiTracker keeps a key without its message", () => {
  it.effect("for present keys, and so does whoever keeps the key of a change", () =>
    Effect.gen(function*() {
      const { tell, tracker } = yield* tracking
      const keys: Array<string> = []
      yield* start(
        Stream.runForEach(
          tracker.changes,
          (change) => Effect.sync(() => change._tag === "Upserted" && keys.push(change.key))
        )
      )
      const before = heldBytes()

      yield* tell(born)

      isSmall(heldBytes() - before)
      assert.lengthOf(keys, count)
      assert.strictEqual((yield* tracker.get).size, count)
    }))

  it.effect("for keys that have gone and must not come back", () =>
    Effect.gen(function*() {
      const { tell, tracker } = yield* tracking
      const before = heldBytes()

      yield* tell(born, hangup)

      isSmall(heldBytes() - before)
      assert.strictEqual((yield* tracker.get).size, 0)
    }))
})
