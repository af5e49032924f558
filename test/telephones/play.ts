/**
 * Plays one shape of a call in a house, until its last channel is gone.
 */
import { Cause, Effect, Exit, type Scope } from "effect"
import { type Lines, type Recording, recordings } from "../fidelity/conversations.ts"
import { shapes as byPeople } from "../fidelity/shapes/shapes.ts"
import type { House } from "./house.ts"
import { observe, type Observer } from "./observer.ts"
import { playedBySipp } from "./sipp.ts"
import { stage } from "./stage.ts"

export interface Played {
  /** What AMI said. */
  readonly messages: ReadonlyArray<Lines>
  /** What a telephone or its user did not see; undefined if all went as it should. */
  readonly failure: string | undefined
  readonly millis: number
}

/** Shapes that Debian's Asterisk 16 lacks the module for. */
const only22: ReadonlySet<string> = new Set(["voicemail", "transfer-to-voicemail"])

/** The names of all shapes that a version can play. */
export const shapesOf = (version: number): ReadonlyArray<string> =>
  [...byPeople.keys()].filter((name) => version === 22 || !only22.has(name))

const recordingOf = (name: string, version: number): Recording | undefined => {
  const all = recordings().filter((one) => one.isShape && one.name === name)
  return all.find((one) => one.version === String(version)) ?? all[0]
}

/** What a shape is, in a sentence. */
export const aboutOf = (name: string): string => recordingOf(name, 22)?.about ?? ""

const script = (house: House, observer: Observer, name: string): Effect.Effect<void> => {
  const people = byPeople.get(name)
  const scenario = playedBySipp.get(name)
  if (scenario !== undefined) return scenario(house, observer)
  return people === undefined
    ? Effect.die(new Error(`there is no shape ${name}`))
    : people(stage(house, observer, recordingOf(name, house.version)))
}

/** How long the last channels may take to end. */
const longestEnd = "20 seconds"

export const play = Effect.fnUntraced(
  function*(house: House, name: string): Effect.fn.Return<Played, never, Scope.Scope> {
    const began = performance.now()
    const observer = yield* observe(house)
    for (const telephone of Object.values(house.telephones)) telephone.forget()
    // Members of queues do not rest after the calls of the shape before (app_queue.c, clear_queue).
    yield* observer.request("Action: QueueReset")
    const exit = yield* script(house, observer, name).pipe(
      Effect.andThen(observer.until("the end of all channels", () => observer.living() === 0, longestEnd)),
      Effect.exit
    )
    if (Exit.isFailure(exit)) {
      yield* house.cli("channel request hangup all")
      yield* Effect.exit(observer.until("the end of all channels", () => observer.living() === 0, longestEnd))
    }
    return {
      messages: observer.messages.slice(),
      failure: Exit.isFailure(exit) ? Cause.pretty(exit.cause).split("\n")[0] : undefined,
      millis: Math.round(performance.now() - began)
    }
  },
  Effect.scoped
)
