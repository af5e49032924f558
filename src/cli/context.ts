/**
 * What every command is given: the shared flags, and what they mean for how it prints.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import type * as AmiClient from "../client/AmiClient.ts"
import type { AmiTransport } from "../transport/AmiTransport.ts"
import type { Style } from "./style.ts"

/** How results are printed. */
export type Format = "human" | "json" | "ndjson" | "csv" | "tsv"

/** The flags that say where Asterisk is. */
export interface Given {
  readonly url: string | undefined
  readonly profile: string | undefined
  readonly username: string | undefined
  readonly secretFile: string | undefined
  readonly ca: string | undefined
}

/** The shared flags of a command, read. */
export class Cli extends Context.Service<Cli, {
  readonly format: Format
  /** The columns or fields that `--fields` names; all if there are none. */
  readonly fields: ReadonlyArray<string>
  /** Whether all of them are in what the command prints; if not, it may print any. */
  readonly areFieldsKnown: boolean
  readonly hasHeader: boolean
  /** Whether stdout is a terminal that people look at: it may be drawn on, and lines are cut to its width. */
  readonly isTerminal: boolean
  /** The width to cut lines to; `undefined` does not cut. */
  readonly width: number | undefined
  /** Colours for stdout; none with `--json` and in a pipe. */
  readonly style: Style
  /** Colours for stderr. */
  readonly errorStyle: Style
  readonly isQuiet: boolean
  readonly isYes: boolean
  readonly isDemo: boolean
  /** The recording to read instead of a PBX. */
  readonly from: string | undefined
  readonly given: Given
}>()("effect-ami/cli/Cli") {}

/** The transport of `--demo`, if one is shared by several commands, as in tests. */
export const DemoTransport = Context.Reference<AmiTransport["Service"] | undefined>("effect-ami/cli/DemoTransport", {
  defaultValue: () => undefined
})

/** Options of a client, except the account, which the target has. */
export interface ClientOptions extends Partial<Omit<AmiClient.Options, "username" | "secret" | "auth">> {
  /**
   * Whether the recording of `--from` is played in its own time, for a screen that is watched. Otherwise the client sees
   * the PBX as it was at the end of the recording. Defaults to `false`.
   */
  readonly isPlayed?: boolean
}
