/**
 * The services that the parser of command lines asks for, and never uses here.
 *
 * It takes them for prompts, for flags that are files, and for a wizard; `ami` has none of these. Commands do without too:
 * they have `Host`.
 *
 * @since 0.2.0
 */
import type * as CliCommand from "effect/cli/Command"
import * as Context from "effect/Context"

/**
 * None of them. A command that used one after all would die with the name of the service.
 *
 * The type says that they are there because the parser has one type for commands with prompts and without.
 */
export const none = Context.empty() as Context.Context<never> as Context.Context<CliCommand.Environment>
