/**
 * `Command`: the few Asterisk console commands that the simulator knows.
 *
 * @since 0.1.0
 */
import type { Version } from "../actionList.ts"
import { type Lines, refusal, success } from "../messages.ts"
import type { Draft } from "../pbx/draft.ts"
import { type Request, valueOf } from "../requests.ts"
import { asteriskVersion } from "./version.ts"

/** A session as `manager show connected` lists it. */
export interface Connected {
  readonly user: string
  readonly since: number
  readonly read: number
  readonly write: number
}

/** What a command reads. */
export interface Context {
  readonly draft: Draft
  readonly connected: ReadonlyArray<Connected>
  readonly version: Version
}

const column = (text: string | number, width: number): string => String(text).slice(0, width).padEnd(width)

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`

/** A time span in words, as `core show uptime` prints it. */
const spanOf = (milliseconds: number): string => {
  const total = Math.floor(milliseconds / 1000)
  const parts = [
    plural(Math.floor(total / 86_400), "day"),
    plural(Math.floor(total / 3600) % 24, "hour"),
    plural(Math.floor(total / 60) % 60, "minute"),
    plural(total % 60, "second")
  ].filter((part) => !part.startsWith("0 "))
  return parts.length === 0 ? "0 seconds" : parts.join(", ")
}

const stateNames: Readonly<Record<number, string>> = { 0: "Down", 4: "Ring", 5: "Ringing", 6: "Up", 7: "Busy" }

const showChannels = ({ draft }: Context): Lines => [
  `${column("Channel", 20)} ${column("Location", 20)} ${column("State", 7)} ${column("Application(Data)", 30)}`,
  ...[...draft.channels.values()].map((channel) => {
    const location = `${channel.exten}@${channel.context}:${channel.priority}`
    const application = channel.application === "" ? "(None)" : `${channel.application}(${channel.data})`
    const state = stateNames[channel.state] ?? "Unknown"
    return `${column(channel.name, 20)} ${column(location, 20)} ${column(state, 7)} ${column(application, 30)}`
  }),
  plural(draft.channels.size, "active channel"),
  plural(draft.calls, "active call"),
  `${plural(draft.counters.processed, "call")} processed`
]

const showConnected = ({ connected, draft }: Context): Lines => {
  const row = (cells: ReadonlyArray<string | number>) =>
    cells.map((cell, index) => `  ${column(cell, [15, 55, 10, 10, 8, 8, 10, 10][index] ?? 10)}`).join("")
  return [
    row(["Username", "IP Address", "Start", "Elapsed", "FileDes", "HttpCnt", "ReadPerms", "WritePerms"]),
    ...connected.map(({ read, since, user, write }) =>
      row([user, "127.0.0.1", Math.floor(since / 1000), Math.floor((draft.now - since) / 1000), 1, 0, read, write])
    ),
    `${connected.length} users connected.`
  ]
}

const commands: Readonly<Record<string, (context: Context) => Lines>> = {
  "core show channels": showChannels,
  "core show uptime": ({ draft }) => {
    const span = spanOf(draft.now - draft.startedAt)
    return [`System uptime: ${span}`, `Last reload: ${span}`]
  },
  "core show version": (
    { version }
  ) => [`Asterisk ${asteriskVersion[version]} built by effect-ami @ simulator on no machine`],
  "core show channels count": (context) => showChannels(context).slice(-3),
  "core show channels concise": ({ draft }) =>
    draft.channels.size === 0 ? [""] : [...draft.channels.values()].map((channel) =>
      [
        channel.name,
        channel.context,
        channel.exten,
        channel.priority,
        stateNames[channel.state] ?? "Unknown",
        channel.application === "" ? "(None)" : channel.application,
        channel.data,
        channel.caller.number,
        channel.accountCode,
        "",
        3,
        Math.floor((draft.now - channel.createdAt) / 1000),
        channel.bridge ?? "(None)",
        channel.uniqueid
      ].join("!")
    ),
  "manager show connected": showConnected
}

/** Commands that Asterisk does not run over AMI (manager.c, check_blacklist). */
const isForbidden = (words: ReadonlyArray<string>): boolean =>
  ["module load", "module unload", "restart gracefully"].includes(words.slice(0, 2).join(" "))

/** Answers `Command`. */
export const answer = (context: Context, request: Request): ReadonlyArray<Lines> => {
  const command = valueOf(request, "Command")
  if (command === "") return [refusal(request, "No command provided")]
  const words = command.toLowerCase().split(/\s+/).filter((word) => word !== "")
  if (isForbidden(words)) return [refusal(request, "Command blacklisted")]
  const output = commands[words.join(" ")]?.(context)
  const unknown = `No such command '${command}' (type 'core show help ${command}' for other possible commands)`
  const lines = ["Message: Command output follows", ...(output ?? [unknown]).map((line) => `Output: ${line}`)]
  const [, ...rest] = success(request, ...lines)
  return [[`Response: ${output === undefined ? "Error" : "Success"}`, ...rest]]
}
