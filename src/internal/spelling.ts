/**
 * The name that somebody may have meant who wrote another.
 *
 * @since 0.2.0
 */

/** What people write who know other clients, and the options that they mean. */
const others: ReadonlyMap<string, ReadonlyArray<string>> = /*#__PURE__*/ new Map([
  ["password", ["secret"]],
  ["pass", ["secret"]],
  ["pwd", ["secret"]],
  ["login", ["username"]],
  ["server", ["host"]],
  ["address", ["host"]],
  ["retry", ["reconnect"]],
  ["maxinflight", ["limits.inFlight"]],
  ["maxqueued", ["limits.queued"]],
  ["maxlistitems", ["limits.listItems"]],
  ["maxlistbytes", ["limits.listBytes"]],
  ["channel", ["originator", "channel"]],
  ["vars", ["variables"]]
])

/** The nearest of the known names, or undefined if none is near. */
export const nearest = (name: string, known: ReadonlyArray<string>): string | undefined => {
  const word = plain(name)
  const isKnown = (one: string) => known.includes(one.split(".")[0] ?? one)
  const other = others.get(word)?.find(isKnown)
  if (other !== undefined) return other
  let found: string | undefined
  let least = Infinity
  for (const candidate of known) {
    const distance = distanceOf(word, plain(candidate))
    if (distance >= least) continue
    least = distance
    found = candidate
  }
  if (found !== undefined && least <= Math.max(1, word.length / 3)) return found
  const meant = [...others].find(([other]) => word.length > 4 && distanceOf(word, other) === 1)
  return meant?.[1].find(isKnown) ?? known.find((one) => isPart(word, plain(one)))
}

/** The known name that a text is, but for the case or a slip or two; undefined if it is known, or is like none. */
export const misspelt = (name: string, known: ReadonlyArray<string>): string | undefined => {
  if (known.includes(name) || name.length > longest) return undefined
  const word = name.toLowerCase()
  const most = word.length < 5 ? 0 : word.length < 10 ? 1 : 2
  let found: string | undefined
  let least = most + 1
  for (const one of known) {
    const distance = distanceOf(word, one.toLowerCase())
    if (distance >= least) continue
    least = distance
    found = one
  }
  return found
}

const plain = (name: string): string => name.slice(0, longest).toLowerCase().replaceAll(/[-_. ]/g, "")

/** No name of ours is as long. */
const longest = 40

/** `exten` is a part of `extension`, and `hostname` has `host` in it. */
const isPart = (one: string, other: string): boolean =>
  Math.min(one.length, other.length) > 3 && (one.includes(other) || other.includes(one))

/** How many letters have to be put in, left out, replaced, or swapped with their neighbour. */
const distanceOf = (one: string, other: string): number => {
  let before: ReadonlyArray<number> = []
  let last: ReadonlyArray<number> = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row++) {
    const next = [row]
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      next.push(Math.min(
        (next[column - 1] ?? 0) + 1,
        (last[column] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped && row > 1 && column > 1 ? (before[column - 2] ?? 0) + 1 : Infinity
      ))
    }
    before = last
    last = next
  }
  return last[other.length] ?? 0
}
