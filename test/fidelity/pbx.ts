/**
 * The simulator as the recorded servers were: the options that their configuration files make.
 *
 * Extend it here as the simulator learns more. What is not translated yet is listed in `ignored`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import type { AmiSimulator, SimulatedPbx } from "../../src/simulator/index.ts"
import { defaultModules } from "../../src/simulator/internal/actionList.ts"
import { settingsOf } from "./begun.ts"
import { type Section, sections, valueOf, valuesOf } from "./conf.ts"
import type { Recording, Version } from "./conversations.ts"
import { dialplanOf, globalsOf } from "./dialplan.ts"
import { agentsOf, asRecorded, queueRulesOf, queuesOf } from "./queues.ts"
import { servicesOf } from "./services.ts"

/** What the configuration says and the simulator has no option for yet. */
export const ignored: ReadonlyArray<string> = [
  "followme.conf",
  "iax.conf",
  "pjsip.conf: authentication, registrations, qualify"
]

/** Values that the configuration leaves to the machine. */
const placeholders: Readonly<Record<string, string>> = {
  "@TMP@": "/tmp",
  "@HOME@": "/srv/asterisk",
  "@SIP_PORT@": "6509",
  "@UA1@": "6511",
  "@UA2@": "6512",
  "@UA3@": "6513",
  "@UA4@": "6514",
  "@UA9@": "6519",
  "@PORT@": "5038"
}

const folder = (name: string): URL => new URL(`./etc/${name}/`, import.meta.url)

/** The configuration that a recording was made with: its folder in `etc`. */
const configurationOf = ({ isShape, name }: Recording): URL =>
  folder(isShape ? "calls" : name === "lists-empty" ? "empty" : "captures")

const textOf = (path: URL): string =>
  readFileSync(path, "latin1").replaceAll(/@\w+@/g, (name) => placeholders[name] ?? name)

/** The sections of a file; none if there is no such file. */
const read = (from: URL, file: string): ReadonlyArray<Section> => {
  const path = new URL(file, from)
  if (!existsSync(path)) return []
  return sections(textOf(path))
}

/** `eventfilter = !Event: Newexten`, or `eventfilter(name(Hangup)) =` with a pattern. */
const filtersOf = (section: Section): ReadonlyArray<AmiSimulator.EventFilter> =>
  section.entries.flatMap(({ key, value }) => {
    const [found, criteria] = /^eventfilter(?:\((.*)\))?$/.exec(key) ?? []
    if (found === undefined) return []
    return [criteria === undefined ? value : { criteria, pattern: value }]
  })

const usersOf = (manager: ReadonlyArray<Section>): NonNullable<AmiSimulator.Options["users"]> =>
  Object.fromEntries(
    manager.filter(({ name }) => name !== "general").map((section) => [section.name, {
      secret: valueOf(section, "secret") ?? "",
      read: valueOf(section, "read") ?? "",
      write: valueOf(section, "write") ?? "",
      allowMultipleLogin: valueOf(section, "allowmultiplelogin") !== "no",
      eventFilter: filtersOf(section)
    }])
  )

/** `set_var = NAME=value` lines. */
const variablesOf = (section: Section): Readonly<Record<string, string>> =>
  Object.fromEntries(
    valuesOf(section, "set_var").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)])
  )

/** Whether somebody listens there: nobody does at the discard port, or beyond the lab. */
const isReached = (contact: string): boolean => /@127\.0\.0\.1:65\d\d/.test(contact)

/** Endpoints: their users do what commands say, and one without contacts has to register. */
const endpointsOf = (pjsip: ReadonlyArray<Section>): NonNullable<AmiSimulator.Options["endpoints"]> =>
  Object.fromEntries(
    pjsip.filter((section) => valueOf(section, "type") === "endpoint").map((section) => {
      const aor = pjsip.find((other) =>
        other.name === (valueOf(section, "aors") ?? section.name) && valueOf(other, "type") === "aor"
      )
      const contact = valueOf(aor, "contact")
      const telephone: SimulatedPbx.Telephone = {
        onCall: contact !== undefined && !isReached(contact) ? "unreachable" : "manual",
        context: valueOf(section, "context"),
        callerId: valueOf(section, "callerid"),
        accountCode: valueOf(section, "accountcode"),
        variables: variablesOf(section),
        callGroup: valueOf(section, "call_group"),
        pickupGroup: valueOf(section, "pickup_group"),
        contacts: contact === undefined ? [] : [contact]
      }
      return [section.name, telephone]
    })
  )

/** The files of a folder by their names, for the actions that read and write configuration. */
const filesOf = (from: URL): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(from).filter((file) => /\.(?:conf|ael|lua)$/.test(file)).map((
      file
    ) => [file, textOf(new URL(file, from))])
  )

const featureNames = {
  codes: [
    "blindxfer",
    "atxfer",
    "disconnect",
    "parkcall",
    "automixmon",
    "atxferabort",
    "atxfercomplete",
    "atxferthreeway",
    "atxferswap",
    "pickupexten"
  ],
  times: ["transferdigittimeout", "atxfernoanswertimeout", "atxferloopdelay", "atxfercallbackretries"]
} as const

/** Codes and times of features.conf. */
const featuresOf = (files: ReadonlyArray<Section>): SimulatedPbx.Features => {
  const find = (name: string) => files.map((section) => valueOf(section, name)).find((value) => value !== undefined)
  const codes = featureNames.codes.flatMap((name) => find(name) === undefined ? [] : [[name, find(name)]])
  const times = featureNames.times.flatMap((name) => find(name) === undefined ? [] : [[name, Number(find(name))]])
  return {
    ...Object.fromEntries(codes),
    ...Object.fromEntries(times),
    atxferdropcall: find("atxferdropcall") === "yes"
  }
}

/** The modules that are loaded: those of a usual installation, without what `modules.conf` forbids. */
const modulesOf = (modules: ReadonlyArray<Section>, version: Version): ReadonlyArray<string> => {
  const forbidden = modules.flatMap((section) => valuesOf(section, "noload")).map((file) => file.replace(/\.so$/, ""))
  return [...defaultModules(version)].filter((module) => !forbidden.includes(module))
}

/** The options of a simulator that files configure. */
export const optionsFrom = (from: URL, version: Version): AmiSimulator.Options => {
  const dialplan = read(from, "extensions.conf")
  const { extensions, hints, includes } = dialplanOf(dialplan)
  return {
    version,
    users: usersOf(read(from, "manager.conf")),
    extensions,
    hints,
    includes,
    globals: globalsOf(dialplan),
    files: filesOf(from),
    modules: modulesOf(read(from, "modules.conf"), version),
    queues: queuesOf(read(from, "queues.conf")),
    agents: agentsOf(read(from, "agents.conf")),
    musicClasses: read(from, "musiconhold.conf").map(({ name }) => name).filter((name) => name !== "general"),
    queueRules: queueRulesOf(read(from, "queuerules.conf")),
    endpoints: endpointsOf(read(from, "pjsip.conf")),
    features: featuresOf(read(from, "features.conf")),
    ...servicesOf({
      parking: read(from, "res_parking.conf"),
      conferences: read(from, "confbridge.conf"),
      mailboxes: read(from, "voicemail.conf")
    })
  }
}

/** The options of a simulator that is configured as the server of a recording was. */
export const optionsFor = (recording: Recording): AmiSimulator.Options => {
  const options = optionsFrom(configurationOf(recording), recording.version)
  return {
    ...options,
    queues: asRecorded(options.queues ?? {}, recording),
    ...settingsOf(recording)
  }
}
