/**
 * Private brokers on loopback, for tests: each with a folder and a port of its own, ended with the scope.
 *
 * Their Debian packages are `nats-server`, `redis-server`, `mosquitto` and `rabbitmq-server`; none of them has to run.
 */
import { Effect, Schedule, type Scope } from "effect"
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createConnection } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "../cluster/processes.ts"

export interface Broker {
  readonly port: number
  /** Starts it, also again after it has ended, with the same data and port; completes when it accepts connections. */
  readonly start: Effect.Effect<void>
  /** Sends a signal to all of its processes, and waits for their end: SIGKILL for a crash, SIGTERM for an orderly end. */
  readonly end: (signal: "SIGKILL" | "SIGTERM") => Effect.Effect<void>
}

interface Plan {
  readonly program: string
  readonly args: (port: number, folder: string) => ReadonlyArray<string>
  /** Variables of its environment, with three ports of its own. */
  readonly env?: (ports: readonly [number, number, number], folder: string) => Record<string, string>
  /** Who it runs as where the tests run as root. */
  readonly user?: string
  readonly prepare?: (port: number, folder: string) => void
  readonly stop?: "SIGKILL"
}

const isRoot = process.getuid?.() === 0

const plans = {
  nats: {
    program: "nats-server",
    args: (port, folder) => ["-a", "127.0.0.1", "-p", `${port}`, "-js", "-sd", folder]
  },
  redis: {
    program: "redis-server",
    args: (port, folder) =>
      `--bind 127.0.0.1 --port ${port} --dir ${folder} --appendonly yes --appendfsync always`.split(" ")
  },
  redisInMemory: {
    program: "redis-server",
    args: (port, folder) => ["--bind", "127.0.0.1", "--port", `${port}`, "--dir", folder, "--save", ""]
  },
  mosquitto: {
    program: "mosquitto",
    args: (_, folder) => ["-c", join(folder, "mosquitto.conf")],
    prepare: (port, folder) =>
      writeFileSync(
        join(folder, "mosquitto.conf"),
        [
          `listener ${port} 127.0.0.1`,
          "allow_anonymous true",
          "persistence true",
          `persistence_location ${folder}/`,
          ...(isRoot ? ["user root"] : [])
        ].join("\n")
      )
  },
  rabbitmq: {
    program: "rabbitmq-server",
    args: () => [],
    user: "rabbitmq",
    env: ([port, between, names], folder) => ({
      HOME: folder,
      RABBITMQ_NODE_PORT: `${port}`,
      RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
      RABBITMQ_NODENAME: `ami${port}@localhost`,
      RABBITMQ_DIST_PORT: `${between}`,
      RABBITMQ_MNESIA_BASE: folder,
      RABBITMQ_LOG_BASE: folder,
      RABBITMQ_PID_FILE: join(folder, "pid"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"),
      ERL_EPMD_ADDRESS: "127.0.0.1",
      ERL_EPMD_PORT: `${names}`
    })
  }
} satisfies Record<string, Plan>

export type Kind = keyof typeof plans

const pathOf = (program: string): string | undefined =>
  [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin"].map((folder) => join(folder, program)).find(existsSync)

/** Why there is no such broker here; undefined if there is one. Fails where the tests must not be skipped. */
export const absenceOf = (kind: Kind): string | undefined => {
  const { program } = plans[kind]
  if (pathOf(program) !== undefined) return undefined
  const reason = `there is no ${program}: it is in the Debian package of that name`
  if ((process.env["AMI_TEST_REQUIRED"] ?? "") !== "") throw new Error(reason)
  return reason
}

const accepts = (port: number): Effect.Effect<void, "refused"> =>
  Effect.callback((resume) => {
    const socket = createConnection(port, "127.0.0.1", () => {
      socket.destroy()
      resume(Effect.void)
    })
    socket.on("error", () => resume(Effect.fail("refused")))
  })

const idOf = (option: "-u" | "-g", user: string): number => Number(execFileSync("id", [option, user]))

const groupLives = (pid: number): boolean => {
  try {
    return process.kill(-pid, 0)
  } catch {
    return false
  }
}

/** A broker that has not been started yet. */
export const broker = Effect.fnUntraced(function*(kind: Kind): Effect.fn.Return<Broker, never, Scope.Scope> {
  const plan: Plan = plans[kind]
  const program = pathOf(plan.program) ?? plan.program
  const { user } = plan
  const who = user !== undefined && isRoot ? { uid: idOf("-u", user), gid: idOf("-g", user) } : {}
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), `ami-${kind}-`))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
  )
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid)
  const ports = [
    yield* Effect.promise(freePort),
    yield* Effect.promise(freePort),
    yield* Effect.promise(freePort)
  ] as const
  const [port] = ports
  plan.prepare?.(port, folder)
  const env = { ...process.env, ...plan.env?.(ports, folder) }
  let child: ChildProcess | undefined
  const start = Effect.gen(function*() {
    let output = ""
    // A process group of its own: a shell that starts a broker does not pass signals on.
    const started = spawn(program, plan.args(port, folder), { ...who, env, cwd: folder, detached: true })
    child = started
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on("data", (chunk) => (output = `${output}${chunk}`.slice(-2000)))
    }
    yield* accepts(port).pipe(
      Effect.retry({ schedule: Schedule.spaced("20 millis"), while: () => started.exitCode === null }),
      Effect.catch(() => Effect.die(`${plan.program} did not start: ${output}`))
    )
  })
  const end = (signal: "SIGKILL" | "SIGTERM") =>
    Effect.gen(function*() {
      const { exitCode = null, pid, signalCode = null } = child ?? {}
      if (child === undefined || pid === undefined || !groupLives(pid)) return
      process.kill(-pid, signal)
      if (exitCode === null && signalCode === null) yield* Effect.promise(() => once(child ?? process, "exit"))
      yield* Effect.repeat(Effect.sleep("20 millis"), { until: () => !groupLives(pid) })
    })
  // RabbitMQ starts a name server that stays, in the group of another process.
  const endNames = Effect.sync(() => {
    if (kind !== "rabbitmq") return
    try {
      execFileSync("epmd", ["-port", `${ports[2]}`, "-kill"], { stdio: "ignore" })
    } catch {
      // It has ended.
    }
  })
  yield* Effect.addFinalizer(() => Effect.andThen(end("SIGKILL"), endNames))
  return { port, start, end }
})
