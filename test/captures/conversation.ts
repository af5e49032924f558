/**
 * The text format of recorded conversations: every byte of both sides, in the order and at the time it was seen.
 *
 * A file is ASCII and contains one or more conversations. A line that begins with
 *
 * - `# ` names a conversation, and begins it;
 * - `; ` is a remark about it, such as how it ended;
 * - `@` is the time of the read or write that follows, in seconds since the connection was made;
 * - `<` is a line that the server wrote, and `>` one that the client wrote.
 *
 * The lines after one `@` are one read or write. A line ends with CR LF, and is written without it. Other endings are
 * marked: `\n` is a lone line feed, and a single `\` at the end means no line ending at all. Bytes other than printable
 * ASCII are written as `\x` and two hexadecimal digits, a backslash as `\\`, a space at the end of a line as `\s`.
 */
export interface Step {
  /** Seconds since the connection was made, if it was timed. */
  readonly at: number | undefined
  readonly from: "client" | "server"
  readonly bytes: Uint8Array
}

export interface Conversation {
  readonly name: string
  readonly remarks: ReadonlyArray<string>
  readonly steps: ReadonlyArray<Step>
}

/** What one side wrote in a conversation. */
export const written = ({ steps }: Conversation, side: Step["from"]): Uint8Array =>
  new Uint8Array(Buffer.concat(steps.filter(({ from }) => from === side).map(({ bytes }) => bytes)))

const hexadecimal = (char: string): string => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll(/[^\x20-\x7e]/g, hexadecimal).replace(/ $/, "\\s")

const lineOf = (text: string): string =>
  text.endsWith("\r\n")
    ? escaped(text.slice(0, -2))
    : text.endsWith("\n")
    ? `${escaped(text.slice(0, -1))}\\n`
    : `${escaped(text)}\\`

const linesOf = ({ at, bytes, from }: Step): ReadonlyArray<string> => {
  const lines = Buffer.from(bytes).toString("latin1").split(/(?<=\n)/).map(lineOf)
  return [...at === undefined ? [] : [`@${at}`], ...lines.map((line) => `${from === "server" ? "<" : ">"}${line}`)]
}

export const print = (conversations: ReadonlyArray<Conversation>): string =>
  conversations.flatMap(({ name, remarks, steps }) => [
    `# ${name}`,
    ...remarks.map((remark) => `; ${remark}`),
    ...steps.flatMap(linesOf)
  ]).map((line) => `${line}\n`).join("")

const meant: Readonly<Record<string, string>> = { "\\\\": "\\", "\\s": " ", "\\n": "\n", "\\": "" }

const unescaped = (line: string): string =>
  line.includes("\\")
    ? `${line}${/(?:^|[^\\])(?:\\\\)*\\n?$/.test(line) ? "" : "\r\n"}`.replaceAll(
      /\\x(..)|\\[\\sn]|\\$/g,
      (escape, digits?: string) =>
        digits === undefined ? meant[escape] ?? "" : String.fromCharCode(Number.parseInt(digits, 16))
    )
    : `${line}\r\n`

/** Reads what `print` has written. */
export const parse = (text: string): ReadonlyArray<Conversation> => {
  const conversations: Array<Conversation & { readonly remarks: Array<string>; readonly steps: Array<Step> }> = []
  let at: number | undefined
  let from: Step["from"] | undefined
  let pieces: Array<string> = []
  const finish = () => {
    if (from !== undefined) {
      conversations.at(-1)?.steps.push({ at, from, bytes: new Uint8Array(Buffer.from(pieces.join(""), "latin1")) })
    }
    at = undefined
    from = undefined
    pieces = []
  }
  for (const line of text.split("\n")) {
    const rest = line.slice(1)
    if (line.startsWith("<") || line.startsWith(">")) {
      const side = line.startsWith("<") ? "server" : "client"
      if (from !== undefined && from !== side) finish()
      from = side
      pieces.push(unescaped(rest))
      continue
    }
    finish()
    if (line.startsWith("@")) at = Number(rest)
    else if (line.startsWith("# ")) conversations.push({ name: line.slice(2), remarks: [], steps: [] })
    else if (line.startsWith("; ")) conversations.at(-1)?.remarks.push(line.slice(2))
    else if (line !== "") throw new Error(`no line of a conversation: ${line}`)
  }
  finish()
  return conversations
}
