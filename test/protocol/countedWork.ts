/**
 * Counts the bytes and characters that code scans or copies, so that a test can distinguish linear from quadratic work
 * without a clock.
 *
 * While the code runs, it replaces the methods through which JavaScript scans or copies bytes or characters.
 */

/** How far a search went. */
const searched = (length: number, from: unknown, found: number, width: number): number => {
  const start = Math.min(typeof from === "number" ? Math.max(0, from) : 0, length)
  return found === -1 ? length - start : found - start + width
}

type Methods = Record<string, (this: never, ...args: ReadonlyArray<never>) => unknown>
type Count = (self: { readonly length: number }, args: ReadonlyArray<unknown>, result: unknown) => number

const all: Count = (self) => self.length
const resultLength: Count = (_, __, result) => (result as { readonly length: number }).length
const search: Count = (self, [part, from], result) =>
  searched(self.length, from, result as number, typeof part === "string" ? part.length : 1)

/** `slice` and `subarray` of bytes and strings: a slice of bytes is a copy, the others are views. */
const ofBytes: Record<string, Count> = {
  indexOf: search,
  lastIndexOf: all,
  includes: all,
  find: all,
  findIndex: all,
  fill: all,
  copyWithin: all,
  set: (_, [source]) => (source as { readonly length: number }).length,
  slice: resultLength,
  map: all,
  join: all
}

const ofStrings: Record<string, Count> = {
  indexOf: search,
  includes: all,
  split: all,
  match: all,
  replace: all,
  search: all,
  trim: all,
  trimEnd: all,
  trimStart: all,
  toLowerCase: all
}

const ofDecoders: Record<string, Count> = { decode: (_, [bytes]) => (bytes as { readonly length: number }).length }

const ofPatterns: Record<string, Count> = { exec: (_, [text]) => String(text).length }

/** Runs code and counts the bytes and characters that it scanned or copied. */
export const countedWork = (code: () => void): number => {
  let work = 0
  const restore: Array<() => void> = []

  const count = (prototype: object, counts: Record<string, Count>) => {
    const methods = prototype as Methods
    for (const [name, weigh] of Object.entries(counts)) {
      const original = methods[name]!
      Object.defineProperty(prototype, name, {
        configurable: true,
        writable: true,
        value(this: never, ...args: ReadonlyArray<never>) {
          const result = original.apply(this, [...args])
          work += weigh(this, args, result)
          return result
        }
      })
      restore.push(() =>
        Object.defineProperty(prototype, name, { configurable: true, writable: true, value: original })
      )
    }
  }

  count(Object.getPrototypeOf(Uint8Array.prototype), ofBytes)
  count(String.prototype, ofStrings)
  count(TextDecoder.prototype, ofDecoders)
  count(RegExp.prototype, ofPatterns)
  try {
    code()
  } finally {
    for (const undo of restore) undo()
  }
  return work
}
