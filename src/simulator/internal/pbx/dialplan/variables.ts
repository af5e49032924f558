/**
 * Variables: those of a channel, the global ones, and those that the PBX itself provides (pbx_variables.c).
 *
 * @since 0.2.0
 */
import * as wire from "../../wire.ts"
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import * as Hints from "../hints.ts"
import type { Channel } from "../model.ts"
import * as Script from "./script.ts"

/** The directories of a server, by the variables that show them. */
const directories: Readonly<Record<string, string>> = {
  ASTAGIDIR: "/usr/share/asterisk/agi-bin",
  ASTCACHEDIR: "/var/cache/asterisk",
  ASTDATADIR: "/usr/share/asterisk",
  ASTDBDIR: "/var/lib/asterisk/astdb",
  ASTETCDIR: "/etc/asterisk",
  ASTKEYDIR: "/usr/share/asterisk",
  ASTLOGDIR: "/var/log/asterisk",
  ASTMODDIR: "/usr/lib/asterisk/modules",
  ASTRUNDIR: "/var/run/asterisk",
  ASTSBINDIR: "/usr/sbin",
  ASTSPOOLDIR: "/var/spool/asterisk",
  ASTVARLIBDIR: "/var/lib/asterisk"
}

const ofChannel: Readonly<Record<string, (draft: Draft, channel: Channel) => string | undefined>> = {
  CALLINGANI2: (_, channel) => Script.setting(channel, "CALLERID ani2") ?? "0",
  CALLINGPRES: (_, { caller }) => caller.number === "" ? "67" : "0",
  CALLINGTNS: () => "0",
  CALLINGTON: () => "0",
  CHANNEL: (_, { name }) => name,
  CONTEXT: (_, { context }) => context,
  EXTEN: (_, { exten }) => exten,
  HANGUPCAUSE: (_, { cause }) => String(cause),
  HINT: (draft, { context, exten }) => Hints.find(draft, context, exten)?.hint,
  HINTNAME: (draft, { context, exten }) => Hints.find(draft, context, exten) === undefined ? undefined : "",
  PRIORITY: (_, { priority }) => String(priority),
  UNIQUEID: (_, { uniqueid }) => uniqueid
}

const ofServer = (draft: Draft, name: string): string | undefined => {
  if (name === "EPOCH") return String(Math.floor(draft.now / 1000))
  if (name === "SYSTEMNAME") return draft.systemName
  return name === "ENTITYID" ? "02:00:00:00:00:01" : directories[name]
}

/** The value of a variable: the PBX's own, else the channel's, else the global one. */
export const read = (draft: Draft, channel: Channel | undefined, name: string): string | undefined => {
  if (channel !== undefined) {
    const current = draft.current(channel)
    if (Object.hasOwn(ofChannel, name)) return ofChannel[name]?.(draft, current)
    const value = ofServer(draft, name) ?? current.variables.get(name)
    if (value !== undefined) return value
  }
  return ofServer(draft, name) ?? draft.globals.get(name)
}

/** Announces the value of a variable. */
export const announce = (draft: Draft, channel: Channel | undefined, name: string, value: string): void => {
  const lines = [`Variable: ${name}`, `Value: ${wire.escaped(wire.repaired(value))}`]
  if (channel === undefined) draft.raise("VarSet", "dialplan", ["Channel: none", "Uniqueid: none", ...lines])
  else Channels.raiseCached(draft, "VarSet", draft.current(channel), lines, "dialplan")
}

/** Sets a variable of a channel, or a global one. Underscores before its name make dialled channels inherit it. */
export const set = (draft: Draft, channel: Channel | undefined, name: string, value: string): void => {
  if (channel !== undefined) {
    Channels.setVariable(draft, channel, name, value)
    return
  }
  draft.globals.set(name.replace(/^_{1,2}/, ""), value)
  announce(draft, undefined, name, value)
}
