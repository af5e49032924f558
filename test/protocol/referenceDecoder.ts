/**
 * A decoder that is meant to be seen to be right: it has the whole input at once and knows no chunks, no limits and no
 * speed. It shares no code with the decoder that it judges.
 */
export interface Reference {
  readonly banner: string
  readonly messages: ReadonlyArray<ReadonlyArray<readonly [name: string, value: string]>>
  readonly pending: number
}

export const referenceDecode = (bytes: Uint8Array): Reference => {
  // One character a byte, so that the framing cannot be misled by the charset.
  const [, banner = "", bannerEnd, rest = ""] =
    /^([^\n]*?)(\r?\n)([^]*)$/.exec(Buffer.from(bytes).toString("latin1")) ?? []
  const line = bannerEnd === "\n" ? "\\r?\\n" : "\\r\\n"
  const messageEnd = new RegExp(`${line}\\r?\\n`)
  const rowsEnd = new RegExp(`${line}\\r?\\n|(?<=\\n)\\r\\n`)
  const followsEnd = new RegExp(`--END COMMAND--${line}\\r?\\n`)
  const isFollows = Number(/\/(\d+)/.exec(banner)?.[1] ?? 0) < 4 ? new RegExp(`^Response: Follows${line}`) : /^(?!)/

  const messages: Array<ReadonlyArray<readonly [string, string]>> = []
  let unread = rest.replace(/^(\r?\n)+/, "")
  while (true) {
    const follows = isFollows.test(unread)
    const end = (follows ? followsEnd : /^(Response|Event):/.test(unread) ? messageEnd : rowsEnd).exec(unread)
    if (end === null) return { banner, messages, pending: unread.length }
    const text = unread.slice(0, end.index)
    const headers = follows ? followsHeaders(text, line) : plainHeaders(text.split(new RegExp(line)))
    messages.push(headers.map(([name, value]) => [utf8(name), utf8(value)]))
    unread = unread.slice(end.index + end[0].length).replace(/^(\r?\n)+/, "")
  }
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
  const optional = (name: string) => `(?:${name}: ([^\\n]*?)${line})?`
  const shape = new RegExp(`^Response: Follows${line}${optional("Privilege")}${optional("ActionID")}([^]*)$`)
  const [, privilege, actionId, output = ""] = shape.exec(text) ?? []
  return [
    ["Response", "Follows"],
    ...(privilege === undefined ? [] : [["Privilege", privilege] as const]),
    ...(actionId === undefined ? [] : [["ActionID", actionId] as const]),
    ...output.replace(/\n$/, "").split("\n").map((text) => ["Output", text] as const)
  ]
}

const utf8 = (binary: string): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.from(binary, "latin1"))
