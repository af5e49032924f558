/**
 * The recorded calls of `test/captures/calls` as messages with times, and what other servers would have made of them.
 */
import { AmiCodec, type AmiMessage } from "effect-ami"
import { readdirSync, readFileSync } from "node:fs"
import { parse } from "../../captures/conversation.ts"

/** A message, and when it came, in milliseconds since 1970. */
export interface Timed {
  readonly message: AmiMessage.AmiMessage
  readonly at: number
}

export interface Recording {
  readonly shape: string
  /** The version of Asterisk. */
  readonly version: string
  readonly file: URL
}

const recordingsIn = (folder: URL): ReadonlyArray<Recording> =>
  readdirSync(folder).flatMap((name) => {
    const [, shape = "", version = ""] = /^(.+)\.ast(\d+)\.ami$/.exec(name) ?? []
    return shape === "" ? [] : [{ shape, version, file: new URL(name, folder) }]
  })

/** Each thing that people do with telephones. */
export const shapes = recordingsIn(new URL("../../captures/calls/", import.meta.url))

/** Longer stories, on servers with `systemname`, `channelvars` and `timestampevents`. */
export const stories = recordingsIn(new URL("../../captures/stories/", import.meta.url))

export const recordings: ReadonlyArray<Recording> = [...shapes, ...stories]

/** When a recording begins: any moment does. */
export const epoch = 1_800_000_000_000

const chunks = ({ file }: Recording) => {
  const [conversation] = parse(readFileSync(file, "latin1"))
  return (conversation?.steps ?? []).filter(({ from }) => from === "server").map(({ at = 0, bytes }) => ({
    at: epoch + Math.round(at * 1000),
    bytes
  }))
}

const kept = new Map<string, ReadonlyArray<Timed>>()

/** A recording as the decoder reads it, in the reads of then or byte by byte. */
export const messages = (recording: Recording, isByteByByte = false): ReadonlyArray<Timed> => {
  const key = recording.file.href
  const known = isByteByByte ? undefined : kept.get(key)
  if (known !== undefined) return known
  const decoder = AmiCodec.makeDecoder()
  const read = chunks(recording).flatMap(({ at, bytes }) => {
    const pieces = isByteByByte ? Array.from(bytes, (byte) => Uint8Array.of(byte)) : [bytes]
    return pieces.flatMap((piece) => decoder.push(piece)).map((message) => ({ message, at }))
  })
  if (!isByteByByte) kept.set(key, read)
  return read
}

// --- What other servers would have sent ---------------------------------------

type Header = readonly [string, string]

/** The same messages with other headers, as the decoder reads them. */
export const rewritten = (
  timed: ReadonlyArray<Timed>,
  change: (headers: ReadonlyArray<Header>, message: AmiMessage.AmiMessage) => ReadonlyArray<Header>
): ReadonlyArray<Timed> => {
  const decoder = AmiCodec.makeDecoder({ banner: false })
  return timed.flatMap(({ at, message }) => {
    const text = change(message.headers, message).map(([name, value]) => `${name}: ${value}\r\n`).join("")
    return decoder.push(new Uint8Array(Buffer.from(`${text}\r\n`))).map((message) => ({ message, at }))
  })
}

/** A header that names channels by their ids, such as `DestUniqueid` and `Linkedid`. */
const isId = (name: string): boolean => /(unique|linked)id$/i.test(name) && !/bridgeuniqueid$/i.test(name)

/** From a server with a `systemname`, which is part of each id that the server makes, and a header of each event. */
export const withSystemname = (timed: ReadonlyArray<Timed>, systemname: string): ReadonlyArray<Timed> =>
  rewritten(timed, (headers, message) =>
    headers.flatMap(([name, value]): ReadonlyArray<Header> => {
      if (name === "SystemName") return []
      if (name === "Privilege" && message.kind === "Event") return [[name, value], ["SystemName", systemname]]
      return isId(name) && /^\d+\.\d+$/.test(value) ? [[name, `${systemname}-${value}`]] : [[name, value]]
    }))

/** From a server with `channelvars`, which follow each channel block, and with `timestampevents`. */
export const withExtras = (timed: ReadonlyArray<Timed>): ReadonlyArray<Timed> =>
  rewritten(timed, (headers, message) => {
    if (message.kind !== "Event") return headers
    return headers.flatMap(([name, value], index): ReadonlyArray<Header> => {
      if (name === "Privilege") return [[name, value], ["Timestamp", "1795929657.123456"]]
      const block = /^(.*)Linkedid$/.exec(name)?.[1]
      return block === undefined || headers.slice(0, index).some(([other]) => other === name)
        ? [[name, value]]
        : [
          [name, value],
          [`${block}ChanVariable`, "Uniqueid=1.1"],
          [`${block}ChanVariable`, "CALLERID(num)=5550199"],
          [`${block}ChanVariable`, "CHANNEL=Local/9@x-00000009;1"]
        ]
    })
  })

/** The same calls, made by others: none of their channels, bridges and ids is one of the original. */
export const ofOthers = (timed: ReadonlyArray<Timed>, shiftMs = 0): ReadonlyArray<Timed> =>
  rewritten(timed, (headers) =>
    headers.map(([name, value]) => {
      if (isId(name)) {
        return [name, value.replace(/^((?:.*-)?\d+)\.(\d+)$/, "$1.9$2").replace(/^([a-z]+-\d\w*)$/, "other-$1")]
      }
      const renamed = value
        .replaceAll(/\b([0-9a-f]{8})(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/g, "00000000$2")
        .replaceAll(/-0([0-9a-f]{7})(?=;|$|&)/g, "-9$1")
      return [name, renamed]
    })).map(({ at, message }) => ({ message, at: at + shiftMs }))

/** Two recordings at the same time. */
export const interleaved = (one: ReadonlyArray<Timed>, other: ReadonlyArray<Timed>): ReadonlyArray<Timed> =>
  [...one, ...other].toSorted((a, b) => a.at - b.at)

/** A recording at another time. */
export const later = (timed: ReadonlyArray<Timed>, ms: number): ReadonlyArray<Timed> =>
  timed.map(({ at, message }) => ({ message, at: at + ms }))

// --- Other orders ----------------------------------------------------------------

const isDisjoint = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean => {
  for (const name of one) if (other.has(name)) return false
  return true
}

/**
 * What an event names: channels, bridges, the halves of a Local one together, and for a new channel who made it.
 *
 * Requests to hang up have something in common: the first of a call ends it.
 */
const named = (message: AmiMessage.AmiMessage): ReadonlySet<string> => {
  const names = new Set<string>(message.name === "HangupRequest" ? ["HangupRequest"] : [])
  for (const [name, value] of message.headers) {
    if (value === "") continue
    if (/uniqueid$/i.test(name) || (message.name === "Newchannel" && name === "Linkedid")) names.add(value)
    else if (/channel$/i.test(name) && value.startsWith("Local/")) names.add(value.replace(/;[12]$/, ""))
    else if (name === "Queue" || name === "Conference" || name === "Parkinglot") names.add(value)
  }
  return names
}

/** An order in which Asterisk could have sent the same events: neighbours that name nothing in common change places. */
export const shuffled = (timed: ReadonlyArray<Timed>, random: () => number): ReadonlyArray<Timed> => {
  const events = timed.map(({ message }) => ({ message, names: named(message) }))
  for (let pass = 0; pass < 4; pass++) {
    for (let index = 1; index < events.length; index++) {
      const before = events[index - 1]
      const after = events[index]
      if (before === undefined || after === undefined || random() < 0.5) continue
      if (!isDisjoint(before.names, after.names)) continue
      events[index - 1] = after
      events[index] = before
    }
  }
  // The times stay where they are, a millisecond apart: an event may have moved on to the next moment at which anything
  // came, and what lasted from it to another must not last no time at all.
  return events.map(({ message }, index) => ({ message, at: (timed[index]?.at ?? epoch) + index }))
}

/** Numbers from 0 to 1 that are the same for the same seed. */
export const randomOf = (seed: number): () => number => {
  let state = (seed * 2_654_435_761) >>> 0
  return () => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
