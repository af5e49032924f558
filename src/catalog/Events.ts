// Generated in form, kept by hand: an interface, then a maker with its fields in a thunk.
/**
 * The events of Asterisk that everyday tasks meet, and the items of its lists.
 *
 * Each event is an interface and a value of the same name: the value goes to
 * `AmiClient.events`, the interface is what comes out. Names of fields are those
 * of the wire. What Asterisk replaces by `<unknown>` is absent; a field that
 * only some versions or some calls have is optional.
 *
 * Headers without a field here stay reachable through `AmiEvent.messageOf`.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import * as AmiValue from "../protocol/AmiValue.ts"
import * as AmiEvent from "./AmiEvent.ts"
import * as Value from "./internal/values.ts"
import * as Snapshot from "./snapshots.ts"

// --- Channels ---------------------------------------------------------------

/**
 * A channel was created.
 *
 * **Details**
 *
 * Local channels come in pairs, so that one call through them creates two.
 *
 * @category events
 * @since 0.1.0
 */
export interface Newchannel extends Snapshot.ChannelSnapshot {
  readonly Event: "Newchannel"
}
export const Newchannel: AmiEvent.AmiEvent<Newchannel> = /*#__PURE__*/ AmiEvent.make<Newchannel>(
  "Newchannel",
  () => Snapshot.channelSnapshot("")
)

/**
 * The state of a channel changed, as from `Ringing` to `Up`.
 *
 * @category events
 * @since 0.1.0
 */
export interface Newstate extends Snapshot.ChannelSnapshot {
  readonly Event: "Newstate"
}
export const Newstate: AmiEvent.AmiEvent<Newstate> = /*#__PURE__*/ AmiEvent.make<Newstate>(
  "Newstate",
  () => Snapshot.channelSnapshot("")
)

/**
 * A channel begins a step of the dialplan.
 *
 * **Gotchas**
 *
 * Sent for every step of every call: the most frequent event of a busy server.
 * It needs the read privilege `dialplan`.
 *
 * @category events
 * @since 0.1.0
 */
export interface Newexten extends Snapshot.ChannelSnapshot {
  readonly Event: "Newexten"
  /** The same as `Exten`. */
  readonly Extension: string
  readonly Application: string
  /** The arguments of the application as one text. */
  readonly AppData: string
}
export const Newexten: AmiEvent.AmiEvent<Newexten> = /*#__PURE__*/ AmiEvent.make<Newexten>("Newexten", () => ({
  ...Snapshot.channelSnapshot(""),
  Extension: Schema.String,
  Application: Schema.String,
  AppData: Schema.String
}))

/**
 * The caller ID of a channel changed.
 *
 * **Gotchas**
 *
 * An attended transfer sends it after the `Hangup` of the same channel.
 *
 * @category events
 * @since 0.1.0
 */
export interface NewCallerid extends Snapshot.ChannelSnapshot {
  readonly Event: "NewCallerid"
  /** Whether the number may be shown: a code and its meaning in parentheses, such as `0 (Presentation Allowed, Not Screened)`. */
  readonly "CID-CallingPres": string
}
export const NewCallerid: AmiEvent.AmiEvent<NewCallerid> = /*#__PURE__*/ AmiEvent.make<NewCallerid>(
  "NewCallerid",
  () => ({ ...Snapshot.channelSnapshot(""), "CID-CallingPres": Schema.String })
)

/**
 * What a channel shows of the party at its other end changed.
 *
 * @category events
 * @since 0.1.0
 */
export interface NewConnectedLine extends Snapshot.ChannelSnapshot {
  readonly Event: "NewConnectedLine"
}
export const NewConnectedLine: AmiEvent.AmiEvent<NewConnectedLine> = /*#__PURE__*/ AmiEvent.make<NewConnectedLine>(
  "NewConnectedLine",
  () => Snapshot.channelSnapshot("")
)

/**
 * A variable was set.
 *
 * **Details**
 *
 * For a global variable `Channel` and `Uniqueid` are `none` and the other
 * fields of the channel are absent. It needs the read privilege `dialplan`.
 *
 * @category events
 * @since 0.1.0
 */
export interface VarSet extends Partial<Omit<Snapshot.ChannelSnapshot, "Channel" | "Uniqueid">> {
  readonly Event: "VarSet"
  readonly Channel: string
  readonly Uniqueid: string
  readonly Variable: string
  /** Empty where the variable was removed. */
  readonly Value: string
}
export const VarSet: AmiEvent.AmiEvent<VarSet> = /*#__PURE__*/ AmiEvent.make<VarSet>("VarSet", () => ({
  ...Snapshot.ifPresent(Snapshot.channelSnapshot("")),
  Channel: Schema.String,
  Uniqueid: Schema.String,
  Variable: Schema.String,
  Value: AmiValue.CEscaped
}))

/**
 * A channel was put on hold.
 *
 * @category events
 * @since 0.1.0
 */
export interface Hold extends Snapshot.ChannelSnapshot {
  readonly Event: "Hold"
  /** The class of the music, where the device that holds names one. */
  readonly MusicClass?: string
}
export const Hold: AmiEvent.AmiEvent<Hold> = /*#__PURE__*/ AmiEvent.make<Hold>("Hold", () => ({
  ...Snapshot.channelSnapshot(""),
  MusicClass: Schema.optionalKey(Schema.String)
}))

/**
 * A channel was taken off hold.
 *
 * @category events
 * @since 0.1.0
 */
export interface Unhold extends Snapshot.ChannelSnapshot {
  readonly Event: "Unhold"
}
export const Unhold: AmiEvent.AmiEvent<Unhold> = /*#__PURE__*/ AmiEvent.make<Unhold>(
  "Unhold",
  () => Snapshot.channelSnapshot("")
)

/**
 * The far end of a channel asks to hang up.
 *
 * @category events
 * @since 0.1.0
 */
export interface HangupRequest extends Snapshot.ChannelSnapshot {
  readonly Event: "HangupRequest"
  /** The Q.850 cause, where the far end gave one. */
  readonly Cause?: number
  /** The code of the technology, such as that of a SIP answer; from Asterisk 20.17, 22.7 and 23.1 on. */
  readonly TechCause?: number
}
export const HangupRequest: AmiEvent.AmiEvent<HangupRequest> = /*#__PURE__*/ AmiEvent.make<HangupRequest>(
  "HangupRequest",
  () => ({
    ...Snapshot.channelSnapshot(""),
    Cause: Schema.optionalKey(AmiValue.Int),
    TechCause: Schema.optionalKey(AmiValue.Int)
  })
)

/**
 * Asterisk itself asks a channel to hang up, as after the action `Hangup`.
 *
 * **Gotchas**
 *
 * Its `Cause` is often 16 where the `Hangup` that follows has the real one.
 *
 * @category events
 * @since 0.1.0
 */
export interface SoftHangupRequest extends Snapshot.ChannelSnapshot {
  readonly Event: "SoftHangupRequest"
  /** The Q.850 cause, where one was given. */
  readonly Cause?: number
  /** The code of the technology, such as that of a SIP answer; from Asterisk 20.17, 22.7 and 23.1 on. */
  readonly TechCause?: number
}
export const SoftHangupRequest: AmiEvent.AmiEvent<SoftHangupRequest> = /*#__PURE__*/ AmiEvent.make<SoftHangupRequest>(
  "SoftHangupRequest",
  () => ({
    ...Snapshot.channelSnapshot(""),
    Cause: Schema.optionalKey(AmiValue.Int),
    TechCause: Schema.optionalKey(AmiValue.Int)
  })
)

/**
 * A channel ended.
 *
 * **Gotchas**
 *
 * It is not always the last event of its channel: `NewCallerid` may follow.
 *
 * @category events
 * @since 0.1.0
 */
export interface Hangup extends Snapshot.ChannelSnapshot {
  readonly Event: "Hangup"
  /** The Q.850 cause: 16 normal, 17 busy, 19 no answer, 21 rejected, 34 congestion, 0 unknown. */
  readonly Cause: number
  /** The cause in English. */
  readonly "Cause-txt": string
  /** The code of the technology, such as that of a SIP answer; from Asterisk 20.17, 22.7 and 23.1 on. */
  readonly TechCause?: number
}
export const Hangup: AmiEvent.AmiEvent<Hangup> = /*#__PURE__*/ AmiEvent.make<Hangup>("Hangup", () => ({
  ...Snapshot.channelSnapshot(""),
  Cause: AmiValue.Int,
  "Cause-txt": Schema.String,
  TechCause: Schema.optionalKey(AmiValue.Int)
}))

/**
 * A digit begins on a channel.
 *
 * **Details**
 *
 * It needs the read privilege `dtmf`.
 *
 * @category events
 * @since 0.1.0
 */
export interface DTMFBegin extends Snapshot.ChannelSnapshot {
  readonly Event: "DTMFBegin"
  readonly Digit: string
  /** Seen from Asterisk. */
  readonly Direction: AmiValue.Open<"Received" | "Sent">
}
export const DTMFBegin: AmiEvent.AmiEvent<DTMFBegin> = /*#__PURE__*/ AmiEvent.make<DTMFBegin>("DTMFBegin", () => ({
  ...Snapshot.channelSnapshot(""),
  Digit: Schema.String,
  Direction: AmiValue.open(["Received", "Sent"])
}))

/**
 * A digit ends on a channel.
 *
 * **Gotchas**
 *
 * Digits that an action feeds into a channel have no `DTMFBegin`. It needs the
 * read privilege `dtmf`.
 *
 * @category events
 * @since 0.1.0
 */
export interface DTMFEnd extends Snapshot.ChannelSnapshot {
  readonly Event: "DTMFEnd"
  readonly Digit: string
  readonly DurationMs: Duration.Duration
  /** Seen from Asterisk. */
  readonly Direction: AmiValue.Open<"Received" | "Sent">
}
export const DTMFEnd: AmiEvent.AmiEvent<DTMFEnd> = /*#__PURE__*/ AmiEvent.make<DTMFEnd>("DTMFEnd", () => ({
  ...Snapshot.channelSnapshot(""),
  Digit: Schema.String,
  DurationMs: AmiValue.Milliseconds,
  Direction: AmiValue.open(["Received", "Sent"])
}))

// --- Dialling ---------------------------------------------------------------

/**
 * A channel is dialled.
 *
 * **Details**
 *
 * The fields without a prefix are the calling channel; an `Originate` has none.
 *
 * @category events
 * @since 0.1.0
 */
export interface DialBegin extends Partial<Snapshot.ChannelSnapshot>, Snapshot.DestChannelSnapshot {
  readonly Event: "DialBegin"
  /** What is dialled, without the technology; absent where Asterisk does not know. */
  readonly DialString?: string
}
export const DialBegin: AmiEvent.AmiEvent<DialBegin> = /*#__PURE__*/ AmiEvent.make<DialBegin>("DialBegin", () => ({
  ...Snapshot.ifPresent(Snapshot.channelSnapshot("")),
  ...Snapshot.channelSnapshot("Dest"),
  DialString: Value.NotUnknown
}))

/**
 * A dialled channel made progress, such as ringing.
 *
 * @category events
 * @since 0.1.0
 */
export interface DialState extends Partial<Snapshot.ChannelSnapshot>, Snapshot.DestChannelSnapshot {
  readonly Event: "DialState"
  readonly DialStatus: AmiValue.Open<"RINGING" | "PROCEEDING" | "PROGRESS">
  /** Where the call is forwarded to, if it is. */
  readonly Forward?: string
}
export const DialState: AmiEvent.AmiEvent<DialState> = /*#__PURE__*/ AmiEvent.make<DialState>("DialState", () => ({
  ...Snapshot.ifPresent(Snapshot.channelSnapshot("")),
  ...Snapshot.channelSnapshot("Dest"),
  DialStatus: AmiValue.open(["RINGING", "PROCEEDING", "PROGRESS"]),
  Forward: Schema.optionalKey(Schema.String)
}))

/**
 * The dialling of a channel came to its end, by an answer or otherwise.
 *
 * **Gotchas**
 *
 * It can come twice for one leg: a queue sends `NOANSWER`, then `CANCEL`.
 *
 * @category events
 * @since 0.1.0
 */
export interface DialEnd extends Partial<Snapshot.ChannelSnapshot>, Snapshot.DestChannelSnapshot {
  readonly Event: "DialEnd"
  readonly DialStatus: AmiValue.Open<
    "ABORT" | "ANSWER" | "BUSY" | "CANCEL" | "CHANUNAVAIL" | "CONGESTION" | "CONTINUE" | "GOTO" | "NOANSWER"
  >
  /** Where the call is forwarded to, if it is. */
  readonly Forward?: string
}
export const DialEnd: AmiEvent.AmiEvent<DialEnd> = /*#__PURE__*/ AmiEvent.make<DialEnd>("DialEnd", () => ({
  ...Snapshot.ifPresent(Snapshot.channelSnapshot("")),
  ...Snapshot.channelSnapshot("Dest"),
  DialStatus: AmiValue.open([
    "ABORT",
    "ANSWER",
    "BUSY",
    "CANCEL",
    "CHANUNAVAIL",
    "CONGESTION",
    "CONTINUE",
    "GOTO",
    "NOANSWER"
  ]),
  Forward: Schema.optionalKey(Schema.String)
}))

/**
 * The outcome of an `Originate` that ran asynchronously.
 *
 * **Details**
 *
 * `Context` and `Exten` are there where the call went to the dialplan,
 * `Application` and `Data` where it went to an application.
 *
 * **Gotchas**
 *
 * Its `Response` is not the answer to the action, which came earlier. It has
 * the `ActionID` of the action and needs the read privilege `call`.
 *
 * @category events
 * @since 0.1.0
 */
export interface OriginateResponse {
  readonly Event: "OriginateResponse"
  /** That of the `Originate`. */
  readonly ActionID?: string
  readonly Response: AmiValue.Open<"Success" | "Failure">
  /** The channel after a success, what was to be dialled after a failure. */
  readonly Channel: string
  readonly Context?: string
  readonly Exten?: string
  readonly Application?: string
  readonly Data?: string
  /**
   * 4 answered; 3 not answered, or the timeout passed, even where nothing rang; 5 busy; 8 congestion or rejected;
   * 1 hung up while dialling; 0 anything else, such as an unknown endpoint.
   */
  readonly Reason: number
  /** Absent after a failure, unless the `Originate` had a `ChannelId`. */
  readonly Uniqueid?: string
  readonly CallerIDNum?: string
  readonly CallerIDName?: string
}
export const OriginateResponse: AmiEvent.AmiEvent<OriginateResponse> = /*#__PURE__*/ AmiEvent.make<OriginateResponse>(
  "OriginateResponse",
  () => ({
    ActionID: Schema.optionalKey(Schema.String),
    Response: AmiValue.open(["Success", "Failure"]),
    Channel: Schema.String,
    Context: Schema.optionalKey(Schema.String),
    Exten: Schema.optionalKey(Schema.String),
    Application: Schema.optionalKey(Schema.String),
    Data: Schema.optionalKey(Schema.String),
    Reason: AmiValue.Int,
    Uniqueid: AmiValue.Known,
    CallerIDNum: AmiValue.Known,
    // manager.c, fast_originate: not escaped, other than in snapshots.
    CallerIDName: AmiValue.Known
  })
)

// --- Bridges ----------------------------------------------------------------

/**
 * A bridge was created, without a channel yet.
 *
 * @category events
 * @since 0.1.0
 */
export interface BridgeCreate extends Snapshot.BridgeSnapshot {
  readonly Event: "BridgeCreate"
}
export const BridgeCreate: AmiEvent.AmiEvent<BridgeCreate> = /*#__PURE__*/ AmiEvent.make<BridgeCreate>(
  "BridgeCreate",
  () => Snapshot.bridgeSnapshot("")
)

/**
 * A channel entered a bridge.
 *
 * @category events
 * @since 0.1.0
 */
export interface BridgeEnter extends Snapshot.BridgeSnapshot, Snapshot.ChannelSnapshot {
  readonly Event: "BridgeEnter"
  /** The Uniqueid of the channel whose place it takes, if it takes one. */
  readonly SwapUniqueid?: string
}
export const BridgeEnter: AmiEvent.AmiEvent<BridgeEnter> = /*#__PURE__*/ AmiEvent.make<BridgeEnter>(
  "BridgeEnter",
  () => ({
    ...Snapshot.bridgeSnapshot(""),
    ...Snapshot.channelSnapshot(""),
    SwapUniqueid: Schema.optionalKey(Schema.String)
  })
)

/**
 * A channel left a bridge.
 *
 * @category events
 * @since 0.1.0
 */
export interface BridgeLeave extends Snapshot.BridgeSnapshot, Snapshot.ChannelSnapshot {
  readonly Event: "BridgeLeave"
}
export const BridgeLeave: AmiEvent.AmiEvent<BridgeLeave> = /*#__PURE__*/ AmiEvent.make<BridgeLeave>(
  "BridgeLeave",
  () => ({ ...Snapshot.bridgeSnapshot(""), ...Snapshot.channelSnapshot("") })
)

/**
 * A bridge ended.
 *
 * @category events
 * @since 0.1.0
 */
export interface BridgeDestroy extends Snapshot.BridgeSnapshot {
  readonly Event: "BridgeDestroy"
}
export const BridgeDestroy: AmiEvent.AmiEvent<BridgeDestroy> = /*#__PURE__*/ AmiEvent.make<BridgeDestroy>(
  "BridgeDestroy",
  () => Snapshot.bridgeSnapshot("")
)

// --- Transfers --------------------------------------------------------------

/**
 * A blind transfer was made or refused.
 *
 * **Details**
 *
 * The transferee and the bridge are absent where the channel was in no bridge,
 * the transferee alone where the bridge holds more than two channels.
 *
 * @category events
 * @since 0.1.0
 */
export interface BlindTransfer
  extends Snapshot.TransfererChannelSnapshot, Snapshot.TransfereeChannelSnapshot, Partial<Snapshot.BridgeSnapshot>
{
  readonly Event: "BlindTransfer"
  readonly Result: AmiValue.Open<"Fail" | "Invalid" | "Not Permitted" | "Success">
  /** Whether it was asked for from outside of the call, as by an action. */
  readonly IsExternal: boolean
  /** Where the transferred call goes. */
  readonly Context: string
  readonly Extension: string
}
export const BlindTransfer: AmiEvent.AmiEvent<BlindTransfer> = /*#__PURE__*/ AmiEvent.make<BlindTransfer>(
  "BlindTransfer",
  () => ({
    Result: AmiValue.open(["Fail", "Invalid", "Not Permitted", "Success"]),
    ...Snapshot.channelSnapshot("Transferer"),
    ...Snapshot.ifPresent(Snapshot.channelSnapshot("Transferee")),
    ...Snapshot.ifPresent(Snapshot.bridgeSnapshot("")),
    IsExternal: AmiValue.YesNo,
    Context: Schema.String,
    Extension: Schema.String
  })
)

/**
 * An attended transfer was completed or failed.
 *
 * **Details**
 *
 * `DestType` says how the calls were joined and which fields tell more:
 * `Bridge` has `DestBridgeUniqueid`, `App` has `DestApp`, `Link` has the two
 * channels `LocalOne` and `LocalTwo`, `Threeway` has `DestBridgeUniqueid` and
 * `DestTransfererChannel`, `Fail` has none.
 *
 * @category events
 * @since 0.1.0
 */
export interface AttendedTransfer
  extends
    Snapshot.OrigTransfererChannelSnapshot,
    Snapshot.OrigBridgeSnapshot,
    Snapshot.SecondTransfererChannelSnapshot,
    Snapshot.SecondBridgeSnapshot,
    Snapshot.TransfereeChannelSnapshot,
    Snapshot.TransferTargetChannelSnapshot,
    Snapshot.LocalOneChannelSnapshot,
    Snapshot.LocalTwoChannelSnapshot
{
  readonly Event: "AttendedTransfer"
  readonly Result: AmiValue.Open<"Fail" | "Invalid" | "Not Permitted" | "Success">
  /** Whether it was asked for from outside of the call, as by an action. */
  readonly IsExternal: boolean
  readonly DestType: AmiValue.Open<"Bridge" | "App" | "Link" | "Threeway" | "Fail">
  /** The bridge that all are in afterwards. */
  readonly DestBridgeUniqueid?: string
  /** The application that the transferred call runs. */
  readonly DestApp?: string
  /** The leg of the transferring party that stays in the bridge. */
  readonly DestTransfererChannel?: string
}
export const AttendedTransfer: AmiEvent.AmiEvent<AttendedTransfer> = /*#__PURE__*/ AmiEvent.make<AttendedTransfer>(
  "AttendedTransfer",
  () => ({
    Result: AmiValue.open(["Fail", "Invalid", "Not Permitted", "Success"]),
    ...Snapshot.channelSnapshot("OrigTransferer"),
    ...Snapshot.ifPresent(Snapshot.bridgeSnapshot("Orig")),
    ...Snapshot.channelSnapshot("SecondTransferer"),
    ...Snapshot.ifPresent(Snapshot.bridgeSnapshot("Second")),
    ...Snapshot.ifPresent(Snapshot.channelSnapshot("Transferee")),
    ...Snapshot.ifPresent(Snapshot.channelSnapshot("TransferTarget")),
    IsExternal: AmiValue.YesNo,
    DestType: AmiValue.open(["Bridge", "App", "Link", "Threeway", "Fail"]),
    DestBridgeUniqueid: Schema.optionalKey(Schema.String),
    DestApp: Schema.optionalKey(Schema.String),
    ...Snapshot.ifPresent(Snapshot.channelSnapshot("LocalOne")),
    ...Snapshot.ifPresent(Snapshot.channelSnapshot("LocalTwo")),
    DestTransfererChannel: Schema.optionalKey(Schema.String)
  })
)

// --- Queues -----------------------------------------------------------------

/**
 * A caller joined a queue.
 *
 * @category events
 * @since 0.1.0
 */
export interface QueueCallerJoin extends Snapshot.ChannelSnapshot {
  readonly Event: "QueueCallerJoin"
  readonly Queue: string
  /** From 1 on. */
  readonly Position: number
  /** The callers in the queue, with this one. */
  readonly Count: number
}
export const QueueCallerJoin: AmiEvent.AmiEvent<QueueCallerJoin> = /*#__PURE__*/ AmiEvent.make<QueueCallerJoin>(
  "QueueCallerJoin",
  () => ({
    ...Snapshot.channelSnapshot(""),
    Queue: Schema.String,
    Position: AmiValue.Int,
    Count: AmiValue.Int
  })
)

/**
 * A caller left a queue, for an agent or otherwise.
 *
 * **Gotchas**
 *
 * One that gave up has a `QueueCallerAbandon` before it.
 *
 * @category events
 * @since 0.1.0
 */
export interface QueueCallerLeave extends Snapshot.ChannelSnapshot {
  readonly Event: "QueueCallerLeave"
  readonly Queue: string
  readonly Position: number
  /** The callers that remain in the queue. */
  readonly Count: number
}
export const QueueCallerLeave: AmiEvent.AmiEvent<QueueCallerLeave> = /*#__PURE__*/ AmiEvent.make<QueueCallerLeave>(
  "QueueCallerLeave",
  () => ({
    ...Snapshot.channelSnapshot(""),
    Queue: Schema.String,
    Count: AmiValue.Int,
    Position: AmiValue.Int
  })
)

/**
 * A caller left a queue without an agent: hung up, or the time was over.
 *
 * @category events
 * @since 0.1.0
 */
export interface QueueCallerAbandon extends Snapshot.ChannelSnapshot {
  readonly Event: "QueueCallerAbandon"
  readonly Queue: string
  readonly Position: number
  /** The position at which the caller joined. */
  readonly OriginalPosition: number
  /** How long the caller waited. */
  readonly HoldTime: Duration.Duration
}
export const QueueCallerAbandon: AmiEvent.AmiEvent<QueueCallerAbandon> = /*#__PURE__*/ AmiEvent.make<
  QueueCallerAbandon
>("QueueCallerAbandon", () => ({
  ...Snapshot.channelSnapshot(""),
  Queue: Schema.String,
  Position: AmiValue.Int,
  OriginalPosition: AmiValue.Int,
  HoldTime: AmiValue.Seconds
}))

/**
 * The state of the device of a member of a queue changed.
 *
 * @category events
 * @since 0.1.0
 */
export interface QueueMemberStatus {
  readonly Event: "QueueMemberStatus"
  readonly Queue: string
  readonly MemberName: string
  /** What is dialled to reach the member. */
  readonly Interface: string
  /** The device whose state counts for the member. */
  readonly StateInterface: string
  readonly Membership: AmiValue.Open<"dynamic" | "realtime" | "static">
  readonly Penalty: number
  readonly CallsTaken: number
  /** When the last call of the member ended; absent where none did. */
  readonly LastCall?: DateTime.Utc
  /** Absent where the member never paused. */
  readonly LastPause?: DateTime.Utc
  /** From Asterisk 16.23 and 18.9 on. */
  readonly LoginTime?: DateTime.Utc
  readonly InCall: boolean
  /** 0 unknown, 1 not in use, 2 in use, 3 busy, 4 invalid, 5 unavailable, 6 ringing, 7 ringing in use, 8 on hold. */
  readonly Status: number
  readonly Paused: boolean
  /** Empty where no reason was given. */
  readonly PausedReason: string
  /** Whether the member may be called while in use. */
  readonly Ringinuse: boolean
  /** The pause after each call. */
  readonly Wrapuptime: Duration.Duration
}
export const QueueMemberStatus: AmiEvent.AmiEvent<QueueMemberStatus> = /*#__PURE__*/ AmiEvent.make<QueueMemberStatus>(
  "QueueMemberStatus",
  () => ({
    Queue: Schema.String,
    MemberName: Schema.String,
    Interface: Schema.String,
    StateInterface: Schema.String,
    Membership: AmiValue.open(["dynamic", "realtime", "static"]),
    Penalty: AmiValue.Int,
    CallsTaken: AmiValue.Int,
    LastCall: Value.EpochOrNever,
    LastPause: Value.EpochOrNever,
    LoginTime: Schema.optionalKey(Value.EpochOrNever),
    InCall: AmiValue.OneZero,
    Status: AmiValue.Int,
    Paused: AmiValue.OneZero,
    PausedReason: Schema.String,
    Ringinuse: AmiValue.OneZero,
    Wrapuptime: AmiValue.Seconds
  })
)

// --- Devices ----------------------------------------------------------------

/**
 * The state of a device changed.
 *
 * **Details**
 *
 * `DeviceStateList` has items of the same name.
 *
 * @category events
 * @since 0.1.0
 */
export interface DeviceStateChange {
  readonly Event: "DeviceStateChange"
  /** Such as `PJSIP/alice`, or `Queue:sales`. */
  readonly Device: string
  readonly State: AmiValue.Open<
    "UNKNOWN" | "NOT_INUSE" | "INUSE" | "BUSY" | "INVALID" | "UNAVAILABLE" | "RINGING" | "RINGINUSE" | "ONHOLD"
  >
}
export const DeviceStateChange: AmiEvent.AmiEvent<DeviceStateChange> = /*#__PURE__*/ AmiEvent.make<DeviceStateChange>(
  "DeviceStateChange",
  () => ({
    Device: Schema.String,
    State: AmiValue.open([
      "UNKNOWN",
      "NOT_INUSE",
      "INUSE",
      "BUSY",
      "INVALID",
      "UNAVAILABLE",
      "RINGING",
      "RINGINUSE",
      "ONHOLD"
    ])
  })
)

/**
 * The state of an extension that has a hint changed.
 *
 * **Details**
 *
 * `ExtensionStateList` has items of the same name.
 *
 * @category events
 * @since 0.1.0
 */
export interface ExtensionStatus {
  readonly Event: "ExtensionStatus"
  readonly Exten: string
  readonly Context: string
  /** The devices that the extension stands for; empty where the hint is gone. */
  readonly Hint: string
  /** −2 removed, −1 deactivated, 0 idle, and the sum of 1 in use, 2 busy, 4 unavailable, 8 ringing, 16 on hold. */
  readonly Status: number
  readonly StatusText: AmiValue.Open<
    "Idle" | "InUse" | "Busy" | "Unavailable" | "Ringing" | "InUse&Ringing" | "Hold" | "InUse&Hold" | "Unknown"
  >
}
export const ExtensionStatus: AmiEvent.AmiEvent<ExtensionStatus> = /*#__PURE__*/ AmiEvent.make<ExtensionStatus>(
  "ExtensionStatus",
  () => ({
    Exten: Schema.String,
    Context: Schema.String,
    Hint: Schema.String,
    Status: AmiValue.Int,
    StatusText: AmiValue.open([
      "Idle",
      "InUse",
      "Busy",
      "Unavailable",
      "Ringing",
      "InUse&Ringing",
      "Hold",
      "InUse&Hold",
      "Unknown"
    ])
  })
)

/**
 * A SIP or IAX peer registered, unregistered or changed its reachability.
 *
 * @category events
 * @since 0.1.0
 */
export interface PeerStatus {
  readonly Event: "PeerStatus"
  /** Such as `PJSIP`. */
  readonly ChannelType: string
  /** Such as `PJSIP/alice`. */
  readonly Peer: string
  readonly PeerStatus: AmiValue.Open<
    | "Unknown"
    | "Registered"
    | "Unregistered"
    | "Rejected"
    | "Reachable"
    | "Lagged"
    | "Unreachable"
    | "Unmonitored"
  >
  readonly Cause?: string
  readonly Address?: string
  readonly Port?: number
  /** How long the peer took to answer. */
  readonly Time?: Duration.Duration
}
export const PeerStatus: AmiEvent.AmiEvent<PeerStatus> = /*#__PURE__*/ AmiEvent.make<PeerStatus>("PeerStatus", () => ({
  ChannelType: Schema.String,
  Peer: Schema.String,
  PeerStatus: AmiValue.open([
    "Unknown",
    "Registered",
    "Unregistered",
    "Rejected",
    "Reachable",
    "Lagged",
    "Unreachable",
    "Unmonitored"
  ]),
  Cause: Schema.optionalKey(Schema.String),
  Address: Schema.optionalKey(Schema.String),
  Port: Schema.optionalKey(AmiValue.Int),
  Time: Schema.optionalKey(AmiValue.Milliseconds)
}))

// --- System -----------------------------------------------------------------

/**
 * Asterisk has loaded all modules.
 *
 * **Details**
 *
 * Sent to every session when the boot ends, and to each right after its login
 * if Asterisk is up. It needs the read privilege `system`.
 *
 * @category events
 * @since 0.1.0
 */
export interface FullyBooted {
  readonly Event: "FullyBooted"
  readonly Status: string
  readonly Uptime: Duration.Duration
  /** How long ago the configuration was read. */
  readonly LastReload: Duration.Duration
}
export const FullyBooted: AmiEvent.AmiEvent<FullyBooted> = /*#__PURE__*/ AmiEvent.make<FullyBooted>(
  "FullyBooted",
  () => ({ Status: Schema.String, Uptime: AmiValue.Seconds, LastReload: AmiValue.Seconds })
)

/**
 * Asterisk stops.
 *
 * **Gotchas**
 *
 * It needs the read privilege `system`, and a sudden end has none.
 *
 * @category events
 * @since 0.1.0
 */
export interface Shutdown {
  readonly Event: "Shutdown"
  readonly Shutdown: AmiValue.Open<"Cleanly" | "Uncleanly">
  /** Whether Asterisk starts again by itself. */
  readonly Restart: boolean
}
export const Shutdown: AmiEvent.AmiEvent<Shutdown> = /*#__PURE__*/ AmiEvent.make<Shutdown>("Shutdown", () => ({
  Shutdown: AmiValue.open(["Cleanly", "Uncleanly"]),
  Restart: AmiValue.TrueFalse
}))

/**
 * A module read its configuration again, or was asked to.
 *
 * @category events
 * @since 0.1.0
 */
export interface Reload {
  readonly Event: "Reload"
  /** The module, or `All`. */
  readonly Module: string
  /** 0 done, 1 queued, 2 no such module, 3 failed, 4 another reload runs, 5 not initialised, 6 it cannot reload. */
  readonly Status: number
}
export const Reload: AmiEvent.AmiEvent<Reload> = /*#__PURE__*/ AmiEvent.make<Reload>("Reload", () => ({
  Module: Schema.String,
  Status: AmiValue.Int
}))

/**
 * An event of the dialplan application or the action `UserEvent`.
 *
 * **Details**
 *
 * From the dialplan it has the channel, from the action it has none. Its own
 * headers are read from `AmiEvent.messageOf`.
 *
 * **Gotchas**
 *
 * Whoever may send the action chooses every header of it, those that look like
 * a channel too.
 *
 * @category events
 * @since 0.1.0
 */
export interface UserEvent extends Partial<Snapshot.ChannelSnapshot>, Partial<Snapshot.BridgeSnapshot> {
  readonly Event: "UserEvent"
  /** The name that its sender gave it. */
  readonly UserEvent: string
}
export const UserEvent: AmiEvent.AmiEvent<UserEvent> = /*#__PURE__*/ AmiEvent.make<UserEvent>("UserEvent", () => ({
  ...Snapshot.ifPresent(Snapshot.channelSnapshot("")),
  ...Snapshot.ifPresent(Snapshot.bridgeSnapshot("")),
  UserEvent: Schema.String
}))

// --- Items of lists ---------------------------------------------------------

/**
 * A channel in the list of `CoreShowChannels`.
 *
 * @category events
 * @since 0.1.0
 */
export interface CoreShowChannel extends Snapshot.ChannelSnapshot {
  readonly Event: "CoreShowChannel"
  /** The application that the channel runs; empty where it runs none. */
  readonly Application: string
  readonly ApplicationData: string
  /** How long the channel exists; absent where Asterisk does not know. */
  readonly Duration?: Duration.Duration
  /** Absent where the channel is in no bridge. `Status` spells it `BridgeID`. */
  readonly BridgeId?: string
}
export const CoreShowChannel: AmiEvent.AmiEvent<CoreShowChannel> = /*#__PURE__*/ AmiEvent.make<CoreShowChannel>(
  "CoreShowChannel",
  () => ({
    ...Snapshot.channelSnapshot(""),
    Application: Schema.String,
    ApplicationData: Schema.String,
    Duration: Value.Clock,
    BridgeId: Value.NotEmpty
  })
)

/**
 * A channel in the list of `Status`, with more about its media.
 *
 * @category events
 * @since 0.1.0
 */
export interface Status extends Snapshot.ChannelSnapshot {
  readonly Event: "Status"
  /** The technology, such as `PJSIP`. */
  readonly Type: string
  /** The number that was dialled to reach Asterisk; often empty. */
  readonly DNID: string
  readonly EffectiveConnectedLineNum?: string
  readonly EffectiveConnectedLineName?: string
  /** When Asterisk will hang up by itself; absent where it will not. */
  readonly TimeToHangup?: DateTime.Utc
  /** Absent where the channel is in no bridge. `CoreShowChannel` spells it `BridgeId`. */
  readonly BridgeID?: string
  readonly Application: string
  /** The arguments of the application as one text. */
  readonly Data: string
  /** The formats of the device, as `(ulaw|alaw)`. */
  readonly Nativeformats: string
  readonly Readformat: string
  /** How media is translated on its way in; empty where it is not. */
  readonly Readtrans: string
  readonly Writeformat: string
  /** How media is translated on its way out; empty where it is not. */
  readonly Writetrans: string
  /** The call groups as a sum of powers of two, up to 2⁶³: text, because a number would lose digits. */
  readonly Callgroup: string
  /** The pickup groups, as `Callgroup`. */
  readonly Pickupgroup: string
  /** How long the channel exists. */
  readonly Seconds: Duration.Duration
  /** The variables that the action asked for. */
  readonly Variable?: AmiValue.Variables
}
export const Status: AmiEvent.AmiEvent<Status> = /*#__PURE__*/ AmiEvent.make<Status>("Status", () => ({
  ...Snapshot.channelSnapshot(""),
  Type: Schema.String,
  DNID: Schema.String,
  EffectiveConnectedLineNum: AmiValue.Known,
  EffectiveConnectedLineName: AmiValue.Known,
  TimeToHangup: Value.EpochOrNever,
  BridgeID: Value.NotEmpty,
  Application: Schema.String,
  Data: Schema.String,
  Nativeformats: Schema.String,
  Readformat: Schema.String,
  Readtrans: Schema.String,
  Writeformat: Schema.String,
  Writetrans: Schema.String,
  Callgroup: Schema.String,
  Pickupgroup: Schema.String,
  Seconds: AmiValue.Seconds,
  Variable: Schema.optionalKey(AmiValue.Variables)
}))

/**
 * A queue in the list of `QueueStatus`.
 *
 * @category events
 * @since 0.1.0
 */
export interface QueueParams {
  readonly Event: "QueueParams"
  readonly Queue: string
  /** The callers that it takes at most; 0 for any number. */
  readonly Max: number
  readonly Strategy: AmiValue.Open<
    | "ringall"
    | "leastrecent"
    | "fewestcalls"
    | "random"
    | "rrmemory"
    | "roundrobin"
    | "linear"
    | "wrandom"
    | "rrordered"
  >
  /** The callers that wait. */
  readonly Calls: number
  /** The average time that callers waited. */
  readonly Holdtime: Duration.Duration
  /** The average time that callers spoke. */
  readonly TalkTime: Duration.Duration
  readonly Completed: number
  readonly Abandoned: number
  /** The time within which a call should be answered; `ServicelevelPerf` says how many were. */
  readonly ServiceLevel: Duration.Duration
  /** The calls answered in time, as percentage of those answered. */
  readonly ServicelevelPerf: number
  /** The calls answered or abandoned in time, as percentage of those answered or abandoned. */
  readonly ServicelevelPerf2: number
  readonly Weight: number
}
export const QueueParams: AmiEvent.AmiEvent<QueueParams> = /*#__PURE__*/ AmiEvent.make<QueueParams>(
  "QueueParams",
  () => ({
    Queue: Schema.String,
    Max: AmiValue.Int,
    Strategy: AmiValue.open([
      "ringall",
      "leastrecent",
      "fewestcalls",
      "random",
      "rrmemory",
      "roundrobin",
      "linear",
      "wrandom",
      "rrordered"
    ]),
    Calls: AmiValue.Int,
    Holdtime: AmiValue.Seconds,
    TalkTime: AmiValue.Seconds,
    Completed: AmiValue.Int,
    Abandoned: AmiValue.Int,
    ServiceLevel: AmiValue.Seconds,
    ServicelevelPerf: AmiValue.Float,
    ServicelevelPerf2: AmiValue.Float,
    Weight: AmiValue.Int
  })
)

/**
 * A member of a queue in the list of `QueueStatus`.
 *
 * **Gotchas**
 *
 * Events about members call `Name` and `Location` `MemberName` and `Interface`.
 *
 * @category events
 * @since 0.1.0
 */
export interface QueueMember {
  readonly Event: "QueueMember"
  readonly Queue: string
  readonly Name: string
  /** What is dialled to reach the member. */
  readonly Location: string
  /** The device whose state counts for the member. */
  readonly StateInterface: string
  readonly Membership: AmiValue.Open<"dynamic" | "static">
  readonly Penalty: number
  readonly CallsTaken: number
  /** When the last call of the member ended; absent where none did. */
  readonly LastCall?: DateTime.Utc
  /** Absent where the member never paused. */
  readonly LastPause?: DateTime.Utc
  /** From Asterisk 16.23 and 18.9 on. */
  readonly LoginTime?: DateTime.Utc
  readonly InCall: boolean
  /** 0 unknown, 1 not in use, 2 in use, 3 busy, 4 invalid, 5 unavailable, 6 ringing, 7 ringing in use, 8 on hold. */
  readonly Status: number
  readonly Paused: boolean
  /** Empty where no reason was given. */
  readonly PausedReason: string
  /** The pause after each call. */
  readonly Wrapuptime: Duration.Duration
}
export const QueueMember: AmiEvent.AmiEvent<QueueMember> = /*#__PURE__*/ AmiEvent.make<QueueMember>(
  "QueueMember",
  () => ({
    Queue: Schema.String,
    Name: Schema.String,
    Location: Schema.String,
    StateInterface: Schema.String,
    Membership: AmiValue.open(["dynamic", "static"]),
    Penalty: AmiValue.Int,
    CallsTaken: AmiValue.Int,
    LastCall: Value.EpochOrNever,
    LastPause: Value.EpochOrNever,
    LoginTime: Schema.optionalKey(Value.EpochOrNever),
    InCall: AmiValue.OneZero,
    Status: AmiValue.Int,
    Paused: AmiValue.OneZero,
    PausedReason: Schema.String,
    Wrapuptime: AmiValue.Seconds
  })
)

/**
 * A waiting caller in the list of `QueueStatus`.
 *
 * @category events
 * @since 0.1.0
 */
export interface QueueEntry {
  readonly Event: "QueueEntry"
  readonly Queue: string
  /** From 1 on. */
  readonly Position: number
  readonly Channel: string
  readonly Uniqueid: string
  readonly CallerIDNum?: string
  readonly CallerIDName?: string
  readonly ConnectedLineNum?: string
  readonly ConnectedLineName?: string
  /** How long the caller has waited. */
  readonly Wait: Duration.Duration
  readonly Priority: number
}
export const QueueEntry: AmiEvent.AmiEvent<QueueEntry> = /*#__PURE__*/ AmiEvent.make<QueueEntry>("QueueEntry", () => ({
  Queue: Schema.String,
  Position: AmiValue.Int,
  Channel: Schema.String,
  Uniqueid: Schema.String,
  CallerIDNum: Value.NotUnknown,
  CallerIDName: Value.NotUnknown,
  ConnectedLineNum: Value.NotUnknown,
  ConnectedLineName: Value.NotUnknown,
  Wait: AmiValue.Seconds,
  Priority: AmiValue.Int
}))

/**
 * A queue in the list of `QueueSummary`.
 *
 * @category events
 * @since 0.1.0
 */
export interface QueueSummary {
  readonly Event: "QueueSummary"
  readonly Queue: string
  /** The members whose device can be reached, paused ones too. */
  readonly LoggedIn: number
  /** Those of them that are free and not paused. */
  readonly Available: number
  readonly Callers: number
  /** The average time that callers waited. */
  readonly HoldTime: Duration.Duration
  /** The average time that callers spoke. */
  readonly TalkTime: Duration.Duration
  /** The longest that a caller in the queue has waited. */
  readonly LongestHoldTime: Duration.Duration
}
export const QueueSummary: AmiEvent.AmiEvent<QueueSummary> = /*#__PURE__*/ AmiEvent.make<QueueSummary>(
  "QueueSummary",
  () => ({
    Queue: Schema.String,
    LoggedIn: AmiValue.Int,
    Available: AmiValue.Int,
    Callers: AmiValue.Int,
    HoldTime: AmiValue.Seconds,
    TalkTime: AmiValue.Seconds,
    LongestHoldTime: AmiValue.Seconds
  })
)

/**
 * The value that `DBGet` asked for.
 *
 * @category events
 * @since 0.1.0
 */
export interface DBGetResponse {
  readonly Event: "DBGetResponse"
  readonly Family: string
  readonly Key: string
  readonly Val: string
}
export const DBGetResponse: AmiEvent.AmiEvent<DBGetResponse> = /*#__PURE__*/ AmiEvent.make<DBGetResponse>(
  "DBGetResponse",
  () => ({ Family: Schema.String, Key: Schema.String, Val: Schema.String })
)

/**
 * An endpoint in the list of `PJSIPShowEndpoints`.
 *
 * @category events
 * @since 0.1.0
 */
export interface EndpointList {
  readonly Event: "EndpointList"
  readonly ObjectType: string
  readonly ObjectName: string
  readonly Transport: string
  /** The names of its AORs, with commas between. */
  readonly Aor: string
  readonly Auths: string
  readonly OutboundAuths: string
  /** Where the endpoint can be reached, as `alice/sip:alice@192.0.2.1:5060`; absent where it is not registered. */
  readonly Contacts?: ReadonlyArray<string>
  readonly DeviceState: AmiValue.Open<
    | "Unknown"
    | "Not in use"
    | "In use"
    | "Busy"
    | "Invalid"
    | "Unavailable"
    | "Ringing"
    | "Ring+Inuse"
    | "On Hold"
  >
  /** Empty in Asterisk 16. */
  readonly ActiveChannels: string
}
export const EndpointList: AmiEvent.AmiEvent<EndpointList> = /*#__PURE__*/ AmiEvent.make<EndpointList>(
  "EndpointList",
  () => ({
    ObjectType: Schema.String,
    ObjectName: Schema.String,
    Transport: Schema.String,
    Aor: Schema.String,
    Auths: Schema.String,
    OutboundAuths: Schema.String,
    Contacts: Schema.optionalKey(Value.CommaSeparated),
    DeviceState: AmiValue.open([
      "Unknown",
      "Not in use",
      "In use",
      "Busy",
      "Invalid",
      "Unavailable",
      "Ringing",
      "Ring+Inuse",
      "On Hold"
    ]),
    ActiveChannels: Schema.String
  })
)

/**
 * A channel in the list of `HangupMatching`.
 *
 * @category events
 * @since 0.1.0
 */
export interface ChannelHungup {
  readonly Event: "ChannelHungup"
  readonly Channel: string
}
export const ChannelHungup: AmiEvent.AmiEvent<ChannelHungup> = /*#__PURE__*/ AmiEvent.make<ChannelHungup>(
  "ChannelHungup",
  () => ({ Channel: Schema.String })
)
