/**
 * The dialplan: the applications at each place.
 *
 * Extensions and patterns are those of Asterisk's `extensions.conf`. A dialled number is looked for in its context and
 * then in those that the context includes; in each, extensions that are not patterns come first, and then the more
 * specific patterns. A match without the wanted priority does not end the search (pbx.c, pbx_find_extension).
 *
 * @since 0.1.0
 */
import { parseCall } from "./argumentText.ts"
import * as Patterns from "./patterns.ts"

/** An application with its arguments. */
export interface Application {
  readonly name: string
  readonly data: string
}

/** An application at a priority. */
export interface Step extends Application {
  readonly priority: number
  /** Empty if it has none. */
  readonly label: string
}

/** An extension and its steps. */
export interface Extension {
  /** As it was written, with the underscore of a pattern. */
  readonly exten: string
  readonly matches: Patterns.Matcher
  /** In the order of their priorities. */
  readonly steps: ReadonlyArray<Step>
}

/** A context. */
export interface Context {
  /** The extensions that are not patterns, by their names without dashes. */
  readonly exact: ReadonlyMap<string, Extension>
  /** All extensions in the order in which they are tried. */
  readonly extensions: ReadonlyArray<Extension>
  /** The contexts that are searched after it. */
  readonly includes: ReadonlyArray<string>
}

/** The contexts by their names. */
export type Dialplan = ReadonlyMap<string, Context>

/** An extension in a context. */
export interface DialledExtension {
  readonly context: string
  readonly exten: string
}

/** The extensions of each context, as the options have them. */
export type Extensions = Readonly<Record<string, Readonly<Record<string, ReadonlyArray<string>>>>>

/** The contexts that each context includes. */
export type Includes = Readonly<Record<string, ReadonlyArray<string>>>

/** The default dialplan. */
export const defaultExtensions: Extensions = {
  "from-internal": {
    "_1[0-4]X": ["Answer()", "Wait(30)", "Hangup()"],
    "160": ["Dial(Local/101@from-internal/n,,tT)"],
    "170": ["Answer()", "Milliwatt()"],
    "200": ["Answer()", "Echo()"],
    "300": ["Ringing()", "Wait(20)"],
    "301": ["Busy(10)"],
    "302": ["Congestion(10)"],
    "500": ["Answer()", "Hangup()"]
  }
}

/** Reads `Answer()`, or with a label `(again)Answer()`. */
const stepOf = (text: string, priority: number): Step => {
  const [, label = "", rest = ""] = /^\s*(?:\(([^()]*)\))?\s*([^]*)$/.exec(text) ?? []
  const [name, data] = parseCall(rest)
  return { priority, label, name: name.trim(), data }
}

/** A context with these extensions. */
export const contextOf = (extensions: ReadonlyArray<Extension>, includes: ReadonlyArray<string>): Context => ({
  exact: new Map(
    extensions.filter(({ exten }) => !exten.startsWith("_")).map((extension) => [
      Patterns.bare(extension.exten),
      extension
    ])
  ),
  extensions: extensions.toSorted((one, other) => Patterns.compare(one.exten, other.exten)),
  includes
})

/** An extension with these applications; undefined if its pattern cannot be read. */
const extensionOf = (exten: string, steps: ReadonlyArray<Step>): Extension | undefined => {
  const matches = Patterns.matcher(exten)
  return matches === undefined ? undefined : { exten, matches, steps }
}

/** The first extension whose pattern cannot be read; undefined if all can be. */
export const unreadable = (contexts: Extensions): string | undefined =>
  Object.values(contexts).flatMap((extensions) => Object.keys(extensions)).find((exten) =>
    Patterns.matcher(exten) === undefined
  )

/** Reads the extensions and the includes of each context. A pattern that cannot be read matches nothing. */
export const parse = (contexts: Extensions, includes: Includes = {}): Dialplan => {
  const names = new Set([...Object.keys(contexts), ...Object.keys(includes)])
  return new Map(
    Array.from(names, (name) => {
      const own = Object.hasOwn(contexts, name) ? contexts[name] : undefined
      const extensions = Object.entries(own ?? {}).flatMap(([exten, applications]) =>
        extensionOf(exten, applications.map((text, at) => stepOf(text, at + 1))) ?? []
      )
      return [name, contextOf(extensions, Object.hasOwn(includes, name) ? includes[name] ?? [] : [])]
    })
  )
}

/** The number of contexts that a search may go through (pbx.c, AST_PBX_MAX_STACK). */
const deepest = 128

/** The first result in a context and its includes; each is searched once. */
const search = <A>(
  dialplan: Dialplan,
  context: string,
  look: (context: Context) => A | undefined,
  seen: Set<string> = new Set()
): A | undefined => {
  if (seen.has(context) || seen.size >= deepest) return undefined
  seen.add(context)
  const found = dialplan.get(context)
  if (found === undefined) return undefined
  const own = look(found)
  if (own !== undefined) return own
  for (const include of found.includes) {
    // An include may have a time, as in `night,18:00-06:00,*,*,*`; here it is always valid.
    const included = search(dialplan, include.split(",")[0] ?? "", look, seen)
    if (included !== undefined) return included
  }
  return undefined
}

/** The wanted step, of the extensions of a context that match. */
const stepIn = (context: Context, exten: string, wanted: (step: Step) => boolean): Step | undefined => {
  const exact = context.exact.get(Patterns.bare(exten))?.steps.find(wanted)
  if (exact !== undefined) return exact
  for (const extension of context.extensions) {
    if (extension.exten.startsWith("_") && extension.matches(exten, "whole") !== "none") {
      const found = extension.steps.find(wanted)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** The application at a place; undefined if the dialplan has none. */
export const applicationAt = (
  dialplan: Dialplan,
  { context, exten, priority }: DialledExtension & { readonly priority: number }
): Step | undefined =>
  search(dialplan, context, (found) => {
    // Nearly all steps are at their own position.
    const exact = found.exact.get(Patterns.bare(exten))?.steps[priority - 1]
    return exact?.priority === priority ? exact : stepIn(found, exten, (step) => step.priority === priority)
  })

/** The priority of a label of an extension; undefined if it has none (pbx.c, ast_findlabel_extension). */
export const priorityOf = (
  dialplan: Dialplan,
  { context, exten }: DialledExtension,
  label: string
): number | undefined =>
  label === ""
    ? undefined
    : search(dialplan, context, (found) => stepIn(found, exten, (step) => step.label === label))?.priority

/** Whether an extension exists, at its first priority. */
export const exists = (dialplan: Dialplan, { context, exten }: DialledExtension): boolean =>
  applicationAt(dialplan, { context, exten, priority: 1 }) !== undefined

/** Whether the dialled digits and more could match an extension (pbx.c, ast_matchmore_extension). */
export const canContinue = (dialplan: Dialplan, { context, exten }: DialledExtension): boolean =>
  search(dialplan, context, (found) => {
    for (const extension of found.extensions) {
      const match = extension.matches(exten, "more")
      // A pattern that ends in `!` matches at once, without waiting for more digits.
      if (match !== "none") return match === "whole"
    }
    return undefined
  }) === true

/** Adds an extension with these applications to a context; it replaces one of the same name. */
export const add = (
  dialplan: Dialplan,
  context: string,
  exten: string,
  applications: ReadonlyArray<Application>
): Dialplan => put(dialplan, context, exten, applications.map((one, at) => ({ ...one, priority: at + 1, label: "" })))

/** Adds an extension with these steps to a context; it replaces one of the same name. Without steps it is removed. */
export const put = (dialplan: Dialplan, context: string, exten: string, steps: ReadonlyArray<Step>): Dialplan => {
  const { extensions = [], includes = [] } = dialplan.get(context) ?? {}
  const added = steps.length === 0
    ? undefined
    : extensionOf(exten, steps.toSorted((one, other) => one.priority - other.priority))
  const others = extensions.filter((extension) => extension.exten !== exten)
  return new Map(dialplan).set(context, contextOf(added === undefined ? others : [...others, added], includes))
}
