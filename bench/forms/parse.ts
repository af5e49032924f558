/**
 * The minimal parser that makes objects of messages, for the limits.
 *
 * One pass over the bytes, without first searching for the end of a message: the next header name is guessed from those
 * that followed the same names before, and compared bytewise. Values are slices of one string per chunk, and of UTF-8 if a
 * byte needs it. It handles no broken input, what it learns is unbounded, and a retained value retains its chunk: a client
 * should do none of this.
 */

export type Headers = Readonly<Record<string, string>>

/** Makes an object of a message from its text, and from where its values begin and end in it. */
type Make = (text: string, ends: Int32Array) => Headers

/** A header name after those that came before it, and the names that have followed it. */
interface Step {
  readonly names: ReadonlyArray<string>
  /** The name with its colon and blank. */
  readonly bytes: Uint8Array
  readonly next: Array<Step>
  /** Made when a message first ends here. */
  make: Make | undefined
}

const stepTo = (names: ReadonlyArray<string>, bytes: Uint8Array): Step => ({ names, bytes, next: [], make: undefined })

/** Compiles an object literal for each sequence of names. The first of a name counts: a later one may be forged. */
const makeOf = (names: ReadonlyArray<string>): Make => {
  const fields = [...new Set(names)].map((name) => {
    const at = 2 * names.indexOf(name)
    return `${JSON.stringify(name)}: text.slice(ends[${at}], ends[${at + 1}])`
  })
  return Function("text", "ends", `return { ${fields.join(", ")} }`) as Make
}

/** What Node's buffers can also do, without choosing an encoding at each call. */
type Bytes = Buffer & {
  readonly latin1Slice: (from: number, to: number) => string
  readonly utf8Slice: (from: number, to: number) => string
}

const [carriageReturn, newline, colon, blank] = [13, 10, 58, 32]
const emptyLine = Buffer.from("\r\n\r\n")
const nothing: Buffer = Buffer.alloc(0)

/** The step for the bytes of a line, which comes for the first time after those before it. */
const learned = ({ names, next }: Step, bytes: Bytes, from: number, to: number): Step => {
  const end = bytes.subarray(from, to).indexOf(colon)
  const name = bytes.latin1Slice(from, end === -1 ? to : from + end)
  const length = end === -1 ? to - from : bytes[from + end + 1] === blank ? end + 2 : end + 1
  const made = stepTo([...names, name], Uint8Array.from(bytes.subarray(from, from + length)))
  next.push(made)
  return made
}

/** Takes chunks, which it does not keep, and delivers the headers of each message that has ended. */
export const parsing = (onMessage: (headers: Headers) => void): (chunk: Buffer) => void => {
  const root = stepTo([], new Uint8Array())
  let ends = new Int32Array(1024)
  let rest = nothing
  const takeMessages = (bytes: Bytes): number => {
    const length = bytes.length
    const text = bytes.latin1Slice(0, length)
    let at = 0
    for (let start = 0;; start = at) {
      while (at < length && (bytes[at] === carriageReturn || bytes[at] === newline)) at += 1
      let last = root
      let found = 0
      let anyHigh = 0
      for (;;) {
        if (at + 1 >= length) return start
        if (bytes[at] === carriageReturn) break
        const { next } = last
        let step: Step | undefined
        for (let index = 0; index < next.length; index++) {
          const candidate = next[index]!
          const name = candidate.bytes
          let same = name.length - 1
          if (at + same >= length) continue
          while (same >= 0 && bytes[at + same] === name[same]) same -= 1
          if (same >= 0) continue
          step = candidate
          break
        }
        if (step === undefined) {
          const lineEnd = bytes.indexOf(carriageReturn, at)
          if (lineEnd === -1) return start
          step = learned(last, bytes, at, lineEnd)
        }
        last = step
        at += step.bytes.length
        const from = at
        let high = 0
        let byte = 0
        while (at < length && (byte = bytes[at]!) !== carriageReturn) {
          high |= byte
          at += 1
        }
        if (at + 1 >= length) return start
        if (found === ends.length) ends = grown(ends)
        ends[found++] = from
        // A value that needs UTF-8 is marked by a negative end.
        ends[found++] = high < 128 ? at : -at
        anyHigh |= high
        at += 2
      }
      const make = (last.make ??= makeOf(last.names))
      onMessage(anyHigh < 128 ? make(text, ends) : decoded(make, bytes, text, ends, found))
      at += 2
    }
  }
  const take = (bytes: Buffer): void => {
    const taken = takeMessages(bytes as Bytes)
    rest = taken === bytes.length ? nothing : Buffer.from(bytes.subarray(taken))
  }
  return (chunk) => {
    if (rest.length === 0) return take(chunk)
    // Of a chunk, only what ends the message in progress is copied.
    const end = chunk.indexOf(emptyLine)
    const cut = end === -1 ? chunk.length : end + emptyLine.length
    take(Buffer.concat([rest, chunk.subarray(0, cut)]))
    if (cut === chunk.length) return
    if (rest.length === 0) take(chunk.subarray(cut))
    else take(Buffer.concat([rest, chunk.subarray(cut)]))
  }
}

/** The same for a message with values that need UTF-8: they are appended to its text, and sliced from there. */
const decoded = (make: Make, bytes: Bytes, text: string, ends: Int32Array, found: number): Headers => {
  const first = ends[0] ?? 0
  let longer = text.slice(first, Math.abs(ends[found - 1] ?? 0))
  for (let index = 0; index < found; index += 2) {
    const [from = 0, to = 0] = [ends[index], ends[index + 1]]
    if (to >= 0) {
      ends[index] = from - first
      ends[index + 1] = to - first
    } else {
      const value = bytes.utf8Slice(from, -to)
      ends[index] = longer.length
      longer += value
      ends[index + 1] = longer.length
    }
  }
  return make(longer, ends)
}

const grown = (ends: Int32Array): Int32Array<ArrayBuffer> => {
  const longer = new Int32Array(ends.length * 2)
  longer.set(ends)
  return longer
}
