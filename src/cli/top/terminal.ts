/**
 * The real terminal as a screen: the alternate buffer, without cursor and wrapping, and keys as they are pressed.
 *
 * The terminal is given back on every way out. If the process is killed, so that it cannot do that itself, a shell that
 * waits for its end does.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Child from "node:child_process"
import type { Line } from "./cells.ts"
import { decode } from "./keys.ts"
import { difference, type Input, Screen } from "./screen.ts"

const enter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J\x1b[H"
const leave = "\x1b[?2026l\x1b[m\x1b[r\x1b[?7h\x1b[?25h\x1b[?1049l"

/** Says that it has the state of the terminal, then waits for a word; at the end of the file it restores the terminal. */
const guardian = `
trap '' INT QUIT TERM HUP TTOU TTIN TSTP
exec 3<>/dev/tty || exit 0
state=$(stty -g <&3) || exit 0
echo ready
read -r word && exit 0
stty "$state" <&3
printf '\\033[?2026l\\033[m\\033[r\\033[?7h\\033[?25h\\033[?1049l' >&3
`

/** How long to wait for the guardian before going on without it. */
const patience = 300

/** A shell that restores the terminal if this process ends without a word. Without a shell there is none. */
const guard = Effect.acquireRelease(
  Effect.callback<Child.ChildProcess | undefined>((resume) => {
    const shell = Child.spawn("sh", ["-c", guardian], { stdio: ["pipe", "pipe", "ignore"] })
    const go = (found: Child.ChildProcess | undefined) => {
      clearTimeout(late)
      resume(Effect.succeed(found))
    }
    const late = setTimeout(() => go(undefined), patience)
    shell.on("error", () => go(undefined))
    shell.on("exit", () => go(undefined))
    shell.stdin?.on("error", () => undefined)
    shell.stdout?.once("data", () => {
      // Neither it nor its pipes keep this process running.
      shell.unref()
      shell.stdout?.destroy()
      go(shell)
    })
  }),
  (shell) => Effect.sync(() => shell?.stdin?.end("done\n"))
)

/** The screen of this process. */
export const layer = (isColoured: boolean): Layer.Layer<Screen> =>
  Layer.effect(
    Screen,
    Effect.gen(function*() {
      const { stdin, stdout } = process
      const inputs = yield* Queue.unbounded<Input>()
      let last: ReadonlyArray<Line> = []
      let isDraining = false
      const read = (data: Buffer) => {
        for (const key of decode(data.toString("utf8"))) Queue.offerUnsafe(inputs, { _tag: "Pressed", key })
      }
      const resized = () => {
        last = []
        stdout.write("\x1b[2J")
        Queue.offerUnsafe(inputs, { _tag: "Resized" })
      }
      yield* guard
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          stdin.setRawMode?.(true)
          stdin.on("data", read)
          stdin.resume()
          stdout.on("resize", resized)
          stdout.write(enter)
        }),
        () =>
          Effect.sync(() => {
            stdout.off("resize", resized)
            stdin.off("data", read)
            stdout.write(leave)
            stdin.setRawMode?.(false)
            stdin.pause()
          })
      )
      return Screen.of({
        inputs,
        size: Effect.sync(() => ({ columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 })),
        interrupt: Effect.sync(() => process.kill(process.pid, "SIGINT")),
        // A terminal that does not read, such as one over a slow line, gets the next frame when it does.
        draw: (lines) =>
          Effect.sync(() => {
            if (isDraining) return
            const text = difference(last, lines, isColoured)
            last = lines
            if (text === "" || stdout.write(text)) return
            isDraining = true
            stdout.once("drain", () => {
              isDraining = false
            })
          })
      })
    })
  )
