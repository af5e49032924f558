/**
 * `docs/cli.md`, the help of each command, and `docs/cli.schema.json`, the JSON that each prints.
 */
import { Effect, Schema } from "effect"
import * as Cli from "../../src/cli/cli.ts"
import { Host } from "../../src/cli/host.ts"
import type { Page } from "./markdown.ts"

/** What a command line prints on stdout, in a pipe and without any environment. */
const printed = async (args: ReadonlyArray<string>): Promise<string> => {
  let stdout = ""
  const host = Host.of({
    stdout: (text) => Effect.sync(() => void (stdout += text)),
    stderr: () => Effect.void,
    stdin: Effect.succeed(""),
    ask: () => Effect.succeed(undefined),
    env: {},
    isTerminal: { stdin: false, stdout: false, stderr: false },
    size: () => undefined,
    version: "0.0.0"
  })
  await Effect.runPromise(Effect.provideService(Cli.run(args), Host, host))
  return stdout.trimEnd()
}

const fence = (text: string): string => `\`\`\`text\n${text}\n\`\`\``

/** `docs/cli.md`. */
export const cliPage = async (): Promise<Page> => {
  const topics = ["flags", "exit-codes", "environment", "json", "filters", "profiles"]
  const pages: Array<string> = []
  for (const { name } of Cli.commands) {
    pages.push(`## ami ${name}\n\n${fence(await printed([...name.split(" "), "--help"]))}`)
  }
  for (const topic of topics) pages.push(`## ami help ${topic}\n\n${fence(await printed(["help", topic]))}`)
  return { path: "docs/cli.md", parts: { ami: fence(await printed([])), commands: pages.join("\n\n") }, faults: [] }
}

/** `docs/cli.schema.json`: a definition for each command, and for the errors of all. */
export const cliSchemas = async (): Promise<string> => {
  const definitions: Record<string, unknown> = {}
  for (const { load, name } of Cli.commands) {
    const { output } = await load()
    if (output === undefined) continue
    const document = Schema.toJsonSchemaDocument(output)
    const shared = Object.entries(document.definitions)
    const key = name.replaceAll(" ", "-")
    // References are local to a document: each command gets those that it uses.
    const text = JSON.stringify(document.schema).replaceAll(`"#/$defs/`, `"#/$defs/${key}/$defs/`)
    definitions[key] = {
      ...JSON.parse(text),
      ...shared.length === 0 ? {} : {
        $defs: JSON.parse(JSON.stringify(Object.fromEntries(shared)).replaceAll(`"#/$defs/`, `"#/$defs/${key}/$defs/`))
      }
    }
  }
  return `${
    JSON.stringify(
      {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        title: "What the commands of ami print with --json; events and replay: each line",
        $defs: definitions
      },
      null,
      2
    )
  }\n`
}
