/**
 * Which pieces of code write the headers of an event or an answer: found where the inventory says that they are written.
 */
import type { Label } from "../model.ts"
import { canonical, type Piece } from "./source.ts"

/** The owner of headers: an event, or an action with its answer and parameters. */
export interface Owner {
  /** `QueueMember` for an event, `action QueueAdd` for an action. */
  readonly key: string
  readonly name: string
  readonly in: ReadonlyArray<Label>
  /** Files and functions, such as `apps/app_queue.c:manager_queues_status`. */
  readonly evidence: ReadonlyArray<string>
  readonly fields: ReadonlyArray<{ readonly name: string; readonly in: ReadonlyArray<Label> }>
}

export interface Located {
  readonly path: string
  readonly piece: Piece
}

/** The pieces of a release by name. */
export type Index = ReadonlyMap<string, ReadonlyArray<Located>>

/** The configuration objects that an event shows with all of their fields (res_sorcery, ast_sip_sorcery_object_to_ami). */
const shows: Readonly<Record<string, string>> = {
  AorDetail: "aor",
  AorList: "aor",
  AuthDetail: "auth",
  AuthList: "auth",
  ContactList: "contact",
  EndpointDetail: "endpoint",
  EndpointList: "endpoint",
  IdentifyDetail: "identify",
  InboundRegistrationDetail: "aor",
  OutboundRegistrationDetail: "registration",
  ResourceListDetail: "resource_list",
  TransportDetail: "transport"
}

/** The name of a header as it may be in the code: the last part of a path, without a number in parentheses. */
export const written = (name: string): string => canonical(name.split("/").at(-1)?.replace(/\(\{\w+\}\)$/, "") ?? name)

/** The pieces with a name, in the file of the path if it has any. */
export const at = (index: Index, path: string, name: string): ReadonlyArray<Located> => {
  const all = index.get(name) ?? []
  const same = all.filter((one) => one.path === path)
  return same.length > 0 ? same : all
}

const shared = /^main\/(manager|stasis|json)|^res\/res_pjsip/

/** The pieces that others call, in their own files or in shared ones. */
const called = (index: Index, from: ReadonlyArray<Located>): ReadonlyArray<Located> =>
  from.flatMap(({ path, piece }) =>
    [...piece.calls].flatMap((name) =>
      at(index, path, name).filter((one) => one.path === path || shared.test(one.path))
    )
  )

/** The pieces that may write for an owner, most likely first. */
const levelsOf = (index: Index, owner: Owner): ReadonlyArray<() => ReadonlyArray<Located>> => {
  const places = owner.evidence.map((one) => one.split(":")).map(([path = "", name = ""]) => ({ path, name }))
  const paths = new Set(places.map(({ path }) => path))
  const own = [
    ...places.flatMap(({ name, path }) => at(index, path, name)),
    ...(index.get(`sorcery:${shows[owner.name]}`) ?? [])
  ]
  const near = called(index, own)
  const inFiles = [...index.values()].flat().filter(({ path }) => paths.has(path))
  return [
    () => places.flatMap(({ name, path }) => at(index, path, `${name}#${owner.name}`)),
    () => own,
    () => near,
    () => called(index, near),
    () => inFiles.filter(({ piece }) => piece.names.has(canonical(owner.name))),
    () => inFiles
  ]
}

/** The pieces that write a header, by path and name. */
export type Witnesses = Map<string, Set<string>>

/** Records which pieces of a release write the headers that the inventory knows of it. */
export const gather = (
  index: Index,
  label: Label,
  owners: ReadonlyArray<Owner>,
  witnesses: Map<string, Witnesses>
): void => {
  for (const owner of owners) {
    if (!owner.in.includes(label)) continue
    const levels = levelsOf(index, owner)
    const ofOwner = witnesses.get(owner.key) ?? new Map<string, Set<string>>()
    witnesses.set(owner.key, ofOwner)
    for (const field of owner.fields) {
      if (!field.in.includes(label)) continue
      const name = written(field.name)
      for (const level of levels) {
        const writing = level().filter(({ piece }) => piece.names.has(name))
        if (writing.length === 0) continue
        const all = ofOwner.get(field.name) ?? new Set<string>()
        ofOwner.set(field.name, all)
        for (const { path, piece } of writing) all.add(`${path}|${piece.name}`)
        break
      }
    }
  }
}

export type State = "written" | "not written" | "unknown"

/**
 * Whether a release writes a header: whether the pieces that write it in other releases do.
 *
 * If an event comes from several places, each of them must write the header.
 */
export const stateOf = (
  index: Index,
  owner: Owner,
  field: string,
  witnesses: ReadonlySet<string> | undefined
): State => {
  if (witnesses === undefined) return "unknown"
  const name = written(field)
  const event = canonical(owner.name)
  const writes = ({ piece }: Located) => piece.names.has(name)
  const named = (all: Iterable<string>, separator: string) =>
    [...all].map((one) => one.split(separator)).flatMap(([path = "", called = ""]) => at(index, path, called))
  const there = named(witnesses, "|")
  const evidence = new Set(owner.evidence.map((one) => one.split(":")[1]))
  const sites = there.filter(({ piece }) =>
    evidence.has(piece.name.split("#")[0]) && (piece.name.includes("#") || piece.names.has(event))
  )
  if (sites.length > 0) return sites.every(writes) ? "written" : "not written"
  const others = named(owner.evidence, ":")
  if ([...there, ...others].some(writes)) return "written"
  if (there.length > 0 || others.length > 0) return "not written"
  // A function with another name that mentions the event.
  const older = [...index.values()].flat().filter(({ piece }) => piece.names.has(event))
  return older.length === 0 ? "unknown" : older.some(writes) ? "written" : "not written"
}

/** Whether a release mentions an event or an action at all. */
export const isNamed = (index: Index, names: ReadonlySet<string>, { name }: Owner): boolean =>
  names.has(canonical(name)) || [...index.keys()].some((one) => one.endsWith(`#${name}`))
