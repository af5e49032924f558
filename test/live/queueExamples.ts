/**
 * Runs the example programs about queues as a user does, and reads what they print.
 */
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { changing } from "../transport/waiting.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))

/** A program that runs until the scope closes. */
export const runExample = Effect.fnUntraced(function*(name: string, url: string, ...args: ReadonlyArray<string>) {
  const { changed, until } = changing()
  const lines: Array<string> = []
  let rest = ""
  let errors = ""
  let status: number | null | undefined
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, ["--import", `${root}test/project/resolving.ts`, `${root}examples/${name}`, ...args], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, AMI_URL: url, NO_COLOR: "1" }
      })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const whole = `${rest}${text}`.split("\n")
    rest = whole.at(-1) ?? ""
    lines.push(...whole.slice(0, -1))
    changed()
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => errors += text)
  child.on("close", (code) => {
    status = code
    changed()
  })
  let read = 0
  return {
    lines: lines as ReadonlyArray<string>,
    /** The next line that fits, after those that were read. */
    prints: (pattern: RegExp) =>
      Effect.suspend(() => {
        const from = read
        const find = () => lines.findIndex((line, index) => index >= from && pattern.test(line))
        return until(`a line like ${pattern}`, () => find() >= 0, "40 seconds").pipe(
          Effect.map(() => {
            read = find() + 1
            return lines[read - 1] ?? ""
          }),
          Effect.tapCause(() => Effect.sync(() => console.error(lines.join("\n"), errors)))
        )
      }),
    ends: Effect.suspend(() => until("the end", () => status !== undefined, "40 seconds")).pipe(
      Effect.map(() => ({ status, errors }))
    )
  }
})
