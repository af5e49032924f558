/**
 * The recorded conversations of this folder.
 */
import { readdirSync, readFileSync } from "node:fs"
import { type Conversation, parse, written } from "./conversation.ts"

export interface Capture {
  /** The scenario and the version of Asterisk, as in `auth-md5.ast22`. */
  readonly name: string
  /** Every byte that the server wrote. */
  readonly bytes: Uint8Array
  /** The lengths of the reads, as they arrived. */
  readonly reads: ReadonlyArray<number>
  /** Every byte that the client wrote. */
  readonly sent: Uint8Array
}

const folder = new URL("./", import.meta.url)

/** The file with the requests over HTTP, each of which had its own connection. */
const overHttp = "http.ast22"

const conversationsIn = (name: string): ReadonlyArray<Conversation> =>
  parse(readFileSync(new URL(`${name}.ami`, folder), "latin1"))

const captureFrom = (name: string, conversation: Conversation): Capture => ({
  name,
  bytes: written(conversation, "server"),
  reads: conversation.steps.filter(({ from }) => from === "server").map(({ bytes }) => bytes.length),
  sent: written(conversation, "client")
})

/** The names of all conversations over TCP. */
export const names: ReadonlyArray<string> = readdirSync(folder)
  .filter((file) => file.endsWith(".ami"))
  .map((file) => file.slice(0, -".ami".length))
  .filter((name) => name !== overHttp)
  .sort()

/** One conversation over TCP. */
export const capture = (name: string): Capture => {
  const [conversation] = conversationsIn(name)
  if (conversation === undefined) throw new Error(`there is nothing in ${name}`)
  return captureFrom(name, conversation)
}

let all: ReadonlyArray<Capture> | undefined

/** All conversations over TCP, or with one version of Asterisk. */
export const captures = (version = ""): ReadonlyArray<Capture> =>
  (all ??= names.map(capture)).filter(({ name }) => name.endsWith(version))

/** The recorded requests over HTTP, with their answers. */
export const exchanges = (): ReadonlyArray<Capture> =>
  conversationsIn(overHttp).map((conversation) => captureFrom(`${conversation.name}.ast22`, conversation))
