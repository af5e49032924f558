/**
 * The programs of the documentation that publish to brokers, as they stand there: fences `ts broker=NAME`.
 */
import { Effect, type Scope } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Fence, fencesOfMarkdown, markOf, pages } from "../project/fences.ts"
import { fromSource } from "../project/programs.ts"
import { readText } from "../project/source.ts"

/** All of them, by name. */
export const programs: ReadonlyMap<string, Fence> = new Map(
  pages().flatMap((path) => fencesOfMarkdown(path, readText(path))).flatMap((fence) => {
    const name = markOf(fence, "broker")
    return name === undefined ? [] : [[name, fence]]
  })
)

export interface Running {
  readonly isAlive: () => boolean
  /** What it has printed. */
  readonly printed: () => string
  /** Does what Ctrl-C does. */
  readonly interrupt: () => void
  /** Kills it, and waits for its end. */
  readonly kill: Effect.Effect<void>
}

/** Runs a program in a folder, with others in place of the ports that it names, until it is killed or the scope closes. */
export const run = Effect.fnUntraced(function*(
  name: string,
  folder: string,
  others: Readonly<Record<string, number | string>>
): Effect.fn.Return<Running, never, Scope.Scope> {
  let code = programs.get(name)?.code ?? `throw new Error("there is no ${name}")`
  for (const [one, other] of Object.entries(others)) code = code.replaceAll(one, `${other}`)
  const [node, ...args] = fromSource.command
  writeFileSync(join(folder, name), code)
  let printed = ""
  const child: ChildProcess = spawn(node, [...args, name], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" }
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (printed += text))
  const isAlive = () => child.exitCode === null && child.signalCode === null
  const kill = Effect.promise(async () => {
    if (isAlive() && child.kill("SIGKILL")) await once(child, "exit")
  })
  yield* Effect.addFinalizer(() => kill)
  return { isAlive, printed: () => printed, interrupt: () => void child.kill("SIGINT"), kill }
})
