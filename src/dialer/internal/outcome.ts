/**
 * What came of calling one party.
 *
 * @since 0.2.0
 */
import * as Data from "effect/Data"
import * as Schema from "effect/Schema"
import type * as Causes from "../../internal/causes.ts"
import { isRecord } from "../../internal/options.ts"
import { built } from "../../internal/readers.ts"

/** Why a party was not reached, as Asterisk gives it. */
export interface Why {
  /** The cause of its Hangup, as Asterisk numbers causes: 17 is busy. */
  readonly cause?: number
  /** The words for it. */
  readonly causeText?: string
  /** How the dial of its channel ended. */
  readonly dialStatus?: string
  /** What its telephone answered, such as the SIP status 486. From Asterisk 22.7 on. */
  readonly TechCause?: string
}

export type Answered = {
  readonly _tag: "Answered"
  /** The channel of the telephone that answered, by its name; by the id of the call if its name was not seen. */
  readonly channel: string
  readonly Uniqueid?: string
  /** How long it rang, in milliseconds. */
  readonly ringMs?: number
}

type Refused<Tag extends string> = { readonly _tag: Tag } & Why

export type Unknown = {
  readonly _tag: "Unknown"
  readonly why: "LinkLost" | "NotSeen" | "Forwarded"
  readonly lookedAt: ReadonlyArray<"Channels" | "BlackBox">
}

export type Outcome =
  | Answered
  | Refused<"Busy">
  | Refused<"NoAnswer">
  | Refused<"Rejected">
  | Refused<"Congestion">
  | Refused<"Unreachable">
  | Refused<"Cancelled">
  | ({ readonly _tag: "Failed"; readonly text: string } & Why)
  | Unknown

const text = Schema.String
const maybe = Schema.optionalKey

const why = {
  cause: maybe(Schema.Finite),
  causeText: maybe(text),
  dialStatus: maybe(text),
  TechCause: maybe(text)
}

export const Outcome: Schema.Codec<Outcome> = /*#__PURE__*/ built(() =>
  Schema.Union([
    Schema.TaggedStruct("Answered", { channel: text, Uniqueid: maybe(text), ringMs: maybe(Schema.Finite) }),
    Schema.TaggedStruct("Busy", why),
    Schema.TaggedStruct("NoAnswer", why),
    Schema.TaggedStruct("Rejected", why),
    Schema.TaggedStruct("Congestion", why),
    Schema.TaggedStruct("Unreachable", why),
    Schema.TaggedStruct("Cancelled", why),
    Schema.TaggedStruct("Failed", { text, ...why }),
    Schema.TaggedStruct("Unknown", {
      why: Schema.Literals(["LinkLost", "NotSeen", "Forwarded"]),
      lookedAt: Schema.Array(Schema.Literals(["Channels", "BlackBox"]))
    })
  ])
)

type Types = Readonly<Record<string, string>>

const whyTypes: Types = { cause: "number", causeText: "string", dialStatus: "string", TechCause: "string" }

/** What type each field of an outcome has, and which field it must have. */
const plain: ReadonlyMap<unknown, { readonly must?: string; readonly types: Types }> = /*#__PURE__*/ new Map<
  string,
  { readonly must?: string; readonly types: Types }
>([
  ["Answered", { must: "channel", types: { channel: "string", Uniqueid: "string", ringMs: "number" } }],
  ["Busy", { types: whyTypes }],
  ["NoAnswer", { types: whyTypes }],
  ["Rejected", { types: whyTypes }],
  ["Congestion", { types: whyTypes }],
  ["Unreachable", { types: whyTypes }],
  ["Cancelled", { types: whyTypes }],
  ["Failed", { must: "text", types: { text: "string", ...whyTypes } }]
])

/**
 * Whether a value is an outcome and nothing else, without the interpreter of schemas, which takes ten times as long: a campaign
 * that is resumed reads hundreds of thousands. Of what it does not know the schema has the last word.
 */
export const isPlain = (value: unknown): value is Outcome => {
  if (!isRecord(value)) return false
  const known = plain.get(value["_tag"])
  if (known === undefined) return false
  const { must, types } = known
  if (must !== undefined && value[must] === undefined) return false
  for (const key of Object.keys(value)) {
    if (key === "_tag") continue
    const field = value[key]
    if (typeof field !== types[key] || (typeof field === "number" && !Number.isFinite(field))) return false
  }
  return true
}

const outcomes = /*#__PURE__*/ Data.taggedEnum<Outcome>()

export const match: Data.TaggedEnum.Constructor<Outcome>["$match"] = outcomes.$match

export const is: Data.TaggedEnum.Constructor<Outcome>["$is"] = outcomes.$is

/** What there is between an answer and what nobody saw. */
export type Refusal = Exclude<Outcome["_tag"], "Answered" | "Unknown">

/** The same in the words of an outcome. */
export const inWords = (refusal: Causes.Refusal): Refusal => {
  switch (refusal) {
    case "NoSuchNumber":
      return "Unreachable"
    case "AnsweredElsewhere":
      return "Cancelled"
    case "Forwarded":
      return "Failed"
    default:
      return refusal
  }
}

/** The outcome of somebody who was not reached. */
export const refused = (
  tag: Refusal,
  why: Why
): Outcome => tag === "Failed" ? { _tag: tag, text: textOf(why), ...why } : { _tag: tag, ...why }

const textOf = ({ cause, causeText, dialStatus }: Why): string =>
  causeText ?? (cause === undefined ? dialStatus ?? "for a reason that Asterisk does not name" : `cause ${cause}`)

export const unknown = (why: Unknown["why"], lookedAt: Unknown["lookedAt"] = []): Unknown => ({
  _tag: "Unknown",
  why,
  lookedAt
})
