/**
 * The commands of AstDB and of states set by hand, and those of mailboxes and the dialplan's variables.
 *
 * @since 0.2.0
 */
import type { Lines } from "../messages.ts"
import * as Modules from "../pbx/config/modules.ts"
import * as Database from "../pbx/database.ts"
import * as Devices from "../pbx/devices.ts"
import { byName } from "../pbx/hashing.ts"
import * as Presence from "../pbx/presence.ts"
import { column, type Command, type Commands, right } from "./command.ts"

const entryLine = ({ key, value }: Database.Entry): string =>
  `${column(key, Math.max(50, key.length))}: ${value.padEnd(25)}`

const found = (entries: ReadonlyArray<Database.Entry>): Lines => [
  ...entries.map(entryLine),
  `${entries.length} results found.`
]

const showDatabase: Command = ({ draft }, words) =>
  words.length > 2 ? "usage" : found(Database.tree(draft, words[0] ?? "", words[1] ?? ""))

/** A command that needs this many words. */
const needing = (count: number, command: Command): Command => (context, words) =>
  words.length === count ? command(context, words) : "usage"

const databaseCommands: Commands = {
  "database del": needing(2, ({ draft }, [family = "", key = ""]) =>
    Database.remove(draft, family, key)
      ? ["Database entry removed."]
      : ["Database entry could not be removed."]),
  "database deltree": ({ draft }, words) => {
    if (words.length < 1 || words.length > 2) return "usage"
    const count = Database.removeTree(draft, words[0] ?? "", words[1] ?? "")
    return count === 0 ? ["Database entries do not exist."] : [`${count} database entries removed.`]
  },
  "database get": needing(2, ({ draft }, [family = "", key = ""]) => {
    const value = Database.get(draft, family, key)
    return [value === undefined ? "Database entry not found." : `Value: ${value}`]
  }),
  "database put": needing(3, ({ draft }, [family = "", key = "", value = ""]) => {
    Database.put(draft, family, key, value)
    return ["Updated database successfully"]
  }),
  "database show": showDatabase,
  "database showkey": needing(1, ({ draft }, [key = ""]) => found(Database.ofKey(draft, key)))
}

const rule = "---------------------------------------------------------------------"

/** A list between rules, as the modules of both states print theirs. */
const framed = (title: string, items: Lines): Lines => [
  "",
  rule,
  `--- ${title} `.padEnd(rule.length, "-"),
  rule,
  "---",
  ...items,
  rule,
  rule,
  ""
]

const listDevices: Command = ({ draft }) =>
  framed(
    "Custom Device States",
    Database.tree(draft, "CustomDevstate").flatMap(({ key, value }) => [
      `--- Name: 'Custom:${key.slice(key.lastIndexOf("/") + 1)}'  State: '${value}'`,
      "---"
    ])
  )

const listPresences: Command = ({ draft }) =>
  framed(
    "Custom Presence States",
    Database.tree(draft, "CustomPresence").flatMap(({ key, value }) => {
      const { message, state, subtype } = Presence.parse(value) ?? { message: "", state: "invalid", subtype: "" }
      return [
        `--- Name: 'CustomPresence:${key.slice(key.lastIndexOf("/") + 1)}'`,
        `    --- State: '${state}'`,
        `    --- Subtype: '${subtype}'`,
        `    --- Message: '${message}'`,
        `    --- Base64 Encoded: '${/,[^,]*e[^,]*$/.test(value.split(",").slice(2).join(",")) ? "Yes" : "No"}'`,
        "---"
      ]
    })
  )

const changeDevice: Command = ({ draft }, words) => {
  const [device = "", state = ""] = words
  if (words.length !== 2 || !Devices.setCustom(draft, device, state)) return "usage"
  return [`Changing ${device} to ${state}`]
}

const changePresence: Command = ({ draft }, words) => {
  const [provider = "", state = ""] = words
  if (words.length !== 2 || !Presence.setCustom(draft, provider, state)) return "usage"
  return [`Changing ${provider} to ${state}`]
}

const showGlobals: Command = ({ draft }) => {
  const names = [...draft.globals.keys()].sort()
  return [
    "",
    ...names.map((name) => `   ${name}=${draft.globals.get(name) ?? ""}`),
    `    -- ${names.length} variable(s)`
  ]
}

const setGlobal: Command = ({ draft }, words) => {
  const [name = "", value = ""] = words
  if (words.length !== 2) return "usage"
  draft.globals.set(name, value)
  draft.raise("VarSet", "dialplan", ["Channel: none", "Uniqueid: none", `Variable: ${name}`, `Value: ${value}`])
  return ["", `    -- Global variable '${name}' set to '${value}'`]
}

const showVoicemail: Command = ({ draft }) => {
  const boxes = byName(draft.services.mailboxes.values(), ({ name }) => name)
  if (boxes.length === 0) return ["There are no voicemail users currently defined"]
  return [
    "Context    Mbox  User                      Zone       NewMsg",
    ...boxes.map(({ fullName, name, newMessages }) => {
      const [box = "", context = ""] = name.split("@")
      return `${column(context, 10)} ${column(box, 5)} ${column(fullName, 25)} ${column("", 10)} ${
        right(newMessages, 6)
      }`
    }),
    `${boxes.length} voicemail users configured.`
  ]
}

/** The commands of AstDB, of states set by hand, of mailboxes and of variables. */
export const commands: Commands = {
  ...databaseCommands,
  "devstate change": changeDevice,
  "devstate list": listDevices,
  "dialplan reload": ({ draft }) => {
    Modules.reload(draft, "pbx_config.so")
    return ["Dialplan reloaded."]
  },
  "dialplan set global": setGlobal,
  "dialplan show globals": showGlobals,
  "presencestate change": changePresence,
  "presencestate list": listPresences,
  "voicemail show users": showVoicemail
}
