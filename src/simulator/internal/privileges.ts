/**
 * Privilege classes, as bits.
 *
 * An event reaches a session that may read all of its classes and asked for all
 * of them; an action needs any one of its classes in the account's `write`.
 *
 * @since 0.1.0
 */
import { atoi, isFalse, isTrue } from "./pbx/numbers.ts"

/** The classes and their bits, in the order Asterisk prints them (manager.c, perms). */
const classes: ReadonlyArray<readonly [name: string, bit: number]> = [
  ["system", 1 << 0],
  ["call", 1 << 1],
  ["log", 1 << 2],
  ["verbose", 1 << 3],
  ["command", 1 << 4],
  ["agent", 1 << 5],
  ["user", 1 << 6],
  ["config", 1 << 7],
  ["dtmf", 1 << 8],
  ["reporting", 1 << 9],
  ["cdr", 1 << 10],
  ["dialplan", 1 << 11],
  ["originate", 1 << 12],
  ["agi", 1 << 13],
  ["cc", 1 << 15],
  ["aoc", 1 << 16],
  ["test", 1 << 17],
  ["security", 1 << 18],
  ["message", 1 << 30]
]

/** Every class. */
export const all = 0x7fffffff

const named = (words: ReadonlyArray<string>): number =>
  words.includes("all")
    ? all
    : classes.reduce((mask, [name, bit]) => words.includes(name) ? mask | bit : mask, 0)

/** The classes of a comma-separated list such as `system,call`, or all of them. */
export const parse = (list: string | ReadonlyArray<string>): number =>
  named(typeof list === "string" ? list.split(",").map((word) => word.trim()) : list)

/** The classes as Asterisk prints them after `Privilege:`. */
export const print = (mask: number): string =>
  mask === 0 ? "<none>" : [...classes.filter(([, bit]) => (mask & bit) !== 0).map(([name]) => name), "all"].join(",")

/**
 * Whether a class is in a list. A word that a comma follows is compared only as far as it goes, so `c,` is `call` and
 * `cdr` too, and an empty one is every class (manager.c, ast_instring).
 */
const isIn = (list: string, name: string): boolean => {
  const words = list.split(",")
  const last = words.pop() ?? ""
  return words.some((word) => name.startsWith(word)) || (last !== "" && last === name)
}

/**
 * The mask that an `EventMask` means; undefined if it is empty or a number that is negative in 32 bits.
 *
 * Digits are bits, so `1` is `system` and not "on"; names are case-sensitive and
 * must not have blanks; unknown names are ignored (manager.c, strings_to_mask).
 */
export const eventMask = (value: string): number | undefined => {
  if (value === "") return undefined
  if (/^\d+$/.test(value)) {
    const mask = atoi(value)
    return mask < 0 ? undefined : mask
  }
  if (isFalse(value)) return 0
  if (isTrue(value)) return all
  return classes.reduce((mask, [name, bit]) => isIn(value, name) ? mask | bit : mask, isIn(value, "all") ? all : 0)
}

/** Whether every class of an event is in a mask. */
export const includes = (mask: number, event: number): boolean => (mask & event) === event
