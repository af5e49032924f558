/**
 * Runs a command line in this process, as a shell would.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Cli from "../../src/cli/cli.ts"
import { DemoTransport } from "../../src/cli/context.ts"
import { transport } from "../../src/cli/demo.ts"
import { codes } from "../../src/cli/failure.ts"
import { Host } from "../../src/cli/host.ts"
import { AmiTransport } from "../../src/transport/AmiTransport.ts"

/** The process that a command line finds. */
export interface Options {
  /** Its environment; nothing of that of the tests is seen. */
  readonly env?: Readonly<Record<string, string>>
  /** Which streams are a terminal. Defaults to none. */
  readonly isTerminal?: boolean | Partial<Host["Service"]["isTerminal"]>
  readonly columns?: number
  readonly stdin?: string
  /** What is typed, one question after the other; then the terminal is closed. */
  readonly answers?: ReadonlyArray<string>
  /** Interrupts it, as Ctrl-C does, when it has printed this much. */
  readonly until?: (stdout: string, stderr: string) => boolean
  /** What `--demo` is. Defaults to the call centre, which the tests of a worker share. */
  readonly transport?: AmiTransport["Service"]
  /** Interrupts it when this effect has ended. */
  readonly interruptedAfter?: Effect.Effect<unknown>
  /** What a write to stdout waits for after it was made, as it does for the reader of a full pipe. */
  readonly stdoutWaits?: Effect.Effect<unknown>
}

/** What a command line left. */
export interface Result {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

// One call centre for all tests of a worker.
let demo: ManagedRuntime.ManagedRuntime<AmiTransport, unknown> | undefined

const demoTransport = (): Promise<AmiTransport["Service"]> => {
  demo ??= ManagedRuntime.make(transport)
  return demo.runPromise(AmiTransport)
}

/** Runs a command line as an effect. */
export const running = (args: ReadonlyArray<string>, options: Options = {}): Effect.Effect<Result> =>
  Effect.gen(function*() {
    const enough = yield* Deferred.make<void>()
    let stdout = ""
    let stderr = ""
    const { answers = [], columns = 80, env = {}, isTerminal = false, stdin = "", stdoutWaits = Effect.void } = options
    const rest = [...answers]
    const all = isTerminal === true
    const printed = Effect.suspend(() =>
      options.until?.(stdout, stderr) === true ? Effect.asVoid(Deferred.succeed(enough, undefined)) : Effect.void
    )
    const host = Host.of({
      stdout: (text) =>
        Effect.andThen(Effect.andThen(Effect.sync(() => void (stdout += text)), printed), Effect.asVoid(stdoutWaits)),
      stderr: (text) => Effect.andThen(Effect.sync(() => void (stderr += text)), printed),
      stdin: Effect.succeed(stdin),
      ask: (question) =>
        Effect.sync(() => {
          stderr += question
          return rest.shift()
        }),
      env: { HOME: "/nonexistent", ...env },
      isTerminal: {
        stdin: all,
        stdout: all,
        stderr: all,
        ...typeof isTerminal === "object" ? isTerminal : {}
      },
      size: () => ({ columns, rows: 24 }),
      version: "0.0.0"
    })
    const shared = options.transport ?? (args.includes("--demo") ? yield* Effect.promise(demoTransport) : undefined)
    const interruption = Effect.raceFirst(Deferred.await(enough), options.interruptedAfter ?? Effect.never)
    const code = yield* Effect.raceFirst(Cli.run(args), Effect.as(interruption, codes.interrupted)).pipe(
      Effect.provideService(Host, host),
      Effect.provideService(DemoTransport, shared)
    )
    return { stdout, stderr, code }
  })

/** Runs a command line. */
export const run = (args: ReadonlyArray<string>, options: Options = {}): Promise<Result> =>
  Effect.runPromise(running(args, options))
