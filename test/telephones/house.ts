/**
 * A house with telephones: a private Asterisk, five telephones, and a provider through which callers from outside come.
 */
import { Effect, Exit, Scope } from "effect"
import { execFile } from "node:child_process"
import { type AsteriskVersion, type Instance, script, startInstance } from "../asterisk/globalSetup.ts"
import { accounts, configuration, type Person, type Variant } from "./configuration.ts"
import { type SipTelephone, sipTelephone } from "./sipTelephone.ts"

export type Telephones = Readonly<Record<Person, SipTelephone>>

export interface House {
  readonly version: AsteriskVersion
  readonly variant: Variant
  readonly host: string
  /** The port of AMI, and over UDP that of SIP. */
  readonly port: number
  readonly httpPort: number
  /** An account that may do everything and reads at leisure. */
  readonly username: string
  readonly secret: string
  readonly telephones: Telephones
  readonly pid: () => number
  /** Runs a console command, and gives its output; empty if it fails. */
  readonly cli: (command: string) => Effect.Effect<string>
  /** Kills Asterisk and starts it again in place. The telephones keep their ports and forget their calls. */
  readonly restart: Effect.Effect<void>
}

export interface HouseOptions {
  readonly variant?: Variant | undefined
  /** More lines of configuration files. */
  readonly config?: Readonly<Record<string, string>> | undefined
}

const people = Object.keys(accounts) as ReadonlyArray<Person>

/** Starts a house; the scope stops it. */
export const house = Effect.fnUntraced(function*(
  version: AsteriskVersion,
  { config, variant = "plain" }: HouseOptions = {}
): Effect.fn.Return<House, never, Scope.Scope> {
  const scope = yield* Effect.scope
  // The telephones have their ports first, since the server is configured for them.
  const pairs = yield* Effect.forEach(
    people,
    (person) => Effect.map(sipTelephone(accounts[person].user), (telephone) => [person, telephone] as const)
  )
  const telephones = Object.fromEntries(pairs) as Telephones
  const ports = Object.fromEntries(pairs.map(([person, { port }]) => [person, port])) as Record<Person, number>
  const options = configuration(ports, variant, config)

  const start = Effect.fnUntraced(function*(port?: number) {
    const life = yield* Scope.fork(scope)
    const instance: Instance = yield* Effect.acquireRelease(
      Effect.promise(() => startInstance(version, port === undefined ? options : { ...options, port })),
      (instance) => Effect.promise(() => instance.stop())
    ).pipe(Scope.provide(life))
    return { instance, stop: Scope.close(life, Exit.void) }
  })
  let running = yield* start()
  const { host, httpPort, port } = running.instance.server
  for (const telephone of Object.values(telephones)) telephone.server = { host, port }

  return {
    version,
    variant,
    host,
    port,
    httpPort,
    username: "patient",
    secret: "world",
    telephones,
    pid: () => running.instance.server.instance.pid,
    cli: (command) =>
      Effect.callback((resume) => {
        const name = running.instance.server.instance?.name ?? ""
        execFile("bash", [script, "cli", String(version), name, command], (_, stdout) => resume(Effect.succeed(stdout)))
      }),
    restart: Effect.gen(function*() {
      process.kill(running.instance.server.instance.pid, "SIGKILL")
      yield* running.stop
      for (const telephone of Object.values(telephones)) telephone.forget()
      running = yield* start(port)
    })
  }
})
