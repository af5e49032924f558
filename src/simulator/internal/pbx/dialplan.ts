/**
 * The dialplan: which applications run at which place.
 *
 * Extensions and patterns are those of Asterisk's `extensions.conf`: `X`, `Z`,
 * `N`, `[1-5]`, `.` and `!` after an underscore. An exact extension precedes a
 * pattern, and patterns are tried in the order given.
 *
 * @since 0.1.0
 */

/** An application with its arguments. */
export interface Application {
  readonly name: string
  readonly data: string
}

interface Extension {
  readonly matches: (exten: string) => boolean
  readonly applications: ReadonlyArray<Application>
}

/** The extensions of each context. */
export type Dialplan = ReadonlyMap<string, ReadonlyArray<Extension>>

/** The default dialplan. */
export const defaultExtensions: Readonly<Record<string, Readonly<Record<string, ReadonlyArray<string>>>>> = {
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

const applicationOf = (text: string): Application => {
  const open = text.indexOf("(")
  return open === -1
    ? { name: text.trim(), data: "" }
    : { name: text.slice(0, open).trim(), data: text.slice(open + 1, text.lastIndexOf(")")) }
}

const wildcards: Readonly<Record<string, string>> = { X: "[0-9]", Z: "[1-9]", N: "[2-9]", ".": ".+", "!": ".*" }

const matcher = (exten: string): Extension["matches"] => {
  if (!exten.startsWith("_")) return (dialled) => dialled === exten
  const source = exten.slice(1).replaceAll(
    /\[[^\]]*\]|[\s\S]/g,
    (part) => part.startsWith("[") ? part : wildcards[part] ?? part.replaceAll(/[^\w]/g, "\\$&")
  )
  const pattern = new RegExp(`^${source}$`)
  return (dialled) => pattern.test(dialled)
}

/** Reads the extensions of each context. */
export const parse = (
  contexts: Readonly<Record<string, Readonly<Record<string, ReadonlyArray<string>>>>>
): Dialplan =>
  new Map(
    Object.entries(contexts).map(([context, extensions]) => {
      const isPattern = (exten: string) => exten.startsWith("_")
      const ordered = Object.entries(extensions).sort(([a], [b]) => Number(isPattern(a)) - Number(isPattern(b)))
      return [
        context,
        ordered.map(([exten, applications]) => ({
          matches: matcher(exten),
          applications: applications.map(applicationOf)
        }))
      ]
    })
  )

/** The application at a place; undefined if the dialplan has none. */
export const applicationAt = (
  dialplan: Dialplan,
  place: { readonly context: string; readonly exten: string; readonly priority: number }
): Application | undefined =>
  dialplan.get(place.context)?.find(({ matches }) => matches(place.exten))?.applications[place.priority - 1]

/** Adds an extension with one application, or several, in the place of what it had. */
export const add = (
  dialplan: Dialplan,
  context: string,
  exten: string,
  applications: ReadonlyArray<Application>
): Dialplan => {
  const matches = (dialled: string) => dialled === exten
  const others = dialplan.get(context) ?? []
  return new Map(dialplan).set(context, [{ matches, applications }, ...others])
}
