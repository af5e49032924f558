/**
 * What campaigns call that `kills.ts` kills: a simulator, or a real Asterisk with a SIP telephone. Both count the calls.
 */
import { Effect, Exit, Scope } from "effect"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { dirname } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { type AsteriskVersion, installVersion, startInstance } from "../asterisk/globalSetup.ts"
import { type Habit, telephone } from "../asterisk/telephone.ts"

export interface Target {
  /** What `killClient.ts` calls it. */
  readonly kind: "simulator" | "asterisk"
  readonly port: number
  /** The numbers that were called, each as often as it was. */
  readonly called: () => Promise<ReadonlyArray<string>>
  /** What may truly be said of a call to a number; undefined if anything may. */
  readonly truthOf: (number: string) => string | undefined
  /** Completes when one more number is called, where that can be seen. */
  readonly next: () => Promise<void>
  readonly close: () => Promise<void>
}

const pathOf = (script: string) => fileURLToPath(new URL(`./${script}.ts`, import.meta.url))

/** Compiles once what each process loads: one that is killed keeps nothing for the next. */
export const compile = (folder: string) => {
  process.env.NODE_COMPILE_CACHE = folder
  const parts = ["../../src/index", "../../src/node/index"].map((part) => new URL(`${part}.ts`, import.meta.url).href)
  const modules = [...parts, "@effect/platform-node/NodeRuntime", "@effect/sql-pg"]
  const code = modules.map((module) => `import ${JSON.stringify(module)}`).join("\n")
  spawnSync(process.execPath, ["--input-type=module", "-e", code], { cwd: dirname(pathOf("")), stdio: "inherit" })
}

export const start = (script: string, ...args: ReadonlyArray<string | number>) => {
  const child = spawn(process.execPath, [pathOf(script), ...args.map(String)], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    line: async () => String((await lines.next()).value),
    end: async () => {
      const ended = once(child, "exit")
      if (child.exitCode === null && child.signalCode === null && child.kill("SIGKILL")) await ended
    }
  }
}

/** A simulator in a process of its own, which counts the actions that it was sent. */
export const simulator = async (): Promise<Target> => {
  const { child, end, line } = start("killServer")
  return {
    kind: "simulator",
    port: Number(await line()),
    called: async () => {
      child.stdin.write("count\n")
      const channels: ReadonlyArray<string> = JSON.parse(await line())
      return channels.map((channel) => /^Local\/(\d+)@/.exec(channel)?.[1] ?? channel)
    },
    truthOf: () => undefined,
    next: () => Promise.resolve(),
    close: end
  }
}

/** What the telephone does, and what may truly be said of a call to it. */
const habits: ReadonlyArray<readonly [Habit, string]> = [
  ["answers", "Answered"],
  ["rings", "NoAnswer"],
  [{ refuses: 486 }, "Busy"],
  [{ refuses: 486, afterRinging: true }, "Busy"],
  [{ refuses: 603 }, "Rejected"],
  [{ refuses: 503, afterRinging: true }, "Congestion"],
  [{ refuses: 404 }, "Unreachable"]
]

const habitOf = (number: string) => habits[Number(number) % habits.length] ?? habits[0]

/** The dialplan of the black box, which is there from the start: a process that is killed installs nothing. */
const blackBox = [
  "[ami-black-box]",
  "exten => s,1,Set(DB(ami/${UNIQUEID})=${HANGUPCAUSE}/${DIALSTATUS}/${ANSWEREDTIME}/${EPOCH}/${CHANNEL(state)}/${DIALEDPEERNAME})",
  " same => n,Return()"
].join("\n")

/** A real Asterisk and a telephone, which counts the INVITEs of new calls by the caller that it sees. */
export const asterisk = async (version: AsteriskVersion, contacts: number): Promise<Target> => {
  const absence = await installVersion(version)
  if (absence !== undefined) throw new Error(absence)
  const { server, stop } = await startInstance(version, { config: { "extensions.conf": blackBox } })
  const scope = await Effect.runPromise(Scope.make())
  const phone = await Effect.runPromise(
    telephone({ host: server.host, port: server.port }, "tel3", "rings").pipe(Scope.provide(scope))
  )
  for (let index = 0; index < contacts; index++) phone.habits.set(`9${index}`, habitOf(`9${index}`)?.[0] ?? "rings")
  return {
    kind: "asterisk",
    port: server.port,
    called: async () => phone.calls.map(({ from }) => from),
    truthOf: (number) => habitOf(number)?.[1],
    next: () => {
      const before = phone.calls.length
      // None comes if all have been called.
      return Effect.runPromise(Effect.ignore(phone.until("a call", (calls) => calls.length > before, "3 seconds")))
    },
    close: async () => {
      await Effect.runPromise(Scope.close(scope, Exit.void))
      await stop()
    }
  }
}
