/**
 * Actions and lists with the library, with its default options, except room for 1,024 actions in flight.
 */
import { Effect, Stream } from "effect"
import { Actions, AmiAction, type AmiError } from "../../src/index.ts"
import type { ListForm, Place, RoundTripForm } from "../form.ts"
import { callersOf } from "./callers.ts"
import { type Ami, open as connect } from "./client.ts"

const open = (place: Place) => connect(place, { limits: { inFlight: 1024 } })

// --- Round trips ------------------------------------------------------------

const times = (number: number) => Array.from({ length: number }, (_, index) => index)

export const send: RoundTripForm = async (place) => {
  const { ami, close } = await open(place)
  return {
    run: (number, inFlight, onLatency) =>
      callersOf(
        Effect.suspend(() => ami.send(Actions.Ping())),
        ({ Ping }) => Ping === "Pong",
        [number, inFlight],
        onLatency
      ),
    echo: (number) =>
      Effect.gen(function*() {
        yield* ami.send(AmiAction.raw("Shuffle", [["Answers", String(number)]]))
        const right = yield* Effect.forEach(
          times(number),
          (index) =>
            Effect.map(ami.send(Actions.Getvar({ Variable: `v${index}` })), ({ Value }) => Value === `v${index}`),
          { concurrency: "unbounded" }
        )
        return right.filter(Boolean).length
      }).pipe(Effect.runPromise),
    close
  }
}

// --- Lists ------------------------------------------------------------------

const listing = (read: (ami: Ami) => Effect.Effect<number, AmiError.AmiError>): ListForm => async (place) => {
  const { ami, close } = await open(place)
  return {
    run: (length) =>
      Effect.runPromise(Effect.andThen(ami.send(AmiAction.raw("ListSize", [["Items", String(length)]])), read(ami))),
    close
  }
}

export const collect = listing((ami) => Effect.map(ami.collect(Actions.CoreShowChannels()), (items) => items.length))

export const stream = listing((ami) => Stream.runCount(ami.stream(Actions.CoreShowChannels())))
