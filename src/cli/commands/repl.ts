/**
 * `ami repl`: a prompt for actions and console commands, with events above it.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { isAmiError } from "../../AmiError.ts"
import { targetName, withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { codes, exitWith, Failed, fromAmi } from "../failure.ts"
import { Host } from "../host.ts"
import { printable, warn, writeOut } from "../output.ts"
import * as Completing from "../repl/completing.ts"
import { execute } from "../repl/executing.ts"
import * as History from "../repl/history.ts"
import * as Terminal from "../repl/terminal.ts"
import * as Watching from "../repl/watching.ts"

/** What is typed at it decides what it prints. */
export const output = undefined

export const run = () =>
  Effect.gen(function*() {
    const { isTerminal } = yield* Host
    const name = (yield* targetName).replace(/^ami:\/\//, "")
    yield* withClient(isTerminal.stdin && isTerminal.stdout ? interactive(name) : script, { bootTimeout: 0 })
  })

// --- On a terminal ------------------------------------------------------------

const interactive = (name: string) =>
  Effect.gen(function*() {
    const host = yield* Host
    const { style } = yield* Cli
    const file = History.fileOf(host.env)
    const prompt = yield* Terminal.open({ input: process.stdin, output: process.stdout }, {
      text: `${style.bold(printable(name))}> `,
      history: History.read(file),
      complete: Completing.make()
    })
    const watching = Watching.make(prompt.above, style)
    let isWritable = true
    const remember = (line: string) =>
      !isWritable || line.trim() === "" ? Effect.void : Effect.catch(History.append(file, line), (why) => {
        isWritable = false
        return warn(`the history is not kept: ${printable(why)}`)
      })
    const loop = Effect.gen(function*() {
      for (let isOver = false; !isOver;) {
        const line = yield* prompt.read
        if (line === undefined) return yield* writeOut("\n")
        yield* remember(line)
        const done = Effect.as(prompt.interrupted, { isLast: false })
        isOver = (yield* Effect.raceFirst(executed(line, watching), done)).isLast
      }
    })
    // Questions are asked with the same line editor.
    yield* Effect.provideService(loop, Host, Host.of({ ...host, ask: prompt.ask }))
  })

// --- In a pipe ----------------------------------------------------------------

/** Runs the lines of stdin; the exit code is that of the first line that failed. */
const script = Effect.gen(function*() {
  const lines = (yield* (yield* Host).stdin).split("\n")
  const host = yield* Host
  const watching = Watching.make((text) => host.stdout(`${text}\n`), (yield* Cli).style)
  let code: number = codes.done
  for (const line of lines) {
    const { exitCode, isLast } = yield* executed(line, watching)
    if (code === codes.done) code = exitCode
    if (isLast) break
  }
  yield* exitWith(code)
})

// --- Lines --------------------------------------------------------------------

/** Runs a line. What fails is said, and the prompt goes on. */
const executed = (line: string, watching: Watching.Watching) =>
  execute(line, watching).pipe(
    Effect.map((isLast) => ({ isLast, exitCode: codes.done as number })),
    Effect.catchCause((cause) => {
      if (Cause.hasInterruptsOnly(cause)) return Effect.failCause(cause)
      const error = Option.getOrUndefined(Cause.findErrorOption(cause))
      const failure = error instanceof Failed ? error : isAmiError(error) ? fromAmi(error) : undefined
      return Effect.as(said(failure, cause), { isLast: false, exitCode: failure?.exitCode ?? codes.defect })
    })
  )

const said = (failure: Failed | undefined, cause: Cause.Cause<unknown>) =>
  Effect.gen(function*() {
    const { errorStyle } = yield* Cli
    const { stderr } = yield* Host
    const message = failure?.message ?? `Something is wrong in ami itself: ${Cause.pretty(cause)}`
    const hints = failure?.hints.slice(0, 2).map((hint) => `  ${errorStyle.dim("→")} ${hint}\n`) ?? []
    yield* stderr(`${errorStyle.red("ami:")} ${message}\n${hints.join("")}`)
  })
