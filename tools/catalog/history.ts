/**
 * Finds out which releases of Asterisk write each header of the catalogue, from its sources.
 *
 *     npm run catalog:history -- ../asterisk/.git
 *
 * It reads the first release of each minor version from 13.0 on and the development branch in a git directory that has
 * their tags, and writes `history.json`: the headers that not every release writes, each with the releases that do. For
 * every header that the inventory knows of a release it looks for the functions that write it there, and checks in each
 * other release whether those functions write it. A header without a known function is assumed to be written wherever its event
 * is; `--verbose` names those.
 */
import { parseArgs } from "node:util"
import { commitOf, filesOf, readAll, type Release, releasesOf } from "./history/git.ts"
import {
  gather,
  type Index,
  isNamed,
  type Located,
  type Owner,
  type State,
  stateOf,
  type Witnesses
} from "./history/scopes.ts"
import { canonical, type Piece, piecesOf } from "./history/source.ts"
import { compressed, lastOf } from "./history/spans.ts"
import { type Action, type Event, type Label, readInventory, writeHistory } from "./model.ts"

const usage = `Usage: npm run catalog:history -- GIT_DIR

GIT_DIR  the .git of a clone of Asterisk, or a bare one, with its tags`

const { positionals: [git], values: { verbose = false } } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: "boolean" } }
})
if (git === undefined) {
  console.error(usage)
  process.exit(64)
}

// --- What is looked for -----------------------------------------------------

const inventory = readInventory()

const ofEvent = ({ evidence = [], fields, in: labels, name }: Event): Owner => ({
  key: name,
  name,
  in: labels,
  evidence,
  fields
})

const ofAction = ({ answer = [], evidence = [], in: labels, name, parameters }: Action): Owner => ({
  key: `action ${name}`,
  name,
  in: labels,
  evidence,
  fields: [...parameters, ...answer]
})

const owners: ReadonlyArray<Owner> = [...inventory.events.map(ofEvent), ...inventory.actions.map(ofAction)]

const releases = releasesOf(git)
const files = new Map(releases.map((release) => [release.label, filesOf(git, release)]))

// --- Pieces of code ---------------------------------------------------------

const pieces = new Map<string, ReadonlyArray<Piece>>()
/** All names in a file, for what is written by a function of another name. */
const names = new Map<string, ReadonlySet<string>>()
const writesHeaders =
  /manager_event|manager_publish|astman_|sorcery_object_field|AST_EVENT_IE|json_pack|EVENT_FLAG_|ast_manager_register/

const load = (some: ReadonlyArray<Release>, isKept: (piece: Piece) => boolean): void => {
  const objects = new Set(some.flatMap(({ label }) => [...files.get(label)?.values() ?? []]))
  readAll(git, [...objects].filter((object) => !pieces.has(object)), (object, text) => {
    const all = writesHeaders.test(text) ? piecesOf(text) : []
    pieces.set(object, all.filter(isKept))
    names.set(object, new Set(all.flatMap((piece) => [...piece.names])))
  })
}

const indexOf = ({ label }: Release): Index => {
  const index = new Map<string, Array<Located>>()
  for (const [path, object] of files.get(label) ?? []) {
    for (const piece of pieces.get(object) ?? []) {
      const all = index.get(piece.name) ?? []
      all.push({ path, piece })
      index.set(piece.name, all)
    }
  }
  return index
}

const namesIn = ({ label }: Release): ReadonlySet<string> =>
  new Set([...files.get(label)?.values() ?? []].flatMap((object) => [...names.get(object) ?? []]))

/** The release of a label in the inventory: the same minor version, or the nearest one before it. */
const known = Object.entries(inventory.sources).flatMap(([label, { asterisk }]): ReadonlyArray<[Label, Release]> => {
  const release = releases.find((one) => one.label === asterisk.split(".").slice(0, 2).join("."))
  return release === undefined ? [] : [[label, release]]
})

const witnesses = new Map<string, Witnesses>()
load(known.map(([, release]) => release), () => true)
for (const [label, release] of known) gather(indexOf(release), label, owners, witnesses)

const wanted = new Set([
  ...[...witnesses.values()].flatMap((all) => [...all.values()]).flatMap((all) => [...all]).map((one) =>
    one.split("|")[1] ?? one
  ),
  ...owners.flatMap(({ evidence }) => evidence.map((one) => one.split(":")[1] ?? one))
])
const events = new Set(owners.map(({ name }) => canonical(name)))
load(releases, ({ name, names }) => wanted.has(name) || name.includes("#") || [...names].some((one) => events.has(one)))

// --- The table --------------------------------------------------------------

const tables = releases.map((release) => ({ release, index: indexOf(release), all: namesIn(release) }))
const labels = releases.map(({ label }) => label)
const unknown = new Set<string>()

/** What is unknown of a release is assumed to be as in the next one. */
const settled = (states: ReadonlyArray<State>): ReadonlyArray<boolean> => {
  let later: State = "written"
  return states.toReversed().map((state) => {
    if (state !== "unknown") later = state
    return later === "written"
  }).toReversed()
}

const spansOf = (owner: Owner): Readonly<Record<string, string>> => {
  const named = tables.filter(({ all, index }) => isNamed(index, all, owner))
  const fields = owner.fields.map(({ name }) => {
    const found = witnesses.get(owner.key)?.get(name)
    if (found === undefined) unknown.add(`${owner.key} ${name}`)
    return { name, written: settled(named.map(({ index }) => stateOf(index, owner, name, found))) }
  })
  // An action may share its name with a later event. The end of a list had no header of its own before 13.2.
  const telling = fields.filter(({ name }) => !/^(EventList|ListItems)$/.test(name))
  const isThere = named.map((_, at) => telling.length === 0 || telling.some(({ written }) => written[at] === true))
  const those = (flags: ReadonlyArray<boolean>) =>
    compressed(labels, new Set(named.flatMap(({ release }, at) => (flags[at] === true ? [release.label] : []))))
  const own = those(isThere)
  const spans = fields.map(({ name, written }) => [name, those(written)] as const).filter(([, span]) => span !== own)
  return Object.fromEntries([
    ...(own === those(labels.map(() => true)) && named.length === labels.length ? [] : [["", own]]),
    ...spans
  ])
}

const owned = owners.map((owner) => [owner.key, spansOf(owner)] as const)
  .filter(([, spans]) => Object.keys(spans).length > 0)
writeHistory({ releases: lastOf(labels), master: commitOf(git, "master"), owners: Object.fromEntries(owned) })
if (verbose) console.log(`No function is known to write these:\n  ${[...unknown].join("\n  ")}`)
console.log(
  `${labels.length} releases, ${labels[0]} to ${labels.at(-2)} and master; ${unknown.size} headers without a function`
)
