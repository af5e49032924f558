/**
 * extensions.conf as the simulator's dialplan.
 */
import { type Section, valueOf } from "./conf.ts"

type Contexts = Record<string, Record<string, Array<string>>>

/** `exten => 100,1(label),Answer()`: the extension, the priority, the label, the application. */
const line = /^\s*([^,]+)\s*,\s*(hint|\d+|n(?:\+\d+)?)\s*(?:\(([^)]*)\))?\s*,\s*(.*)$/

/** The dialplan in the sections of a file. What the simulator has no word for is in `ignored`. */
export const dialplanOf = (
  all: ReadonlyArray<Section>
): {
  readonly extensions: Contexts
  readonly hints: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly includes: Readonly<Record<string, ReadonlyArray<string>>>
  readonly ignored: ReadonlyArray<string>
} => {
  const extensions: Contexts = {}
  const hints: Record<string, Record<string, string>> = {}
  const includes: Record<string, Array<string>> = {}
  const ignored: Array<string> = []
  for (const section of all) {
    if (section.name === "general" || section.name === "globals") continue
    const context = (extensions[section.name] ??= {})
    let last = ""
    for (const { key, value } of section.entries) {
      if (key === "include") {
        ;(includes[section.name] ??= []).push(value)
        continue
      }
      const text = key === "same" ? `${last},${value}` : value
      const [, exten = "", priority = "", label, application = ""] = line.exec(text) ?? []
      if (exten === "" || (key !== "exten" && key !== "same")) {
        ignored.push(`${section.name}: ${key} => ${value}`)
        continue
      }
      last = exten
      if (priority === "hint") (hints[section.name] ??= {})[exten] = application
      else (context[exten] ??= []).push(label === undefined ? application : `(${label})${application}`)
    }
  }
  return { extensions, hints, includes, ignored }
}

/** The variables of `[globals]`. */
export const globalsOf = (all: ReadonlyArray<Section>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    all.filter(({ name }) => name === "globals").flatMap((section) =>
      section.entries.map(({ key }) => [key, valueOf(section, key) ?? ""])
    )
  )
