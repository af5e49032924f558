/**
 * Writes the catalogue in `src/catalog` from the inventory, the overrides and the sentences.
 *
 *     npm run codegen             writes what is not up to date
 *     npm run codegen -- --check  fails if something is not
 */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { catalogue, strays, withoutSentences } from "./catalogue.ts"
import { figures } from "./figures.ts"
import { readInventory } from "./model.ts"
import { actionsFile, allActionsFile, allEventsFile, eventClassesFile, eventsFile, knownFile } from "./print.ts"
import { referenceFile } from "./reference.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))

const formatted = (path: string, text: string): string => {
  // An entry a line, which the formatter would spread over many.
  if (path.endsWith(".json")) return text
  const { status, stderr, stdout } = spawnSync("dprint", ["fmt", "--stdin", path], {
    cwd: root,
    encoding: "utf8",
    input: text,
    maxBuffer: 64_000_000
  })
  if (status === 0) return stdout
  console.error(stderr)
  process.exit(1)
}

const none = (names: ReadonlyArray<string>, fault: string): void => {
  if (names.length === 0) return
  console.error(`${fault}:\n  ${names.join("\n  ")}`)
  process.exit(1)
}

const all = catalogue(readInventory())
none(withoutSentences(all), "tools/catalog/sentences has no sentence for these actions and events")
none(strays(all), "tools/catalog/sentences describes headers that do not exist")

const files = {
  "src/catalog/Actions.ts": actionsFile,
  "src/catalog/AllActions.ts": allActionsFile,
  "src/catalog/AllEvents.ts": allEventsFile,
  "src/catalog/Events.ts": eventsFile,
  "src/internal/eventClasses.ts": eventClassesFile,
  "src/catalog/internal/known.ts": knownFile,
  "src/cli/reference.json": referenceFile
}
const isCheck = process.argv.includes("--check")
const stale = Object.entries(files).filter(([path, print]) => {
  const text = formatted(path, print(all))
  const isStale = !existsSync(root + path) || readFileSync(root + path, "utf8") !== text
  if (isStale && !isCheck) writeFileSync(root + path, text)
  return isStale
}).map(([path]) => path)

if (isCheck && stale.length > 0) {
  console.error(`Not as generated: ${stale.join(", ")}. Run \`npm run codegen\`.`)
  process.exit(1)
}
console.log(isCheck ? "The catalogue is as generated." : `${figures(all)}\n\nWritten: ${stale.join(", ") || "nothing"}`)
