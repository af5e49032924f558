/**
 * The process that a command runs in: its streams, its terminal and its environment.
 *
 * Commands use this service and never `process`, so that tests run them in their own process and read what they print.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

/** What a command may know and use of its process. */
export class Host extends Context.Service<Host, {
  /** Writes to stdout, and waits while the pipe is full. */
  readonly stdout: (text: string) => Effect.Effect<void>
  readonly stderr: (text: string) => Effect.Effect<void>
  /** All of stdin. */
  readonly stdin: Effect.Effect<string>
  /** Asks on the terminal; `undefined` if it was closed instead. What is typed is not shown if it is `hidden`. */
  readonly ask: (question: string, options: { readonly hidden: boolean }) => Effect.Effect<string | undefined>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTerminal: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean }
  /** The size of the terminal now, if stdout is one. */
  readonly size: () => { readonly columns: number; readonly rows: number } | undefined
  readonly version: string
}>()("effect-ami/cli/Host") {}

/** A variable of the environment; an empty one counts as unset. */
export const variable = (env: Host["Service"]["env"], name: string): string | undefined => {
  const value = env[name]
  return value === "" ? undefined : value
}

/** Whether a stream is coloured: `NO_COLOR`, `FORCE_COLOR` and `TERM=dumb` decide before the kind of the stream. */
export const isColoured = ({ env, isTerminal }: Host["Service"], stream: "stdout" | "stderr"): boolean => {
  if (env.TERM === "dumb" || variable(env, "NO_COLOR") !== undefined) return false
  const forced = variable(env, "FORCE_COLOR")
  return (forced !== undefined && forced !== "0" && forced !== "false") || isTerminal[stream]
}

/** The width of lines on the terminal: `COLUMNS` if it is set, as other programs take it; otherwise its own. */
export const terminalWidth = ({ env, size }: Host["Service"]): number | undefined => {
  const columns = Number(variable(env, "COLUMNS"))
  return Number.isInteger(columns) && columns > 0 ? columns : size()?.columns
}
