// Generated in form, kept by hand: interfaces, then a maker with its model in a thunk.
/**
 * The actions of Asterisk that everyday tasks need.
 *
 * Each is a function from its payload to an action, which is a plain value.
 * Those with one answer go to `AmiClient.send`, those with a list of items to
 * `collect` or `stream`. Names of fields are those of the wire.
 *
 * Nothing here is sent: an action does nothing until a client gets it.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as AmiValue from "../protocol/AmiValue.ts"
import * as AmiAction from "./AmiAction.ts"
import * as AmiPermission from "./AmiPermission.ts"
import * as Event from "./Events.ts"
import * as Value from "./internal/values.ts"

// --- Session ----------------------------------------------------------------

/**
 * The answer to `Ping`.
 *
 * @category actions
 * @since 0.1.0
 */
export interface PingResponse extends AmiAction.Acknowledgement {
  /** `Pong`. */
  readonly Ping: string
  /** The clock of Asterisk. */
  readonly Timestamp?: DateTime.Utc
}
/**
 * Asks for a sign of life.
 *
 * @category actions
 * @since 0.1.0
 */
export const Ping = /*#__PURE__*/ AmiAction.make<AmiAction.NoPayload, PingResponse>("Ping", () => ({
  response: { Ping: Schema.String, Timestamp: Schema.optionalKey(AmiValue.EpochSeconds) }
}))

/**
 * Ends the session: Asterisk answers `Goodbye` and closes the connection.
 *
 * **Gotchas**
 *
 * A client logs off by itself when its scope closes; sent by hand it costs the
 * connection.
 *
 * @category actions
 * @since 0.1.0
 */
export const Logoff = /*#__PURE__*/ AmiAction.make("Logoff")

/**
 * What `Events` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface EventsPayload {
  /** The classes of which events are sent, or all or none of them. */
  readonly EventMask: "on" | "off" | ReadonlyArray<AmiPermission.Class>
}
/**
 * The answer to `Events`.
 *
 * @category actions
 * @since 0.1.0
 */
export interface EventsResponse extends AmiAction.Acknowledgement {
  /** Whether any events are sent; absent in some cases with `brokeneventsaction` in manager.conf. */
  readonly Events?: boolean
}
/**
 * Chooses the classes of which this session gets events, as far as the account may read them.
 *
 * @category actions
 * @since 0.1.0
 */
export const Events = /*#__PURE__*/ AmiAction.make<EventsPayload, EventsResponse>("Events", () => ({
  payload: { EventMask: Schema.Union([Schema.Literals(["on", "off"]), Value.words(AmiPermission.classes)]) },
  response: { Events: Schema.optionalKey(AmiValue.OnOff) }
}))

// --- Calls ------------------------------------------------------------------

interface OriginateOptions {
  /** What to dial, such as `PJSIP/alice` or `Local/100@internal`. */
  readonly Channel: string
  /** How long the channel may ring; 30 s unless given. A number is milliseconds. */
  readonly Timeout?: Duration.Input | undefined
  /** What the dialled party is shown, as `"name" <number>` or a number alone. */
  readonly CallerID?: string | undefined
  /** Variables of the new channel; a name that begins with `_` or `__` is inherited by the channels that it creates. */
  readonly Variable?: AmiValue.Variables | undefined
  /** The account code of the channel. */
  readonly Account?: string | undefined
  /** Whether the dialplan goes on at the first early media, before an answer. */
  readonly EarlyMedia?: boolean | undefined
  /** Whether Asterisk answers at once, and tells the outcome by `OriginateResponse`; true unless given. */
  readonly Async?: boolean | undefined
  /** The codecs to offer, such as `["alaw", "ulaw"]`. */
  readonly Codecs?: ReadonlyArray<string> | undefined
  /** The Uniqueid of the new channel, of at most 149 bytes: what its events are found by. */
  readonly ChannelId?: string | undefined
  /** The Uniqueid of the second half of a Local channel. */
  readonly OtherChannelId?: string | undefined
  /** A subroutine of the dialplan, as `context,exten,priority`, that the new channel runs before it dials; Asterisk 22. */
  readonly PreDialGoSub?: string | undefined
}

/**
 * An `Originate` that sends the answered channel to an extension of the dialplan.
 *
 * @category actions
 * @since 0.1.0
 */
export interface OriginateToExtension extends OriginateOptions {
  readonly Context: string
  readonly Exten: string
  /** A number or a label. */
  readonly Priority: number | string
  readonly Application?: never
  readonly Data?: never
}

/**
 * An `Originate` that runs an application on the answered channel.
 *
 * @category actions
 * @since 0.1.0
 */
export interface OriginateToApplication extends OriginateOptions {
  readonly Application: string
  /** The arguments of the application as one text. */
  readonly Data?: string | undefined
  readonly Context?: never
  readonly Exten?: never
  readonly Priority?: never
}

/**
 * What `Originate` needs: an extension or an application.
 *
 * @category actions
 * @since 0.1.0
 */
export type OriginatePayload = OriginateToExtension | OriginateToApplication
/**
 * Dials a channel and, once it answers, sends it to an extension or an application.
 *
 * **Details**
 *
 * `Async` is true unless the payload says otherwise: then the answer only says
 * that the call is queued, and whether anybody answered comes later, in the
 * event `OriginateResponse` with the same `ActionID`.
 *
 * **Gotchas**
 *
 * Without `Async` the answer comes when the call was answered or failed, and
 * Asterisk reads no other action of the session before.
 *
 * Asterisk checks beforehand that the extension exists, but not the application:
 * one that it does not have counts as answered and hangs up.
 *
 * @category actions
 * @since 0.1.0
 */
export const Originate = /*#__PURE__*/ AmiAction.make<OriginatePayload>("Originate", () => ({
  payload: {
    Channel: Schema.String,
    Context: Schema.optionalKey(Schema.String),
    Exten: Schema.optionalKey(Schema.String),
    Priority: Schema.optionalKey(Value.Priority),
    Application: Schema.optionalKey(Schema.String),
    Data: Schema.optionalKey(Schema.String),
    Timeout: Schema.optionalKey(Value.MillisecondsInput),
    CallerID: Schema.optionalKey(Schema.String),
    Variable: Schema.optionalKey(AmiValue.Variables),
    Account: Schema.optionalKey(Schema.String),
    EarlyMedia: Schema.optionalKey(AmiValue.TrueFalse),
    Async: Value.withDefault(AmiValue.TrueFalse, true),
    Codecs: Schema.optionalKey(Value.CommaJoined),
    ChannelId: Schema.optionalKey(Value.ChosenUniqueid),
    OtherChannelId: Schema.optionalKey(Value.ChosenUniqueid),
    PreDialGoSub: Schema.optionalKey(Schema.String)
  },
  needs: ["originate"],
  // A call that nobody answers ends at its timeout; Asterisk then needs a moment to hang up.
  blocksFor: ({ Async, Timeout }) =>
    Async === false
      ? Duration.sum(
        Option.getOrElse(Duration.fromInput(Timeout ?? "30 seconds"), () => Duration.zero),
        Duration.seconds(5)
      )
      : undefined
}))

/**
 * What `Redirect` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface RedirectPayload {
  readonly Channel: string
  /** A second channel to move at the same time, as the other party of a bridge. */
  readonly ExtraChannel?: string | undefined
  readonly Context: string
  readonly Exten: string
  /** A number or a label. */
  readonly Priority: number | string
  /** Where the second channel goes, if not to where the first goes. */
  readonly ExtraContext?: string | undefined
  readonly ExtraExten?: string | undefined
  readonly ExtraPriority?: number | string | undefined
}
/**
 * Moves a channel to an extension of the dialplan.
 *
 * **Gotchas**
 *
 * The other party of a bridge is left alone and hangs up unless its dialplan
 * goes on: move both with `ExtraChannel`.
 *
 * @category actions
 * @since 0.1.0
 */
export const Redirect = /*#__PURE__*/ AmiAction.make<RedirectPayload>("Redirect", () => ({
  payload: {
    Channel: Schema.String,
    ExtraChannel: Schema.optionalKey(Schema.String),
    Context: Schema.String,
    Exten: Schema.String,
    Priority: Value.Priority,
    ExtraContext: Schema.optionalKey(Schema.String),
    ExtraExten: Schema.optionalKey(Schema.String),
    ExtraPriority: Schema.optionalKey(Value.Priority)
  },
  needs: ["call"]
}))

/**
 * What `BlindTransfer` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface BlindTransferPayload {
  /** The channel of the party that transfers. */
  readonly Channel: string
  readonly Exten: string
  /** The context of the channel unless given. */
  readonly Context?: string | undefined
}
/**
 * Transfers the other party of a call to an extension at once, and takes the channel out of the call.
 *
 * **Gotchas**
 *
 * A channel that is in no bridge is answered `Transfer invalid`.
 *
 * @category actions
 * @since 0.1.0
 */
export const BlindTransfer = /*#__PURE__*/ AmiAction.make<BlindTransferPayload>("BlindTransfer", () => ({
  payload: { Channel: Schema.String, Exten: Schema.String, Context: Schema.optionalKey(Schema.String) },
  needs: ["call"]
}))

/**
 * What `Atxfer` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface AtxferPayload {
  /** The channel of the party that transfers. */
  readonly Channel: string
  readonly Exten: string
  /** The context of the channel unless given. */
  readonly Context?: string | undefined
}
/**
 * Begins an attended transfer, which the channel completes by hanging up.
 *
 * **Details**
 *
 * Asterisk plays the digits of the transfer to the channel as if its user had
 * pressed them: `atxfer` must be set in features.conf and the call must allow
 * it, as with the options `t` and `T` of Dial.
 *
 * **Gotchas**
 *
 * Success says that the digits are queued. Whether the transfer happened shows
 * in the event `AttendedTransfer`, some seconds later or never.
 *
 * @category actions
 * @since 0.1.0
 */
export const Atxfer = /*#__PURE__*/ AmiAction.make<AtxferPayload>("Atxfer", () => ({
  payload: { Channel: Schema.String, Exten: Schema.String, Context: Schema.optionalKey(Schema.String) },
  needs: ["call"]
}))

/**
 * What `CancelAtxfer` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface CancelAtxferPayload {
  /** The channel of the party that transfers. */
  readonly Channel: string
}
/**
 * Ends an attended transfer that is under way and returns the channel to its first call.
 *
 * **Gotchas**
 *
 * It plays digits as `Atxfer` does, and success says no more than there.
 *
 * @category actions
 * @since 0.1.0
 */
export const CancelAtxfer = /*#__PURE__*/ AmiAction.make<CancelAtxferPayload>("CancelAtxfer", () => ({
  payload: { Channel: Schema.String },
  needs: ["call"]
}))

/**
 * What `Hangup` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface HangupPayload {
  /** The name of one channel; a value that begins with `/` is refused. */
  readonly Channel: string
  /** The Q.850 cause, such as 17 for busy. */
  readonly Cause?: number | undefined
}
/**
 * Hangs up one channel.
 *
 * @see {@link HangupMatching} for all channels that a regular expression matches.
 * @category actions
 * @since 0.1.0
 */
export const Hangup = /*#__PURE__*/ AmiAction.make<HangupPayload>("Hangup", () => ({
  payload: { Channel: Value.ChannelName, Cause: Schema.optionalKey(AmiValue.Int) },
  needs: ["system", "call"]
}))

/**
 * What `HangupMatching` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface HangupMatchingPayload {
  /** An extended regular expression between slashes, such as `/^PJSIP\/alice-/`. */
  readonly Channel: string
  /** The Q.850 cause, such as 17 for busy. */
  readonly Cause?: number | undefined
}
/**
 * Hangs up every channel that a regular expression matches, and lists them.
 *
 * **Details**
 *
 * It is the action `Hangup` on the wire, which answers by a list where the
 * channel stands between slashes.
 *
 * **Gotchas**
 *
 * An expression that begins with no `^` matches anywhere in a name.
 *
 * @category actions
 * @since 0.1.0
 */
export const HangupMatching = /*#__PURE__*/ AmiAction.makeList<HangupMatchingPayload, Event.ChannelHungup>(
  "Hangup",
  () => ({
    payload: { Channel: Value.ChannelPattern, Cause: Schema.optionalKey(AmiValue.Int) },
    needs: ["system", "call"],
    items: [Event.ChannelHungup]
  })
)

// --- Channels ---------------------------------------------------------------

/**
 * Lists the channels.
 *
 * @category actions
 * @since 0.1.0
 */
export const CoreShowChannels = /*#__PURE__*/ AmiAction.makeList<AmiAction.NoPayload, Event.CoreShowChannel>(
  "CoreShowChannels",
  () => ({ needs: ["system", "reporting"], items: [Event.CoreShowChannel] })
)

/**
 * What `Status` takes.
 *
 * @category actions
 * @since 0.1.0
 */
export interface StatusPayload {
  /** All channels unless given. */
  readonly Channel?: string | undefined
  /** The variables and functions whose values each item shows. */
  readonly Variables?: ReadonlyArray<string> | undefined
  /** Whether each item shows all variables of its channel. */
  readonly AllVariables?: boolean | undefined
}
/**
 * Lists the channels with their media and variables.
 *
 * @category actions
 * @since 0.1.0
 */
export const Status = /*#__PURE__*/ AmiAction.makeList<StatusPayload, Event.Status>("Status", () => ({
  payload: {
    Channel: Schema.optionalKey(Schema.String),
    Variables: Schema.optionalKey(Value.CommaJoined),
    AllVariables: Schema.optionalKey(AmiValue.TrueFalse)
  },
  needs: ["system", "call", "reporting"],
  items: [Event.Status]
}))

/**
 * What `Getvar` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface GetvarPayload {
  /** A global variable is read unless given. */
  readonly Channel?: string | undefined
  /** A variable, or a function such as `CALLERID(num)`. */
  readonly Variable: string
}
/**
 * The answer to `Getvar`.
 *
 * @category actions
 * @since 0.1.0
 */
export interface GetvarResponse extends AmiAction.Acknowledgement {
  readonly Variable: string
  /** Empty where the variable is not set. */
  readonly Value: string
}
/**
 * Reads a variable of a channel, or a global one.
 *
 * **Gotchas**
 *
 * Asterisk does not escape the value: of one with a line break only the first
 * line is the value, and the rest counts as headers.
 *
 * @category actions
 * @since 0.1.0
 */
export const Getvar = /*#__PURE__*/ AmiAction.make<GetvarPayload, GetvarResponse>("Getvar", () => ({
  payload: { Channel: Schema.optionalKey(Schema.String), Variable: Schema.String },
  response: { Variable: Schema.String, Value: Schema.String },
  needs: ["call", "reporting"]
}))

/**
 * What `Setvar` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface SetvarPayload {
  /** A global variable is set unless given. */
  readonly Channel?: string | undefined
  /** A variable, or a function such as `CALLERID(num)`. */
  readonly Variable: string
  /** The variable is removed unless given. */
  readonly Value?: string | undefined
}
/**
 * Sets or removes a variable of a channel, or a global one.
 *
 * @category actions
 * @since 0.1.0
 */
export const Setvar = /*#__PURE__*/ AmiAction.make<SetvarPayload>("Setvar", () => ({
  payload: {
    Channel: Schema.optionalKey(Schema.String),
    Variable: Schema.String,
    Value: Schema.optionalKey(Schema.String)
  },
  needs: ["call"]
}))

// --- Queues -----------------------------------------------------------------

/**
 * What `QueueStatus` takes.
 *
 * @category actions
 * @since 0.1.0
 */
export interface QueueStatusPayload {
  /** All queues unless given. */
  readonly Queue?: string | undefined
  /** All members unless given. */
  readonly Member?: string | undefined
}
/**
 * Lists queues, each followed by its members and its waiting callers.
 *
 * **Gotchas**
 *
 * A queue that does not exist is an empty list.
 *
 * @category actions
 * @since 0.1.0
 */
export const QueueStatus = /*#__PURE__*/ AmiAction.makeList<
  QueueStatusPayload,
  Event.QueueParams | Event.QueueMember | Event.QueueEntry
>("QueueStatus", () => ({
  payload: { Queue: Schema.optionalKey(Schema.String), Member: Schema.optionalKey(Schema.String) },
  items: [Event.QueueParams, Event.QueueMember, Event.QueueEntry]
}))

/**
 * What `QueueSummary` takes.
 *
 * @category actions
 * @since 0.1.0
 */
export interface QueueSummaryPayload {
  /** All queues unless given. */
  readonly Queue?: string | undefined
}
/**
 * Lists queues with the numbers of their members and callers.
 *
 * @category actions
 * @since 0.1.0
 */
export const QueueSummary = /*#__PURE__*/ AmiAction.makeList<QueueSummaryPayload, Event.QueueSummary>(
  "QueueSummary",
  () => ({ payload: { Queue: Schema.optionalKey(Schema.String) }, items: [Event.QueueSummary] })
)

// --- System -----------------------------------------------------------------

/**
 * What `Command` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface CommandPayload {
  /** A command of the console, such as `core show uptime`. */
  readonly Command: string
}
/**
 * The answer to `Command`.
 *
 * @category actions
 * @since 0.1.0
 */
export interface CommandResponse extends AmiAction.Acknowledgement {
  /** The lines that the command printed. */
  readonly Output: ReadonlyArray<string>
}
/**
 * Runs a command of Asterisk's console.
 *
 * **Gotchas**
 *
 * An account that may send it can do whatever Asterisk can.
 *
 * @category actions
 * @since 0.1.0
 */
export const Command = /*#__PURE__*/ AmiAction.make<CommandPayload, CommandResponse>("Command", () => ({
  payload: { Command: Schema.String },
  response: { Output: Value.Lines },
  needs: ["command"]
}))

/**
 * The answer to `CoreStatus`.
 *
 * @category actions
 * @since 0.1.0
 */
export interface CoreStatusResponse extends AmiAction.Acknowledgement {
  /** As `2026-11-23`, in the time zone of the server, as are the three fields that follow. */
  readonly CoreStartupDate: string
  /** As `08:10:58`. */
  readonly CoreStartupTime: string
  readonly CoreReloadDate: string
  readonly CoreReloadTime: string
  /** The calls that are up. */
  readonly CoreCurrentCalls: number
  /** The calls since the start. */
  readonly CoreProcessedCalls?: number
}
/**
 * Tells since when Asterisk runs and how many calls it has.
 *
 * @category actions
 * @since 0.1.0
 */
export const CoreStatus = /*#__PURE__*/ AmiAction.make<AmiAction.NoPayload, CoreStatusResponse>("CoreStatus", () => ({
  response: {
    CoreStartupDate: Schema.String,
    CoreStartupTime: Schema.String,
    CoreReloadDate: Schema.String,
    CoreReloadTime: Schema.String,
    CoreCurrentCalls: AmiValue.Int,
    CoreProcessedCalls: Schema.optionalKey(AmiValue.Int)
  },
  needs: ["system", "reporting"]
}))

/**
 * The answer to `CoreSettings`.
 *
 * @category actions
 * @since 0.1.0
 */
export interface CoreSettingsResponse extends AmiAction.Acknowledgement {
  readonly AMIversion: string
  readonly AsteriskVersion: string
  /** Empty where asterisk.conf sets none. */
  readonly SystemName: string
  /** 0 for any number. */
  readonly CoreMaxCalls: number
  /** 0 for any load. */
  readonly CoreMaxLoadAvg: number
  readonly CoreRunUser: string
  readonly CoreRunGroup: string
  /** 0 for what the system allows. */
  readonly CoreMaxFilehandles: number
  readonly CoreRealTimeEnabled: boolean
  readonly CoreCDRenabled: boolean
  readonly CoreHTTPenabled: boolean
  /** Not in Asterisk 16. */
  readonly SoundsSearchCustomDir?: boolean
}
/**
 * Tells the version of Asterisk and its limits.
 *
 * @category actions
 * @since 0.1.0
 */
export const CoreSettings = /*#__PURE__*/ AmiAction.make<AmiAction.NoPayload, CoreSettingsResponse>(
  "CoreSettings",
  () => ({
    response: {
      AMIversion: Schema.String,
      AsteriskVersion: Schema.String,
      SystemName: Schema.String,
      CoreMaxCalls: AmiValue.Int,
      CoreMaxLoadAvg: AmiValue.Float,
      CoreRunUser: Schema.String,
      CoreRunGroup: Schema.String,
      CoreMaxFilehandles: AmiValue.Int,
      CoreRealTimeEnabled: AmiValue.YesNo,
      CoreCDRenabled: AmiValue.YesNo,
      CoreHTTPenabled: AmiValue.YesNo,
      SoundsSearchCustomDir: Schema.optionalKey(AmiValue.YesNo)
    },
    needs: ["system", "reporting"]
  })
)

/**
 * What `DBGet` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface DBGetPayload {
  readonly Family: string
  readonly Key: string
}
/**
 * Reads a value of Asterisk's database, as a list of one item or none.
 *
 * @category actions
 * @since 0.1.0
 */
export const DBGet = /*#__PURE__*/ AmiAction.makeList<DBGetPayload, Event.DBGetResponse>("DBGet", () => ({
  payload: { Family: Schema.String, Key: Schema.String },
  needs: ["system", "reporting"],
  items: [Event.DBGetResponse]
}))

/**
 * What `DBPut` needs.
 *
 * @category actions
 * @since 0.1.0
 */
export interface DBPutPayload {
  readonly Family: string
  readonly Key: string
  /** Empty unless given. */
  readonly Val?: string | undefined
}
/**
 * Writes a value into Asterisk's database.
 *
 * @category actions
 * @since 0.1.0
 */
export const DBPut = /*#__PURE__*/ AmiAction.make<DBPutPayload>("DBPut", () => ({
  payload: { Family: Schema.String, Key: Schema.String, Val: Schema.optionalKey(Schema.String) },
  needs: ["system"]
}))

/**
 * Lists the endpoints of PJSIP.
 *
 * @category actions
 * @since 0.1.0
 */
export const PJSIPShowEndpoints = /*#__PURE__*/ AmiAction.makeList<AmiAction.NoPayload, Event.EndpointList>(
  "PJSIPShowEndpoints",
  () => ({ needs: ["system"], items: [Event.EndpointList] })
)
