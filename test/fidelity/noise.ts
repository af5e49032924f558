/**
 * What differs between two runs of the same server by chance: clocks, durations, addresses, random numbers.
 *
 * Replaced are only these, by the shape of a value or by the name of its header; what is left must be equal.
 */
import { type Ids, labelled } from "./ids.ts"

/** Events that say nothing of the protocol's server, each with the reason. They are left out of both sides. */
export const leftOut: Readonly<Record<string, string>> = {
  TestEvent: "Debian builds with TEST_FRAMEWORK: only such builds have it",
  RTCPReceived: "what the network measured of a telephone's audio",
  RTCPSent: "what the network measured of a telephone's audio",
  Registry: "the recorded machine has a PJSIP registration that is dead on purpose, and says so every few seconds"
}

/** Headers of which the whole value is a time or a random number, and the form that it must have. */
const hidden: ReadonlyMap<string, RegExp> = new Map([
  ["Challenge", /^\d{6,10}$/],
  ["CoreReloadDate", /^\d{4}-\d\d-\d\d$/],
  ["CoreReloadTime", /^\d\d:\d\d:\d\d$/],
  ["CoreStartupDate", /^\d{4}-\d\d-\d\d$/],
  ["CoreStartupTime", /^\d\d:\d\d:\d\d$/],
  ["EventTV", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/],
  ["SessionTV", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/],
  ["Timestamp", /^\d{10}\.\d{6}$/]
])

/** Headers of one event of which the value is a random number, an age, a count since the start, or a line of C. */
const hiddenIn: ReadonlyArray<readonly [event: RegExp, name: string]> = [
  [/^AGIExec(?:Start|End)$/, "CommandId"],
  [/^ContactStatus$/, "RoundtripUsec"],
  [/^FullyBooted$/, "Uptime"],
  [/^FullyBooted$/, "LastReload"],
  // With `debug` in manager.conf, each event says where in the server's source it was made.
  [/^/, "SequenceNumber"],
  [/^[^L]/, "Line"]
]

/** Variables of channels of which the value is measured or random. */
const measured = /^(?:RTPAUDIOQOS\w*|SIPCALLID|BRIDGEPVTCALLID|MIXMONITOR_FILENAME)$/

const replacements: ReadonlyArray<readonly [RegExp, string]> = [
  // A page meets in a conference that has a random number as its name.
  [/(\bCBAnn\/|^(?:Conference|BridgeName): |^Device: confbridge:)\d{6,10}\b/g, "$1<number>"],
  [/\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d{4})?/g, "<time>"],
  // Seconds since the epoch, with or without a fraction. Uniqueids have been replaced before.
  [/(?<![\w.-])1[6-9]\d{8}(?:\.\d+)?(?![\w.])/g, "<time>"],
  [/\b127\.0\.0\.1[:/]\d+/g, "<address>"],
  [/\b127\.0\.0\.1\b/g, "<address>"],
  // Who compiled the server, and on what.
  [/\bbuilt by \S+ @ .*$/g, "built by <somebody>"],
  // What `Command` prints of clocks.
  [/\b\d+ secs? ago\b/g, "<time> ago"],
  [/(?:\d+ (?:weeks?|days?|hours?|minutes?|seconds?)(?:, )?)+/g, "<duration>"]
]

const nameOf = (line: string): string => line.slice(0, line.indexOf(":"))

/** What a script would read, decoded; the thread that runs its channel is a random number. */
const environment = (line: string): string =>
  line
    .replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/(agi_threadid: )\d+/, "$1<hidden>")

/** The lines of a message without what differs between two runs. */
export const normalised = (lines: ReadonlyArray<string>, ids: Ids): ReadonlyArray<string> => {
  const event = lines[0]?.startsWith("Event: ") === true ? lines[0].slice("Event: ".length) : ""
  const variable = lines.find((line) => line.startsWith("Variable: "))?.slice("Variable: ".length) ?? ""
  return lines.map((written) => {
    const name = nameOf(written)
    const line = event === "AsyncAGIStart" && name === "Env" ? environment(written) : written
    if (hidden.get(name)?.test(line.slice(name.length + 2)) === true) return `${name}: <time>`
    if (event !== "" && hiddenIn.some(([of, header]) => header === name && of.test(event))) return `${name}: <hidden>`
    if (event === "VarSet" && name === "Value" && measured.test(variable) && line !== "Value: ") {
      return "Value: <measured>"
    }
    return replacements.reduce((text, [pattern, by]) => text.replaceAll(pattern, by), labelled(line, ids))
  })
}

/** Durations: the header of a number, and how much it may differ in its own unit. */
const durations: ReadonlyArray<readonly [name: RegExp, allowed: number]> = [
  [
    /^(?:HoldTime|TalkTime|RingTime|Holdtime|Wait|Duration|AnsweredTime|ParkingDuration|ParkingTimeout|BillableSeconds|Logintime|LoginTime|LongestHoldTime)$/,
    1
  ],
  [/^(?:ANSWEREDTIME|DIALEDTIME|RINGTIME|PROGRESSTIME)$/, 1],
  [/^(?:ANSWEREDTIME|DIALEDTIME|RINGTIME|PROGRESSTIME)_MS$/, 300]
]

/** The same for `AgentRingNoAnswer`, which counts in milliseconds. */
const ringNoAnswer = 300

const clock = /^(\d\d):(\d\d):(\d\d)$/

const numberOf = (value: string): number => {
  const [, hours, minutes, seconds] = clock.exec(value) ?? []
  return hours === undefined
    ? Number(value === "" ? Number.NaN : value)
    : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}

const allowance = (name: string, lines: ReadonlyArray<string>): number => {
  if (name === "RingTime" && lines[0] === "Event: AgentRingNoAnswer") return ringNoAnswer
  const named = name === "Value"
    ? lines.find((line) => line.startsWith("Variable: "))?.slice("Variable: ".length) ?? ""
    : name
  return durations.find(([pattern]) => pattern.test(named))?.[1] ?? 0
}

/** Whether two normalised messages are equal, apart from durations that differ no more than clocks do. */
export const equal = (left: ReadonlyArray<string>, right: ReadonlyArray<string>): boolean =>
  left.length === right.length && left.every((line, index) => {
    const other = right[index] ?? ""
    if (line === other) return true
    const name = nameOf(line)
    if (name === "" || name !== nameOf(other)) return false
    const allowed = allowance(name, left)
    return allowed > 0 &&
      Math.abs(numberOf(line.slice(name.length + 2)) - numberOf(other.slice(name.length + 2))) <= allowed
  })
