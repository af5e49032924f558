/**
 * The functions of subroutines (app_stack.c).
 *
 * @since 0.2.0
 */
import { atoi } from "../../numbers.ts"
import * as Script from "../script.ts"
import * as Subroutines from "../subroutines.ts"
import { argumentsOf, type DialplanFunctions, type Scope } from "./function.ts"

const subroutinesOf = ({ channel }: Scope) => channel === undefined ? [] : Script.of(channel).subroutines

const local = (scope: Scope, name: string): string | undefined => {
  const inner = subroutinesOf(scope).at(-1)
  if (inner === undefined) return undefined
  return inner.hidden.has(name) ? scope.variable(name) ?? "" : ""
}

/** A variable as an outer subroutine has it: the values that the inner ones hid, outermost first. */
const peek = (scope: Scope, data: string): string | undefined => {
  const [levels = "", name = ""] = argumentsOf(data, 2)
  const count = atoi(levels)
  const above = subroutinesOf(scope).toReversed().slice(0, count)
  return above.reduce<string | undefined>(
    (value, { hidden }) => hidden.has(name) ? hidden.get(name) ?? "" : value,
    scope.variable(name)
  )
}

const caller = (scope: Scope, data: string): string | undefined => {
  const [levels = "", what = ""] = argumentsOf(data, 3)
  const count = atoi(levels)
  const from = count <= 0 ? undefined : subroutinesOf(scope).at(-count)?.from
  if (from === undefined) return undefined
  const priority = from.priority - 1
  switch (what.trim().charAt(0)) {
    case "l":
      return `${from.context},${from.exten},${priority}`
    case "c":
      return from.context
    case "e":
      return from.exten
    case "p":
      return String(priority)
    default:
      return ""
  }
}

/** The functions of subroutines. */
export const functions: DialplanFunctions = {
  LOCAL: {
    read: local,
    write: ({ channel, draft }, data, value) =>
      channel !== undefined && Subroutines.setLocal(draft, channel, data, value)
  },
  LOCAL_PEEK: { read: peek },
  STACK_PEEK: { read: caller }
}
