/**
 * What the server of this benchmark sends: recorded calls, over and over, with ids of their own each time.
 *
 * The recordings are those of `test/captures/calls` on Asterisk 22: each begins and ends without a call. What differs from
 * round to round has a fixed width, so a round is a copy of the bytes in which the numbers are replaced.
 */
import { readdirSync, readFileSync } from "node:fs"
import { parse, written } from "../../test/captures/conversation.ts"

const folder = new URL("../../test/captures/calls/", import.meta.url)
const ending = ".ast22.ami"

/** The names of all recorded calls. */
export const shapes: ReadonlyArray<string> = readdirSync(folder)
  .filter((file) => file.endsWith(ending))
  .map((file) => file.slice(0, -ending.length))
  .sort()

// What starts and stops a server is left out: a client may rightly act on it.
const isRaised = (message: string) =>
  /^Event: (?!FullyBooted|Shutdown)/.test(message) && /\r\nPrivilege: \w+,all\r\n/.test(message)

/** An id that the client chose is replaced by one of the server's, which has the width of all others. */
const withoutChosenIds = (messages: ReadonlyArray<string>): ReadonlyArray<string> => {
  const id = /\r\n(?:\w*(?:Unique|Linked)id): ([^\r]+)/gi
  const chosen = new Set<string>()
  for (const message of messages) {
    for (const [, value = ""] of message.matchAll(id)) {
      if (!/^\d{10}\.\d+|^[0-9a-f]{8}-/.test(value)) chosen.add(value.replace(/;2$/, ""))
    }
  }
  const numbers = new Map([...chosen].map((value, index) => [value, `1795000000.${9000 + index}`]))
  return messages.map((message) =>
    message.replace(id, (line: string, value: string) => {
      const own = numbers.get(value.replace(/;2$/, ""))
      return own === undefined ? line : line.replace(/: .*/, `: ${own}${value.endsWith(";2") ? ";2" : ""}`)
    })
  )
}

/** Every event of a recorded call, in order, as on the wire. */
const eventsOf = (shape: string): ReadonlyArray<string> =>
  withoutChosenIds(
    parse(readFileSync(new URL(`${shape}${ending}`, folder), "latin1"))
      .flatMap((conversation) => Buffer.from(written(conversation, "server")).toString("latin1").split(/(?<=\r\n\r\n)/))
      .map((message) => message.replace(/^\r\n/, ""))
      .filter(isRaised)
  )

const classOf = (message: string): string => /\r\nPrivilege: (\w+)/.exec(message)?.[1] ?? ""
const nameOf = (message: string): string => /^Event: (\w+)/.exec(message)?.[1] ?? ""

/** Which events a mix has. */
export interface Choice {
  /** Recorded calls whose names match. */
  readonly shapes: string
  readonly classes: ReadonlyArray<string>
  /** Ends each recording after its last event of this name, while its channels are still there. */
  readonly until?: string | undefined
}

/** One number of the bytes that differs from round to round. */
interface Slot {
  readonly at: number
  readonly width: number
  readonly value: number
  readonly step: number
  readonly radix: 10 | 16
}

/** How much the seconds of an id differ between rounds: more than all recordings together took. */
const secondsApart = 100

const slotsOf = (text: string): ReadonlyArray<Slot> => [
  ...[...text.matchAll(/\b(\d{10})\.\d+\b/g)].map(({ 1: digits = "", index }): Slot => ({
    at: index,
    width: 10,
    value: Number(digits),
    step: secondsApart,
    radix: 10
  })),
  ...[...text.matchAll(/-([0-9a-f]{8})(?=[;\r\-<])|(?<= )([0-9a-f]{8})(?=-[0-9a-f]{4}-[0-9a-f]{4}-)/g)].map((
    { 1: channel, 2: bridge = "", index }
  ): Slot => ({
    at: channel === undefined ? index : index + 1,
    width: 8,
    value: Number.parseInt(channel ?? bridge, 16),
    step: 8192,
    radix: 16
  }))
]

export interface Mix {
  /** The events of a round. */
  readonly events: number
  /** How many of them are calls that begin: a channel whose Linkedid is its own. */
  readonly begun: number
  readonly round: (number: number) => Buffer
}

export const mixOf = ({ classes, shapes: wanted, until }: Choice): Mix => {
  const pattern = new RegExp(`^(?:${wanted})$`)
  const messages = shapes.filter((shape) => pattern.test(shape)).flatMap((shape) => {
    const all = eventsOf(shape)
    const last = until === undefined ? all.length : all.findLastIndex((message) => nameOf(message) === until) + 1
    return all.slice(0, last).filter((message) => classes.includes(classOf(message)))
  })
  const text = messages.join("")
  const bytes = Buffer.from(text, "latin1")
  const slots = slotsOf(text)
  const begins = (message: string) =>
    nameOf(message) === "Newchannel" && /\r\nUniqueid: ([^\r]*)\r\nLinkedid: \1\r\n/.test(message)
  return {
    events: messages.length,
    begun: messages.filter(begins).length,
    round: (number) => {
      const copy = Buffer.from(bytes)
      for (const { at, radix, step, value, width } of slots) {
        let rest = radix === 10 ? (value + number * step) % 10_000_000_000 : (value + number * step) % 0x1_0000_0000
        for (let place = at + width - 1; place >= at; place--) {
          const digit = rest % radix
          copy[place] = digit < 10 ? 48 + digit : 87 + digit
          rest = Math.floor(rest / radix)
        }
      }
      return copy
    }
  }
}
