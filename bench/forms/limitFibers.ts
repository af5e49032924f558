/** The limit of round trips, but with an Effect fiber per caller: the least that a client for Effect can cost. */
import { Effect } from "effect"
import type { RoundTripForm } from "../form.ts"
import { callersOf } from "./callers.ts"
import { requester } from "./limits.ts"
import type { Headers } from "./parse.ts"

export const inFibers: RoundTripForm = async (place) => {
  const { ask, close, echo } = requester(place, true)
  const ping = Effect.callback<Headers>((resume) => ask("Action: Ping", (headers) => resume(Effect.succeed(headers))))
  return {
    run: (times, inFlight, onLatency) => callersOf(ping, ({ Ping }) => Ping === "Pong", [times, inFlight], onLatency),
    echo,
    close
  }
}
