/**
 * The prompt on a terminal: `node:readline` with completion, history, and lines that are printed above it.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import * as Readline from "node:readline"
import * as NodeStream from "node:stream"
import type { Host } from "../host.ts"
import type { Completion } from "./completing.ts"

/** Where lines come from. */
export interface Prompt {
  /** The next line; undefined when there will be none. */
  readonly read: Effect.Effect<string | undefined>
  /** Ends at the next Ctrl-C, while no line is being typed. */
  readonly interrupted: Effect.Effect<void>
  /** Prints above the line that is being typed. */
  readonly above: (text: string) => Effect.Effect<void>
  readonly ask: Host["Service"]["ask"]
}

/** The streams of a terminal. */
export interface Streams {
  readonly input: NodeStream.Readable & { readonly setRawMode?: (isRaw: boolean) => unknown }
  readonly output: NodeStream.Writable
}

/** What a prompt is made of. */
export interface Options<R> {
  readonly text: string
  /** The newest first. */
  readonly history: ReadonlyArray<string>
  readonly complete: (line: string) => Effect.Effect<Completion, never, R>
}

/** Opens a prompt, which ends with the scope. */
export const open = <R>(
  streams: Streams,
  { complete, history, text }: Options<R>
): Effect.Effect<Prompt, never, R | Scope.Scope> =>
  Effect.gen(function*() {
    const fork = Effect.runForkWith(yield* Effect.context<R>())
    let isCompleting = false
    const completer = (line: string, answer: (error: null, result: [Array<string>, string]) => void) => {
      isCompleting = true
      fork(complete(line)).addObserver((exit) => {
        isCompleting = false
        const [fitting, typed] = Exit.isSuccess(exit) ? exit.value : [[], line] as const
        answer(null, [[...fitting], typed])
      })
    }
    const { output } = streams
    const input = withoutTabs(streams.input, () => isCompleting)
    const reader = yield* Effect.acquireRelease(
      Effect.sync(() =>
        Readline.createInterface({
          input: input.stream,
          output,
          prompt: text,
          terminal: true,
          history: [...history],
          historySize: Math.max(1000, history.length),
          removeHistoryDuplicates: true,
          completer
        })
      ),
      (reader) =>
        Effect.sync(() => {
          reader.close()
          input.close()
        })
    )

    const lines: Array<string> = []
    let isClosed = false
    let isTyping = false
    let wake = () => {}
    let interrupt: (() => void) | undefined
    reader.on("line", (line) => {
      lines.push(line)
      wake()
    })
    reader.on("close", () => {
      isClosed = true
      wake()
    })
    reader.on("SIGINT", () => {
      output.write("^C\n")
      if (!isTyping) return interrupt?.()
      reader.write(null, { ctrl: true, name: "e" })
      reader.write(null, { ctrl: true, name: "u" })
      reader.prompt()
    })

    const waitForLine = Effect.callback<void>((resume) => {
      const look = () => {
        if (lines.length > 0 || isClosed) resume(Effect.void)
      }
      wake = look
      look()
      return Effect.sync(() => {
        wake = () => {}
      })
    })

    return {
      read: Effect.gen(function*() {
        if (lines.length === 0 && !isClosed) {
          isTyping = true
          reader.prompt()
          yield* waitForLine
          isTyping = false
        }
        return lines.shift()
      }),
      interrupted: Effect.callback((resume) => {
        interrupt = () => resume(Effect.void)
        return Effect.sync(() => {
          interrupt = undefined
        })
      }),
      above: (text) =>
        Effect.sync(() => {
          if (!isTyping || isClosed) return void output.write(`${text}\n`)
          // What is typed may take several rows of the terminal.
          Readline.moveCursor(output, 0, -reader.getCursorPos().rows)
          Readline.cursorTo(output, 0)
          Readline.clearScreenDown(output)
          output.write(`${text}\n`)
          reader.prompt(true)
        }),
      ask: (question) =>
        Effect.callback((resume) => {
          const end = (answer: string | undefined) => {
            reader.off("close", closed)
            resume(Effect.succeed(answer))
          }
          const closed = () => end(undefined)
          reader.once("close", closed)
          reader.question(question, end)
        })
    }
  })

/**
 * The input without the tabs that readline would insert: those that come while a completion is being asked for, and all that
 * are not the last of what comes at once, as of a text that is pasted (emitKeypressEvents, `isCompletionEnabled`).
 */
const withoutTabs = (
  input: Streams["input"],
  isCompleting: () => boolean
): { readonly stream: NodeStream.Transform; readonly close: () => void } => {
  const stream = new NodeStream.Transform({
    transform: (chunk: Buffer | string, _encoding, done) => {
      const text = chunk.toString("latin1")
      if (!text.includes("\t")) return done(null, chunk)
      const [, before = "", last = ""] = /^([^]*?)(\t*)$/.exec(text) ?? []
      const tab = last === "" || isCompleting() ? "" : "\t"
      done(null, Buffer.from(before.replaceAll("\t", " ") + tab, "latin1"))
    }
  })
  const { setRawMode } = input
  const raw = setRawMode === undefined ? {} : { setRawMode: (isRaw: boolean) => void setRawMode.call(input, isRaw) }
  input.pipe(stream)
  return {
    stream: Object.assign(stream, raw),
    close: () => {
      input.unpipe(stream)
      input.pause()
    }
  }
}
