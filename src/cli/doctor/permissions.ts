/**
 * The least classes for tasks, actions and events, and the section of manager.conf that grants them.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import * as AmiPermission from "../../catalog/AmiPermission.ts"
import { actionNames, actionOf, eventNames, eventOf } from "../known.ts"
import * as Tasks from "./tasks.ts"

/** What `ami permissions --json` prints. */
export const Permissions = Schema.Struct({
  /** The name of the account, which is that of its section. */
  section: Schema.String,
  read: Schema.Array(Schema.String),
  write: Schema.Array(Schema.String),
  /** The actions that it may send for that. */
  actions: Schema.Array(Schema.String),
  events: Schema.Array(Schema.String),
  /** What these actions can do beyond their purpose. */
  dangers: Schema.Array(Schema.Struct({ action: Schema.String, danger: Schema.String }))
})

export interface Permissions extends Schema.Schema.Type<typeof Permissions> {}

/** What was asked for by name. */
export interface Uses {
  readonly tasks: ReadonlyArray<Tasks.Name>
  readonly actions: ReadonlyArray<string>
  readonly events: ReadonlyArray<string>
  /** Names that are an action and an event. */
  readonly both: ReadonlyArray<string>
  /** Names of nothing. */
  readonly unknown: ReadonlyArray<string>
}

/** Every name that can be asked for. */
export const names: ReadonlyArray<string> = [...new Set([...Tasks.names, ...actionNames, ...eventNames])]

/** Tells tasks, actions and events apart; `action:NAME` and `event:NAME` say which of two is meant. */
export const usesOf = (words: ReadonlyArray<string>): Uses => {
  const tasks = new Set<Tasks.Name>()
  const actions = new Set<string>()
  const events = new Set<string>()
  const both = new Set<string>()
  const unknown = new Set<string>()
  for (const word of words) {
    const [, kind, name = word] = /^(action|event|task):(.*)$/i.exec(word) ?? []
    const isOf = (one: string) => kind === undefined || kind.toLowerCase() === one
    const task = isOf("task") ? Tasks.taskOf(name) : undefined
    const action = isOf("action") ? actionOf(name) : undefined
    const event = isOf("event") ? eventOf(name) : undefined
    // A task has the word of an action only if that is what it does: `command`.
    if (task !== undefined) tasks.add(task[0])
    else if (action === undefined && event === undefined) unknown.add(word)
    if (task !== undefined) continue
    if (action !== undefined) actions.add(action.name)
    if (event !== undefined) events.add(event.name)
    if (action !== undefined && event !== undefined) both.add(action.name)
  }
  return { tasks: [...tasks], actions: [...actions], events: [...events], both: [...both], unknown: [...unknown] }
}

/** The least permissions, with `read = system`, which every client needs to know that Asterisk has booted. */
export const permissionsOf = (section: string, uses: Uses): Permissions => {
  const tasks = uses.tasks.map((name) => Tasks.tasks[name])
  const actions = [...new Set([...tasks.flatMap(({ sends }) => sends), ...uses.actions])]
  const events = [...new Set(["FullyBooted", ...tasks.flatMap(({ reads }) => reads), ...uses.events])]
  const sends = actions.flatMap((name) => actionOf(name) ?? [])
  const { read, write } = AmiPermission.account({ sends, reads: events.flatMap((name) => eventOf(name) ?? []) })
  const dangers = sends.flatMap(({ danger, name }) => (danger === undefined ? [] : [{ action: name, danger }]))
  return { section, read, write, actions, events, dangers }
}

/** The section of manager.conf. */
export const sectionOf = (permissions: Permissions): ReadonlyArray<string> => {
  const { actions, events, read, section, write } = permissions
  return [
    `[${section}]`,
    ...actions.length === 0 ? [] : [`; sends: ${actions.join(", ")}`],
    `; reads: ${events.join(", ")}`,
    "secret = change-me",
    "deny = 0.0.0.0/0.0.0.0",
    "permit = 127.0.0.1/255.255.255.255 ; the address of the program, as Asterisk sees it",
    `read = ${read.join(",")}`,
    `write = ${write.join(",")}`
  ]
}
