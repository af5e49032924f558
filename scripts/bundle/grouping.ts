/**
 * Which modules are in one file of the bundle of the command line.
 *
 * A module is in the file of what loads it: the few commands that belong together, or `client` if it is shared. Fewer files
 * pack better, and are started faster, than one for each command.
 */

interface Chunk {
  readonly name: string
  readonly fileName: string
  readonly isDynamicEntry: boolean
  readonly imports: ReadonlyArray<string>
  readonly modules: Readonly<Record<string, { readonly renderedLength: number }>>
}

/** The file of what is loaded later by that name; that of the small commands for any other. */
const files: Readonly<Record<string, string>> = {
  main: "core",
  connecting: "client",
  target: "client",
  tcp: "client",
  // What shows or makes calls shares the live models.
  dial: "live",
  look: "live",
  originate: "live",
  spy: "live",
  top: "live",
  completions: "doctor",
  doctor: "doctor",
  http: "http",
  httpTransport: "http"
}

const ofCommands = "commands"

/** Loaded by no other command: their modules are wherever the bundler puts them, but for the simulator. */
const separate: ReadonlySet<string> = new Set(["demo", "gateway", "journal", "reference", "serve", "simulate"])

const ofSimulator: ReadonlySet<string> = new Set(["demo", "simulate"])

/** By module, the names of what is loaded later and needs it, as far as code is left of it. */
const needs = (chunks: ReadonlyArray<Chunk>): ReadonlyMap<string, ReadonlySet<string>> => {
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const found = new Map<string, Set<string>>()
  for (const { fileName, isDynamicEntry, name } of chunks) {
    if (!isDynamicEntry) continue
    const visited = new Set<string>()
    const visit = (file: string): void => {
      const chunk = byFile.get(file)
      if (chunk === undefined || visited.has(file)) return
      visited.add(file)
      for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
        if (renderedLength > 0) found.set(id, (found.get(id) ?? new Set()).add(name))
      }
      chunk.imports.forEach(visit)
    }
    visit(fileName)
  }
  return found
}

/** The file of a module; undefined if the bundler is to choose. Made of a bundle without groups. */
export const grouping = (chunks: ReadonlyArray<Chunk>): (id: string) => string | undefined => {
  const names = needs(chunks)
  const old = Object.keys(files).filter((name) => !chunks.some((chunk) => chunk.isDynamicEntry && chunk.name === name))
  if (old.length > 0) throw new Error(`Nothing loads ${old.join(", ")} any more`)
  return (id) => {
    const needing = [...names.get(id) ?? []]
    const found = new Set(needing.flatMap((name) => separate.has(name) ? [] : [files[name] ?? ofCommands]))
    const [first] = found
    if (needing.length > 1 && needing.every((name) => ofSimulator.has(name))) return "simulator"
    if (found.has("core")) return "core"
    return found.size < 2 ? first : "client"
  }
}
