/**
 * The states of a channel.
 *
 * @since 0.2.0
 */

/** By their numbers, as `ChannelStateDesc` says them (channel.c, ast_state2str). */
export const channelStates = [
  "Down",
  "Rsrvd",
  "OffHook",
  "Dialing",
  "Ring",
  "Ringing",
  "Up",
  "Busy",
  "Dialing Offhook",
  "Pre-ring",
  "Mute"
] as const
