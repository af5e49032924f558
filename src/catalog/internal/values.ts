/**
 * Schemas for the values of a few headers of events and answers, in addition to those in `AmiValue`.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as Readers from "../../internal/readers.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import * as AmiValue from "../../protocol/AmiValue.ts"
import * as Source from "./direct.ts"
import * as Json from "./json.ts"
import * as Record from "./record.ts"

/** Text that is empty if there is none, such as the bridge of a channel outside of any. */
export const NotEmpty = /*#__PURE__*/ Readers.built(() => AmiValue.absentAt(Schema.String, [""]))

/** A point in time that Asterisk writes as `0`, or as `-1`, if it never occurred. */
export const EpochOrNever = /*#__PURE__*/ Readers.built(() =>
  AmiValue.absentAt<DateTime.Utc>(AmiValue.EpochSeconds, ["0", "-1", ""])
)

/** After a clock was set back, C gives each part its own sign, as in `00:-59:-48`. */
const signedClock = (value: string): Duration.Duration =>
  Duration.seconds(value.split(":").reduce((sum, part) => sum * 60 + Number(part), 0))

const ClockText: Schema.Codec<Duration.Duration, string> = /*#__PURE__*/ Readers.built(() =>
  Readers.written(/^-?\d{2,9}:-?\d\d:-?\d\d$/, "hours, minutes and seconds as 00:00:00", Schema.Duration, {
    // Each channel of a list has one: slicing takes a fraction of the time of `split`.
    decode: (value) =>
      value.includes("-") ? signedClock(value) : Duration.seconds(
        Number(value.slice(0, -6)) * 3600 + Number(value.slice(-5, -3)) * 60 + Number(value.slice(-2))
      ),
    encode: (value) => {
      const seconds = Math.round(Duration.toSeconds(value))
      return [Math.trunc(seconds / 3600), Math.trunc(seconds / 60) % 60, seconds % 60]
        .map((part) => (part < 0 ? "-" : "") + String(Math.abs(part)).padStart(2, "0")).join(":")
    }
  })
)

/** A duration as `00:01:05`, empty if Asterisk does not know when the channel was created. */
export const Clock = /*#__PURE__*/ Readers.built(() => AmiValue.absentAt(ClockText, [""]))

const textsBetweenCommas = (values: ReadonlyArray<string>): ReadonlyArray<string> =>
  values.flatMap((value) => value.split(",")).filter((one) => one !== "")

/** Texts separated by commas, in one header or several, such as `Contacts: a,b,`. */
export const CommaSeparated: Schema.Codec<ReadonlyArray<string>, ReadonlyArray<string>> = /*#__PURE__*/ Readers.built(
  () =>
    Readers.direct(
      Schema.Array(Schema.String).pipe(
        Schema.decodeTo(
          Schema.Array(Schema.String),
          SchemaTransformation.transform({
            decode: textsBetweenCommas,
            encode: (values: ReadonlyArray<string>): ReadonlyArray<string> => [values.join(",")]
          })
        )
      ),
      textsBetweenCommas
    )
)

/** Variables whose values are C-escaped, as those of snapshots are (manager_channels.c). */
export const EscapedVariables: Schema.Codec<AmiValue.Variables, ReadonlyArray<string>> = /*#__PURE__*/ Readers.built(
  () => {
    const schema = Schema.Array(AmiValue.CEscaped).pipe(Schema.decodeTo(AmiValue.Variables))
    const value = Readers.readerOf(AmiValue.CEscaped)
    const all = Readers.readerOf(AmiValue.Variables)
    return value === undefined || all === undefined
      ? schema
      : Readers.direct(schema, (texts) => all.read(texts.map((text) => value.read(text))))
  }
)

/** The lines of a repeated header; empty if there is none. */
export const Lines = /*#__PURE__*/ Readers.built(() =>
  Schema.Array(Schema.String).pipe(Schema.withDecodingDefaultKey(Effect.succeed<ReadonlyArray<string>>([])))
)

// --- What several headers make ----------------------------------------------

const Headers = /*#__PURE__*/ Readers.built(() => Schema.Array(Schema.Tuple([Schema.String, Schema.String])))

/** A schema for values decoded from several headers of any name; empty if there are none. */
export const fromHeaders = <A>(
  schema: Schema.Codec<A>,
  read: (headers: ReadonlyArray<AmiMessage.Header>) => A | undefined
): Record.Field =>
  Readers.direct(
    Headers.pipe(
      Schema.decodeTo(Schema.optionalKey(schema), {
        decode: SchemaGetter.transformOptional(Option.flatMapNullishOr(read)),
        encode: SchemaGetter.forbidden(() => "Expected headers that Asterisk alone writes")
      })
    ),
    read,
    { optional: true }
  )

/** Splits at the first `=`. */
export const assignment = (text: string): readonly [name: string, value: string] => {
  const at = text.indexOf("=")
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)]
}

/** The variables of older events: `ChanVariable(PJSIP/alice-1): A=1` (manager.c, append_channel_vars). */
export const ChannelVariables = /*#__PURE__*/ Readers.built(() =>
  fromHeaders<AmiValue.Variables>(Schema.Record(Schema.String, Schema.String), (headers) => {
    const assignments = headers.filter(([name]) => /^ChanVariable(\(.*\))?$/i.test(name))
      .map(([, value]) => assignment(value)).filter(([name]) => name !== "")
    return assignments.length === 0 ? undefined : Object.fromEntries(assignments)
  })
)

/**
 * Numbered headers, such as `Report0IAJitter`: one element per number, in order.
 *
 * In the template, `{n}` stands for the number and `{field}` for the field of an element.
 */
export const family = <A extends object>(template: string, fields: () => Record.Fields): Record.Field => {
  const literal = template.replace(/[.*+?^$()|[\]\\/]/g, "\\$&")
  const header = new RegExp(`^${literal.replace("{n}", "(?<n>\\d{1,6})").replace("{field}", "(?<field>.+)")}$`)
  const decode = Record.decoder<A>(fields, "lenient")
  const elementsOf = (headers: ReadonlyArray<AmiMessage.Header>): ReadonlyArray<A> | undefined => {
    const elements = new Map<number, Array<AmiMessage.Header>>()
    for (const [name, value] of headers) {
      const { field, n } = header.exec(name)?.groups ?? {}
      if (field === undefined) continue
      const number = Number(n)
      const element = elements.get(number) ?? []
      element.push([field, value])
      elements.set(number, element)
    }
    const ordered = [...elements].sort(([one], [other]) => one - other).flatMap(([n, own]) => {
      const read = decode(AmiMessage.make(own))
      return Result.isFailure(read) ? [] : [{ element: read.success, n }]
    })
    if (ordered.length === 0) return undefined
    const faults = ordered.flatMap(({ element, n }) =>
      Source.faultsOf(element).map((fault) => {
        const [field = "", ...rule] = fault.split(": ")
        return `${template.replace("{n}", String(n)).replace("{field}", field)}: ${rule.join(": ")}`
      })
    )
    const all = ordered.map(({ element }) => element)
    return faults.length === 0 ? all : Source.withSource<ReadonlyArray<A>>(all, AmiMessage.make(headers), faults)
  }
  return fromHeaders<ReadonlyArray<A>>(Json.listOf<A>(fields), elementsOf)
}
