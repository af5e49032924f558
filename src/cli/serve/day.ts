/**
 * Where `ami serve` keeps the day: a file of points, a line each, or the morning of the demo.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import * as Actions from "../../catalog/Actions.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import type * as AmiDashboard from "../../dashboard/AmiDashboard.ts"
import { type Host, variable } from "../host.ts"
import { systemCode } from "../recorded/file.ts"

const minutes = 60_000

const Point = Schema.fromJsonString(Schema.Struct({
  t: Schema.Finite,
  waiting: Schema.Finite,
  answered: Schema.Finite,
  abandoned: Schema.Finite
}))

const decode = Schema.decodeUnknownResult(Point)

/** The file of a target; what cannot be in the name of a file is left out. */
export const fileOf = (env: Host["Service"]["env"], target: string): string => {
  const state = variable(env, "XDG_STATE_HOME") ?? Path.join(variable(env, "HOME") ?? Os.homedir(), ".local", "state")
  return Path.join(state, "effect-ami", `history-${target.replaceAll(/[^\w.-]+/g, "_")}.ndjson`)
}

/** The process that has a file, and where it runs. */
const Owner = /^(\d+) (.*)\n$/

/** Whether a process of this machine that is not this one has written it, and runs. */
const isHeld = (owner: string): boolean => {
  const [, id, machine] = Owner.exec(owner) ?? []
  if (id === undefined || machine !== Os.hostname() || Number(id) === process.pid) return false
  return Result.match(Result.try(() => process.kill(Number(id), 0)), {
    onSuccess: () => true,
    // It runs as somebody else.
    onFailure: (error) => systemCode(error) === "EPERM"
  })
}

/**
 * Takes a file for this process until the scope closes; false if another one has it. A process that was killed has nothing.
 */
const taken = (file: string): Effect.Effect<boolean, never, Scope.Scope> => {
  const lock = `${file}.lock`
  const owner = `${process.pid} ${Os.hostname()}\n`
  const read = () => Result.getOrElse(Result.try(() => Fs.readFileSync(lock, "utf8")), () => "")
  const take = Effect.sync(() => {
    if (isHeld(read())) return false
    // What cannot be written is said when the day is.
    return Result.match(
      Result.try(() => {
        Fs.mkdirSync(Path.dirname(file), { recursive: true, mode: 0o700 })
        Fs.rmSync(lock, { force: true })
        Fs.writeFileSync(lock, owner, { flag: "wx", mode: 0o600 })
      }),
      { onSuccess: () => true, onFailure: (error) => systemCode(error) !== "EEXIST" }
    )
  })
  return Effect.acquireRelease(
    take,
    (isTaken) => Effect.sync(() => isTaken && read() === owner ? Fs.rmSync(lock, { force: true }) : undefined)
  )
}

/**
 * The day in a file that only its owner can read, and that one process writes until the scope closes. What cannot be written is
 * said with `warn`, once.
 */
export const inFile = (
  file: string,
  warn: (words: string) => Effect.Effect<void>
): Effect.Effect<AmiDashboard.History, never, Scope.Scope> =>
  Effect.gen(function*() {
    const history = ofFile(file, warn)
    if (yield* taken(file)) return history
    yield* warn(`Another ami serve keeps the day in ${file}: this one shows what is there, and keeps nothing`)
    return { load: readDay(file, () => Effect.void), append: () => Effect.void }
  })

const ofFile = (file: string, warn: (words: string) => Effect.Effect<void>): AmiDashboard.History => {
  let isWarned = false
  return {
    load: readDay(file, (today) => Effect.ignore(Effect.try(() => Fs.writeFileSync(file, today.join(""))))),
    append: (point) =>
      Effect.try({
        try: () => {
          Fs.mkdirSync(Path.dirname(file), { recursive: true, mode: 0o700 })
          Fs.appendFileSync(file, `${JSON.stringify(point)}\n`, { mode: 0o600 })
        },
        catch: (cause) => cause instanceof Error ? cause.message : String(cause)
      }).pipe(
        Effect.catch((why) => {
          if (isWarned) return Effect.void
          isWarned = true
          return warn(`The day cannot be kept in ${file}: ${why}`)
        })
      )
  }
}

/** The points of today; `shorten` gets their lines if the file has others too. */
const readDay = (file: string, shorten: (today: ReadonlyArray<string>) => Effect.Effect<void>) =>
  Effect.gen(function*() {
    const midnight = new Date(yield* Clock.currentTimeMillis).setHours(0, 0, 0, 0)
    const lines = Result.getOrElse(Result.try(() => Fs.readFileSync(file, "utf8")), () => "")
      .split("\n").filter((line) => line !== "")
    const today = lines.filter((line) => {
      const point = decode(line)
      return Result.isSuccess(point) && point.success.t >= midnight
    })
    // Other days are of no use, and a file of a year must not be read each time.
    if (today.length < lines.length) yield* shorten(today.map((line) => `${line}\n`))
    return today.flatMap((line) => {
      const point = decode(line)
      return Result.isSuccess(point) ? [point.success] : []
    })
  })

/** How much of a day's calls come at a time of day: little early, most before noon. */
const shareOf = (part: number): number => 0.35 + Math.sin(Math.PI * Math.min(1, part * 0.85)) ** 2

/** A number from 0 to 1 that belongs to another. */
const noise = (of: number): number => {
  const value = Math.sin(of * 12.9898) * 43_758.5453
  return value - Math.floor(value)
}

/** Splits a whole number into parts of these weights. */
const split = (total: number, weights: ReadonlyArray<number>): ReadonlyArray<number> => {
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  let given = 0
  let weighed = 0
  return weights.map((weight) => {
    weighed += weight
    const part = Math.round(total * weighed / all) - given
    given += part
    return part
  })
}

/** The morning of a call centre that has these counters now: points since it opened, five and a half hours ago or at midnight. */
export const morning = (
  at: number,
  counters: { readonly completed: number; readonly abandoned: number }
): ReadonlyArray<AmiDashboard.Point> => {
  const midnight = new Date(at).setHours(0, 0, 0, 0)
  const until = midnight + Math.floor((at - midnight) / (5 * minutes)) * 5 * minutes
  const from = Math.max(midnight, until - 66 * 5 * minutes)
  const moments = Array.from({ length: (until - from) / (5 * minutes) }, (_, index) => from + index * 5 * minutes)
  const shares = moments.map((_, index) => shareOf(index / Math.max(1, moments.length)))
  const busy = shares.map((share, index) => share * (0.6 + 0.8 * noise(index + 1)))
  const answered = split(counters.completed, busy)
  const abandoned = split(counters.abandoned, busy.map((one, index) => one ** 3 * noise(index + 99)))
  return moments.map((t, index) => ({
    t,
    waiting: Math.round((busy[index] ?? 0) * 5 * noise(index + 7)) + ((abandoned[index] ?? 0) > 0 ? 2 : 0),
    answered: answered[index] ?? 0,
    abandoned: abandoned[index] ?? 0
  }))
}

/** The day of the demo: it fits what the queues count, and is not kept. */
export const ofDemo = (ami: AmiClient["Service"]): AmiDashboard.History => ({
  load: Effect.gen(function*() {
    const at = yield* Clock.currentTimeMillis
    const items = yield* Effect.orElseSucceed(ami.collect(Actions.QueueStatus()), () => [])
    const counters = { completed: 0, abandoned: 0 }
    for (const item of items) {
      if (item.Event !== "QueueParams") continue
      counters.completed += item.Completed ?? 0
      counters.abandoned += item.Abandoned ?? 0
    }
    return morning(at, counters)
  }),
  append: () => Effect.void
})
