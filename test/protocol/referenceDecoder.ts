/**
 * A decoder that is simple enough to be obviously right: it has the whole input at once, no chunks and no limits, and need
 * not be fast. It shares no code with the decoder that it checks.
 */
export interface Reference {
  readonly banner: string
  readonly messages: ReadonlyArray<ReadonlyArray<readonly [name: string, value: string]>>
  readonly pending: number
}

export const referenceDecode = (bytes: Uint8Array): Reference => {
  // One character per byte, so that the charset cannot affect the framing.
  const [, banner = "", bannerEnd, rest = ""] =
    /^([^\n]*?)(\r?\n)([^]*)$/.exec(Buffer.from(bytes).toString("latin1")) ?? []
  const isBare = bannerEnd === "\n"
  const line = isBare ? "\\r?\\n" : "\\r\\n"
  const next = "(?=(?:Response|Event): [^\\n]*\\r\\n(?:Privilege|ActionID): [^\\n]*\\r\\n)"
  const messageEnd = new RegExp(isBare ? `${line}\\r?\\n` : `${line}\\r?\\n|\\n\\r\\n${next}`)
  const eventEnd = new RegExp(
    `${messageEnd.source}|${line}(?=Event: [^\\n]*?${line}Privilege: [^\\n]*?${line})`
  )
  const rowsEnd = new RegExp(`${line}\\r?\\n|(?<=\\n)\\r\\n`)
  const writesOutput = Number(/\/(\d+)/.exec(banner)?.[1] ?? 0) < 4
  const follows = writesOutput ? new RegExp(`^(?:ActionID:[^\\n]*?${line})?Response: Follows${line}`) : /^(?!)/

  const messages: Array<ReadonlyArray<readonly [string, string]>> = []
  let unread = rest.replace(/^(\r?\n)+/, "")
  while (true) {
    const [head] = follows.exec(unread) ?? []
    const end = head === undefined
      ? plainEnd(
        unread,
        /^Event: (?!UserEvent)/.test(unread)
          ? eventEnd
          : /^(Response|Event|ActionID):/.test(unread)
          ? messageEnd
          : rowsEnd
      )
      : outputEnd(head, unread.slice(head.length), isBare)
    if (end === undefined) return { banner, messages, pending: unread.length }
    const [output, tail = ""] = end.parts
    const headers = head === undefined
      ? plainHeaders(output.split(new RegExp(line)))
      : [
        ...followsHeaders(output, line),
        ...(tail === "" ? [] : plainHeaders(tail.replace(/\r?\n$/, "").split(new RegExp(line))))
      ]
    messages.push(headers.map(([name, value]) => [utf8(name), utf8(value)]))
    unread = unread.slice(end.after).replace(/^(\r?\n)+/, "")
  }
}

interface End {
  /** The headers, or the output and the headers after it. */
  readonly parts: readonly [string, string?]
  readonly after: number
}

const plainEnd = (unread: string, pattern: RegExp): End | undefined => {
  const end = pattern.exec(unread)
  return end === null ? undefined : { parts: [unread.slice(0, end.index)], after: end.index + end[0].length }
}

interface Line {
  readonly text: string
  readonly start: number
  readonly after: number
  readonly ends: boolean
}

const linesOf = (text: string, isBare: boolean): ReadonlyArray<Line> =>
  [...text.matchAll(/([^\n]*?)(\r?\n)/g)].map(({ 0: { length }, 1: line = "", 2: end, index }) => ({
    text: line,
    start: index,
    after: index + length,
    ends: isBare || end === "\r\n"
  }))

const opens = (line: Line | undefined) => line?.ends === true && /^(Response|Event): /.test(line.text)
const isHeader = ({ ends, text }: Line) => ends && /^[A-Za-z][A-Za-z0-9-]*:/.test(text)
const hasMarker = ({ ends, text }: Line) => (ends ? /--END COMMAND--[ \t]*$/ : /^--END COMMAND--[ \t]*$/).test(text)

const outputEnd = (head: string, rest: string, isBare: boolean): End | undefined => {
  const lines = linesOf(rest, isBare)
  const upTo = (length: number) => head + rest.slice(0, length)
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    if (before !== undefined && hasMarker(before)) {
      const output = upTo(before.start) + before.text.replace(/--END COMMAND--[ \t]*$/, "")
      if (line.text === "") return { parts: [output], after: head.length + line.after }
      if (before.ends && (isHeader(line) || opens(line))) {
        const end = lines.slice(index).find((line) => line.text === "" || opens(line))
        if (end === undefined) return undefined
        const after = end.text === "" ? end.after : end.start
        return { parts: [output, rest.slice(line.start, end.start)], after: head.length + after }
      }
    }
    const blank = lines[index - 2]
    const isParted = blank?.text === ""
    const isSecond = /^(Privilege|ActionID): /.test(line.text) || (isParted && (line.text === "" || isHeader(line)))
    if (before !== undefined && opens(before) && line.ends && isSecond) {
      return { parts: [upTo(isParted ? blank.start : before.start)], after: head.length + before.start }
    }
  }
  return undefined
}

const plainHeaders = (lines: ReadonlyArray<string>): ReadonlyArray<readonly [string, string]> => {
  const headers: Array<[string, string]> = []
  for (const line of lines) {
    const header = /^([^:\n]*): ?([^]*)$/.exec(line)
    const last = headers.at(-1)
    if (header !== null) headers.push([header[1] ?? "", header[2] ?? ""])
    else if (last === undefined) headers.push(["", line])
    else last[1] += `\n${line}`
  }
  return headers.map(([name, value]) => [name, value.replace(/\n$/, "")])
}

const followsHeaders = (text: string, line: string): ReadonlyArray<readonly [string, string]> => {
  const headers: Array<readonly [string, string]> = []
  let rest = text
  while (true) {
    const [all, name, value] = new RegExp(`^(Response|Privilege|ActionID): ([^\\n]*?)${line}`).exec(rest) ?? []
    if (all === undefined || name === undefined || headers.some(([known]) => known === name)) break
    headers.push([name, value ?? ""])
    rest = rest.slice(all.length)
  }
  const lines = rest.replace(/\n$/, "").split("\n")
  const isRewritten = lines.every((line) => line.endsWith("\r"))
  return [...headers, ...lines.map((text) => ["Output", isRewritten ? text.slice(0, -1) : text] as const)]
}

const utf8 = (binary: string): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.from(binary, "latin1"))
