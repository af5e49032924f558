/** What tests of faults await from a client, and how their clients retry. */
import { Effect, Logger, Schedule, Stream } from "effect"
import type { AmiClient, AmiStatus } from "effect-ami"
import { within } from "../transport/waiting.ts"

type Ami = AmiClient.AmiClient["Service"]

/** Retries soon, and from the first connection on. */
export const soon = { first: true, schedule: Schedule.spaced("20 millis") } as const

const reached = (ami: Ami, what: string, holds: (state: AmiStatus.State) => boolean) =>
  ami.status.changes.pipe(Stream.filter(holds), Stream.take(1), Stream.runDrain, within(what))

/** Waits until the client is ready in this epoch. */
export const ready = (ami: Ami, epoch: number) =>
  reached(ami, `epoch ${epoch}`, (state) => state._tag === "Ready" && state.epoch === epoch)

/** Waits until the client knows that its connection is lost. */
export const lost = (ami: Ami) => reached(ami, "the loss of the connection", ({ _tag }) => _tag === "Disconnected")

/** Waits until there will be no other connection. */
export const over = (ami: Ami) =>
  reached(ami, "the last loss", (state) => state._tag === "Disconnected" && state.isFinal)

/** Suppresses the logs of a thousand losses. */
export const quiet = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, Logger.layer([]))
