/**
 * Recorded conversations as the comparison reads them: what the client wrote and when, and the messages of the server.
 */
import { readdirSync, readFileSync } from "node:fs"
import { type Conversation, parse, type Step, written } from "../captures/conversation.ts"

/** When each run begins, in milliseconds since the epoch. */
export const start = 1_795_420_800_000

/** The lines of a message, without their line endings. */
export type Lines = ReadonlyArray<string>

/** The two versions of Asterisk that were recorded. */
export type Version = "16" | "22"

export const versions: ReadonlyArray<Version> = ["22", "16"]

export interface Recording {
  /** The scenario, as in `auth-md5`. */
  readonly name: string
  readonly version: Version
  /** What happened, in a sentence. */
  readonly about: string
  /** Whether telephones took part, so that requests alone do not repeat it. */
  readonly isShape: boolean
  /** What the client wrote, in order. */
  readonly sent: ReadonlyArray<Step>
  /** What the server wrote: the banner, and each message. */
  readonly messages: ReadonlyArray<Lines>
  /** Seconds from the connection to the last byte. */
  readonly lasts: number
  /** When its client logged in, in milliseconds since the epoch, if the security events say so. */
  readonly loggedInAt: number | undefined
  /** When the server had booted, in milliseconds, if that was after the client had logged in. */
  readonly bootsAt: number | undefined
}

/**
 * The banner and the messages in what a server wrote. A message that was cut off counts too. An empty line beyond the one
 * that ends a message belongs to it, and is kept.
 */
export const messagesIn = (text: string): ReadonlyArray<Lines> => {
  const banner = /^[^:\r\n]*\r\n/.exec(text)?.[0] ?? ""
  const messages: Array<Array<string>> = banner === "" ? [] : [[banner.trimEnd()]]
  for (const message of text.slice(banner.length).split("\r\n\r\n")) {
    const lines = message.split("\r\n")
    while (lines[0] === "") {
      lines.shift()
      if (lines.length > 0) messages.at(-1)?.push("")
    }
    if (lines.length > 0) messages.push(lines)
  }
  return messages
}

export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1")

/** When a server wrote a text first, in milliseconds. */
const timeOf = ({ steps }: Conversation, text: string): number | undefined => {
  const step = steps.find(({ bytes, from }) => from === "server" && latin1(bytes).includes(text))
  return step?.at === undefined ? undefined : Math.round(step.at * 1000)
}

const valueOf = (messages: ReadonlyArray<Lines>, header: string): string | undefined =>
  messages.flat().find((line) => line.startsWith(`${header}: `))?.slice(header.length + 2)

/** When a client logged in, by the first security event. */
const loginOf = (messages: ReadonlyArray<Lines>): number | undefined => {
  const time = Date.parse(valueOf(messages, "EventTV")?.replace("+0000", "Z") ?? "")
  return Number.isNaN(time) ? undefined : time
}

/** When a run of a recording begins: as far into a second as the recorded client logged in. */
export const startOf = ({ loggedInAt = 0 }: Recording): number => start + loggedInAt % 1000

/** The recordings that the same run of a server made before, in order. */
export const earlierThan = (recording: Recording): ReadonlyArray<Recording> => {
  const time = recording.loggedInAt
  const boot = bootOf(recording)
  if (time === undefined || boot === undefined) return []
  return recordings()
    .filter((other) =>
      other.version === recording.version && other.isShape === recording.isShape &&
      (other.loggedInAt ?? Infinity) < time && Math.abs((bootOf(other) ?? 0) - boot) < 2000
    )
    .sort((a, b) => (a.loggedInAt ?? 0) - (b.loggedInAt ?? 0))
}

/** When the server of a recording had booted, to the second. */
const bootOf = ({ loggedInAt, messages }: Recording): number | undefined => {
  const uptime = valueOf(messages, "Uptime")
  return loggedInAt === undefined || uptime === undefined ? undefined : loggedInAt - Number(uptime) * 1000
}

const recordingOf = (file: string, conversation: Conversation, isShape: boolean): Recording => {
  const [, name = file, version = "22"] = /^(.*)\.ast(\d+)$/.exec(file) ?? []
  const messages = messagesIn(latin1(written(conversation, "server")))
  const accepted = timeOf(conversation, "Authentication accepted")
  const booted = timeOf(conversation, "Event: FullyBooted")
  return {
    name,
    loggedInAt: loginOf(messages),
    bootsAt: accepted !== undefined && booted !== undefined && booted > accepted + 300 ? booted : undefined,
    version: version === "16" ? "16" : "22",
    about: conversation.remarks[0] ?? "",
    isShape,
    sent: conversation.steps.filter(({ from }) => from === "client"),
    messages,
    lasts: conversation.steps.at(-1)?.at ?? 0
  }
}

/** Requests over HTTP: each has a connection of its own, so that there is no conversation to repeat. */
const overHttp = "http.ast22"

const within = (folder: URL, isShape: boolean): ReadonlyArray<Recording> =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".ami"))
    .map((file) => file.slice(0, -".ami".length))
    .filter((file) => file !== overHttp)
    .sort()
    .flatMap((file) =>
      parse(readFileSync(new URL(`${file}.ami`, folder), "latin1")).slice(0, 1)
        .map((conversation) => recordingOf(file, conversation, isShape))
    )

let all: ReadonlyArray<Recording> | undefined

/** All recorded conversations over TCP; they are read once. */
export const recordings = (): ReadonlyArray<Recording> =>
  all ??= [
    ...within(new URL("../captures/", import.meta.url), false),
    ...within(new URL("../captures/calls/", import.meta.url), true)
  ]
