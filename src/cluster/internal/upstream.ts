/**
 * The connection of an owner to its server: made, and made again if it ends for good.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import * as AmiClient from "../../client/AmiClient.ts"
import { quietly } from "../../internal/foreign.ts"
import * as Relays from "../../internal/relays.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"

export interface Upstream {
  /** The client, if there is one that is ready. */
  readonly ready: () => { readonly relay: Relays.Relay; readonly banner: string | undefined } | undefined
  /** Why there is none, in words. */
  readonly why: () => string
}

export interface Options {
  readonly server: string
  readonly connect: (server: string) => Layer.Layer<AmiClient.AmiClient, AmiError>
  /** How many log in at once: after a restart of the database all servers of a node do. */
  readonly logins: Semaphore.Semaphore
  /** The connection is there: the relay hands over what comes from here on. */
  readonly onReady: (relay: Relays.Relay) => void
  readonly onLost: (detail: string) => void
}

/** A server that does not answer holds up no other. */
const longestTurn = Duration.seconds(5)
const longestJitter = 250
const firstDelay = 1000
const longestDelay = 30_000

export const make = Effect.fnUntraced(function*(options: Options): Effect.fn.Return<Upstream, never, Scope.Scope> {
  const { connect, logins, onLost, onReady, server } = options
  let ready: ReturnType<Upstream["ready"]>
  let why = "it is connecting"
  let failures = 0

  const say = (message: string) => quietly(Effect.logWarning(`The connection to ${server}: ${message}`))

  const lose = (detail: string) => {
    why = detail
    if (ready === undefined) return
    ready = undefined
    onLost(detail)
  }

  /** Follows a client until it has ended for good. */
  const follow = Effect.fnUntraced(function*(ami: AmiClient.AmiClient["Service"]) {
    const relay = Relays.of(ami)
    if (relay === undefined) {
      return yield* Effect.die(new Error(`The client of ${server} was not made by AmiClient`))
    }
    yield* ami.status.changes.pipe(
      Stream.takeUntil((state) => state._tag === "Closed" || state._tag === "Disconnected" && state.isFinal),
      Stream.runForEach((state) =>
        Effect.sync(() => {
          if (state._tag === "Ready") {
            failures = 0
            ready = { relay, banner: state.banner }
            onReady(relay)
          } else lose(state._tag === "Disconnected" ? words(state.cause) : `it is ${state._tag}`)
        })
      )
    )
  })

  /** A turn to log in, which ends when the client is there, or after a while. */
  const inTurn = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>) =>
    Effect.gen(function*() {
      yield* logins.take(1)
      let isMine = true
      const giveBack = Effect.suspend(() => {
        if (!isMine) return Effect.void
        isMine = false
        return Effect.asVoid(logins.release(1))
      })
      yield* Effect.addFinalizer(() => giveBack)
      yield* Effect.forkScoped(Effect.delay(giveBack, longestTurn))
      yield* Effect.sleep(Duration.millis((yield* Random.next) * longestJitter))
      return yield* Effect.ensuring(effect, giveBack)
    })

  const life = Effect.scoped(Effect.gen(function*() {
    const services = yield* inTurn(Layer.build(Layer.suspend(() => connect(server))))
    yield* follow(Context.get(services, AmiClient.AmiClient))
    yield* say("the client has ended. Making another one")
  })).pipe(
    Effect.catch((error) => {
      why = words(error)
      return say(why)
    }),
    Effect.catchDefect((defect) => {
      why = words(defect)
      return quietly(Effect.logError(`The connection to ${server}`, defect))
    }),
    Effect.ensuring(Effect.sync(() => lose(why)))
  )

  yield* Effect.suspend(() => {
    const delay = Math.min(longestDelay, firstDelay * 2 ** failures)
    failures += 1
    return Effect.delay(life, failures === 1 ? Duration.zero : Duration.millis(delay / 2))
  }).pipe(Effect.forever, Effect.forkScoped)

  return { ready: () => ready, why: () => why }
})

const words = (error: unknown): string =>
  AmiMessage.printable(error instanceof Error ? error.message : String(error), 300)
