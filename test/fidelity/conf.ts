/**
 * Asterisk's .conf files: sections with templates, and their lines in order (main/config.c).
 */

export interface Entry {
  readonly key: string
  readonly value: string
}

export interface Section {
  readonly name: string
  readonly entries: ReadonlyArray<Entry>
}

/** The line without its comment; `\;` is a semicolon. */
const uncommented = (line: string): string => line.replace(/(^|[^\\]);.*$/, "$1").replaceAll("\\;", ";").trim()

/** The sections of a file in order. Those that are templates are left out, those made from templates have their lines first. */
export const sections = (text: string): ReadonlyArray<Section> => {
  const all: Array<{ readonly name: string; readonly isTemplate: boolean; readonly entries: Array<Entry> }> = []
  for (const raw of text.split(/\r?\n/)) {
    const line = uncommented(raw)
    const [, name, options] = /^\[([^\]]+)\](?:\((.*)\))?/.exec(line) ?? []
    if (name !== undefined) {
      const names = (options ?? "").split(",").map((option) => option.trim()).filter((option) => option !== "")
      const entries = names.flatMap((parent) => all.find((section) => section.name === parent)?.entries ?? [])
      all.push({ name, isTemplate: names.includes("!"), entries: [...entries] })
      continue
    }
    const [, key = "", value = ""] = /^([^=]*?)\s*=>?\s*(.*)$/.exec(line) ?? []
    if (key !== "") all.at(-1)?.entries.push({ key, value })
  }
  return all.filter(({ isTemplate }) => !isTemplate).map(({ entries, name }) => ({ name, entries }))
}

/** The last value of a key in a section. */
export const valueOf = (section: Section | undefined, key: string): string | undefined =>
  section?.entries.findLast((entry) => entry.key.toLowerCase() === key.toLowerCase())?.value

/** All values of a key in a section, in order. */
export const valuesOf = (section: Section, key: string): ReadonlyArray<string> =>
  section.entries.filter((entry) => entry.key.toLowerCase() === key.toLowerCase()).map(({ value }) => value)
