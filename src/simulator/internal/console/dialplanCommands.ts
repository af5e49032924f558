/**
 * `dialplan show`: the dialplan with the lines of `extensions.conf` that it comes from (pbx.c, show_dialplan_helper).
 *
 * @since 0.2.0
 */
import type { Lines } from "../messages.ts"
import * as DialplanItems from "../pbx/dialplan/dialplanItems.ts"
import type { Draft } from "../pbx/draft.ts"
import { column, type Command, type Commands, plural } from "./command.ts"

/** The numbers of the lines in `extensions.conf`, by context, extension and priority. */
const placesIn = (draft: Draft): ReadonlyMap<string, number> => {
  const text = draft.files.get("/etc/asterisk/extensions.conf") ?? ""
  const places = new Map<string, number>()
  let context = ""
  let exten = ""
  let next = 1
  for (const [at, line] of text.split("\n").entries()) {
    const [, section] = /^\[([^\]]+)\]/.exec(line) ?? []
    if (section !== undefined) context = section
    const [, key = "", value = ""] = /^\s*(exten|same)\s*=>?\s*(.*)$/.exec(line) ?? []
    if (key === "") continue
    const [own = "", given = ""] = (key === "same" ? `${exten},${value}` : value).split(",")
    const priority = given.trim().replace(/\(.*$/, "")
    exten = own.trim()
    if (priority !== "hint") next = /^\d+$/.test(priority) ? Number(priority) : next
    places.set(`${context}/${exten}/${priority === "hint" ? "hint" : next}`, at + 1)
    if (priority !== "hint") next += 1
  }
  return places
}

interface Shown {
  readonly lines: Array<string>
  extensions: number
  priorities: number
  contexts: number
}

const extensionLines = (
  context: string,
  { exten, hint, registrar, steps }: DialplanItems.Item,
  places: ReadonlyMap<string, number>
): Lines => {
  const source = (priority: number | "hint"): string => {
    const place = registrar === "pbx_config" ? places.get(`${context}/${exten}/${priority}`) : undefined
    return place === undefined ? registrar : `extensions.conf:${place}`
  }
  const texts = [
    ...(hint === undefined ? [] : [[`hint: ${hint}`, source("hint"), ""]]),
    ...steps.map(({ data, label, name, priority }) => [`${priority}. ${name}(${data})`, source(priority), label])
  ]
  return texts.map(([text = "", from = "", label = ""], at) => {
    const head = label === "" ? (at === 0 ? `'${exten}' =>` : "") : at === 0 ? `'${exten}' =>` : `[${label}]`
    return `  ${column(head, Math.max(17, head.length))} ${column(text, Math.max(45, text.length))} [${from}]`
  })
}

const showContext = (draft: Draft, context: string, exten: string, shown: Shown, seen: Set<string>): void => {
  if (seen.has(context) || !DialplanItems.contextsOf(draft).includes(context)) return
  seen.add(context)
  const items = DialplanItems.itemsOf(draft, context, exten)
  const includes = DialplanItems.includesOf(draft, context)
  shown.contexts += 1
  if (exten === "" || items.length > 0) {
    if (shown.lines.length > 0) shown.lines.push("")
    shown.lines.push(`[ Context '${context}' created by '${DialplanItems.creatorOf(draft, context)}' ]`)
  }
  const places = placesIn(draft)
  for (const item of items) {
    const lines = extensionLines(context, item, places)
    shown.extensions += 1
    shown.priorities += lines.length
    shown.lines.push(...lines)
  }
  for (const include of includes) {
    if (exten !== "") showContext(draft, include, exten, shown, seen)
    else shown.lines.push(`  ${column("Include =>", 17)} ${column(`'${include}'`, 45)} [pbx_config]`)
  }
}

const show: Command = ({ draft }, words) => {
  const [what = ""] = words
  if (words.length > 1) return "usage"
  const at = what.indexOf("@")
  const exten = at === -1 ? "" : what.slice(0, at)
  const context = at === -1 ? what : what.slice(at + 1)
  const known = DialplanItems.contextsOf(draft)
  if (context !== "" && !known.includes(context)) {
    return { failed: [`There is no existence of '${context}' context`] }
  }
  const shown: Shown = { lines: [], extensions: 0, priorities: 0, contexts: 0 }
  for (const name of context === "" ? known : [context]) showContext(draft, name, exten, shown, new Set())
  if (exten !== "" && shown.extensions === 0) {
    const where = context === "" ? `'${exten}' extension` : `${exten}@${context} extension`
    return { failed: [`There is no existence of ${where}`] }
  }
  const counts = `${plural(shown.extensions, "extension")} (${shown.priorities} ${
    shown.priorities === 1 ? "priority" : "priorities"
  })`
  return [...shown.lines, "", `-= ${counts} in ${plural(shown.contexts, "context")}. =-`]
}

/** `dialplan show`. */
export const commands: Commands = { "dialplan show": show }
