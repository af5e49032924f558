/**
 * The actions that send a call elsewhere, from people's words.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import * as Given from "../../internal/given.ts"
import * as Rules from "../../internal/options.ts"

/** Where a channel goes. */
export interface Destination {
  /** The channel that moves. */
  readonly channel: string
  /** Where it goes. */
  readonly extension: string
  /** The context in the dialplan; defaults to `from-internal`. */
  readonly context?: string | undefined
}

/** Where a channel goes, and perhaps another with it. */
export interface Redirect extends Destination {
  /** The priority of the extension; defaults to 1. */
  readonly priority?: number | undefined
  /** Another channel to move at the same time. */
  readonly extraChannel?: string | undefined
  /** Where the other channel goes. Defaults to `extension`. */
  readonly extraExtension?: string | undefined
  /** The context of the other channel. Defaults to `context`. */
  readonly extraContext?: string | undefined
  /** The priority of the other channel. Defaults to `priority`. */
  readonly extraPriority?: number | undefined
}

/** Which channel is hung up. */
export interface HangupOptions {
  readonly channel: string
  /** The Q.850 cause that the other end gets, such as 16 for normal clearing. */
  readonly cause?: number | undefined
}

// --- Rules ------------------------------------------------------------------

const priority = Rules.within(1, Infinity)

const destination: Rules.Rules<Destination> = { channel: Rules.text, extension: Rules.text, context: Rules.text }

const redirection: Rules.Rules<Redirect> = {
  ...destination,
  priority,
  extraChannel: Rules.text,
  extraExtension: Rules.text,
  extraContext: Rules.text,
  extraPriority: priority
}

// Asterisk refuses other causes (manager.c, action_hangup).
const hanging: Rules.Rules<HangupOptions> = { channel: Rules.text, cause: Rules.within(0, 127) }

// --- Tasks ------------------------------------------------------------------

const defaultContext = "from-internal"

type Moved = Effect.Effect<AmiAction.Acknowledgement, AmiError, AmiClient>

/** A function that checks its options and sends the action that they make. */
const task = <Options>(
  of: string,
  rules: Rules.Rules<Options>,
  required: ReadonlyArray<keyof Options & string>,
  make: (options: Options) => AmiAction.Action<AmiAction.Acknowledgement>
) =>
(given: Options): Moved =>
  AmiClient.use((ami) =>
    Effect.flatMap(Given.options(ami, of, given, rules, required), (options) => ami.send(make(options)))
  )

export const redirect = /*#__PURE__*/ task("Ami.redirect", redirection, ["channel", "extension"], (options) => {
  const { channel, context = defaultContext, extension, extraChannel, priority = 1 } = options
  const extra = extraChannel === undefined ? {} : {
    ExtraChannel: extraChannel,
    ExtraExten: options.extraExtension ?? extension,
    ExtraContext: options.extraContext ?? context,
    ExtraPriority: options.extraPriority ?? priority
  }
  return Actions.Redirect({ Channel: channel, Exten: extension, Context: context, Priority: priority, ...extra })
})

export const blindTransfer = /*#__PURE__*/ task(
  "Ami.blindTransfer",
  destination,
  ["channel", "extension"],
  ({ channel, context = defaultContext, extension }) =>
    Actions.BlindTransfer({ Channel: channel, Exten: extension, Context: context })
)

export const attendedTransfer = /*#__PURE__*/ task(
  "Ami.attendedTransfer",
  destination,
  ["channel", "extension"],
  ({ channel, context = defaultContext, extension }) =>
    Actions.Atxfer({ Channel: channel, Exten: extension, Context: context })
)

export const hangup = /*#__PURE__*/ task(
  "Ami.hangup",
  hanging,
  ["channel"],
  ({ cause, channel }) => Actions.Hangup({ Channel: channel, ...(cause === undefined ? {} : { Cause: cause }) })
)
