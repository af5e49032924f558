/**
 * What `UpdateConfig` does to the sections of a file (manager.c, handle_updates).
 *
 * @since 0.2.0
 */
import { scanned } from "../numbers.ts"
import { browse, inherited, matches, type Section, type Setting } from "./configText.ts"

/** One numbered change of a request. */
export interface Update {
  readonly action: string
  readonly category: string
  readonly variable: string
  readonly value: string
  readonly match: string
  readonly line: string
  readonly options: string
}

/** Why a change was not made. */
export type Failure = string

type Sections = ReadonlyArray<Section>

const problems = {
  action: "Unknown action command",
  category: "Given category does not exist",
  noCategory: "Category not specified",
  argument: "Problem with category, value, or line (if required)",
  create: "Create category did not complete successfully",
  update: "Update did not complete successfully",
  template: "Template category not found"
} as const

interface Options {
  readonly allowDuplicates: boolean
  readonly isTemplate: boolean
  readonly ignoresErrors: boolean
  readonly inherits: string
  readonly filter: string
}

const optionsOf = (text: string): Options => {
  const words = text.split(",").map((word) => word.trim())
  const has = (name: string) => words.some((word) => word.toLowerCase() === name)
  const valueOf = (name: string) =>
    words.find((word) => word.startsWith(name))?.split("=")[1]?.trim().replaceAll("\"", "") ?? ""
  return {
    allowDuplicates: has("allowdups"),
    isTemplate: has("template"),
    ignoresErrors: has("ignoreerror"),
    inherits: valueOf("inherit"),
    filter: valueOf("catfilter")
  }
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** Changes the sections of a name; undefined if there is none. */
const each = (
  sections: Sections,
  { category }: Update,
  { filter }: Options,
  change: (section: Section) => Section | undefined
): Sections | undefined => {
  const chosen = new Set(browse(sections, category, filter))
  return chosen.size === 0
    ? undefined
    : sections.flatMap((section) => chosen.has(section) ? change(section) ?? [] : [section])
}

const create = (sections: Sections, { category, match }: Update, options: Options): Sections | Failure => {
  if (!options.allowDuplicates && sections.some(({ name }) => same(name, category))) {
    return options.ignoresErrors ? sections : problems.create
  }
  let made: Section = { name: category, isTemplate: options.isTemplate, templates: [], settings: [] }
  for (const name of options.inherits.split(",").filter((name) => name !== "")) {
    const base = sections.find((section) => same(section.name, name) && matches(section, "TEMPLATES=restrict"))
    if (base === undefined) return problems.template
    made = { ...made, templates: [...made.templates, base.name], settings: [...made.settings, ...inherited(base)] }
  }
  if (match === "") return [...sections, made]
  const at = sections.findIndex(({ name }) => same(name, match))
  return at === -1 ? problems.create : [...sections.slice(0, at), made, ...sections.slice(at)]
}

const settingOf = ({ match, value, variable }: Update): Setting => {
  const isObject = value.startsWith(">")
  return {
    name: variable,
    value: isObject ? value.slice(1) : value,
    isObject: isObject || same(match, "object"),
    isInherited: false
  }
}

const isMeant = ({ match, variable }: Update) => ({ name, value }: Setting): boolean =>
  same(name, variable) && (match === "" || same(value, match))

/** Changes the first setting that is meant, in each section. */
const replace = (sections: Sections, update: Update, options: Options): Sections | Failure => {
  let isFound = false
  const changed = each(sections, update, options, (section) => {
    const at = section.settings.findIndex(isMeant(update))
    if (at === -1) return section
    isFound = true
    return { ...section, settings: section.settings.with(at, settingOf(update)) }
  })
  if (changed === undefined) return problems.category
  return isFound ? changed : problems.update
}

const remove = (sections: Sections, update: Update, options: Options): Sections | Failure => {
  const line = scanned(update.line)
  const isGone = (setting: Setting, at: number): boolean =>
    update.line === "" ? isMeant(update)(setting) : line !== undefined && line >= 0 && at === line
  let isFound = false
  const changed = each(sections, update, options, (section) => {
    const settings = section.settings.filter((setting, at) => !isGone(setting, at))
    isFound ||= settings.length < section.settings.length
    return { ...section, settings }
  })
  if (changed === undefined) return problems.category
  return isFound || options.ignoresErrors ? changed : problems.update
}

const insert = (sections: Sections, update: Update, options: Options): Sections | undefined => {
  const line = scanned(update.line)
  return each(sections, update, options, (section) => {
    if (line === undefined) return section
    const settings = section.settings.toSpliced(Math.max(line, 0), 0, settingOf({ ...update, match: "" }))
    return { ...section, settings }
  })
}

/** Makes one change. */
const apply = (sections: Sections, update: Update): Sections | Failure => {
  const options = optionsOf(update.options)
  const { category, line, value, variable } = update
  if (category === "") return problems.noCategory
  const needs = (isGiven: boolean, change: () => Sections | Failure | undefined) =>
    isGiven ? change() ?? problems.category : problems.argument
  switch (update.action.toLowerCase()) {
    case "newcat":
      return create(sections, update, options)
    case "renamecat":
      return needs(value !== "", () => each(sections, update, options, (section) => ({ ...section, name: value })))
    case "delcat":
      return each(sections, update, options, () => undefined) ?? (options.ignoresErrors ? sections : problems.category)
    case "emptycat":
      return needs(true, () => each(sections, update, options, (section) => ({ ...section, settings: [] })))
    case "update":
      return needs(variable !== "", () => replace(sections, update, options))
    case "delete":
      return needs(variable !== "" || line !== "", () => remove(sections, update, options))
    case "append":
      return needs(variable !== "", () =>
        each(sections, update, options, (section) => ({
          ...section,
          settings: [...section.settings, settingOf(update)]
        })))
    case "insert":
      return needs(variable !== "" && line !== "", () => insert(sections, update, options))
    default:
      return problems.action
  }
}

/** Makes all changes, or none: returns the sections, or why not. */
export const applyAll = (sections: Sections, updates: ReadonlyArray<Update>): Sections | Failure =>
  updates.reduce<Sections | Failure>(
    (changed, update) => typeof changed === "string" ? changed : apply(changed, update),
    sections
  )
