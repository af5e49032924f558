/**
 * The flags and arguments of commands, with their defaults in their help.
 *
 * What is not given is `undefined`.
 *
 * @since 0.2.0
 */
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"

interface Alias {
  /** One letter. */
  readonly alias?: string
}

interface Default<A> extends Alias {
  readonly default: A
}

const described = <A>(param: Flag.Flag<A>, metavar: string, does: string, options: Partial<Default<unknown>>) => {
  const ending = options.default === undefined ? "" : ` (default ${String(options.default)})`
  const named = param.pipe(Flag.withMetavar(metavar), Flag.withDescription(`${does}${ending}`))
  return options.alias === undefined ? named : Flag.withAlias(named, options.alias)
}

/** A flag without a value. */
export const flag = (name: string, does: string, options: Alias = {}): Flag.Flag<boolean> => {
  const named = Flag.Boolean(name).pipe(Flag.withDescription(does), Flag.withDefault(false), Flag.withoutNegation)
  return options.alias === undefined ? named : Flag.withAlias(named, options.alias)
}

interface Valued<A> {
  (name: string, metavar: string, does: string, options: Default<A>): Flag.Flag<A>
  (name: string, metavar: string, does: string, options?: Alias): Flag.Flag<A | undefined>
}

const valued = <A>(make: (name: string) => Flag.Flag<A>): Valued<A> =>
  ((name: string, metavar: string, does: string, options: Partial<Default<A>> = {}) => {
    const named = described(make(name), metavar, does, options)
    return options.default === undefined
      ? Flag.map(Flag.optional(named), Option.getOrUndefined)
      : Flag.withDefault(named, options.default)
  }) as Valued<A>

/** A flag whose value is a text. */
export const text: Valued<string> = valued(Flag.String)

/** A flag whose value is a whole number. */
export const int: Valued<number> = valued(Flag.Int)

/** A flag whose value is a number. */
export const number: Valued<number> = valued(Flag.Finite)

/** A flag that may be repeated. */
export const texts = (
  name: string,
  metavar: string,
  does: string,
  options: Alias = {}
): Flag.Flag<ReadonlyArray<string>> => Flag.atLeast(described(Flag.String(name), metavar, does, options), 0)

/** A flag whose value is one of a few words. */
export const oneOf = <const Words extends ReadonlyArray<string>>(
  name: string,
  words: Words,
  does: string,
  options: Alias = {}
): Flag.Flag<Words[number] | undefined> =>
  Flag.map(
    Flag.optional(described(Flag.Literals(name, words), words.join("|"), does, options)),
    Option.getOrUndefined
  )

/** An argument that must be given. */
export const argument = (name: string, does: string): Argument.Argument<string> =>
  Argument.withDescription(Argument.String(name), does)

/** An argument that may be left out. */
export const optionalArgument = (name: string, does: string): Argument.Argument<string | undefined> =>
  Argument.map(Argument.optional(argument(name, does)), Option.getOrUndefined)

/** An argument that is one of a few words. */
export const oneOfArgument = <const Words extends ReadonlyArray<string>>(
  name: string,
  words: Words,
  does: string
): Argument.Argument<Words[number]> => Argument.withDescription(Argument.Literals(name, words), does)

/** Any number of arguments. */
export const argumentsOf = (
  name: string,
  does: string,
  options: { readonly min?: number } = {}
): Argument.Argument<ReadonlyArray<string>> => Argument.variadic(argument(name, does), options)
