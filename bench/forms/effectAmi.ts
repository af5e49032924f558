/**
 * The library, in the forms in which people use it, with the options that it has unless others are given: but for a buffer
 * that holds what a server on the same machine sends in a turn, so that losses are faults, and room for all actions.
 */
import { Effect, Exit, Fiber, Redacted, Scope, Stream } from "effect"
import * as AllEvents from "../../src/catalog/AllEvents.ts"
import { Actions, AmiAction, AmiClient, type AmiError, AmiEvent, type AmiMessage, Events } from "../../src/index.ts"
import { NodeAmi } from "../../src/node/index.ts"
import { ca } from "../../test/node/certificates.ts"
import type { EventForm, ListForm, Place, RoundTripForm } from "../form.ts"
import { count, emptyTally, type Tally } from "../mix.ts"
import { callersOf } from "./callers.ts"

type Ami = AmiClient.AmiClient["Service"]

const transports = {
  tcp: (port: number) => NodeAmi.layerTcp({ port }),
  tls: (port: number) => NodeAmi.layerTls({ port, host: "127.0.0.1", ca, servername: "localhost" }),
  http: (port: number) => NodeAmi.layerHttp({ url: `http://127.0.0.1:${port}`, auth: "session" })
}

const open = async ({ over, port }: Place) => {
  const scope = Scope.makeUnsafe()
  const ami = await AmiClient.make({
    username: "bench",
    secret: Redacted.make("bench"),
    buffer: { capacity: 10_000_000, overflow: "fail" },
    maxInFlight: 1024
  }).pipe(Effect.provide(transports[over](port)), Scope.provide(scope), Effect.runPromise)
  return { ami, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

// --- Events -----------------------------------------------------------------

/** Asks for the mix, and consumes until its end is seen. */
const consuming =
  (consume: (ami: Ami, tally: Tally) => Effect.Effect<unknown, AmiError.AmiError>): EventForm => async (place) => {
    const { ami, close } = await open(place)
    const run = Effect.fnUntraced(function*(times: number, segment: number) {
      const tally = emptyTally()
      const fiber = yield* Effect.forkChild(consume(ami, tally), { startImmediately: true })
      yield* ami.send(AmiAction.raw("Replay", [["Times", String(times)], ["Segment", String(segment)]]))
      yield* Fiber.join(fiber)
      return tally
    })
    return { run: (times, segment) => Effect.runPromise(run(times, segment)), close }
  }

/** Counts a message, and tells whether it is the last. */
const isLast = (tally: Tally, message: AmiMessage.AmiMessage): boolean => {
  const { name } = message
  if (name === "UserEvent" && message.get("UserEvent") === "ReplayDone") return true
  count(tally, name, message.get("Channel"), message.get("Uniqueid"))
  return false
}

const readInbox = (ami: Ami, tally: Tally) =>
  ami.inbox.pipe(Stream.takeUntil((item) => item._tag === "Received" && isLast(tally, item.message)), Stream.runDrain)

export const inbox = consuming(readInbox)

/** Ten subscribers, of which each reads everything. */
export const tenInboxes = consuming((ami, tally) =>
  Effect.all([readInbox(ami, tally), ...Array.from({ length: 9 }, () => readInbox(ami, emptyTally()))], {
    concurrency: "unbounded",
    discard: true
  })
)

const ReplayDone = AmiEvent.userEvent("ReplayDone", {})

/** One type of event out of the mix. */
export const hangups = consuming((ami, tally) =>
  ami.events(Events.Hangup, ReplayDone).pipe(
    Stream.takeUntil((event) => {
      if (event.Event === "UserEvent") return true
      count(tally, event.Event, event.Channel, event.Uniqueid)
      return false
    }),
    Stream.runDrain
  )
)

interface ReadFields {
  readonly Event: string
  readonly Channel?: string
  readonly Uniqueid?: string
  readonly UniqueID?: string
  readonly UserEvent?: string
}

/** Every event of the catalogue, typed and decoded. */
export const typed = consuming((ami, tally) =>
  ami.events(ReplayDone, ...AllEvents.all).pipe(
    Stream.takeUntil((event) => {
      const { Channel, Event, UniqueID, Uniqueid, UserEvent } = event as ReadFields
      if (Event === "UserEvent" && UserEvent === "ReplayDone") return true
      count(tally, Event, Channel, Uniqueid ?? UniqueID)
      return false
    }),
    Stream.runDrain
  )
)

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
