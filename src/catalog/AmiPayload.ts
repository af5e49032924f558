/**
 * Types of payload values that are more than text, a number or a word.
 *
 * Each schema encodes what an action expects, and refuses what Asterisk would misinterpret. The types are used by
 * fields in `Actions`.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { built } from "../internal/readers.ts"
import type * as AmiMessage from "../protocol/AmiMessage.ts"
import * as AmiValue from "../protocol/AmiValue.ts"
import * as AmiPermission from "./AmiPermission.ts"

// --- Text -------------------------------------------------------------------

/** Text that passes a check; `refusal` returns the reason if it does not. */
const checkedText = (refusal: (value: string) => string | undefined): Schema.Codec<string, string> =>
  Schema.String.check(Schema.makeFilter(refusal))

/**
 * Schema for the name of one channel.
 *
 * **Details**
 *
 * Asterisk treats a name that begins with `/` as a regular expression (manager.c, action_hangup).
 *
 * @category schemas
 * @since 0.1.0
 */
export const ChannelName: Schema.Codec<string, string> = /*#__PURE__*/ built(() =>
  checkedText((name) =>
    name.startsWith("/")
      ? "Expected the name of one channel: a value that begins with `/` is a regular expression and hangs up every "
        + "channel that it matches, which HangupMatching does"
      : name === ""
      ? "Expected the name of a channel"
      : undefined
  )
)

/**
 * Schema for a regular expression between slashes (manager.c, action_hangup).
 *
 * @category schemas
 * @since 0.1.0
 */
export const ChannelPattern: Schema.Codec<string, string> = /*#__PURE__*/ built(() =>
  checkedText((pattern) =>
    /^\/.+\/$/.test(pattern) ? undefined : "Expected a regular expression between slashes, such as `/^PJSIP/alice-/`"
  )
)

/**
 * Schema for a Uniqueid that the caller chooses (channel.h, AST_MAX_PUBLIC_UNIQUEID).
 *
 * @category schemas
 * @since 0.1.0
 */
export const ChosenUniqueid: Schema.Codec<string, string> = /*#__PURE__*/ built(() =>
  checkedText((id) => id !== "" && new TextEncoder().encode(id).length <= 149 ? undefined : "Expected 1 to 149 bytes")
)

/**
 * Schema for a secret, which is redacted when the action is printed.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Secret: Schema.Codec<Redacted.Redacted<string>, string> = /*#__PURE__*/ built(() =>
  Schema.String.pipe(
    Schema.decodeTo(
      Schema.Redacted(Schema.String),
      SchemaTransformation.transform({
        decode: (value: string) => Redacted.make(value),
        encode: (secret: Redacted.Redacted<string>) => Redacted.value(secret)
      })
    )
  )
)

/**
 * Schema for a dialplan priority, by number or by label.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Priority: Schema.Codec<number | string, string> = /*#__PURE__*/ built(() =>
  Schema.String.pipe(
    Schema.decodeTo(
      Schema.Union([Schema.Int, Schema.String]).check(
        Schema.makeFilter((priority: number | string) =>
          priority === "" || (typeof priority === "number" && priority < 1)
            ? "Expected a priority from 1 on, or a label"
            : undefined
        )
      ),
      SchemaTransformation.transform({
        decode: (value: string): number | string => (/^\d+$/.test(value) ? Number(value) : value),
        encode: String
      })
    )
  )
)

/**
 * Schema for a boolean that is written as true if the payload omits it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const trueByDefault = /*#__PURE__*/ built(() =>
  AmiValue.TrueFalse.pipe(
    Schema.decodeTo(Schema.optionalKey(Schema.Boolean), {
      decode: SchemaGetter.passthrough(),
      encode: SchemaGetter.withDefault(Effect.succeed(true))
    })
  )
)

// --- Durations --------------------------------------------------------------

const DurationInput: Schema.Codec<Duration.Input> = /*#__PURE__*/ built(() =>
  Schema.declare(
    (value: unknown): value is Duration.Input => Option.isSome(Duration.fromInput(value as Duration.Input)),
    {
      expected: "a duration",
      // Text and numbers of milliseconds are kept; other forms become a `Duration`.
      toCodecJson: () =>
        Schema.link<Duration.Input>()(
          Schema.Union([Schema.Duration, Schema.Number, Schema.String]),
          SchemaTransformation.transform({
            // The schema itself refuses text that is not a duration.
            decode: (json: Duration.Duration | number | string) => json as Duration.Input,
            encode: (input: Duration.Input): Duration.Duration | number | string =>
              typeof input === "number" || typeof input === "string" ? input : Duration.fromInputUnsafe(input)
          })
        )
    }
  )
)

/** Asterisk reads a number into a C `int`. */
const maxInt = 2 ** 31 - 1

/** A duration in a unit of `unit` milliseconds, at least one of the smallest fraction of it that Asterisk reads. */
const durationIn = (unit: number, digits: number, range: string): Schema.Codec<Duration.Input, string> => {
  const written = (input: Duration.Input) => {
    const scale = 10 ** digits
    return Math.ceil(Duration.toMillis(Duration.fromInputUnsafe(input)) / unit * scale) / scale
  }
  return Schema.String.pipe(
    Schema.decodeTo(
      DurationInput.check(
        Schema.makeFilter((input: Duration.Input) => {
          const value = written(input)
          return value > 0 && value <= maxInt ? undefined : `Expected a duration ${range}`
        })
      ),
      SchemaTransformation.transform({
        decode: (value: string): Duration.Input => Duration.millis(Number(value) * unit),
        encode: (input: Duration.Input) => String(written(input))
      })
    )
  )
}

/**
 * Schema for a duration that is written in whole milliseconds, at least one.
 *
 * @category schemas
 * @since 0.1.0
 */
export const MillisecondsInput: Schema.Codec<Duration.Input, string> = /*#__PURE__*/ built(() =>
  durationIn(1, 0, "from 1 ms to 24 days")
)

/**
 * Schema for a duration that is written in seconds, with thousandths.
 *
 * @category schemas
 * @since 0.1.0
 */
export const SecondsInput: Schema.Codec<Duration.Input, string> = /*#__PURE__*/ built(() =>
  durationIn(1000, 3, "from 1 ms to 68 years")
)

/**
 * Schema for a duration that is written in whole seconds, and as `-1` if it is infinite.
 *
 * @category schemas
 * @since 0.1.0
 */
export const WaitSeconds: Schema.Codec<Duration.Input, string> = /*#__PURE__*/ built(() =>
  Schema.String.pipe(
    Schema.decodeTo(
      DurationInput,
      SchemaTransformation.transform({
        decode: (
          value: string
        ): Duration.Input => (value === "-1" ? Duration.infinity : Duration.seconds(Number(value))),
        encode: (input: Duration.Input) => {
          const seconds = Math.ceil(Duration.toSeconds(Duration.fromInputUnsafe(input)))
          return seconds <= maxInt ? String(seconds) : "-1"
        }
      })
    )
  )
)

// --- Lists ------------------------------------------------------------------

/**
 * Schema for a list of texts in one header, separated by commas.
 *
 * **Details**
 *
 * A text with a comma is refused, because Asterisk would split it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CommaJoined: Schema.Codec<ReadonlyArray<string>, string> = /*#__PURE__*/ built(() =>
  Schema.String.pipe(
    Schema.decodeTo(
      Schema.Array(Schema.String),
      SchemaTransformation.transform({
        decode: (value: string): ReadonlyArray<string> => value.split(","),
        encode: (values: ReadonlyArray<string>) => values.join(",")
      })
    )
  )
)

/**
 * Schema for an event mask: classes, or all events, or none.
 *
 * @category schemas
 * @since 0.1.0
 */
export const EventMask: Schema.Codec<"on" | "off" | ReadonlyArray<AmiPermission.Class>, string> = /*#__PURE__*/ built(
  () =>
    Schema.Union([
      Schema.Literals(["on", "off"]),
      CommaJoined.pipe(
        Schema.decodeTo(Schema.Array(Schema.Literals(AmiPermission.classes)).check(Schema.isMinLength(1)))
      )
    ])
)

/**
 * Schema for variables that an action sets, one header each. Characters at which Asterisk would split or that it would
 * drop are escaped.
 *
 * @see {@link AmiValue.Variables} for variables that Asterisk reports, which are not escaped.
 * @category schemas
 * @since 0.1.0
 */
export const Assignments: Schema.Codec<AmiValue.Variables, ReadonlyArray<string>> = /*#__PURE__*/ built(() =>
  Schema.Array(Schema.String).pipe(
    Schema.decodeTo(
      Schema.Array(Schema.String),
      SchemaTransformation.transform({
        decode: (values: ReadonlyArray<string>): ReadonlyArray<string> =>
          values.map((value) => value.replace(/\\(.)/gs, "$1")),
        encode: (values: ReadonlyArray<string>) => values
      })
    ),
    Schema.decodeTo(AmiValue.Variables)
  )
)

/**
 * Headers of a NOTIFY by name. A header may have several values, such as the lines of its `Content`.
 *
 * @category models
 * @since 0.1.0
 */
export type NotifyHeaders = Readonly<Record<string, string | ReadonlyArray<string>>>

/**
 * Schema for the headers of a NOTIFY, each an assignment (res_pjsip_notify.c, manager_notify).
 *
 * @category schemas
 * @since 0.1.0
 */
export const NotifyHeaders: Schema.Codec<NotifyHeaders, ReadonlyArray<string>> = /*#__PURE__*/ built(() => {
  const read = Schema.decodeSync(Assignments)
  const write = Schema.encodeSync(Assignments)
  const readAll = (assignments: ReadonlyArray<string>): NotifyHeaders => {
    const byName = Map.groupBy(
      assignments.flatMap((one) => Object.entries(read([one]))),
      ([name]) => name
    )
    return Object.fromEntries([...byName].map(([name, all]) => {
      const [first = "", ...others] = all.map(([, value]) => value)
      return [name, others.length === 0 ? first : [first, ...others]]
    }))
  }
  const writeAll = (headers: NotifyHeaders): ReadonlyArray<string> =>
    Object.entries(headers).flatMap(([name, value]) =>
      (typeof value === "string" ? [value] : value).flatMap((one) => write({ [name]: one }))
    )
  return Schema.Array(Schema.String).pipe(
    Schema.decodeTo(
      Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Array(Schema.String)])).check(
        Schema.makeFilter((headers: NotifyHeaders) =>
          Object.keys(headers).every((name) => name !== "" && !name.includes("="))
            ? undefined
            : "Expected names of headers that are not empty and contain no `=`"
        )
      ),
      SchemaTransformation.transform({ decode: readAll, encode: writeAll })
    )
  )
})

// --- What several headers make ----------------------------------------------

/** Untyped records, as numbered headers. */
const numbered = (
  write: (field: string, n: number) => string,
  read: RegExp
): Schema.Codec<ReadonlyArray<Readonly<Record<string, string>>>, ReadonlyArray<AmiMessage.Header>> =>
  Schema.Array(Schema.Tuple([Schema.String, Schema.String])).pipe(
    Schema.decodeTo(
      Schema.Array(Schema.Record(Schema.String, Schema.String)),
      SchemaTransformation.transform({
        decode: (headers: ReadonlyArray<AmiMessage.Header>): ReadonlyArray<Readonly<Record<string, string>>> => {
          const ours = headers.filter(([name]) => read.test(name))
          const records = Map.groupBy(ours, ([name]) => Number(read.exec(name)?.groups?.["n"]))
          return [...records.values()].map((own) =>
            Object.fromEntries(own.map(([name, value]) => [read.exec(name)?.groups?.["field"] ?? name, value]))
          )
        },
        encode: (records: ReadonlyArray<Readonly<Record<string, string>>>): ReadonlyArray<AmiMessage.Header> =>
          records.flatMap((record, n) =>
            Object.entries(record).map(([field, value]): AmiMessage.Header => [write(field, n), value])
          )
      })
    )
  )

/** Typed records, as numbered headers. */
const numberedAs = <A>(
  untyped: ReturnType<typeof numbered>,
  typed: Schema.Codec<ReadonlyArray<A>, ReadonlyArray<object>>
): Schema.Codec<ReadonlyArray<A>, ReadonlyArray<AmiMessage.Header>> =>
  // A type assertion from headers of any name to those of `A`: the schema of `A` refuses all others.
  untyped.pipe(
    Schema.decodeTo(typed as Schema.Constraint as Schema.Codec<ReadonlyArray<A>, typeof untyped["Type"]>)
  )

/**
 * One change of a configuration file, as made by `UpdateConfig`.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConfigChange {
  readonly Action: "NewCat" | "RenameCat" | "DelCat" | "EmptyCat" | "Update" | "Delete" | "Append" | "Insert"
  /** The category that is changed. */
  readonly Cat: string
  /** The variable that is changed, for changes of variables. */
  readonly Var?: string
  /** The new value, or the new name of a category. A value that begins with `>` is written as `=>`. */
  readonly Value?: string
  /** The old value, if several variables have that name. */
  readonly Match?: string
  /** The line number, from 0, for `Insert` and `Delete`. */
  readonly Line?: number
  /** Separated by commas, such as `template`, `allowdups` or `inherit="a,b"`. */
  readonly Options?: string
}

/**
 * Schema for changes of a configuration file, which are numbered on the wire (manager.c, handle_updates).
 *
 * @category schemas
 * @since 0.1.0
 */
export const ConfigChanges: Schema.Codec<ReadonlyArray<ConfigChange>, ReadonlyArray<AmiMessage.Header>> =
  /*#__PURE__*/ built(
    () =>
      numberedAs(
        numbered((field, n) => `${field}-${String(n).padStart(6, "0")}`, /^(?<field>\w+)-(?<n>\d+)$/),
        Schema.Array(Schema.Struct({
          Action: Schema.Literals([
            "NewCat",
            "RenameCat",
            "DelCat",
            "EmptyCat",
            "Update",
            "Delete",
            "Append",
            "Insert"
          ]),
          Cat: Schema.String,
          Var: Schema.optionalKey(Schema.String),
          Value: Schema.optionalKey(Schema.String),
          Match: Schema.optionalKey(Schema.String),
          Line: Schema.optionalKey(AmiValue.Int),
          Options: Schema.optionalKey(Schema.String)
        })).check(Schema.isMinLength(1))
      )
  )

/**
 * Units charged for a call, as sent by `AOCMessage`.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChargedUnit {
  readonly UnitAmount: number
  /** From 1 to 16, as numbered by the network. */
  readonly UnitType?: number
}

/**
 * Schema for charged units, at most 32, which are numbered on the wire (manager.c, action_aocmessage).
 *
 * @category schemas
 * @since 0.1.0
 */
export const ChargedUnits: Schema.Codec<ReadonlyArray<ChargedUnit>, ReadonlyArray<AmiMessage.Header>> =
  /*#__PURE__*/ built(
    () =>
      numberedAs(
        numbered((field, n) => `${field}(${n})`, /^(?<field>\w+)\((?<n>\d+)\)$/),
        Schema.Array(Schema.Struct({ UnitAmount: AmiValue.Int, UnitType: Schema.optionalKey(AmiValue.Int) })).check(
          Schema.isMinLength(1),
          Schema.isMaxLength(32)
        )
      )
  )
