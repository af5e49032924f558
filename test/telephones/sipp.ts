/**
 * Shapes that SIPp plays: another telephone than ours, so that nothing depends on how ours speaks.
 */
import { Effect, type Scope } from "effect"
import { execFile, spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Person } from "./configuration.ts"
import type { House } from "./house.ts"
import type { Observer } from "./observer.ts"

const folder = fileURLToPath(new URL("./sipp/", import.meta.url))

/** Why SIPp cannot be used; undefined if it can. On Debian, root installs it. */
export const missingSipp = Effect.suspend((): Effect.Effect<string | undefined> => {
  if (hasSipp()) return Effect.succeed(undefined)
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    return Effect.succeed("there is no sipp; install it, or run as root on Debian")
  }
  const command = "apt-get update -qq && apt-get install -y -qq --no-install-recommends sip-tester"
  return Effect.callback((resume) => {
    process.stderr.write("Installing SIPp (once) …\n")
    execFile(
      "bash",
      ["-c", command],
      { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } },
      (_, __, stderr) => {
        resume(
          Effect.succeed(hasSipp() ? undefined : `apt-get did not install sip-tester: ${stderr.trim().slice(-300)}`)
        )
      }
    )
  })
})

// It says its version with a status other than 0.
const hasSipp = () => spawnSync("sipp", ["-v"]).error === undefined

export interface Scenario {
  /** The name of a file in `sipp`. */
  readonly name: string
  /** Whose port it has, and under which number it calls or answers. */
  readonly who: Person
  readonly number?: string
  readonly to?: string
  /** How long it rings, talks or waits, in milliseconds. */
  readonly hold?: number
  readonly calls?: number
  /** Calls a second. */
  readonly rate?: number
  readonly keys?: Readonly<Record<string, string>>
  /** Seconds after which it gives up. */
  readonly limit?: number
}

/** Its end; dies with what went wrong if a call did not go as the scenario says. */
export interface Running {
  readonly over: Effect.Effect<void>
}

/** Starts a scenario, and waits until its port is open. The scope ends it, and gives the telephone its port back. */
export const sipp = Effect.fnUntraced(function*(
  house: House,
  scenario: Scenario
): Effect.fn.Return<Running, never, Scope.Scope> {
  const { calls = 1, hold = 500, keys = {}, limit = 60, name, rate = 1, to = "", who } = scenario
  const telephone = house.telephones[who]
  const number = scenario.number ?? telephone.user
  const port = yield* telephone.lend
  const dir = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "sipp-"))),
    (dir) => Effect.sync(() => rmSync(dir, { recursive: true, force: true }))
  )
  const table = join(dir, "numbers.csv")
  writeFileSync(table, `SEQUENTIAL\n${number};${to};${who === "provider" ? "Customer" : ""}\n`)
  const options = {
    sf: join(folder, `${name}.xml`),
    inf: table,
    error_file: join(dir, "errors"),
    i: "127.0.0.1",
    p: port,
    m: calls,
    r: rate,
    d: hold,
    s: number,
    timeout: `${limit}s`
  }
  const args = [
    `${house.host}:${house.port}`,
    "-nostdin",
    "-aa",
    "-trace_err",
    ...Object.entries(options).flatMap(([option, value]) => [`-${option}`, String(value)]),
    ...Object.entries(keys).flatMap(([key, value]) => ["-key", key, value])
  ]
  const child = yield* Effect.acquireRelease(
    Effect.sync(() => spawn("sipp", args, { stdio: "ignore", cwd: dir })),
    (child) =>
      Effect.callback<void>((resume) => {
        if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
        child.once("exit", () => resume(Effect.void))
        child.kill("SIGKILL")
      })
  )
  const errors = () => {
    const file = join(dir, "errors")
    const text = existsSync(file) ? readFileSync(file, "latin1") : ""
    return text.replaceAll(/Discarding message[^]*?\n\n/g, "").slice(0, 400)
  }
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)))
  yield* isOpen(port).pipe(
    Effect.repeat({ until: (open) => open || child.exitCode !== null }),
    Effect.timeoutOrElse({ duration: "10 seconds", orElse: () => Effect.die(new Error(`sipp ${name} opens no port`)) })
  )
  return {
    over: Effect.flatMap(
      Effect.promise(() => ended),
      (code) => code === 0 ? Effect.void : Effect.die(new Error(`sipp ${name} ended with ${code}: ${errors()}`))
    )
  }
})

/** Whether a process has that port over UDP. */
const isOpen = (port: number) =>
  Effect.delay(
    Effect.sync(() =>
      readFileSync("/proc/net/udp", "latin1").includes(`:${port.toString(16).toUpperCase().padStart(4, "0")} `)
    ),
    "10 millis"
  )

type Play = (house: House, observer: Observer) => Effect.Effect<void>

const outside = { who: "provider", number: "0201234" } as const

/** Telephones that wait for calls, then a scenario that calls; all of them end. */
const scene = (waiting: ReadonlyArray<Scenario>, calling: Scenario): Play =>
  Effect.fnUntraced(function*(house) {
    const others = yield* Effect.forEach(waiting, (scenario) => sipp(house, scenario))
    const caller = yield* sipp(house, calling)
    yield* caller.over
    yield* Effect.forEach(others, ({ over }) => over, { discard: true })
  }, Effect.scoped)

const parked: Play = Effect.fnUntraced(function*(house, observer) {
  const agent = yield* sipp(house, { name: "uas-refer", who: "alice", keys: { target: "700" } })
  const caller = yield* sipp(house, { name: "uac-wait", ...outside, to: "5550100" })
  yield* observer.until("event ParkedCall", () => observer.count("ParkedCall") > 0)
  const picker = yield* sipp(house, { name: "uac-call", who: "bob", to: "701", hold: 800 })
  yield* picker.over
  yield* agent.over
  yield* caller.over
}, Effect.scoped)

const answers = (who: Person, hold: number): Scenario => ({ name: "uas-answer", who, hold })
const fromOutside = (to: string, hold: number): Scenario => ({ name: "uac-call", ...outside, to, hold })

/** The shapes that SIPp plays, by name. */
export const playedBySipp: ReadonlyMap<string, Play> = new Map(Object.entries({
  "sipp-answered": scene([answers("alice", 500)], fromOutside("5550100", 900)),
  "sipp-busy": scene([{ name: "uas-busy", who: "alice" }], { name: "uac-refused", who: "bob", to: "101" }),
  "sipp-declined": scene([{ name: "uas-decline", who: "alice" }], { name: "uac-refused", who: "bob", to: "101" }),
  "sipp-cancelled": scene(
    [{ name: "uas-ring", who: "alice" }],
    { name: "uac-cancel", ...outside, to: "5550100", hold: 800 }
  ),
  "sipp-forwarded": scene(
    [{ name: "uas-forward", who: "alice", keys: { target: "102" } }, answers("bob", 400)],
    { name: "uac-call", who: "carol", to: "101", hold: 900 }
  ),
  "sipp-hold": scene([{ name: "uas-hold", who: "alice", hold: 700 }], fromOutside("5550100", 2600)),
  "sipp-transfer": scene(
    [{ name: "uas-refer", who: "alice", hold: 700, keys: { target: "102" } }, answers("bob", 300)],
    fromOutside("5550100", 3000)
  ),
  "sipp-parked": parked,
  "sipp-queue": scene([answers("alice", 600)], fromOutside("5550103", 2600))
}))
