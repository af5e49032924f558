/**
 * Which client something comes from: its name in errors, logs, spans and figures.
 *
 * A program may watch several servers, and its output must say which one is meant.
 * A client with neither a name nor a transport with an address has none.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Stream from "effect/Stream"
import { AmiError } from "../AmiError.ts"
import { quietly } from "./foreign.ts"
import * as Mask from "./mask.ts"

/** The name of the clients that are made within, unless they have one of their own: that of a server of a fleet. */
export const Named = /*#__PURE__*/ Context.Reference<string | undefined>("effect-ami/internal/identity/Named", {
  defaultValue: () => undefined
})

export interface Identity {
  readonly name: string | undefined
  /** What stands beside each log line, span and figure of the client. */
  readonly labels: Readonly<Record<string, string>>
  /** Runs something that logs, traces or counts for the client. */
  readonly own: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** A copy of an error that names its client. */
  readonly named: (error: AmiError) => AmiError
  /**
   * The same, for an error that was made for one request alone: that error itself. To make it once more would double what
   * a storm of them costs.
   */
  readonly stamp: (error: AmiError) => AmiError
}

/** The identity of a client with this name, on a transport with this address; `attributes` are those of its metrics. */
export const make = (
  name: string | undefined,
  address: string | undefined,
  attributes: Readonly<Record<string, string>>
): Identity => {
  const labels = {
    ...(name === undefined ? {} : { "ami.client": name }),
    ...(address === undefined ? {} : { "server.address": address })
  }
  const metrics = { ...labels, ...attributes }
  return {
    name,
    labels,
    own: (effect) =>
      effect.pipe(
        Effect.annotateLogs(labels),
        Effect.annotateSpans(labels),
        Effect.provideService(Metric.CurrentMetricAttributes, metrics)
      ),
    named: (error) =>
      name === undefined || error.client !== undefined ? error : new AmiError({ reason: error.reason, client: name }),
    stamp: (error) => name === undefined ? error : Object.assign(error, { client: name })
  }
}

/** Says of events that are wanted, when that begins, which of them the client never sees. */
export const warned = <A, E, R>(
  { own }: Identity,
  client: { readonly status: object },
  events: ReadonlyArray<Mask.Wanted>,
  messages: Stream.Stream<A, E, R>
): Stream.Stream<A, E, R> => Stream.unwrap(Effect.as(quietly(own(Mask.warnOfHidden(client, events))), messages))

/** For clients that are not known. */
const anonymous: Identity = {
  name: undefined,
  labels: {},
  own: (effect) => effect,
  named: (error) => error,
  stamp: (error) => error
}

/** By `status`, which stays with a client that somebody has wrapped. */
const identities = new WeakMap<object, Identity>()

/** Keeps the identity of a client for those who are given the client alone. */
export const remember = (status: object, identity: Identity): void => {
  identities.set(status, identity)
}

/** The identity of a client; that of nobody for one that a test has made. */
export const of = ({ status }: { readonly status: object }): Identity => identities.get(status) ?? anonymous
