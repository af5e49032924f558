/**
 * Why messages of the simulator differ from the recorded ones, as far as that is known.
 *
 * Each row has a pattern for the recording and one for what differs, as `npm run fidelity -- --reasons` prints both. The
 * first row that fits counts. What no row fits is not explained yet.
 */
export interface Reason {
  readonly recording: RegExp
  readonly difference: RegExp
  readonly reason: string
}

const all = /./

export const because: ReadonlyArray<Reason> = [
  {
    recording: /^lists-populated/,
    difference: all,
    reason: "the server had channels and bridges that no message of the recording shows"
  },
  {
    recording: /^login-before-fullybooted/,
    difference: all,
    reason: "the server had hints, peers and mailboxes of Asterisk's sample files, which are not in the project"
  },
  {
    recording: /^attended-refer-to-conference/,
    difference: all,
    reason: "which channel leaves first is a race, and device states are announced between the two hangups"
  },
  {
    recording: /^page/,
    difference: all,
    reason: "which of the paged telephones enters and leaves first is a race, and records say ConfBridge for Page"
  },
  {
    recording: /^queue-(second-member|blind-transfer|attended-transfer)/,
    difference: all,
    reason: "whom the queue calls first depends on calls before the recording began"
  },
  {
    recording: /^command/,
    difference: /^Response: other number of headers/,
    reason:
      "the console describes commands in short, and prints nothing of what is not simulated, such as its HTTP server"
  },
  {
    recording: all,
    difference: /^(DeviceStateChange|ExtensionStatus|QueueMemberStatus)\b/,
    reason: "a thread of its own announces states, and leaves out what changed back before its turn"
  },
  {
    recording: all,
    difference: /^(BridgeLeave|BridgeEnter|BridgeDestroy|BridgeMerge|ConfbridgeLeave): /,
    reason: "two channels leave or enter a bridge at once, and threads decide which is first"
  },
  {
    recording: all,
    difference: /^(DialState|DialBegin): other Dest/,
    reason: "a telephone rings while its dial is announced, and threads decide which state the message shows"
  },
  {
    recording: all,
    difference:
      /^(ChannelHungup|ChannelsHungupListComplete|HangupRequest: other Channel|SoftHangupRequest: other Channel)/,
    reason: "both halves of a Local channel end at once, and threads decide which is asked and which has gone"
  },
  {
    recording: all,
    difference:
      /^(Hold|Unhold|MusicOnHoldSt(art|op)|VarSet \S+|DialState|DialEnd|SoftHangupRequest|HangupRequest|BridgeLeave): other $/,
    reason: "equal, but at another place among the messages of its channel"
  },
  {
    recording: all,
    difference: /^VarSet (BRIDGEPEER|BRIDGEPVTCALLID|RTPAUDIOQOS\w+): /,
    reason: "a bridge sets them each time that it changes, and how often it does while parties come and go is a race"
  },
  {
    recording: all,
    difference: /^VarSet \w+_MS: other Value$/,
    reason: "milliseconds of a telephone that was dialled, further apart than the comparison allows"
  },
  {
    recording: /^dialer-machine/,
    difference: all,
    reason: "nothing is heard, so nothing is detected: AMD decides by its settings alone"
  },
  {
    recording: all,
    difference: /^LocalOptimization(Begin|End): other Id$/,
    reason: "a number that counts since the start of the server"
  },
  {
    recording: all,
    difference: /: other ChanVariable/,
    reason: "a message about a variable shows the `channelvars` of before, and the simulator those of after"
  },
  {
    recording: all,
    difference: /^(Newexten: (surplus|missing)|[\w ]+: other (Exten|Priority|Context)\b)/,
    reason: "a channel that hangs up has taken one step more or less in the dialplan"
  },
  {
    recording: /^(park|i-parking)/,
    difference: /^BridgeCreate: surplus/,
    reason: "the bridge of a parking lot was there since a call before the recording began"
  },
  {
    recording: all,
    difference: /^(Cdr|CEL)\b/,
    reason: "which half of a Local channel stands in a call record is decided by which leaves first"
  }
]

/** The reason for a difference. */
export const reasonOf = (recording: string, difference: string): string =>
  because.find((row) => row.recording.test(recording) && row.difference.test(difference))?.reason ?? "not explained yet"
