/**
 * The side of a mock that plays a recording to its connections.
 *
 * Nothing is played before somebody subscribes to what comes over a connection, so that nothing is missed. While the
 * recording was disconnected, nobody can connect.
 *
 * @since 0.2.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"
import { lost } from "../../internal/failing.ts"
import * as Playing from "../../internal/playing.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import type { Gap, Recording } from "../../protocol/AmiRecordingFile.ts"
import type { Inbound, Subscribers } from "../AmiTransport.ts"

/** What is played, and how. */
export interface Played {
  readonly recording: Pick<Recording, "entries">
  readonly speed: number
  /** Whether it waits for `start`. */
  readonly paused: boolean
}

export class Replay {
  private readonly played: Played
  private readonly isOpen = Latch.makeUnsafe(true)
  private readonly isHeard = Latch.makeUnsafe(false)
  private readonly started: Latch.Latch
  private readonly ended = Deferred.makeUnsafe<void>()
  private readonly connections = new Map<Inbound, Subscribers | undefined>()
  private readonly onLeaving = new Map<Inbound, () => void>()

  constructor(played: Played) {
    this.played = played
    this.started = Latch.makeUnsafe(!played.paused)
  }

  /** Plays the recording, once. */
  get run(): Effect.Effect<void, never, Scope.Scope> {
    const { played, started } = this
    return started.await.pipe(
      Effect.andThen(Playing.play(played.recording, played.speed, this)),
      Effect.andThen(Effect.sync(() => Deferred.doneUnsafe(this.ended, Exit.void))),
      Effect.forkScoped,
      Effect.asVoid
    )
  }

  /** Begins if it has not begun, and waits for the end. */
  get play(): Effect.Effect<void> {
    return Effect.andThen(this.started.open, Deferred.await(this.ended))
  }

  /** Waits while the recording was disconnected. */
  get mayConnect(): Effect.Effect<void> {
    return this.isOpen.await
  }

  /** A connection has a receiver. */
  join(inbound: Inbound, subscribers: Subscribers | undefined): void {
    this.connections.set(inbound, subscribers)
    const heard = () => {
      if (this.connections.has(inbound)) this.isHeard.openUnsafe()
    }
    if (subscribers?.onceListening === undefined) heard()
    else subscribers.onceListening(heard)
  }

  leave(inbound: Inbound): void {
    this.connections.delete(inbound)
    this.onLeaving.get(inbound)?.()
    if (this.connections.size === 0) this.isHeard.closeUnsafe()
  }

  // --- The stage ------------------------------------------------------------

  get listening(): Effect.Effect<void> {
    return this.isHeard.await
  }

  deliver = (messages: ReadonlyArray<AmiMessage>): Effect.Effect<void> =>
    this.toAll((inbound) => inbound.deliver(messages))

  missed = ({ dropped, reason }: Gap): Effect.Effect<void> => {
    const why = reasons.find((known) => known === reason) ?? "SlowConsumer"
    const notice = { _tag: "Missed", why, ...(dropped === "unknown" ? {} : { dropped }) } as const
    return this.toAll((inbound) => inbound.notify(notice))
  }

  private toAll(give: (inbound: Inbound) => void): Effect.Effect<void> {
    return Effect.suspend(() => {
      const connections = [...this.connections]
      for (const [inbound] of connections) give(inbound)
      // A recording has its own pace; without one, that of the subscribers counts.
      if (this.played.speed !== Infinity) return Effect.void
      return Effect.forEach(
        connections,
        ([inbound, subscribers]) => subscribers === undefined ? Effect.void : this.caughtUp(inbound, subscribers),
        { discard: true }
      )
    })
  }

  get disconnected(): Effect.Effect<void> {
    return Effect.sync(() => {
      this.isOpen.closeUnsafe()
      this.isHeard.closeUnsafe()
      const connections = [...this.connections.keys()]
      this.connections.clear()
      for (const inbound of connections) inbound.end(lost("Ended"))
    })
  }

  get connected(): Effect.Effect<void> {
    return Effect.asVoid(this.isOpen.open)
  }

  private caughtUp(inbound: Inbound, subscribers: Subscribers): Effect.Effect<void> {
    return Effect.callback((resume) => {
      if (!this.connections.has(inbound)) return resume(Effect.void)
      this.onLeaving.set(inbound, () => resume(Effect.void))
      subscribers.onceCaughtUp(() => resume(Effect.void))
      return Effect.sync(() => this.onLeaving.delete(inbound))
    })
  }
}

const reasons = ["SlowConsumer", "PollFailed", "SessionStolen"] as const

// --- Answers ----------------------------------------------------------------

/** The actions that are answered with a list. */
const lists =
  /^(.*list(rooms)?|(core|dahdi|pjsip|pri)show.*|showdialplan|agents|bridgeinfo|dbget(tree)?|faxsessions|iax(peers|registry)|mwiget|park(edcalls|inglots)|queue(status|summary)|sip(peers|peerstatus|showregistry)|skinny(devices|lines)|status|voicemail(boxsummary|userstatus))$/i

/** The answer to an action while a recording is played: empty lists, and a refusal of what would be executed. */
export const answerTo = (name: string): string | ReadonlyArray<string> => {
  if (name.toLowerCase() === "ping") return "Response: Success\nPing: Pong\nTimestamp: 0.000000"
  if (!lists.test(name)) return "Response: Error\nMessage: A recording is replayed, which executes no action"
  return [
    "Response: Success\nEventList: start\nMessage: Items will follow",
    `Event: ${name}Complete\nEventList: Complete\nListItems: 0`
  ]
}
