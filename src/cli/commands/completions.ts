/**
 * `ami completions`: the script that makes a shell complete commands, flags, and names of actions and events.
 *
 * The names are written into the script, so that TAB asks nobody.
 *
 * @since 0.2.0
 */
import * as CliCompletions from "effect/cli/Completions"
import * as Effect from "effect/Effect"
import { names as tasks } from "../doctor/tasks.ts"
import * as Known from "../known.ts"
import { writeOut } from "../output.ts"
import { Tree } from "../tree/root.ts"

/** A script is no JSON. */
export const output = undefined

interface Options {
  readonly shell: CliCompletions.Shell
}

const choice = (values: ReadonlyArray<string>) => ({ _tag: "Choice", values: [...new Set(values)] }) as const

const file = { _tag: "Path", pathType: "file" } as const

/** What an argument may be, by its name in the help. */
const argumentType = (command: string, { name, type }: CliCompletions.ArgumentDescriptor) => {
  if (type._tag !== "String") return type
  const kinds = name.split("|")
  const values = [
    ...kinds.includes("TASK") ? tasks : [],
    ...kinds.includes("ACTION") || command === "describe" ? Known.actionNames : [],
    ...kinds.includes("EVENT") || command === "describe" ? Known.eventNames : []
  ]
  return values.length > 0 ? choice(values) : kinds.includes("FILE") ? file : type
}

const files = ["from", "secret-file", "ca"]

const flagType = (command: string, { name, type }: CliCompletions.FlagDescriptor) =>
  type._tag !== "String"
    ? type
    : command === "doctor" && name === "for"
    ? choice(tasks)
    : files.includes(name)
    ? file
    : type

/** A command with what its arguments and flags may be. */
const named = (command: CliCompletions.CommandDescriptor): CliCompletions.CommandDescriptor => ({
  ...command,
  flags: command.flags.map((flag) => ({ ...flag, type: flagType(command.name, flag) })),
  arguments: command.arguments.map((argument) => ({ ...argument, type: argumentType(command.name, argument) })),
  subcommands: command.subcommands.map(named)
})

export const run = ({ shell }: Options) =>
  Effect.gen(function*() {
    const tree = yield* Tree
    if (tree === undefined) return
    const script = CliCompletions.generate("ami", shell, named(CliCompletions.fromCommand(tree)))
    // Its heading says how scripts of other programs are made.
    yield* writeOut(`${script.replaceAll("ami --completions ", "ami completions ")}\n`)
  })
