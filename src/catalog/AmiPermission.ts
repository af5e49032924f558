/**
 * The privilege classes of AMI: what an account may send and receive.
 *
 * The `write` line of an account in manager.conf lists the classes of actions that it may send, the `read` line those
 * of events that it receives. The classes of an event are in its `Privilege` header, those of an action in its `needs`.
 *
 * @since 0.1.0
 */
import { eventClasses } from "../internal/eventClasses.ts"

/**
 * Every privilege class (manager.c, perms). The names are case-sensitive in an event mask.
 *
 * @category constants
 * @since 0.1.0
 */
export const classes = [
  "system",
  "call",
  "log",
  "verbose",
  "command",
  "agent",
  "user",
  "config",
  "dtmf",
  "reporting",
  "cdr",
  "dialplan",
  "originate",
  "agi",
  "cc",
  "aoc",
  "test",
  "security",
  "message"
] as const

/**
 * The name of a privilege class.
 *
 * @category models
 * @since 0.1.0
 */
export type Class = typeof classes[number]

/**
 * Returns the privilege classes of which an account needs all to receive an event, by the name of the event; undefined
 * if the catalogue does not know the name.
 *
 * **Example** (Asking by name)
 *
 * ```ts import.meta.vitest
 * import { AmiPermission } from "effect-ami"
 *
 * AmiPermission.classesOf("Hangup") // => ["call"]
 * AmiPermission.classesOf("Abduction") // => undefined
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const classesOf = (event: string): ReadonlyArray<Class> | undefined => {
  const found = eventClasses.find(([, names]) => names.split(" ").includes(event))
  return found?.[0]
}

/**
 * The privileges of an account: the lines `read` and `write` of its section in manager.conf.
 *
 * @category models
 * @since 0.1.0
 */
export interface Account {
  readonly read: ReadonlyArray<Class>
  readonly write: ReadonlyArray<Class>
}

/**
 * Returns the least privileges that a program needs for the actions it sends and the events it reads.
 *
 * **Details**
 *
 * If an action needs only one of several classes, a class that another action needs anyway is chosen, otherwise the
 * least powerful one. The client itself reads `system` events, which report that Asterisk has booted or is shutting
 * down; without that privilege it works too.
 *
 * **Example** (Writing the lines of manager.conf)
 *
 * ```ts import.meta.vitest
 * import { Actions, AmiPermission, Events } from "effect-ami"
 *
 * const { read, write } = AmiPermission.account({
 *   sends: [Actions.Originate, Actions.CoreShowChannels],
 *   reads: [Events.Hangup, Events.OriginateResponse, Events.Cdr]
 * })
 *
 * read.join(",") // => "call,cdr"
 * write.join(",") // => "reporting,originate"
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const account = (uses: {
  readonly sends?: ReadonlyArray<{ readonly needs: ReadonlyArray<Class> }>
  readonly reads?: ReadonlyArray<{ readonly privilege: ReadonlyArray<Class> }>
}): Account => {
  const read = new Set((uses.reads ?? []).flatMap((event) => event.privilege))
  const write = new Set<Class>()
  // Actions without a choice come first, so that others can choose a class that is needed anyway.
  const choices = (uses.sends ?? []).map((action) => action.needs).sort((one, other) => one.length - other.length)
  for (const choice of choices) {
    const least = byPower.find((name) => choice.includes(name))
    if (least !== undefined && !choice.some((name) => write.has(name))) write.add(least)
  }
  const listed = (set: ReadonlySet<Class>) => classes.filter((name) => set.has(name))
  return { read: listed(read), write: listed(write) }
}

/** The classes from the least to the most powerful. */
const byPower: ReadonlyArray<Class> = [
  "cdr",
  "dtmf",
  "log",
  "verbose",
  "test",
  "security",
  "cc",
  "reporting",
  "dialplan",
  "aoc",
  "user",
  "message",
  "agent",
  "call",
  "originate",
  "agi",
  "config",
  "system",
  "command"
]
