/**
 * The recorded conversations in `test/captures`.
 */
import { readdirSync, readFileSync } from "node:fs"

export interface Capture {
  readonly name: string
  /** Every byte that the server wrote. */
  readonly bytes: Uint8Array
  /** The lengths of the reads, as the network cut them. */
  readonly reads: ReadonlyArray<number>
}

const folder = new URL("../captures/", import.meta.url)

const read = (file: string): Uint8Array => new Uint8Array(readFileSync(new URL(file, folder)))

const text = (file: string): string => Buffer.from(read(file)).toString("utf8")

const readsOf = (name: string): ReadonlyArray<number> =>
  text(`${name}.timeline.jsonl`).trim().split("\n").slice(1).flatMap((line) => {
    const step: { readonly dir: string; readonly len: number } = JSON.parse(line)
    return step.dir === "<" && step.len > 0 ? [step.len] : []
  })

export const captures: ReadonlyArray<Capture> = readdirSync(folder)
  .filter((file) => file.endsWith(".recv"))
  .map((file) => file.slice(0, -".recv".length))
  .map((name) => ({ name, bytes: read(`${name}.recv`), reads: readsOf(name) }))

/** The bodies of what servers answered over HTTP: messages, or a page. */
export const httpBodies: ReadonlyArray<{ readonly name: string; readonly bytes: Uint8Array }> = readdirSync(folder)
  .filter((file) => file.endsWith(".http.resp"))
  .map((file) => {
    const answer = Buffer.from(read(file))
    return { name: file.slice(0, -".http.resp".length), bytes: answer.subarray(answer.indexOf("\r\n\r\n") + 4) }
  })

/** What the client wrote in a scenario, as text. */
export const sentIn = (name: string): string => text(`${name}.sent`)

/** What the server wrote in a scenario. */
export const capture = (name: string): Capture => {
  const found = captures.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`there is no capture ${name}`)
  return found
}
