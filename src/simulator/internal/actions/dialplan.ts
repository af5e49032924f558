/**
 * The actions that show and change the dialplan.
 *
 * @since 0.2.0
 */
import { acknowledgement, item, type Lines, list, refusal } from "../messages.ts"
import * as Dialplan from "../pbx/dialplan/dialplan.ts"
import * as DialplanItems from "../pbx/dialplan/dialplanItems.ts"
import type { Draft } from "../pbx/draft.ts"
import * as Hints from "../pbx/hints.ts"
import { isTrue, scanned } from "../pbx/numbers.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

type Answer = PbxActions[string]["answer"]

/** What was found, as `ShowDialPlanComplete` counts it. */
interface Found {
  readonly items: Array<Lines>
  extensions: number
  priorities: number
  contexts: number
}

const itemLines = (context: string, { exten, hint, registrar, steps }: DialplanItems.Item): ReadonlyArray<Lines> => {
  const place = [`Context: ${context}`, `Extension: ${exten}`]
  const end = `Registrar: ${registrar}`
  return [
    ...(hint === undefined ? [] : [[...place, "Priority: hint", `Application: ${hint}`, end]]),
    ...steps.map(({ data, label, name, priority }) => [
      ...place,
      ...(label === "" ? [] : [`ExtensionLabel: ${label}`]),
      `Priority: ${priority}`,
      `Application: ${name}`,
      `AppData: ${data}`,
      end
    ])
  ]
}

/** Walks through a context; with an extension, also through what it includes, each once. */
const walk = (draft: Draft, context: string, exten: string, found: Found, seen: Set<string>): void => {
  if (seen.has(context) || !DialplanItems.contextsOf(draft).includes(context)) return
  seen.add(context)
  found.contexts += 1
  for (const extension of DialplanItems.itemsOf(draft, context, exten)) {
    const lines = itemLines(context, extension)
    found.extensions += 1
    found.priorities += lines.length
    found.items.push(...lines)
  }
  for (const include of DialplanItems.includesOf(draft, context)) {
    if (exten !== "") walk(draft, include, exten, found, seen)
    else found.items.push([`Context: ${context}`, `IncludeContext: ${include}`, "Registrar: pbx_config"])
  }
}

const show: Answer = (draft, request) => {
  const context = valueOf(request, "Context")
  const exten = valueOf(request, "Extension")
  const known = DialplanItems.contextsOf(draft)
  if (context !== "" && !known.includes(context)) return [refusal(request, `Did not find context ${context}`)]
  const found: Found = { items: [], extensions: 0, priorities: 0, contexts: 0 }
  for (const name of context === "" ? known : [context]) walk(draft, name, exten, found, new Set())
  if (exten !== "" && found.extensions === 0) {
    const where = context === "" ? `${exten} in any context` : `${exten}@${context}`
    return [refusal(request, `Did not find extension ${where}`)]
  }
  const counts = [
    `ListExtensions: ${found.extensions}`,
    `ListPriorities: ${found.priorities}`,
    `ListContexts: ${found.contexts}`
  ]
  const items = found.items.map((lines) => item(request, "ListDialplan", lines))
  return list(request, "DialPlan list will follow", items, "ShowDialPlanComplete", counts)
}

/** A priority: its number, or that it is a hint; undefined if it is neither. */
const priorityOf = (text: string, least: number): number | "hint" | undefined => {
  if (text === "hint") return "hint"
  const number = scanned(text)
  return number === undefined || number < least ? undefined : number
}

const invalidPriority = "The priority specified was invalid."

const stepsAt = (draft: Draft, context: string, exten: string): ReadonlyArray<Dialplan.Step> =>
  draft.dialplan.get(context)?.extensions.find((extension) => extension.exten === exten)?.steps ?? []

/** The caller id after a slash, which is matched besides the extension, is ignored. */
const extenOf = (request: Request): string => valueOf(request, "Extension").split("/")[0] ?? ""

const add: Answer = (draft, request) => {
  const context = valueOf(request, "Context")
  const exten = extenOf(request)
  const name = valueOf(request, "Application")
  const given = valueOf(request, "Priority")
  if ([context, exten, name, given].includes("")) {
    const message = "Context, Extension, Priority, and Application must be defined for DialplanExtensionAdd."
    return [refusal(request, message)]
  }
  const priority = priorityOf(given, 0)
  if (priority === undefined) return [refusal(request, invalidPriority)]
  const exists = "That extension and priority already exist at that context"
  const replaces = isTrue(valueOf(request, "Replace"))
  if (priority === "hint") {
    if (!replaces && Hints.find(draft, context, exten) !== undefined) return [refusal(request, exists)]
    Hints.add(draft, context, exten, name)
  } else {
    const steps = stepsAt(draft, context, exten)
    if (!replaces && steps.some((step) => step.priority === priority)) return [refusal(request, exists)]
    const others = steps.filter((step) => step.priority !== priority)
    const step = { name, data: valueOf(request, "ApplicationData"), priority, label: "" }
    draft.dialplan = Dialplan.put(draft.dialplan, context, exten, [...others, step])
  }
  return [acknowledgement(request, "Added requested extension")]
}

/** Removes a priority, or all; returns whether there was one. Extensions of parking lots are not those of this module. */
const removeFrom = (draft: Draft, context: string, exten: string, priority: number | "hint" | undefined): boolean => {
  const own = DialplanItems.itemsOf(draft, context, "").find((known) => known.exten === exten)
  if (own === undefined || own.registrar !== "pbx_config") return false
  const isHint = (priority === "hint" || priority === undefined) && own.hint !== undefined
  if (isHint) Hints.remove(draft, context, exten)
  if (priority === "hint") return isHint
  const left = own.steps.filter((step) => priority !== undefined && step.priority !== priority)
  if (left.length < own.steps.length) draft.dialplan = Dialplan.put(draft.dialplan, context, exten, left)
  return isHint || left.length < own.steps.length
}

const remove: Answer = (draft, request) => {
  const context = valueOf(request, "Context")
  const exten = extenOf(request)
  const given = valueOf(request, "Priority")
  if (context === "" || exten === "") {
    return [refusal(request, "Context and Extension must be provided for DialplanExtensionRemove")]
  }
  const priority = given === "" ? undefined : priorityOf(given, 1)
  if (given !== "" && priority === undefined) return [refusal(request, invalidPriority)]
  if (!removeFrom(draft, context, exten, priority)) return [refusal(request, "Failed to remove requested extension")]
  const what = given === "" ? "extension" : "priority from the extension"
  return [acknowledgement(request, `Removed the requested ${what}`)]
}

/** The actions that show and change the dialplan. */
export const actions: PbxActions = {
  DialplanExtensionAdd: { answer: add },
  DialplanExtensionRemove: { answer: remove },
  ShowDialPlan: { answer: show }
}
