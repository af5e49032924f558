/**
 * The commands of Asterisk itself: versions, hints, settings, modules and the manager.
 *
 * @since 0.2.0
 */
import { actionsOf } from "../actionList.ts"
import { asteriskVersion } from "../actions/version.ts"
import type { Lines } from "../messages.ts"
import * as Modules from "../pbx/config/modules.ts"
import type { Draft } from "../pbx/draft.ts"
import * as Hints from "../pbx/hints.ts"
import { timeOf } from "../pbx/numbers.ts"
import * as Presence from "../pbx/presence.ts"
import type { Hint } from "../pbx/records.ts"
import * as privileges from "../privileges.ts"
import { column, type Command, type Commands, type Context, plural, right, row, spanOf } from "./command.ts"

const builtAt = { "16": "2024-01-04 17:58:50 UTC", "22": "2026-07-20 21:35:32 UTC" } as const

const showVersion: Command = ({ version }) => [
  `Asterisk ${asteriskVersion[version]} built by nobody @ buildd.debian.org on a unknown running Linux on ${
    builtAt[version]
  }`
]

const showUptime: Command = ({ draft }, words) => {
  const [how] = words
  if (words.length > 1 || (how !== undefined && how.toLowerCase() !== "seconds")) return "usage"
  const span = (since: number): string =>
    how === undefined ? spanOf(draft.now - since) : String(Math.floor((draft.now - since) / 1000))
  return [`System uptime: ${span(draft.startedAt)}`, `Last reload: ${span(draft.reloadedAt)}`]
}

const hintWidths = { "16": [20, 20], "22": [30, 60] } as const

/** The words of a presence as the console prints them (presencestate.c). */
const presenceOf = (draft: Draft, { hint }: Hint): string => {
  const presentity = Hints.presentityOf(hint)
  return presentity === undefined ? "not_set" : Presence.of(draft, presentity)?.state ?? "invalid"
}

const hintLine = ({ draft, version }: Context, hint: Hint): string => {
  const [name, text] = hintWidths[version]
  const state = Hints.textOf(Hints.stateOf(draft, hint.hint))
  return [
    `${column(`${hint.exten}@${hint.context}`, name)}: ${column(hint.hint, text)}`,
    ` State:${column(state, 15)}`,
    `Presence:${column(presenceOf(draft, hint), 15)}`,
    `Watchers ${right(0, 2)}`
  ].join(" ")
}

const showHints: Command = (context) => {
  const hints = Hints.listed(context.draft)
  if (hints.length === 0) return ["There are no registered dialplan hints"]
  return [
    "",
    "    -= Registered Asterisk Dial Plan Hints =-",
    ...hints.map((hint) => hintLine(context, hint)),
    "----------------",
    `- ${hints.length} hints registered`
  ]
}

const showHint: Command = (context, words) => {
  const [exten] = words
  if (exten === undefined || words.length > 1) return "usage"
  const hints = Hints.listed(context.draft).filter((hint) => hint.exten.toLowerCase() === exten.toLowerCase())
  if (hints.length === 0) return [`No hints matching extension ${exten}`]
  return [
    ...hints.map((hint) => hintLine(context, hint)),
    `${plural(hints.length, "hint")} matching extension ${exten}`
  ]
}

const setLevel = (what: string, name: string): Command => (_, words) => {
  const [level] = words
  if (level === undefined || !/^\d+$|^off$/i.test(level)) return "usage"
  return level === "0" || /^off$/i.test(level)
    ? [`${what} ${name} is still OFF.`]
    : [`${what} ${name} was OFF and is now ${level}.`]
}

const moduleWidths = [30, 40, 10, 11]

const moduleLine = ({ description, level, name, starts, uses }: Modules.Module): string =>
  `${row([name, description, uses, starts === "fails" ? "Not Running" : "Running"], moduleWidths)} ${right(level, 13)}`

const showModules: Command = ({ draft }, words) => {
  const [like, part = ""] = words
  if (like !== undefined && (like.toLowerCase() !== "like" || words.length !== 2)) return "usage"
  const modules = Modules.loaded(draft).filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()))
  return [
    "Module                         Description                              Use Count  Status      Support Level",
    ...modules.map(moduleLine),
    `${modules.length} modules loaded`
  ]
}

const reloadResults: ReadonlyMap<number, string> = /*#__PURE__*/ new Map([
  [0, "Module '%' reloaded successfully."],
  [2, "No such module '%'"],
  [3, "The module '%' reported a reload failure"],
  [
    5,
    "The module '%' was not properly initialized. Before reloading the module, you must run \"module load %\" and fix whatever is preventing the module from being initialized."
  ],
  [6, "The module '%' does not support reloads"]
])

const reloadModules: Command = ({ draft }, words) => {
  if (words.length > 0) {
    return words.map((name) => (reloadResults.get(Modules.reload(draft, name)) ?? "").replaceAll("%", name))
  }
  Modules.reload(draft, "")
  return []
}

const showManagerCommand: Command = ({ version }, words) => {
  if (words.length === 0) return "usage"
  return words.flatMap((word): Lines => {
    const action = actionsOf(version).get(word.toLowerCase())
    if (action === undefined) return []
    const needs = privileges.print(action.needs)
    const syntax = ["[Syntax]", `Action: ${action.name}`, "[ActionID:] <value>", ""]
    return version === "16"
      ? [...syntax, "[Synopsis]", action.synopsis, "", "[Privilege]", needs, ""]
      : [
        "",
        `  -= Info about Manager Command '${action.name}' =- `,
        "",
        "[Synopsis]",
        `${action.synopsis} `,
        "",
        "[Provided By]",
        action.module,
        "",
        ...syntax,
        "[Privilege]",
        needs,
        ""
      ]
  })
}

const showManagerCommands: Command = ({ version }) => [
  `  ${column("Action", 40)}  Synopsis`,
  `  ${column("------", 40)}  --------`,
  ...[...actionsOf(version).values()].map(({ name, synopsis }) => `  ${column(name, 40)}  ${synopsis}`)
]

const showConnected: Command = ({ connected, draft, version }) => {
  const widths = [15, 55, 10, 10, 8, 8]
  const line = (cells: ReadonlyArray<string | number>, last: readonly [string | number, string | number]) => {
    const shown = cells.map((cell, at) => `  ${column(cell, widths[at] ?? 10)}`).join("")
    // The heads of 16 are narrower than what is below them.
    const isNarrow = version === "16" && typeof last[0] === "string"
    return `${shown}  ${last.map((cell) => column(cell, isNarrow ? 5 : 10)).join("  ")}`
  }
  const heads = ["Username", "IP Address", "Start", "Elapsed", "FileDes", "HttpCnt"]
  return [
    line(heads, version === "16" ? ["Read", "Write"] : ["ReadPerms", "WritePerms"]),
    ...connected.map(({ read, since, user, write }, at) => {
      const cells = [user, "127.0.0.1", Math.floor(since / 1000), Math.floor((draft.now - since) / 1000), at + 1, 0]
      return line(cells, [read, write])
    }),
    `${connected.length} users connected.`
  ]
}

const showUsers: Command = ({ accounts }) => [
  "",
  "username",
  "--------",
  ...accounts.map(({ name }) => name),
  "-------------------",
  `${accounts.length} manager users configured.`
]

const showUser: Command = ({ accounts }, words) => {
  const [name] = words
  if (name === undefined || words.length > 1) return "usage"
  const account = accounts.find((one) => one.name === name)
  if (account === undefined) return [`There is no manager called ${name}`]
  return [
    "",
    `          username: ${name}`,
    "            secret: <Set>",
    "               ACL: no",
    `         read perm: ${privileges.print(account.read)}`,
    `        write perm: ${privileges.print(account.write)}`,
    "   displayconnects: no",
    "allowmultiplelogin: yes",
    "         Variables:"
  ]
}

const showSettings: Command = ({ draft, version }) => [
  "",
  "PBX Core settings",
  "-----------------",
  `  Version:                     ${asteriskVersion[version]}`,
  "  ABI related Build Options:   OPTIONAL_API, TEST_FRAMEWORK",
  "  All Build Options:           OPTIONAL_API, TEST_FRAMEWORK",
  "  Maximum calls:               Not set",
  "  Maximum open file handles:   Not set",
  "  Root console verbosity:      0",
  "  Current console verbosity:   0",
  "  Debug level:                 0",
  "  Maximum load average:        0.000000",
  `  Startup time:                ${timeOf(draft.startedAt).slice(11)}`,
  `  Last reload time:            ${timeOf(draft.reloadedAt).slice(11)}`,
  "  System:                      Linux",
  "  Default language:            en",
  "  Language prefix:             Enabled",
  "  User name and group:         /",
  "  Executable includes:         Disabled",
  ""
]

/** The commands of Asterisk itself. */
export const commands: Commands = {
  "core reload": ({ draft }) => {
    Modules.reload(draft, "")
    return []
  },
  "core set debug": setLevel("Core", "debug"),
  "core set verbose": setLevel("Console", "verbose"),
  "core show hint": showHint,
  "core show hints": showHints,
  "core show settings": showSettings,
  "core show uptime": showUptime,
  "core show version": showVersion,
  "logger rotate": () => [],
  "logger reload": () => [],
  "manager show command": showManagerCommand,
  "manager show commands": showManagerCommands,
  "manager show connected": showConnected,
  "manager show user": showUser,
  "manager show users": showUsers,
  "module reload": reloadModules,
  "module show": showModules
}
