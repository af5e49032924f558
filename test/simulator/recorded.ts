/**
 * The output of a real Asterisk, in a form that can be compared with the simulator's.
 *
 * Names and ids that differ between two runs are replaced: each channel, bridge
 * and call is numbered by its first appearance. Events that the simulator does
 * not know, such as changes of device states, are left out.
 */
import { capture } from "../captures/captures.ts"

/** The header lines of a message. */
export type Lines = ReadonlyArray<string>

/** What the server wrote, without the banner. */
export const recordedText = (name: string): string => {
  const text = Buffer.from(capture(name).bytes).toString("latin1").replaceAll("\r\n", "\n")
  return text.slice(text.indexOf("\n") + 1)
}

/** The messages in a text. An extra line feed after some errors belongs to none. */
export const messagesOf = (text: string): ReadonlyArray<Lines> =>
  text.split("\n\n").map((message) => message.split("\n").filter((line) => line !== ""))
    .filter((lines) => lines.length > 0)

/** The value of the first header of this name. */
export const valueIn = (lines: Lines, name: string): string | undefined =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)

/** The names of all headers, in order. */
export const namesIn = (lines: Lines): Lines => lines.map((line) => line.slice(0, line.indexOf(":")))

const foreign = new Set([
  "CEL",
  "Cdr",
  "ContactStatus",
  "DeviceStateChange",
  "QueueMemberStatus",
  "Registry",
  "SuccessfulAuth",
  "TestEvent"
])

/** Drops the events that the simulator does not know, and the given ones. */
export const without = (messages: ReadonlyArray<Lines>, ...names: ReadonlyArray<string>): ReadonlyArray<Lines> =>
  messages.filter((lines) => {
    const name = valueIn(lines, "Event") ?? ""
    return !foreign.has(name) && !names.includes(name)
  })

/** Replaces what differs between two runs with numbers, in order of first appearance. */
export const normalised = (messages: ReadonlyArray<Lines>): ReadonlyArray<Lines> => {
  const numbers = new Map<string, string>()
  const numbered = (kind: string) => (found: string) => {
    const known = numbers.get(found)
    if (known !== undefined) return known
    const count = [...numbers.values()].filter((name) => name.startsWith(kind)).length
    numbers.set(found, `${kind}${count}`)
    return `${kind}${count}`
  }
  return messages.map((lines) =>
    lines.map((line) =>
      line
        .replaceAll(/(?<=-)[0-9a-f]{8}(?=;[12]|$)/g, numbered("channel"))
        .replaceAll(/\b1\d{9}\.\d+\b/g, numbered("id"))
        .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, numbered("bridge"))
    )
  )
}

/** The messages about each channel or bridge, in their order; across them no order is promised. */
export const bySubject = (messages: ReadonlyArray<Lines>): Readonly<Record<string, ReadonlyArray<Lines>>> => {
  const subjects: Record<string, Array<Lines>> = {}
  for (const lines of messages) {
    const subject = valueIn(lines, "Event") === undefined
      ? "responses"
      : valueIn(lines, "Channel") ?? valueIn(lines, "DestChannel") ?? valueIn(lines, "LocalOneChannel") ??
        valueIn(lines, "BridgeUniqueid") ?? "others"
    ;(subjects[subject] ??= []).push(lines)
  }
  return subjects
}
