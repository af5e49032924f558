/**
 * The payloads that make an action dangerous: able to run a program, to read or write a file, or to reveal secrets.
 *
 * They are checked before the payload is validated, so they accept any value.
 *
 * @since 0.1.0
 */

/** A dialplan function has its arguments in parentheses, and text with `${...}` is evaluated; a variable has neither. */
const isFunction = (variable: unknown): boolean =>
  typeof variable === "string" && (variable.includes("(") || variable.includes("${"))

export const readsFunction = (payload: { readonly Variable: string }): boolean => isFunction(payload.Variable)

export const writesFunction = readsFunction

export const showsFunctions = (payload: { readonly Variables?: ReadonlyArray<string> | undefined }): boolean =>
  Array.isArray(payload.Variables) && payload.Variables.some(isFunction)

export const runsApplication = (
  payload: {
    readonly Application?: string | undefined
    readonly Variable?: Readonly<Record<string, string>> | undefined
  }
): boolean => payload.Application !== undefined || Object.keys(payload.Variable ?? {}).some(isFunction)

export const recordsTo = (payload: { readonly File?: string | undefined }): boolean => payload.File !== undefined

export const mixesWithCommand = (
  payload: { readonly Command?: string | undefined; readonly File?: string | undefined }
): boolean => payload.Command !== undefined || payload.File !== undefined

export const recordsToFile = (payload: { readonly RecordFile?: string | undefined }): boolean =>
  payload.RecordFile !== undefined
