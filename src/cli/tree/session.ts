/**
 * Reads the shared flags of a command, and runs it with them.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import type * as Schema from "effect/Schema"
import { Cli, type Format } from "../context.ts"
import { type Failed, usage } from "../failure.ts"
import { fieldNames, nameIn, noField } from "../fields.ts"
import { Host, isColoured, terminalWidth } from "../host.ts"
import { styleOf } from "../style.ts"
import type { Shared } from "./root.ts"

const formats = ["json", "ndjson", "csv", "tsv"] as const

const formatOf = (shared: Shared): Effect.Effect<Format, Failed> => {
  const [first = "human", second] = formats.filter((format) => shared[format])
  return second === undefined
    ? Effect.succeed(first)
    : Effect.fail(usage(`--${first} and --${second} exclude each other`))
}

/** How a command that prints this runs with its shared flags. */
export const sessionOf = (shared: Shared, output: Schema.Top | undefined) =>
  Effect.gen(function*() {
    const host = yield* Host
    const format = yield* formatOf(shared)
    if (shared.demo && shared.from !== undefined) return yield* usage("--demo and --from exclude each other")
    const fields = shared.fields === undefined ? [] : shared.fields.split(",").map((field) => field.trim())
    const names = output === undefined ? undefined : fieldNames(output)
    const unknown = fields.find((field) => names !== undefined && nameIn(names, field) === undefined)
    if (unknown !== undefined) return yield* noField(unknown, names ?? [])
    const isTerminal = host.isTerminal.stdout && host.env.TERM !== "dumb"
    const { ca, profile, secretFile, url, username } = shared
    const cli = Cli.of({
      format,
      fields,
      areFieldsKnown: names !== undefined,
      hasHeader: !shared.noHeader,
      isTerminal,
      width: format === "human" && isTerminal ? terminalWidth(host) : undefined,
      style: styleOf(format === "human" && isColoured(host, "stdout")),
      errorStyle: styleOf(isColoured(host, "stderr")),
      isQuiet: shared.quiet,
      isYes: shared.yes,
      isDemo: shared.demo,
      from: shared.from,
      given: { url, profile, username, secretFile, ca }
    })
    return <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      effect.pipe(
        Effect.provideService(Cli, cli),
        Effect.provideService(References.MinimumLogLevel, shared.verbose ? "Debug" : "Error")
      )
  })
