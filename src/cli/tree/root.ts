/**
 * The command `ami` itself, with the flags that every command has.
 *
 * @since 0.2.0
 */
import * as CliCommand from "effect/cli/Command"
import * as Context from "effect/Context"
import { flag, text } from "./flags.ts"

const shared = {
  url: text("url", "URL", "ami://USER@HOST, amis://, http://, https:// (AMI_URL)", { alias: "u" }),
  profile: text("profile", "NAME", "a saved target: ami help profiles (AMI_PROFILE)", { alias: "p" }),
  username: text("username", "NAME", "the account in manager.conf (AMI_USERNAME)"),
  secretFile: text("secret-file", "FILE", "has the secret; - reads stdin (AMI_SECRET)"),
  ca: text("ca", "FILE", "the certificate to trust, PEM (AMI_CA)"),
  demo: flag("demo", "use a simulated call centre instead of a PBX"),
  from: text("from", "FILE", "use a recording instead of a PBX"),
  json: flag("json", "print JSON; also --ndjson, --csv, --tsv, --fields A,B"),
  ndjson: flag("ndjson", "print JSON, one value a line"),
  csv: flag("csv", "print comma-separated values"),
  tsv: flag("tsv", "print tab-separated values"),
  fields: text("fields", "A,B", "print only these fields, in this order"),
  noHeader: flag("no-header", "leave out the first line of a table"),
  quiet: flag("quiet", "print no warnings", { alias: "q" }),
  verbose: flag("verbose", "log what the library does, on stderr"),
  yes: flag("yes", "do not ask", { alias: "y" })
}

/** `ami`, without its subcommands. */
export const root = CliCommand.make("ami").pipe(
  CliCommand.withDescription("Talk to Asterisk over its manager interface (AMI)."),
  CliCommand.withSharedFlags(shared)
)

/** The shared flags as they were given. */
export type Shared = CliCommand.Command.Config.Infer<typeof shared>

/** The tree with all subcommands, for what describes it to a shell. */
export const Tree = Context.Reference<CliCommand.Command.Any | undefined>("effect-ami/cli/Tree", {
  defaultValue: () => undefined
})
