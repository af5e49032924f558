/**
 * Plays a recording to the sessions of a simulator.
 *
 * An event goes to those that may read it and want it, as those of the PBX do; everything else that a server sent goes to all.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import * as Rules from "../../internal/options.ts"
import * as Playing from "../../internal/playing.ts"
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"
import type { Recording } from "../../protocol/AmiRecordingFile.ts"
import type { Hub } from "./hub.ts"
import { check } from "./options.ts"
import * as privileges from "./privileges.ts"
import * as wire from "./wire.ts"

/** How a recording is played. */
export interface PlayOptions {
  readonly speed?: number | undefined
}

/** Raises an event for the sessions that may read it by its `Privilege`. */
export const broadcast = (hub: Hub, headers: ReadonlyArray<Header>): void => {
  const privilege = headers.find(([name]) => name.toLowerCase() === "privilege")?.[1]
  // `all` follows the classes of every event and is none of them.
  const classes = privilege?.split(",").filter((name) => name !== "all") ?? []
  hub.announce({
    name: wire.fromText(headers.find(([name]) => name.toLowerCase() === "event")?.[1] ?? ""),
    classes: privileges.parse(classes),
    lines: headers.map(wire.lineOf)
  })
}

const rules: Rules.Rules<PlayOptions & { readonly recording: unknown }> = {
  recording: Playing.recording,
  speed: Playing.speed
}

/** Plays a recording, once somebody is logged in, to its end. */
export const play = Effect.fnUntraced(function*(
  hub: Hub,
  recording: Pick<Recording, "entries">,
  given: PlayOptions
): Effect.fn.Return<void, AmiError> {
  const { speed = 1 } = yield* check("AmiSimulator.play", { ...given, recording }, rules)
  yield* Playing.play(recording, speed, {
    listening: hub.listening,
    deliver: (messages: ReadonlyArray<AmiMessage>) =>
      Effect.sync(() => {
        for (const { headers } of messages) broadcast(hub, headers)
      }),
    // A server says nothing of what it did not send.
    missed: () => Effect.void,
    disconnected: Effect.sync(() => {
      for (const session of hub.sessions()) hub.close(session)
    }),
    connected: Effect.void
  })
})
