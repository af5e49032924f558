/**
 * What the replay server sends: the events of recorded conversations, over and over, with new ids each time.
 */
import { captures } from "../test/captures/captures.ts"

/** Conversations with forged headers, which end some clients: the probes cover that. */
const isForged = (name: string) => /forgery|-raw\./.test(name)

/** Every message of recorded conversations with Asterisk 22 over TCP, in order, as on the wire. */
const recorded = (): ReadonlyArray<string> =>
  captures(".ast22")
    .filter(({ name }) => !isForged(name))
    .flatMap(({ bytes }) => Buffer.from(bytes).toString("latin1").split("\r\n\r\n"))
    .map((message) => `${message}\r\n\r\n`)

// What starts and stops a server is left out: a client may rightly act on it.
const isRaised = (message: string) =>
  /^Event: (?!FullyBooted|Shutdown)/.test(message) && /\r\nPrivilege: \w+,all\r\n/.test(message)
const isChannel = (message: string) => message.startsWith("Event: CoreShowChannel\r\n")

/** Uniqueids and channel names differ from round to round, as in reality. */
const varied = (message: string, round: number): string =>
  message.replace(
    /\b(\d{10})\.(\d+)\b/g,
    (_, seconds: string, number: string) => `${Number(seconds) + round}.${number}`
  )
    .replace(
      /-([0-9a-f]{8})(?=[;\r])/g,
      (_, id: string) => `-${((Number.parseInt(id, 16) + round * 4096) >>> 0).toString(16).padStart(8, "0")}`
    )

const repeated = (messages: ReadonlyArray<string>, count: number): ReadonlyArray<string> =>
  Array.from(
    { length: count },
    (_, index) => varied(messages[index % messages.length] ?? "", Math.floor(index / messages.length))
  )

/** The tally of a handler that has read everything, so that a lost or wrong event shows. */
export interface Tally {
  events: number
  hangups: number
  /** Over the three fields that handlers read. */
  sum: number
}

/** Counts an event by the three fields that every handler reads. */
export const count = (tally: Tally, event: string, channel: string | undefined, uniqueid: string | undefined): void => {
  tally.events += 1
  if (event === "Hangup") tally.hangups += 1
  tally.sum += event.length + trace(channel) + 31 * trace(uniqueid)
}

const trace = (text: string | undefined): number =>
  text === undefined || text === "" ? 0 : text.length + 7 * text.charCodeAt(text.length - 1)

export const emptyTally = (): Tally => ({ events: 0, hangups: 0, sum: 0 })

export interface Mix {
  readonly bytes: Buffer
  /** Where each message begins. */
  readonly starts: ReadonlyArray<number>
  readonly tally: Tally
}

/** The first value of a header, whose name is given in lower case: Asterisk spells `Uniqueid` in three ways. */
const valueOf = (message: string, name: string): string | undefined =>
  message.split("\r\n").find((line) => line.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2)

/** As many events as requested. */
export const events = (amount: number): Mix => {
  const messages = repeated(recorded().filter(isRaised), amount).map((message, index) =>
    // Some modules of Asterisk write an extra empty line.
    index % 150 === 149 ? `${message}\r\n` : message
  )
  const tally = emptyTally()
  const starts: Array<number> = []
  let at = 0
  for (const message of messages) {
    starts.push(at)
    at += message.length
    const text = Buffer.from(message, "latin1").toString("utf8")
    count(tally, valueOf(text, "event") ?? "", valueOf(text, "channel"), valueOf(text, "uniqueid"))
  }
  return { bytes: Buffer.from(messages.join(""), "latin1"), starts, tally }
}

/** As many items of CoreShowChannels, each without its end and its ActionID: `Event`, `ActionID` and the rest. */
export const channels = (amount: number): ReadonlyArray<string> =>
  repeated(recorded().filter(isChannel), amount).map((message) =>
    message.replace(/\r\nActionID: [^\r]*/, "").replace(/^Event: CoreShowChannel\r\n/, "")
  )
