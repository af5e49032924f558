/**
 * What recordings show of the state of their server at the start, beyond its configuration files, and what others did there.
 */
import type { AmiSimulator } from "../../src/simulator/index.ts"
import type { Recording } from "./conversations.ts"

const has = ({ messages }: Recording, line: RegExp): boolean =>
  messages.some((lines) => lines.some((one) => line.test(one)))

/** Settings of configuration files that were changed between the recordings, as their events show. */
export const settingsOf = (recording: Recording): Partial<AmiSimulator.Options> => {
  const name = recording.messages.flat().find((line) => /^SystemName: ./.test(line))?.slice("SystemName: ".length)
  return {
    timestampEvents: has(recording, /^Timestamp: \d+\.\d{6}$/) && has(recording, /^SequenceNumber: /),
    debugEvents: has(recording, /^SequenceNumber: /),
    channelVars: [
      ...new Set(
        recording.messages.flat().flatMap((line) => /^(?:[A-Z]\w+)?ChanVariable: (.*?)=/.exec(line)?.[1] ?? [])
      )
    ],
    cdr: has(recording, /^Event: Cdr$/),
    cel: has(recording, /^Event: CEL$/),
    ...recording.bootsAt === undefined ? {} : { bootTime: recording.bootsAt },
    ...name === undefined ? {} : { systemName: name }
  }
}

/** What another session did while a recording was made: seconds from its connection, negative before it. */
export interface Outside {
  readonly at: number
  /** Whether it logs in at that moment, as the security events show. */
  readonly logsIn?: boolean
  readonly request?: ReadonlyArray<string>
}

const originate = (channel: string, application: string, data: string): ReadonlyArray<string> => [
  "Action: Originate",
  `Channel: Local/${channel}`,
  `Application: ${application}`,
  `Data: ${data}`,
  "Async: true"
]

const command = (text: string): ReadonlyArray<string> => ["Action: Command", `Command: ${text}`]

const actions: Readonly<Record<string, ReadonlyArray<Outside>>> = {
  "filter-conf-filtadv": [{
    at: 1.9,
    request: [
      "Action: Originate",
      "Channel: Local/500@from-internal",
      "Context: from-internal",
      "Exten: 500",
      "Priority: 1",
      "Async: true"
    ]
  }],
  // The first call that is parked makes the bridge of its lot, which stays.
  "l-bridge-action": [{ at: -4.5, request: originate("150@from-internal/n", "Wait", "1") }],
  "readonly.ast16": [{ at: -2, request: originate("400@from-internal/n", "Wait", "30") }],
  "shutdown-gracefully": [{ at: -0.5, request: originate("200@from-internal", "Wait", "5") }],
  "shutdown-graceful-observer": [{ at: 1.5, request: command("core stop gracefully") }],
  "shutdown-now": [{ at: 1, logsIn: true }],
  "shutdown-observer": [{ at: 0.45, request: command("core stop now") }],
  "waitevent-tcp": [
    { at: 3.7, logsIn: true },
    { at: 4.5, request: ["Action: UserEvent", "UserEvent: W"] }
  ]
}

export const outsideOf = ({ name, version }: Recording): ReadonlyArray<Outside> =>
  actions[`${name}.ast${version}`] ?? actions[name] ?? []

/** Accounts that were logged in elsewhere: the server says so. */
export const elsewhereOf = (recording: Recording): ReadonlyArray<string> =>
  has(recording, /^Message: Login Already In Use$/)
    ? recording.sent.flatMap(({ bytes }) =>
      /^Username: (.*?)\r?$/m.exec(Buffer.from(bytes).toString("latin1"))?.[1] ?? []
    )
    : []
