/**
 * Live models of the servers, for those who may read them.
 *
 * A model is made when somebody reads it first, and let go when nobody has read it for long: without readers it costs nothing.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import { type AmiError, isAmiError } from "../../AmiError.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import { quietly } from "../../internal/foreign.ts"
import type * as AmiLive from "../../live/AmiLive.ts"
import { Forbidden, type NotSent, type TooMany } from "../AmiGatewayApi.ts"
import * as Kinds from "./kinds.ts"
import type { Count } from "./rates.ts"
import type { Rights } from "./rights.ts"
import type { Source } from "./source.ts"

/** How long a reader waits for a server. */
const patience = "5 seconds"

/** How long a model is kept that nobody reads, in milliseconds. */
export const keptFor = 600_000

/** How long a model that could not be made is left alone. */
const rest = "5 seconds"

type Client = AmiClient["Service"]

interface Held<V> {
  readonly made: Deferred.Deferred<AmiLive.Model<V>, AmiError>
  readAt: number
}

/** The models of one kind, by client. */
const holding = <V>(kind: Kinds.Kind<V>, scope: Scope.Scope) => {
  const all = new Map<Client, Held<V>>()

  /** Makes a model, and keeps it as long as it is read. */
  const keep = Effect.fnUntraced(function*(ami: Client, held: Held<V>) {
    const made = yield* Effect.exit(Effect.provideService(kind.make, AmiClient, ami))
    yield* Deferred.done(held.made, made)
    if (Exit.isFailure(made)) {
      yield* quietly(Effect.logWarning(`The gateway has no model of the ${kind.model}`, made.cause))
      yield* Effect.sleep(rest)
    } else {
      for (let left = keptFor; left > 0; left = held.readAt + keptFor - (yield* Clock.currentTimeMillis)) {
        yield* Effect.sleep(left)
      }
    }
    // Before it is closed: who comes now gets another one.
    all.delete(ami)
  })

  return (ami: Client): Effect.Effect<AmiLive.Model<V>, AmiError> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const known = all.get(ami)
      if (known !== undefined) {
        known.readAt = now
        return Deferred.await(known.made)
      }
      const held: Held<V> = { made: Deferred.makeUnsafe(), readAt: now }
      all.set(ami, held)
      return Effect.andThen(Effect.forkIn(Effect.scoped(keep(ami, held)), scope), Deferred.await(held.made))
    })
}

/** The values of a model of one server that a token may read, and whether they are what Asterisk would say. */
type OfServer =
  | { readonly _tag: "Fresh"; readonly server: string; readonly at: number; readonly values: ReadonlyArray<unknown> }
  | {
    readonly _tag: "Stale"
    readonly server: string
    readonly at: number
    readonly since: number
    readonly cause: string
    readonly values: ReadonlyArray<unknown>
  }
  | { readonly _tag: "Absent"; readonly server: string; readonly cause: string }

export type Read = (rights: Rights) => Effect.Effect<ReadonlyArray<OfServer>, Forbidden | TooMany | NotSent>

/** Why there is no model, in a word. */
const causeOf = (state: string, failure: Cause.Cause<unknown> | undefined): string => {
  if (state !== "Ready") return "Disconnected"
  const error = failure === undefined ? undefined : Option.getOrUndefined(Cause.findErrorOption(failure))
  return failure === undefined ? "Resyncing" : isAmiError(error) ? error.reason._tag : "Failed"
}

export const make = Effect.fnUntraced(function*({ count, source }: {
  readonly source: Source
  readonly count: Count
}) {
  const scope = yield* Effect.scope
  const reading = <V>(kind: Kinds.Kind<V>): Read => {
    const held = holding(kind, scope)
    const liveOf = Effect.fnUntraced(function*(server: string) {
      const own = yield* source.model(server, kind.key)
      if (own !== undefined) return yield* own.get
      const ami = yield* source.client(server)
      return ami === undefined ? undefined : yield* Effect.flatMap(held(ami), ({ get }) => get)
    })
    return Effect.fnUntraced(function*(rights) {
      yield* count(rights, "reads")
      const isPart = rights.reads(kind.model)
      if (isPart === undefined) {
        return yield* Effect.fail(new Forbidden({ message: `The grant allows no ${kind.model}` }))
      }
      const shown = (values: ReadonlyMap<string, V>): ReadonlyArray<unknown> =>
        Array.from(values.values()).flatMap((value) =>
          isPart(kind.names(value)) ? [rights.shownValue(kind.json(value))] : []
        )
      const ofServer = ({ server, state }: { readonly server: string; readonly state: string }) =>
        Effect.map(Effect.exit(Effect.timeoutOption(liveOf(server), patience)), (exit): OfServer => {
          const live = Exit.isSuccess(exit) ? Option.getOrUndefined(exit.value) : undefined
          if (live === undefined) {
            return { _tag: "Absent", server, cause: causeOf(state, Exit.isFailure(exit) ? exit.cause : undefined) }
          }
          const { value, ...rest } = live
          return { ...rest, server, values: shown(value) }
        })
      const servers = (yield* source.servers).filter(({ server }) => rights.knows(server))
      return yield* Effect.forEach(servers, ofServer, { concurrency: "unbounded" })
    })
  }
  return { channels: reading(Kinds.channels), queues: reading(Kinds.queues), calls: reading(Kinds.calls) }
})

export type Models = Effect.Success<ReturnType<typeof make>>
