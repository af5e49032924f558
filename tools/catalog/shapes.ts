/**
 * Derives the schema and the type of a header from the facts.
 */
import type { Field, Inventory } from "./model.ts"

/** A field of a generated interface. */
export interface Shape {
  /** The schema, as a TypeScript expression. */
  readonly schema: string
  readonly type: string
  readonly isOptional: boolean
}

interface Value {
  readonly schema: string
  readonly type: string
}

const value = (schema: string, type: string): Value => ({ schema, type })
const text = value("Schema.String", "string")
const integer = value("AmiValue.Int", "number")
const instant = "DateTime.Utc"
const duration = "Duration.Duration"

/** The shapes that only overrides can name, because the facts cannot express them. */
const named = {
  text,
  integer,
  float: value("AmiValue.Float", "number"),
  known: value("AmiValue.Known", "string"),
  escaped: value("AmiValue.CEscaped", "string"),
  clock: value("Value.Clock", duration),
  seconds: value("AmiValue.Seconds", duration),
  milliseconds: value("AmiValue.Milliseconds", duration),
  epoch: value("AmiValue.EpochSeconds", instant),
  notEmpty: value("Value.NotEmpty", "string"),
  lines: value("Value.Lines", "ReadonlyArray<string>"),
  yesNo: value("AmiValue.YesNo", "boolean"),
  variables: value("AmiValue.Variables", "AmiValue.Variables"),
  channelVariables: value("Value.ChannelVariables", "AmiValue.Variables"),
  configCategories: value("Answer.ConfigCategories", "ReadonlyArray<Answer.ConfigCategory>"),
  categoryNames: value("Answer.CategoryNames", "ReadonlyArray<string>"),
  commands: value("Answer.Commands", "Readonly<Record<string, Answer.Command>>"),
  ruleLists: value("Answer.RuleLists", "ReadonlyArray<Answer.RuleList>"),
  onOff: value("AmiValue.OnOff", "boolean"),
  oneZero: value("AmiValue.OneZero", "boolean"),
  trueByDefault: value("Payload.trueByDefault", "boolean"),
  channelName: value("Payload.ChannelName", "string"),
  channelPattern: value("Payload.ChannelPattern", "string"),
  chosenUniqueid: value("Payload.ChosenUniqueid", "string"),
  eventMask: value("Payload.EventMask", `"on" | "off" | ReadonlyArray<AmiPermission.Class>`),
  secret: value("Payload.Secret", "Redacted.Redacted<string>"),
  waitSeconds: value("Payload.WaitSeconds", "Duration.Input"),
  assignments: value("Payload.Assignments", "AmiValue.Variables"),
  notifyHeaders: value("Payload.NotifyHeaders", "Payload.NotifyHeaders"),
  changes: value("Payload.ConfigChanges", "ReadonlyArray<Payload.ConfigChange>"),
  chargedUnits: value("Payload.ChargedUnits", "ReadonlyArray<Payload.ChargedUnit>")
} satisfies Record<string, Value>

/** What may differ from the facts about a header. */
export interface Correction extends Partial<Omit<Field, "name" | "in">> {
  /** A shape that the facts cannot express. */
  readonly shape?: keyof typeof named
}

/** Schemas whose field is already optional. */
const absentByThemselves =
  /^(AmiValue\.(Known|KnownCEscaped|absentAt)|Value\.(Clock|NotEmpty|EpochOrNever))\b|^Payload\.trueByDefault/

const words = (values: ReadonlyArray<string>): string => values.map((one) => JSON.stringify(one)).join(", ")
const union = (values: ReadonlyArray<string>): string => values.map((one) => JSON.stringify(one)).join(" | ")

const valuesOf = (field: Field, enums: Inventory["enums"]): ReadonlyArray<string> =>
  field.values ?? (field.enumRef === undefined ? [] : enums[field.enumRef]?.values ?? [])

const spelled = (spelling: string | undefined): Value => {
  const schema = { true: "TrueFalse", on: "OnOff", "1": "OneZero" }[(spelling ?? "yes").toLowerCase()] ?? "YesNo"
  return value(`AmiValue.${schema}`, "boolean")
}

// --- Headers that are read --------------------------------------------------

const readValue = (field: Field, enums: Inventory["enums"]): Value => {
  switch (field.kind) {
    case "integer":
      if (field.format === "epoch") return value("Value.EpochOrNever", instant)
      if (field.unit === "s") return value("AmiValue.Seconds", duration)
      if (field.unit === "ms") return value("AmiValue.Milliseconds", duration)
      if (field.unit === "min") return value("AmiValue.Minutes", duration)
      return field.unit === "us" ? value("AmiValue.Microseconds", duration) : integer
    case "float":
      if (field.format === "epoch.usec") return value("AmiValue.EpochSeconds", instant)
      return field.unit === "s" ? value("AmiValue.Seconds", duration) : value("AmiValue.Float", "number")
    case "boolean":
      return spelled(field.true)
    case "enum": {
      const values = valuesOf(field, enums)
      return value(`AmiValue.open([${words(values)}])`, `AmiValue.Open<${union(values)}>`)
    }
    case "list":
      return field.repeatable === true
        ? value("Value.CommaSeparated", "ReadonlyArray<string>")
        : value("AmiValue.Commas", "ReadonlyArray<string>")
    case "variable-assignment":
      return named.variables
    case "string":
      if (field.repeatable === true) return value("Schema.Array(Schema.String)", "ReadonlyArray<string>")
      if (field.format === "uri-encoded") return value("AmiValue.PercentEncoded", "string")
      return field.format?.startsWith("iso8601") ? value("AmiValue.Timestamp", instant) : text
  }
}

/** The shape of a header of an event or an answer. */
export const readShape = (field: Field, override: Correction | undefined, inventory: Inventory): Shape => {
  const given = { ...field, ...override }
  const plain = override?.shape === undefined ? readValue(given, inventory.enums) : named[override.shape]
  // A header with a placeholder in one release may be missing in another.
  const sentinels = given.sentinels ?? []
  const schema = sentinels.length === 0 || absentByThemselves.test(plain.schema)
    ? plain.schema
    : sentinels.join() === "<unknown>" && plain.schema === text.schema
    ? named.known.schema
    : `AmiValue.absentAt(${plain.schema}, [${words([...new Set([...sentinels, ""])])}])`
  return shape(value(schema, plain.type), given.optional === true)
}

const shape = ({ schema, type }: Value, isOptional: boolean): Shape => {
  const isAbsentByItself = absentByThemselves.test(schema)
  return {
    schema: isOptional && !(isAbsentByItself && schema.startsWith("Payload."))
      ? `Schema.optionalKey(${schema})`
      : schema,
    type,
    isOptional: isOptional || isAbsentByItself
  }
}

// --- Headers that are written -----------------------------------------------

const accepted: Readonly<Record<string, Value>> = {
  ast_true: value("AmiValue.TrueFalse", "boolean"),
  "ast_true+ast_false": value("AmiValue.YesNo", "boolean"),
  "'yes' only": value("AmiValue.YesNo", "boolean"),
  // Anything but a spelling of no counts as true (app_mixmonitor.c, manager_mute_mixmonitor).
  ast_false: value("AmiValue.OneZero", "boolean")
}

const writtenValue = (field: Field, enums: Inventory["enums"]): Value => {
  switch (field.kind) {
    case "integer":
      if (field.unit === "ms") return value("Payload.MillisecondsInput", "Duration.Input")
      return field.unit === "s" ? value("Payload.SecondsInput", "Duration.Input") : integer
    case "float":
      return field.unit === "s" ? value("Payload.SecondsInput", "Duration.Input") : value("AmiValue.Float", "number")
    case "boolean":
      return accepted[field.accepts ?? ""] ?? value("AmiValue.TrueFalse", "boolean")
    case "enum": {
      const values = valuesOf(field, enums)
      return value(`Schema.Literals([${words(values)}])`, union(values))
    }
    case "list":
      return value("Payload.CommaJoined", "ReadonlyArray<string>")
    case "variable-assignment":
      return named.assignments
    case "string":
      if (/^int or (label|hint)$/.test(field.format ?? "")) return value("Payload.Priority", "number | string")
      return text
  }
}

/** The shape of a header of a request. */
export const writtenShape = (field: Field, override: Correction | undefined, inventory: Inventory): Shape => {
  const given = { ...field, ...override }
  const plain = override?.shape === undefined ? writtenValue(given, inventory.enums) : named[override.shape]
  return shape(plain, given.required !== true)
}
