/**
 * What an account may send and read, from what Asterisk says of it.
 *
 * Asterisk says to nobody what an account may read. `ListCommands` lists the actions that it may send, with the classes that
 * each needs, from which most of `write` follows; `manager show user` says both, to accounts with `write = command`. What
 * is left is proven by an event that comes, or unknown.
 *
 * @since 0.2.0
 */
import * as AmiPermission from "../../catalog/AmiPermission.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"

type Class = AmiPermission.Class

export interface Rights {
  /** The names of the actions that it may send, in lower case. */
  readonly offered: ReadonlySet<string>
  readonly write: ReadonlyArray<Class>
  /** Whether `write` is all that the account has. */
  readonly isWriteExact: boolean
  readonly read: ReadonlyArray<Class>
  /** Classes that are known to be missing from `read`. */
  readonly unread: ReadonlyArray<Class>
  /** Whether `read` is all that the account has. */
  readonly isReadExact: boolean
}

const isClass = (name: string): name is Class => AmiPermission.classes.some((one) => one === name)

/** The classes in a list of Asterisk's: `system,call`, `<none>`, or all of them with `all` at the end. */
const classesIn = (text: string): ReadonlyArray<Class> => {
  const names = text.split(",").map((name) => name.trim())
  return names.length > 1 && names.includes("all") && names.length >= AmiPermission.classes.length
    ? AmiPermission.classes
    : AmiPermission.classes.filter((one) => names.includes(one))
}

/** What an account may send, from the answer to `ListCommands`: a header for each action. */
export const offeredBy = (response: AmiMessage): ReadonlyMap<string, ReadonlyArray<Class>> =>
  new Map(response.headers.flatMap(([name, value]) => {
    const needs = /\(Priv: ([^()]*)\)\s*$/.exec(value)?.[1]
    return needs === undefined ? [] : [[name.toLowerCase(), needs.split(",").filter(isClass)] as const]
  }))

/**
 * Actions of Asterisk itself, in no module, that need one class (manager.c, __init_manager). An account that is not
 * offered one of them lacks its class.
 */
const witnesses: Readonly<Partial<Record<Class, string>>> = {
  system: "modulecheck",
  call: "redirect",
  command: "command",
  user: "userevent",
  config: "updateconfig",
  originate: "originate",
  aoc: "aocmessage"
}

/** The classes of `write` that follow from the actions that are offered. */
export const writeOf = (offered: ReadonlyMap<string, ReadonlyArray<Class>>): ReadonlyArray<Class> => {
  const held = new Set<Class>()
  const lacks = (one: Class) => witnesses[one] !== undefined && !offered.has(witnesses[one])
  for (const needs of offered.values()) {
    const possible = needs.filter((one) => !lacks(one))
    if (possible.length === 1) possible.forEach((one) => held.add(one))
  }
  return AmiPermission.classes.filter((one) => held.has(one))
}

/** Both lines of an account, from the output of `manager show user`; undefined if it has none. */
export const shownUser = (
  lines: ReadonlyArray<string>
): { readonly read: ReadonlyArray<Class>; readonly write: ReadonlyArray<Class> } | undefined => {
  const valueOf = (name: string) =>
    lines.flatMap((line) => new RegExp(`^\\s*${name} perm:\\s*(.*)$`).exec(line)?.[1] ?? []).at(0)
  const read = valueOf("read")
  const write = valueOf("write")
  return read === undefined || write === undefined ? undefined : { read: classesIn(read), write: classesIn(write) }
}

/** Whether the account reads a class. */
export const reads = ({ isReadExact, read, unread }: Rights, name: Class): "yes" | "no" | "unknown" =>
  read.includes(name) ? "yes" : isReadExact || unread.includes(name) ? "no" : "unknown"

/** Classes in the order of Asterisk, each once. */
export const merged = (...lists: ReadonlyArray<ReadonlyArray<Class>>): ReadonlyArray<Class> =>
  AmiPermission.classes.filter((one) => lists.some((list) => list.includes(one)))

/** The value of a line `read` or `write`. */
export const listed = (names: ReadonlyArray<Class>): string =>
  names.length === AmiPermission.classes.length ? "all" : names.join(",")
