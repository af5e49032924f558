/**
 * `ami command`: a command of the Asterisk console.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Ami from "../../tasks/Ami.ts"
import { confirm } from "../ask.ts"
import { withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { printable, printJson, writeOut } from "../output.ts"

/** The lines that the command printed. */
export const output = Schema.Array(Schema.String)

/** Commands that stop Asterisk or unload a part of it. */
export const isDangerous = (line: string): boolean => /^(core (stop|restart)|restart|stop|module unload)\b/i.test(line)

export const run = ({ words }: { readonly words: ReadonlyArray<string> }) =>
  Effect.gen(function*() {
    const { format } = yield* Cli
    const line = words.join(" ")
    if (isDangerous(line)) yield* confirm(`Run "${line}"?`)
    const lines = yield* withClient(Ami.command(line), { events: "off", bootTimeout: 0 })
    yield* format === "json" || format === "ndjson"
      ? printJson(lines)
      : writeOut(lines.map((text) => `${text === "" ? "" : printable(text)}\n`).join(""))
  })
