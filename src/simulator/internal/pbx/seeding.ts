/**
 * What a PBX has when it has started: entries of AstDB, states and hints.
 *
 * @since 0.2.0
 */
import { defaultModules, modulesWithActions } from "../actionList.ts"
import * as wire from "../wire.ts"
import * as Agents from "./agents/agents.ts"
import type { Endpoint } from "./calls/telephone.ts"
import * as ConfigFiles from "./config/configFiles.ts"
import * as Modules from "./config/modules.ts"
import * as Pjsip from "./config/pjsip.ts"
import * as Database from "./database.ts"
import * as Devices from "./devices.ts"
import { Draft, type State } from "./draft.ts"
import * as Hints from "./hints.ts"
import * as Presence from "./presence.ts"
import * as QueueStatus from "./queues/status.ts"
import * as Parking from "./services/parking.ts"

/** What a PBX is started with. */
export interface Seed {
  readonly hints?: Hints.Hints | undefined
  readonly database?: Readonly<Record<string, string>> | undefined
  readonly files?: Readonly<Record<string, string>> | undefined
  readonly modules?: ReadonlyArray<string> | undefined
}

const loadModules = (draft: Draft, given: ReadonlyArray<string> | undefined): void => {
  const version = draft.dialect === 16 ? "16" : "22"
  const optional = modulesWithActions(version)
  const loaded = Modules.loadedAtStart(
    draft.dialect,
    (bare) => optional.has(bare),
    given ?? defaultModules(version)
  )
  for (const name of loaded) draft.modules.set(name, true)
}

/** A random id of version 4, which each PBX keeps in AstDB. */
const uuid = (draft: Draft): string =>
  "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replaceAll("x", () => Math.floor(draft.random() * 16).toString(16))

/** The PBX with its configuration files, and the endpoints that are only in `pjsip.conf`. */
const withFiles = (empty: State, now: number, files: Readonly<Record<string, string>>): State => {
  const draft = new Draft(empty, now)
  for (const [name, text] of Object.entries(files)) {
    ConfigFiles.write(draft, wire.fromText(name), wire.fromText(text))
  }
  const endpoints: Record<string, Endpoint> = { ...empty.endpoints }
  for (const [name, written] of Pjsip.endpointsWritten(draft)) {
    const given = endpoints[name]
    endpoints[name] = typeof given === "string" ? { ...written, onCall: given } : { ...written, ...given }
  }
  return { ...draft.finish([]).state, endpoints }
}

/** A PBX that has started. Nobody has heard of anything that happened until now. */
export const seeded = (
  empty: State,
  now: number,
  { database = {}, files = {}, hints = {}, modules }: Seed
): State => {
  const written = withFiles(empty, now, files)
  const draft = new Draft(written, now)
  loadModules(draft, modules)
  for (const lot of draft.services.lots.values()) draft.dialplan = Parking.extensionsOf(draft.dialplan, lot)
  Database.put(draft, "pbx", "UUID", uuid(draft))
  for (const [path, value] of Object.entries(database)) {
    const [, family = "", key = ""] = /^\/?([^/]+)\/([^]+)$/.exec(wire.fromText(path)) ?? []
    Database.put(draft, family, key, wire.fromText(value))
    if (family === "CustomDevstate") draft.deviceChanged(`Custom:${key}`)
    const presence = family === "CustomPresence" ? Presence.parse(wire.fromText(value)) : undefined
    if (presence !== undefined) draft.presences.set(`CustomPresence:${key}`, presence)
  }
  for (const name of Object.keys(written.endpoints)) draft.deviceChanged(`PJSIP/${name}`)
  Devices.settle(draft, [])
  for (const [context, extensions] of Object.entries(hints)) {
    for (const [exten, hint] of Object.entries(extensions)) {
      Hints.add(draft, wire.fromText(context), wire.fromText(exten), wire.fromText(hint))
    }
  }
  Agents.seed(draft)
  Devices.settle(draft, [])
  QueueStatus.seed(draft)
  Devices.settle(draft, [])
  return draft.finish([]).state
}
