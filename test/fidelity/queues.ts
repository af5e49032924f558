/**
 * Queues as queues.conf and queuerules.conf describe them, as options of the simulator.
 */
import type { SimulatedPbx } from "../../src/simulator/index.ts"
import type { Section } from "./conf.ts"
import { earlierThan, type Recording, startOf } from "./conversations.ts"

const truth = (value: string): boolean => /^(yes|true|y|t|1|on)$/i.test(value)

const isTruth = (value: string): boolean => /^(yes|true|y|t|1|on|no|false|n|f|0|off)$/i.test(value)

const numbers = [
  "timeout",
  "retry",
  "wrapuptime",
  "maxlen",
  "servicelevel",
  "weight",
  "penaltymemberslimit",
  "memberdelay",
  "autopausedelay"
]

const booleans = [
  "ringinuse",
  "autofill",
  "timeoutrestart",
  "setinterfacevar",
  "setqueuevar",
  "setqueueentryvar",
  "autopausebusy",
  "autopauseunavail"
]

const texts = ["strategy", "timeoutpriority", "context", "musicclass", "defaultrule"]

const settingOf = (key: string, value: string): ReadonlyArray<readonly [string, unknown]> => {
  if (numbers.includes(key)) return [[key, Number(value)]]
  if (booleans.includes(key)) return [[key, truth(value)]]
  if (key === "joinempty" || key === "leavewhenempty" || key === "autopause") {
    return [[key, isTruth(value) ? truth(value) : value]]
  }
  return texts.includes(key) ? [[key, value]] : []
}

const queueOf = ({ entries }: Section, general: Section | undefined): SimulatedPbx.Queue => {
  const autofill = general?.entries.findLast(({ key }) => key === "autofill")?.value
  return {
    autofill: truth(autofill ?? "no"),
    ...Object.fromEntries(entries.flatMap(({ key, value }) => settingOf(key, value))),
    members: entries.filter(({ key }) => key === "member").map(({ value }) => value)
  }
}

/** The queues that the sections of queues.conf describe. */
export const queuesOf = (sections: ReadonlyArray<Section>): Readonly<Record<string, SimulatedPbx.Queue>> => {
  const general = sections.find(({ name }) => name === "general")
  return Object.fromEntries(
    sections.filter((section) => section !== general).map((section) => [section.name, queueOf(section, general)])
  )
}

/** The lists of rules that the sections of queuerules.conf describe. */
export const queueRulesOf = (sections: ReadonlyArray<Section>): Readonly<Record<string, ReadonlyArray<string>>> =>
  Object.fromEntries(
    sections.filter(({ name }) => name !== "general").map(({ entries, name }) => [
      name,
      entries.filter(({ key }) => key === "penaltychange").map(({ value }) => value)
    ])
  )

/** The agents that the sections of agents.conf describe. */
export const agentsOf = (sections: ReadonlyArray<Section>): Readonly<Record<string, SimulatedPbx.Agent>> =>
  Object.fromEntries(
    sections.filter(({ name }) => name !== "general" && name !== "agents").map(({ entries, name }) => {
      const valueOf = (key: string) => entries.findLast((entry) => entry.key === key)?.value
      return [name, {
        fullname: valueOf("fullname"),
        ackcall: truth(valueOf("ackcall") ?? "no"),
        acceptdtmf: valueOf("acceptdtmf"),
        autologoff: Number(valueOf("autologoff") ?? 0),
        wrapuptime: Number(valueOf("wrapuptime") ?? 0),
        musiconhold: valueOf("musiconhold"),
        custom_beep: valueOf("custom_beep")
      }]
    })
  )

type Headers = ReadonlyMap<string, string>

const headersOf = (lines: ReadonlyArray<string>): Headers =>
  new Map(
    lines.toReversed().map((line) => {
      const colon = line.indexOf(": ")
      return colon === -1 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 2)]
    })
  )

const number = (headers: Headers, name: string): number => Number(headers.get(name) ?? 0)

/** The counters of a list, unless something was counted before it. */
const countersIn = (messages: ReadonlyArray<Headers>, name: string): SimulatedPbx.Queue => {
  const listed = messages.findIndex((one) => one.get("Event") === "QueueParams" && one.get("Queue") === name)
  const counted = messages.findIndex((one) =>
    ["AgentConnect", "QueueCallerAbandon"].includes(one.get("Event") ?? "") && one.get("Queue") === name
  )
  const list = messages[listed]
  if (list === undefined || (counted !== -1 && counted < listed)) return {}
  const completed = number(list, "Completed")
  const abandoned = number(list, "Abandoned")
  const completedinlevel = Math.round(number(list, "ServicelevelPerf") * completed / 100)
  const inLevel = Math.round(number(list, "ServicelevelPerf2") * (completed + abandoned) / 100)
  return {
    holdtime: number(list, "Holdtime"),
    talktime: number(list, "TalkTime"),
    completed,
    abandoned,
    completedinlevel,
    abandonedinlevel: inLevel - completedinlevel
  }
}

const isOfMember = ([event = ""]: ReadonlyArray<string>): boolean => event.startsWith("Event: QueueMember")

const isOf = (message: Headers, queue: string, location: string): boolean =>
  (message.get("Event") ?? "").startsWith("QueueMember") && message.get("Queue") === queue &&
  (message.get("Interface") ?? message.get("Location")) === location

/**
 * The queues as they were when a recording began: what the first message about each of them says, or the last one in the
 * recordings before it.
 */
export const asRecorded = (
  queues: Readonly<Record<string, SimulatedPbx.Queue>>,
  recording: Recording
): Readonly<Record<string, SimulatedPbx.Queue>> => {
  const messages = recording.messages.map(headersOf)
  const earlier = earlierThan(recording).flatMap((one) => one.messages.filter(isOfMember).map(headersOf))
  const login = recording.loggedInAt
  /** A time of the recording, in seconds, as far before the start of the run as it was before that of the recording. */
  const moved = (time: number): number =>
    time === 0 || login === undefined ? time : Math.max(1, time - (login - startOf(recording)) / 1000)
  return Object.fromEntries(
    Object.entries(queues).map(([name, queue]) => [name, {
      ...queue,
      ...countersIn(messages, name),
      members: queue.members?.map((member) => {
        const fields = typeof member === "string" ? member.split(",") : [member.interface]
        const [location = "", penalty = "0", membername, stateinterface] = fields
        const first = messages.find((one) => isOf(one, name, location)) ??
          earlier.findLast((one) => isOf(one, name, location))
        const given = {
          interface: location,
          penalty: Number(penalty),
          membername,
          stateinterface
        }
        return first === undefined ? given : {
          ...given,
          callstaken: number(first, "CallsTaken"),
          lastcall: moved(number(first, "LastCall"))
        }
      })
    }])
  )
}
