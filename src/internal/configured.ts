/**
 * Options of which each may be a value or a `Config`.
 *
 * @since 0.2.0
 */
import * as Config from "effect/Config"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Schedule from "effect/Schedule"

/** A value, the `Config` of one, or an object of which each member is one of these. */
export type Configured<A> = A | Config.Config<A> | Members<A, NonNullable<A>>

/** Of an object of options, and not of a value that is an object. */
type Members<A, Given> = [Given] extends [Value] ? never
  : [Given] extends [object] ? { readonly [K in keyof A]: Configured<A[K]> }
  : never

type Value =
  | Redacted.Redacted<unknown>
  | Duration.Duration
  | Schedule.Schedule<unknown, never>
  | ReadonlyArray<unknown>
  | Uint8Array
  | URL
  | ((...args: never) => unknown)

/** The `Config` of the whole. */
export const configOf = <A>(given: Configured<A>): Config.Config<A> => unwrap(given, 0) as Config.Config<A>

/** No option is an object within an object within an object. */
const deepest = 3

const unwrap = (given: unknown, depth: number): Config.Config<unknown> => {
  if (Config.isConfig(given)) return given
  if (depth === deepest || !isPlain(given)) return Config.succeed(given)
  return Config.all(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, unwrap(value, depth + 1)])))
}

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null
  && [null, Object.prototype].some((prototype) => prototype === Object.getPrototypeOf(value))

/** Layer of options that are values or `Config`s. */
export const layerOf = <Options, A, E, R>(
  options: Configured<Options>,
  layer: (options: Options) => Layer.Layer<A, E, R>
): Layer.Layer<A, E | Config.ConfigError, R> => Layer.unwrap(Effect.map(Effect.suspend(() => configOf(options)), layer))
