/**
 * Any contestant in the forms that all of them support: an event handler, round trips, a list.
 */
import { contestants } from "../contestants/index.ts"
import type { EventForm, ListForm, Place, RoundTripForm } from "../form.ts"
import { count, emptyTally } from "../mix.ts"

const open = async (name: string, { port }: Place) => {
  const contestant = await contestants[name]?.()
  if (contestant === undefined) throw new Error(`${name} cannot be had here`)
  const session = await contestant.connect({ host: "127.0.0.1", port, username: "bench", secret: "bench" })
  return { contestant, session }
}

export const eventsOf = (name: string): EventForm => async (place) => {
  const { contestant: { get }, session } = await open(name, place)
  let onEvent: (event: unknown) => void = () => undefined
  session.onEvent((event) => onEvent(event))
  return {
    run: (times, segment) =>
      new Promise((resolve, reject) => {
        const tally = emptyTally()
        onEvent = (event) => {
          const type = get(event, "Event") ?? ""
          if (type === "FullyBooted") return
          if (type === "UserEvent" && get(event, "UserEvent") === "ReplayDone") return resolve(tally)
          count(tally, type, get(event, "Channel"), get(event, "Uniqueid"))
        }
        session.send({ Action: "Replay", Times: String(times), Segment: String(segment) }).catch(reject)
      }),
    close: () => session.close()
  }
}

const silenceMillis = 2000

/** Waits until nothing more comes: a client may forget a caller, and the others still get their answers. */
const silence = async (counted: () => number): Promise<void> => {
  for (let before = -1; counted() !== before;) {
    before = counted()
    await new Promise((resolve) => setTimeout(resolve, silenceMillis).unref())
  }
}

export const roundTripsOf = (name: string): RoundTripForm => async (place) => {
  const { contestant: { get }, session } = await open(name, place)
  return {
    run: async (times, inFlight, onLatency) => {
      let begun = 0
      let right = 0
      let answered = 0
      const caller = async () => {
        while (begun < times) {
          begun += 1
          const from = performance.now()
          const answer = await session.send({ Action: "Ping" })
          answered += 1
          onLatency(performance.now() - from)
          if (get(answer, "Ping") === "Pong") right += 1
        }
      }
      await Promise.race([
        Promise.all(Array.from({ length: inFlight }, caller)),
        silence(() => answered)
      ])
      return right
    },
    echo: async (times) => {
      await session.send({ Action: "Shuffle", Answers: String(times) })
      const answers = await Promise.allSettled(
        Array.from({ length: times }, (_, index) => session.send({ Action: "Getvar", Variable: `v${index}` }))
      )
      return answers.filter((answer, index) =>
        answer.status === "fulfilled" && get(answer.value, "Value") === `v${index}`
      ).length
    },
    close: () => session.close()
  }
}

export const listOf = (name: string): ListForm => async (place) => {
  const { session } = await open(name, place)
  return {
    run: async (length) => {
      await session.send({ Action: "ListSize", Items: String(length) })
      return (await session.list({ Action: "CoreShowChannels" })).length
    },
    close: () => session.close()
  }
}
