/**
 * AstDB: values by family and key.
 *
 * @since 0.2.0
 */
import type { Draft } from "./draft.ts"

/** A key and its value. */
export interface Entry {
  /** The family and the key, as in `/family/key`. */
  readonly key: string
  readonly value: string
}

const keyOf = (family: string, key: string): string => `/${family}/${key}`

/** The value of a key. */
export const get = (draft: Draft, family: string, key: string): string | undefined =>
  draft.database.get(keyOf(family, key))

/** Sets the value of a key. */
export const put = (draft: Draft, family: string, key: string, value: string): void =>
  draft.database.set(keyOf(family, key), value)

/** Removes a key. Returns whether there was one. */
export const remove = (draft: Draft, family: string, key: string): boolean => {
  const full = keyOf(family, key)
  const existed = draft.database.has(full)
  draft.database.delete(full)
  return existed
}

const wildcards: Readonly<Record<string, string>> = { "%": "[^]*", _: "[^]" }

/** A prefix is a pattern of SQL, which ignores case and knows two wildcards (db.c, gettree_stmt). */
const matcher = (prefix: string): (key: string) => boolean => {
  const source = prefix.replaceAll(/[^\w]|_/g, (character) => wildcards[character] ?? `\\${character}`)
  const pattern = new RegExp(`^${source}/[^]*$`, "i")
  return (key) => pattern.test(`${key}/`)
}

/** The entries below a family, or below a key of it, in the order of their keys; all of them without a family. */
export const tree = (draft: Draft, family: string, key = ""): ReadonlyArray<Entry> => {
  const matches = family === "" ? () => true : matcher(key === "" ? `/${family}` : keyOf(family, key))
  const keys = [...draft.database.keys()].filter(matches).sort()
  return keys.map((key) => ({ key, value: draft.database.get(key) ?? "" }))
}

/** The entries of a key in any family, in the order of their keys. */
export const ofKey = (draft: Draft, key: string): ReadonlyArray<Entry> =>
  tree(draft, "").filter((entry) => entry.key.toLowerCase().endsWith(`/${key.toLowerCase()}`))

/** Removes the entries below a family, or below a key of it. Returns how many there were. */
export const removeTree = (draft: Draft, family: string, key = ""): number => {
  const entries = tree(draft, family, key)
  for (const entry of entries) draft.database.delete(entry.key)
  return entries.length
}
