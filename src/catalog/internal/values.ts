/**
 * Schemas for values that a few headers of the catalogue have, beside those of `AmiValue`.
 *
 * Values of events are only read; values of payloads are only written, and
 * refused where Asterisk would take them for something else.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as AmiValue from "../../protocol/AmiValue.ts"
import type { Field } from "./record.ts"

// --- Values of events -------------------------------------------------------

/** A codec whose field is absent where the wire holds one of the given texts. */
const absentAt = <A>(codec: Schema.Codec<A, string>, texts: readonly [string, ...Array<string>]): Field =>
  Schema.String.pipe(
    Schema.decodeTo(Schema.optionalKey(codec), {
      decode: SchemaGetter.transformOptional(Option.filter((value: string) => !texts.includes(value))),
      encode: SchemaGetter.transformOptional(Option.orElseSome((): string => texts[0]))
    })
  )

/** Text that is empty where there is none: the bridge of a channel that is in none. */
export const NotEmpty = /*#__PURE__*/ absentAt(Schema.String, [""])

/** Text that app_queue.c replaces by `unknown` where it knows none. */
export const NotUnknown = /*#__PURE__*/ absentAt(Schema.String, ["unknown", ""])

/** A point in time that Asterisk writes as `0` where it never came. */
export const EpochOrNever = /*#__PURE__*/ absentAt<DateTime.Utc>(AmiValue.EpochSeconds, ["0"])

const ClockText: Schema.Codec<Duration.Duration, string> = /*#__PURE__*/ Schema.String.check(
  /*#__PURE__*/ Schema.isPattern(/^\d{2,}:\d\d:\d\d$/, { message: "Expected hours, minutes and seconds as 00:00:00" })
).pipe(
  /*#__PURE__*/ Schema.decodeTo(
    Schema.Duration,
    /*#__PURE__*/ SchemaTransformation.transform({
      decode: (value: string) => {
        const [hours = 0, minutes = 0, seconds = 0] = value.split(":").map(Number)
        return Duration.seconds(hours * 3600 + minutes * 60 + seconds)
      },
      encode: (value: Duration.Duration) => {
        const seconds = Math.round(Duration.toSeconds(value))
        return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
          .map((part) => String(part).padStart(2, "0")).join(":")
      }
    })
  )
)

/** A duration as `00:01:05`, empty where Asterisk does not know when the channel was made. */
export const Clock = /*#__PURE__*/ absentAt(ClockText, [""])

/** Texts between commas, in one header or several, such as `Contacts: a,b,`. */
export const CommaSeparated: Schema.Codec<ReadonlyArray<string>, ReadonlyArray<string>> = /*#__PURE__*/ Schema.Array(
  Schema.String
).pipe(
  /*#__PURE__*/ Schema.decodeTo(
    Schema.Array(Schema.String),
    /*#__PURE__*/ SchemaTransformation.transform({
      decode: (values: ReadonlyArray<string>): ReadonlyArray<string> =>
        values.flatMap((value) => value.split(",")).filter((one) => one !== ""),
      encode: (values: ReadonlyArray<string>): ReadonlyArray<string> => [values.join(",")]
    })
  )
)

/** Variables whose values are C-escaped, as those of snapshots are (manager_channels.c). */
export const EscapedVariables: Schema.Codec<AmiValue.Variables, ReadonlyArray<string>> = /*#__PURE__*/ Schema.Array(
  AmiValue.CEscaped
).pipe(/*#__PURE__*/ Schema.decodeTo(AmiValue.Variables))

/** The lines of a header that repeats; none where the header does not occur. */
export const Lines = /*#__PURE__*/ Schema.Array(Schema.String).pipe(
  /*#__PURE__*/ Schema.withDecodingDefaultKey(/*#__PURE__*/ Effect.succeed<ReadonlyArray<string>>([]))
)

// --- Values of payloads -----------------------------------------------------

/** A codec whose header is written with a value of ours where the payload leaves it out. */
export const withDefault = <A>(codec: Schema.Codec<A, string>, value: A): Field =>
  codec.pipe(
    Schema.decodeTo(Schema.optionalKey(Schema.toType(codec)), {
      decode: SchemaGetter.passthrough(),
      encode: SchemaGetter.withDefault(Effect.succeed(value))
    })
  )

/** Text that a rule refuses or lets pass; the rule gives the reason of a refusal. */
const textThat = (refusal: (value: string) => string | undefined): Schema.Codec<string, string> =>
  Schema.String.check(Schema.makeFilter(refusal))

/** The name of one channel; Asterisk takes what begins with `/` for a regular expression (manager.c, action_hangup). */
export const ChannelName = /*#__PURE__*/ textThat((name) =>
  name.startsWith("/")
    ? "Expected the name of one channel: a value that begins with `/` is a regular expression and hangs up every "
      + "channel that it matches, which HangupMatching does"
    : name === ""
    ? "Expected the name of a channel"
    : undefined
)

/** A regular expression between slashes (manager.c, action_hangup). */
export const ChannelPattern = /*#__PURE__*/ textThat((pattern) =>
  /^\/.+\/$/.test(pattern) ? undefined : "Expected a regular expression between slashes, such as `/^PJSIP/alice-/`"
)

/** A Uniqueid that the caller chooses (channel.h, AST_MAX_PUBLIC_UNIQUEID). */
export const ChosenUniqueid = /*#__PURE__*/ textThat((id) =>
  id !== "" && new TextEncoder().encode(id).length <= 149 ? undefined : "Expected 1 to 149 bytes"
)

/** A priority of the dialplan, by number or by label. */
export const Priority: Schema.Codec<number | string, string> = /*#__PURE__*/ Schema.String.pipe(
  /*#__PURE__*/ Schema.decodeTo(
    /*#__PURE__*/ Schema.Union([Schema.Int, Schema.String]).check(
      /*#__PURE__*/ Schema.makeFilter((priority: number | string) =>
        priority === "" || (typeof priority === "number" && priority < 1)
          ? "Expected a priority from 1 on, or a label"
          : undefined
      )
    ),
    /*#__PURE__*/ SchemaTransformation.transform({
      decode: (value: string): number | string => (/^\d+$/.test(value) ? Number(value) : value),
      encode: String
    })
  )
)

const DurationInput: Schema.Codec<Duration.Input> = /*#__PURE__*/ Schema.declare(
  (value: unknown): value is Duration.Input => Option.isSome(Duration.fromInput(value as Duration.Input)),
  { expected: "a duration" }
)

/** Asterisk reads the number into a C `int` (manager.c, action_originate). */
const maxMilliseconds = 2 ** 31 - 1

/** A duration that is written in whole milliseconds, at least one. */
export const MillisecondsInput: Schema.Codec<Duration.Input, string> = /*#__PURE__*/ Schema.String.pipe(
  /*#__PURE__*/ Schema.decodeTo(
    DurationInput.check(/*#__PURE__*/ Schema.makeFilter((input: Duration.Input) => {
      const millis = Duration.toMillis(Duration.fromInputUnsafe(input))
      return millis > 0 && millis <= maxMilliseconds ? undefined : "Expected a duration from 1 ms to 24 days"
    })),
    /*#__PURE__*/ SchemaTransformation.transform({
      decode: (value: string): Duration.Input => Number(value),
      encode: (input: Duration.Input) => String(Math.ceil(Duration.toMillis(Duration.fromInputUnsafe(input))))
    })
  )
)

/** Texts that one header holds between commas. */
export const CommaJoined: Schema.Codec<ReadonlyArray<string>, string> = /*#__PURE__*/ Schema.String.pipe(
  /*#__PURE__*/ Schema.decodeTo(
    Schema.Array(Schema.String),
    /*#__PURE__*/ SchemaTransformation.transform({
      decode: (value: string): ReadonlyArray<string> => value.split(","),
      encode: (values: ReadonlyArray<string>) => values.join(",")
    })
  )
)

/** Words of a closed list that one header holds between commas, at least one. */
export const words = <const Words extends ReadonlyArray<string>>(
  list: Words
): Schema.Codec<ReadonlyArray<Words[number]>, string> =>
  CommaJoined.pipe(Schema.decodeTo(Schema.Array(Schema.Literals(list)).check(Schema.isMinLength(1))))
