/**
 * The lines that were typed before: a file that only its owner can read, without secrets.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { type Host, variable } from "../host.ts"
import { withoutSecrets } from "./words.ts"

/** How many lines are read again. */
export const size = 1000

/** How many bytes the file may have before its oldest lines are dropped. */
const most = 256 * 1024

/** The file of the history. */
export const fileOf = (env: Host["Service"]["env"]): string => {
  const state = variable(env, "XDG_STATE_HOME") ?? Path.join(variable(env, "HOME") ?? Os.homedir(), ".local", "state")
  return Path.join(state, "effect-ami", "history")
}

/** The lines of the history, the newest first; none if there is no file. */
export const read = (file: string): ReadonlyArray<string> =>
  Result.getOrElse(Result.try(() => Fs.readFileSync(file, "utf8")), () => "")
    .split("\n").filter((line) => line !== "").slice(-size).toReversed()

/** Adds a line without its secrets. Fails with words if the file cannot be written. */
export const append = (file: string, line: string): Effect.Effect<void, string> =>
  Effect.try({
    try: () => {
      Fs.mkdirSync(Path.dirname(file), { recursive: true, mode: 0o700 })
      const text = `${withoutSecrets(line.trim())}\n`
      Fs.appendFileSync(file, text, { mode: 0o600 })
      // A file that was there keeps its mode when it is appended to.
      Fs.chmodSync(file, 0o600)
      if (Fs.statSync(file).size > most) {
        Fs.writeFileSync(file, `${read(file).toReversed().join("\n")}\n`, { mode: 0o600 })
      }
    },
    catch: (cause) => `${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`
  })
