/**
 * The actions that send a call elsewhere, from people's words.
 *
 * @since 0.2.0
 */
import * as Actions from "../../catalog/Actions.ts"

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
