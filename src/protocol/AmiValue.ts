/**
 * Schemas for the values of headers, which are all text on the wire.
 *
 * Each schema decodes from the text that Asterisk writes and encodes to the
 * text that it reads. Decoding is tolerant where Asterisk is loose (it spells
 * booleans in seven ways), encoding is exact.
 *
 * Which header carries which kind of value is the catalogue's business.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaTransformation from "effect/SchemaTransformation"

const text = (pattern: RegExp, expected: string) =>
  Schema.String.check(Schema.isPattern(pattern, { expected, message: `Expected ${expected}` }))

/**
 * Schema for an integer in decimal digits.
 *
 * **Gotchas**
 *
 * An empty value is refused, where `Number("")` would make it 0.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Int: Schema.Codec<number, string> = /*#__PURE__*/ text(/^ *[+-]?\d{1,15} *$/, "an integer").pipe(
  Schema.decodeTo(Schema.Int, SchemaTransformation.numberFromString)
)

/**
 * Schema for a decimal number, such as a load or a ratio.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Float: Schema.Codec<number, string> = /*#__PURE__*/ text(/^ *[+-]?\d+(\.\d+)? *$/, "a decimal number")
  .pipe(
    Schema.decodeTo(Schema.Finite, SchemaTransformation.numberFromString)
  )

const truths = ["yes", "true", "1", "on", "y", "t", "enabled"]
const falsehoods = ["no", "false", "0", "off", "n", "f", "disabled"]
const booleanPattern = /*#__PURE__*/ new RegExp(`^(${[...truths, ...falsehoods].join("|")})$`, "i")

const boolean = (whenTrue: string, whenFalse: string): Schema.Codec<boolean, string> =>
  text(booleanPattern, "a boolean such as yes, true, on or 1").pipe(
    Schema.decodeTo(
      Schema.Boolean,
      SchemaTransformation.transform({
        decode: (value: string) => truths.includes(value.toLowerCase()),
        encode: (value: boolean) => (value ? whenTrue : whenFalse)
      })
    )
  )

/**
 * Schema for a boolean that is written `yes` or `no`; every spelling of Asterisk is read.
 *
 * @category schemas
 * @since 0.1.0
 */
export const YesNo: Schema.Codec<boolean, string> = /*#__PURE__*/ boolean("yes", "no")

/**
 * Schema for a boolean that is written `true` or `false`; every spelling of Asterisk is read.
 *
 * @category schemas
 * @since 0.1.0
 */
export const TrueFalse: Schema.Codec<boolean, string> = /*#__PURE__*/ boolean("true", "false")

/**
 * Schema for a boolean that is written `on` or `off`; every spelling of Asterisk is read.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OnOff: Schema.Codec<boolean, string> = /*#__PURE__*/ boolean("on", "off")

/**
 * Schema for a boolean that is written `1` or `0`; every spelling of Asterisk is read.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OneZero: Schema.Codec<boolean, string> = /*#__PURE__*/ boolean("1", "0")

/**
 * Schema for text that Asterisk replaces by `<unknown>` where it knows none.
 *
 * **Details**
 *
 * Wrapped in a struct, the field is absent where the wire says `<unknown>` or
 * nothing: caller IDs in channel snapshots (manager_channels.c) are such text.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Known: Schema.decodeTo<Schema.optionalKey<Schema.String>, Schema.String> = /*#__PURE__*/ Schema.String
  .pipe(
    Schema.decodeTo(Schema.optionalKey(Schema.String), {
      decode: SchemaGetter.transformOptional(Option.filter((value: string) => value !== "<unknown>" && value !== "")),
      encode: SchemaGetter.transformOptional(Option.orElseSome(() => "<unknown>"))
    })
  )

/**
 * Schema for text that Asterisk escapes as a C string.
 *
 * **Details**
 *
 * Only some fields are escaped (utils.c, ast_escape_c): `CallerIDName` and
 * `ConnectedLineName` in channel snapshots, `ChanVariable` values, the `Value`
 * of `VarSet`, presence messages. `Bob O\'Neil` reads as `Bob O'Neil`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CEscaped: Schema.Codec<string, string> = /*#__PURE__*/ Schema.String.pipe(
  Schema.decodeTo(Schema.String, SchemaTransformation.transform({ decode: unescapeC, encode: escapeC }))
)

/**
 * Schema for text that is C-escaped and `<unknown>` where there is none, as the names in channel snapshots are.
 *
 * @category schemas
 * @since 0.1.0
 */
export const KnownCEscaped: Schema.decodeTo<Schema.optionalKey<Schema.String>, Schema.String> = /*#__PURE__*/ Schema
  .String.pipe(
    Schema.decodeTo(Schema.optionalKey(Schema.String), {
      decode: SchemaGetter.transformOptional((value: Option.Option<string>) =>
        Option.map(Option.filter(value, (text) => text !== "<unknown>" && text !== ""), unescapeC)
      ),
      encode: SchemaGetter.transformOptional((value: Option.Option<string>) =>
        Option.some(Option.match(value, { onNone: () => "<unknown>", onSome: escapeC }))
      )
    })
  )

/**
 * Schema for a point in time in seconds since 1970, with or without a fraction.
 *
 * @category schemas
 * @since 0.1.0
 */
export const EpochSeconds: Schema.Codec<DateTime.Utc, string> = /*#__PURE__*/ text(
  /^\d{1,11}(\.\d+)?$/,
  "seconds since 1970"
).pipe(
  Schema.decodeTo(
    Schema.DateTimeUtc,
    SchemaTransformation.transform({
      decode: (value: string) => DateTime.makeUnsafe(Math.round(Number(value) * 1000)),
      encode: (value: DateTime.Utc) => String(DateTime.toEpochMillis(value) / 1000)
    })
  )
)

/**
 * Schema for a duration in whole or decimal seconds.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Seconds: Schema.Codec<Duration.Duration, string> = /*#__PURE__*/ duration(1000, "a number of seconds")

/**
 * Schema for a duration in milliseconds.
 *
 * **Details**
 *
 * The unit depends on the field: `RingTime` is in seconds in `AgentConnect` and
 * in milliseconds in `AgentRingNoAnswer` (app_queue.c).
 *
 * @category schemas
 * @since 0.1.0
 */
export const Milliseconds: Schema.Codec<Duration.Duration, string> = /*#__PURE__*/ duration(1, "milliseconds")

function duration(millis: number, expected: string): Schema.Codec<Duration.Duration, string> {
  return text(/^\d{1,12}(\.\d+)?$/, expected).pipe(
    Schema.decodeTo(
      Schema.Duration,
      SchemaTransformation.transform({
        decode: (value: string) => Duration.millis(Number(value) * millis),
        encode: (value: Duration.Duration) => String(Duration.toMillis(value) / millis)
      })
    )
  )
}

/**
 * Schema for a header whose value is one of a few words, and stays text where it is another.
 *
 * **Details**
 *
 * Asterisk adds words from release to release, and an event with a word that
 * nobody knew must not be lost.
 *
 * **Example** (Keeping an unknown word)
 *
 * ```ts import.meta.vitest
 * import { AmiValue } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const DialStatus = AmiValue.open(["ANSWER", "BUSY"])
 *
 * Schema.decodeSync(DialStatus)("BUSY") // => "BUSY"
 * Schema.decodeSync(DialStatus)("ABDUCTED") // => "ABDUCTED"
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const open = <const Words extends ReadonlyArray<string>>(
  _words: Words
): Schema.Codec<Open<Words[number]>, string> => Schema.String

/**
 * One of a few known words, or any other text.
 *
 * @category models
 * @since 0.1.0
 */
export type Open<Words extends string> = Words | (string & {})

/**
 * Channel variables by name.
 *
 * @category models
 * @since 0.1.0
 */
export type Variables = Readonly<Record<string, string>>

/**
 * Schema for repeated headers that assign a variable each, such as `Variable: A=1`.
 *
 * **Details**
 *
 * Name and value part at the first `=`. On the way out each variable is one
 * header, and commas, quotes, backslashes and brackets are escaped with a
 * backslash, because Asterisk splits the header at commas and removes quotes
 * (app.c, __ast_app_separate_args). Later assignments of a name win.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Variables: Schema.Codec<Variables, ReadonlyArray<string>> = /*#__PURE__*/ Schema.Array(
  Schema.String
).pipe(
  Schema.decodeTo(
    Schema.Record(Schema.String, Schema.String).check(
      Schema.makeFilter((variables: Variables) =>
        Object.keys(variables).every((name) => name !== "" && !name.includes("="))
          ? undefined
          : "Expected names of variables that are not empty and hold no `=`"
      )
    ),
    SchemaTransformation.transform({ decode: readAssignments, encode: writeAssignments })
  )
)

function readAssignments(assignments: ReadonlyArray<string>): Variables {
  const entries = assignments.filter((assignment) => !assignment.startsWith("=")).map((assignment) => {
    const at = assignment.indexOf("=")
    return at === -1 ? [assignment, ""] : [assignment.slice(0, at), assignment.slice(at + 1)]
  })
  // Not an object literal: a variable may be called `__proto__`.
  return Object.fromEntries(entries)
}

function writeAssignments(variables: Variables): ReadonlyArray<string> {
  return Object.entries(variables).map(([name, value]) =>
    `${name.replace(/[\\",]/g, "\\$&")}=${value.replace(/[\\",()[\]]/g, "\\$&")}`
  )
}

const escapes: ReadonlyArray<readonly [letter: string, character: string]> = [
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
  ["'", "'"],
  ["\"", "\""],
  ["?", "?"]
]
const fromLetter = /*#__PURE__*/ new Map(escapes)
const fromCharacter = /*#__PURE__*/ new Map(/*#__PURE__*/ escapes.map(([letter, character]) => [character, letter]))

function unescapeC(value: string): string {
  return value.includes("\\")
    ? value.replace(/\\(.)/gs, (whole, letter: string) => fromLetter.get(letter) ?? whole)
    : value
}

function escapeC(value: string): string {
  return Array.from(value, (char) => {
    const letter = fromCharacter.get(char)
    return letter === undefined ? char : `\\${letter}`
  }).join("")
}
