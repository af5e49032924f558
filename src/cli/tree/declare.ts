/**
 * How a command is declared: its help, its flags, and the module that runs it, which is loaded when it runs.
 *
 * @since 0.2.0
 */
import * as CliCommand from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { AmiError } from "../../AmiError.ts"
import { Cli } from "../context.ts"
import { type Failed, usage } from "../failure.ts"
import { Host } from "../host.ts"
import { root } from "./root.ts"
import { sessionOf } from "./session.ts"

export {
  argument,
  argumentsOf,
  flag,
  int,
  number,
  oneOf,
  oneOfArgument,
  optionalArgument,
  text,
  texts
} from "./flags.ts"

/** What runs a command. */
export interface Handler<Options> {
  readonly run: (options: Options) => Effect.Effect<void, AmiError | Failed, Cli | Host>
  /** The JSON that it prints with `--json`; `undefined` if it prints none. */
  readonly output: Schema.Top | undefined
}

/** An example of the help: the command line, and what it is for. */
export type Example = readonly [commandLine: string, purpose: string]

/** A command, with what documents and tests it. */
export interface Declared {
  /** Its words, as in `profile add`. */
  readonly name: string
  /** Its subcommands; it runs nothing itself if it has some. */
  readonly subcommands: ReadonlyArray<Declared>
  readonly examples: ReadonlyArray<Example>
  readonly load: () => Promise<{ readonly output: Schema.Top | undefined }>
  readonly command: CliCommand.Command<string, never, {}, AmiError | Failed, Host | CliCommand.CommandContext<"ami">>
}

/** Declares a command. */
export const command = <const Name extends string, const Config extends CliCommand.Command.Config>(
  name: Name,
  declaration: {
    /** One sentence, which also stands in the list of commands. */
    readonly does: string
    /** Another sentence for the list of commands, in which those with the same share a line. */
    readonly short?: string
    /** More paragraphs for its own help. */
    readonly details?: string
    readonly alias?: string
    readonly examples: readonly [Example, Example, ...ReadonlyArray<Example>]
    readonly config: Config
    /** The flag of its own that `--from` stands for, as the command can use no recording. */
    readonly from?: keyof CliCommand.Command.Config.Infer<Config> & string
    /** Whether it may ask several profiles, and print what they say together. */
    readonly across?: boolean
    /** Whether it works with several profiles in a way of its own. */
    readonly own?: boolean
    readonly load: () => Promise<Handler<CliCommand.Command.Config.Infer<Config>>>
  }
): Declared => {
  const { across = false, alias, config, details, does, examples, from, load, own, short = does } = declaration
  const made = CliCommand.make(name, config, (options) =>
    Effect.gen(function*() {
      const shared = yield* root
      const handler = yield* Effect.promise(load)
      const profiles = shared.profile ?? (shared.url === undefined ? (yield* Host).env["AMI_PROFILE"] : undefined)
      if (own !== true && profiles !== undefined && (profiles === "all" || profiles.includes(","))) {
        if (!across) return yield* usage(`ami ${name} works with one PBX: name one profile instead of ${profiles}`)
        const { runAcross } = yield* Effect.promise(() => import("../across.ts"))
        return yield* runAcross(
          profiles,
          shared,
          handler.run(options),
          (options as { readonly watch?: unknown }).watch === true
        )
      }
      if (from === undefined || shared.from === undefined) {
        const session = yield* sessionOf(shared, handler.output)
        return yield* session(handler.run(options))
      }
      if (options[from] !== undefined) return yield* usage(`--from is --${from} here: write one of them`)
      const session = yield* sessionOf({ ...shared, from: undefined }, handler.output)
      yield* session(handler.run(Object.assign({}, options, { [from]: shared.from })))
    })).pipe(
      CliCommand.withDescription(details === undefined ? does : `${does}\n\n${details}`),
      CliCommand.withShortDescription(short),
      CliCommand.withExamples(examples.map(([command, description]) => ({ command, description })))
    )
  return {
    name,
    subcommands: [],
    examples,
    load,
    // A type assertion: a tree holds commands of any input.
    command: (alias === undefined ? made : CliCommand.withAlias(made, alias)) as CliCommand.Command.Any as Declared[
      "command"
    ]
  }
}

/** Declares a command that has subcommands, and runs nothing itself. */
export const family = (
  name: string,
  declaration: {
    readonly does: string
    readonly details?: string
    readonly examples: readonly [Example, Example, ...ReadonlyArray<Example>]
  },
  subcommands: readonly [Declared, ...ReadonlyArray<Declared>]
): Declared => {
  const { details, does, examples } = declaration
  const [first, ...others] = subcommands
  const made = CliCommand.make(name).pipe(
    CliCommand.withDescription(details === undefined ? does : `${does}\n\n${details}`),
    CliCommand.withShortDescription(does),
    CliCommand.withExamples(examples.map(([command, description]) => ({ command, description }))),
    CliCommand.withSubcommands([first.command, ...others.map(({ command }) => command)])
  )
  return {
    name,
    subcommands: subcommands.map((one) => ({ ...one, name: `${name} ${one.name}` })),
    examples,
    load: () => Promise.resolve({ output: undefined }),
    command: made as CliCommand.Command.Any as Declared["command"]
  }
}

/** Commands under one heading of the help. */
export interface Group {
  readonly title: string
  readonly commands: readonly [Declared, ...ReadonlyArray<Declared>]
}

export const group = (title: string, commands: Group["commands"]): Group => ({ title, commands })
