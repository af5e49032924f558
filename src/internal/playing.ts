/**
 * Plays a recording: its messages and marks in order, each at its recorded distance from the first.
 *
 * The mock and the simulator play to their own audience, a `Stage`.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { AmiMessage } from "../protocol/AmiMessage.ts"
import type { Gap, Recording } from "../protocol/AmiRecordingFile.ts"
import * as Rules from "./options.ts"

/** To whom a recording is played. */
export interface Stage {
  /** Waits until somebody hears what comes. */
  readonly listening: Effect.Effect<void>
  readonly deliver: (messages: ReadonlyArray<AmiMessage>) => Effect.Effect<void>
  readonly missed: (gap: Gap) => Effect.Effect<void>
  /** The connections end, and no other is made. */
  readonly disconnected: Effect.Effect<void>
  /** Connections may be made again. */
  readonly connected: Effect.Effect<void>
}

/** The messages that are delivered at once at most, after which others get their turn. */
const most = 256

/** How many turns a client that began to listen gets for its other subscriptions, if nothing is waited for. */
const turns = 16

/** Plays a recording so many times as fast as it was recorded. With `Infinity` nothing is waited for. */
export const play = Effect.fnUntraced(function*(
  { entries }: Pick<Recording, "entries">,
  speed: number,
  stage: Stage
) {
  const clock = yield* Clock.Clock
  yield* stage.listening
  const began = clock.currentTimeMillisUnsafe()
  if (speed === Infinity) yield* Effect.repeat(Effect.yieldNow, { times: turns })
  const first = entries[0]?.t ?? 0
  let batch: Array<AmiMessage> = []
  const flush = Effect.suspend(() => {
    const messages = batch
    batch = []
    return messages.length === 0 ? Effect.void : Effect.andThen(stage.deliver(messages), Effect.yieldNow)
  })
  let isConnected = true
  for (const entry of entries) {
    const wait = began + (entry.t - first) / speed - clock.currentTimeMillisUnsafe()
    if (wait > 0) {
      yield* flush
      yield* Effect.sleep(wait)
    }
    switch (entry._tag) {
      case "Message":
        batch.push(entry.message)
        if (batch.length === most) yield* flush
        break
      case "Gap":
        yield* flush
        yield* stage.missed(entry)
        break
      case "Disconnected":
        yield* flush
        yield* stage.disconnected
        isConnected = false
        break
      case "Connected":
        if (isConnected) break
        yield* stage.connected
        yield* stage.listening
        isConnected = true
    }
  }
  yield* flush
  // Nothing follows a last mark: a client that connects then receives nothing.
  if (!isConnected) yield* stage.connected
})

const isRecording = (value: unknown): value is Recording =>
  Rules.isRecord(value) && Array.isArray(value["entries"]) &&
  value["entries"].every((entry) => Rules.isRecord(entry) && typeof entry["t"] === "number" && "_tag" in entry)

/** A recording, and not the text of one. */
export const recording: Rules.Rule = /*#__PURE__*/ Rules.satisfies(
  "must be a recording: read the text of a file with `AmiRecording.parse`",
  isRecording,
  Rules.kindOf
)

/** How many times as fast a recording is played. */
export const speed: Rules.Rule = /*#__PURE__*/ Rules.satisfies(
  "must be a number greater than 0: 2 is twice as fast, and `Infinity` waits for nothing",
  (value) => typeof value === "number" && value > 0
)
