/**
 * Compares what two runs of the same requests said, message by message, all headers in order.
 *
 * Order counts within a subject (a channel, a bridge, a member of a queue, a device, the answers), and not across
 * subjects: Asterisk promises no more.
 */
import type { Lines } from "./conversations.ts"
import { learn } from "./ids.ts"
import { equal, leftOut, normalised } from "./noise.ts"

/** `shape`: the same headers, with other values. `near`: the same kind of message, with other headers. */
export type Verdict = "equal" | "shape" | "near" | "missing" | "surplus"

export interface Pair {
  readonly verdict: Verdict
  /** As in `Hangup`, `Response`, `Status (item)`. */
  readonly kind: string
  readonly subject: string
  /** The recorded message; undefined if it is surplus. Ids and times are replaced. */
  readonly recorded: Lines | undefined
  readonly said: Lines | undefined
}

interface Message {
  readonly kind: string
  readonly subject: string
  readonly lines: Lines
  readonly position: number
}

const valueIn = (lines: Lines, ...names: ReadonlyArray<string>): string | undefined => {
  for (const name of names) {
    const found = lines.find((line) => line.startsWith(`${name}: `))
    if (found !== undefined) return found.slice(name.length + 2)
  }
  return undefined
}

/** A list item or the end of a list, and no event: those have a privilege, which only a session that logs in lacks. */
const isItem = (lines: Lines): boolean =>
  lines[0]?.startsWith("Event: ") === true && valueIn(lines, "Privilege") === undefined

export const kindOf = (lines: Lines): string => {
  const event = lines[0]?.startsWith("Event: ") === true ? lines[0].slice("Event: ".length) : undefined
  if (event !== undefined) return isItem(lines) ? `${event} (item)` : event
  if (lines[0]?.startsWith("Asterisk Call Manager") === true) return "banner"
  return lines[0]?.startsWith("Response: ") === true ? "Response" : "?"
}

/** Events without a fixed order, even among those of one channel. */
const floating: Readonly<Record<string, ReadonlyArray<string>>> = {
  CEL: ["UniqueID"],
  Cdr: ["UniqueID"],
  DeviceStateChange: ["Device"],
  ExtensionStatus: ["Exten"],
  OriginateResponse: ["ActionID", "Channel"],
  PresenceStateChange: ["Presentity"],
  PresenceStatus: ["Exten"],
  QueueMemberStatus: ["Queue", "Interface"]
}

/** Who raises an event. Sources that are not alike have no order among themselves, also about one channel. */
const sources: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(?:Bridge|BlindTransfer|AttendedTransfer)/, " in bridges"],
  [/^(?:Queue|Agent)/, " in queues"],
  [/^Confbridge/, " in conferences"],
  [/^(?:ParkedCall|UnParkedCall)/, " in parking"]
]

/** What an event is about. */
const subjects: ReadonlyArray<string> = [
  "Channel",
  "DestChannel",
  "LocalOneChannel",
  "TransfererChannel",
  "OrigTransfererChannel",
  "ParkeeChannel",
  "SpyerChannel",
  "SourceChannel",
  "BridgeUniqueid",
  "ToBridgeUniqueid",
  "Interface",
  "Device",
  "Conference",
  "Peer",
  "URI",
  "AOR"
]

/** A list whose items are known by ids comes in the order of their hash, which another run does not repeat. */
const hasId = (lines: Lines): boolean => lines.some((line) => /#\d/.test(line))

const subjectOf = (kind: string, lines: Lines, list: string): string => {
  if (kind === "banner" || kind === "Response" || kind === "?") return "answers"
  if (kind.endsWith("(item)")) return hasId(lines) ? `${list} in any order` : list
  const own = floating[kind]
  if (own !== undefined) return [kind, ...own.map((name) => valueIn(lines, name) ?? "")].join(" ")
  const source = sources.find(([pattern]) => pattern.test(kind))?.[1] ?? ""
  return `${valueIn(lines, ...subjects) ?? "others"}${source}`
}

const messagesOf = (run: ReadonlyArray<Lines>): ReadonlyArray<Message> => {
  const ids = learn(run)
  const seen = new Map<string, number>()
  let list = ""
  return run.flatMap((raw, position) => {
    // Calls that were processed before the recording are counted too.
    const lines = normalised(raw, ids).map((line) =>
      line.replace(/^CoreProcessedCalls: \d+$/, "CoreProcessedCalls: <count>")
    )
    const kind = kindOf(lines)
    if (leftOut[kind] !== undefined) return []
    if (kind === "Response") {
      const id = valueIn(lines, "ActionID") ?? ""
      const count = (seen.get(id) ?? 0) + 1
      seen.set(id, count)
      list = `list ${id}.${count}`
    }
    return [{ kind, lines, position, subject: subjectOf(kind, lines, list) }]
  })
}

const grouped = (messages: ReadonlyArray<Message>): Map<string, Array<Message>> => {
  const groups = new Map<string, Array<Message>>()
  for (const message of messages) {
    const group = groups.get(message.subject)
    if (group === undefined) groups.set(message.subject, [message])
    else group.push(message)
  }
  return groups
}

/** The longest common sequence of two lists, as pairs of indices. */
const common = (
  left: ReadonlyArray<Message>,
  right: ReadonlyArray<Message>
): ReadonlyArray<readonly [number, number]> => {
  const width = right.length + 1
  const same = left.map(({ lines }) => right.map((other) => equal(lines, other.lines)))
  const best = new Uint32Array((left.length + 1) * width)
  for (let l = left.length - 1; l >= 0; l--) {
    for (let r = right.length - 1; r >= 0; r--) {
      best[l * width + r] = same[l]?.[r] === true
        ? (best[(l + 1) * width + r + 1] ?? 0) + 1
        : Math.max(best[(l + 1) * width + r] ?? 0, best[l * width + r + 1] ?? 0)
    }
  }
  const pairs: Array<readonly [number, number]> = []
  for (let l = 0, r = 0; l < left.length && r < right.length;) {
    if (same[l]?.[r] === true) pairs.push([l++, r++])
    else if ((best[(l + 1) * width + r] ?? 0) >= (best[l * width + r + 1] ?? 0)) l++
    else r++
  }
  return pairs
}

/** The same if the order does not matter. */
const anyOrder = (
  left: ReadonlyArray<Message>,
  right: ReadonlyArray<Message>
): ReadonlyArray<readonly [number, number]> => {
  const free = new Set(right.keys())
  return left.flatMap(({ lines }, index) => {
    for (const other of free) {
      if (!equal(lines, right[other]?.lines ?? [])) continue
      free.delete(other)
      return [[index, other] as const]
    }
    return []
  })
}

const namesOf = (lines: Lines): string => lines.map((line) => line.slice(0, line.indexOf(":"))).join("\n")

/** Whether two messages that are not equal are meant to be the same one, from the strictest to the most lenient. */
const likenesses: ReadonlyArray<(left: Message, right: Message) => boolean> = [
  (left, right) =>
    left.subject === right.subject && left.kind === right.kind && namesOf(left.lines) === namesOf(right.lines),
  (left, right) => left.subject === right.subject && left.kind === right.kind,
  (left, right) => left.kind === right.kind && namesOf(left.lines) === namesOf(right.lines),
  (left, right) => left.kind === right.kind
]

const withId = ({ lines }: Message): string => valueIn(lines, "ActionID") ?? ""

/** Answers in order: those between two that are equal belong together one by one, by their `ActionID` if they have one. */
const answers = (
  left: ReadonlyArray<Message>,
  right: ReadonlyArray<Message>
): ReadonlyArray<readonly [Message, Message]> => {
  const rest = [...right]
  return left.flatMap((message) => {
    const index = rest.findIndex((other) => other.kind === message.kind && withId(other) === withId(message))
    const [found] = index === -1 ? [] : rest.splice(index, 1)
    return found === undefined ? [] : [[message, found] as const]
  })
}

/** Compares what was recorded with what was said, and pairs the messages up. */
export const compare = (recorded: ReadonlyArray<Lines>, said: ReadonlyArray<Lines>): ReadonlyArray<Pair> => {
  const left = messagesOf(recorded)
  const right = messagesOf(said)
  const others = grouped(right)
  const pairs: Array<Pair & { readonly position: number }> = []
  const restLeft = new Set(left)
  const restRight = new Set(right)
  const pair = (verdict: Verdict, one: Message, other: Message) => {
    restLeft.delete(one)
    restRight.delete(other)
    pairs.push({
      verdict,
      kind: one.kind,
      subject: one.subject,
      recorded: one.lines,
      said: other.lines,
      position: one.position
    })
  }
  for (const [subject, group] of grouped(left)) {
    const candidates = others.get(subject) ?? []
    for (const [l, r] of (subject.endsWith(" in any order") ? anyOrder : common)(group, candidates)) {
      const one = group[l]
      const other = candidates[r]
      if (one !== undefined && other !== undefined) pair("equal", one, other)
    }
  }
  const unequal = (one: Message, other: Message) =>
    pair(namesOf(one.lines) === namesOf(other.lines) ? "shape" : "near", one, other)
  const unanswered = [restLeft, restRight].map((rest) => [...rest].filter(({ subject }) => subject === "answers"))
  for (const [one, other] of answers(unanswered[0] ?? [], unanswered[1] ?? [])) unequal(one, other)
  for (const isLike of likenesses) {
    for (const one of Array.from(restLeft)) {
      const other = [...restRight].find((candidate) => isLike(one, candidate))
      if (other !== undefined) unequal(one, other)
    }
  }
  for (const one of restLeft) {
    pairs.push({ ...one, verdict: "missing", recorded: one.lines, said: undefined })
  }
  for (const other of restRight) {
    pairs.push({ ...other, verdict: "surplus", recorded: undefined, said: other.lines, position: Infinity })
  }
  return pairs.sort((one, other) => one.position - other.position)
}
