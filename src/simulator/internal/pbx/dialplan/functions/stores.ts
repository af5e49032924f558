/**
 * The functions of values outside a channel: AstDB, global and shared variables (func_db.c, func_global.c).
 *
 * @since 0.2.0
 */
import * as Channels from "../../channels.ts"
import * as Database from "../../database.ts"
import type { Channel } from "../../model.ts"
import * as Script from "../script.ts"
import * as Variables from "../variables.ts"
import { argumentsOf, type DialplanFunctions, type Scope } from "./function.ts"

/** The family and the key of an entry; undefined if there is no key. */
const entryOf = (data: string): readonly [family: string, key: string] | undefined => {
  const slash = data.indexOf("/")
  return slash === -1 ? undefined : [data.slice(0, slash), data.slice(slash + 1)]
}

const found = "DB_RESULT"

const read = (scope: Scope, data: string): string | undefined => {
  const entry = entryOf(data)
  if (entry === undefined) return undefined
  const value = Database.get(scope.draft, ...entry) ?? ""
  if (Database.get(scope.draft, ...entry) !== undefined) scope.set(found, value)
  return value
}

const exists = (scope: Scope, data: string): string | undefined => {
  const entry = entryOf(data)
  if (entry === undefined) return undefined
  const value = Database.get(scope.draft, ...entry)
  if (value !== undefined) scope.set(found, value)
  return value === undefined ? "0" : "1"
}

const remove = (scope: Scope, data: string): string | undefined => {
  const entry = entryOf(data)
  if (entry === undefined) return undefined
  const value = Database.get(scope.draft, ...entry) ?? ""
  Database.remove(scope.draft, ...entry)
  scope.set(found, value)
  return value
}

/** The names directly below a family, or below one of its keys. */
const keysBelow = ({ draft }: Scope, data: string): ReadonlyArray<string> => {
  const prefix = data === "" ? "/" : `/${data}/`
  const entries = Database.tree(draft, data.split("/")[0] ?? "")
  const below = entries.map(({ key }) => key).filter((key) => key.startsWith(prefix))
  return [...new Set(below.map((key) => key.slice(prefix.length).split("/")[0] ?? ""))]
}

const sharedBy = (scope: Scope, other: string | undefined): Channel | undefined =>
  other === undefined || other === "" ? scope.channel : Channels.find(scope.draft, other)

/** The functions of values outside a channel. */
export const functions: DialplanFunctions = {
  DB: {
    read,
    write: ({ draft }, data, value) => {
      const entry = entryOf(data)
      if (entry !== undefined) Database.put(draft, ...entry, value)
      return entry !== undefined
    },
    dangerous: "both"
  },
  DB_DELETE: {
    read: remove,
    write: (scope, data) => remove(scope, data) !== undefined,
    dangerous: "read"
  },
  DB_EXISTS: { read: exists },
  DB_KEYCOUNT: { read: (scope, data) => String(keysBelow(scope, data).length) },
  DB_KEYS: { read: (scope, data) => keysBelow(scope, data).join(",") },
  GLOBAL: {
    read: ({ draft }, data) => draft.globals.get(data),
    write: ({ draft }, data, value) => {
      Variables.set(draft, undefined, data, value)
      return true
    }
  },
  SHARED: {
    read: (scope, data) => {
      const [name = "", other] = argumentsOf(data, 2)
      const channel = sharedBy(scope, other)
      return channel === undefined ? undefined : Script.setting(channel, `SHARED ${name}`)
    },
    write: (scope, data, value) => {
      const [name = "", other] = argumentsOf(data, 2)
      const channel = sharedBy(scope, other)
      if (channel === undefined) return false
      const updated = Script.set(scope.draft, channel, `SHARED ${name}`, value)
      Variables.announce(scope.draft, updated, `SHARED(${name})`, value)
      return true
    }
  }
}
