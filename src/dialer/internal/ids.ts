/**
 * The ids of the calls of this process: none is used for two of them, so that nobody is called twice under one id.
 *
 * @since 0.2.0
 */

/** How many are remembered at least; at most twice as many. */
const least = 100_000

// In two generations: to delete the oldest key of one set takes longer the more were deleted before.
let young = /*#__PURE__*/ new Set<string>()
let old = /*#__PURE__*/ new Set<string>()

/** Takes an id for a call. False if another call has it. */
export const take = (id: string): boolean => {
  if (young.has(id) || old.has(id)) return false
  young.add(id)
  if (young.size >= least) {
    old = young
    young = new Set()
  }
  return true
}

/** Nothing was dialled under an id: it may be taken again. */
export const release = (id: string): void => {
  young.delete(id)
  old.delete(id)
}
