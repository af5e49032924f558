/** The pages of what is too much for a television. */

/** One of the pages of the items, and which of them are on it; the first follows the last. */
export const paged = <A>(
  items: ReadonlyArray<A>,
  size: number,
  page: number
): { readonly shown: ReadonlyArray<A>; readonly range: string } => {
  if (items.length <= size) return { shown: items, range: "" }
  const start = page % Math.ceil(items.length / size) * size
  const shown = items.slice(start, start + size)
  return { shown, range: `${start + 1}–${start + shown.length} / ${items.length}` }
}
