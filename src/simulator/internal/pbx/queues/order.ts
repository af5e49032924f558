/**
 * The order of a queue's members.
 *
 * Asterisk keeps them in a hash table of 37 buckets by the first characters of their interfaces, and in a list for the
 * strategies that depend on an order (app_queue.c, init_queue and member_hash_fn).
 *
 * @since 0.2.0
 */
import { lowerCased } from "../hashing.ts"
import type { Member, Strategy } from "./model.ts"

const buckets = 37

/** How many characters count: the slash and what follows. */
const counting = 5

const compressed = (code: number): number => code < 32 || code > 127 ? 0 : code > 96 ? code - 64 : code - 32

const bucketOf = (location: string): number => {
  const slash = location.indexOf("/")
  const name = slash === -1 ? location : location.slice(slash)
  let hash = 0
  for (let at = 0; at < counting && at < name.length; at++) hash += compressed(name.charCodeAt(at)) << (at * 6)
  return hash % buckets
}

const isList = (strategy: Strategy): boolean => strategy === "linear" || strategy === "rrordered"

/** The members with one more, at its place. */
export const placed = (
  members: ReadonlyArray<Member>,
  member: Member,
  strategy: Strategy
): ReadonlyArray<Member> => {
  if (isList(strategy)) return [...members, member]
  const bucket = bucketOf(member.interface)
  const after = members.findIndex((other) => bucketOf(other.interface) > bucket)
  return after === -1 ? [...members, member] : members.toSpliced(after, 0, member)
}

/**
 * The member that Asterisk finds by an interface in its table: in another bucket it is not looked for, which the case of a
 * letter can decide.
 */
export const lookUp = (
  members: ReadonlyArray<Member>,
  location: string,
  strategy: Strategy
): Member | undefined => {
  const wanted = lowerCased(location)
  const bucket = bucketOf(location)
  return members.find((member) =>
    lowerCased(member.interface) === wanted && (isList(strategy) || bucketOf(member.interface) === bucket)
  )
}
