/**
 * A way to read recorded calls, and what the forms have in common.
 */
import { Deferred, Effect, type Scope } from "effect"
import { AmiAction, type AmiClient, type AmiError } from "../../src/index.ts"
import * as AmiLive from "../../src/live/AmiLive.ts"
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

/** Replays calls, and waits until every model of the client has taken in the last event. */
export const replayed: Effect.Effect<typeof replay, AmiError.AmiError, AmiClient.AmiClient | Scope.Scope> = Effect.gen(
  function*() {
    const live = yield* AmiLive.make
    let done = Deferred.makeUnsafe<void>()
    // Parts are fed in the order in which they were installed.
    yield* live.install({
      name: "end of a replay",
      events: ["UserEvent"],
      sources: [],
      outputs: [],
      apply: () => Deferred.doneUnsafe(done, Effect.void),
      begin: () => undefined,
      list: () => true,
      isDoubting: () => false,
      settle: () => 0,
      lose: () => undefined
    })
    return (ami, choice, rounds) =>
      Effect.suspend(() => {
        done = Deferred.makeUnsafe<void>()
        return Effect.tap(replay(ami, choice, rounds), () => Deferred.await(done))
      })
  }
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
