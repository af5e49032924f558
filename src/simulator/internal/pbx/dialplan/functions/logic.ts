/**
 * The functions that choose and that set (func_logic.c, func_global.c, func_strings.c).
 *
 * @since 0.2.0
 */
import * as Channels from "../../channels.ts"
import { split } from "../argumentText.ts"
import * as Timing from "../timing.ts"
import { argumentsOf, type DialplanFunctions, holds, ofText, type Scope } from "./function.ts"

const choose = (data: string): string | undefined => {
  const [condition = "", rest = ""] = split(data, "?", 2)
  const [yes, no] = split(rest, ":", 2)
  if (condition === "" || yes === undefined) return undefined
  return ((holds(condition.trim()) ? yes : no) ?? "").trim()
}

/** A text without the quotes around it. */
const bare = (text: string): string => text.trim().replace(/^"([^]*)"$/, "$1")

const chooseByTime = ({ draft }: Scope, data: string): string | undefined => {
  const text = bare(data)
  const question = text.indexOf("?")
  if (question <= 0) return undefined
  const colon = text.indexOf(":", question)
  const [yes, no] = colon === -1
    ? [text.slice(question + 1), ""]
    : [text.slice(question + 1, colon), text.slice(colon + 1)]
  return bare(Timing.matches(text.slice(0, question), draft.now) ? yes : no)
}

/** Sets the named variables in order to the given values; those without a value become empty. */
const spread = (scope: Scope, data: string, value: string): boolean => {
  const values = argumentsOf(value)
  for (const [at, name] of argumentsOf(data).entries()) scope.set(name, values[at] ?? "")
  return true
}

/** The variable of a hash's key. */
const variableOf = (hash: string, key: string): string => {
  const underscores = /^_{0,2}/.exec(hash)?.[0] ?? ""
  return `${underscores}~HASH~${hash.slice(underscores.length)}~${key}~`
}

const fieldNames = "~ODBCFIELDS~"

const keysOf = (scope: Scope, hash: string): string => {
  const prefix = `~HASH~${hash}~`
  const names = [...scope.channel?.variables.keys() ?? []].toReversed()
  return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length, -1)).join(",")
}

const readHash = (scope: Scope, data: string): string | undefined => {
  const [hash = "", key] = argumentsOf(data, 2)
  if (key !== undefined) return scope.variable(variableOf(hash, key)) ?? ""
  if (scope.channel === undefined) return undefined
  const keys = keysOf(scope, hash)
  scope.set(fieldNames, keys)
  return argumentsOf(keys).map((key) => scope.variable(variableOf(hash, key)) ?? "").join(",")
}

const writeHash = (scope: Scope, data: string, value: string): boolean => {
  if (data.includes(",")) {
    const [hash = "", key = ""] = argumentsOf(data, 2)
    scope.set(variableOf(hash, key), value)
    return true
  }
  const names = scope.variable(fieldNames)
  if (names === undefined) return false
  const values = argumentsOf(value)
  for (const [at, key] of argumentsOf(names).entries()) scope.set(variableOf(data, key), values[at] ?? "")
  return true
}

const setting = (scope: Scope, data: string): string | undefined => {
  const equals = data.indexOf("=")
  if (equals <= 0) return undefined
  const value = data.slice(equals + 1).trim()
  scope.set(data.slice(0, equals).trim(), value)
  return value
}

const imported = (scope: Scope, data: string): string => {
  const [name = "", variable = ""] = argumentsOf(data, 2)
  const other = Channels.find(scope.draft, name)
  return other === undefined || variable === "" ? "" : scope.of(other).substitute(`\${${variable}}`)
}

/** The channel whose id is the call's `Linkedid`. */
const masterOf = ({ channel, draft }: Scope) =>
  channel === undefined ? undefined : Channels.find(draft, channel.linkedid) ?? channel

/** The functions that choose and that set. */
export const functions: DialplanFunctions = {
  ARRAY: { write: spread },
  EXISTS: ofText((data) => data === "" ? "0" : "1"),
  HASH: { read: readHash, write: writeHash },
  HASHKEYS: { read: keysOf },
  IF: ofText(choose),
  IFTIME: { read: chooseByTime },
  IMPORT: { read: imported },
  ISNULL: ofText((data) => data === "" ? "1" : "0"),
  MASTER_CHANNEL: {
    read: (scope, data) => {
      const master = masterOf(scope)
      return master === undefined ? undefined : scope.of(master).substitute(`\${${data}}`)
    },
    write: (scope, data, value) => {
      const master = masterOf(scope)
      return master !== undefined && scope.of(master).set(data, value)
    }
  },
  SET: { read: setting }
}
