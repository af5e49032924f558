/**
 * The facts, corrected and described: the source of the catalogue's files.
 */
import { either } from "./comments.ts"
import { isAlwaysWritten, releasesOfField, releasesOfOwner } from "./history/lookup.ts"
import type { Action, Event, Field, Inventory, Label } from "./model.ts"
import { byTime } from "./model.ts"
import {
  type ActionOverride,
  actions as actionOverrides,
  type Addition,
  type EventOverride,
  events as eventOverrides,
  families,
  type Family,
  type FieldOverride,
  groups,
  matchingChannel
} from "./overrides.ts"
import { actionSentences, eventSentences, type Sentences } from "./sentences/index.ts"
import { readShape, type Shape, writtenShape } from "./shapes.ts"

/** A field of an interface, with its schema. */
export interface Member extends Shape {
  readonly name: string
  readonly says: string | undefined
}

/** An interface for the elements of a family. */
export interface Element {
  readonly name: string
  readonly says: string
  readonly members: ReadonlyArray<Member>
}

export interface EventEntry {
  readonly event: Event
  /** The name of its constant, since a wire name such as `AOC-D` cannot be one. */
  readonly identifier: string
  readonly override: EventOverride
  readonly sentences: Sentences
  readonly facts: string
  readonly members: ReadonlyArray<Member>
  readonly elements: ReadonlyArray<Element>
}

export interface ActionEntry {
  readonly action: Action
  readonly identifier: string
  readonly override: ActionOverride
  readonly sentences: Sentences
  readonly facts: string
  readonly payload: ReadonlyArray<Member>
  readonly answer: ReadonlyArray<Member>
  readonly isList: boolean
}

/** Placeholder for a sentence that is still to be written. */
const unsaid: Sentences = { says: "" }

/** Names what has no sentence yet; a new release adds some. */
export const withoutSentences = ({ actions, events }: Catalogue): ReadonlyArray<string> => [
  ...actions.filter(({ sentences }) => sentences === unsaid).map(({ identifier }) => identifier),
  ...events.filter(({ sentences }) => sentences === unsaid).map(({ event }) => event.name)
]

// --- Releases ---------------------------------------------------------------

const numbers = (versions: ReadonlyArray<string>): string =>
  either([...versions].sort((one, other) => one.localeCompare(other, "en", { numeric: true })), "and")

/** Which releases have an action or an event, by its key in the history. */
const releases = (
  key: string,
  { in: labels, removedIn, since }: {
    readonly in: ReadonlyArray<Label>
    readonly removedIn?: string
    readonly since?: ReadonlyArray<string>
  },
  all: ReadonlyArray<Label>
): string => {
  const [first = "", last = ""] = [all[0], all.at(-1)]
  const read = releasesOfOwner(key)
  if (read === undefined && labels.includes(first) && labels.includes(last)) return `In Asterisk ${first} and later.`
  const begin = read !== undefined
    ? read
    : labels.includes(first)
    ? ""
    : since === undefined
    ? `Not in Asterisk ${either(all.filter((label) => !labels.includes(label)), "and")}.`
    : `Since Asterisk ${numbers(since)}.`
  const end = labels.includes(last) ? "" : removedIn === undefined
    ? `In Asterisk ${either(labels, "and")} only.`
    : `Removed in Asterisk ${removedIn.replace(/\.0\.0$/, "")}.`
  return [begin, end].filter((one) => one !== "").join(" ")
}

/** Adds the releases that have a field to its sentence. */
const withReleases = (
  says: string | undefined,
  field: Field,
  key: string,
  owner: ReadonlyArray<Label>
): string | undefined => {
  const read = releasesOfField(key, field.name)
  const lacking = owner.filter((label) => !field.in.includes(label))
  const told = read ?? (lacking.length === 0 ? undefined : `Not in Asterisk ${either(lacking, "and")}.`)
  if (told === undefined || (says !== undefined && /\b(from|since|only in|not in) Asterisk \d/i.test(says))) return says
  return [says, told].filter((one) => one !== undefined).join(" ")
}

// --- Events -----------------------------------------------------------------

const isMissingSomewhere = (field: Field, owner: ReadonlyArray<Label>): boolean =>
  owner.some((label) => !field.in.includes(label))

const readMember = (
  field: Field,
  key: string,
  owner: ReadonlyArray<Label>,
  override: FieldOverride | undefined,
  says: string | undefined,
  inventory: Inventory
): Member => {
  const isAlways = isAlwaysWritten(key, field.name) && !isMissingSomewhere(field, owner)
  const given: Field = isAlways ? field : { ...field, optional: true }
  return { name: field.name, says: withReleases(says, field, key, owner), ...readShape(given, override, inventory) }
}

const added = (addition: Addition, labels: ReadonlyArray<Label>): Field => ({ kind: "string", ...addition, in: labels })

/** The members of a family, and the interface of its elements. */
const familyOf = (
  family: Family,
  fields: ReadonlyArray<Field>,
  sentences: Sentences,
  labels: ReadonlyArray<Label>,
  inventory: Inventory
): { readonly member: Member; readonly element: Element } => {
  const before = family.template.replace("{field}", "")
  const members = fields.map((field) =>
    readMember(
      { ...field, name: field.name.replace(before, ""), optional: true },
      family.owner,
      labels,
      undefined,
      sentences.fields?.[field.name],
      inventory
    )
  )
  const schemas = members.map(({ name, schema }) => `${JSON.stringify(name)}: ${schema}`).join(", ")
  return {
    element: { name: family.element, says: family.says, members },
    member: {
      name: family.field,
      says: family.says,
      type: `ReadonlyArray<${family.element}>`,
      schema: `Value.family<${family.element}>(${JSON.stringify(family.template)}, () => ({ ${schemas} }))`,
      isOptional: true
    }
  }
}

const isOf = (family: Family, name: string): boolean => name.startsWith(family.template.replace("{field}", ""))

const overridesOf = (event: Event): EventOverride => {
  const own = eventOverrides[event.name] ?? {}
  const shared = groups.filter(({ having }) => event.fields.some(({ name }) => name === having))
  return { ...own, fields: Object.assign({}, ...shared.map(({ fields }) => fields), own.fields) }
}

const privilegesOf = (privileges: ReadonlyArray<string>): string =>
  privileges.length === 0
    ? "Sent whatever the account may read."
    : `Sent to accounts that may read ${either(privileges.map((name) => `\`${name}\``), "and")}.`

const eventFacts = (event: Event, inventory: Inventory, labels: ReadonlyArray<Label>): string => {
  const lists = inventory.actions.filter(({ list }) =>
    list !== undefined && (list.items.includes(event.name) || list.complete === event.name)
  ).map(({ name }) => `\`${name}\``)
  const isItem = event.roles.some((role) => role.startsWith("list"))
  const role = !isItem || lists.length === 0
    ? ""
    : event.roles.includes("unsolicited")
    ? `Also an item of ${either(lists, "and")}.`
    : event.roles.includes("list-complete")
    ? `Ends the list of ${either(lists, "and")}.`
    : `An item of ${either(lists, "and")}.`
  const privilege = event.roles.includes("unsolicited") ? privilegesOf(event.privileges) : ""
  return [role, privilege, releases(event.name, event, labels)].filter((one) => one !== "").join(" ")
}

const eventEntry = (event: Event, inventory: Inventory, labels: ReadonlyArray<Label>): EventEntry => {
  const sentences = eventSentences[event.name] ?? unsaid
  const override = overridesOf(event)
  const ours = families.filter(({ owner }) => owner === event.name)
  const fields = [
    ...event.fields.filter(({ name }) => override.drop?.test(name) !== true && !ours.some((one) => isOf(one, name))),
    ...(override.add ?? []).map((one) => added(one, event.in))
  ]
  const overridden = (name: string): FieldOverride | undefined =>
    override.add?.find((one) => one.name === name) ?? override.fields?.[name]
  const built = ours.map((family) =>
    familyOf(family, event.fields.filter(({ name }) => isOf(family, name)), sentences, event.in, inventory)
  )
  return {
    event,
    identifier: event.name.replace("-", "_"),
    override,
    sentences,
    facts: eventFacts(event, inventory, labels),
    members: [
      ...fields.map((field) =>
        readMember(field, event.name, event.in, overridden(field.name), sentences.fields?.[field.name], inventory)
      ),
      ...built.map(({ member }) => member)
    ],
    elements: built.map(({ element }) => element)
  }
}

// --- Actions ----------------------------------------------------------------

const keyOf = ({ name }: Action): string => `action ${name}`

const writtenMember = (
  field: Field,
  action: Action,
  override: FieldOverride | undefined,
  says: string | undefined,
  inventory: Inventory
): Member => ({
  name: field.name,
  says: withReleases(says, field, keyOf(action), action.in),
  ...writtenShape(field, override, inventory)
})

const needsOf = (privileges: ReadonlyArray<string>): string =>
  privileges.length === 0
    ? "Any account may send it."
    : privileges.length === 1
    ? `The account needs \`${privileges[0]}\` in its \`write\`.`
    : `The account needs ${either(privileges.map((name) => `\`${name}\``), "or")} in its \`write\`.`

const actionEntry = (
  action: Action,
  override: ActionOverride,
  inventory: Inventory,
  labels: ReadonlyArray<Label>
): ReadonlyArray<ActionEntry> => {
  const parameters = [
    ...action.parameters.filter(({ name }) => override.drop?.test(name) !== true),
    ...(override.add ?? []).map((one) => added(one, action.in))
  ]
  const overridden = (name: string) => override.add?.find((one) => one.name === name) ?? override.fields?.[name]
  const answered = [
    ...(action.answer ?? []).filter(({ name }) => name !== "Message" && override.dropAnswer?.test(name) !== true),
    ...(override.addAnswer ?? []).map((one) => added(one, action.in))
  ]
  const answerOverride = (name: string) =>
    override.addAnswer?.find((one) => one.name === name) ?? override.answer?.[name]
  const entry = (
    identifier: string,
    isList: boolean,
    field: (name: string) => FieldOverride | undefined
  ): ActionEntry => {
    const sentences = actionSentences[identifier] ?? unsaid
    return {
      action,
      identifier,
      override,
      sentences,
      facts: [needsOf(action.privileges), releases(keyOf(action), action, labels)].filter((one) => one !== "").join(
        " "
      ),
      payload: parameters.map((one) =>
        writtenMember(one, action, field(one.name), sentences.fields?.[one.name], inventory)
      ),
      answer: answered.map((one) =>
        readMember(one, keyOf(action), action.in, answerOverride(one.name), sentences.answer?.[one.name], inventory)
      ),
      isList
    }
  }
  return override.matching === undefined
    ? [entry(action.name, action.list !== undefined, overridden)]
    : [
      entry(action.name, false, overridden),
      entry(override.matching.name, true, (name) => (name === "Channel" ? matchingChannel : overridden(name)))
    ]
}

// --- Strays -----------------------------------------------------------------

const straysOf = (
  owner: string,
  said: Readonly<Record<string, string>> | undefined,
  names: ReadonlyArray<string>
): ReadonlyArray<string> =>
  Object.keys(said ?? {}).filter((name) => !names.includes(name)).map((name) => `${owner}.${name}`)

/** Names sentences without a subject, for example after a correction that renames a field. */
export const strays = ({ actions, events }: Catalogue): ReadonlyArray<string> => {
  const known = (name: string) =>
    actions.some(({ identifier }) => identifier === name) || events.some(({ event }) => event.name === name)
  return [
    ...Object.keys({ ...actionSentences, ...eventSentences }).filter((name) => !known(name)),
    ...actions.flatMap(({ answer, identifier, payload, sentences }) => [
      ...straysOf(identifier, sentences.fields, payload.map(({ name }) => name)),
      ...straysOf(identifier, sentences.answer, answer.map(({ name }) => name))
    ]),
    ...events.flatMap(({ event, members, sentences }) => {
      const gathered = families.filter(({ owner }) => owner === event.name)
      const inside = event.fields.map(({ name }) => name).filter((name) =>
        gathered.some((family) => isOf(family, name))
      )
      return straysOf(event.name, sentences.fields, [...members.map(({ name }) => name), ...inside])
    })
  ]
}

// --- All --------------------------------------------------------------------

export interface Catalogue {
  readonly labels: ReadonlyArray<Label>
  readonly inventory: Inventory
  readonly events: ReadonlyArray<EventEntry>
  readonly actions: ReadonlyArray<ActionEntry>
}

export const catalogue = (inventory: Inventory): Catalogue => {
  const labels = Object.keys(inventory.sources).sort(byTime)
  return {
    labels,
    inventory,
    events: inventory.events.filter(({ name }) => eventOverrides[name]?.absent === undefined).map((event) =>
      eventEntry(event, inventory, labels)
    ),
    actions: inventory.actions.filter(({ name }) => actionOverrides[name]?.absent === undefined).flatMap((action) =>
      actionEntry(action, actionOverrides[action.name] ?? {}, inventory, labels)
    )
  }
}
