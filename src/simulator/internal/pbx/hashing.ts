/**
 * The order in which Asterisk lists what it keeps in hash tables: by bucket, not by name or age.
 *
 * @since 0.2.0
 */

/** The hash of a text (strings.h, ast_str_hash; stored in a signed number without its sign bit). */
export const hashOf = (text: string): number => {
  let hash = 5381
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash, 33) ^ text.charCodeAt(at)
  return hash & 0x7fffffff
}

/** The same without regard to case (strings.h, ast_str_case_hash). */
export const caseHashOf = (text: string): number => hashOf(lowerCased(text))

/** A text in lower case as C has it: only ASCII letters change. */
export const lowerCased = (text: string): string => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** The hash of a text in the cache of announced states (hashtab.c, ast_hashtab_hash_string). */
export const cacheHashOf = (text: string): number => {
  let total = 0
  for (let at = 0; at < text.length; at++) total = (Math.imul(total, 13) + text.charCodeAt(at)) >>> 0
  return total
}

/** Sorts by bucket; within a bucket they keep their order. */
export const byBucket = <A>(
  items: Iterable<A>,
  keyOf: (item: A) => string,
  hash: (key: string) => number,
  buckets: number
): ReadonlyArray<A> =>
  Array.from(items, (item) => ({ item, bucket: hash(keyOf(item)) % buckets }))
    .sort((one, other) => one.bucket - other.bucket)
    .map(({ item }) => item)

/** In the order of their names. */
export const byName = <A>(items: Iterable<A>, nameOf: (item: A) => string): ReadonlyArray<A> =>
  [...items].sort((one, other) => nameOf(one) < nameOf(other) ? -1 : 1)
