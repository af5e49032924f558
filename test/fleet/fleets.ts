/**
 * Fleets of scripted servers: each lets every login in, unless the test says otherwise.
 */
import { Effect, Exit, Fiber, Layer, Scope, Stream, SubscriptionRef } from "effect"
import { AmiClient, type AmiError, AmiFleet, AmiTransport } from "effect-ami"
import { TestClock } from "effect/testing"
import { credentials } from "../client/clientOutput.ts"
import { lettingIn } from "../client/inboxWords.ts"
import { atOnce, makePeer, type Peer, pong, start, turn, withId } from "../client/scriptedTransport.ts"
import { answersLists } from "./lists.ts"

export { turn }

/** What a server does with a login: the words of its refusal, or nothing at all. */
export type Manners = "open" | "silent" | { readonly refuses: string }

export interface Server {
  readonly peer: Peer
  /** What it does with logins from now on. */
  manners: Manners
  /** The channels that it has, by name and Uniqueid. */
  readonly channels: Map<string, string>
  /** Whether it answers actions other than logins. */
  isFrozen: boolean
}

/** A server that stands still until it is spoken to. */
export const makeServer = (manners: Manners = "open"): Server => {
  const server: Server = {
    manners,
    channels: new Map(),
    isFrozen: false,
    peer: makePeer((action, peer) => {
      const { manners } = server
      if (manners === "silent" || server.isFrozen) return
      if (action.name === "Login" && manners !== "open") {
        return peer.answer(action, `Response: Error\nMessage: ${manners.refuses}`)
      }
      lettingIn(action, peer)
      if (action.name === "Logoff") {
        peer.answer(action, "Response: Goodbye\nMessage: Thanks for all the fish.")
        return peer.end()
      }
      const answers = action.name === "Ping" ? [pong] : answersLists(action, server.channels)
      if (answers.length > 0) {
        const wire = answers.map((text) => `${withId(action.actionId, text)}\n\n`).join("")
        peer.deliverWire(wire.replaceAll("\n", "\r\n"))
      }
    })
  }
  return server
}

export const makeServers = (...names: ReadonlyArray<string>): Map<string, Server> =>
  new Map(names.map((name) => [name, makeServer()]))

/** A client of a server. */
export const client = (
  { peer }: Server,
  options: Partial<AmiClient.Options> = {}
): Layer.Layer<AmiClient.AmiClient, AmiError.AmiError> =>
  AmiClient.layer({ ...credentials, reconnect: atOnce, drainTimeout: 0, ...options }).pipe(
    Layer.provide(Layer.succeed(AmiTransport.AmiTransport, peer.transport))
  )

/** A scope that closes when the test ends, while time passes: servers that do not answer have some seconds. */
export const closedInTime = Effect.acquireRelease(Scope.make(), (scope) =>
  Effect.gen(function*() {
    const closing = yield* start(Scope.close(scope, Exit.void))
    yield* TestClock.adjust("1 minute")
    yield* Fiber.join(closing)
  }))

/** A fleet of these servers, and what it follows. */
export const fleetOf = Effect.fnUntraced(function*(
  servers: ReadonlyMap<string, Server>,
  options: Partial<AmiFleet.Options<Server, never, AmiClient.AmiClient>> = {}
) {
  const wanted = yield* SubscriptionRef.make(servers)
  const scope = yield* closedInTime
  const fleet = yield* Scope.provide(
    AmiFleet.make<Server, never, AmiClient.AmiClient>({
      servers: wanted,
      connect: (_, server) => client(server),
      ...options
    }),
    scope
  )
  yield* turn
  return { fleet, wanted, scope }
})

/** Runs something with a fleet as a service. */
export const within = <A, E, R>(fleet: AmiFleet.AmiFleet["Service"], effect: Effect.Effect<A, E, R>) =>
  Effect.provideService(effect, AmiFleet.AmiFleet, fleet)

/** Puts what a stream gives from now on into a list. */
export const collect = Effect.fnUntraced(function*<A, E>(stream: Stream.Stream<A, E>) {
  const all: Array<A> = []
  yield* Effect.forkScoped(Stream.runForEach(stream, (item) => Effect.sync(() => all.push(item))), {
    startImmediately: true
  })
  yield* turn
  return all
})

/** The states of all servers in words. */
export const statesOf = (fleet: AmiFleet.AmiFleet["Service"]) =>
  Effect.map(
    fleet.health,
    (health) => Object.fromEntries([...health].map(([server, { state }]) => [server, state._tag]))
  )

/** Waits until something is so, while fibers go on. */
export const until = (isSo: () => boolean): Effect.Effect<void> =>
  Effect.suspend(() => isSo() ? Effect.void : Effect.andThen(Effect.yieldNow, until(isSo)))
