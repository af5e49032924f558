/**
 * A scope that closes in each state that a client may be in.
 */
import { assert, describe } from "@effect/vitest"
import { Deferred, Effect, Exit, Option, Scope, Stream } from "effect"
import { Actions, AmiAction, AmiClient, AmiError, type AmiStatus, AmiTransport } from "effect-ami"
import { TestClock } from "effect/testing"
import { credentials, secretStaysHidden, test } from "../client/clientOutput.ts"
import { logIn } from "../client/inboxWords.ts"
import { accepted, challenge, makePeer, type Peer, start, turn } from "../client/scriptedTransport.ts"
import { size } from "../size.ts"
import { countFibers } from "./fibers.ts"

/** What the test controls: the peer, and how connections are made from now on. */
interface Stage {
  readonly peer: Peer
  readonly connections: (kind: "made" | "refused" | "never") => void
  /** The client, once it is ready. */
  readonly ready: Effect.Effect<AmiClient.AmiClient["Service"]>
  /** Starts to close, as the end of a program does. */
  readonly close: Effect.Effect<unknown>
}

type State = (stage: Stage) => Effect.Effect<unknown>

const proven = (peer: Peer) => peer.answer(peer.last("Challenge"), challenge)

const accept = (peer: Peer) => {
  proven(peer)
  peer.answer(peer.last("Login"), accepted)
}

const ready: State = ({ peer, ready }) => Effect.andThen(Effect.sync(() => logIn(peer)), ready)

/** A ready client loses its connection, and the next one gets as far as `then` says, if there is one. */
const again = (then: State | undefined, connections: "made" | "refused" | "never" = "made"): State => (stage) =>
  Effect.gen(function*() {
    yield* ready(stage)
    stage.connections(connections)
    stage.peer.end()
    yield* turn
    yield* then === undefined ? Effect.void : Effect.andThen(TestClock.adjust(firstDelay), then(stage))
  })

const busy: State = (stage) =>
  Effect.gen(function*() {
    yield* ready(stage)
    const ami = yield* stage.ready
    yield* start(Stream.runDrain(ami.inbox))
    yield* start(Effect.exit(ami.collect(AmiAction.rawList("Status"))))
    stage.peer.answer(stage.peer.last("Status"), "Response: Success\nEventList: start", "Event: Status\nChannel: a")
    yield* start(Effect.exit(Stream.runDrain(ami.exchange(AmiAction.raw("AGI")))))
    yield* Effect.forEach([1, 2, 3], () => start(Effect.exit(ami.send(Actions.Ping()))))
  })

/** The first attempt comes within a quarter of a second. */
const firstDelay = "250 millis"

const nothing: State = () => Effect.void

/** Each state, its status if there is one already, and how to get there. */
const states: ReadonlyArray<readonly [name: string, said: AmiStatus.State["_tag"] | undefined, state: State]> = [
  ["that waits for its connection", undefined, nothing],
  ["that has asked for a challenge", undefined, nothing],
  ["that has sent its login", undefined, ({ peer }) => Effect.sync(() => proven(peer))],
  ["that waits until Asterisk has booted", undefined, ({ peer }) => Effect.sync(() => accept(peer))],
  ["that is ready", "Ready", ready],
  ["that waits for answers, with others in the queue", "Ready", busy],
  ["that is closing already", "Closing", (stage) => Effect.andThen(busy(stage), start(stage.close))],
  ["that waits before its next attempt", "Disconnected", again(undefined)],
  ["that waits after a failed attempt", "Connecting", again(nothing, "refused")],
  ["that waits for its next connection", "Connecting", again(nothing, "never")],
  ["that logs in for a second time", "LoggingIn", again(nothing)],
  ["that waits for a second boot", "Booting", again(({ peer }) => Effect.sync(() => accept(peer)))],
  ["that is ready again", "Ready", again(ready)],
  [
    "that has given up",
    "Disconnected",
    again(({ peer }) =>
      Effect.sync(() => {
        proven(peer)
        peer.answer(peer.last("Login"), "Response: Error\nMessage: Authentication failed")
      })
    )
  ]
]

const refused = new AmiError.AmiError({
  reason: new AmiError.ConnectFailed({ address: "pbx:5038", code: "ECONNREFUSED" })
})

/** Brings a client into a state, closes its scope, and returns what is left of it 4 seconds later. */
const closeIn = Effect.fnUntraced(function*(state: State, name: string) {
  const fibers = countFibers()
  const peer = makePeer()
  let said: AmiStatus.State["_tag"] | undefined
  let kind: Parameters<Stage["connections"]>[0] = name.includes("its connection") ? "never" : "made"
  const connect = Effect.suspend(() =>
    kind === "made" ? peer.transport.connect : kind === "refused" ? Effect.fail(refused) : Effect.never
  )
  const scope = yield* Scope.make()
  const client = yield* Deferred.make<AmiClient.AmiClient["Service"]>()
  const reached = yield* Deferred.make<void>()
  const closed = yield* Deferred.make<void>()
  const close = Effect.andThen(Scope.close(scope, Exit.void), Deferred.succeed(closed, undefined))
  const life = Effect.gen(function*() {
    yield* AmiClient.make({ ...credentials, limits: { inFlight: 3 } }).pipe(
      Scope.provide(scope),
      Effect.provideService(AmiTransport.AmiTransport, { connect }),
      Effect.flatMap((ami) => Deferred.succeed(client, ami)),
      Effect.forkIn(scope, { startImmediately: true })
    )
    yield* state({
      peer,
      connections: (next) => {
        kind = next
      },
      ready: Deferred.await(client),
      close
    })
    yield* turn
    const ami = yield* Deferred.poll(client)
    yield* Deferred.succeed(reached, undefined)
    said = Option.isNone(ami) ? undefined : (yield* Effect.flatMap(ami.value, ({ status }) => status.get))._tag
    yield* close
  })

  yield* Effect.forkDetach(fibers.within(life), { startImmediately: true })
  yield* Deferred.await(reached)
  yield* TestClock.adjust("4 seconds")
  yield* turn
  return { said, closed: yield* Deferred.isDone(closed), fibers: fibers.running(), open: peer.opened() - peer.closed() }
})

const times = size(100, 5)

describe("a scope that closes around a client", () => {
  for (const [name, said, state] of states) {
    test(`leaves no fiber, no timer and no connection of one ${name}, ${times} times (C8, C28, row 76)`, () =>
      Effect.gen(function*() {
        const left = yield* Effect.forEach(Array.from({ length: times }), () => closeIn(state, name))

        // Each way in which it ended, once.
        assert.deepStrictEqual([...new Set(left.map((one) => JSON.stringify(one)))], [
          JSON.stringify({ said, closed: true, fibers: 0, open: 0 })
        ])
      }))
  }

  secretStaysHidden()
})
