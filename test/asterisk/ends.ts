/**
 * What a closed client leaves on a server and in its process, and how to stop a server.
 */
import { Effect, Exit, Schedule, Scope } from "effect"
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs"
import { type AsteriskServer, type AsteriskVersion, type InstanceOptions, privateServer } from "./servers.ts"

/** An account that no other file uses, except those with their own server. */
export const account = (server: AsteriskServer) => server.users.nocommand

/** How often an account is logged in. */
export const sessions = (server: AsteriskServer, user = account(server)) =>
  Effect.map(server.logins, (users) => users.filter((name) => name === user.username).length)

/** Asterisk ends a session in its own thread, a moment after its goodbye. */
export const noSessions = (server: AsteriskServer, user = account(server)) =>
  Effect.repeat(sessions(server, user), { until: (count) => count === 0, schedule: Schedule.spaced("50 millis") }).pipe(
    Effect.timeout("45 seconds")
  )

/** Stops a process, and waits until none of its threads runs: one may keep answering for a moment. */
export const freeze = (pid: number) => {
  const isFrozen = Effect.sync(() =>
    readdirSync(`/proc/${pid}/task`).every((task) =>
      /\) T /.test(readFileSync(`/proc/${pid}/task/${task}/stat`, "latin1"))
    )
  )
  return Effect.sync(() => process.kill(pid, "SIGSTOP")).pipe(
    Effect.andThen(Effect.repeat(isFrozen, { until: (frozen) => frozen, schedule: Schedule.spaced("5 millis") })),
    Effect.timeout("45 seconds")
  )
}

/** Resumes a stopped process. */
export const thaw = (pid: number) => Effect.sync(() => process.kill(pid, "SIGCONT"))

/** A server that ends before the scope does, and may be restarted in place. */
export const mortalServer = Effect.fnUntraced(function*(version: AsteriskVersion, options: InstanceOptions = {}) {
  const life = yield* Scope.fork(yield* Effect.scope)
  const server = yield* Scope.provide(privateServer(version, options), life)
  const remove = Scope.close(life, Exit.void)
  return {
    server,
    kill: Effect.sync(() => process.kill(server.pid, "SIGKILL")),
    /** Waits until a server that was told to stop is gone. */
    remove,
    restart: Effect.andThen(remove, privateServer(version, { ...options, port: server.port }))
  }
})

/** How many sockets this process has. */
export const sockets = Effect.sync(() =>
  process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length
)

/** How many connections this process has to a port of 127.0.0.1, including unreferenced ones. */
export const connectionsTo = (port: number) =>
  Effect.sync(() => {
    const descriptors = readdirSync("/proc/self/fd").map((name) => `/proc/self/fd/${name}`)
    const own = new Set(descriptors.flatMap((path) => existsSync(path) ? [readlinkSync(path)] : []))
    const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`
    return readFileSync("/proc/self/net/tcp", "latin1").split("\n").filter((line) => {
      const [, , to, , , , , , , inode] = line.trim().split(/ +/)
      return to === remote && own.has(`socket:[${inode}]`)
    }).length
  })
