/**
 * What a line at the prompt does.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../../AmiError.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import * as Ami from "../../tasks/Ami.ts"
import { confirm } from "../ask.ts"
import { isDangerous } from "../commands/command.ts"
import { Cli } from "../context.ts"
import { type Failed, usage } from "../failure.ts"
import { globOf } from "../glob.ts"
import type { Host } from "../host.ts"
import { printable, writeOut } from "../output.ts"
import * as Sending from "../sending.ts"
import type { Watching } from "./watching.ts"
import { firstOf, wordsOf } from "./words.ts"

/** What `help` prints. */
export const help = `ACTION Header=value …   send any action; quotes keep blanks: Reason="Lunch break"
cli COMMAND             run a command of the Asterisk console
watch [PATTERN …]       print events as they come: watch Hangup 'Queue*'
unwatch                 print no more of them
quit                    leave, as Ctrl-D does
Tab completes actions, headers, channels, queues, members and console commands.
`

/** Runs a line. True if it was the last one. */
export const execute = (
  line: string,
  watching: Watching
): Effect.Effect<boolean, AmiError | Failed, AmiClient | Cli | Host | Scope.Scope> =>
  Effect.gen(function*() {
    const [word, rest] = firstOf(line)
    switch (word.toLowerCase()) {
      case "":
        return false
      case "quit":
      case "exit":
        return true
      case "help":
      case "?":
        yield* writeOut(help)
        return false
      case "watch": {
        const patterns = wordsOf(rest)
        yield* watching.add((patterns.length === 0 ? ["*"] : patterns).map(globOf))
        return false
      }
      case "unwatch":
        yield* watching.clear
        return false
      case "cli":
      case "command":
        yield* console(rest)
        return false
      default: {
        const request = yield* Sending.read(word, wordsOf(rest))
        yield* Sending.confirmed(request)
        const answer = yield* Sending.send(request)
        yield* writeOut(Sending.textOf(answer, (yield* Cli).style))
        return false
      }
    }
  })

/** Runs a console command, as it was typed. */
const console = (command: string) =>
  Effect.gen(function*() {
    if (command === "") return yield* usage("Which command? cli core show uptime")
    if (isDangerous(command)) yield* confirm(`Run "${printable(command)}"?`)
    const lines = yield* Ami.command(command)
    yield* writeOut(lines.map((text) => `${text === "" ? "" : printable(text)}\n`).join(""))
  })
