/**
 * The actions that send a call elsewhere, from people's words.
 *
 * @since 0.2.0
 */
import * as Actions from "../../catalog/Actions.ts"
import * as Rules from "../../internal/options.ts"

/** Where a channel goes. */
export interface Destination {
  readonly channel: string
  readonly extension: string
  /** The context in the dialplan; defaults to `from-internal`. */
  readonly context?: string | undefined
}

/** Where a channel goes, and perhaps another with it. */
export interface Redirect extends Destination {
  /** The priority of the extension; defaults to 1. */
  readonly priority?: number | undefined
  /** Another channel to move at the same time, and where to; by default to the same place. */
  readonly extraChannel?: string | undefined
  readonly extraExtension?: string | undefined
  readonly extraContext?: string | undefined
  readonly extraPriority?: number | undefined
}

/** Which channel is hung up. */
export interface HangupOptions {
  readonly channel: string
  /** The Q.850 cause that the other end is told, such as 16 for normal clearing. */
  readonly cause?: number | undefined
}

// --- Rules ------------------------------------------------------------------

const priority = Rules.within(1, Infinity)

export const destinationRules: Rules.Rules<Destination> = {
  channel: Rules.text,
  extension: Rules.text,
  context: Rules.text
}

export const redirectRules: Rules.Rules<Redirect> = {
  ...destinationRules,
  priority,
  extraChannel: Rules.text,
  extraExtension: Rules.text,
  extraContext: Rules.text,
  extraPriority: priority
}

// Asterisk refuses others (manager.c, action_hangup).
export const hangupRules: Rules.Rules<HangupOptions> = { channel: Rules.text, cause: Rules.within(0, 127) }

// --- Actions ----------------------------------------------------------------

const defaultContext = "from-internal"

export const redirect = (options: Redirect) => {
  const { channel, context = defaultContext, extension, extraChannel, priority = 1 } = options
  const extra = extraChannel === undefined ? {} : {
    ExtraChannel: extraChannel,
    ExtraExten: options.extraExtension ?? extension,
    ExtraContext: options.extraContext ?? context,
    ExtraPriority: options.extraPriority ?? priority
  }
  return Actions.Redirect({ Channel: channel, Exten: extension, Context: context, Priority: priority, ...extra })
}

export const blindTransfer = ({ channel, context = defaultContext, extension }: Destination) =>
  Actions.BlindTransfer({ Channel: channel, Exten: extension, Context: context })

export const attendedTransfer = ({ channel, context = defaultContext, extension }: Destination) =>
  Actions.Atxfer({ Channel: channel, Exten: extension, Context: context })

export const hangup = ({ cause, channel }: HangupOptions) =>
  Actions.Hangup({ Channel: channel, ...(cause === undefined ? {} : { Cause: cause }) })
