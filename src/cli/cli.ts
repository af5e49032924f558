/**
 * The command `ami`: its tree of commands, and what becomes of how they end.
 *
 * Flags and help are here; the code of a command is loaded when it runs.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as CliCommand from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { isAmiError } from "../AmiError.ts"
import * as Environment from "./environment.ts"
import { codes, Failed, fromAmi, usage } from "./failure.ts"
import { flagsText, helpText } from "./help.ts"
import { Host, isColoured } from "./host.ts"
import { defect, report } from "./reporting.ts"
import { styleOf } from "./style.ts"
import { act } from "./tree/act.ts"
import { any } from "./tree/any.ts"
import { capture } from "./tree/capture.ts"
import { check } from "./tree/check.ts"
import type { Declared, Group } from "./tree/declare.ts"
import { look } from "./tree/look.ts"
import { root, Tree } from "./tree/root.ts"
import { setup } from "./tree/setup.ts"
import { ofParser } from "./wording.ts"

/** All commands, by what they are for. */
export const groups: ReadonlyArray<Group> = [look, act, any, check, capture, setup]

/** All commands, and those within them. */
export const commands: ReadonlyArray<Declared> = groups.flatMap(({ commands }) =>
  commands.flatMap((command) => [command, ...command.subcommands])
)

const [firstCommand, ...otherCommands] = groups.map(({ commands, title }) => {
  const [first, ...others] = commands
  return { group: title, commands: [first.command, ...others.map(({ command }) => command)] as const }
})

const cli = root.pipe(
  CliCommand.withSubcommands(firstCommand === undefined ? [] : [firstCommand, ...otherCommands]),
  CliCommand.withExamples([
    { command: "ami --demo top", description: "see it work without a PBX" },
    { command: "ami doctor -u ami://hello@pbx.example.org", description: "see whether yours answers" }
  ])
)

const presenter = (host: Host["Service"], isOfFlags: boolean): CliOutput.Presenter => ({
  present: (event) => {
    switch (event._tag) {
      case "Help":
        return host.stdout((isOfFlags ? flagsText : helpText)(event.helpDoc, styleOf(isColoured(host, "stdout"))))
      case "Version":
        return host.stdout(`ami ${event.version}\n`)
      // The failure says it, like every other one.
      case "InvalidInvocation":
        return Effect.void
    }
  }
})

/** What the program says of how a command failed; undefined if that is nothing. */
const failureOf = (error: unknown): Failed | undefined => {
  if (error instanceof Failed) return error
  if (isAmiError(error)) return fromAmi(error)
  if (!CliError.isCliError(error)) return undefined
  if (error._tag !== "ShowHelp") return usage(ofParser(error.message), "ami --help")
  const [first] = error.errors
  return first === undefined
    ? undefined
    : usage(ofParser(first.message), `${error.commandPath.join(" ")} --help`)
}

/** `ami help COMMAND` is `ami COMMAND --help`, and `ami help` alone the first page; undefined for anything else. */
const asHelp = (args: ReadonlyArray<string>): ReadonlyArray<string> | undefined => {
  const words = args.filter((word) => !word.startsWith("-"))
  const isPlain = args.every((arg) => !arg.startsWith("-") || arg === "--demo")
  if (words[0] !== "help" || !isPlain) return undefined
  const topic = words.slice(1).join(" ")
  if (topic === "" || topic === "flags") return ["--help"]
  return commands.some(({ name }) => name === topic) ? [...words.slice(1), "--help"] : undefined
}

/** Runs `ami` with arguments; gives its exit code. An interruption passes through. */
export const run = (args: ReadonlyArray<string>): Effect.Effect<number, never, Host> =>
  Effect.gen(function*() {
    const host = yield* Host
    const isJson = args.includes("--json") || args.includes("--ndjson")
    const help = asHelp(args)
    const isOfFlags = help !== undefined && args.includes("flags")
    return yield* CliCommand.runWith(cli, { version: host.version })(help ?? args).pipe(
      Effect.as(codes.done as number),
      Effect.catchCause((cause) => {
        if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
        const error = Option.getOrUndefined(Cause.findErrorOption(cause))
        if (error instanceof CliError.ShowHelp && error.errors.length === 0) return Effect.succeed(codes.done as number)
        const failure = failureOf(error) ?? defect(cause)
        return Effect.as(report(host, failure, isJson), failure.exitCode)
      }),
      Effect.provide(Layer.mergeAll(
        CliOutput.layerPresenter(presenter(host, isOfFlags)),
        CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] })
      )),
      Effect.provide(Environment.none),
      Effect.provideService(Tree, cli)
    )
  })
