/**
 * Runs `ami` in this process: its streams, its signals and its exit code.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Readline from "node:readline"
import * as NodeStream from "node:stream"
import * as Text from "node:stream/consumers"
import { run } from "./cli.ts"
import { codes } from "./failure.ts"
import { Host } from "./host.ts"

/** Writes, and waits for the drain if the stream is full. */
const write = (stream: NodeJS.WriteStream) => (text: string): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (stream.write(text)) return resume(Effect.void)
    const drained = () => resume(Effect.void)
    stream.once("drain", drained)
    return Effect.sync(() => stream.off("drain", drained))
  })

/** What is typed is echoed by readline: a hidden answer goes to a stream that nobody sees. */
const ask: Host["Service"]["ask"] = (question, { hidden }) =>
  Effect.callback((resume) => {
    process.stderr.write(question)
    const nowhere = new NodeStream.Writable({ write: (_chunk, _encoding, done) => done() })
    const lines = Readline.createInterface({
      input: process.stdin,
      output: hidden ? nowhere : process.stderr,
      terminal: true,
      historySize: 0
    })
    const end = (answer: string | undefined) => {
      lines.removeAllListeners("close")
      lines.close()
      if (hidden) process.stderr.write("\n")
      resume(Effect.succeed(answer))
    }
    lines.on("line", end)
    lines.on("close", () => end(undefined))
    lines.on("SIGINT", () => {
      end(undefined)
      process.kill(process.pid, "SIGINT")
    })
    return Effect.sync(() => lines.close())
  })

const host = (version: string): Host["Service"] =>
  Host.of({
    stdout: write(process.stdout),
    stderr: write(process.stderr),
    stdin: Effect.promise(() => Text.text(process.stdin)),
    ask,
    env: process.env,
    isTerminal: {
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      stderr: process.stderr.isTTY === true
    },
    // A terminal that does not know its size says 0.
    size: () =>
      process.stdout.isTTY ? { columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 } : undefined,
    version
  })

/** Ends the process when what was written has gone out. */
const end = (code: number): void => {
  process.exitCode = code
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)))
}

const signals = { SIGINT: codes.interrupted, SIGTERM: 143 } as const

/** How long the end may take before it says what it waits for. */
const patience = 300

/** How long the end may take: what was received is written, and Asterisk may answer nothing any more. */
const limit = 20_000

/** Runs `ami` with the arguments of this process. */
export const main = (version: string): void => {
  // A reader that goes away, such as `head`, has what it wanted. Node learns of it when it writes the next time: libuv does
  // not watch a pipe that is open for writing alone (uv_pipe_open, uv_read_start).
  process.stdout.on(
    "error",
    (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? codes.done : codes.failed)
  )
  process.stderr.on("error", () => undefined)
  const fiber = Effect.runFork(
    Effect.provideService(run(process.argv.slice(2)), Host, host(version))
  )
  let signalled: number | undefined
  for (const [signal, code] of Object.entries(signals)) {
    process.on(signal, () => {
      if (signalled !== undefined) process.exit(code)
      signalled = code
      setTimeout(
        () => process.stderr.write("ami: logging off; once more ends at once\n"),
        patience
      ).unref()
      setTimeout(() => {
        process.stderr.write("ami: not done within 20 s: what is left is lost\n")
        // Not `end`: what reads the output may take nothing any more.
        process.exit(code)
      }, limit).unref()
      Effect.runFork(Fiber.interrupt(fiber))
    })
  }
  fiber.addObserver((exit) =>
    end(
      Exit.isSuccess(exit)
        ? exit.value
        : signalled ?? (Cause.hasInterruptsOnly(exit.cause) ? codes.interrupted : codes.defect)
    )
  )
}
