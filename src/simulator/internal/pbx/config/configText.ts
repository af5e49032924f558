/**
 * Reads and writes Asterisk's configuration files: sections with templates, and their lines in order (config.c).
 *
 * @since 0.2.0
 */
import * as Result from "effect/Result"

/** A line of a section. */
export interface Setting {
  readonly name: string
  readonly value: string
  /** Whether it is written with `=>`. */
  readonly isObject: boolean
  /** Whether it comes from a template, and so is not written again. */
  readonly isInherited: boolean
}

/** A section. */
export interface Section {
  readonly name: string
  readonly isTemplate: boolean
  /** The sections that it inherits from. */
  readonly templates: ReadonlyArray<string>
  readonly settings: ReadonlyArray<Setting>
}

/** The text of a file by its name; undefined if there is none. */
export type Files = (name: string) => string | undefined

/** A file as read: its sections, or why it has none. */
export type Read = ReadonlyArray<Section> | "missing" | "invalid"

/** How deep one file may include another (config.c, MAX_INCLUDE_LEVEL). */
const deepest = 10

/** Takes the comments out of the lines of a text: `;` to the end of the line, and `;--` to `--;` over several. */
const uncommented = (text: string): ReadonlyArray<string> => {
  let depth = 0
  return text.replace(/^\u00ef\u00bb\u00bf/, "").split("\n").map((line) => {
    let kept = ""
    for (let at = 0; at < line.length; at++) {
      const rest = line.slice(at)
      if (rest.startsWith("\\;")) {
        if (depth === 0) kept += ";"
        at += 1
      } else if (rest.startsWith(";--") && rest[3] !== "-") {
        depth += 1
        at += 2
      } else if (depth > 0 && rest.startsWith("--;")) {
        depth -= 1
        at += 2
      } else if (depth === 0 && rest.startsWith(";")) break
      else if (depth === 0) kept += line[at]
    }
    return kept.trim()
  })
}

/** The settings that a section passes on. */
export const inherited = ({ settings }: Section): ReadonlyArray<Setting> =>
  settings.map((setting) => ({ ...setting, isInherited: true }))

/** Whether a section has a setting that matches each `name=pattern` of a filter; of templates see `TEMPLATES`. */
export const matches = (section: Section, filter: string, separator = ","): boolean => {
  const terms = filter.split(separator).map((term) => term.trim())
  if (filter === "") return !section.isTemplate
  let takesTemplates = false
  for (const term of terms) {
    const [name = "", value] = term.split("=").map((part) => part.trim())
    if (value === undefined) return false
    if (name === "TEMPLATES") {
      if (/^include$/i.test(value)) takesTemplates = true
      else if (/^restrict$/i.test(value) && section.isTemplate) takesTemplates = true
      else return false
      continue
    }
    const patterns = [name, value].map(patternOf)
    const [ofName, ofValue] = patterns
    if (ofName === undefined || ofValue === undefined) return false
    if (!section.settings.some((setting) => ofName.test(setting.name) && ofValue.test(setting.value))) return false
  }
  return !section.isTemplate || takesTemplates
}

const patternOf = (source: string): RegExp | undefined => Result.getOrUndefined(Result.try(() => new RegExp(source)))

/** The sections of a name, or all, that a filter lets through. */
export const browse = (
  sections: ReadonlyArray<Section>,
  name: string,
  filter: string
): ReadonlyArray<Section> =>
  sections.filter((section) =>
    (name === "" || section.name.toLowerCase() === name.toLowerCase()) && matches(section, filter)
  )

class Reader {
  readonly sections: Array<Section> = []
  private current = -1
  private readonly files: Files

  constructor(files: Files) {
    this.files = files
  }

  /** Reads a file. Returns whether it is valid; undefined if it does not exist. */
  file(name: string, level: number): boolean | undefined {
    const text = level > deepest ? undefined : this.files(name)
    if (text === undefined) return undefined
    this.current = -1
    return uncommented(text).every((line) => line === "" || this.line(line, level))
  }

  private line(line: string, level: number): boolean {
    if (line.startsWith("[")) return this.section(line)
    if (line.startsWith("#")) return this.directive(line, level)
    const section = this.sections[this.current]
    if (section === undefined) return false
    const isEscaped = line.startsWith("\\")
    const plain = isEscaped ? line.slice(1) : line
    if (isEscaped && (plain === "" || plain < "!")) return false
    const equals = plain.indexOf("=", isEscaped ? 1 : 0)
    // A line without an equal sign is left out with a warning.
    if (equals === -1) return true
    this.setting(section, plain.slice(0, equals), plain.slice(equals + 1))
    return true
  }

  private setting(section: Section, left: string, right: string): void {
    const appends = left.length > 1 && left.endsWith("+")
    const name = (appends ? left.slice(0, -1) : left).trim()
    if (name === "") return
    const known = appends ? section.settings.findLast((setting) => setting.name === name) : undefined
    if (known !== undefined) {
      const value = `${known.value}${right}`.trim()
      const first = section.settings.find((setting) =>
        setting.name === name && setting.value.toLowerCase() === known.value.toLowerCase()
      )
      this.settings(section.settings.map((setting) => setting === first ? { ...setting, value } : setting))
      return
    }
    const isObject = !appends && right.startsWith(">")
    const value = (isObject ? right.slice(1) : right).trim()
    this.settings([...section.settings, { name, value, isObject, isInherited: false }])
  }

  private settings(settings: ReadonlyArray<Setting>): void {
    const section = this.sections[this.current]
    if (section !== undefined) this.sections[this.current] = { ...section, settings }
  }

  private section(line: string): boolean {
    const [, name, more = ""] = /^\[([^\]]*)\](.*)$/.exec(line) ?? []
    if (name === undefined) return false
    const options = more.startsWith("(") ? /^\(([^)]*)\)/.exec(more)?.[1] : ""
    if (options === undefined) return false
    let made: Section = { name, isTemplate: false, templates: [], settings: [] }
    let extended: number | undefined
    for (const option of options === "" ? [] : options.split(",")) {
      if (option === "!") made = { ...made, isTemplate: true }
      else if (option.startsWith("+")) {
        extended = this.sections.findIndex((other) =>
          other.name.toLowerCase() === name.toLowerCase() && matches(other, option.slice(1), "&")
        )
        if (extended === -1) return false
      } else {
        const base = this.sections.find((other) => other.name.toLowerCase() === option.toLowerCase())
        if (base === undefined) return false
        made = {
          ...made,
          templates: [...made.templates, base.name],
          settings: [...made.settings, ...inherited(base)]
        }
      }
    }
    const old = extended === undefined ? undefined : this.sections[extended]
    if (extended === undefined || old === undefined) {
      this.current = this.sections.push(made) - 1
      return true
    }
    this.current = extended
    this.sections[extended] = {
      ...old,
      isTemplate: old.isTemplate || made.isTemplate,
      settings: [...old.settings, ...made.settings]
    }
    return true
  }

  private directive(line: string, level: number): boolean {
    const [, directive = "", argument = ""] = /^#(\S*)\s*(.*)$/.exec(line) ?? []
    const name = argument.replace(/^"(.*)"$|^<(.*)>$/, "$1$2")
    if (!/^(?:try)?include$/i.test(directive) || name === "") return true
    const { current } = this
    const isValid = this.file(name, level + 1)
    this.current = Math.max(this.current, current)
    return isValid ?? directive.toLowerCase() === "tryinclude"
  }
}

/** Reads a file with everything that it includes. */
export const read = (files: Files, name: string): Read => {
  const reader = new Reader(files)
  const isValid = reader.file(name, 1)
  if (isValid === undefined) return "missing"
  return isValid ? reader.sections : "invalid"
}

/** Whether a section has this setting only because a template still has it. */
const comesFrom = (sections: ReadonlyArray<Section>, { templates }: Section, setting: Setting): boolean =>
  templates.some((template) =>
    sections.find(({ name }) => name === template)?.settings.some(({ name, value }) =>
      name === setting.name && value === setting.value
    )
  )

/**
 * Writes a file. What a section inherited and its templates have no longer is written into the section, if its effect is to
 * be kept (config.c, ast_config_text_file_save2).
 */
export const write = (sections: ReadonlyArray<Section>, keepsEffect = true): string =>
  sections.map((section) => {
    const { isTemplate, name, settings, templates } = section
    const options = [...(isTemplate ? ["!"] : []), ...templates].join(",")
    const own = settings.filter((setting) =>
      !setting.isInherited || (keepsEffect && !comesFrom(sections, section, setting))
    )
    const lines = own.map(({ isObject, name, value }) =>
      `${name} ${isObject ? "=>" : "="} ${value.replaceAll(";", "\\;")}\n`
    )
    return `[${name}]${options === "" ? "" : `(${options})`}\n${lines.join("")}`
  }).join("\n")
