/**
 * Runs the programs of the documentation as a reader would, and compares their output.
 *
 * A program is a fence `ts program=NAME`; the next fence in `text` is its output. It runs in its own folder, with the Node
 * that runs the tests. Its ports 5038 and 8088 are those of a simulator, or of the program that `beside=NAME` names, which
 * is started first; 34431 is a port of its own.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Fence, markOf } from "./fences.ts"

/** A program and its output. */
export interface Program {
  readonly fence: Fence
  readonly name: string
  readonly code: string
  /** Its output; a last line `…` means that it runs until it is stopped. */
  readonly output: string | undefined
  /** The name of the program that is started before it. */
  readonly beside: string | undefined
  /** Its exit status. */
  readonly status: number
}

/** The programs among the fences of a page. */
export const programsOf = (fences: ReadonlyArray<Fence>): ReadonlyArray<Program> =>
  fences.flatMap((fence, index) => {
    const name = markOf(fence, "program")
    if (name === undefined) return []
    const next = fences.slice(index + 1).find((other) =>
      other.language === "text" || markOf(other, "program") !== undefined
    )
    return [{
      fence,
      name,
      code: fence.code,
      output: next?.language === "text" && next.path === fence.path ? next.code : undefined,
      beside: markOf(fence, "beside"),
      status: Number(markOf(fence, "exit") ?? 0)
    }]
  })

/** The ports that the programs of one test use. */
export interface Ports {
  readonly ami: number
  readonly http: number
  readonly own?: number
}

const rest = "…"
const nothing = "(nothing)"

const lines = (text: string): ReadonlyArray<string> =>
  text.trim() === "" ? [] : text.trimEnd().split("\n").map((line) => line.trimEnd())

/** Digits may differ: times, ports, counters and unique ids are different each time. */
const free = (line: string): string => line.replaceAll(/\d+/g, "0")

/** How an output differs from the promised one; undefined if it does not, or not yet. */
export const difference = (promised: string, printed: string): string | undefined => {
  const goesOn = promised.trimEnd().endsWith(rest)
  const wanted = lines(promised).slice(0, goesOn && lines(promised).at(-1) === rest ? -1 : undefined)
  const found = lines(printed)
  for (const [index, line] of wanted.entries()) {
    const other = found[index] ?? nothing
    const matches = line.endsWith(rest)
      ? free(other).startsWith(free(line.slice(0, -rest.length)))
      : free(other) === free(line)
    if (!matches) return `line ${index + 1} is promised as\n  ${line}\nand was\n  ${other}`
  }
  return !goesOn && found.length > wanted.length
    ? `nothing follows line ${wanted.length}, but ${found[wanted.length]}`
    : undefined
}

const preload = fileURLToPath(new URL("resolving.ts", import.meta.url))

/** What a person would call a hang. */
const longest = 50_000

/** How and where a program is run. */
export interface Runner {
  /** Node, and its arguments before the name of the program. */
  readonly command: readonly [string, ...ReadonlyArray<string>]
  /** The folder to run in. Defaults to a new one. */
  readonly folder?: string | undefined
}

/** The Node that runs this, with the project's source in place of the package. */
export const fromSource: Runner = { command: [process.execPath, "--import", preload] }

class Running {
  readonly #child: ChildProcess
  #printed = ""
  #errors = ""
  #ended: string | undefined
  #look = () => {}

  constructor([node, ...args]: Runner["command"], folder: string, name: string) {
    this.#child = spawn(node, [...args, name], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" }
    })
    this.#child.stdout?.setEncoding("utf8").on("data", (text) => (this.#printed += text, this.#look()))
    this.#child.stderr?.setEncoding("utf8").on("data", (text) => (this.#errors += text))
    this.#child.on("close", (status, signal) => (this.#ended = `${status ?? signal}`, this.#look()))
  }

  /** Waits until the program has printed what is promised, and for its end if nothing else follows. */
  prints(promised: string, status: number): Promise<string | undefined> {
    return new Promise((resolve) => {
      const said = () => `\nIt printed:\n${this.#printed}${this.#errors}`
      const settle = (fault: string | undefined) => {
        clearTimeout(timer)
        this.#look = () => {}
        resolve(fault === undefined ? undefined : `${fault}${said()}`)
      }
      const timer = setTimeout(() => settle(difference(promised, this.#printed) ?? "it does not end"), longest)
      this.#look = () => {
        const fault = difference(promised, this.#printed)
        if (promised.trimEnd().endsWith(rest) && fault === undefined) return settle(undefined)
        // A complete line that differs stays different: more output will not help.
        const whole = difference(promised, this.#printed.slice(0, this.#printed.lastIndexOf("\n") + 1))
        if (whole !== undefined && !whole.endsWith(nothing)) return settle(whole)
        if (this.#ended === undefined) return
        settle(fault ?? (this.#ended === `${status}` ? undefined : `it ended with ${this.#ended}`))
      }
      this.#look()
    })
  }

  /** Stops the program as Ctrl-C does, and returns whether it ended. */
  stop(): Promise<string | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve("Ctrl-C does not end it"), longest)
      this.#look = () => {
        if (this.#ended === undefined) return
        clearTimeout(timer)
        resolve(undefined)
      }
      this.#child.kill("SIGINT")
      this.#look()
    })
  }

  kill(): void {
    this.#child.kill("SIGKILL")
  }
}

const start = (
  command: Runner["command"],
  folder: string,
  program: Program,
  ports: Ports
): Effect.Effect<Running, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const { ami, http, own = 34431 } = ports
      const code = program.code.replaceAll("5038", `${ami}`).replaceAll("8088", `${http}`).replaceAll("34431", `${own}`)
      writeFileSync(join(folder, program.name), code)
      return new Running(command, folder, program.name)
    }),
    (running) => Effect.sync(() => running.kill())
  )

const newFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "effect-ami-program-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** Runs a program, after the one beside it, and returns the difference from its promise. */
export const run = (
  program: Program,
  beside: Program | undefined,
  ports: Ports,
  { command, folder: given }: Runner = fromSource
): Effect.Effect<string | undefined> =>
  Effect.gen(function*() {
    const folder = given ?? (yield* newFolder)
    if (beside !== undefined) {
      const running = yield* start(command, folder, beside, ports)
      const fault = yield* Effect.promise(() => running.prints(beside.output ?? rest, 0))
      if (fault !== undefined) return fault
    }
    const running = yield* start(command, folder, program, ports)
    const promised = program.output ?? ""
    const fault = yield* Effect.promise(() => running.prints(promised, program.status))
    return fault === undefined && promised.trimEnd().endsWith(rest)
      ? yield* Effect.promise(() => running.stop())
      : fault
  }).pipe(Effect.scoped)
