/**
 * A private Asterisk that is frozen, stopped, killed and restarted in place.
 */
import { Effect, type Scope } from "effect"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { type AsteriskVersion, type Instance, script, startInstance } from "../asterisk/globalSetup.ts"

/** Receives only the events of requests: Asterisk's filter spares it the storms. */
const observer = `
[observer]
secret = world
read = user
write = user,system
writetimeout = 5000
eventfilter = UserEvent: Asked
`

export interface SoakServer {
  readonly version: AsteriskVersion
  readonly port: number
  readonly signal: (signal: "SIGSTOP" | "SIGCONT" | "SIGKILL") => Effect.Effect<void>
  /** Runs a console command, and returns its output; empty if it fails. */
  readonly cli: (command: string) => Effect.Effect<string>
  /** Restarts it after it has ended. */
  readonly again: Effect.Effect<void>
}

export const startServer = Effect.fnUntraced(function*(
  version: AsteriskVersion
): Effect.fn.Return<SoakServer, never, Scope.Scope> {
  const config = { "manager.conf": observer }
  const start = (port?: number) =>
    Effect.promise(() => startInstance(version, port === undefined ? { config } : { config, port }))
  const stop = (instance: Instance) => Effect.promise(() => instance.stop())
  yield* Effect.promise(() => promisify(execFile)("bash", [script, "install", String(version)]))
  let instance = yield* start()
  const { port } = instance.server
  yield* Effect.addFinalizer(() => stop(instance))
  return {
    version,
    port,
    signal: (signal) => Effect.sync(() => process.kill(instance.server.instance.pid, signal)),
    cli: (command) =>
      Effect.callback((resume) => {
        const { name } = instance.server.instance
        execFile("bash", [script, "cli", String(version), name, command], (_, stdout) => resume(Effect.succeed(stdout)))
      }),
    again: Effect.gen(function*() {
      yield* stop(instance)
      instance = yield* start(port)
    })
  }
})
