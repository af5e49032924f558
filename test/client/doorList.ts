/**
 * A list of doors, as a client requests it and as Asterisk would answer.
 */
import { Effect, Fiber, Stream } from "effect"
import { Actions, AmiAction, type AmiClient, AmiEvent, AmiValue } from "effect-ami"
import { connected, type Peer, pong, start } from "./scriptedTransport.ts"

export const Door = AmiEvent.define("Door", { Name: AmiValue.Int })
export const Doors = AmiAction.defineList("DoorList", { items: [Door], empty: ["No doors"] })

export const listStart = "Response: Success\nEventList: start\nMessage: Doors will follow"
export const door = (number: number | string) => `Event: Door\nName: ${number}`
export const complete = (items: number) => `Event: DoorListComplete\nEventList: Complete\nListItems: ${items}`

/** Runs a stream and keeps what comes. */
export const gather = Effect.fnUntraced(function*<A, E>(stream: Stream.Stream<A, E>) {
  const seen: Array<A> = []
  const fiber = yield* start(Stream.runForEach(stream, (value) => Effect.sync(() => seen.push(value))))
  return { fiber, seen }
})

/** Sends a Ping and answers it. */
export const ping = Effect.fnUntraced(function*(ami: AmiClient.AmiClient["Service"], peer: Peer) {
  const fiber = yield* start(ami.send(Actions.Ping()))
  peer.answer(peer.last("Ping"), pong)
  return (yield* Fiber.join(fiber)).Ping
})

/** What `collect` returns if Asterisk sends these messages, each in a separate read. */
export const collected = Effect.fnUntraced(
  function*<Item>(action: AmiAction.ListAction<Item>, ...messages: ReadonlyArray<string>) {
    const { ami, peer } = yield* connected()
    const fiber = yield* start(ami.collect(action))
    for (const message of messages) peer.answer(peer.last(action.name), message)
    return yield* Fiber.join(fiber)
  }
)
