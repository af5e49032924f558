/**
 * Adds a release of Asterisk to the catalogue's facts.
 *
 *     npm run catalog:extract -- 23 /usr/share/asterisk/documentation/core-en_US.xml
 *     npm run catalog:extract -- 23 ../asterisk-23.4.1
 *
 * It writes `releases/23.json`, what the documentation of that release
 * declares, and updates the inventory: what both the release and the previous one
 * declare stays, what only the new one declares is added, what it no longer
 * declares is removed, and what Asterisk never documented is assumed to stay. Then
 * it prints what changed.
 */
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { difference } from "./difference.ts"
import { documentationText, documented } from "./documentation.ts"
import { merged } from "./merge.ts"
import {
  byTime,
  type Documented,
  readInventory,
  readReleases,
  type Source,
  writeInventory,
  writeRelease
} from "./model.ts"

const usage = `Usage: npm run catalog:extract -- RELEASE PATH [--asterisk VERSION] [--ami VERSION]

RELEASE  a label such as 23
PATH     core-en_US.xml of an installed Asterisk, or a source tree
--asterisk, --ami  its versions, if PATH is not a source tree, which contains them`

const fail: (message: string) => never = (message) => {
  console.error(message)
  process.exit(64)
}

/** What a source tree says about its versions. */
const versionsOf = (path: string): { readonly asterisk?: string; readonly ami?: string } => {
  const header = `${path}/include/asterisk/manager.h`
  if (!existsSync(header)) return {}
  const [, ami] = /AMI_VERSION\s+"([^"]+)"/.exec(readFileSync(header, "utf8")) ?? []
  const version = `${path}/.version`
  return {
    ...(existsSync(version) ? { asterisk: readFileSync(version, "utf8").trim() } : {}),
    ...(ami === undefined ? {} : { ami })
  }
}

// --- Running ----------------------------------------------------------------

const { positionals: [label, path], values } = parseArgs({
  allowPositionals: true,
  options: { ami: { type: "string" }, asterisk: { type: "string" } }
})
if (label === undefined || path === undefined) fail(usage)
if (!existsSync(path)) fail(`There is nothing at ${path}.\n\n${usage}`)

const inventory = readInventory()
const known = inventory.sources[label]
const text = documentationText(path)
const source: Source = {
  asterisk: label,
  ami: "?",
  ...known,
  ...versionsOf(path),
  ...values,
  xml: createHash("sha256").update(text).digest("hex")
}
const now: Documented = { source, ...await documented(text) }
if (Object.keys(now.actions).length === 0) fail(`${path} declares no manager actions: is it Asterisk's documentation?`)

const releases = readReleases()
// What was read from the sources and from running servers is more complete than the documentation.
if (known?.facts === undefined) {
  const base = Object.keys(inventory.sources).filter((one) => releases[one] !== undefined && byTime(one, label) < 0)
    .sort(byTime).at(-1)
  const before = base === undefined ? undefined : releases[base]
  if (base === undefined || before === undefined) fail(`No release before ${label} has been extracted.`)
  const grown = merged({ ...inventory, sources: { ...inventory.sources, [label]: source } }, {
    label,
    base,
    now,
    before
  })
  writeInventory(grown)
  console.log(difference(grown, base, label))
} else {
  writeInventory({ ...inventory, sources: { ...inventory.sources, [label]: source } })
  console.log(
    `Asterisk ${source.asterisk}: ${Object.keys(now.actions).length} actions and ${
      Object.keys(now.events).length
    } events are documented.`
  )
}
writeRelease(label, now)
