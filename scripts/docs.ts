/**
 * Writes the generated parts of `docs/`: `npm run docs`. With `-- --check` it only compares, and names each page that is
 * out of date.
 *
 * The tables of errors come from `AmiError`, those of options, of live models and of call records from the sources, those of
 * dangerous actions and of tasks from the catalogue, the pages of the command line from its help and its schemas. The rest is written by hand, including the logs and metrics, which are compared
 * with the sources.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { cliPage, cliSchemas } from "./docs/cli.ts"
import { errorsPage } from "./docs/errors.ts"
import { filled } from "./docs/markdown.ts"
import { callsPage, modelsPage } from "./docs/models.ts"
import { observabilityPage } from "./docs/observability.ts"
import { optionsPage } from "./docs/options.ts"
import { recordsPage } from "./docs/records.ts"
import { securityPage } from "./docs/security.ts"
import { doctorPage } from "./docs/tasks.ts"

const isCheck = process.argv.includes("--check")
const faults: Array<string> = []
const fileOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))
const read = (path: string): string => readFileSync(fileOf(path), "utf8")

const pages = [
  errorsPage(),
  optionsPage(),
  securityPage(),
  doctorPage(),
  await cliPage(),
  observabilityPage(read),
  recordsPage(read),
  callsPage(read),
  await modelsPage()
]
for (const { faults: found, parts, path } of pages) {
  const before = read(path)
  const { absent, text } = filled(before, parts)
  faults.push(
    ...found.map((fault) => `${path}: ${fault}`),
    ...absent.map((name) => `${path}: has no part \`generated: ${name}\``)
  )
  if (isCheck && text !== before) faults.push(`${path}: is out of date, run \`npm run docs\` and commit it`)
  if (!isCheck) writeFileSync(fileOf(path), text)
}

const schemas = "docs/cli.schema.json"
const printed = await cliSchemas()
if (isCheck && read(schemas) !== printed) faults.push(`${schemas}: is out of date, run \`npm run docs\` and commit it`)
if (!isCheck) writeFileSync(fileOf(schemas), printed)

for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
