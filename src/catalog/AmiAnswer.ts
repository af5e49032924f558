/**
 * Types of answers that are more than single header values.
 *
 * In some answers the header names are numbered or are data themselves. These are the types that such headers decode
 * to, as used by fields in `Actions`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { built } from "../internal/readers.ts"
import type * as AmiMessage from "../protocol/AmiMessage.ts"
import type { Field } from "./internal/record.ts"
import { assignment, fromHeaders } from "./internal/values.ts"

/**
 * One category of a configuration file, as `GetConfig` returns it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConfigCategory {
  readonly Category: string
  readonly IsTemplate: boolean
  /** The templates that the category is based on. */
  readonly Templates: ReadonlyArray<string>
  /** Its variables in file order; a name may occur several times. */
  readonly Lines: ReadonlyArray<readonly [name: string, value: string]>
}

const configCategories = (headers: ReadonlyArray<AmiMessage.Header>): ReadonlyArray<ConfigCategory> => {
  const categories = new Map<
    string,
    { Category: string; IsTemplate: boolean; Templates: Array<string>; Lines: Array<readonly [string, string]> }
  >()
  for (const [header, value] of headers) {
    const [, name, number = ""] = /^(Category|IsTemplate|Templates|Line)-(\d+)/.exec(header) ?? []
    if (name === undefined) continue
    const category = categories.get(number) ?? { Category: "", IsTemplate: false, Templates: [], Lines: [] }
    categories.set(number, category)
    if (name === "Category") category.Category = value
    else if (name === "IsTemplate") category.IsTemplate = value === "1"
    else if (name === "Templates") category.Templates = value.split(",").filter((one) => one !== "")
    else category.Lines.push(assignment(value))
  }
  return [...categories.values()]
}

/**
 * Schema for the categories of `GetConfig` (manager.c, action_getconfig).
 *
 * @category schemas
 * @since 0.1.0
 */
export const ConfigCategories: Field = /*#__PURE__*/ built(() =>
  fromHeaders<ReadonlyArray<ConfigCategory>>(
    Schema.Array(Schema.Struct({
      Category: Schema.String,
      IsTemplate: Schema.Boolean,
      Templates: Schema.Array(Schema.String),
      Lines: Schema.Array(Schema.Tuple([Schema.String, Schema.String]))
    })),
    configCategories
  )
)

/**
 * Schema for the names of `ListCategories` (manager.c, action_listcategories).
 *
 * @category schemas
 * @since 0.1.0
 */
export const CategoryNames: Field = /*#__PURE__*/ built(() =>
  fromHeaders<ReadonlyArray<string>>(
    Schema.Array(Schema.String),
    (headers) => headers.flatMap(([name, value]) => (/^Category-\d+$/.test(name) ? [value] : []))
  )
)

/**
 * What `ListCommands` returns for an action.
 *
 * @category models
 * @since 0.1.0
 */
export interface Command {
  /** Asterisk's description of the action. */
  readonly Synopsis: string
  /** The classes of which an account needs one; empty if any account may send it. */
  readonly Privileges: ReadonlyArray<string>
}

const commands = (headers: ReadonlyArray<AmiMessage.Header>): Readonly<Record<string, Command>> =>
  Object.fromEntries(headers.flatMap(([name, value]) => {
    const at = value.lastIndexOf("(Priv: ")
    if (at === -1 || !value.endsWith(")")) return []
    const classes = value.slice(at + "(Priv: ".length, -1)
    const Privileges = classes === "<none>" ? [] : classes.split(",").filter((name) => name !== "all")
    return [[name, { Synopsis: value.slice(0, at).trimEnd(), Privileges }]]
  }))

/**
 * Schema for the actions of `ListCommands`, by name (manager.c, action_listcommands).
 *
 * @category schemas
 * @since 0.1.0
 */
export const Commands: Field = /*#__PURE__*/ built(() =>
  fromHeaders<Readonly<Record<string, Command>>>(
    Schema.Record(
      Schema.String,
      Schema.Struct({ Synopsis: Schema.String, Privileges: Schema.Array(Schema.String) })
    ),
    commands
  )
)

/**
 * A list of rules that change the penalties of a caller in a queue over time.
 *
 * @category models
 * @since 0.1.0
 */
export interface RuleList {
  readonly RuleList: string
  /** Each as `seconds,max,min,raise`. */
  readonly Rule: ReadonlyArray<string>
}

const ruleLists = (headers: ReadonlyArray<AmiMessage.Header>): ReadonlyArray<RuleList> => {
  const lists: Array<{ readonly RuleList: string; readonly Rule: Array<string> }> = []
  for (const [name, value] of headers) {
    if (name === "RuleList") lists.push({ RuleList: value, Rule: [] })
    else if (name === "Rule") lists.at(-1)?.Rule.push(value)
  }
  return lists
}

/**
 * Schema for the lists of `QueueRule` (app_queue.c, manager_queue_rule_show).
 *
 * @category schemas
 * @since 0.1.0
 */
export const RuleLists: Field = /*#__PURE__*/ built(() =>
  fromHeaders<ReadonlyArray<RuleList>>(
    Schema.Array(Schema.Struct({ RuleList: Schema.String, Rule: Schema.Array(Schema.String) })),
    ruleLists
  )
)
