/** Child processes of tests, which end with the scope. */
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { changing } from "../transport/waiting.ts"

/** Runs a script of `fixtures/` with Node; `before` is shell text that runs first, such as a limit. */
export const child = Effect.fnUntraced(function*(
  script: string,
  parameters: ReadonlyArray<string>,
  before = "true"
) {
  const path = fileURLToPath(new URL(`./fixtures/${script}`, import.meta.url))
  const { changed, until } = changing()
  const process_ = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn("/bin/sh", ["-c", `${before}; exec "$0" "$@"`, process.execPath, path, ...parameters], {
        stdio: ["ignore", "pipe", "pipe"]
      })
    ),
    (process_) => Effect.sync(() => process_.kill("SIGKILL"))
  )
  let output = ""
  let printed = ""
  let exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text
      if (stream === process_.stdout) printed += text
      changed()
    })
  }
  process_.on("close", (code, signal) => {
    exit = { code, signal }
    changed()
  })
  return {
    /** What it wrote, also to standard error, where Node has warnings of its own. */
    output: () => output,
    /** What it wrote to standard output. */
    printed: () => printed,
    kill: (signal: NodeJS.Signals) => process_.kill(signal),
    awaitOutput: (text: string) => until(`"${text}" of the child`, () => output.includes(text) || exit !== undefined),
    exit: Effect.map(until("the end of the child", () => exit !== undefined), () => exit)
  }
})
