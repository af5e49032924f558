/**
 * Updates the inventory for a release of which only the documentation is known.
 */
import {
  type Action,
  byTime,
  type Documented,
  type DocumentedField,
  type Event,
  type Field,
  type Inventory,
  type Label
} from "./model.ts"

/** The step from one release to the next. */
export interface Step {
  readonly label: Label
  /** The previous release. */
  readonly base: Label
  readonly now: Documented
  readonly before: Documented
}

/** Whether anything of the previous release still exists. */
const stays = (known: ReadonlyArray<Label>, step: Step, wasDeclared: boolean, isDeclared: boolean): boolean =>
  known.includes(step.base) ? isDeclared || !wasDeclared : isDeclared

const withLabel = (known: ReadonlyArray<Label>, label: Label, isThere: boolean): ReadonlyArray<Label> =>
  isThere ? [...new Set([...known, label])].sort(byTime) : known.filter((one) => one !== label)

const find = <A>(declared: Readonly<Record<string, A>> | undefined, name: string): A | undefined =>
  Object.entries(declared ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]

const fieldFrom = (name: string, { default: initial, required, values }: DocumentedField, label: Label): Field => ({
  name,
  kind: values === undefined ? "string" : "enum",
  ...(required === undefined ? { optional: true } : { required }),
  ...(values === undefined ? {} : { values }),
  ...(initial === undefined ? {} : { default: initial }),
  in: [label]
})

const mergedFields = (
  known: ReadonlyArray<Field>,
  step: Step,
  before: Readonly<Record<string, DocumentedField>> | undefined,
  now: Readonly<Record<string, DocumentedField>>
): ReadonlyArray<Field> => [
  ...known.map((field) => {
    const isThere = stays(field.in, step, find(before, field.name) !== undefined, find(now, field.name) !== undefined)
    return { ...field, in: withLabel(field.in, step.label, isThere) }
  }),
  ...Object.entries(now).filter(([name]) =>
    !known.some((field) => field.name.toLowerCase() === name.toLowerCase()) && find(before, name) === undefined
  ).map(([name, declared]) => fieldFrom(name, declared, step.label))
]

const mergedAction = (action: Action, step: Step): Action => {
  const [before, now] = [find(step.before.actions, action.name), find(step.now.actions, action.name)]
  const isThere = stays(action.in, step, before !== undefined, now !== undefined)
  if (!isThere) return { ...action, in: withLabel(action.in, step.label, false) }
  const answer = action.answer?.map((field) => ({
    ...field,
    in: withLabel(field.in, step.label, field.in.includes(step.base))
  }))
  return {
    ...action,
    in: withLabel(action.in, step.label, true),
    parameters: mergedFields(action.parameters, step, before?.parameters, now?.parameters ?? {}),
    ...(answer === undefined ? {} : { answer })
  }
}

const mergedEvent = (event: Event, step: Step): Event => {
  // `Newexten` is documented as `NewExten`.
  const [before, now] = [find(step.before.events, event.name), find(step.now.events, event.name)]
  const isThere = stays(event.in, step, before !== undefined, now !== undefined)
  if (!isThere) return { ...event, in: withLabel(event.in, step.label, false) }
  return {
    ...event,
    in: withLabel(event.in, step.label, true),
    fields: mergedFields(event.fields, step, before?.parameters, now?.parameters ?? {})
  }
}

/**
 * The inventory with another release.
 *
 * What both this release and the previous one declare stays, what only this one declares is added, what it no longer
 * declares is removed, and what was never documented is assumed to stay.
 */
export const merged = (inventory: Inventory, step: Step): Inventory => {
  const names = (entries: ReadonlyArray<{ readonly name: string }>) =>
    new Set(entries.map(({ name }) => name.toLowerCase()))
  const [actions, events] = [names(inventory.actions), names(inventory.events)]
  const newActions = Object.entries(step.now.actions).filter(([name]) => !actions.has(name.toLowerCase())).map((
    [name, { complete, items, module, parameters, since }]
  ): Action => ({
    name,
    in: [step.label],
    module,
    ...(since === undefined ? {} : { since }),
    privileges: [],
    parameters: Object.entries(parameters).map(([field, declared]) => fieldFrom(field, declared, step.label)),
    ...(items === undefined || complete === undefined ? {} : { list: { items, complete } })
  }))
  const newEvents = Object.entries(step.now.events).filter(([name]) => !events.has(name.toLowerCase())).map((
    [name, { module, parameters, privilege, since, snapshots }]
  ): Event => ({
    name,
    in: [step.label],
    module,
    ...(since === undefined ? {} : { since }),
    roles: ["unsolicited"],
    privileges: privilege === undefined ? [] : [privilege],
    snapshots: (snapshots ?? []).map((snapshot) => {
      const [of, prefix = ""] = snapshot.split(" ")
      return { of: of === "bridge" ? "bridge" : "channel", prefix, optional: true }
    }),
    fields: Object.entries(parameters).map(([field, declared]) => fieldFrom(field, declared, step.label))
  }))
  const sorted = <A extends { readonly name: string }>(entries: ReadonlyArray<A>): ReadonlyArray<A> =>
    [...entries].sort((one, other) => one.name.toLowerCase().localeCompare(other.name.toLowerCase()))
  return {
    ...inventory,
    actions: sorted([...inventory.actions.map((action) => mergedAction(action, step)), ...newActions]),
    events: sorted([...inventory.events.map((event) => mergedEvent(event, step)), ...newEvents])
  }
}
