/**
 * A command that asks several profiles at once: each row, line and error says of which server it is.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type AmiError, isAmiError } from "../AmiError.ts"
import { Cli } from "./context.ts"
import { separated } from "./events/lines.ts"
import { codes, exitWith, Failed, fromAmi, usage } from "./failure.ts"
import { Host } from "./host.ts"
import { Gather, printRows, type Table } from "./output.ts"
import { checkName, namesOf } from "./profile.ts"
import { defect, report } from "./reporting.ts"
import { configFolder } from "./target.ts"
import type { Shared } from "./tree/root.ts"
import { sessionOf } from "./tree/session.ts"

interface Row {
  readonly server: string
  readonly of: unknown
}

/** The profiles that are named, or all that there are. */
export const profilesOf = (given: string): Effect.Effect<ReadonlyArray<string>, Failed, Host> =>
  Effect.gen(function*() {
    const { env } = yield* Host
    const names = given === "all" ? namesOf(configFolder(env)) : given.split(",").map((name) => name.trim())
    if (names.length === 0) return yield* usage("There is no profile", "ami profile add NAME makes one")
    return [...new Set(yield* Effect.forEach(names, checkName))]
  })

/** What the program says of how a command failed. */
export const failureOf = (cause: Cause.Cause<unknown>): Failed => {
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  return error instanceof Failed ? error : isAmiError(error) ? fromAmi(error) : defect(cause)
}

/** The failure of one profile of several. */
export const named = (profile: string, { exitCode, hints, json, message }: Failed): Failed =>
  new Failed({
    exitCode,
    hints,
    message: message === "" ? "" : `${profile}: ${message}`,
    json: { ...json, server: profile }
  })

/** Lines that a command writes by itself, with their server. */
const marked = (text: string, server: string, cli: Cli["Service"], isFirst: boolean): string => {
  const { format, hasHeader } = cli
  if (text.startsWith("{")) return text.replaceAll(/^\{/gm, `{"server":${JSON.stringify(server)},`)
  if (format === "csv" || format === "tsv") {
    const cell = (name: string) => separated([name, ""], format === "tsv").trimEnd()
    const lines = text.trimEnd().split("\n")
    return lines.map((line, at) => `${cell(isFirst && hasHeader && at === 0 ? "server" : server)}${line}\n`).join("")
  }
  return text.replaceAll(/^(?=.)/gm, `${server}  `)
}

/** The table of one PBX with a column for the server, which is the first field of its JSON. */
const withServer = (table: Table<unknown>): Table<Row> => ({
  columns: [
    { field: "server", title: "SERVER", value: ({ server }) => server },
    ...table.columns.map(({ style, value, ...column }) => ({
      ...column,
      value: ({ of }: Row) => value(of),
      ...style === undefined ? {} : { style: ({ of }: Row, given: Parameters<typeof style>[1]) => style(of, given) }
    }))
  ],
  json: ({ of, server }) => ({ server, ...table.json(of) }),
  empty: table.empty
})

/** Runs a command for several profiles. It ends with the code of the first that failed; what the others say is printed. */
export const runAcross = (
  given: string,
  shared: Shared,
  command: Effect.Effect<void, AmiError | Failed, Cli | Host>,
  isWatching: boolean
): Effect.Effect<void, AmiError | Failed, Host> =>
  Effect.gen(function*() {
    const names = yield* profilesOf(given)
    if (isWatching) return yield* usage("--watch shows one PBX: name one profile")
    for (const flag of ["url", "from"] as const) {
      if (shared[flag] !== undefined) return yield* usage(`--${flag} names one PBX, and --profile ${given} several`)
    }
    const host = yield* Host
    const rows: Array<Row> = []
    const codesOf = new Map<string, number>()
    let table: Table<unknown> | undefined
    const ask = (profile: string, index: number) =>
      Effect.gen(function*() {
        const session = yield* sessionOf({ ...shared, profile, noHeader: shared.noHeader || index > 0 }, undefined)
        let isFirst = index === 0
        // Several questions on one terminal would be mixed up: a secret that is missing is an error.
        const own = (cli: Cli["Service"]) =>
          Host.of({
            ...host,
            isTerminal: { ...host.isTerminal, stdin: false },
            stdout: (text) => {
              const lines = marked(text, profile, cli, isFirst)
              isFirst = false
              return host.stdout(lines)
            },
            stderr: (text) => host.stderr(`${profile}: ${text}`)
          })
        yield* session(Cli.use((cli) => Effect.provideService(command, Host, own(cli)))).pipe(
          Effect.provideService(Gather, (of, some) => {
            table = of
            for (const row of some) rows.push({ server: profile, of: row })
          })
        )
      }).pipe(
        Effect.catchCause((cause) => {
          if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
          const failure = failureOf(cause)
          codesOf.set(profile, failure.exitCode)
          return report(host, named(profile, failure), shared.json || shared.ndjson)
        })
      )
    yield* Effect.forEach(names, ask, { concurrency: "unbounded", discard: true })
    const shown = table as Table<unknown> | undefined
    if (shown !== undefined) {
      const order = new Map(names.map((name, index) => [name, index]))
      rows.sort((one, other) => (order.get(one.server) ?? 0) - (order.get(other.server) ?? 0))
      const session = yield* sessionOf(shared, undefined)
      yield* session(printRows(withServer(shown), rows))
    }
    yield* exitWith(names.map((name) => codesOf.get(name) ?? codes.done).find((code) => code !== codes.done) ?? 0)
  })
