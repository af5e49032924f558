/**
 * The items of the dialplan, in the order of the action and the command that show it (pbx.c).
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import type { Context, Step } from "./dialplan.ts"
import * as Patterns from "./patterns.ts"

/** An extension of a context, with its hint if it has one. */
export interface Item {
  readonly exten: string
  readonly hint: string | undefined
  readonly steps: ReadonlyArray<Step>
  readonly registrar: string
}

/** The registrar of an extension: parking for its lots, and `extensions.conf` for all others. */
const registrarOf = (draft: Draft, context: string, exten: string): string => {
  for (const lot of draft.services.lots.values()) {
    if (lot.context !== context) continue
    if (lot.exten === exten) return "res_parking"
    if (Number(exten) >= lot.start && Number(exten) <= lot.stop) return `res_parking/${lot.name}`
  }
  return "pbx_config"
}

/** The hints of a context, by extension. */
const hintsIn = (draft: Draft, context: string): ReadonlyMap<string, string> =>
  new Map(
    [...draft.hints.values()].filter((hint) => hint.context === context).map(({ exten, hint }) => [exten, hint])
  )

/** The names of all contexts, the last one first. */
export const contextsOf = (draft: Draft): ReadonlyArray<string> => {
  const names = new Set(draft.dialplan.keys())
  for (const { context } of draft.hints.values()) names.add(context)
  return [...names].toReversed()
}

/** The extensions of a context in the order in which they are tried: all, or those that match the wanted one. */
export const itemsOf = (draft: Draft, context: string, wanted: string): ReadonlyArray<Item> => {
  const known: Context | undefined = draft.dialplan.get(context)
  const hints = hintsIn(draft, context)
  const steps = new Map((known?.extensions ?? []).map((extension) => [extension.exten, extension.steps]))
  const names = [...new Set([...steps.keys(), ...hints.keys()])].sort(Patterns.compare)
  return names.filter((exten) => wanted === "" || isMeant(exten, wanted)).map((exten) => ({
    exten,
    hint: hints.get(exten),
    steps: steps.get(exten) ?? [],
    registrar: registrarOf(draft, context, exten)
  }))
}

const isMeant = (exten: string, wanted: string): boolean =>
  exten === wanted || (Patterns.matcher(exten)?.(wanted, "whole") ?? "none") !== "none"

/** The contexts that a context includes. */
export const includesOf = (draft: Draft, context: string): ReadonlyArray<string> =>
  draft.dialplan.get(context)?.includes ?? []

/** The registrar of a context. */
export const creatorOf = (draft: Draft, context: string): string =>
  [...draft.services.lots.values()].some((lot) => lot.context === context) ? "res_parking" : "pbx_config"
