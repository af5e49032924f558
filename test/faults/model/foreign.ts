/** User code of a scenario that throws, and counts how often; everything else must continue. */
import { Effect, Logger, Schedule, Schema, Scope, Stream } from "effect"
import { Ami, AmiClient, AmiEvent } from "effect-ami"
import type { StartedAt } from "./subscriber.ts"

/** A logger that records messages, and throws while told to. */
export class FragileLogger {
  readonly logs: Array<string> = []
  isThrowing = false
  thrown = 0
  readonly logger = Logger.make(({ message }) => {
    this.logs.push(String(message))
    if (!this.isThrowing) return
    this.thrown += 1
    throw new Error("a logger that throws")
  })
}

/** Delays that throw once told to. */
export class FragileSchedule {
  isThrowing = false
  thrown = 0

  over<Output, Input>(delays: Schedule.Schedule<Output, Input>): Schedule.Schedule<Output, Input> {
    return Schedule.map(delays, ({ output }) => {
      if (!this.isThrowing) return output
      this.thrown += 1
      throw new Error("a schedule that throws")
    })
  }
}

/** What a watcher has seen of the peer's events, by number. */
export interface Watcher extends StartedAt {
  readonly name: string
  readonly seen: Array<string>
  /** Whether it should see an event, even though its code throws. */
  readonly sees: (number: string) => boolean
  readonly watching: Effect.Effect<unknown, unknown>
}

export type Watching = "handler" | "schema"

const isThird = (number: string): boolean => Number(number.slice(1)) % 3 === 0

/** An event whose schema throws for every third one. */
const fragileEvent = AmiEvent.define("UserEvent", {
  Number: Schema.String.check(Schema.makeFilter((number: string) => {
    if (isThird(number)) throw new Error("a schema that throws")
    return true
  }))
})

/** A watcher that sees every event, or every one for which its schema does not throw. */
export const watcher = (
  ami: AmiClient.AmiClient["Service"],
  how: Watching,
  place: StartedAt
): Watcher => {
  const seen: Array<string> = []
  const handler = Ami.onEvent("UserEvent", (event): Effect.Effect<void> => {
    seen.push(event.get("Number") ?? "none")
    throw new Error("a handler that throws")
  })
  const typed = Stream.runForEach(ami.events(fragileEvent), ({ Number }) => Effect.sync(() => seen.push(Number)))
  const buffer = { capacity: 1_000_000, overflow: "fail" } as const
  return {
    name: how === "handler" ? "a handler that throws" : "a schema that throws",
    seen,
    sees: (number) => how === "handler" || !isThird(number),
    ...place,
    watching: Effect.provideService(
      how === "schema" ? typed : handler.pipe(
        Effect.provideService(AmiClient.AmiClient, ami),
        Scope.provide(Scope.makeUnsafe())
      ),
      AmiClient.Buffer,
      buffer
    )
  }
}
