/**
 * Parses requests as Asterisk does.
 *
 * Lines have at most 1,024 bytes including their terminator, CR LF or LF; a blank
 * line ends a request, which has at most 128 lines. A request over a limit is
 * answered with an error after its blank line, and the session continues
 * (manager.c, get_input and do_message).
 *
 * @since 0.1.0
 */

/** The lines of a request, as received. */
export interface Request {
  readonly lines: ReadonlyArray<string>
}

/** A request, and what is malformed about it, if anything. */
export interface Input {
  readonly request: Request
  readonly refusal: string | undefined
}

const maxLine = 1024
const maxLines = 128

const tooManyLines = "Too many lines in message or allocation failure"
const lineTooLong = "Failed to parse message: line too long"

/** Splits incoming bytes into requests. */
export class RequestReader {
  private buffer = ""
  private lines: Array<string> = []
  private dropsLines = false
  private dropsBytes = false

  /** Takes bytes and returns the requests that they complete. */
  push(text: string): ReadonlyArray<Input> {
    const inputs: Array<Input> = []
    this.buffer = this.buffer === "" ? text : this.buffer + text
    let start = 0
    while (true) {
      const feed = this.buffer.indexOf("\n", start)
      const end = feed === -1 ? this.buffer.length : feed + 1
      if (end - start > maxLine || (feed === -1 && end - start === maxLine)) {
        // The last byte is kept, in case it is the CR of a CR LF. So a blank line follows a line of 1,025 bytes.
        this.dropsBytes = true
        start += maxLine - 1
        continue
      }
      if (feed === -1) break
      const hasReturn = feed > start && this.buffer[feed - 1] === "\r"
      const input = this.takeLine(this.buffer.slice(start, hasReturn ? feed - 1 : feed))
      if (input !== undefined) inputs.push(input)
      start = end
    }
    this.buffer = this.buffer.slice(start)
    return inputs
  }

  private takeLine(raw: string): Input | undefined {
    const nul = raw.indexOf("\u0000")
    const line = nul === -1 ? raw : raw.slice(0, nul)
    if (line === "") return this.takeRequest()
    if (this.lines.length < maxLines) this.lines.push(line)
    else this.dropsLines = true
    return undefined
  }

  private takeRequest(): Input {
    const request: Request = { lines: this.lines }
    const refusal = this.dropsLines ? tooManyLines : this.dropsBytes ? lineTooLong : undefined
    // do_message() checks the number of lines first, and then the mark of a long line stays for the next request.
    if (!this.dropsLines) this.dropsBytes = false
    this.dropsLines = false
    this.lines = []
    return { request, refusal }
  }
}

const startsWithName = (line: string, name: string): boolean =>
  line[name.length] === ":" && line.slice(0, name.length).toLowerCase() === name.toLowerCase()

/** Drops leading blanks and control characters, but not trailing ones (strings.h, ast_skip_blanks). */
export const skipBlanks = (value: string): string => {
  let start = 0
  while (start < value.length && value.charCodeAt(start) < 33) start++
  return value.slice(start)
}

/** The values of all headers of this name. */
export const valuesOf = (request: Request, name: string): ReadonlyArray<string> =>
  request.lines.filter((line) => startsWithName(line, name)).map((line) => skipBlanks(line.slice(name.length + 1)))

/** The value of the first header of this name; empty if there is none. */
export const valueOf = (request: Request, name: string): string => valuesOf(request, name)[0] ?? ""

/** The name of the action. Unlike other headers, empty ones are skipped. */
export const actionOf = (request: Request): string =>
  (valuesOf(request, "Action").find((value) => value !== "") ?? "").slice(0, 79)

/** Whether a line is a header of this name. */
export const isHeader = startsWithName

/** The headers of a request; lines without a colon are not headers. */
export const headersOf = (request: Request): ReadonlyArray<readonly [name: string, value: string]> =>
  request.lines.flatMap((line) => {
    const colon = line.indexOf(":")
    return colon === -1 ? [] : [[line.slice(0, colon), skipBlanks(line.slice(colon + 1))] as const]
  })
