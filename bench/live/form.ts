/**
 * A way to read recorded calls, and what the forms have in common.
 */
import { Effect, type Scope } from "effect"
import { AmiAction, type AmiClient, type AmiError } from "../../src/index.ts"
import type { Choice } from "./mix.ts"

/** What a period did. */
export interface Period {
  /** Events that were sent, or items that were listed. */
  readonly count: number
  /** What shows that nothing was lost. */
  readonly note: string
  /** Bytes of heap for each, where that is measured. */
  readonly bytes?: number
}

export type Run = (times: number) => Effect.Effect<Period, AmiError.AmiError, AmiClient.AmiClient>

export type Form = Effect.Effect<Run, AmiError.AmiError, AmiClient.AmiClient | Scope.Scope>

type Ami = AmiClient.AmiClient["Service"]

export const calls: Choice = { shapes: ".*", classes: ["call", "agent"] }
export const withDialplan: Choice = { shapes: ".*", classes: ["call", "agent", "dialplan"] }

/** What was sent is framed, and readers have a turn to take it. */
export const turned = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 1))).pipe(
  Effect.repeat({ times: 4 })
)

export const replay = (ami: Ami, { classes, shapes, until }: Choice, rounds: number) =>
  Effect.gen(function*() {
    const headers: Array<readonly [string, string]> = [
      ["Shapes", shapes],
      ["Classes", classes.join(",")],
      ["Rounds", String(rounds)],
      ...until === undefined ? [] : [["Until", until] as const]
    ]
    const answer = yield* ami.send(AmiAction.raw("Replay", headers))
    yield* turned
    const number = (name: string) => Number(answer.get(name))
    return { events: number("Events"), begun: number("Begun"), snapshots: number("Snapshots") }
  })
