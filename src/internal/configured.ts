/**
 * Options of which each may be a value or a `Config`.
 *
 * @since 0.2.0
 */
import * as Config from "effect/Config"
import type * as Duration from "effect/Duration"
import type * as Redacted from "effect/Redacted"

/** A value, the `Config` of one, or an object of which each member is one of these. */
export type Configured<A> =
  | A
  | Config.Config<A>
  | (IsPlain<NonNullable<A>> extends true ? { readonly [K in keyof A]: Configured<A[K]> } : never)

/** Whether something is an object of options, and not a value that is an object. */
type IsPlain<A> = [A] extends [Redacted.Redacted<unknown> | Duration.Duration | URL | Uint8Array] ? false
  : [A] extends [object] ? [keyof A] extends [never] ? false : [keyof A] extends [string] ? true : false
  : false

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
