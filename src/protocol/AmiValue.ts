/**
 * Schemas for the values of headers, which are all text on the wire.
 *
 * Each schema decodes from the text that Asterisk writes and encodes to the text that it reads. Decoding is tolerant if
 * Asterisk is loose (it spells booleans in seven ways), encoding is exact.
 *
 * The catalogue decides which header has which kind of value.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { built, direct, readerOf, written } from "../internal/readers.ts"

/** C prints `-0.0000`; JSON has no negative zero. */
const numberOf = (text: string): number => Number(text) + 0

/**
 * Schema for an integer in decimal digits.
 *
 * **Details**
 *
 * In an event or an answer of the catalogue, a required field holds `NaN` if Asterisk writes something that is not an
 * integer, and `AmiEvent.faultsOf` names it.
 *
 * **Gotchas**
 *
 * An empty value is refused, although `Number("")` is 0.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Int: Schema.Codec<number, string> = /*#__PURE__*/ built(() =>
  written(/^ *[+-]?\d{1,15} *$/, "an integer", Schema.Int, { decode: numberOf, encode: String, instead: NaN })
)

/**
 * Schema for a decimal number, such as a load or a ratio.
 *
 * **Details**
 *
 * In an event or an answer of the catalogue, a required field holds `NaN` if Asterisk writes something that is not a
 * number (C prints `nan` and `inf`), and `AmiEvent.faultsOf` names it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Float: Schema.Codec<number, string> = /*#__PURE__*/ built(() =>
  // More digits could overflow to infinity.
  written(/^ *[+-]?\d{1,300}(\.\d+)? *$/, "a decimal number", Schema.Finite, {
    decode: numberOf,
    encode: String,
    instead: NaN
  })
)

const truth = /^(yes|true|1|on|y|t|enabled)$/i
const booleanPattern = /^(yes|true|1|on|y|t|enabled|no|false|0|off|n|f|disabled)$/i

const boolean = (whenTrue: string, whenFalse: string): Schema.Codec<boolean, string> =>
  written(booleanPattern, "a boolean such as yes, true, on or 1", Schema.Boolean, {
    decode: (value) => truth.test(value),
    encode: (value) => (value ? whenTrue : whenFalse)
  })

/**
 * Schema for a boolean that is encoded as `yes` or `no`; every spelling of Asterisk is decoded.
 *
 * @category schemas
 * @since 0.1.0
 */
export const YesNo: Schema.Codec<boolean, string> = /*#__PURE__*/ boolean("yes", "no")

/**
 * Schema for a boolean that is encoded as `true` or `false`; every spelling of Asterisk is decoded.
 *
 * @category schemas
 * @since 0.1.0
 */
export const TrueFalse: Schema.Codec<boolean, string> = /*#__PURE__*/ boolean("true", "false")

/**
 * Schema for a boolean that is encoded as `on` or `off`; every spelling of Asterisk is decoded.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OnOff: Schema.Codec<boolean, string> = /*#__PURE__*/ boolean("on", "off")

/**
 * Schema for a boolean that is encoded as `1` or `0`; every spelling of Asterisk is decoded.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OneZero: Schema.Codec<boolean, string> = /*#__PURE__*/ boolean("1", "0")

/**
 * A schema whose field is absent if the header has a placeholder for "no value".
 *
 * @category models
 * @since 0.1.0
 */
export interface Absent<A> extends Schema.decodeTo<Schema.optionalKey<Schema.Codec<A, string>>, Schema.String> {}

/**
 * Makes a schema whose field is absent if the header has one of the given placeholders.
 *
 * **Details**
 *
 * An absent field is encoded as the first of them.
 *
 * **Example** (Reading a queue's caller, who may be unknown)
 *
 * ```ts import.meta.vitest
 * import { AmiValue } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const Caller = Schema.Struct({ Position: AmiValue.absentAt(AmiValue.Int, ["unknown", "0"]) })
 *
 * Schema.decodeSync(Caller)({ Position: "2" }) // => { Position: 2 }
 * Schema.decodeSync(Caller)({ Position: "unknown" }) // => {}
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const absentAt = <A>(
  codec: Schema.Codec<A, string>,
  texts: readonly [string, ...ReadonlyArray<string>]
): Absent<A> => {
  const schema: Absent<A> = Schema.String.pipe(
    Schema.decodeTo(Schema.optionalKey(codec), {
      decode: SchemaGetter.transformOptional(Option.filter((value: string) => !texts.includes(value))),
      encode: SchemaGetter.transformOptional(Option.orElseSome((): string => texts[0]))
    })
  )
  const reader = readerOf(codec)
  return reader === undefined
    ? schema
    : direct(schema, (value) => (texts.includes(value) ? undefined : reader.read(value)), { optional: true })
}

/**
 * Schema for text that Asterisk replaces with `<unknown>` if there is none.
 *
 * **Details**
 *
 * In a struct, the field is absent if the header is `<unknown>` or empty: caller IDs in channel snapshots
 * (manager_channels.c) are such text.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Known: Absent<string> = /*#__PURE__*/ built(() => absentAt(Schema.String, ["<unknown>", ""]))

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
export const CEscaped: Schema.Codec<string, string> = /*#__PURE__*/ built(() =>
  direct(
    Schema.String.pipe(
      Schema.decodeTo(Schema.String, SchemaTransformation.transform({ decode: unescapeC, encode: escapeC }))
    ),
    unescapeC
  )
)

/**
 * Schema for text that is C-escaped, or `<unknown>` if there is none, such as the names in channel snapshots.
 *
 * @category schemas
 * @since 0.1.0
 */
export const KnownCEscaped: Absent<string> = /*#__PURE__*/ built(() => absentAt(CEscaped, ["<unknown>", ""]))

// `Schema.DateTimeUtc` pulls in time zones, some 5 kB of a bundle, which AMI never needs. The JSON is the same.
const Instant: Schema.Codec<DateTime.Utc> = /*#__PURE__*/ built(() =>
  Schema.declare((value): value is DateTime.Utc => DateTime.isDateTime(value) && DateTime.isUtc(value), {
    expected: "DateTime.Utc",
    toCodecJson: () =>
      Schema.link<DateTime.Utc>()(
        Schema.String.check(Schema.makeFilter((text) => Option.isSome(DateTime.make(text)) || "Expected an ISO time")),
        SchemaTransformation.transform({ decode: DateTime.makeUnsafe<string>, encode: DateTime.formatIso })
      )
  })
)

/**
 * Schema for a point in time in seconds since 1970, with or without a fraction.
 *
 * @category schemas
 * @since 0.1.0
 */
export const EpochSeconds: Schema.Codec<DateTime.Utc, string> = /*#__PURE__*/ built(() =>
  written(/^\d{1,11}(\.\d+)?$/, "seconds since 1970", Instant, {
    decode: (value) => DateTime.makeUnsafe(Math.round(Number(value) * 1000)),
    encode: (value) => String(DateTime.toEpochMillis(value) / 1000)
  })
)

// Each number is range-checked, because JavaScript has no instant for a month 13.
const timestampPattern =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?[+-]([01]\d|2[0-3]):?[0-5]\d$/

/**
 * Schema for a point in time with a UTC offset, such as `2026-11-23T08:10:58.123+0000` (security_events.c).
 *
 * @category schemas
 * @since 0.1.0
 */
export const Timestamp: Schema.Codec<DateTime.Utc, string> = /*#__PURE__*/ built(() =>
  written(timestampPattern, "a time as 2026-11-23T08:10:58.123+0000", Instant, {
    decode: (value) => DateTime.makeUnsafe(value.replace(/(\d\d):?(\d\d)$/, "$1:$2")),
    encode: (value) => DateTime.formatIso(value).replace("Z", "+0000")
  })
)

/**
 * Schema for a duration in whole or decimal seconds.
 *
 * **Details**
 *
 * It is negative if Asterisk writes a negative number: it subtracts two times of day (app_queue.c), and the clock may
 * have been set back in between.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Seconds: Schema.Codec<Duration.Duration, string> = /*#__PURE__*/ duration(1000, "a number of seconds")

/**
 * Schema for a duration in minutes.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Minutes: Schema.Codec<Duration.Duration, string> = /*#__PURE__*/ duration(
  60_000,
  "a number of minutes",
  11
)

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

/**
 * Schema for a duration in microseconds, such as the round trip of a SIP contact.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Microseconds: Schema.Codec<Duration.Duration, string> = /*#__PURE__*/ duration(0.001, "microseconds")

/** Limits the digits so that the number of milliseconds is exact. */
function duration(millis: number, expected: string, digits = 12): Schema.Codec<Duration.Duration, string> {
  return written(new RegExp(`^ *[+-]?\\d{1,${digits}}(\\.\\d+)? *$`), expected, Schema.Duration, {
    decode: (value) =>
      millis < 1 ? Duration.nanos(BigInt(Math.round(Number(value) * 1000))) : Duration.millis(Number(value) * millis),
    encode: (value) => millis < 1 ? String(Duration.toMillis(value) * 1000) : String(Duration.toMillis(value) / millis)
  })
}

/**
 * Schema for a header whose value is one of a few words; any other text is kept as it is.
 *
 * **Details**
 *
 * New releases of Asterisk add words, and an event with an unknown word must not be lost.
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
 * Schema for repeated headers that each assign a variable, such as `Variable: A=1`.
 *
 * **Details**
 *
 * The first `=` separates name and value. Each variable is encoded as one header, and commas, quotes, backslashes and
 * brackets are escaped with a backslash, because Asterisk splits the header at commas and removes quotes (app.c,
 * __ast_app_separate_args). Later assignments of a name win.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Variables: Schema.Codec<Variables, ReadonlyArray<string>> = /*#__PURE__*/ built(() =>
  direct(
    Schema.Array(Schema.String).pipe(
      Schema.decodeTo(
        Schema.Record(Schema.String, Schema.String).check(
          Schema.makeFilter((variables: Variables) =>
            Object.keys(variables).every((name) => name !== "" && !name.includes("="))
              ? undefined
              : "Expected names of variables that are not empty and contain no `=`"
          )
        ),
        SchemaTransformation.transform({ decode: readAssignments, encode: writeAssignments })
      )
    ),
    readAssignments
  )
)

/**
 * Schema for words separated by commas, such as `call,reporting`; an empty value has no words.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Commas: Schema.Codec<ReadonlyArray<string>, string> = /*#__PURE__*/ built(() =>
  direct(
    Schema.String.pipe(
      Schema.decodeTo(
        Schema.Array(Schema.String),
        SchemaTransformation.transform({ decode: wordsOf, encode: (words: ReadonlyArray<string>) => words.join(",") })
      )
    ),
    wordsOf
  )
)

/**
 * Schema for percent-encoded text, as asynchronous AGI uses it (res_agi.c).
 *
 * **Details**
 *
 * Asterisk cuts such text at 1,024 bytes, even inside a character; what cannot be decoded stays as it is.
 *
 * @category schemas
 * @since 0.1.0
 */
export const PercentEncoded: Schema.Codec<string, string> = /*#__PURE__*/ built(() =>
  direct(
    Schema.String.pipe(
      Schema.decodeTo(
        Schema.String,
        SchemaTransformation.transform({
          decode: percentDecoded,
          encode: (text) => encodeURIComponent(text.toWellFormed())
        })
      )
    ),
    percentDecoded
  )
)

function wordsOf(value: string): ReadonlyArray<string> {
  return value.split(",").map((word) => word.trim()).filter(Boolean)
}

const utf8 = /*#__PURE__*/ new TextDecoder()

function percentDecoded(value: string): string {
  return value.replace(/(%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split("%"), (digits) => Number.parseInt(digits, 16))
    return utf8.decode(bytes)
  })
}

function readAssignments(assignments: ReadonlyArray<string>): Variables {
  const entries = assignments.filter((assignment) => assignment !== "" && !assignment.startsWith("=")).map(
    (assignment) => {
      const at = assignment.indexOf("=")
      return at === -1 ? [assignment, ""] : [assignment.slice(0, at), assignment.slice(at + 1)]
    }
  )
  // Not an object literal: a variable may be named `__proto__`.
  return Object.fromEntries(entries)
}

function writeAssignments(variables: Variables): ReadonlyArray<string> {
  return Object.entries(variables).map(([name, value]) =>
    `${name.replace(/[\\",]/g, "\\$&")}=${value.replace(/[\\",()[\]]/g, "\\$&")}`
  )
}

const letters = "abfnrtv\\'\"?"
const characters = "\x07\b\f\n\r\t\v\\'\"?"

function unescapeC(value: string): string {
  return value.includes("\\")
    ? value.replace(/\\(.)/gs, (whole, letter: string) => characters[letters.indexOf(letter)] ?? whole)
    : value
}

function escapeC(value: string): string {
  return Array.from(value, (char) => {
    const letter = letters[characters.indexOf(char)]
    return letter === undefined ? char : `\\${letter}`
  }).join("")
}
