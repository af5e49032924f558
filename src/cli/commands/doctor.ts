/**
 * `ami doctor`: why the connection does not work, and what the account lacks.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Fs from "node:fs"
import * as AmiClient from "../../client/AmiClient.ts"
import { resolveTarget } from "../client.ts"
import * as Connecting from "../connecting.ts"
import { Cli } from "../context.ts"
import * as Examination from "../doctor/examination.ts"
import { type Finding, Report } from "../doctor/finding.ts"
import { linesOf, summaryOf } from "../doctor/rendering.ts"
import { hiding, type Subject, targetOf } from "../doctor/subject.ts"
import * as Tasks from "../doctor/tasks.ts"
import { exitWith, type Failed, usage } from "../failure.ts"
import { Host } from "../host.ts"
import { near } from "../known.ts"
import { printOne, printRows, type Table, writeOut } from "../output.ts"
import type { Target } from "../target.ts"

export const output = Report

interface Options {
  readonly tasks: ReadonlyArray<string>
  readonly probe: boolean
  readonly strict: boolean
}

/** The tasks that were named, in flags or with commas between them. */
const tasksOf = (given: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<Tasks.Name>, Failed> =>
  Effect.forEach(given.flatMap((names) => names.split(",")), (name) => {
    const found = Tasks.taskOf(name.trim())
    const [meant] = near(name, Tasks.names)
    return found === undefined
      ? Effect.fail(usage(
        `There is no task ${name}${meant === undefined ? "" : `. Did you mean ${meant}?`}`,
        `Tasks: ${Tasks.names.join(", ")}`
      ))
      : Effect.succeed(found[0])
  })

/** What is examined: the target of the flags, or the demo. */
const subject: Effect.Effect<Subject, Failed, Cli | Host> = Effect.gen(function*() {
  const { from, isDemo } = yield* Cli
  if (from !== undefined) return yield* usage("A recording has no connection to examine: leave out --from")
  if (isDemo) {
    const context = yield* Effect.context<Cli | Host>()
    return {
      place: undefined,
      name: "demo",
      username: "hello",
      ca: undefined,
      settings: {},
      hideSecret: (text) => text,
      // The demo reads no file, so that it cannot fail like a target.
      client: (options) =>
        Connecting.layer(options).pipe(
          Layer.provide(Layer.succeedContext(context)),
          Layer.catchTag("Failed", (failure) => Layer.effectContext(Effect.die(failure)))
        )
    }
  }
  const target = yield* resolveTarget
  const transport = yield* Connecting.transportOf(target)
  const auth = target.auth === "challenge" || target.auth === "plaintext" ? { auth: target.auth } : {}
  return {
    place: {
      scheme: target.protocol,
      host: target.host.replace(/^\[(.*)\]$/, "$1"),
      port: target.port,
      prefix: target.prefix,
      isDigest: target.auth === "digest"
    },
    name: target.name,
    username: target.username,
    ca: yield* certificateOf(target),
    settings: settingsOf(target),
    hideSecret: hiding(Redacted.value(target.secret)),
    client: (options) =>
      AmiClient.layer({ ...options, ...auth, username: target.username, secret: target.secret }).pipe(
        Layer.provide(transport)
      )
  }
})

const certificateOf = ({ ca }: Target): Effect.Effect<string | undefined, Failed> =>
  ca === undefined ? Effect.succeed(undefined) : Effect.try({
    try: () => Fs.readFileSync(ca, "utf8"),
    catch: () => usage(`The certificate ${ca} cannot be read`)
  })

const settingsOf = ({ origins, profile }: Target): Subject["settings"] =>
  Object.fromEntries(
    Object.entries(origins).flatMap(([name, from]) =>
      from === undefined
        ? []
        : [[name, {
          from,
          file: profile !== undefined && from === `profile ${profile.name}` ? profile.file : undefined
        }]]
    )
  )

const table: Table<Finding> = {
  columns: [
    { field: "id", title: "ID", value: ({ id }) => id },
    { field: "status", title: "STATUS", value: ({ status }) => status },
    { field: "title", title: "TITLE", value: ({ title }) => title },
    { field: "cause", title: "CAUSE", value: ({ cause = "" }) => cause }
  ],
  json: (finding) => finding,
  empty: "Nothing was found."
}

export const run = ({ probe, strict, ...options }: Options) =>
  Effect.gen(function*() {
    const { format, style } = yield* Cli
    const tasks = yield* tasksOf(options.tasks)
    const target = yield* subject
    const isHuman = format === "human"
    const host = yield* Host
    const write = (lines: ReadonlyArray<string>) => host.stdout(lines.map((line) => `${line}\n`).join(""))
    if (isHuman) yield* writeOut(`${style.bold(targetOf(target))}\n`)
    const report = yield* Examination.examine(
      target,
      { tasks, probe, strict, hidesAddresses: !isHuman },
      (finding) => isHuman ? write(linesOf(style, finding)) : Effect.void
    )
    if (isHuman) yield* write(["", summaryOf(style, report)])
    else if (format === "csv" || format === "tsv") yield* printRows(table, report.findings)
    else yield* printOne(report, [])
    yield* exitWith(report.exitCode)
  })
