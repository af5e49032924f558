/**
 * Messages of the recorded conversations, and how the catalogue decodes them.
 */
import { assert } from "@effect/vitest"
import { Result } from "effect"
import { AmiEvent, AmiMessage } from "effect-ami"
import { captures, exchanges } from "../captures/captures.ts"
import { bannerLine, bytesOf, decodeWhole } from "../protocol/decoding.ts"

export interface Recorded {
  readonly capture: string
  readonly message: AmiMessage.AmiMessage
}

let all: ReadonlyArray<Recorded> | undefined

/** Every message of every capture. */
export const recorded = (): ReadonlyArray<Recorded> =>
  all ??= captures().flatMap(({ bytes, name }) =>
    decodeWhole(bytes).messages.map((message) => ({ capture: name, message }))
  )

/** Every message of every recorded answer over HTTP. */
export const recordedOverHttp = (): ReadonlyArray<Recorded> =>
  exchanges().flatMap(({ bytes, name }) =>
    decodeWhole(Buffer.concat([bytesOf(bannerLine), bodyOf(bytes)])).messages.map((message) => ({
      capture: name,
      message
    }))
  )

const bodyOf = (answer: Uint8Array): Uint8Array => answer.subarray(Buffer.from(answer).indexOf("\r\n\r\n") + 4)

/** The messages of one capture. */
export const messagesOf = (capture: string): ReadonlyArray<AmiMessage.AmiMessage> => {
  const messages = recorded().filter((one) => one.capture === capture).map(({ message }) => message)
  assert.isNotEmpty(messages, `there is no capture ${capture}`)
  return messages
}

/** The first event of this name in a capture that satisfies a condition, decoded. */
export const eventIn = <A>(
  event: AmiEvent.AmiEvent<A>,
  capture: string,
  condition: (message: AmiMessage.AmiMessage) => boolean = () => true
): A => {
  const found = messagesOf(capture).find((message) =>
    message.kind === "Event" && message.name === event.name && condition(message)
  )
  if (found === undefined) return assert.fail(`${capture} has no such ${event.name}`)
  return decoded(event, found)
}

/** An event as Asterisk writes it, decoded. */
export const eventOf = <A>(event: AmiEvent.AmiEvent<A>, lines: string): A => decoded(event, messageFrom(lines))

const decoded = <A>(event: AmiEvent.AmiEvent<A>, message: AmiMessage.AmiMessage): A =>
  Result.getOrThrowWith(event.decode(message), (issue) => new Error(`${event.name} does not decode: ${issue}`))

/** Texts that mean absent. */
const nothing = /^(<unknown>|unknown|<no name>|-none-|None|\(null\)|N\/A|0|-1|no|Unknown)?$/

/** The headers of a decoded event that have a meaning but no field. */
export const withoutField = (decoded: object): ReadonlyArray<AmiMessage.Header> =>
  (AmiEvent.messageOf(decoded)?.headers ?? []).filter(([name, value]) =>
    !Object.keys(decoded).some((key) => key.toLowerCase() === name.toLowerCase()) && !nothing.test(value)
  )

/** A message from lines, which may be indented. */
export const messageFrom = (lines: string): AmiMessage.AmiMessage =>
  AmiMessage.make(
    lines.trim().split("\n").map((line) => {
      const [, name = "", value = ""] = /^\s*([^:]+): ?(.*)$/.exec(line) ?? []
      return [name, value]
    })
  )

/** The headers that an action is encoded to, or why it cannot be. */
export const headersOf = (action: {
  readonly encode: () => Result.Result<
    ReadonlyArray<AmiMessage.Header>,
    { readonly field: string; readonly rule: string }
  >
}): ReadonlyArray<AmiMessage.Header> | string =>
  Result.match(action.encode(), {
    onFailure: ({ field, rule }) => `${field} ${rule}`,
    onSuccess: (headers) => headers
  })
