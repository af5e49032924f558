/**
 * The simulator as the recorded servers were: the options that their configuration files make.
 *
 * Extend it here as the simulator learns more. What is not translated yet is listed in `ignored`.
 */
import { existsSync, readFileSync } from "node:fs"
import type { AmiSimulator } from "../../src/simulator/index.ts"
import { type Section, sections, valueOf } from "./conf.ts"
import type { Recording } from "./conversations.ts"
import { dialplanOf } from "./dialplan.ts"
import { asRecorded, queueRulesOf, queuesOf } from "./queues.ts"

/** Files of the configuration that the simulator has no option for yet. */
export const ignored: ReadonlyArray<string> = [
  "agents.conf",
  "cel.conf",
  "confbridge.conf",
  "features.conf",
  "pjsip.conf: everything but the names of endpoints",
  "res_parking.conf",
  "voicemail.conf",
  "manager.conf: eventfilter, channelvars, timestampevents, debug"
]

const folders = { captures: new URL("./etc/", import.meta.url) } as const

const read = (folder: URL, file: string): ReadonlyArray<Section> => {
  const path = new URL(file, folder)
  return existsSync(path) ? sections(readFileSync(path, "latin1").replaceAll("@TMP@", "/tmp")) : []
}

const usersOf = (manager: ReadonlyArray<Section>): NonNullable<AmiSimulator.Options["users"]> =>
  Object.fromEntries(
    manager.filter(({ name }) => name !== "general").map((section) => [section.name, {
      secret: valueOf(section, "secret") ?? "",
      read: valueOf(section, "read") ?? "",
      write: valueOf(section, "write") ?? ""
    }])
  )

const banners = { 16: "Asterisk Call Manager/5.0.4", 22: "Asterisk Call Manager/11.0.0" } as const

/** Recordings of servers whose files said nothing but who may log in. */
const bare: ReadonlyArray<string> = ["lists-empty"]

/** The options of a simulator that is configured as the server of a recording was. */
export const optionsFor = (recording: Recording): AmiSimulator.Options => {
  const folder = folders.captures
  const { extensions } = dialplanOf(read(folder, "extensions.conf"))
  return {
    banner: banners[recording.version],
    users: usersOf(read(folder, "manager.conf")),
    extensions,
    queues: bare.includes(recording.name) ? {} : asRecorded(queuesOf(read(folder, "queues.conf")), recording.messages),
    queueRules: queueRulesOf(read(folder, "queuerules.conf"))
  }
}
