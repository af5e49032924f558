/**
 * What TAB offers at the prompt: actions, their headers, live values, and console commands by Asterisk itself.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Actions from "../../catalog/Actions.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import { headersOf } from "../../internal/dangers.ts"
import * as Ami from "../../tasks/Ami.ts"
import * as Known from "../known.ts"

/** The words that fit, and the beginning of them that was typed. */
export type Completion = readonly [fitting: ReadonlyArray<string>, typed: string]

/** The words of the prompt itself. */
export const verbs = ["cli", "watch", "unwatch", "help", "quit"] as const

/** How long an answer of Asterisk is offered again. */
const fresh = 5000

/** Nobody waits longer for a completion. */
const patience = "2 seconds"

type Words = Effect.Effect<ReadonlyArray<string>, unknown, AmiClient>

/** Makes what completes a line, which remembers for a moment what Asterisk has said. */
export const make = (): (line: string) => Effect.Effect<Completion, never, AmiClient> => {
  const answers = new Map<string, { readonly at: number; readonly words: ReadonlyArray<string> }>()

  const remembered = (key: string, ask: Words): Effect.Effect<ReadonlyArray<string>, never, AmiClient> =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const known = answers.get(key)
      if (known !== undefined && now - known.at < fresh) return known.words
      const words = yield* ask.pipe(Effect.timeout(patience), Effect.orElseSucceed((): ReadonlyArray<string> => []))
      for (const [old, { at }] of answers) if (now - at >= fresh) answers.delete(old)
      answers.set(key, { at: now, words })
      return words
    })

  return (line) =>
    Effect.gen(function*() {
      const words = line.trimStart().split(/\s+/)
      const typed = words.at(-1) ?? ""
      const [first = ""] = words
      if (words.length === 1) return [fitting([...verbs, ...Known.actionNames], typed), typed] as const
      switch (first.toLowerCase()) {
        case "cli": {
          const command = line.trimStart().slice(first.length).trimStart()
          return [
            fitting(yield* remembered(`cli ${command}`, consoleWords(command, typed)), typed, true),
            typed
          ] as const
        }
        case "watch":
          return [fitting(Known.eventNames, typed), typed] as const
        default:
          return [yield* ofAction(first, words.slice(1), typed, remembered), typed] as const
      }
    })
}

type Remembered = (key: string, ask: Words) => Effect.Effect<ReadonlyArray<string>, never, AmiClient>

/** The headers of an action that are not there yet, and the values of a header. */
const ofAction = (name: string, given: ReadonlyArray<string>, typed: string, remembered: Remembered) =>
  Effect.gen(function*() {
    const action = Known.actionOf(name)
    if (action === undefined) return []
    const equals = typed.indexOf("=")
    if (equals < 0) {
      const used = given.slice(0, -1).map((word) => word.split("=", 1)[0]?.toLowerCase())
      const headers = headersOf(action.name).filter((header) => !used.includes(header.toLowerCase()))
      return fitting(headers.map((header) => `${header}=`), typed)
    }
    const header = typed.slice(0, equals)
    const values = valuesOf(header)
    if (values === undefined) return []
    // A value with blanks would be several words.
    const words = (yield* remembered(values.key, values.ask)).filter((word) => !/\s/.test(word))
    return fitting(words.map((word) => `${header}=${word}`), typed)
  })

const kinds: ReadonlyArray<{ readonly header: RegExp; readonly key: string; readonly ask: Words }> = [
  {
    header: /channel\d?$/i,
    key: "channels",
    ask: Effect.map(Ami.channels, (channels) => channels.map(({ Channel }) => Channel))
  },
  {
    header: /^queue$/i,
    key: "queues",
    ask: Effect.map(
      AmiClient.use((ami) => ami.collect(Actions.QueueSummary())),
      (queues) => queues.map(({ Queue }) => Queue)
    )
  },
  {
    header: /^(interface|member)$/i,
    key: "members",
    ask: Effect.map(AmiClient.use((ami) => ami.collect(Actions.QueueStatus())), (items) => [
      ...new Set(items.flatMap((item) => item.Event === "QueueMember" ? [item.Location] : []))
    ])
  },
  { header: /^paused$/i, key: "truth", ask: Effect.succeed(["true", "false"]) }
]

const valuesOf = (header: string) => kinds.find((kind) => kind.header.test(header))

/** A text in quotes, as the console reads it. */
const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, "\\$&")}"`

/** What the console completes: each word comes twice, and an end mark (cli.c, handle_commandmatchesarray). */
const consoleWords = (command: string, typed: string): Words =>
  Effect.map(
    Ami.command(`_command matchesarray ${quoted(command)} ${quoted(typed)}`),
    (lines) => [...new Set(lines.join(" ").split(/\s+/))].filter((word) => word !== "" && word !== "_EOF_")
  )

/** Those that begin with what was typed. Only the console knows upper from lower case. */
const fitting = (words: ReadonlyArray<string>, typed: string, isExact = false): ReadonlyArray<string> =>
  words.filter((word) => isExact ? word.startsWith(typed) : word.toLowerCase().startsWith(typed.toLowerCase()))
