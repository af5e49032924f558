/**
 * The Asterisk servers of a test run, as integration tests use them.
 *
 * `forEachServer` declares a suite once per Asterisk version, visibly skipped if the run has no server for it. The
 * suites share these servers, so they must leave no call, queue member or setting behind; a test that stops, freezes or
 * reconfigures a server starts its own with `privateServer`.
 */
import { describe, inject } from "@effect/vitest"
import { Data, Effect, type Scope } from "effect"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { type AsteriskVersion, type InstanceOptions, script, type ServerAddress, startInstance } from "./globalSetup.ts"

export type { AsteriskVersion, InstanceOptions } from "./globalSetup.ts"

export interface Credentials {
  readonly username: string
  readonly secret: string
}

/** The users of `etc/manager.conf`, which says what each may do. */
const users = {
  hello: { username: "hello", secret: "world" },
  patient: { username: "patient", secret: "world" },
  readonly: { username: "readonly", secret: "ro" },
  single: { username: "single", secret: "world" },
  nocall: { username: "nocall", secret: "world" },
  nocommand: { username: "nocommand", secret: "world" },
  deaf: { username: "deaf", secret: "world" }
} satisfies Record<string, Credentials>

export class ServerError extends Data.TaggedError("ServerError")<{
  readonly message: string
  readonly cause?: unknown
}> {}

export interface AsteriskServer {
  readonly version: AsteriskVersion
  readonly host: string
  readonly port: number
  readonly tlsPort: number
  readonly httpPort: number
  readonly httpsPort: number
  /** Path of the PEM file with the certificate of the TLS ports, issued for localhost and 127.0.0.1. */
  readonly ca: string
  readonly users: Readonly<Record<keyof typeof users, Credentials>>
  /**
   * What a test may use, for `it.live.skipIf(!server.offers.cli)`. A server started by the run offers everything; one
   * named in `AMI_TEST_URLS` has no `cli`, and only the ports that its URL names.
   */
  readonly offers: {
    readonly tls: boolean
    readonly http: boolean
    readonly https: boolean
    /** `cli` and `logins` here, and `privateServer`. */
    readonly cli: boolean
  }
  /** Runs a console command and returns its output. */
  readonly cli: (command: string) => Effect.Effect<string, ServerError>
  /** The logged-in users, one entry per session, as `manager show connected` lists them. */
  readonly logins: Effect.Effect<ReadonlyArray<string>, ServerError>
}

export interface PrivateServer extends AsteriskServer {
  readonly pid: number
}

/** Declares a suite for each version. */
export const forEachServer = (name: string, suite: (server: AsteriskServer) => void): void => {
  for (const provision of inject("asterisk")) {
    const title = `Asterisk ${provision.version} – ${name}`
    if ("server" in provision) {
      describe(title, () => suite(fromAddress(provision.server)))
    } else {
      // The suite runs to declare its tests, which are skipped: nothing connects to this address.
      const nowhere = { version: provision.version, host: "", port: 0, tlsPort: 0, httpPort: 0, httpsPort: 0, ca: "" }
      const reason = provision.absence.split("\n")[0]
      describe.skip(`${title} (${reason})`, () => suite(fromAddress({ ...nowhere, ...users.hello })))
    }
  }
}

/**
 * Starts another server of a version, which ends with the scope: stopped, thawed, or already dead.
 *
 * With `port` it starts where one was before, for a test of reconnects.
 */
export const privateServer = (
  version: AsteriskVersion,
  options?: InstanceOptions
): Effect.Effect<PrivateServer, ServerError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: () => startInstance(version, options),
      catch: (cause) => new ServerError({ message: `Asterisk ${version} did not start`, cause })
    }),
    (instance) => Effect.promise(() => instance.stop())
  ).pipe(
    Effect.map(({ server }) => ({ ...fromAddress(server), pid: server.instance.pid }))
  )

const fromAddress = ({ instance, secret, username, ...address }: ServerAddress): AsteriskServer => {
  const cli: AsteriskServer["cli"] = (command) =>
    instance === undefined
      ? Effect.fail(new ServerError({ message: "a server named in AMI_TEST_URLS has no console here" }))
      : Effect.tryPromise({
        try: (signal) => execScript([script, "cli", String(address.version), instance.name, command], { signal }),
        catch: (cause) => new ServerError({ message: `console command ${command}`, cause })
      }).pipe(Effect.map((result) => result.stdout))
  return {
    ...address,
    users: { ...users, hello: { username, secret } },
    offers: {
      tls: address.tlsPort > 0,
      http: address.httpPort > 0,
      https: address.httpsPort > 0,
      cli: instance !== undefined
    },
    cli,
    // A heading, a line per session that begins with the user's name, and a count.
    logins: Effect.map(
      cli("manager show connected"),
      (text) => text.split("\n").flatMap((line) => /^ {2}(\S+) +[0-9a-f.:]+ +\d/.exec(line)?.[1] ?? [])
    )
  }
}

const execScript = (args: ReadonlyArray<string>, options: { readonly signal: AbortSignal }) =>
  promisify(execFile)("bash", [...args], { ...options, maxBuffer: 16 * 1024 * 1024 })
