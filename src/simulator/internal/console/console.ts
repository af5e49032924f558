/**
 * Finds the command that a line means, and runs it (cli.c, ast_cli_command_full and find_cli).
 *
 * @since 0.2.0
 */
import type { Lines } from "../messages.ts"
import * as Channels from "./channelCommands.ts"
import { column, type Command, type Commands, type Context } from "./command.ts"
import { commandTable } from "./commandTable.ts"
import * as Core from "./coreCommands.ts"
import * as Data from "./dataCommands.ts"
import * as DialplanCommands from "./dialplanCommands.ts"
import * as Pjsip from "./pjsipTables.ts"
import * as Queues from "./queueCommands.ts"
import * as Services from "./serviceCommands.ts"
import { syntax } from "./syntax.ts"

const commands: Commands = {
  ...Channels.commands,
  ...Core.commands,
  ...Data.commands,
  ...DialplanCommands.commands,
  ...Pjsip.commands,
  ...Queues.commands,
  ...Services.commands
}

interface Entry {
  /** With its optional word, which is in brackets. */
  readonly title: string
  readonly words: ReadonlyArray<string>
  readonly optional: ReadonlyArray<string>
  readonly summary: string
}

const entriesOf = (version: string): ReadonlyArray<Entry> =>
  commandTable.trim().split("\n").flatMap((line) => {
    const [, only, title = "", summary = ""] = /^(?:(16|22) )?(.*?) -- (.*)$/.exec(line) ?? []
    if (only !== undefined && only !== version) return []
    const [, plain = title, options = ""] = /^(.*?)(?: \[(.*)\])?$/.exec(title) ?? []
    return [{ title, words: plain.split(" "), optional: options === "" ? [] : options.split("|"), summary }]
  })

const known = new Map<string, ReadonlyArray<Entry>>()

const entriesIn = (version: string): ReadonlyArray<Entry> => {
  const entries = known.get(version) ?? entriesOf(version)
  known.set(version, entries)
  return entries
}

const same = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && one.toLowerCase() === other.toLowerCase()

/** How many words of a line are those of a command, with its optional one. */
const matched = (words: ReadonlyArray<string>, { optional, words: own }: Entry): number => {
  let at = 0
  while (at < own.length && same(words[at], own[at])) at++
  return at === own.length && optional.some((option) => same(option, words[at])) ? at + 1 : at
}

/** The command that takes the most words of a line. */
const find = (entries: ReadonlyArray<Entry>, words: ReadonlyArray<string>): Entry | undefined => {
  let best: Entry | undefined
  let most = 0
  for (const entry of entries) {
    const count = matched(words, entry)
    if (count >= entry.words.length && count > most) {
      best = entry
      most = count
    }
  }
  return best
}

/** Whether a command has these words, or all but the last and as many. */
const comesClose = (entries: ReadonlyArray<Entry>, words: ReadonlyArray<string>): boolean =>
  entries.some((entry) => {
    const count = matched(words, entry)
    return count === words.length ? true : count === words.length - 1 && entry.words.length === words.length
  })

/** As many words as come close to a command, and the first that does not (cli.c, find_best). */
const bestOf = (entries: ReadonlyArray<Entry>, words: ReadonlyArray<string>): string => {
  const close = words.findIndex((_, at) => !comesClose(entries, words.slice(0, at + 1)))
  return (close === -1 ? words : words.slice(0, close + 1)).join(" ")
}

const listed = ({ summary, title }: Entry): string => `${column(title, Math.max(30, title.length))} -- ${summary}`

/** The usage of a command, in short: Asterisk describes some commands at length. */
const usageOf = ({ summary, title, words }: Entry): Lines => {
  const name = words.join(" ")
  const given = syntax[name]
  return [`Usage: ${given === undefined ? title : `${name} ${given}`}`, `       ${summary}`]
}

/** `core show help`: of one command its usage, of several their summaries. */
const help: Command = ({ version }, words) => {
  const entries = entriesIn(version)
  const exact = entries.find((entry) => matched(words, entry) === words.length && entry.words.length >= words.length)
  if (words.length > 0 && exact !== undefined && exact.words.length === words.length) return usageOf(exact)
  const begun = entries.filter(({ words: own }) => words.every((word, at) => same(word, own[at])))
  if (begun.length === 0) return [`No such command '${words.join(" ")}'.`]
  return begun.map(listed)
}

/** The words of a line; quotes keep several together (cli.c, parse_args). */
const wordsOf = (line: string): ReadonlyArray<string> =>
  Array.from(
    line.matchAll(/"((?:[^"\\]|\\[^])*)"?|(\S+)/g),
    ([, quoted, plain]) => quoted === undefined ? plain ?? "" : quoted.replaceAll(/\\([^])/g, "$1")
  )

/** What a line prints, and whether it succeeded. */
export const run = (context: Context, line: string): { readonly output: Lines; readonly isSuccess: boolean } => {
  const words = wordsOf(line)
  const entries = entriesIn(context.version)
  const entry = find(entries, words)
  if (entry === undefined) {
    const advice = `(type 'core show help ${bestOf(entries, words)}' for other possible commands)`
    return { output: [`No such command '${line.trim()}' ${advice}`], isSuccess: false }
  }
  const name = entry.words.join(" ").toLowerCase()
  const command = name === "core show help" ? help : commands[name]
  const output = command?.(context, words.slice(entry.words.length)) ?? [""]
  if (output === "usage") return { output: usageOf(entry), isSuccess: false }
  if ("failed" in output) return { output: [...output.failed, `Command '${line.trim()}' failed.`], isSuccess: false }
  return { output: output.length === 0 ? [""] : output, isSuccess: true }
}
