// The public API, written by `npm run api`. Do not edit.

declare module "effect-ami" {
  export * as Actions from "effect-ami/catalog/Actions"
  export * as AgiError from "effect-ami/agi/AgiError"
  export * as AgiSession from "effect-ami/agi/AgiSession"
  export * as Ami from "effect-ami/tasks/Ami"
  export * as AmiAction from "effect-ami/catalog/AmiAction"
  export * as AmiAgents from "effect-ami/live/AmiAgents"
  export * as AmiAgi from "effect-ami/agi/AmiAgi"
  export * as AmiAnswer from "effect-ami/catalog/AmiAnswer"
  export * as AmiAuth from "effect-ami/protocol/AmiAuth"
  export * as AmiBridges from "effect-ami/live/AmiBridges"
  export * as AmiCalls from "effect-ami/live/AmiCalls"
  export * as AmiCampaign from "effect-ami/dialer/AmiCampaign"
  export * as AmiChannels from "effect-ami/live/AmiChannels"
  export * as AmiClient from "effect-ami/client/AmiClient"
  export * as AmiCodec from "effect-ami/protocol/AmiCodec"
  export * as AmiConferences from "effect-ami/live/AmiConferences"
  export * as AmiDial from "effect-ami/dialer/AmiDial"
  export * as AmiDigest from "effect-ami/protocol/AmiDigest"
  export * as AmiEndpoints from "effect-ami/live/AmiEndpoints"
  export * as AmiError from "effect-ami/AmiError"
  export * as AmiEvent from "effect-ami/catalog/AmiEvent"
  export * as AmiFleet from "effect-ami/fleet/AmiFleet"
  export * as AmiInbox from "effect-ami/client/AmiInbox"
  export * as AmiLive from "effect-ami/live/AmiLive"
  export * as AmiMailboxes from "effect-ami/live/AmiMailboxes"
  export * as AmiMessage from "effect-ami/protocol/AmiMessage"
  export * as AmiParking from "effect-ami/live/AmiParking"
  export * as AmiPayload from "effect-ami/catalog/AmiPayload"
  export * as AmiPermission from "effect-ami/catalog/AmiPermission"
  export * as AmiQueues from "effect-ami/live/AmiQueues"
  export * as AmiRecording from "effect-ami/journal/AmiRecording"
  export * as AmiRecordingFile from "effect-ami/protocol/AmiRecordingFile"
  export * as AmiRegistrations from "effect-ami/live/AmiRegistrations"
  export * as AmiSchema from "effect-ami/catalog/AmiSchema"
  export * as AmiSnapshot from "effect-ami/catalog/AmiSnapshot"
  export * as AmiStates from "effect-ami/live/AmiStates"
  export * as AmiStatus from "effect-ami/client/AmiStatus"
  export * as AmiTracker from "effect-ami/live/AmiTracker"
  export * as AmiTransport from "effect-ami/transport/AmiTransport"
  export * as AmiTransportHttp from "effect-ami/transport/AmiTransportHttp"
  export * as AmiTransportMock from "effect-ami/transport/AmiTransportMock"
  export * as AmiValue from "effect-ami/protocol/AmiValue"
  export * as AttemptLog from "effect-ami/dialer/AttemptLog"
  export * as CallRecord from "effect-ami/live/CallRecord"
  export * as Events from "effect-ami/catalog/Events"
  export * as FleetError from "effect-ami/fleet/FleetError"
}

declare module "effect-ami/AmiError" {
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as Schema from "effect/Schema"
  import {
    ChallengeUnavailable,
    ConnectFailed,
    ConnectionLost,
    InvalidOption,
    LoginRejected,
    LoginTimeout,
    NotAmi,
    TlsRejected
  } from "effect-ami/internal/connectionReasons"
  import { InvalidRecording } from "effect-ami/internal/recordingReasons"
  export {
    ChallengeUnavailable,
    ConnectFailed,
    ConnectionLost,
    InvalidOption,
    LoginRejected,
    LoginTimeout,
    NotAmi,
    TlsRejected
  } from "effect-ami/internal/connectionReasons"
  export { InvalidRecording } from "effect-ami/internal/recordingReasons"
  export class ActionFailed extends ActionFailed_base {
    readonly isRetryable = false
  }
  const ActionFailed_base: Schema.Class<
    ActionFailed,
    Schema.TaggedStruct<"ActionFailed", {
      readonly action: Schema.String
      readonly message: Schema.String
      readonly response: Schema.Codec<AmiMessage.AmiMessage, AmiMessage.AmiMessage, never, never>
      readonly hint: Schema.optionalKey<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
  export class AmiError extends AmiError_base {
    readonly [TypeId] = "~effect-ami/AmiError"
    get message(): string
    get isRetryable(): boolean
  }
  const AmiError_base: Schema.Class<
    AmiError,
    Schema.TaggedStruct<"AmiError", {
      readonly reason: Schema.Union<
        readonly [
          typeof NotSent,
          typeof NotExecuted,
          typeof PermissionDenied,
          typeof OutcomeUnknown,
          typeof ActionFailed,
          typeof NotAnswered,
          typeof ListIncomplete,
          typeof DecodeFailed,
          typeof InvalidOption,
          typeof ConnectFailed,
          typeof NotAmi,
          typeof TlsRejected,
          typeof LoginRejected,
          typeof ChallengeUnavailable,
          typeof LoginTimeout,
          typeof ConnectionLost,
          typeof SlowConsumer,
          typeof InvalidRecording
        ]
      >
      readonly client: Schema.optionalKey<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
  export class DecodeFailed extends DecodeFailed_base {
    get message(): string
    readonly isRetryable = false
  }
  const DecodeFailed_base: Schema.Class<
    DecodeFailed,
    Schema.TaggedStruct<"DecodeFailed", {
      readonly action: Schema.String
      readonly issue: Schema.String
      readonly response: Schema.Codec<AmiMessage.AmiMessage, AmiMessage.AmiMessage, never, never>
      readonly items: Schema.optionalKey<
        Schema.$Array<Schema.Codec<AmiMessage.AmiMessage, AmiMessage.AmiMessage, never, never>>
      >
    }>,
    import("effect/Cause").YieldableError
  >
  export class ListIncomplete extends ListIncomplete_base {
    get message(): string
    readonly isRetryable = false
  }
  const ListIncomplete_base: Schema.Class<
    ListIncomplete,
    Schema.TaggedStruct<"ListIncomplete", {
      readonly action: Schema.String
      readonly items: Schema.$Array<Schema.Codec<AmiMessage.AmiMessage, AmiMessage.AmiMessage, never, never>>
      readonly cause: Schema.Literals<
        readonly [
          "Disconnected",
          "Timeout",
          "Closed",
          "ProtocolError",
          "Cancelled",
          "TooManyItems",
          "TooLarge",
          "CountMismatch",
          "Failed"
        ]
      >
      readonly response: Schema.optionalKey<Schema.Codec<AmiMessage.AmiMessage, AmiMessage.AmiMessage, never, never>>
    }>,
    import("effect/Cause").YieldableError
  >
  export class NotAnswered extends NotAnswered_base {
    get message(): string
    readonly isRetryable = false
  }
  const NotAnswered_base: Schema.Class<
    NotAnswered,
    Schema.TaggedStruct<"NotAnswered", {
      readonly action: Schema.String
      readonly channel: Schema.String
      readonly channelId: Schema.String
      readonly outcome: Schema.Literals<
        readonly ["Busy", "NoAnswer", "Congestion", "Rejected", "Unreachable", "Cancelled", "Failed"]
      >
      readonly cause: Schema.optionalKey<Schema.Int>
      readonly causeText: Schema.optionalKey<Schema.String>
      readonly dialStatus: Schema.optionalKey<Schema.String>
      readonly response: Schema.optionalKey<Schema.Codec<AmiMessage.AmiMessage, AmiMessage.AmiMessage, never, never>>
    }>,
    import("effect/Cause").YieldableError
  >
  export class NotExecuted extends NotExecuted_base {
    get message(): string
    get isRetryable(): boolean
  }
  const NotExecuted_base: Schema.Class<
    NotExecuted,
    Schema.TaggedStruct<"NotExecuted", {
      readonly action: Schema.String
      readonly response: Schema.Codec<AmiMessage.AmiMessage, AmiMessage.AmiMessage, never, never>
      readonly why: Schema.optionalKey<Schema.Literal<"SessionExpired">>
    }>,
    import("effect/Cause").YieldableError
  >
  export class NotSent extends NotSent_base {
    get message(): string
    get isRetryable(): boolean
  }
  const NotSent_base: Schema.Class<
    NotSent,
    Schema.TaggedStruct<"NotSent", {
      readonly action: Schema.String
      readonly why: Schema.Literals<readonly ["NotConnected", "QueueFull", "QueuedTimeout", "Closed", "Invalid"]>
      readonly field: Schema.optionalKey<Schema.String>
      readonly rule: Schema.optionalKey<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
  export class OutcomeUnknown extends OutcomeUnknown_base {
    get message(): string
    readonly isRetryable = false
  }
  const OutcomeUnknown_base: Schema.Class<
    OutcomeUnknown,
    Schema.TaggedStruct<"OutcomeUnknown", {
      readonly action: Schema.String
      readonly actionId: Schema.String
      readonly epoch: Schema.Int
      readonly cause: Schema.Literals<readonly ["Disconnected", "Timeout", "Closed", "ProtocolError"]>
      readonly detail: Schema.optionalKey<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
  export class PermissionDenied extends PermissionDenied_base {
    get message(): string
    readonly isRetryable = false
  }
  const PermissionDenied_base: Schema.Class<
    PermissionDenied,
    Schema.TaggedStruct<"PermissionDenied", {
      readonly action: Schema.String
      readonly needs: Schema.$Array<Schema.String>
      readonly response: Schema.Codec<AmiMessage.AmiMessage, AmiMessage.AmiMessage, never, never>
    }>,
    import("effect/Cause").YieldableError
  >
  export const Reason: Schema.Union<
    readonly [
      typeof NotSent,
      typeof NotExecuted,
      typeof PermissionDenied,
      typeof OutcomeUnknown,
      typeof ActionFailed,
      typeof NotAnswered,
      typeof ListIncomplete,
      typeof DecodeFailed,
      typeof InvalidOption,
      typeof ConnectFailed,
      typeof NotAmi,
      typeof TlsRejected,
      typeof LoginRejected,
      typeof ChallengeUnavailable,
      typeof LoginTimeout,
      typeof ConnectionLost,
      typeof SlowConsumer,
      typeof InvalidRecording
    ]
  >
  export type Reason = typeof Reason.Type
  export class SlowConsumer extends SlowConsumer_base {
    get message(): string
    readonly isRetryable = true
  }
  const SlowConsumer_base: Schema.Class<
    SlowConsumer,
    Schema.TaggedStruct<"SlowConsumer", {
      readonly capacity: Schema.Int
    }>,
    import("effect/Cause").YieldableError
  >
  const TypeId = "~effect-ami/AmiError"
  export const isAmiError: (value: unknown) => value is AmiError
}

declare module "effect-ami/agi/AgiError" {
  import * as Schema from "effect/Schema"
  import { AmiError } from "effect-ami/AmiError"
  export class AgiError extends AgiError_base {
    readonly [TypeId] = "~effect-ami/AgiError"
    get message(): string
  }
  const AgiError_base: Schema.Class<
    AgiError,
    Schema.TaggedStruct<"AgiError", {
      readonly reason: Schema.Union<
        readonly [
          typeof Hungup,
          typeof CommandRefused,
          typeof SessionLost,
          typeof AnswerTruncated,
          typeof InvalidCommand,
          typeof NotQueued
        ]
      >
    }>,
    import("effect/Cause").YieldableError
  >
  export class AnswerTruncated extends AnswerTruncated_base {
    get message(): string
  }
  const AnswerTruncated_base: Schema.Class<
    AnswerTruncated,
    Schema.TaggedStruct<"AnswerTruncated", {
      readonly command: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export class CommandRefused extends CommandRefused_base {
    get message(): string
  }
  const CommandRefused_base: Schema.Class<
    CommandRefused,
    Schema.TaggedStruct<"CommandRefused", {
      readonly command: Schema.String
      readonly code: Schema.Int
      readonly text: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export class Hungup extends Hungup_base {
    get message(): string
  }
  const Hungup_base: Schema.Class<
    Hungup,
    Schema.TaggedStruct<"Hungup", {
      readonly command: Schema.String
      readonly hasRun: Schema.Literals<readonly ["no", "yes", "unknown"]>
    }>,
    import("effect/Cause").YieldableError
  >
  export class InvalidCommand extends InvalidCommand_base {
    get message(): string
  }
  const InvalidCommand_base: Schema.Class<
    InvalidCommand,
    Schema.TaggedStruct<"InvalidCommand", {
      readonly command: Schema.String
      readonly field: Schema.String
      readonly rule: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export class NotQueued extends NotQueued_base {
    get message(): string
  }
  const NotQueued_base: Schema.Class<
    NotQueued,
    Schema.TaggedStruct<"NotQueued", {
      readonly command: Schema.String
      readonly error: typeof AmiError
    }>,
    import("effect/Cause").YieldableError
  >
  export const Reason: Schema.Union<
    readonly [
      typeof Hungup,
      typeof CommandRefused,
      typeof SessionLost,
      typeof AnswerTruncated,
      typeof InvalidCommand,
      typeof NotQueued
    ]
  >
  export type Reason = typeof Reason.Type
  export class SessionLost extends SessionLost_base {
    get message(): string
  }
  const SessionLost_base: Schema.Class<
    SessionLost,
    Schema.TaggedStruct<"SessionLost", {
      readonly command: Schema.String
      readonly why: Schema.Literals<readonly ["Disconnected", "AnswerLost", "Closed"]>
    }>,
    import("effect/Cause").YieldableError
  >
  const TypeId = "~effect-ami/AgiError"
  export const isAgiError: (value: unknown) => value is AgiError
}

declare module "effect-ami/agi/AgiSession" {
  import * as AgiAnswer from "effect-ami/agi/internal/agiAnswer"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import { AgiError } from "effect-ami/agi/AgiError"
  export interface Answer extends AgiAnswer.Answer {
  }
  export interface Commands {
    readonly answer: Effect.Effect<void, AgiError>
    readonly hangup: Effect.Effect<void, AgiError>
    readonly noop: Effect.Effect<void, AgiError>
    readonly streamFile: (
      file: string,
      options?: EscapeKeys & {
        readonly offset?: number | undefined
      }
    ) => Effect.Effect<Played, AgiError>
    readonly controlStreamFile: (
      file: string,
      options?: EscapeKeys & {
        readonly skip?: Duration.Input | undefined
        readonly forward?: string | undefined
        readonly rewind?: string | undefined
        readonly pause?: string | undefined
        readonly offset?: number | undefined
      }
    ) => Effect.Effect<Played, AgiError>
    readonly getData: (file: string, options?: {
      readonly maxDigits?: number | undefined
      readonly timeout?: Duration.Input | undefined
    }) => Effect.Effect<{
      readonly digits: string
      readonly isTimedOut: boolean
    }, AgiError>
    readonly getOption: (file: string, options: {
      readonly escapeDigits: string
      readonly timeout?: Duration.Input | undefined
    }) => Effect.Effect<Played, AgiError>
    readonly waitForDigit: (timeout: Duration.Input) => Effect.Effect<Pressed, AgiError>
    readonly sayDigits: (digits: string, options?: EscapeKeys) => Effect.Effect<Pressed, AgiError>
    readonly sayNumber: (
      number: number,
      options?: EscapeKeys & {
        readonly gender?: string | undefined
      }
    ) => Effect.Effect<Pressed, AgiError>
    readonly sayAlpha: (text: string, options?: EscapeKeys) => Effect.Effect<Pressed, AgiError>
    readonly sayPhonetic: (text: string, options?: EscapeKeys) => Effect.Effect<Pressed, AgiError>
    readonly sayDate: (time: Moment, options?: EscapeKeys) => Effect.Effect<Pressed, AgiError>
    readonly sayTime: (time: Moment, options?: EscapeKeys) => Effect.Effect<Pressed, AgiError>
    readonly sayDateTime: (
      time: Moment,
      options?: EscapeKeys & {
        readonly format?: string | undefined
        readonly timezone?: string | undefined
      }
    ) => Effect.Effect<Pressed, AgiError>
    readonly recordFile: (
      file: string,
      options: EscapeKeys & {
        readonly timeout: Duration.Input
        readonly format?: string | undefined
        readonly silence?: Duration.Input | undefined
        readonly beep?: boolean | undefined
        readonly offset?: number | undefined
      }
    ) => Effect.Effect<Played, AgiError>
    readonly exec: (
      application: string,
      data?: string | ReadonlyArray<string | number>
    ) => Effect.Effect<number, AgiError>
    readonly dial: (target: string | ReadonlyArray<string>, options?: {
      readonly timeout?: Duration.Input | undefined
      readonly options?: string | undefined
    }) => Effect.Effect<Dialed, AgiError>
    readonly gosub: (
      context: string,
      extension: string,
      priority: number | string,
      args?: ReadonlyArray<string | number>
    ) => Effect.Effect<string | undefined, AgiError>
    readonly getVariable: (name: string) => Effect.Effect<string | undefined, AgiError>
    readonly getFullVariable: (expression: string, channel?: string) => Effect.Effect<string | undefined, AgiError>
    readonly setVariable: (name: string, value: string | number) => Effect.Effect<void, AgiError>
    readonly databaseGet: (family: string, key: string) => Effect.Effect<string | undefined, AgiError>
    readonly databasePut: (family: string, key: string, value: string | number) => Effect.Effect<void, AgiError>
    readonly databaseDel: (family: string, key: string) => Effect.Effect<boolean, AgiError>
    readonly databaseDelTree: (family: string, tree?: string) => Effect.Effect<boolean, AgiError>
    readonly channelStatus: (channel?: string) => Effect.Effect<number | undefined, AgiError>
    readonly setCallerId: (number: string, name?: string) => Effect.Effect<void, AgiError>
    readonly setContext: (context: string) => Effect.Effect<void, AgiError>
    readonly setExtension: (extension: string) => Effect.Effect<void, AgiError>
    readonly setPriority: (priority: number | string) => Effect.Effect<void, AgiError>
    readonly setMusic: (music: string) => Effect.Effect<void, AgiError>
    readonly sendText: (text: string) => Effect.Effect<void, AgiError>
    readonly receiveText: (timeout: Duration.Input) => Effect.Effect<string | undefined, AgiError>
    readonly verbose: (message: string, level?: number) => Effect.Effect<void, AgiError>
    readonly command: (command: string, ...args: ReadonlyArray<string | number>) => Effect.Effect<Answer, AgiError>
    readonly all: <const A extends ReadonlyArray<Effect.Effect<unknown, AgiError>>>(commands: A) => Effect.Effect<
      {
        readonly [K in keyof A]: Effect.Success<A[K]>
      },
      AgiError
    >
  }
  export interface Dialed {
    readonly status: string
    readonly answeredSeconds: number | undefined
    readonly dialedSeconds: number | undefined
  }
  export type Env = Readonly<Record<string, string>>
  export interface EscapeKeys {
    readonly escapeDigits?: string | undefined
  }
  export type Moment = Date | number
  export interface Played extends Pressed {
    readonly endpos: number
  }
  export interface Pressed {
    readonly digit: string | undefined
  }
  export interface Session extends Commands {
    readonly env: Env
    readonly args: ReadonlyArray<string>
    readonly channel: string
    readonly uniqueid: string
    readonly isAdopted: boolean
  }
}

declare module "effect-ami/agi/AmiAgi" {
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Scope from "effect/Scope"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { Env, Session } from "effect-ami/agi/AgiSession"
  export interface Options<E = unknown, R = never> {
    readonly program: (session: Session) => Effect.Effect<unknown, E, R>
    readonly accepts?: ((env: Env) => boolean) | undefined
    readonly name?: string | undefined
    readonly orphans?: "adopt" | "break" | "hangup" | undefined
    readonly maxSessions?: number | undefined
    readonly maxLife?: Duration.Input | undefined
  }
  export interface Serving {
    readonly sessions: Effect.Effect<number>
    readonly refused: Effect.Effect<number>
  }
  export const account: AmiPermission.Account
  export const layer: <E, R>(
    options: Options<E, R> | ((session: Session) => Effect.Effect<unknown, E, R>)
  ) => Layer.Layer<never, AmiError, AmiClient | Exclude<R, Scope.Scope>>
  export const serve: <E, R>(
    options: Options<E, R> | ((session: Session) => Effect.Effect<unknown, E, R>)
  ) => Effect.Effect<Serving, AmiError, AmiClient | Scope.Scope | Exclude<R, Scope.Scope>>
}

declare module "effect-ami/catalog/Actions" {
  import * as AmiAction from "effect-ami/catalog/AmiAction"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as AmiValue from "effect-ami/protocol/AmiValue"
  import * as Answer from "effect-ami/catalog/AmiAnswer"
  import * as DateTime from "effect/DateTime"
  import * as Duration from "effect/Duration"
  import * as Event from "effect-ami/catalog/Events"
  import * as Payload from "effect-ami/catalog/AmiPayload"
  import * as Redacted from "effect/Redacted"
  export const AGI: AmiAction.Constructor<AGIPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface AGIPayload {
    readonly Channel: string
    readonly Command: string
    readonly CommandID?: string | undefined
  }
  export const AOCMessage: AmiAction.Constructor<AOCMessagePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface AOCMessagePayload {
    readonly Channel?: string | undefined
    readonly ChannelPrefix?: string | undefined
    readonly MsgType: "S" | "D" | "E"
    readonly ChargeType?: "NA" | "FREE" | "Currency" | "Unit" | undefined
    readonly CurrencyName?: string | undefined
    readonly CurrencyAmount?: number | undefined
    readonly CurrencyMultiplier?:
      | "OneThousandth"
      | "OneHundredth"
      | "OneTenth"
      | "One"
      | "Ten"
      | "Hundred"
      | "Thousand"
      | undefined
    readonly TotalType?: "Total" | "SubTotal" | undefined
    readonly AOCBillingId?:
      | "Normal"
      | "ReverseCharge"
      | "CreditCard"
      | "CallFwdUnconditional"
      | "CallFwdBusy"
      | "CallFwdNoReply"
      | "CallDeflection"
      | "CallTransfer"
      | undefined
    readonly ChargingAssociationId?: number | undefined
    readonly ChargingAssociationNumber?: string | undefined
    readonly ChargingAssociationPlan?: number | undefined
    readonly ChargedItem?:
      | "NA"
      | "SpecialArrangement"
      | "BasicCommunication"
      | "CallAttempt"
      | "CallSetup"
      | "UserUserInfo"
      | "SupplementaryService"
      | undefined
    readonly RateType?: "NA" | "Free" | "FreeFromBeginning" | "Duration" | "Flat" | "Volume" | "SpecialCode" | undefined
    readonly Time?: number | undefined
    readonly TimeScale?:
      | "OneHundredthSecond"
      | "OneTenthSecond"
      | "Second"
      | "TenSeconds"
      | "Minute"
      | "Hour"
      | "Day"
      | "Octet"
      | "Segment"
      | "Message"
      | undefined
    readonly Granularity?: number | undefined
    readonly GranularityTimeScale?:
      | "OneHundredthSecond"
      | "OneTenthSecond"
      | "Second"
      | "TenSeconds"
      | "Minute"
      | "Hour"
      | "Day"
      | undefined
    readonly ChargingType?: "ContinuousCharging" | "StepFunction" | undefined
    readonly VolumeUnit?: "Octet" | "Segment" | "Message" | undefined
    readonly Code?: number | undefined
    readonly Units?: ReadonlyArray<Payload.ChargedUnit> | undefined
  }
  export const AbsoluteTimeout: AmiAction.Constructor<
    AbsoluteTimeoutPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface AbsoluteTimeoutPayload {
    readonly Channel: string
    readonly Timeout: Duration.Input
  }
  export const AgentLogoff: AmiAction.Constructor<AgentLogoffPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface AgentLogoffPayload {
    readonly Agent: string
    readonly Soft?: boolean | undefined
  }
  export const Agents: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.Agents>>
  export const Atxfer: AmiAction.Constructor<AtxferPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface AtxferPayload {
    readonly Channel: string
    readonly Exten: string
    readonly Context?: string | undefined
  }
  export const BlindTransfer: AmiAction.Constructor<BlindTransferPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface BlindTransferPayload {
    readonly Channel: string
    readonly Context?: string | undefined
    readonly Exten: string
  }
  export const Bridge: AmiAction.Constructor<BridgePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export const BridgeDestroy: AmiAction.Constructor<BridgeDestroyPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface BridgeDestroyPayload {
    readonly BridgeUniqueid: string
  }
  export const BridgeInfo: AmiAction.Constructor<BridgeInfoPayload, AmiAction.ListAction<Event.BridgeInfoChannel>>
  export interface BridgeInfoPayload {
    readonly BridgeUniqueid: string
  }
  export const BridgeKick: AmiAction.Constructor<BridgeKickPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface BridgeKickPayload {
    readonly BridgeUniqueid?: string | undefined
    readonly Channel: string
  }
  export const BridgeList: AmiAction.Constructor<BridgeListPayload, AmiAction.ListAction<Event.BridgeListItem>>
  export interface BridgeListPayload {
    readonly BridgeType?: string | undefined
  }
  export interface BridgePayload {
    readonly Channel1: string
    readonly Channel2: string
    readonly Tone?: "no" | "Channel1" | "Channel2" | "Both" | undefined
  }
  export const BridgeTechnologyList: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.BridgeTechnologyListItem>
  >
  export const BridgeTechnologySuspend: AmiAction.Constructor<
    BridgeTechnologySuspendPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface BridgeTechnologySuspendPayload {
    readonly BridgeTechnology: string
  }
  export const BridgeTechnologyUnsuspend: AmiAction.Constructor<
    BridgeTechnologyUnsuspendPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface BridgeTechnologyUnsuspendPayload {
    readonly BridgeTechnology: string
  }
  export const CancelAtxfer: AmiAction.Constructor<CancelAtxferPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface CancelAtxferPayload {
    readonly Channel: string
  }
  export const Challenge: AmiAction.Constructor<ChallengePayload, AmiAction.Action<ChallengeResponse>>
  export interface ChallengePayload {
    readonly AuthType: "MD5"
  }
  export interface ChallengeResponse extends AmiAction.Acknowledgement {
    readonly Challenge: string
  }
  export const ChangeMonitor: AmiAction.Constructor<ChangeMonitorPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface ChangeMonitorPayload {
    readonly Channel: string
    readonly File: string
  }
  export const Command: AmiAction.Constructor<CommandPayload, AmiAction.Action<CommandResponse>>
  export interface CommandPayload {
    readonly Command: string
  }
  export interface CommandResponse extends AmiAction.Acknowledgement {
    readonly Output: ReadonlyArray<string>
  }
  export const ConfbridgeKick: AmiAction.Constructor<ConfbridgeKickPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface ConfbridgeKickPayload {
    readonly Conference: string
    readonly Channel: string
  }
  export const ConfbridgeList: AmiAction.Constructor<ConfbridgeListPayload, AmiAction.ListAction<Event.ConfbridgeList>>
  export interface ConfbridgeListPayload {
    readonly Conference: string
  }
  export const ConfbridgeListRooms: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.ConfbridgeListRooms>
  >
  export const ConfbridgeLock: AmiAction.Constructor<ConfbridgeLockPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface ConfbridgeLockPayload {
    readonly Conference: string
  }
  export const ConfbridgeMute: AmiAction.Constructor<ConfbridgeMutePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface ConfbridgeMutePayload {
    readonly Conference: string
    readonly Channel: string
  }
  export const ConfbridgeSetSingleVideoSrc: AmiAction.Constructor<
    ConfbridgeSetSingleVideoSrcPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface ConfbridgeSetSingleVideoSrcPayload {
    readonly Conference: string
    readonly Channel: string
  }
  export const ConfbridgeStartRecord: AmiAction.Constructor<
    ConfbridgeStartRecordPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface ConfbridgeStartRecordPayload {
    readonly Conference: string
    readonly RecordFile?: string | undefined
  }
  export const ConfbridgeStopRecord: AmiAction.Constructor<
    ConfbridgeStopRecordPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface ConfbridgeStopRecordPayload {
    readonly Conference: string
  }
  export const ConfbridgeUnlock: AmiAction.Constructor<
    ConfbridgeUnlockPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface ConfbridgeUnlockPayload {
    readonly Conference: string
  }
  export const ConfbridgeUnmute: AmiAction.Constructor<
    ConfbridgeUnmutePayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface ConfbridgeUnmutePayload {
    readonly Conference: string
    readonly Channel: string
  }
  export const ControlPlayback: AmiAction.Constructor<
    ControlPlaybackPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface ControlPlaybackPayload {
    readonly Channel: string
    readonly Control: "stop" | "forward" | "reverse" | "pause" | "restart"
  }
  export const CoreSettings: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.Action<CoreSettingsResponse>>
  export interface CoreSettingsResponse extends AmiAction.Acknowledgement {
    readonly AMIversion: string
    readonly AsteriskVersion: string
    readonly SystemName: string
    readonly CoreMaxCalls: number
    readonly CoreMaxLoadAvg: number
    readonly CoreRunUser: string
    readonly CoreRunGroup: string
    readonly CoreMaxFilehandles: number
    readonly CoreRealTimeEnabled: boolean
    readonly CoreCDRenabled: boolean
    readonly CoreHTTPenabled: boolean
    readonly SoundsSearchCustomDir?: boolean
  }
  export const CoreShowChannelMap: AmiAction.Constructor<
    CoreShowChannelMapPayload,
    AmiAction.ListAction<Event.CoreShowChannelMap>
  >
  export interface CoreShowChannelMapPayload {
    readonly Channel: string
  }
  export const CoreShowChannels: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.CoreShowChannel>>
  export const CoreStatus: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.Action<CoreStatusResponse>>
  export interface CoreStatusResponse extends AmiAction.Acknowledgement {
    readonly CoreStartupDate: string
    readonly CoreStartupTime: string
    readonly CoreReloadDate: string
    readonly CoreReloadTime: string
    readonly CoreCurrentCalls: number
    readonly CoreProcessedCalls?: number
  }
  export const CreateConfig: AmiAction.Constructor<CreateConfigPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface CreateConfigPayload {
    readonly Filename: string
  }
  export const DAHDIDNDoff: AmiAction.Constructor<DAHDIDNDoffPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface DAHDIDNDoffPayload {
    readonly DAHDIChannel: number
  }
  export const DAHDIDNDon: AmiAction.Constructor<DAHDIDNDonPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface DAHDIDNDonPayload {
    readonly DAHDIChannel: number
  }
  export const DAHDIDialOffhook: AmiAction.Constructor<
    DAHDIDialOffhookPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface DAHDIDialOffhookPayload {
    readonly DAHDIChannel: number
    readonly Number: string
  }
  export const DAHDIHangup: AmiAction.Constructor<DAHDIHangupPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface DAHDIHangupPayload {
    readonly DAHDIChannel: number
  }
  export const DAHDIRestart: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export const DAHDIShowChannels: AmiAction.Constructor<
    DAHDIShowChannelsPayload,
    AmiAction.ListAction<Event.DAHDIShowChannels>
  >
  export interface DAHDIShowChannelsPayload {
    readonly DAHDIChannel?: number | undefined
  }
  export const DAHDIShowStatus: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.DAHDIShowStatus>>
  export const DAHDITransfer: AmiAction.Constructor<DAHDITransferPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface DAHDITransferPayload {
    readonly DAHDIChannel: number
  }
  export const DBDel: AmiAction.Constructor<DBDelPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface DBDelPayload {
    readonly Family: string
    readonly Key: string
  }
  export const DBDelTree: AmiAction.Constructor<DBDelTreePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface DBDelTreePayload {
    readonly Family: string
    readonly Key?: string | undefined
  }
  export const DBGet: AmiAction.Constructor<DBGetPayload, AmiAction.ListAction<Event.DBGetResponse>>
  export interface DBGetPayload {
    readonly Family: string
    readonly Key: string
  }
  export const DBGetTree: AmiAction.Constructor<DBGetTreePayload, AmiAction.ListAction<Event.DBGetTreeResponse>>
  export interface DBGetTreePayload {
    readonly Family?: string | undefined
    readonly Key?: string | undefined
  }
  export const DBPut: AmiAction.Constructor<DBPutPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface DBPutPayload {
    readonly Family: string
    readonly Key: string
    readonly Val?: string | undefined
  }
  export const DeviceStateList: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.DeviceStateChange>
  >
  export const DialplanExtensionAdd: AmiAction.Constructor<
    DialplanExtensionAddPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface DialplanExtensionAddPayload {
    readonly Context: string
    readonly Extension: string
    readonly Priority: number | string
    readonly Application: string
    readonly ApplicationData?: string | undefined
    readonly Replace?: boolean | undefined
  }
  export const DialplanExtensionRemove: AmiAction.Constructor<
    DialplanExtensionRemovePayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface DialplanExtensionRemovePayload {
    readonly Context: string
    readonly Extension: string
    readonly Priority?: number | string | undefined
  }
  export const Events: AmiAction.Constructor<EventsPayload, AmiAction.Action<EventsResponse>>
  export interface EventsPayload {
    readonly EventMask: "on" | "off" | ReadonlyArray<AmiPermission.Class>
  }
  export interface EventsResponse extends AmiAction.Acknowledgement {
    readonly Events?: boolean
  }
  export const ExtensionState: AmiAction.Constructor<ExtensionStatePayload, AmiAction.Action<ExtensionStateResponse>>
  export const ExtensionStateList: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.ExtensionStatus>
  >
  export interface ExtensionStatePayload {
    readonly Exten: string
    readonly Context?: string | undefined
  }
  export interface ExtensionStateResponse extends AmiAction.Acknowledgement {
    readonly Exten: string
    readonly Context: string
    readonly Hint: string
    readonly Status: number
    readonly StatusText: AmiValue.Open<
      "Idle" | "InUse" | "Busy" | "Unavailable" | "Ringing" | "InUse&Ringing" | "Hold" | "InUse&Hold" | "Unknown"
    >
  }
  export const FAXSession: AmiAction.Constructor<FAXSessionPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface FAXSessionPayload {
    readonly SessionNumber: number
  }
  export const FAXSessions: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.FAXSessionsEntry>>
  export const FAXStats: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export const Filter: AmiAction.Constructor<FilterPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface FilterPayload {
    readonly Operation: "Add"
    readonly MatchCriteria?: string | undefined
    readonly Filter: string
  }
  export const GetConfig: AmiAction.Constructor<GetConfigPayload, AmiAction.Action<GetConfigResponse>>
  export const GetConfigJSON: AmiAction.Constructor<GetConfigJSONPayload, AmiAction.Action<GetConfigJSONResponse>>
  export interface GetConfigJSONPayload {
    readonly Filename: string
    readonly Category?: string | undefined
    readonly Filter?: string | undefined
  }
  export interface GetConfigJSONResponse extends AmiAction.Acknowledgement {
    readonly JSON: string
  }
  export interface GetConfigPayload {
    readonly Filename: string
    readonly Category?: string | undefined
    readonly Filter?: ReadonlyArray<string> | undefined
  }
  export interface GetConfigResponse extends AmiAction.Acknowledgement {
    readonly Categories: ReadonlyArray<Answer.ConfigCategory>
  }
  export const Getvar: AmiAction.Constructor<GetvarPayload, AmiAction.Action<GetvarResponse>>
  export interface GetvarPayload {
    readonly Channel?: string | undefined
    readonly Variable: string
  }
  export interface GetvarResponse extends AmiAction.Acknowledgement {
    readonly Variable: string
    readonly Value: string
  }
  export const Hangup: AmiAction.Constructor<HangupPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export const HangupMatching: AmiAction.Constructor<HangupMatchingPayload, AmiAction.ListAction<Event.ChannelHungup>>
  export interface HangupMatchingPayload {
    readonly Channel: string
    readonly Cause?: number | undefined
  }
  export interface HangupPayload {
    readonly Channel: string
    readonly Cause?: number | undefined
  }
  export const IAXnetstats: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export const IAXpeerlist: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.PeerEntry>>
  export const IAXpeers: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.PeerEntry>>
  export const IAXregistry: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.RegistryEntry>>
  export const JabberSend: AmiAction.Constructor<JabberSendPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface JabberSendPayload {
    readonly Jabber: string
    readonly ScreenName: string
    readonly Message: string
  }
  export const ListCategories: AmiAction.Constructor<ListCategoriesPayload, AmiAction.Action<ListCategoriesResponse>>
  export interface ListCategoriesPayload {
    readonly Filename: string
    readonly Match?: string | undefined
  }
  export interface ListCategoriesResponse extends AmiAction.Acknowledgement {
    readonly Error?: string
    readonly Categories: ReadonlyArray<string>
  }
  export const ListCommands: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.Action<ListCommandsResponse>>
  export interface ListCommandsResponse extends AmiAction.Acknowledgement {
    readonly Commands: Readonly<Record<string, Answer.Command>>
  }
  export const LocalOptimizeAway: AmiAction.Constructor<
    LocalOptimizeAwayPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface LocalOptimizeAwayPayload {
    readonly Channel: string
  }
  export const LoggerRotate: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export const Login: AmiAction.Constructor<LoginPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface LoginPayload {
    readonly Username: string
    readonly AuthType?: "plain" | "MD5" | undefined
    readonly Secret?: Redacted.Redacted<string> | undefined
    readonly Key?: Redacted.Redacted<string> | undefined
    readonly Events?: "on" | "off" | ReadonlyArray<AmiPermission.Class> | undefined
  }
  export const Logoff: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export const MWIDelete: AmiAction.Constructor<MWIDeletePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface MWIDeletePayload {
    readonly Mailbox: string
  }
  export const MWIGet: AmiAction.Constructor<MWIGetPayload, AmiAction.ListAction<Event.MWIGet>>
  export interface MWIGetPayload {
    readonly Mailbox: string
  }
  export const MWIUpdate: AmiAction.Constructor<MWIUpdatePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface MWIUpdatePayload {
    readonly Mailbox: string
    readonly OldMessages?: number | undefined
    readonly NewMessages?: number | undefined
  }
  export const MailboxCount: AmiAction.Constructor<MailboxCountPayload, AmiAction.Action<MailboxCountResponse>>
  export interface MailboxCountPayload {
    readonly Mailbox: string
  }
  export interface MailboxCountResponse extends AmiAction.Acknowledgement {
    readonly Mailbox: string
    readonly UrgMessages: number
    readonly NewMessages: number
    readonly OldMessages: number
  }
  export const MailboxStatus: AmiAction.Constructor<MailboxStatusPayload, AmiAction.Action<MailboxStatusResponse>>
  export interface MailboxStatusPayload {
    readonly Mailbox: string
  }
  export interface MailboxStatusResponse extends AmiAction.Acknowledgement {
    readonly Mailbox: string
    readonly Waiting: boolean
  }
  export const MeetmeList: AmiAction.Constructor<MeetmeListPayload, AmiAction.ListAction<Event.MeetmeList>>
  export interface MeetmeListPayload {
    readonly Conference?: string | undefined
  }
  export const MeetmeListRooms: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.MeetmeListRooms>>
  export const MeetmeMute: AmiAction.Constructor<MeetmeMutePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface MeetmeMutePayload {
    readonly Meetme: string
    readonly Usernum: number
  }
  export const MeetmeUnmute: AmiAction.Constructor<MeetmeUnmutePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface MeetmeUnmutePayload {
    readonly Meetme: string
    readonly Usernum: number
  }
  export const MessageSend: AmiAction.Constructor<MessageSendPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface MessageSendPayload {
    readonly Destination?: string | undefined
    readonly To?: string | undefined
    readonly From?: string | undefined
    readonly Body?: string | undefined
    readonly Base64Body?: string | undefined
    readonly Variable?: AmiValue.Variables | undefined
  }
  export const MixMonitor: AmiAction.Constructor<MixMonitorPayload, AmiAction.Action<MixMonitorResponse>>
  export const MixMonitorMute: AmiAction.Constructor<MixMonitorMutePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface MixMonitorMutePayload {
    readonly Channel: string
    readonly Direction: "read" | "write" | "both"
    readonly State: boolean
    readonly MixMonitorID?: string | undefined
  }
  export interface MixMonitorPayload {
    readonly Channel: string
    readonly File?: string | undefined
    readonly Options?: string | undefined
    readonly Command?: string | undefined
  }
  export interface MixMonitorResponse extends AmiAction.Acknowledgement {
    readonly MixMonitorID?: string
  }
  export const ModuleCheck: AmiAction.Constructor<ModuleCheckPayload, AmiAction.Action<ModuleCheckResponse>>
  export interface ModuleCheckPayload {
    readonly Module: string
  }
  export interface ModuleCheckResponse extends AmiAction.Acknowledgement {
    readonly Version: string
  }
  export const ModuleLoad: AmiAction.Constructor<ModuleLoadPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface ModuleLoadPayload {
    readonly Module?: string | undefined
    readonly LoadType: "load" | "unload" | "reload" | "refresh"
    readonly Recursive?: boolean | undefined
  }
  export const Monitor: AmiAction.Constructor<MonitorPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface MonitorPayload {
    readonly Channel: string
    readonly File?: string | undefined
    readonly Format?: string | undefined
    readonly Mix?: boolean | undefined
  }
  export const MuteAudio: AmiAction.Constructor<MuteAudioPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface MuteAudioPayload {
    readonly Channel: string
    readonly Direction: "in" | "out" | "all"
    readonly State: boolean
  }
  export const Originate: AmiAction.Constructor<OriginatePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface OriginateOptions {
    readonly Channel: string
    readonly Timeout?: Duration.Input | undefined
    readonly CallerID?: string | undefined
    readonly Variable?: AmiValue.Variables | undefined
    readonly Account?: string | undefined
    readonly EarlyMedia?: boolean | undefined
    readonly Async?: boolean | undefined
    readonly Codecs?: ReadonlyArray<string> | undefined
    readonly ChannelId?: string | undefined
    readonly OtherChannelId?: string | undefined
    readonly PreDialGoSub?: string | undefined
  }
  export type OriginatePayload = OriginateToExtension | OriginateToApplication
  export interface OriginateToApplication extends OriginateOptions {
    readonly Exten?: never
    readonly Context?: never
    readonly Priority?: never
    readonly Application: string
    readonly Data?: string | undefined
  }
  export interface OriginateToExtension extends OriginateOptions {
    readonly Exten: string
    readonly Context: string
    readonly Priority: number | string
    readonly Application?: never
    readonly Data?: never
  }
  export const PJSIPHangup: AmiAction.Constructor<PJSIPHangupPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export const PJSIPHangupMatching: AmiAction.Constructor<
    PJSIPHangupMatchingPayload,
    AmiAction.ListAction<Event.ChannelHungup>
  >
  export interface PJSIPHangupMatchingPayload {
    readonly Channel: string
    readonly Cause: string
  }
  export interface PJSIPHangupPayload {
    readonly Channel: string
    readonly Cause: string
  }
  export const PJSIPNotify: AmiAction.Constructor<PJSIPNotifyPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface PJSIPNotifyPayload {
    readonly Endpoint?: string | undefined
    readonly URI?: string | undefined
    readonly Channel?: string | undefined
    readonly Option?: string | undefined
    readonly Variable?: Payload.NotifyHeaders | undefined
  }
  export const PJSIPQualify: AmiAction.Constructor<PJSIPQualifyPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface PJSIPQualifyPayload {
    readonly Endpoint: string
  }
  export const PJSIPRegister: AmiAction.Constructor<PJSIPRegisterPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface PJSIPRegisterPayload {
    readonly Registration: string
  }
  export const PJSIPSetMaintenance: AmiAction.Constructor<
    PJSIPSetMaintenancePayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface PJSIPSetMaintenancePayload {
    readonly Endpoint: string
    readonly State: "on" | "off"
  }
  export const PJSIPShowAors: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.AorList>>
  export const PJSIPShowAuths: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.AuthList>>
  export const PJSIPShowContacts: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.ContactList>>
  export const PJSIPShowEndpoint: AmiAction.Constructor<
    PJSIPShowEndpointPayload,
    AmiAction.ListAction<
      | Event.AorDetail
      | Event.AuthDetail
      | Event.ContactStatusDetail
      | Event.EndpointDetail
      | Event.IdentifyDetail
      | Event.TransportDetail
    >
  >
  export interface PJSIPShowEndpointPayload {
    readonly Endpoint: string
  }
  export const PJSIPShowEndpoints: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.EndpointList>>
  export const PJSIPShowMaintenance: AmiAction.Constructor<
    PJSIPShowMaintenancePayload,
    AmiAction.ListAction<Event.PJSIPMaintenanceStatus>
  >
  export interface PJSIPShowMaintenancePayload {
    readonly Endpoint?: string | undefined
  }
  export const PJSIPShowRegistrationInboundContactStatuses: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.ContactStatusDetail>
  >
  export const PJSIPShowRegistrationsInbound: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.InboundRegistrationDetail>
  >
  export const PJSIPShowRegistrationsOutbound: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.AuthDetail | Event.OutboundRegistrationDetail>
  >
  export const PJSIPShowResourceLists: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.ResourceListDetail>
  >
  export const PJSIPShowSubscriptionsInbound: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.InboundSubscriptionDetail>
  >
  export const PJSIPShowSubscriptionsOutbound: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.OutboundSubscriptionDetail>
  >
  export const PJSIPUnregister: AmiAction.Constructor<
    PJSIPUnregisterPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface PJSIPUnregisterPayload {
    readonly Registration: string
  }
  export const PRIDebugFileSet: AmiAction.Constructor<
    PRIDebugFileSetPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface PRIDebugFileSetPayload {
    readonly File: string
  }
  export const PRIDebugFileUnset: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export const PRIDebugSet: AmiAction.Constructor<PRIDebugSetPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface PRIDebugSetPayload {
    readonly Span: number
    readonly Level: string
  }
  export const PRIShowSpans: AmiAction.Constructor<PRIShowSpansPayload, AmiAction.ListAction<Event.PRIShowSpans>>
  export interface PRIShowSpansPayload {
    readonly Span?: number | undefined
  }
  export const Park: AmiAction.Constructor<ParkPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface ParkPayload {
    readonly Channel: string
    readonly TimeoutChannel?: string | undefined
    readonly AnnounceChannel?: string | undefined
    readonly Timeout?: Duration.Input | undefined
    readonly Parkinglot?: string | undefined
    readonly ParkingSpace?: string | undefined
    readonly Channel2?: string | undefined
  }
  export const ParkedCalls: AmiAction.Constructor<ParkedCallsPayload, AmiAction.ListAction<Event.ParkedCall>>
  export interface ParkedCallsPayload {
    readonly ParkingLot?: string | undefined
  }
  export const Parkinglots: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.Parkinglot>>
  export const PauseMonitor: AmiAction.Constructor<PauseMonitorPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface PauseMonitorPayload {
    readonly Channel: string
  }
  export const Ping: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.Action<PingResponse>>
  export interface PingResponse extends AmiAction.Acknowledgement {
    readonly Ping: string
    readonly Timestamp?: DateTime.Utc
  }
  export const PlayDTMF: AmiAction.Constructor<PlayDTMFPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface PlayDTMFPayload {
    readonly Channel: string
    readonly Digit: string
    readonly Duration?: Duration.Input | undefined
    readonly Receive?: boolean | undefined
  }
  export const PlayMF: AmiAction.Constructor<PlayMFPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface PlayMFPayload {
    readonly Channel: string
    readonly Digit: string
    readonly Duration?: Duration.Input | undefined
  }
  export const PresenceState: AmiAction.Constructor<PresenceStatePayload, AmiAction.Action<PresenceStateResponse>>
  export const PresenceStateList: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.PresenceStateChange>
  >
  export interface PresenceStatePayload {
    readonly Provider: string
  }
  export interface PresenceStateResponse extends AmiAction.Acknowledgement {
    readonly State: AmiValue.Open<"not_set" | "unavailable" | "available" | "away" | "xa" | "chat" | "dnd">
    readonly Subtype?: string
    readonly PresenceMessage?: string
  }
  export const QueueAdd: AmiAction.Constructor<QueueAddPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface QueueAddPayload {
    readonly Queue: string
    readonly Interface: string
    readonly Penalty?: number | undefined
    readonly Paused?: boolean | undefined
    readonly Reason?: string | undefined
    readonly MemberName?: string | undefined
    readonly StateInterface?: string | undefined
    readonly Wrapuptime?: Duration.Input | undefined
  }
  export const QueueChangePriorityCaller: AmiAction.Constructor<
    QueueChangePriorityCallerPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface QueueChangePriorityCallerPayload {
    readonly Queue: string
    readonly Caller: string
    readonly Priority: number
    readonly Immediate?: boolean | undefined
  }
  export const QueueLog: AmiAction.Constructor<QueueLogPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface QueueLogPayload {
    readonly Queue: string
    readonly Event: string
    readonly Uniqueid?: string | undefined
    readonly Interface?: string | undefined
    readonly Message?: string | undefined
  }
  export const QueueMemberRingInUse: AmiAction.Constructor<
    QueueMemberRingInUsePayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface QueueMemberRingInUsePayload {
    readonly Interface: string
    readonly RingInUse: boolean
    readonly Queue?: string | undefined
  }
  export const QueuePause: AmiAction.Constructor<QueuePausePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface QueuePausePayload {
    readonly Interface: string
    readonly Paused: boolean
    readonly Queue?: string | undefined
    readonly Reason?: string | undefined
  }
  export const QueuePenalty: AmiAction.Constructor<QueuePenaltyPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface QueuePenaltyPayload {
    readonly Interface: string
    readonly Penalty: number
    readonly Queue?: string | undefined
  }
  export const QueueReload: AmiAction.Constructor<QueueReloadPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface QueueReloadPayload {
    readonly Queue?: string | undefined
    readonly Members?: boolean | undefined
    readonly Rules?: boolean | undefined
    readonly Parameters?: boolean | undefined
  }
  export const QueueRemove: AmiAction.Constructor<QueueRemovePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface QueueRemovePayload {
    readonly Queue: string
    readonly Interface: string
  }
  export const QueueReset: AmiAction.Constructor<QueueResetPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface QueueResetPayload {
    readonly Queue?: string | undefined
  }
  export const QueueRule: AmiAction.Constructor<QueueRulePayload, AmiAction.Action<QueueRuleResponse>>
  export interface QueueRulePayload {
    readonly Rule?: string | undefined
  }
  export interface QueueRuleResponse extends AmiAction.Acknowledgement {
    readonly RuleLists: ReadonlyArray<Answer.RuleList>
  }
  export const QueueStatus: AmiAction.Constructor<
    QueueStatusPayload,
    AmiAction.ListAction<Event.QueueEntry | Event.QueueMember | Event.QueueParams>
  >
  export interface QueueStatusPayload {
    readonly Queue?: string | undefined
    readonly Member?: string | undefined
  }
  export const QueueSummary: AmiAction.Constructor<QueueSummaryPayload, AmiAction.ListAction<Event.QueueSummary>>
  export interface QueueSummaryPayload {
    readonly Queue?: string | undefined
  }
  export const QueueWithdrawCaller: AmiAction.Constructor<
    QueueWithdrawCallerPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface QueueWithdrawCallerPayload {
    readonly Queue: string
    readonly Caller: string
    readonly WithdrawInfo?: string | undefined
  }
  export const Redirect: AmiAction.Constructor<RedirectPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface RedirectPayload {
    readonly Channel: string
    readonly ExtraChannel?: string | undefined
    readonly Exten: string
    readonly ExtraExten?: string | undefined
    readonly Context: string
    readonly ExtraContext?: string | undefined
    readonly Priority: number | string
    readonly ExtraPriority?: number | string | undefined
  }
  export const Reload: AmiAction.Constructor<ReloadPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface ReloadPayload {
    readonly Module?: string | undefined
  }
  export const SIPnotify: AmiAction.Constructor<SIPnotifyPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface SIPnotifyPayload {
    readonly Channel: string
    readonly Variable: Payload.NotifyHeaders
    readonly "Call-ID"?: string | undefined
  }
  export const SIPpeers: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.PeerEntry>>
  export const SIPpeerstatus: AmiAction.Constructor<SIPpeerstatusPayload, AmiAction.ListAction<Event.PeerStatus>>
  export interface SIPpeerstatusPayload {
    readonly Peer?: string | undefined
  }
  export const SIPqualifypeer: AmiAction.Constructor<SIPqualifypeerPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface SIPqualifypeerPayload {
    readonly Peer: string
  }
  export const SIPshowpeer: AmiAction.Constructor<SIPshowpeerPayload, AmiAction.Action<SIPshowpeerResponse>>
  export interface SIPshowpeerPayload {
    readonly Peer: string
  }
  export interface SIPshowpeerResponse extends AmiAction.Acknowledgement {
    readonly Channeltype: AmiValue.Open<"SIP">
    readonly ObjectName: string
    readonly ChanObjectType: AmiValue.Open<"peer">
    readonly SecretExist: boolean
    readonly RemoteSecretExist: boolean
    readonly MD5SecretExist: boolean
    readonly Context: string
    readonly SubscribeContext?: string
    readonly Language: string
    readonly ToneZone: string
    readonly Accountcode?: string
    readonly AMAflags: string
    readonly "CID-CallingPres": string
    readonly "SIP-FromUser"?: string
    readonly "SIP-FromDomain"?: string
    readonly "Sip-FromDomain-Port"?: number
    readonly Callgroup: string
    readonly Pickupgroup: string
    readonly "Named Callgroup": string
    readonly "Named Pickupgroup": string
    readonly MOHSuggest: string
    readonly VoiceMailbox: string
    readonly TransferMode: string
    readonly LastMsgsSent: number
    readonly Maxforwards: number
    readonly "Call-limit": number
    readonly "Busy-level": number
    readonly MaxCallBR: string
    readonly Dynamic: boolean
    readonly Callerid: string
    readonly RegExpire: string
    readonly "SIP-AuthInsecure": string
    readonly "SIP-Forcerport": AmiValue.Open<"Y" | "N" | "A" | "a">
    readonly "SIP-Comedia": AmiValue.Open<"Y" | "N" | "A" | "a">
    readonly ACL: boolean
    readonly "SIP-CanReinvite": boolean
    readonly "SIP-DirectMedia": boolean
    readonly "SIP-PromiscRedir": boolean
    readonly "SIP-UserPhone": boolean
    readonly "SIP-VideoSupport": boolean
    readonly "SIP-TextSupport": boolean
    readonly "SIP-T.38Support": boolean
    readonly "SIP-T.38EC": string
    readonly "SIP-T.38MaxDtgrm": number
    readonly "SIP-Sess-Timers": string
    readonly "SIP-Sess-Refresh": string
    readonly "SIP-Sess-Expires": number
    readonly "SIP-Sess-Min": number
    readonly "SIP-RTP-Engine": string
    readonly "SIP-Encryption": boolean
    readonly "SIP-RTCP-Mux": boolean
    readonly "SIP-DTMFmode": string
    readonly ToHost: string
    readonly "Address-IP": string
    readonly "Address-Port": number
    readonly "Default-addr-IP": string
    readonly "Default-addr-port": number
    readonly "Default-Username": string
    readonly RegExtension?: string
    readonly Codecs: string
    readonly Status: string
    readonly "SIP-Useragent": string
    readonly "Reg-Contact": string
    readonly QualifyFreq: string
    readonly Parkinglot?: string
    readonly "SIP-Use-Reason-Header": boolean
    readonly Description: string
    readonly ChanVariable?: AmiValue.Variables
  }
  export const SIPshowregistry: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.RegistryEntry>>
  export const SKINNYdevices: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.DeviceEntry>>
  export const SKINNYlines: AmiAction.Constructor<AmiAction.NoPayload, AmiAction.ListAction<Event.LineEntry>>
  export const SKINNYshowdevice: AmiAction.Constructor<
    SKINNYshowdevicePayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface SKINNYshowdevicePayload {
    readonly Device: string
  }
  export const SKINNYshowline: AmiAction.Constructor<SKINNYshowlinePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface SKINNYshowlinePayload {
    readonly Line: string
  }
  export const SendFlash: AmiAction.Constructor<SendFlashPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface SendFlashPayload {
    readonly Channel: string
    readonly Receive?: boolean | undefined
  }
  export const SendText: AmiAction.Constructor<SendTextPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface SendTextPayload {
    readonly Channel: string
    readonly Message: string
    readonly "Content-Type"?: string | undefined
  }
  export const Setvar: AmiAction.Constructor<SetvarPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface SetvarPayload {
    readonly Channel?: string | undefined
    readonly Variable: string
    readonly Value?: string | undefined
  }
  export const ShowDialPlan: AmiAction.Constructor<ShowDialPlanPayload, AmiAction.ListAction<Event.ListDialplan>>
  export interface ShowDialPlanPayload {
    readonly Extension?: string | undefined
    readonly Context?: string | undefined
  }
  export const SorceryMemoryCacheExpire: AmiAction.Constructor<
    SorceryMemoryCacheExpirePayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export const SorceryMemoryCacheExpireObject: AmiAction.Constructor<
    SorceryMemoryCacheExpireObjectPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface SorceryMemoryCacheExpireObjectPayload {
    readonly Cache: string
    readonly Object: string
  }
  export interface SorceryMemoryCacheExpirePayload {
    readonly Cache: string
  }
  export const SorceryMemoryCachePopulate: AmiAction.Constructor<
    SorceryMemoryCachePopulatePayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface SorceryMemoryCachePopulatePayload {
    readonly Cache: string
  }
  export const SorceryMemoryCacheStale: AmiAction.Constructor<
    SorceryMemoryCacheStalePayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export const SorceryMemoryCacheStaleObject: AmiAction.Constructor<
    SorceryMemoryCacheStaleObjectPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface SorceryMemoryCacheStaleObjectPayload {
    readonly Cache: string
    readonly Object: string
    readonly Reload?: boolean | undefined
  }
  export interface SorceryMemoryCacheStalePayload {
    readonly Cache: string
  }
  export const Status: AmiAction.Constructor<StatusPayload, AmiAction.ListAction<Event.Status>>
  export interface StatusPayload {
    readonly Channel?: string | undefined
    readonly Variables?: ReadonlyArray<string> | undefined
    readonly AllVariables?: boolean | undefined
  }
  export const StopMixMonitor: AmiAction.Constructor<StopMixMonitorPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface StopMixMonitorPayload {
    readonly Channel: string
    readonly MixMonitorID?: string | undefined
  }
  export const StopMonitor: AmiAction.Constructor<StopMonitorPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface StopMonitorPayload {
    readonly Channel: string
  }
  export const UnpauseMonitor: AmiAction.Constructor<UnpauseMonitorPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface UnpauseMonitorPayload {
    readonly Channel: string
  }
  export const UpdateConfig: AmiAction.Constructor<UpdateConfigPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface UpdateConfigPayload {
    readonly SrcFilename: string
    readonly DstFilename: string
    readonly Reload?: string | undefined
    readonly PreserveEffectiveContext?: boolean | undefined
    readonly Changes: ReadonlyArray<Payload.ConfigChange>
  }
  export const UserEvent: AmiAction.Constructor<UserEventPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface UserEventPayload {
    readonly UserEvent: string
    readonly [header: string]: string
  }
  export const VoicemailBoxSummary: AmiAction.Constructor<
    VoicemailBoxSummaryPayload,
    AmiAction.ListAction<Event.VoicemailBoxDetail>
  >
  export interface VoicemailBoxSummaryPayload {
    readonly Context: string
    readonly Mailbox: string
  }
  export const VoicemailForward: AmiAction.Constructor<
    VoicemailForwardPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface VoicemailForwardPayload {
    readonly Context: string
    readonly Mailbox: string
    readonly Folder: string
    readonly ID: string
    readonly ToContext: string
    readonly ToMailbox: string
    readonly ToFolder: string
  }
  export const VoicemailMove: AmiAction.Constructor<VoicemailMovePayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface VoicemailMovePayload {
    readonly Context: string
    readonly Mailbox: string
    readonly Folder: string
    readonly ID: string
    readonly ToFolder: string
  }
  export const VoicemailRefresh: AmiAction.Constructor<
    VoicemailRefreshPayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface VoicemailRefreshPayload {
    readonly Context?: string | undefined
    readonly Mailbox?: string | undefined
  }
  export const VoicemailRemove: AmiAction.Constructor<
    VoicemailRemovePayload,
    AmiAction.Action<AmiAction.Acknowledgement>
  >
  export interface VoicemailRemovePayload {
    readonly Context: string
    readonly Mailbox: string
    readonly Folder: string
    readonly ID: string
  }
  export const VoicemailUserStatus: AmiAction.Constructor<
    VoicemailUserStatusPayload,
    AmiAction.ListAction<Event.VoicemailUserDetail>
  >
  export interface VoicemailUserStatusPayload {
    readonly Context: string
    readonly Mailbox: string
  }
  export const VoicemailUsersList: AmiAction.Constructor<
    AmiAction.NoPayload,
    AmiAction.ListAction<Event.VoicemailUserEntry>
  >
  export const WaitEvent: AmiAction.Constructor<WaitEventPayload, AmiAction.Action<AmiAction.Acknowledgement>>
  export interface WaitEventPayload {
    readonly Timeout?: Duration.Input | undefined
  }
}

declare module "effect-ami/catalog/AllActions" {
  import * as AmiAction from "effect-ami/catalog/AmiAction"
  export type AnyConstructor = AmiAction.Info & ((payload: never) => AmiAction.Any)
  export const all: ReadonlyArray<AnyConstructor>
  export const byName: (name: string) => AnyConstructor | undefined
}

declare module "effect-ami/catalog/AllEvents" {
  import * as AmiEvent from "effect-ami/catalog/AmiEvent"
  import * as Event from "effect-ami/catalog/Events"
  export type AnyEvent =
    | Event.AgentCalled
    | Event.AgentComplete
    | Event.AgentConnect
    | Event.AgentDump
    | Event.AgentLogin
    | Event.AgentLogoff
    | Event.AgentRingNoAnswer
    | Event.Agents
    | Event.AgentsComplete
    | Event.AGIExecEnd
    | Event.AGIExecStart
    | Event.Alarm
    | Event.AlarmClear
    | Event.AOC_D
    | Event.AOC_E
    | Event.AOC_S
    | Event.AorDetail
    | Event.AorList
    | Event.AorListComplete
    | Event.AsyncAGIEnd
    | Event.AsyncAGIExec
    | Event.AsyncAGIStart
    | Event.AttendedTransfer
    | Event.AuthDetail
    | Event.AuthList
    | Event.AuthListComplete
    | Event.AuthMethodNotAllowed
    | Event.BlindTransfer
    | Event.BridgeCreate
    | Event.BridgeDestroy
    | Event.BridgeEnter
    | Event.BridgeInfoChannel
    | Event.BridgeInfoComplete
    | Event.BridgeLeave
    | Event.BridgeListComplete
    | Event.BridgeListItem
    | Event.BridgeMerge
    | Event.BridgeTechnologyListComplete
    | Event.BridgeTechnologyListItem
    | Event.BridgeVideoSourceUpdate
    | Event.CCAvailable
    | Event.CCCallerRecalling
    | Event.CCCallerStartMonitoring
    | Event.CCCallerStopMonitoring
    | Event.CCFailure
    | Event.CCMonitorFailed
    | Event.CCOfferTimerStart
    | Event.CCRecallComplete
    | Event.CCRequestAcknowledged
    | Event.CCRequested
    | Event.Cdr
    | Event.CEL
    | Event.ChallengeResponseFailed
    | Event.ChallengeSent
    | Event.ChannelHungup
    | Event.ChannelsHungupListComplete
    | Event.ChannelTalkingStart
    | Event.ChannelTalkingStop
    | Event.ChanSpyStart
    | Event.ChanSpyStop
    | Event.ConfbridgeEnd
    | Event.ConfbridgeJoin
    | Event.ConfbridgeLeave
    | Event.ConfbridgeList
    | Event.ConfbridgeListComplete
    | Event.ConfbridgeListRooms
    | Event.ConfbridgeListRoomsComplete
    | Event.ConfbridgeMute
    | Event.ConfbridgeRecord
    | Event.ConfbridgeStart
    | Event.ConfbridgeStopRecord
    | Event.ConfbridgeTalking
    | Event.ConfbridgeUnmute
    | Event.ContactList
    | Event.ContactListComplete
    | Event.ContactStatus
    | Event.ContactStatusDetail
    | Event.ContactStatusDetailComplete
    | Event.CoreShowChannel
    | Event.CoreShowChannelMap
    | Event.CoreShowChannelMapComplete
    | Event.CoreShowChannelsComplete
    | Event.DAHDIChannel
    | Event.DAHDIShowChannels
    | Event.DAHDIShowChannelsComplete
    | Event.DAHDIShowStatus
    | Event.DAHDIShowStatusComplete
    | Event.DBGetComplete
    | Event.DBGetResponse
    | Event.DBGetTreeComplete
    | Event.DBGetTreeResponse
    | Event.DeadlockStart
    | Event.DeviceEntry
    | Event.DevicelistComplete
    | Event.DeviceStateChange
    | Event.DeviceStateListComplete
    | Event.DialBegin
    | Event.DialEnd
    | Event.DialState
    | Event.DNDState
    | Event.DTMFBegin
    | Event.DTMFEnd
    | Event.EndpointDetail
    | Event.EndpointDetailComplete
    | Event.EndpointList
    | Event.EndpointListComplete
    | Event.ExtensionStateListComplete
    | Event.ExtensionStatus
    | Event.FailedACL
    | Event.FAXSession
    | Event.FAXSessionsComplete
    | Event.FAXSessionsEntry
    | Event.FAXStats
    | Event.FAXStatus
    | Event.Flash
    | Event.FullyBooted
    | Event.Hangup
    | Event.HangupHandlerPop
    | Event.HangupHandlerPush
    | Event.HangupHandlerRun
    | Event.HangupRequest
    | Event.Hold
    | Event.IdentifyDetail
    | Event.InboundRegistrationDetail
    | Event.InboundRegistrationDetailComplete
    | Event.InboundSubscriptionDetail
    | Event.InboundSubscriptionDetailComplete
    | Event.InvalidAccountID
    | Event.InvalidPassword
    | Event.InvalidTransport
    | Event.JabberStatus
    | Event.LineEntry
    | Event.LinelistComplete
    | Event.ListDialplan
    | Event.Load
    | Event.LoadAverageLimit
    | Event.LocalBridge
    | Event.LocalOptimizationBegin
    | Event.LocalOptimizationEnd
    | Event.LogChannel
    | Event.MCID
    | Event.MeetmeEnd
    | Event.MeetmeJoin
    | Event.MeetmeLeave
    | Event.MeetmeList
    | Event.MeetmeListComplete
    | Event.MeetmeListRooms
    | Event.MeetmeListRoomsComplete
    | Event.MeetmeMute
    | Event.MeetmeTalking
    | Event.MeetmeTalkRequest
    | Event.MemoryLimit
    | Event.MessageWaiting
    | Event.MiniVoiceMail
    | Event.MixMonitorMute
    | Event.MixMonitorStart
    | Event.MixMonitorStop
    | Event.MobileStatus
    | Event.MonitorStart
    | Event.MonitorStop
    | Event.MusicOnHoldStart
    | Event.MusicOnHoldStop
    | Event.MWIGet
    | Event.MWIGetComplete
    | Event.NewAccountCode
    | Event.NewCallerid
    | Event.Newchannel
    | Event.NewConnectedLine
    | Event.Newexten
    | Event.Newstate
    | Event.OriginateResponse
    | Event.OutboundRegistrationDetail
    | Event.OutboundRegistrationDetailComplete
    | Event.OutboundSubscriptionDetail
    | Event.OutboundSubscriptionDetailComplete
    | Event.ParkedCall
    | Event.ParkedCallGiveUp
    | Event.ParkedCallsComplete
    | Event.ParkedCallSwap
    | Event.ParkedCallTimeOut
    | Event.Parkinglot
    | Event.ParkinglotsComplete
    | Event.PeerEntry
    | Event.PeerlistComplete
    | Event.PeerStatus
    | Event.Pickup
    | Event.PJSIPMaintenanceStatus
    | Event.PJSIPMaintenanceStatusComplete
    | Event.PresenceStateChange
    | Event.PresenceStateListComplete
    | Event.PresenceStatus
    | Event.PRIShowSpans
    | Event.PRIShowSpansComplete
    | Event.QueueCallerAbandon
    | Event.QueueCallerJoin
    | Event.QueueCallerLeave
    | Event.QueueEntry
    | Event.QueueMember
    | Event.QueueMemberAdded
    | Event.QueueMemberPause
    | Event.QueueMemberPenalty
    | Event.QueueMemberRemoved
    | Event.QueueMemberRinginuse
    | Event.QueueMemberStatus
    | Event.QueueParams
    | Event.QueueStatusComplete
    | Event.QueueSummary
    | Event.QueueSummaryComplete
    | Event.ReceiveFAX
    | Event.RegistrationsComplete
    | Event.Registry
    | Event.RegistryEntry
    | Event.Reload
    | Event.Rename
    | Event.RequestBadFormat
    | Event.RequestNotAllowed
    | Event.RequestNotSupported
    | Event.ResourceListDetail
    | Event.ResourceListDetailComplete
    | Event.RTCPReceived
    | Event.RTCPSent
    | Event.SendFAX
    | Event.SessionLimit
    | Event.SessionTimeout
    | Event.ShowDialPlanComplete
    | Event.Shutdown
    | Event.SIPpeerstatusComplete
    | Event.SIPQualifyPeerDone
    | Event.SoftHangupRequest
    | Event.SpanAlarm
    | Event.SpanAlarmClear
    | Event.Status
    | Event.StatusComplete
    | Event.SuccessfulAuth
    | Event.TestEvent
    | Event.TransportDetail
    | Event.UnexpectedAddress
    | Event.Unhold
    | Event.Unload
    | Event.UnParkedCall
    | Event.UserEvent
    | Event.VarSet
    | Event.VoicemailBoxDetail
    | Event.VoicemailBoxDetailComplete
    | Event.VoicemailPasswordChange
    | Event.VoicemailUserDetail
    | Event.VoicemailUserDetailComplete
    | Event.VoicemailUserEntry
    | Event.VoicemailUserEntryComplete
    | Event.WaitEventComplete
    | Event.Wink
  export const all: ReadonlyArray<AmiEvent.AmiEvent<AnyEvent>>
  export const byName: (name: string) => AmiEvent.AmiEvent<AnyEvent> | undefined
}

declare module "effect-ami/catalog/AmiAction" {
  import * as AmiEvent from "effect-ami/catalog/AmiEvent"
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Duration from "effect/Duration"
  import * as Facts from "effect-ami/catalog/internal/about"
  import * as Record from "effect-ami/catalog/internal/record"
  import * as Result from "effect/Result"
  import * as Schema from "effect/Schema"
  import { EncodeFailure } from "effect-ami/protocol/AmiCodec"
  export interface About extends Facts.About {
  }
  export interface Acknowledgement {
    readonly Response: string
    readonly Message?: string
  }
  export interface Action<out A> extends Base, Lacks<"items" | "complete" | "decodeItem" | "emptyErrors" | "counted"> {
    readonly sentWith?: "send: it has one answer" | undefined
    readonly _tag: "Action"
    readonly decode: (response: AmiMessage.AmiMessage) => Result.Result<A, string>
  }
  export type Any = Action<unknown> | ListAction<unknown>
  interface Base {
    readonly name: string
    readonly payload: object
    readonly encode: () => Result.Result<ReadonlyArray<AmiMessage.Header>, EncodeFailure>
    readonly needs: ReadonlyArray<AmiPermission.Class>
    readonly blocksFor: Duration.Input | undefined
    readonly danger: string | undefined
  }
  type Calling<P extends Fields> = Pick<Model<Schema.Struct.Type<P>>, "blocksFor" | "isDangerous">
  export type Constructor<Payload, Of> =
    & Info
    & ({} extends Payload ? (payload?: Payload) => Of : (payload: Payload) => Of)
  export interface Fields extends Record.Fields {
  }
  export interface Info extends Facts.Facts, Facts.Described {
    readonly name: string
  }
  type Lacks<Names extends string> = {
    readonly [Name in Names]?: undefined
  }
  export interface ListAction<out Item> extends Base, Lacks<"decode"> {
    readonly sentWith?: "collect or stream: it is answered by a list" | undefined
    readonly _tag: "ListAction"
    readonly items: ReadonlyArray<AmiEvent.Any>
    readonly complete: AmiEvent.Any | undefined
    readonly decodeItem: (event: AmiMessage.AmiMessage) => Result.Result<Item, string> | undefined
    readonly emptyErrors: ReadonlyArray<string>
    readonly counted: boolean | "roughly"
  }
  export interface ListModel<Item> {
    readonly items: ReadonlyArray<AmiEvent.AmiEvent<Item>>
    readonly complete?: AmiEvent.Any | undefined
    readonly empty?: ReadonlyArray<string> | undefined
    readonly counted?: boolean | undefined
  }
  export interface Model<Payload> {
    readonly payload?: Fields | undefined
    readonly open?: boolean | undefined
    readonly blocksFor?: ((payload: Payload) => Duration.Input | undefined) | undefined
    readonly isDangerous?: ((payload: Payload) => boolean) | undefined
  }
  export interface NoPayload {
    readonly [header: string]: never
  }
  export const define: <const P extends Fields = {}, const R extends Fields = {}>(
    name: string,
    options?: About & Calling<NoInfer<P>> & {
      readonly payload?: P
      readonly response?: R
    }
  ) => Constructor<Schema.Struct.Type<P>, Action<Acknowledgement & Schema.Struct.Type<R>>>
  export const defineList: <const Items extends ReadonlyArray<AmiEvent.Any>, const P extends Fields = {}>(
    name: string,
    options: About & Calling<NoInfer<P>> & {
      readonly payload?: P
      readonly items: Items
      readonly complete?: AmiEvent.Any
      readonly empty?: ReadonlyArray<string>
      readonly counted?: boolean
    }
  ) => Constructor<Schema.Struct.Type<P>, ListAction<Items[number]["Type"]>>
  export const faultsOf: (answer: object) => ReadonlyArray<string>
  export const make: <Payload extends object = NoPayload, A extends Acknowledgement = Acknowledgement>(
    name: string,
    model?: () => Model<Payload> & {
      readonly response?: Fields | undefined
    },
    about?: About
  ) => Constructor<Payload, Action<A>>
  export const makeList: <Payload extends object, Item>(
    name: string,
    model: () => Model<Payload> & ListModel<Item>,
    about?: About
  ) => Constructor<Payload, ListAction<Item>>
  export const messageOf: (answer: object) => AmiMessage.AmiMessage | undefined
  export const raw: (name: string, headers?: ReadonlyArray<AmiMessage.Header>) => Action<AmiMessage.AmiMessage>
  export const rawList: (name: string, headers?: ReadonlyArray<AmiMessage.Header>) => ListAction<AmiMessage.AmiMessage>
}

declare module "effect-ami/catalog/AmiAnswer" {
  import { Field } from "effect-ami/catalog/internal/record"
  export const CategoryNames: Field
  export interface Command {
    readonly Synopsis: string
    readonly Privileges: ReadonlyArray<string>
  }
  export const Commands: Field
  export const ConfigCategories: Field
  export interface ConfigCategory {
    readonly Category: string
    readonly IsTemplate: boolean
    readonly Templates: ReadonlyArray<string>
    readonly Lines: ReadonlyArray<readonly [name: string, value: string]>
  }
  export interface RuleList {
    readonly RuleList: string
    readonly Rule: ReadonlyArray<string>
  }
  export const RuleLists: Field
}

declare module "effect-ami/catalog/AmiEvent" {
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as DateTime from "effect/DateTime"
  import * as Record from "effect-ami/catalog/internal/record"
  import * as Result from "effect/Result"
  import * as Schema from "effect/Schema"
  import * as Snapshot from "effect-ami/catalog/AmiSnapshot"
  export interface About {
    readonly privilege?: ReadonlyArray<AmiPermission.Class>
    readonly versions?: ReadonlyArray<string>
    readonly view?: (message: AmiMessage.AmiMessage) => AmiMessage.AmiMessage
  }
  export interface AmiEvent<out A> {
    readonly [TypeId]: typeof TypeId
    readonly name: string
    readonly Type: A
    readonly matches: (message: AmiMessage.AmiMessage) => boolean
    readonly decode: (message: AmiMessage.AmiMessage) => Result.Result<A, string>
    readonly privilege: ReadonlyArray<AmiPermission.Class>
    readonly versions: ReadonlyArray<string>
    readonly fields: () => Fields
    readonly isLenient: boolean
  }
  export interface Any extends AmiEvent<unknown> {
  }
  export interface Envelope {
    readonly Privilege?: ReadonlyArray<string>
    readonly Timestamp?: DateTime.Utc
    readonly SequenceNumber?: number
    readonly File?: string
    readonly Line?: number
    readonly Func?: string
    readonly SystemName?: string
  }
  export interface Fields extends Record.Fields {
  }
  const TypeId = "~effect-ami/catalog/AmiEvent"
  export interface UserEvent<Name extends string> extends Partial<Snapshot.ChannelSnapshot> {
    readonly Event: "UserEvent"
    readonly UserEvent: Name
  }
  export const define: <const Name extends string, const F extends Fields>(
    name: Name,
    fields: F,
    about?: About
  ) => AmiEvent<
    {
      readonly Event: Name
    } & Schema.Struct.Type<F>
  >
  export const envelopeOf: (event: object) => Envelope
  export const faultsOf: (event: object) => ReadonlyArray<string>
  export const isAmiEvent: (value: unknown) => value is Any
  export const make: <
    A extends {
      readonly Event: string
    }
  >(
    name: A["Event"],
    fields: () => { readonly [K in keyof Omit<A, "Event">]-?: Record.Field },
    about?: About
  ) => AmiEvent<A>
  export const messageOf: (event: object) => AmiMessage.AmiMessage | undefined
  export const schema: <const Events extends ReadonlyArray<Any>>(
    ...events: Events
  ) => Schema.Codec<Events[number]["Type"], Schema.Json>
  export const userEvent: <const Name extends string, const F extends Fields>(
    name: Name,
    fields: F
  ) => AmiEvent<Omit<UserEvent<Name>, keyof F> & Schema.Struct.Type<F>>
}

declare module "effect-ami/catalog/AmiPayload" {
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as AmiValue from "effect-ami/protocol/AmiValue"
  import * as Duration from "effect/Duration"
  import * as Redacted from "effect/Redacted"
  import * as Schema from "effect/Schema"
  export const Assignments: Schema.Codec<AmiValue.Variables, ReadonlyArray<string>>
  export const ChannelName: Schema.Codec<string, string>
  export const ChannelPattern: Schema.Codec<string, string>
  export interface ChargedUnit {
    readonly UnitAmount: number
    readonly UnitType?: number
  }
  export const ChargedUnits: Schema.Codec<ReadonlyArray<ChargedUnit>, ReadonlyArray<AmiMessage.Header>>
  export const ChosenUniqueid: Schema.Codec<string, string>
  export const CommaJoined: Schema.Codec<ReadonlyArray<string>, string>
  export interface ConfigChange {
    readonly Action: "NewCat" | "RenameCat" | "DelCat" | "EmptyCat" | "Update" | "Delete" | "Append" | "Insert"
    readonly Cat: string
    readonly Var?: string
    readonly Value?: string
    readonly Match?: string
    readonly Line?: number
    readonly Options?: string
  }
  export const ConfigChanges: Schema.Codec<ReadonlyArray<ConfigChange>, ReadonlyArray<AmiMessage.Header>>
  export const EventMask: Schema.Codec<"on" | "off" | ReadonlyArray<AmiPermission.Class>, string>
  export const MillisecondsInput: Schema.Codec<Duration.Input, string>
  export type NotifyHeaders = Readonly<Record<string, string | ReadonlyArray<string>>>
  export const NotifyHeaders: Schema.Codec<NotifyHeaders, ReadonlyArray<string>>
  export const Priority: Schema.Codec<number | string, string>
  export const SecondsInput: Schema.Codec<Duration.Input, string>
  export const Secret: Schema.Codec<Redacted.Redacted<string>, string>
  export const WaitSeconds: Schema.Codec<Duration.Input, string>
  export const trueByDefault: Schema.decodeTo<
    Schema.optionalKey<Schema.Boolean>,
    Schema.Codec<boolean, string, never, never>,
    never,
    never
  >
}

declare module "effect-ami/catalog/AmiPermission" {
  export interface Account {
    readonly read: ReadonlyArray<Class>
    readonly write: ReadonlyArray<Class>
  }
  export type Class = typeof classes[number]
  export const account: (uses: {
    readonly sends?: ReadonlyArray<{
      readonly needs: ReadonlyArray<Class>
    }>
    readonly reads?: ReadonlyArray<{
      readonly privilege: ReadonlyArray<Class>
    }>
  }) => Account
  export const classes: readonly [
    "system",
    "call",
    "log",
    "verbose",
    "command",
    "agent",
    "user",
    "config",
    "dtmf",
    "reporting",
    "cdr",
    "dialplan",
    "originate",
    "agi",
    "cc",
    "aoc",
    "test",
    "security",
    "message"
  ]
  export const classesOf: (event: string) => ReadonlyArray<Class> | undefined
}

declare module "effect-ami/catalog/AmiSchema" {
  import * as AmiAction from "effect-ami/catalog/AmiAction"
  import * as Schema from "effect/Schema"
  export const answer: <A>(
    constructor: AmiAction.Info & ((payload: never) => AmiAction.Action<A> | AmiAction.ListAction<A>)
  ) => Schema.Codec<A, Schema.Json>
  export const payload: <Payload>(
    constructor: AmiAction.Info & ((payload: Payload) => AmiAction.Any)
  ) => Schema.Codec<Exclude<Payload, undefined>, Schema.Json>
}

declare module "effect-ami/catalog/AmiSnapshot" {
  import * as AmiValue from "effect-ami/protocol/AmiValue"
  import { Field } from "effect-ami/catalog/internal/record"
  import { channelStates } from "effect-ami/internal/channelStates"
  export interface BridgeSnapshot {
    readonly BridgeUniqueid: string
    readonly BridgeType: AmiValue.Open<"base" | "basic" | "holding" | "stasis" | "parking" | "agent_hold">
    readonly BridgeTechnology: AmiValue.Open<
      "simple_bridge" | "native_rtp" | "native_dahdi" | "softmix" | "holding_bridge"
    >
    readonly BridgeCreator?: string
    readonly BridgeName?: string
    readonly BridgeNumChannels: number
    readonly BridgeVideoSourceMode: BridgeVideoSourceMode
    readonly BridgeVideoSource?: string
  }
  export type BridgeVideoSourceMode = AmiValue.Open<"none" | "talker" | "single" | "sfu">
  export interface ChannelSnapshot {
    readonly Channel: string
    readonly ChannelState: number
    readonly ChannelStateDesc: ChannelStateDesc
    readonly CallerIDNum?: string
    readonly CallerIDName?: string
    readonly ConnectedLineNum?: string
    readonly ConnectedLineName?: string
    readonly Language: string
    readonly AccountCode: string
    readonly Context: string
    readonly Exten: string
    readonly Priority: number
    readonly Uniqueid: string
    readonly Linkedid: string
    readonly Tenantid?: string
    readonly ChanVariable?: AmiValue.Variables
  }
  export type ChannelStateDesc = AmiValue.Open<typeof channelStates[number]>
  export interface DestChannelSnapshot extends Prefixed<"Dest", ChannelSnapshot> {
  }
  export interface FromBridgeSnapshot extends Prefixed<"From", BridgeSnapshot> {
  }
  export interface LocalOneChannelSnapshot extends Prefixed<"LocalOne", ChannelSnapshot> {
  }
  export interface LocalTwoChannelSnapshot extends Prefixed<"LocalTwo", ChannelSnapshot> {
  }
  export interface OrigBridgeSnapshot extends Prefixed<"Orig", BridgeSnapshot> {
  }
  export interface OrigTransfererChannelSnapshot extends Prefixed<"OrigTransferer", ChannelSnapshot> {
  }
  export interface ParkeeChannelSnapshot extends Prefixed<"Parkee", ChannelSnapshot> {
  }
  export type Prefixed<Prefix extends string, Snapshot> = {
    readonly [Name in keyof Snapshot as Name extends string ? `${Prefix}${Name}` : never]: Snapshot[Name]
  }
  export interface RetrieverChannelSnapshot extends Prefixed<"Retriever", ChannelSnapshot> {
  }
  export interface SecondBridgeSnapshot extends Prefixed<"Second", BridgeSnapshot> {
  }
  export interface SecondTransfererChannelSnapshot extends Prefixed<"SecondTransferer", ChannelSnapshot> {
  }
  export type SnapshotFields<Prefix extends string, Snapshot> = {
    readonly [Name in keyof Prefixed<Prefix, Snapshot>]-?: Field
  }
  export interface SourceChannelSnapshot extends Prefixed<"Source", ChannelSnapshot> {
  }
  export interface SpyeeChannelSnapshot extends Prefixed<"Spyee", ChannelSnapshot> {
  }
  export interface SpyerChannelSnapshot extends Prefixed<"Spyer", ChannelSnapshot> {
  }
  export interface TargetChannelSnapshot extends Prefixed<"Target", ChannelSnapshot> {
  }
  export interface ToBridgeSnapshot extends Prefixed<"To", BridgeSnapshot> {
  }
  export interface TransferTargetChannelSnapshot extends Prefixed<"TransferTarget", ChannelSnapshot> {
  }
  export interface TransfereeChannelSnapshot extends Prefixed<"Transferee", ChannelSnapshot> {
  }
  export interface TransfererChannelSnapshot extends Prefixed<"Transferer", ChannelSnapshot> {
  }
  export const bridgeSnapshot: <const Prefix extends string>(prefix: Prefix) => SnapshotFields<Prefix, BridgeSnapshot>
  export const channelSnapshot: <const Prefix extends string>(prefix: Prefix) => SnapshotFields<Prefix, ChannelSnapshot>
  export const ifPresent: <Name extends string>(block: Readonly<Record<Name, Field>>) => Readonly<Record<Name, Field>>
}

declare module "effect-ami/catalog/Events" {
  import * as AmiEvent from "effect-ami/catalog/AmiEvent"
  import * as AmiValue from "effect-ami/protocol/AmiValue"
  import * as DateTime from "effect/DateTime"
  import * as Duration from "effect/Duration"
  import * as Snapshot from "effect-ami/catalog/AmiSnapshot"
  export interface AGIExecEnd extends Snapshot.ChannelSnapshot {
    readonly Event: "AGIExecEnd"
    readonly CommandId: number
    readonly Command: string
    readonly ResultCode: number
    readonly Result: string
  }
  export const AGIExecEnd: AmiEvent.AmiEvent<AGIExecEnd>
  export interface AGIExecStart extends Snapshot.ChannelSnapshot {
    readonly Event: "AGIExecStart"
    readonly CommandId: number
    readonly Command: string
  }
  export const AGIExecStart: AmiEvent.AmiEvent<AGIExecStart>
  export interface AOCDUnits {
    readonly NumberOf?: number
    readonly TypeOf?: number
  }
  export interface AOCEUnits {
    readonly NumberOf?: number
    readonly TypeOf?: number
  }
  export interface AOCSRate {
    readonly Chargeable?: AmiValue.Open<
      | "NotAvailable"
      | "SpecialArrangement"
      | "BasicCommunication"
      | "CallAttempt"
      | "CallSetup"
      | "UserUserInfo"
      | "SupplementaryService"
    >
    readonly "Duration/Currency/Name"?: string
    readonly "Duration/Currency/Cost"?: number
    readonly "Duration/Currency/Multiplier"?: AmiValue.Open<"1/1000" | "1/100" | "1/10" | "1" | "10" | "100" | "1000">
    readonly "Duration/ChargingType"?: AmiValue.Open<"ContinuousCharging" | "StepFunction">
    readonly "Duration/Time/Length"?: number
    readonly "Duration/Time/Scale"?: number
    readonly "Duration/Granularity/Length"?: number
    readonly "Duration/Granularity/Scale"?: number
    readonly "Duration/Granularity"?: string
    readonly "Flat/Currency/Name"?: string
    readonly "Flat/Currency/Cost"?: number
    readonly "Flat/Currency/Multiplier"?: AmiValue.Open<"1/1000" | "1/100" | "1/10" | "1" | "10" | "100" | "1000">
    readonly "Volume/Unit"?: AmiValue.Open<"Octet" | "Segment" | "Message">
    readonly "Volume/Currency/Name"?: string
    readonly "Volume/Currency/Cost"?: number
    readonly "Volume/Currency/Multiplier"?: AmiValue.Open<"1/1000" | "1/100" | "1/10" | "1" | "10" | "100" | "1000">
    readonly "SpecialCode/SpecialCode"?: number
  }
  export interface AOC_D extends Partial<Snapshot.ChannelSnapshot> {
    readonly Event: "AOC-D"
    readonly "Charge/Type": AmiValue.Open<"NotAvailable" | "Free" | "Currency" | "Units">
    readonly "Charge/BillingID"?: AmiValue.Open<
      | "Normal"
      | "Reverse"
      | "CreditCard"
      | "CallForwardingUnconditional"
      | "CallForwardingBusy"
      | "CallForwardingNoReply"
      | "CallDeflection"
      | "CallTransfer"
      | "NotAvailable"
    >
    readonly "Charge/TotalType"?: AmiValue.Open<"SubTotal" | "Total">
    readonly "Charge/Currency/Name"?: string
    readonly "Charge/Currency/Cost"?: number
    readonly "Charge/Currency/Multiplier"?: AmiValue.Open<"1/1000" | "1/100" | "1/10" | "1" | "10" | "100" | "1000">
    readonly Units?: ReadonlyArray<AOCDUnits>
  }
  export const AOC_D: AmiEvent.AmiEvent<AOC_D>
  export interface AOC_E extends Partial<Snapshot.ChannelSnapshot> {
    readonly Event: "AOC-E"
    readonly "ChargingAssociation/Number"?: string
    readonly "ChargingAssociation/Plan"?: number
    readonly "ChargingAssociation/ID"?: number
    readonly ChargingAssociation?: string
    readonly "Charge/Type": AmiValue.Open<"NotAvailable" | "Free" | "Currency" | "Units">
    readonly "Charge/BillingID"?: AmiValue.Open<
      | "Normal"
      | "Reverse"
      | "CreditCard"
      | "CallForwardingUnconditional"
      | "CallForwardingBusy"
      | "CallForwardingNoReply"
      | "CallDeflection"
      | "CallTransfer"
      | "NotAvailable"
    >
    readonly "Charge/TotalType"?: AmiValue.Open<"SubTotal" | "Total">
    readonly "Charge/Currency/Name"?: string
    readonly "Charge/Currency/Cost"?: number
    readonly "Charge/Currency/Multiplier"?: AmiValue.Open<"1/1000" | "1/100" | "1/10" | "1" | "10" | "100" | "1000">
    readonly Units?: ReadonlyArray<AOCEUnits>
  }
  export const AOC_E: AmiEvent.AmiEvent<AOC_E>
  export interface AOC_S extends Partial<Snapshot.ChannelSnapshot> {
    readonly Event: "AOC-S"
    readonly Rates?: ReadonlyArray<AOCSRate>
  }
  export const AOC_S: AmiEvent.AmiEvent<AOC_S>
  export interface AgentCalled extends Snapshot.ChannelSnapshot, Snapshot.DestChannelSnapshot {
    readonly Event: "AgentCalled"
    readonly Queue: string
    readonly Interface: string
    readonly MemberName: string
  }
  export const AgentCalled: AmiEvent.AmiEvent<AgentCalled>
  export interface AgentComplete extends Partial<Snapshot.ChannelSnapshot>, Partial<Snapshot.DestChannelSnapshot> {
    readonly Event: "AgentComplete"
    readonly Queue: string
    readonly Interface: string
    readonly MemberName: string
    readonly HoldTime: Duration.Duration
    readonly TalkTime: Duration.Duration
    readonly Reason: AmiValue.Open<"caller" | "agent" | "transfer">
  }
  export const AgentComplete: AmiEvent.AmiEvent<AgentComplete>
  export interface AgentConnect extends Snapshot.ChannelSnapshot, Snapshot.DestChannelSnapshot {
    readonly Event: "AgentConnect"
    readonly Queue: string
    readonly Interface: string
    readonly MemberName: string
    readonly HoldTime: Duration.Duration
    readonly RingTime: Duration.Duration
  }
  export const AgentConnect: AmiEvent.AmiEvent<AgentConnect>
  export interface AgentDump extends Snapshot.ChannelSnapshot, Snapshot.DestChannelSnapshot {
    readonly Event: "AgentDump"
    readonly Queue: string
    readonly Interface: string
    readonly MemberName: string
  }
  export const AgentDump: AmiEvent.AmiEvent<AgentDump>
  export interface AgentLogin extends Snapshot.ChannelSnapshot {
    readonly Event: "AgentLogin"
    readonly Agent: string
  }
  export const AgentLogin: AmiEvent.AmiEvent<AgentLogin>
  export interface AgentLogoff extends Snapshot.ChannelSnapshot {
    readonly Event: "AgentLogoff"
    readonly Agent: string
    readonly Logintime: Duration.Duration
  }
  export const AgentLogoff: AmiEvent.AmiEvent<AgentLogoff>
  export interface AgentRingNoAnswer extends Snapshot.ChannelSnapshot, Snapshot.DestChannelSnapshot {
    readonly Event: "AgentRingNoAnswer"
    readonly Queue: string
    readonly Interface: string
    readonly MemberName: string
    readonly RingTime: Duration.Duration
  }
  export const AgentRingNoAnswer: AmiEvent.AmiEvent<AgentRingNoAnswer>
  export interface Agents extends Partial<Snapshot.ChannelSnapshot> {
    readonly Event: "Agents"
    readonly Agent: string
    readonly Name: string
    readonly Status: AmiValue.Open<"AGENT_LOGGEDOFF" | "AGENT_IDLE" | "AGENT_ONCALL" | "AGENT_UNKNOWN">
    readonly TalkingToChan?: string
    readonly CallStarted?: DateTime.Utc
    readonly LoggedInTime?: DateTime.Utc
  }
  export const Agents: AmiEvent.AmiEvent<Agents>
  export interface AgentsComplete {
    readonly Event: "AgentsComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const AgentsComplete: AmiEvent.AmiEvent<AgentsComplete>
  export interface Alarm {
    readonly Event: "Alarm"
    readonly DAHDIChannel: string
    readonly Alarm: string
  }
  export const Alarm: AmiEvent.AmiEvent<Alarm>
  export interface AlarmClear {
    readonly Event: "AlarmClear"
    readonly DAHDIChannel?: string
    readonly Channel?: number
  }
  export const AlarmClear: AmiEvent.AmiEvent<AlarmClear>
  export interface AorDetail {
    readonly Event: "AorDetail"
    readonly ObjectType: AmiValue.Open<"aor">
    readonly ObjectName: string
    readonly MinimumExpiration: number
    readonly DefaultExpiration: number
    readonly QualifyTimeout: number
    readonly Qualify2xxOnly?: boolean
    readonly Mailboxes: string
    readonly SupportPath: boolean
    readonly RemoveUnavailable?: boolean
    readonly VoicemailExtension: string
    readonly MaxContacts: number
    readonly AuthenticateQualify: boolean
    readonly Contacts: string
    readonly MaximumExpiration: number
    readonly QualifyFrequency: number
    readonly RemoveExisting: boolean
    readonly OutboundProxy: string
    readonly TotalContacts: number
    readonly ContactsRegistered: number
    readonly EndpointName: string
  }
  export const AorDetail: AmiEvent.AmiEvent<AorDetail>
  export interface AorList {
    readonly Event: "AorList"
    readonly ObjectType: AmiValue.Open<"aor">
    readonly ObjectName: string
    readonly MinimumExpiration: number
    readonly DefaultExpiration: number
    readonly QualifyTimeout: number
    readonly Qualify2xxOnly?: boolean
    readonly Mailboxes: string
    readonly SupportPath: boolean
    readonly RemoveUnavailable?: boolean
    readonly VoicemailExtension: string
    readonly MaxContacts: number
    readonly AuthenticateQualify: boolean
    readonly Contacts: string
    readonly MaximumExpiration: number
    readonly QualifyFrequency: number
    readonly RemoveExisting: boolean
    readonly OutboundProxy: string
  }
  export const AorList: AmiEvent.AmiEvent<AorList>
  export interface AorListComplete {
    readonly Event: "AorListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const AorListComplete: AmiEvent.AmiEvent<AorListComplete>
  export interface AsyncAGIEnd extends Snapshot.ChannelSnapshot {
    readonly Event: "AsyncAGIEnd"
  }
  export const AsyncAGIEnd: AmiEvent.AmiEvent<AsyncAGIEnd>
  export interface AsyncAGIExec extends Snapshot.ChannelSnapshot {
    readonly Event: "AsyncAGIExec"
    readonly Result: string
    readonly CommandId?: string
  }
  export const AsyncAGIExec: AmiEvent.AmiEvent<AsyncAGIExec>
  export interface AsyncAGIStart extends Snapshot.ChannelSnapshot {
    readonly Event: "AsyncAGIStart"
    readonly Env: string
  }
  export const AsyncAGIStart: AmiEvent.AmiEvent<AsyncAGIStart>
  export interface AttendedTransfer
    extends
      Snapshot.OrigTransfererChannelSnapshot,
      Partial<Snapshot.OrigBridgeSnapshot>,
      Snapshot.SecondTransfererChannelSnapshot,
      Partial<Snapshot.SecondBridgeSnapshot>,
      Partial<Snapshot.TransfereeChannelSnapshot>,
      Partial<Snapshot.TransferTargetChannelSnapshot>,
      Partial<Snapshot.LocalOneChannelSnapshot>,
      Partial<Snapshot.LocalTwoChannelSnapshot>
  {
    readonly Event: "AttendedTransfer"
    readonly Result: AmiValue.Open<"Fail" | "Invalid" | "Not Permitted" | "Success">
    readonly IsExternal: boolean
    readonly DestType: AmiValue.Open<"Bridge" | "App" | "Link" | "Threeway" | "Fail">
    readonly DestBridgeUniqueid?: string
    readonly DestApp?: string
    readonly DestTransfererChannel?: string
  }
  export const AttendedTransfer: AmiEvent.AmiEvent<AttendedTransfer>
  export interface AuthDetail {
    readonly Event: "AuthDetail"
    readonly ObjectType: AmiValue.Open<"auth">
    readonly ObjectName: string
    readonly OauthSecret?: string
    readonly PasswordDigest?: string
    readonly SupportedAlgorithmsUas?: string
    readonly RefreshToken?: string
    readonly Username: string
    readonly Md5Cred: string
    readonly Realm: string
    readonly AuthType: string
    readonly Password: string
    readonly SupportedAlgorithmsUac?: string
    readonly NonceLifetime: number
    readonly OauthClientid?: string
    readonly EndpointName?: string
  }
  export const AuthDetail: AmiEvent.AmiEvent<AuthDetail>
  export interface AuthList {
    readonly Event: "AuthList"
    readonly ObjectType: AmiValue.Open<"auth">
    readonly ObjectName: string
    readonly OauthSecret?: string
    readonly PasswordDigest?: string
    readonly SupportedAlgorithmsUas?: string
    readonly RefreshToken?: string
    readonly Username: string
    readonly Md5Cred: string
    readonly Realm: string
    readonly AuthType: string
    readonly Password: string
    readonly SupportedAlgorithmsUac?: string
    readonly NonceLifetime: number
    readonly OauthClientid?: string
  }
  export const AuthList: AmiEvent.AmiEvent<AuthList>
  export interface AuthListComplete {
    readonly Event: "AuthListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const AuthListComplete: AmiEvent.AmiEvent<AuthListComplete>
  export interface AuthMethodNotAllowed {
    readonly Event: "AuthMethodNotAllowed"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly AuthMethod: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const AuthMethodNotAllowed: AmiEvent.AmiEvent<AuthMethodNotAllowed>
  export interface BlindTransfer
    extends
      Snapshot.TransfererChannelSnapshot,
      Partial<Snapshot.TransfereeChannelSnapshot>,
      Partial<Snapshot.BridgeSnapshot>
  {
    readonly Event: "BlindTransfer"
    readonly Result: AmiValue.Open<"Fail" | "Invalid" | "Not Permitted" | "Success">
    readonly IsExternal: boolean
    readonly Context: string
    readonly Extension: string
  }
  export const BlindTransfer: AmiEvent.AmiEvent<BlindTransfer>
  export interface BridgeCreate extends Snapshot.BridgeSnapshot {
    readonly Event: "BridgeCreate"
  }
  export const BridgeCreate: AmiEvent.AmiEvent<BridgeCreate>
  export interface BridgeDestroy extends Snapshot.BridgeSnapshot {
    readonly Event: "BridgeDestroy"
  }
  export const BridgeDestroy: AmiEvent.AmiEvent<BridgeDestroy>
  export interface BridgeEnter extends Snapshot.BridgeSnapshot, Snapshot.ChannelSnapshot {
    readonly Event: "BridgeEnter"
    readonly SwapUniqueid?: string
  }
  export const BridgeEnter: AmiEvent.AmiEvent<BridgeEnter>
  export interface BridgeInfoChannel extends Snapshot.ChannelSnapshot {
    readonly Event: "BridgeInfoChannel"
  }
  export const BridgeInfoChannel: AmiEvent.AmiEvent<BridgeInfoChannel>
  export interface BridgeInfoComplete extends Snapshot.BridgeSnapshot {
    readonly Event: "BridgeInfoComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const BridgeInfoComplete: AmiEvent.AmiEvent<BridgeInfoComplete>
  export interface BridgeLeave extends Snapshot.BridgeSnapshot, Snapshot.ChannelSnapshot {
    readonly Event: "BridgeLeave"
  }
  export const BridgeLeave: AmiEvent.AmiEvent<BridgeLeave>
  export interface BridgeListComplete {
    readonly Event: "BridgeListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const BridgeListComplete: AmiEvent.AmiEvent<BridgeListComplete>
  export interface BridgeListItem extends Snapshot.BridgeSnapshot {
    readonly Event: "BridgeListItem"
  }
  export const BridgeListItem: AmiEvent.AmiEvent<BridgeListItem>
  export interface BridgeMerge extends Snapshot.ToBridgeSnapshot, Snapshot.FromBridgeSnapshot {
    readonly Event: "BridgeMerge"
  }
  export const BridgeMerge: AmiEvent.AmiEvent<BridgeMerge>
  export interface BridgeTechnologyListComplete {
    readonly Event: "BridgeTechnologyListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const BridgeTechnologyListComplete: AmiEvent.AmiEvent<BridgeTechnologyListComplete>
  export interface BridgeTechnologyListItem {
    readonly Event: "BridgeTechnologyListItem"
    readonly BridgeTechnology: string
    readonly BridgeType: AmiValue.Open<"1to1Mix" | "MultiMix" | "Holding" | "Native" | "Early">
    readonly BridgePriority: number
    readonly BridgeSuspended: boolean
  }
  export const BridgeTechnologyListItem: AmiEvent.AmiEvent<BridgeTechnologyListItem>
  export interface BridgeVideoSourceUpdate extends Snapshot.BridgeSnapshot {
    readonly Event: "BridgeVideoSourceUpdate"
    readonly BridgePreviousVideoSource: string
  }
  export const BridgeVideoSourceUpdate: AmiEvent.AmiEvent<BridgeVideoSourceUpdate>
  export interface CCAvailable {
    readonly Event: "CCAvailable"
    readonly CoreID: number
    readonly Callee: string
    readonly Service: string
  }
  export const CCAvailable: AmiEvent.AmiEvent<CCAvailable>
  export interface CCCallerRecalling {
    readonly Event: "CCCallerRecalling"
    readonly CoreID: number
    readonly Caller: string
  }
  export const CCCallerRecalling: AmiEvent.AmiEvent<CCCallerRecalling>
  export interface CCCallerStartMonitoring {
    readonly Event: "CCCallerStartMonitoring"
    readonly CoreID: number
    readonly Caller: string
  }
  export const CCCallerStartMonitoring: AmiEvent.AmiEvent<CCCallerStartMonitoring>
  export interface CCCallerStopMonitoring {
    readonly Event: "CCCallerStopMonitoring"
    readonly CoreID: number
    readonly Caller: string
  }
  export const CCCallerStopMonitoring: AmiEvent.AmiEvent<CCCallerStopMonitoring>
  export interface CCFailure {
    readonly Event: "CCFailure"
    readonly CoreID: number
    readonly Caller: string
    readonly Reason: string
  }
  export const CCFailure: AmiEvent.AmiEvent<CCFailure>
  export interface CCMonitorFailed {
    readonly Event: "CCMonitorFailed"
    readonly CoreID: number
    readonly Callee: string
  }
  export const CCMonitorFailed: AmiEvent.AmiEvent<CCMonitorFailed>
  export interface CCOfferTimerStart {
    readonly Event: "CCOfferTimerStart"
    readonly CoreID: number
    readonly Caller: string
    readonly Expires: Duration.Duration
  }
  export const CCOfferTimerStart: AmiEvent.AmiEvent<CCOfferTimerStart>
  export interface CCRecallComplete {
    readonly Event: "CCRecallComplete"
    readonly CoreID: number
    readonly Caller: string
  }
  export const CCRecallComplete: AmiEvent.AmiEvent<CCRecallComplete>
  export interface CCRequestAcknowledged {
    readonly Event: "CCRequestAcknowledged"
    readonly CoreID: number
    readonly Caller: string
  }
  export const CCRequestAcknowledged: AmiEvent.AmiEvent<CCRequestAcknowledged>
  export interface CCRequested {
    readonly Event: "CCRequested"
    readonly CoreID: number
    readonly Caller: string
    readonly Callee: string
  }
  export const CCRequested: AmiEvent.AmiEvent<CCRequested>
  export interface CEL {
    readonly Event: "CEL"
    readonly EventName: AmiValue.Open<
      | "ALL"
      | "CHAN_START"
      | "CHAN_END"
      | "ANSWER"
      | "HANGUP"
      | "APP_START"
      | "APP_END"
      | "PARK_START"
      | "PARK_END"
      | "USER_DEFINED"
      | "BRIDGE_ENTER"
      | "BRIDGE_EXIT"
      | "BLINDTRANSFER"
      | "ATTENDEDTRANSFER"
      | "PICKUP"
      | "FORWARD"
      | "LINKEDID_END"
      | "LOCAL_OPTIMIZE"
      | "LOCAL_OPTIMIZE_BEGIN"
      | "STREAM_BEGIN"
      | "STREAM_END"
      | "DTMF"
    >
    readonly AccountCode: string
    readonly CallerIDnum: string
    readonly CallerIDname: string
    readonly CallerIDani: string
    readonly CallerIDrdnis: string
    readonly CallerIDdnid: string
    readonly Exten: string
    readonly Context: string
    readonly Channel: string
    readonly Application: string
    readonly AppData: string
    readonly EventTime: string
    readonly AMAFlags: AmiValue.Open<"OMIT" | "BILLING" | "DOCUMENTATION" | "Unknown">
    readonly UniqueID: string
    readonly LinkedID: string
    readonly TenantID?: string
    readonly Userfield: string
    readonly Peer: string
    readonly PeerAccount: string
    readonly UserDefType?: string
    readonly Extra: string
  }
  export const CEL: AmiEvent.AmiEvent<CEL>
  export interface Cdr {
    readonly Event: "Cdr"
    readonly AccountCode: string
    readonly Source: string
    readonly Destination: string
    readonly DestinationContext: string
    readonly CallerID: string
    readonly Channel: string
    readonly DestinationChannel: string
    readonly LastApplication: string
    readonly LastData: string
    readonly StartTime: string
    readonly AnswerTime?: string
    readonly EndTime: string
    readonly Duration: Duration.Duration
    readonly BillableSeconds: Duration.Duration
    readonly Disposition: AmiValue.Open<
      "NO ANSWER" | "FAILED" | "BUSY" | "ANSWERED" | "CONGESTION" | "CANCEL" | "UNKNOWN"
    >
    readonly AMAFlags: AmiValue.Open<"OMIT" | "BILLING" | "DOCUMENTATION" | "Unknown">
    readonly UniqueID: string
    readonly UserField: string
  }
  export const Cdr: AmiEvent.AmiEvent<Cdr>
  export interface ChallengeResponseFailed {
    readonly Event: "ChallengeResponseFailed"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly Challenge: string
    readonly Response: string
    readonly ExpectedResponse: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const ChallengeResponseFailed: AmiEvent.AmiEvent<ChallengeResponseFailed>
  export interface ChallengeSent {
    readonly Event: "ChallengeSent"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly Challenge: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const ChallengeSent: AmiEvent.AmiEvent<ChallengeSent>
  export interface ChanSpyStart extends Snapshot.SpyerChannelSnapshot, Snapshot.SpyeeChannelSnapshot {
    readonly Event: "ChanSpyStart"
  }
  export const ChanSpyStart: AmiEvent.AmiEvent<ChanSpyStart>
  export interface ChanSpyStop extends Snapshot.SpyerChannelSnapshot, Partial<Snapshot.SpyeeChannelSnapshot> {
    readonly Event: "ChanSpyStop"
  }
  export const ChanSpyStop: AmiEvent.AmiEvent<ChanSpyStop>
  export interface ChannelHungup {
    readonly Event: "ChannelHungup"
    readonly Channel: string
  }
  export const ChannelHungup: AmiEvent.AmiEvent<ChannelHungup>
  export interface ChannelTalkingStart extends Snapshot.ChannelSnapshot {
    readonly Event: "ChannelTalkingStart"
  }
  export const ChannelTalkingStart: AmiEvent.AmiEvent<ChannelTalkingStart>
  export interface ChannelTalkingStop extends Snapshot.ChannelSnapshot {
    readonly Event: "ChannelTalkingStop"
    readonly Duration: Duration.Duration
  }
  export const ChannelTalkingStop: AmiEvent.AmiEvent<ChannelTalkingStop>
  export interface ChannelsHungupListComplete {
    readonly Event: "ChannelsHungupListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const ChannelsHungupListComplete: AmiEvent.AmiEvent<ChannelsHungupListComplete>
  export interface ConfbridgeEnd extends Snapshot.BridgeSnapshot {
    readonly Event: "ConfbridgeEnd"
    readonly Conference: string
  }
  export const ConfbridgeEnd: AmiEvent.AmiEvent<ConfbridgeEnd>
  export interface ConfbridgeJoin extends Snapshot.BridgeSnapshot, Snapshot.ChannelSnapshot {
    readonly Event: "ConfbridgeJoin"
    readonly Conference: string
    readonly Admin: boolean
    readonly Muted: boolean
  }
  export const ConfbridgeJoin: AmiEvent.AmiEvent<ConfbridgeJoin>
  export interface ConfbridgeLeave extends Snapshot.BridgeSnapshot, Snapshot.ChannelSnapshot {
    readonly Event: "ConfbridgeLeave"
    readonly Conference: string
    readonly Admin: boolean
  }
  export const ConfbridgeLeave: AmiEvent.AmiEvent<ConfbridgeLeave>
  export interface ConfbridgeList extends Snapshot.ChannelSnapshot {
    readonly Event: "ConfbridgeList"
    readonly Conference: string
    readonly Admin: boolean
    readonly MarkedUser: boolean
    readonly WaitMarked: boolean
    readonly EndMarked: boolean
    readonly EndMarkedAny?: boolean
    readonly Waiting: boolean
    readonly Muted: boolean
    readonly Talking: boolean
    readonly AnsweredTime: Duration.Duration
  }
  export const ConfbridgeList: AmiEvent.AmiEvent<ConfbridgeList>
  export interface ConfbridgeListComplete {
    readonly Event: "ConfbridgeListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const ConfbridgeListComplete: AmiEvent.AmiEvent<ConfbridgeListComplete>
  export interface ConfbridgeListRooms {
    readonly Event: "ConfbridgeListRooms"
    readonly Conference: string
    readonly Parties: number
    readonly Marked: number
    readonly Locked: boolean
    readonly Muted: boolean
  }
  export const ConfbridgeListRooms: AmiEvent.AmiEvent<ConfbridgeListRooms>
  export interface ConfbridgeListRoomsComplete {
    readonly Event: "ConfbridgeListRoomsComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const ConfbridgeListRoomsComplete: AmiEvent.AmiEvent<ConfbridgeListRoomsComplete>
  export interface ConfbridgeMute extends Snapshot.BridgeSnapshot, Snapshot.ChannelSnapshot {
    readonly Event: "ConfbridgeMute"
    readonly Conference: string
    readonly Admin: boolean
  }
  export const ConfbridgeMute: AmiEvent.AmiEvent<ConfbridgeMute>
  export interface ConfbridgeRecord extends Snapshot.BridgeSnapshot {
    readonly Event: "ConfbridgeRecord"
    readonly Conference: string
  }
  export const ConfbridgeRecord: AmiEvent.AmiEvent<ConfbridgeRecord>
  export interface ConfbridgeStart extends Snapshot.BridgeSnapshot {
    readonly Event: "ConfbridgeStart"
    readonly Conference: string
  }
  export const ConfbridgeStart: AmiEvent.AmiEvent<ConfbridgeStart>
  export interface ConfbridgeStopRecord extends Snapshot.BridgeSnapshot {
    readonly Event: "ConfbridgeStopRecord"
    readonly Conference: string
  }
  export const ConfbridgeStopRecord: AmiEvent.AmiEvent<ConfbridgeStopRecord>
  export interface ConfbridgeTalking extends Snapshot.BridgeSnapshot, Snapshot.ChannelSnapshot {
    readonly Event: "ConfbridgeTalking"
    readonly Conference: string
    readonly TalkingStatus: boolean
    readonly Admin: boolean
  }
  export const ConfbridgeTalking: AmiEvent.AmiEvent<ConfbridgeTalking>
  export interface ConfbridgeUnmute extends Snapshot.BridgeSnapshot, Snapshot.ChannelSnapshot {
    readonly Event: "ConfbridgeUnmute"
    readonly Conference: string
    readonly Admin: boolean
  }
  export const ConfbridgeUnmute: AmiEvent.AmiEvent<ConfbridgeUnmute>
  export interface ContactList {
    readonly Event: "ContactList"
    readonly ObjectType: AmiValue.Open<"contact">
    readonly ObjectName: string
    readonly ViaAddr: string
    readonly QualifyTimeout: number
    readonly Qualify2xxOnly?: boolean
    readonly CallId: string
    readonly RegServer: string
    readonly PruneOnBoot: boolean
    readonly Path: string
    readonly Endpoint: string
    readonly ViaPort: number
    readonly AuthenticateQualify: boolean
    readonly Uri: string
    readonly QualifyFrequency: number
    readonly UserAgent: string
    readonly ExpirationTime: number
    readonly OutboundProxy: string
    readonly Status: AmiValue.Open<"Unreachable" | "Reachable" | "Unknown" | "NonQualified" | "Removed">
    readonly RoundtripUsec?: Duration.Duration
  }
  export const ContactList: AmiEvent.AmiEvent<ContactList>
  export interface ContactListComplete {
    readonly Event: "ContactListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const ContactListComplete: AmiEvent.AmiEvent<ContactListComplete>
  export interface ContactStatus {
    readonly Event: "ContactStatus"
    readonly URI: string
    readonly ContactStatus: AmiValue.Open<"Unreachable" | "Reachable" | "Unknown" | "NonQualified" | "Removed">
    readonly AOR: string
    readonly EndpointName: string
    readonly RoundtripUsec?: Duration.Duration
  }
  export const ContactStatus: AmiEvent.AmiEvent<ContactStatus>
  export interface ContactStatusDetail {
    readonly Event: "ContactStatusDetail"
    readonly AOR: string
    readonly URI: string
    readonly UserAgent: string
    readonly RegExpire?: DateTime.Utc
    readonly ViaAddress?: string
    readonly CallID?: string
    readonly Status: AmiValue.Open<"Unreachable" | "Reachable" | "Unknown" | "NonQualified" | "Removed">
    readonly RoundtripUsec?: Duration.Duration
    readonly EndpointName: string
    readonly ID: string
    readonly AuthenticateQualify: boolean
    readonly OutboundProxy: string
    readonly Path: string
    readonly QualifyFrequency: Duration.Duration
    readonly QualifyTimeout: Duration.Duration
    readonly Qualify2xxOnly?: boolean
  }
  export const ContactStatusDetail: AmiEvent.AmiEvent<ContactStatusDetail>
  export interface ContactStatusDetailComplete {
    readonly Event: "ContactStatusDetailComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const ContactStatusDetailComplete: AmiEvent.AmiEvent<ContactStatusDetailComplete>
  export interface CoreShowChannel extends Snapshot.ChannelSnapshot {
    readonly Event: "CoreShowChannel"
    readonly Application: string
    readonly ApplicationData: string
    readonly Duration?: Duration.Duration
    readonly BridgeId?: string
  }
  export const CoreShowChannel: AmiEvent.AmiEvent<CoreShowChannel>
  export interface CoreShowChannelMap {
    readonly Event: "CoreShowChannelMap"
    readonly Channel: string
    readonly ConnectedChannel: string
  }
  export const CoreShowChannelMap: AmiEvent.AmiEvent<CoreShowChannelMap>
  export interface CoreShowChannelMapComplete {
    readonly Event: "CoreShowChannelMapComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const CoreShowChannelMapComplete: AmiEvent.AmiEvent<CoreShowChannelMapComplete>
  export interface CoreShowChannelsComplete {
    readonly Event: "CoreShowChannelsComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const CoreShowChannelsComplete: AmiEvent.AmiEvent<CoreShowChannelsComplete>
  export interface DAHDIChannel extends Snapshot.ChannelSnapshot {
    readonly Event: "DAHDIChannel"
    readonly DAHDIGroup?: number
    readonly DAHDISpan: number
    readonly DAHDIChannel: string
  }
  export const DAHDIChannel: AmiEvent.AmiEvent<DAHDIChannel>
  export interface DAHDIShowChannels {
    readonly Event: "DAHDIShowChannels"
    readonly DAHDIChannel: number
    readonly Channel?: string
    readonly Uniqueid?: string
    readonly AccountCode?: string
    readonly Signalling: string
    readonly SignallingCode: number
    readonly Context: string
    readonly DND: boolean
    readonly Alarm: string
    readonly Description: string
  }
  export const DAHDIShowChannels: AmiEvent.AmiEvent<DAHDIShowChannels>
  export interface DAHDIShowChannelsComplete {
    readonly Event: "DAHDIShowChannelsComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
    readonly Items: number
  }
  export const DAHDIShowChannelsComplete: AmiEvent.AmiEvent<DAHDIShowChannelsComplete>
  export interface DAHDIShowStatus {
    readonly Event: "DAHDIShowStatus"
    readonly Span: number
    readonly Description: string
    readonly Alarms: string
    readonly IRQ: number
    readonly bpviol: number
    readonly CRC: number
    readonly Framing: AmiValue.Open<"D4" | "ESF" | "CCS" | "CAS">
    readonly Coding: AmiValue.Open<"B8ZS" | "HDB3" | "AMI" | "Unk">
    readonly Options: AmiValue.Open<"CRC4/YEL" | "CRC4" | "YEL" | "">
    readonly LBO: string
  }
  export const DAHDIShowStatus: AmiEvent.AmiEvent<DAHDIShowStatus>
  export interface DAHDIShowStatusComplete {
    readonly Event: "DAHDIShowStatusComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
    readonly Items: number
  }
  export const DAHDIShowStatusComplete: AmiEvent.AmiEvent<DAHDIShowStatusComplete>
  export interface DBGetComplete {
    readonly Event: "DBGetComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const DBGetComplete: AmiEvent.AmiEvent<DBGetComplete>
  export interface DBGetResponse {
    readonly Event: "DBGetResponse"
    readonly Family: string
    readonly Key: string
    readonly Val: string
  }
  export const DBGetResponse: AmiEvent.AmiEvent<DBGetResponse>
  export interface DBGetTreeComplete {
    readonly Event: "DBGetTreeComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const DBGetTreeComplete: AmiEvent.AmiEvent<DBGetTreeComplete>
  export interface DBGetTreeResponse {
    readonly Event: "DBGetTreeResponse"
    readonly Key: string
    readonly Val: string
  }
  export const DBGetTreeResponse: AmiEvent.AmiEvent<DBGetTreeResponse>
  export interface DNDState {
    readonly Event: "DNDState"
    readonly DAHDIChannel?: string
    readonly Channel?: string
    readonly Status: AmiValue.Open<"enabled" | "disabled">
  }
  export const DNDState: AmiEvent.AmiEvent<DNDState>
  export interface DTMFBegin extends Snapshot.ChannelSnapshot {
    readonly Event: "DTMFBegin"
    readonly Digit: string
    readonly Direction: AmiValue.Open<"Received" | "Sent">
  }
  export const DTMFBegin: AmiEvent.AmiEvent<DTMFBegin>
  export interface DTMFEnd extends Snapshot.ChannelSnapshot {
    readonly Event: "DTMFEnd"
    readonly Digit: string
    readonly DurationMs: Duration.Duration
    readonly Direction: AmiValue.Open<"Received" | "Sent">
  }
  export const DTMFEnd: AmiEvent.AmiEvent<DTMFEnd>
  export interface DeadlockStart {
    readonly Event: "DeadlockStart"
    readonly Mutex: string
  }
  export const DeadlockStart: AmiEvent.AmiEvent<DeadlockStart>
  export interface DeviceEntry {
    readonly Event: "DeviceEntry"
    readonly Channeltype: AmiValue.Open<"SKINNY">
    readonly ObjectName: string
    readonly ChannelObjectType: AmiValue.Open<"device">
    readonly DeviceId: string
    readonly IPaddress?: string
    readonly Type: string
    readonly Devicestatus: AmiValue.Open<"registered" | "unregistered">
    readonly NumberOfLines: number
  }
  export const DeviceEntry: AmiEvent.AmiEvent<DeviceEntry>
  export interface DeviceStateChange {
    readonly Event: "DeviceStateChange"
    readonly Device: string
    readonly State: AmiValue.Open<
      "UNKNOWN" | "NOT_INUSE" | "INUSE" | "BUSY" | "INVALID" | "UNAVAILABLE" | "RINGING" | "RINGINUSE" | "ONHOLD"
    >
  }
  export const DeviceStateChange: AmiEvent.AmiEvent<DeviceStateChange>
  export interface DeviceStateListComplete {
    readonly Event: "DeviceStateListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const DeviceStateListComplete: AmiEvent.AmiEvent<DeviceStateListComplete>
  export interface DevicelistComplete {
    readonly Event: "DevicelistComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const DevicelistComplete: AmiEvent.AmiEvent<DevicelistComplete>
  export interface DialBegin extends Partial<Snapshot.ChannelSnapshot>, Snapshot.DestChannelSnapshot {
    readonly Event: "DialBegin"
    readonly DialString?: string
  }
  export const DialBegin: AmiEvent.AmiEvent<DialBegin>
  export interface DialEnd extends Partial<Snapshot.ChannelSnapshot>, Snapshot.DestChannelSnapshot {
    readonly Event: "DialEnd"
    readonly Forward?: string
    readonly DialStatus: AmiValue.Open<
      "ABORT" | "ANSWER" | "BUSY" | "CANCEL" | "CHANUNAVAIL" | "CONGESTION" | "CONTINUE" | "GOTO" | "NOANSWER"
    >
  }
  export const DialEnd: AmiEvent.AmiEvent<DialEnd>
  export interface DialState extends Partial<Snapshot.ChannelSnapshot>, Snapshot.DestChannelSnapshot {
    readonly Event: "DialState"
    readonly Forward?: string
    readonly DialStatus: AmiValue.Open<"RINGING" | "PROCEEDING" | "PROGRESS">
  }
  export const DialState: AmiEvent.AmiEvent<DialState>
  export interface EndpointDetail {
    readonly Event: "EndpointDetail"
    readonly ObjectType: AmiValue.Open<"endpoint">
    readonly ObjectName: string
    readonly RpidImmediate: boolean
    readonly Webrtc: boolean
    readonly Ignore183WithoutSdp?: boolean
    readonly SendAoc?: boolean
    readonly DeviceStateBusyAt: number
    readonly T38UdptlMaxdatagram: number
    readonly CodecPrefsIncomingAnswer?: string
    readonly SecurityNegotiation?: AmiValue.Open<"no" | "mediasec">
    readonly DtlsRekey: number
    readonly RtpPortEnd?: number
    readonly NamedPickupGroup: string
    readonly DirectMediaMethod: string
    readonly SendRpid: boolean
    readonly PickupGroup: string
    readonly SdpSession: string
    readonly DtlsVerify: AmiValue.Open<"No" | "Fingerprint" | "Certificate" | "Yes">
    readonly MessageContext: string
    readonly Tenantid?: string
    readonly Mailboxes: string
    readonly RecordOnFeature: string
    readonly DtlsPrivateKey: string
    readonly DtlsFingerprint: string
    readonly OverlapContext?: string
    readonly OutgoingCallOfferPref?: string
    readonly RtpPortStart?: number
    readonly FromDomain: string
    readonly TimersSessExpires: number
    readonly NamedCallGroup: string
    readonly DtlsCipher: string
    readonly MediaEncryptionOptimistic: boolean
    readonly SuppressQ850ReasonHeaders: boolean
    readonly Aors: string
    readonly IdentifyBy: string
    readonly CalleridPrivacy: string
    readonly MwiSubscribeReplacesUnsolicited: boolean
    readonly CosAudio: number
    readonly FollowEarlyMediaFork: boolean
    readonly Context: string
    readonly RtpSymmetric: boolean
    readonly Transport: string
    readonly MohSuggest: string
    readonly T38Udptl: boolean
    readonly FaxDetect: boolean
    readonly T38BindUdptlToMediaAddress?: boolean
    readonly TosVideo: number
    readonly SrtpTag32: boolean
    readonly ReferBlindProgress: boolean
    readonly MaxAudioStreams: number
    readonly Bundle: boolean
    readonly UseAvpf: boolean
    readonly CallGroup: string
    readonly SendConnectedLine?: boolean
    readonly FaxDetectTimeout: number
    readonly SdpOwner: string
    readonly ForceRport: boolean
    readonly CalleridTag: string
    readonly RtpTimeoutHold: number
    readonly SuppressMohOnSendonly?: boolean
    readonly UsePtime: boolean
    readonly MediaAddress: string
    readonly VoicemailExtension: string
    readonly RtpTimeout: number
    readonly StirShaken?: string
    readonly SetVar: string
    readonly ContactAcl: string
    readonly PreferredCodecOnly: boolean
    readonly GeolocOutgoingCallProfile?: string
    readonly SecurityMechanisms?: string
    readonly ForceAvp: boolean
    readonly RecordOffFeature: string
    readonly FromUser: string
    readonly SendDiversion: boolean
    readonly SendHistoryInfo?: boolean
    readonly T38UdptlIpv6: boolean
    readonly ToneZone: string
    readonly Language: string
    readonly AllowSubscribe: boolean
    readonly RtpIpv6: boolean
    readonly Callerid: string
    readonly MohPassthrough: boolean
    readonly CosVideo: number
    readonly DtlsAutoGenerateCert: boolean
    readonly AsymmetricRtpCodec: boolean
    readonly GeolocIncomingCallProfile?: string
    readonly IceSupport: boolean
    readonly AggregateMwi: boolean
    readonly OneTouchRecording: boolean
    readonly MwiFromUser: string
    readonly RedirectMethod?: string
    readonly Accountcode: string
    readonly CodecPrefsOutgoingAnswer?: string
    readonly Allow: string
    readonly RewriteContact: boolean
    readonly UserEqPhone: boolean
    readonly RtpEngine: string
    readonly FollowRedirectMethods?: string
    readonly SubscribeContext: string
    readonly ContactUser?: string
    readonly NotifyEarlyInuseRinging: boolean
    readonly IncomingMwiMailbox: string
    readonly IncomingCallOfferPref?: string
    readonly AllowUnauthenticatedOptions?: boolean
    readonly Auth: string
    readonly DirectMediaGlareMitigation: string
    readonly TrustIdInbound: boolean
    readonly StirShakenProfile?: string
    readonly BindRtpToMediaAddress: boolean
    readonly DisableDirectMediaOnNat: boolean
    readonly MediaEncryption: AmiValue.Open<"no" | "sdes" | "dtls">
    readonly MediaUseReceivedTransport: boolean
    readonly AllowOverlap: boolean
    readonly DtmfMode: string
    readonly OutboundAuth: string
    readonly TosAudio: number
    readonly DtlsCertFile: string
    readonly DtlsCaPath: string
    readonly DtlsSetup: string
    readonly ConnectedLineMethod: string
    readonly G726NonStandard: boolean
    readonly "100rel": AmiValue.Open<"no" | "yes" | "peer_supported" | "required">
    readonly Timers: AmiValue.Open<"no" | "yes" | "required" | "always">
    readonly DirectMedia: boolean
    readonly Acl: string
    readonly TimersMinSe: number
    readonly TrustIdOutbound: boolean
    readonly SubMinExpiry: number
    readonly RtcpMux: boolean
    readonly MaxVideoStreams: number
    readonly AcceptMultipleSdpAnswers: boolean
    readonly CodecPrefsIncomingOffer?: string
    readonly CodecPrefsOutgoingOffer?: string
    readonly TrustConnectedLine?: boolean
    readonly SendPai: boolean
    readonly RtpKeepalive: number
    readonly T38UdptlEc: string
    readonly T38UdptlNat: boolean
    readonly AllowTransfer: boolean
    readonly DtlsCaFile: string
    readonly OutboundProxy: string
    readonly InbandProgress: boolean
    readonly DeviceState: AmiValue.Open<
      "Unknown" | "Not in use" | "In use" | "Busy" | "Invalid" | "Unavailable" | "Ringing" | "Ring+Inuse" | "On Hold"
    >
    readonly ActiveChannels?: number
  }
  export const EndpointDetail: AmiEvent.AmiEvent<EndpointDetail>
  export interface EndpointDetailComplete {
    readonly Event: "EndpointDetailComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const EndpointDetailComplete: AmiEvent.AmiEvent<EndpointDetailComplete>
  export interface EndpointList {
    readonly Event: "EndpointList"
    readonly ObjectType: AmiValue.Open<"endpoint">
    readonly ObjectName: string
    readonly Transport: string
    readonly Aor: string
    readonly Auths: string
    readonly OutboundAuths: string
    readonly Contacts?: ReadonlyArray<string>
    readonly DeviceState: AmiValue.Open<
      "Unknown" | "Not in use" | "In use" | "Busy" | "Invalid" | "Unavailable" | "Ringing" | "Ring+Inuse" | "On Hold"
    >
    readonly ActiveChannels?: number
  }
  export const EndpointList: AmiEvent.AmiEvent<EndpointList>
  export interface EndpointListComplete {
    readonly Event: "EndpointListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const EndpointListComplete: AmiEvent.AmiEvent<EndpointListComplete>
  export interface ExtensionStateListComplete {
    readonly Event: "ExtensionStateListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const ExtensionStateListComplete: AmiEvent.AmiEvent<ExtensionStateListComplete>
  export interface ExtensionStatus {
    readonly Event: "ExtensionStatus"
    readonly Exten: string
    readonly Context: string
    readonly Hint: string
    readonly Status: number
    readonly StatusText: AmiValue.Open<
      "Idle" | "InUse" | "Busy" | "Unavailable" | "Ringing" | "InUse&Ringing" | "Hold" | "InUse&Hold" | "Unknown"
    >
  }
  export const ExtensionStatus: AmiEvent.AmiEvent<ExtensionStatus>
  export interface FAXSession {
    readonly Event: "FAXSession"
    readonly SessionNumber: number
    readonly Operation: AmiValue.Open<"gateway" | "send" | "receive" | "V.21" | "none">
    readonly State: AmiValue.Open<
      "Uninitialized" | "Initialized" | "Open" | "Active" | "Complete" | "Reserved" | "Inactive" | "Unknown"
    >
    readonly ErrorCorrectionMode?: boolean
    readonly DataRate?: number
    readonly ImageResolution?: string
    readonly PageNumber?: number
    readonly FileName?: string
    readonly PagesTransmitted?: number
    readonly PagesReceived?: number
    readonly TotalBadLines?: number
  }
  export const FAXSession: AmiEvent.AmiEvent<FAXSession>
  export interface FAXSessionsComplete {
    readonly Event: "FAXSessionsComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
    readonly Total: number
  }
  export const FAXSessionsComplete: AmiEvent.AmiEvent<FAXSessionsComplete>
  export interface FAXSessionsEntry {
    readonly Event: "FAXSessionsEntry"
    readonly Channel: string
    readonly Technology: string
    readonly SessionNumber: number
    readonly SessionType: AmiValue.Open<"G.711" | "T.38" | "none">
    readonly Operation: AmiValue.Open<"gateway" | "send" | "receive" | "V.21" | "none">
    readonly State: AmiValue.Open<
      "Uninitialized" | "Initialized" | "Open" | "Active" | "Complete" | "Reserved" | "Inactive" | "Unknown"
    >
    readonly Files: ReadonlyArray<string>
  }
  export const FAXSessionsEntry: AmiEvent.AmiEvent<FAXSessionsEntry>
  export interface FAXStats {
    readonly Event: "FAXStats"
    readonly CurrentSessions: number
    readonly ReservedSessions: number
    readonly TransmitAttempts: number
    readonly ReceiveAttempts: number
    readonly CompletedFAXes: number
    readonly FailedFAXes: number
  }
  export const FAXStats: AmiEvent.AmiEvent<FAXStats>
  export interface FAXStatus extends Snapshot.ChannelSnapshot {
    readonly Event: "FAXStatus"
    readonly Operation: AmiValue.Open<"gateway" | "receive" | "send">
    readonly Status: string
    readonly LocalStationID: string
    readonly FileName?: ReadonlyArray<string>
  }
  export const FAXStatus: AmiEvent.AmiEvent<FAXStatus>
  export interface FailedACL {
    readonly Event: "FailedACL"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly Module?: string
    readonly ACLName?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const FailedACL: AmiEvent.AmiEvent<FailedACL>
  export interface Flash extends Snapshot.ChannelSnapshot {
    readonly Event: "Flash"
  }
  export const Flash: AmiEvent.AmiEvent<Flash>
  export interface FullyBooted {
    readonly Event: "FullyBooted"
    readonly Status: AmiValue.Open<"Fully Booted">
    readonly Uptime: Duration.Duration
    readonly LastReload: Duration.Duration
  }
  export const FullyBooted: AmiEvent.AmiEvent<FullyBooted>
  export interface Hangup extends Snapshot.ChannelSnapshot {
    readonly Event: "Hangup"
    readonly Cause: number
    readonly "Cause-txt": string
    readonly TechCause?: number
  }
  export const Hangup: AmiEvent.AmiEvent<Hangup>
  export interface HangupHandlerPop extends Snapshot.ChannelSnapshot {
    readonly Event: "HangupHandlerPop"
    readonly Handler: string
  }
  export const HangupHandlerPop: AmiEvent.AmiEvent<HangupHandlerPop>
  export interface HangupHandlerPush extends Snapshot.ChannelSnapshot {
    readonly Event: "HangupHandlerPush"
    readonly Handler: string
  }
  export const HangupHandlerPush: AmiEvent.AmiEvent<HangupHandlerPush>
  export interface HangupHandlerRun extends Snapshot.ChannelSnapshot {
    readonly Event: "HangupHandlerRun"
    readonly Handler: string
  }
  export const HangupHandlerRun: AmiEvent.AmiEvent<HangupHandlerRun>
  export interface HangupRequest extends Snapshot.ChannelSnapshot {
    readonly Event: "HangupRequest"
    readonly Cause?: number
    readonly TechCause?: number
  }
  export const HangupRequest: AmiEvent.AmiEvent<HangupRequest>
  export interface Hold extends Snapshot.ChannelSnapshot {
    readonly Event: "Hold"
    readonly MusicClass?: string
  }
  export const Hold: AmiEvent.AmiEvent<Hold>
  export interface IdentifyDetail {
    readonly Event: "IdentifyDetail"
    readonly ObjectType: AmiValue.Open<"identify">
    readonly ObjectName: string
    readonly Match: string
    readonly MatchRequestUri?: string
    readonly SrvLookups: boolean
    readonly Endpoint: string
    readonly MatchHeader: string
    readonly EndpointName: string
  }
  export const IdentifyDetail: AmiEvent.AmiEvent<IdentifyDetail>
  export interface InboundRegistrationDetail {
    readonly Event: "InboundRegistrationDetail"
    readonly ObjectType: AmiValue.Open<"aor">
    readonly ObjectName: string
    readonly MinimumExpiration: number
    readonly DefaultExpiration: number
    readonly QualifyTimeout: number
    readonly Qualify2xxOnly?: boolean
    readonly Mailboxes: string
    readonly SupportPath: boolean
    readonly RemoveUnavailable?: boolean
    readonly VoicemailExtension: string
    readonly MaxContacts: number
    readonly AuthenticateQualify: boolean
    readonly Contact: string
    readonly MaximumExpiration: number
    readonly QualifyFrequency: number
    readonly RemoveExisting: boolean
    readonly OutboundProxy: string
    readonly Contacts: ReadonlyArray<string>
  }
  export const InboundRegistrationDetail: AmiEvent.AmiEvent<InboundRegistrationDetail>
  export interface InboundRegistrationDetailComplete {
    readonly Event: "InboundRegistrationDetailComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const InboundRegistrationDetailComplete: AmiEvent.AmiEvent<InboundRegistrationDetailComplete>
  export interface InboundSubscriptionDetail {
    readonly Event: "InboundSubscriptionDetail"
    readonly Role: AmiValue.Open<"Notifier">
    readonly Endpoint: string
    readonly Callid: string
    readonly State: string
    readonly Callerid: string
    readonly SubscriptionType?: AmiValue.Open<"extension_state" | "mwi">
    readonly Extension?: string
    readonly ExtensionStates?: AmiValue.Open<
      "Idle" | "InUse" | "Busy" | "Unavailable" | "Ringing" | "InUse&Ringing" | "Hold" | "InUse&Hold" | "Unknown"
    >
    readonly Mailboxes?: ReadonlyArray<string>
  }
  export const InboundSubscriptionDetail: AmiEvent.AmiEvent<InboundSubscriptionDetail>
  export interface InboundSubscriptionDetailComplete {
    readonly Event: "InboundSubscriptionDetailComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const InboundSubscriptionDetailComplete: AmiEvent.AmiEvent<InboundSubscriptionDetailComplete>
  export interface InvalidAccountID {
    readonly Event: "InvalidAccountID"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const InvalidAccountID: AmiEvent.AmiEvent<InvalidAccountID>
  export interface InvalidPassword {
    readonly Event: "InvalidPassword"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
    readonly Challenge?: string
    readonly ReceivedChallenge?: string
    readonly ReceivedHash?: string
  }
  export const InvalidPassword: AmiEvent.AmiEvent<InvalidPassword>
  export interface InvalidTransport {
    readonly Event: "InvalidTransport"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly AttemptedTransport: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const InvalidTransport: AmiEvent.AmiEvent<InvalidTransport>
  export interface JabberStatus {
    readonly Event: "JabberStatus"
    readonly Account: string
    readonly JID: string
    readonly Resource?: string
    readonly Status: number
    readonly Priority?: number
    readonly Description?: string
  }
  export const JabberStatus: AmiEvent.AmiEvent<JabberStatus>
  export interface LineEntry {
    readonly Event: "LineEntry"
    readonly Channeltype: AmiValue.Open<"SKINNY">
    readonly ObjectName: string
    readonly ChannelObjectType: AmiValue.Open<"line">
    readonly Device?: string
    readonly Instance: number
    readonly Label: string
  }
  export const LineEntry: AmiEvent.AmiEvent<LineEntry>
  export interface LinelistComplete {
    readonly Event: "LinelistComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const LinelistComplete: AmiEvent.AmiEvent<LinelistComplete>
  export interface ListDialplan {
    readonly Event: "ListDialplan"
    readonly Context: string
    readonly Extension?: string
    readonly ExtensionLabel?: string
    readonly Priority?: string
    readonly Application?: string
    readonly AppData?: string
    readonly IncludeContext?: string
    readonly IgnorePattern?: string
    readonly Switch?: string
    readonly Registrar: string
  }
  export const ListDialplan: AmiEvent.AmiEvent<ListDialplan>
  export interface Load {
    readonly Event: "Load"
    readonly Module: string
    readonly Status: AmiValue.Open<"Success" | "Decline" | "Skip" | "Priority" | "Failure" | "Unknown">
  }
  export const Load: AmiEvent.AmiEvent<Load>
  export interface LoadAverageLimit {
    readonly Event: "LoadAverageLimit"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const LoadAverageLimit: AmiEvent.AmiEvent<LoadAverageLimit>
  export interface LocalBridge extends Snapshot.LocalOneChannelSnapshot, Snapshot.LocalTwoChannelSnapshot {
    readonly Event: "LocalBridge"
    readonly Context: string
    readonly Exten: string
    readonly LocalOptimization: boolean
  }
  export const LocalBridge: AmiEvent.AmiEvent<LocalBridge>
  export interface LocalOptimizationBegin
    extends Snapshot.LocalOneChannelSnapshot, Snapshot.LocalTwoChannelSnapshot, Partial<Snapshot.SourceChannelSnapshot>
  {
    readonly Event: "LocalOptimizationBegin"
    readonly DestUniqueId: string
    readonly Id: number
  }
  export const LocalOptimizationBegin: AmiEvent.AmiEvent<LocalOptimizationBegin>
  export interface LocalOptimizationEnd extends Snapshot.LocalOneChannelSnapshot, Snapshot.LocalTwoChannelSnapshot {
    readonly Event: "LocalOptimizationEnd"
    readonly Success: boolean
    readonly Id: number
  }
  export const LocalOptimizationEnd: AmiEvent.AmiEvent<LocalOptimizationEnd>
  export interface LogChannel {
    readonly Event: "LogChannel"
    readonly Channel: string
    readonly Enabled: boolean
    readonly Reason?: string
  }
  export const LogChannel: AmiEvent.AmiEvent<LogChannel>
  export interface MCID extends Partial<Snapshot.ChannelSnapshot> {
    readonly Event: "MCID"
    readonly MCallerIDPres: string
    readonly MCallerIDNumValid: boolean
    readonly MCallerIDNum: string
    readonly MCallerIDton: number
    readonly MCallerIDNumPlan?: number
    readonly MCallerIDNumPres?: string
    readonly MCallerIDNameValid: boolean
    readonly MCallerIDName: string
    readonly MCallerIDNameCharSet?: string
    readonly MCallerIDNamePres?: string
    readonly MCallerIDSubaddr?: string
    readonly MCallerIDSubaddrType?: string
    readonly MCallerIDSubaddrOdd?: boolean
    readonly MConnectedIDPres: string
    readonly MConnectedIDNumValid: boolean
    readonly MConnectedIDNum: string
    readonly MConnectedIDton: number
    readonly MConnectedIDNumPlan?: number
    readonly MConnectedIDNumPres?: string
    readonly MConnectedIDNameValid: boolean
    readonly MConnectedIDName: string
    readonly MConnectedIDNameCharSet?: string
    readonly MConnectedIDNamePres?: string
    readonly MConnectedIDSubaddr?: string
    readonly MConnectedIDSubaddrType?: string
    readonly MConnectedIDSubaddrOdd?: boolean
  }
  export const MCID: AmiEvent.AmiEvent<MCID>
  export interface MWIGet {
    readonly Event: "MWIGet"
    readonly Mailbox: string
    readonly OldMessages: number
    readonly NewMessages: number
  }
  export const MWIGet: AmiEvent.AmiEvent<MWIGet>
  export interface MWIGetComplete {
    readonly Event: "MWIGetComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const MWIGetComplete: AmiEvent.AmiEvent<MWIGetComplete>
  export interface MeetmeEnd {
    readonly Event: "MeetmeEnd"
    readonly Meetme: string
  }
  export const MeetmeEnd: AmiEvent.AmiEvent<MeetmeEnd>
  export interface MeetmeJoin extends Snapshot.ChannelSnapshot {
    readonly Event: "MeetmeJoin"
    readonly Meetme: string
    readonly User: number
    readonly Duration?: Duration.Duration
  }
  export const MeetmeJoin: AmiEvent.AmiEvent<MeetmeJoin>
  export interface MeetmeLeave extends Snapshot.ChannelSnapshot {
    readonly Event: "MeetmeLeave"
    readonly Meetme: string
    readonly User: number
    readonly Duration?: Duration.Duration
  }
  export const MeetmeLeave: AmiEvent.AmiEvent<MeetmeLeave>
  export interface MeetmeList {
    readonly Event: "MeetmeList"
    readonly Conference: string
    readonly UserNumber: number
    readonly CallerIDNum?: string
    readonly CallerIDName?: string
    readonly ConnectedLineNum?: string
    readonly ConnectedLineName?: string
    readonly Channel: string
    readonly Admin: boolean
    readonly Role: AmiValue.Open<"Listen only" | "Talk only" | "Talk and listen">
    readonly MarkedUser: boolean
    readonly Muted: AmiValue.Open<"By admin" | "By self" | "No">
    readonly Talking: AmiValue.Open<"Yes" | "No" | "Not monitored">
  }
  export const MeetmeList: AmiEvent.AmiEvent<MeetmeList>
  export interface MeetmeListComplete {
    readonly Event: "MeetmeListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const MeetmeListComplete: AmiEvent.AmiEvent<MeetmeListComplete>
  export interface MeetmeListRooms {
    readonly Event: "MeetmeListRooms"
    readonly Conference: string
    readonly Parties: number
    readonly Marked: string
    readonly Activity: string
    readonly Creation: AmiValue.Open<"Dynamic" | "Static">
    readonly Locked: boolean
  }
  export const MeetmeListRooms: AmiEvent.AmiEvent<MeetmeListRooms>
  export interface MeetmeListRoomsComplete {
    readonly Event: "MeetmeListRoomsComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const MeetmeListRoomsComplete: AmiEvent.AmiEvent<MeetmeListRoomsComplete>
  export interface MeetmeMute extends Snapshot.ChannelSnapshot {
    readonly Event: "MeetmeMute"
    readonly Meetme: string
    readonly Status: boolean
    readonly User: number
    readonly Duration?: Duration.Duration
  }
  export const MeetmeMute: AmiEvent.AmiEvent<MeetmeMute>
  export interface MeetmeTalkRequest extends Snapshot.ChannelSnapshot {
    readonly Event: "MeetmeTalkRequest"
    readonly Meetme: string
    readonly Status: boolean
    readonly User: number
    readonly Duration?: Duration.Duration
  }
  export const MeetmeTalkRequest: AmiEvent.AmiEvent<MeetmeTalkRequest>
  export interface MeetmeTalking extends Snapshot.ChannelSnapshot {
    readonly Event: "MeetmeTalking"
    readonly Meetme: string
    readonly Status: boolean
    readonly User: number
    readonly Duration?: Duration.Duration
  }
  export const MeetmeTalking: AmiEvent.AmiEvent<MeetmeTalking>
  export interface MemoryLimit {
    readonly Event: "MemoryLimit"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const MemoryLimit: AmiEvent.AmiEvent<MemoryLimit>
  export interface MessageWaiting extends Partial<Snapshot.ChannelSnapshot> {
    readonly Event: "MessageWaiting"
    readonly Mailbox: string
    readonly Waiting: boolean
    readonly New: number
    readonly Old: number
  }
  export const MessageWaiting: AmiEvent.AmiEvent<MessageWaiting>
  export interface MiniVoiceMail extends Partial<Snapshot.ChannelSnapshot> {
    readonly Event: "MiniVoiceMail"
    readonly Mailbox?: string
    readonly Action: AmiValue.Open<"SentNotification">
    readonly Counter: string
  }
  export const MiniVoiceMail: AmiEvent.AmiEvent<MiniVoiceMail>
  export interface MixMonitorMute extends Snapshot.ChannelSnapshot {
    readonly Event: "MixMonitorMute"
    readonly Direction?: AmiValue.Open<"read" | "write" | "both">
    readonly State: boolean
  }
  export const MixMonitorMute: AmiEvent.AmiEvent<MixMonitorMute>
  export interface MixMonitorStart extends Snapshot.ChannelSnapshot {
    readonly Event: "MixMonitorStart"
  }
  export const MixMonitorStart: AmiEvent.AmiEvent<MixMonitorStart>
  export interface MixMonitorStop extends Snapshot.ChannelSnapshot {
    readonly Event: "MixMonitorStop"
  }
  export const MixMonitorStop: AmiEvent.AmiEvent<MixMonitorStop>
  export interface MobileStatus {
    readonly Event: "MobileStatus"
    readonly Status: AmiValue.Open<"Connect" | "Disconnect">
    readonly Device: string
  }
  export const MobileStatus: AmiEvent.AmiEvent<MobileStatus>
  export interface MonitorStart extends Snapshot.ChannelSnapshot {
    readonly Event: "MonitorStart"
  }
  export const MonitorStart: AmiEvent.AmiEvent<MonitorStart>
  export interface MonitorStop extends Snapshot.ChannelSnapshot {
    readonly Event: "MonitorStop"
  }
  export const MonitorStop: AmiEvent.AmiEvent<MonitorStop>
  export interface MusicOnHoldStart extends Snapshot.ChannelSnapshot {
    readonly Event: "MusicOnHoldStart"
    readonly Class: string
  }
  export const MusicOnHoldStart: AmiEvent.AmiEvent<MusicOnHoldStart>
  export interface MusicOnHoldStop extends Snapshot.ChannelSnapshot {
    readonly Event: "MusicOnHoldStop"
  }
  export const MusicOnHoldStop: AmiEvent.AmiEvent<MusicOnHoldStop>
  export interface NewAccountCode extends Snapshot.ChannelSnapshot {
    readonly Event: "NewAccountCode"
    readonly OldAccountCode: string
  }
  export const NewAccountCode: AmiEvent.AmiEvent<NewAccountCode>
  export interface NewCallerid extends Snapshot.ChannelSnapshot {
    readonly Event: "NewCallerid"
    readonly "CID-CallingPres": string
  }
  export const NewCallerid: AmiEvent.AmiEvent<NewCallerid>
  export interface NewConnectedLine extends Snapshot.ChannelSnapshot {
    readonly Event: "NewConnectedLine"
  }
  export const NewConnectedLine: AmiEvent.AmiEvent<NewConnectedLine>
  export interface Newchannel extends Snapshot.ChannelSnapshot {
    readonly Event: "Newchannel"
  }
  export const Newchannel: AmiEvent.AmiEvent<Newchannel>
  export interface Newexten extends Snapshot.ChannelSnapshot {
    readonly Event: "Newexten"
    readonly Extension: string
    readonly Application: string
    readonly AppData: string
  }
  export const Newexten: AmiEvent.AmiEvent<Newexten>
  export interface Newstate extends Snapshot.ChannelSnapshot {
    readonly Event: "Newstate"
  }
  export const Newstate: AmiEvent.AmiEvent<Newstate>
  export interface OriginateResponse {
    readonly Event: "OriginateResponse"
    readonly Response: AmiValue.Open<"Success" | "Failure">
    readonly Channel: string
    readonly Context?: string
    readonly Exten?: string
    readonly Application?: string
    readonly Data?: string
    readonly Reason: number
    readonly Uniqueid?: string
    readonly CallerIDNum?: string
    readonly CallerIDName?: string
    readonly ActionID?: string
    readonly ChanVariable?: AmiValue.Variables
  }
  export const OriginateResponse: AmiEvent.AmiEvent<OriginateResponse>
  export interface OutboundRegistrationDetail {
    readonly Event: "OutboundRegistrationDetail"
    readonly ObjectType: AmiValue.Open<"registration">
    readonly ObjectName: string
    readonly MaxRetries: number
    readonly ClientUri: string
    readonly SecurityNegotiation?: AmiValue.Open<"no" | "mediasec">
    readonly SecurityMechanisms?: string
    readonly AuthRejectionPermanent: boolean
    readonly ServerUri: string
    readonly MaxRandomInitialDelay?: number
    readonly SupportPath: boolean
    readonly RetryInterval: number
    readonly ContactHeaderParams?: string
    readonly Expiration: number
    readonly Transport: string
    readonly Line: boolean
    readonly ContactUser: string
    readonly Endpoint: string
    readonly UserAgent?: string
    readonly ForbiddenRetryInterval: number
    readonly OutboundAuth: string
    readonly OutboundProxy: string
    readonly FatalRetryInterval: number
    readonly SupportOutbound?: boolean
    readonly Status?: AmiValue.Open<"Unregistered" | "Registered" | "Rejected">
    readonly NextReg?: Duration.Duration
  }
  export const OutboundRegistrationDetail: AmiEvent.AmiEvent<OutboundRegistrationDetail>
  export interface OutboundRegistrationDetailComplete {
    readonly Event: "OutboundRegistrationDetailComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
    readonly Registered: number
    readonly NotRegistered: number
  }
  export const OutboundRegistrationDetailComplete: AmiEvent.AmiEvent<OutboundRegistrationDetailComplete>
  export interface OutboundSubscriptionDetail {
    readonly Event: "OutboundSubscriptionDetail"
    readonly Role: AmiValue.Open<"Subscriber">
    readonly Endpoint: string
    readonly Callid: string
    readonly State: string
    readonly Callerid: string
    readonly SubscriptionType?: AmiValue.Open<"extension_state" | "mwi">
    readonly Extension?: string
    readonly ExtensionStates?: AmiValue.Open<
      "Idle" | "InUse" | "Busy" | "Unavailable" | "Ringing" | "InUse&Ringing" | "Hold" | "InUse&Hold" | "Unknown"
    >
    readonly Mailboxes?: ReadonlyArray<string>
  }
  export const OutboundSubscriptionDetail: AmiEvent.AmiEvent<OutboundSubscriptionDetail>
  export interface OutboundSubscriptionDetailComplete {
    readonly Event: "OutboundSubscriptionDetailComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const OutboundSubscriptionDetailComplete: AmiEvent.AmiEvent<OutboundSubscriptionDetailComplete>
  export interface PJSIPMaintenanceStatus {
    readonly Event: "PJSIPMaintenanceStatus"
    readonly Endpoint: string
    readonly Status: AmiValue.Open<"enabled" | "disabled">
  }
  export const PJSIPMaintenanceStatus: AmiEvent.AmiEvent<PJSIPMaintenanceStatus>
  export interface PJSIPMaintenanceStatusComplete {
    readonly Event: "PJSIPMaintenanceStatusComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const PJSIPMaintenanceStatusComplete: AmiEvent.AmiEvent<PJSIPMaintenanceStatusComplete>
  export interface PRIShowSpans {
    readonly Event: "PRIShowSpans"
    readonly Span: number
    readonly DChannel: number
    readonly Order: AmiValue.Open<"Primary" | "Secondary" | "Tertiary" | "Quaternary" | "<Unknown>">
    readonly Active: boolean
    readonly Alarm: boolean
    readonly Up: boolean
  }
  export const PRIShowSpans: AmiEvent.AmiEvent<PRIShowSpans>
  export interface PRIShowSpansComplete {
    readonly Event: "PRIShowSpansComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
    readonly Items: number
  }
  export const PRIShowSpansComplete: AmiEvent.AmiEvent<PRIShowSpansComplete>
  export interface ParkedCall extends Snapshot.ParkeeChannelSnapshot, Partial<Snapshot.RetrieverChannelSnapshot> {
    readonly Event: "ParkedCall"
    readonly ParkerDialString: string
    readonly Parkinglot: string
    readonly ParkingSpace: number
    readonly ParkingTimeout: Duration.Duration
    readonly ParkingDuration: Duration.Duration
  }
  export const ParkedCall: AmiEvent.AmiEvent<ParkedCall>
  export interface ParkedCallGiveUp extends Snapshot.ParkeeChannelSnapshot, Partial<Snapshot.RetrieverChannelSnapshot> {
    readonly Event: "ParkedCallGiveUp"
    readonly ParkerDialString: string
    readonly Parkinglot: string
    readonly ParkingSpace: number
    readonly ParkingTimeout: Duration.Duration
    readonly ParkingDuration: Duration.Duration
  }
  export const ParkedCallGiveUp: AmiEvent.AmiEvent<ParkedCallGiveUp>
  export interface ParkedCallSwap extends Snapshot.ParkeeChannelSnapshot, Partial<Snapshot.RetrieverChannelSnapshot> {
    readonly Event: "ParkedCallSwap"
    readonly ParkerDialString: string
    readonly Parkinglot: string
    readonly ParkingSpace: number
    readonly ParkingTimeout: Duration.Duration
    readonly ParkingDuration: Duration.Duration
  }
  export const ParkedCallSwap: AmiEvent.AmiEvent<ParkedCallSwap>
  export interface ParkedCallTimeOut
    extends Snapshot.ParkeeChannelSnapshot, Partial<Snapshot.RetrieverChannelSnapshot>
  {
    readonly Event: "ParkedCallTimeOut"
    readonly ParkerDialString: string
    readonly Parkinglot: string
    readonly ParkingSpace: number
    readonly ParkingTimeout: Duration.Duration
    readonly ParkingDuration: Duration.Duration
  }
  export const ParkedCallTimeOut: AmiEvent.AmiEvent<ParkedCallTimeOut>
  export interface ParkedCallsComplete {
    readonly Event: "ParkedCallsComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
    readonly Total: number
  }
  export const ParkedCallsComplete: AmiEvent.AmiEvent<ParkedCallsComplete>
  export interface Parkinglot {
    readonly Event: "Parkinglot"
    readonly Name: string
    readonly StartSpace: number
    readonly StopSpace: number
    readonly Timeout: Duration.Duration
  }
  export const Parkinglot: AmiEvent.AmiEvent<Parkinglot>
  export interface ParkinglotsComplete {
    readonly Event: "ParkinglotsComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const ParkinglotsComplete: AmiEvent.AmiEvent<ParkinglotsComplete>
  export interface PeerEntry {
    readonly Event: "PeerEntry"
    readonly Channeltype: AmiValue.Open<"SIP" | "IAX2" | "IAX">
    readonly ObjectName: string
    readonly ObjectUsername?: string
    readonly ChanObjectType: AmiValue.Open<"peer">
    readonly IPaddress?: string
    readonly Mask?: string
    readonly Port?: number
    readonly IPport?: number
    readonly Dynamic: boolean
    readonly Trunk?: boolean
    readonly Encryption?: string
    readonly AutoForcerport?: boolean
    readonly Forcerport?: boolean
    readonly AutoComedia?: boolean
    readonly Comedia?: boolean
    readonly VideoSupport?: boolean
    readonly TextSupport?: boolean
    readonly ACL?: boolean
    readonly Status: string
    readonly RealtimeDevice?: boolean
    readonly Description?: string
    readonly Accountcode?: string
  }
  export const PeerEntry: AmiEvent.AmiEvent<PeerEntry>
  export interface PeerStatus {
    readonly Event: "PeerStatus"
    readonly ChannelType: string
    readonly Peer: string
    readonly PeerStatus: AmiValue.Open<
      "Unknown" | "Registered" | "Unregistered" | "Rejected" | "Reachable" | "Lagged" | "Unreachable" | "Unmonitored"
    >
    readonly Cause?: string
    readonly Address?: string
    readonly Port?: string
    readonly Time?: string
  }
  export const PeerStatus: AmiEvent.AmiEvent<PeerStatus>
  export interface PeerlistComplete {
    readonly Event: "PeerlistComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const PeerlistComplete: AmiEvent.AmiEvent<PeerlistComplete>
  export interface Pickup extends Snapshot.ChannelSnapshot, Snapshot.TargetChannelSnapshot {
    readonly Event: "Pickup"
  }
  export const Pickup: AmiEvent.AmiEvent<Pickup>
  export interface PresenceStateChange {
    readonly Event: "PresenceStateChange"
    readonly Presentity: string
    readonly Status: AmiValue.Open<"not_set" | "unavailable" | "available" | "away" | "xa" | "chat" | "dnd">
    readonly Subtype: string
    readonly Message: string
  }
  export const PresenceStateChange: AmiEvent.AmiEvent<PresenceStateChange>
  export interface PresenceStateListComplete {
    readonly Event: "PresenceStateListComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const PresenceStateListComplete: AmiEvent.AmiEvent<PresenceStateListComplete>
  export interface PresenceStatus {
    readonly Event: "PresenceStatus"
    readonly Exten: string
    readonly Context: string
    readonly Hint: string
    readonly Status: AmiValue.Open<"not_set" | "unavailable" | "available" | "away" | "xa" | "chat" | "dnd">
    readonly Subtype: string
    readonly Message: string
  }
  export const PresenceStatus: AmiEvent.AmiEvent<PresenceStatus>
  export interface QueueCallerAbandon extends Snapshot.ChannelSnapshot {
    readonly Event: "QueueCallerAbandon"
    readonly Queue: string
    readonly Position: number
    readonly OriginalPosition: number
    readonly HoldTime: Duration.Duration
  }
  export const QueueCallerAbandon: AmiEvent.AmiEvent<QueueCallerAbandon>
  export interface QueueCallerJoin extends Snapshot.ChannelSnapshot {
    readonly Event: "QueueCallerJoin"
    readonly Queue: string
    readonly Position: number
    readonly Count: number
  }
  export const QueueCallerJoin: AmiEvent.AmiEvent<QueueCallerJoin>
  export interface QueueCallerLeave extends Snapshot.ChannelSnapshot {
    readonly Event: "QueueCallerLeave"
    readonly Queue: string
    readonly Position: number
    readonly Count: number
  }
  export const QueueCallerLeave: AmiEvent.AmiEvent<QueueCallerLeave>
  export interface QueueEntry {
    readonly Event: "QueueEntry"
    readonly Queue: string
    readonly Position: number
    readonly Channel: string
    readonly Uniqueid: string
    readonly CallerIDNum?: string
    readonly CallerIDName?: string
    readonly ConnectedLineNum?: string
    readonly ConnectedLineName?: string
    readonly Wait: Duration.Duration
    readonly Priority: number
  }
  export const QueueEntry: AmiEvent.AmiEvent<QueueEntry>
  export interface QueueMember {
    readonly Event: "QueueMember"
    readonly Queue: string
    readonly Name: string
    readonly Location: string
    readonly StateInterface: string
    readonly Membership: AmiValue.Open<"dynamic" | "static">
    readonly Penalty: number
    readonly CallsTaken: number
    readonly LastCall?: DateTime.Utc
    readonly LastPause?: DateTime.Utc
    readonly LoginTime?: DateTime.Utc
    readonly InCall: boolean
    readonly Status: number
    readonly Paused: boolean
    readonly PausedReason: string
    readonly Wrapuptime?: Duration.Duration
  }
  export const QueueMember: AmiEvent.AmiEvent<QueueMember>
  export interface QueueMemberAdded {
    readonly Event: "QueueMemberAdded"
    readonly Queue: string
    readonly MemberName: string
    readonly Interface: string
    readonly StateInterface: string
    readonly Membership: AmiValue.Open<"dynamic" | "realtime" | "static">
    readonly Penalty: number
    readonly CallsTaken: number
    readonly LastCall?: DateTime.Utc
    readonly LastPause?: DateTime.Utc
    readonly LoginTime?: DateTime.Utc
    readonly InCall: boolean
    readonly Status: number
    readonly Paused: boolean
    readonly PausedReason: string
    readonly Ringinuse: boolean
    readonly Wrapuptime?: Duration.Duration
  }
  export const QueueMemberAdded: AmiEvent.AmiEvent<QueueMemberAdded>
  export interface QueueMemberPause {
    readonly Event: "QueueMemberPause"
    readonly Queue: string
    readonly MemberName: string
    readonly Interface: string
    readonly StateInterface: string
    readonly Membership: AmiValue.Open<"dynamic" | "realtime" | "static">
    readonly Penalty: number
    readonly CallsTaken: number
    readonly LastCall?: DateTime.Utc
    readonly LastPause?: DateTime.Utc
    readonly LoginTime?: DateTime.Utc
    readonly InCall: boolean
    readonly Status: number
    readonly Paused: boolean
    readonly PausedReason: string
    readonly Ringinuse: boolean
    readonly Wrapuptime?: Duration.Duration
    readonly Reason?: string
  }
  export const QueueMemberPause: AmiEvent.AmiEvent<QueueMemberPause>
  export interface QueueMemberPenalty {
    readonly Event: "QueueMemberPenalty"
    readonly Queue: string
    readonly MemberName: string
    readonly Interface: string
    readonly StateInterface: string
    readonly Membership: AmiValue.Open<"dynamic" | "realtime" | "static">
    readonly Penalty: number
    readonly CallsTaken: number
    readonly LastCall?: DateTime.Utc
    readonly LastPause?: DateTime.Utc
    readonly LoginTime?: DateTime.Utc
    readonly InCall: boolean
    readonly Status: number
    readonly Paused: boolean
    readonly PausedReason: string
    readonly Ringinuse: boolean
    readonly Wrapuptime?: Duration.Duration
  }
  export const QueueMemberPenalty: AmiEvent.AmiEvent<QueueMemberPenalty>
  export interface QueueMemberRemoved {
    readonly Event: "QueueMemberRemoved"
    readonly Queue: string
    readonly MemberName: string
    readonly Interface: string
    readonly StateInterface: string
    readonly Membership: AmiValue.Open<"dynamic" | "realtime" | "static">
    readonly Penalty: number
    readonly CallsTaken: number
    readonly LastCall?: DateTime.Utc
    readonly LastPause?: DateTime.Utc
    readonly LoginTime?: DateTime.Utc
    readonly InCall: boolean
    readonly Status: number
    readonly Paused: boolean
    readonly PausedReason: string
    readonly Ringinuse: boolean
    readonly Wrapuptime?: Duration.Duration
  }
  export const QueueMemberRemoved: AmiEvent.AmiEvent<QueueMemberRemoved>
  export interface QueueMemberRinginuse {
    readonly Event: "QueueMemberRinginuse"
    readonly Queue: string
    readonly MemberName: string
    readonly Interface: string
    readonly StateInterface: string
    readonly Membership: AmiValue.Open<"dynamic" | "realtime" | "static">
    readonly Penalty: number
    readonly CallsTaken: number
    readonly LastCall?: DateTime.Utc
    readonly LastPause?: DateTime.Utc
    readonly LoginTime?: DateTime.Utc
    readonly InCall: boolean
    readonly Status: number
    readonly Paused: boolean
    readonly PausedReason: string
    readonly Ringinuse: boolean
    readonly Wrapuptime?: Duration.Duration
  }
  export const QueueMemberRinginuse: AmiEvent.AmiEvent<QueueMemberRinginuse>
  export interface QueueMemberStatus {
    readonly Event: "QueueMemberStatus"
    readonly Queue: string
    readonly MemberName: string
    readonly Interface: string
    readonly StateInterface: string
    readonly Membership: AmiValue.Open<"dynamic" | "realtime" | "static">
    readonly Penalty: number
    readonly CallsTaken: number
    readonly LastCall?: DateTime.Utc
    readonly LastPause?: DateTime.Utc
    readonly LoginTime?: DateTime.Utc
    readonly InCall: boolean
    readonly Status: number
    readonly Paused: boolean
    readonly PausedReason: string
    readonly Ringinuse: boolean
    readonly Wrapuptime?: Duration.Duration
  }
  export const QueueMemberStatus: AmiEvent.AmiEvent<QueueMemberStatus>
  export interface QueueParams {
    readonly Event: "QueueParams"
    readonly Queue: string
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
    readonly Calls: number
    readonly Holdtime: Duration.Duration
    readonly TalkTime: Duration.Duration
    readonly Completed: number
    readonly Abandoned: number
    readonly ServiceLevel: Duration.Duration
    readonly ServicelevelPerf: number
    readonly ServicelevelPerf2: number
    readonly Weight: number
  }
  export const QueueParams: AmiEvent.AmiEvent<QueueParams>
  export interface QueueStatusComplete {
    readonly Event: "QueueStatusComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const QueueStatusComplete: AmiEvent.AmiEvent<QueueStatusComplete>
  export interface QueueSummary {
    readonly Event: "QueueSummary"
    readonly Queue: string
    readonly LoggedIn: number
    readonly Available: number
    readonly Callers: number
    readonly HoldTime: Duration.Duration
    readonly TalkTime: Duration.Duration
    readonly LongestHoldTime: Duration.Duration
  }
  export const QueueSummary: AmiEvent.AmiEvent<QueueSummary>
  export interface QueueSummaryComplete {
    readonly Event: "QueueSummaryComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const QueueSummaryComplete: AmiEvent.AmiEvent<QueueSummaryComplete>
  export interface RTCPReceived extends Partial<Snapshot.ChannelSnapshot> {
    readonly Event: "RTCPReceived"
    readonly To?: string
    readonly From?: string
    readonly RTT?: Duration.Duration
    readonly MES?: number
    readonly SSRC: string
    readonly PT: AmiValue.Open<"200(SR)" | "201(RR)">
    readonly ReportCount: number
    readonly SentNTP?: DateTime.Utc
    readonly SentRTP?: number
    readonly SentPackets?: number
    readonly SentOctets?: number
    readonly Report?: ReadonlyArray<RTCPReceivedReport>
  }
  export const RTCPReceived: AmiEvent.AmiEvent<RTCPReceived>
  export interface RTCPReceivedReport {
    readonly SourceSSRC?: string
    readonly FractionLost?: number
    readonly CumulativeLost?: number
    readonly HighestSequence?: number
    readonly SequenceNumberCycles?: number
    readonly IAJitter?: number
    readonly LSR?: number
    readonly DLSR?: Duration.Duration
  }
  export interface RTCPSent extends Partial<Snapshot.ChannelSnapshot> {
    readonly Event: "RTCPSent"
    readonly To?: string
    readonly From?: string
    readonly MES?: number
    readonly SSRC: string
    readonly PT: AmiValue.Open<"200(SR)" | "201(RR)">
    readonly ReportCount: number
    readonly SentNTP?: DateTime.Utc
    readonly SentRTP?: number
    readonly SentPackets?: number
    readonly SentOctets?: number
    readonly Report?: ReadonlyArray<RTCPSentReport>
  }
  export const RTCPSent: AmiEvent.AmiEvent<RTCPSent>
  export interface RTCPSentReport {
    readonly SourceSSRC?: string
    readonly FractionLost?: number
    readonly CumulativeLost?: number
    readonly HighestSequence?: number
    readonly SequenceNumberCycles?: number
    readonly IAJitter?: number
    readonly LSR?: number
    readonly DLSR?: Duration.Duration
  }
  export interface ReceiveFAX extends Snapshot.ChannelSnapshot {
    readonly Event: "ReceiveFAX"
    readonly LocalStationID: string
    readonly RemoteStationID: string
    readonly PagesTransferred?: number
    readonly Resolution?: string
    readonly TransferRate?: number
    readonly FileName?: ReadonlyArray<string>
  }
  export const ReceiveFAX: AmiEvent.AmiEvent<ReceiveFAX>
  export interface RegistrationsComplete {
    readonly Event: "RegistrationsComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const RegistrationsComplete: AmiEvent.AmiEvent<RegistrationsComplete>
  export interface Registry {
    readonly Event: "Registry"
    readonly ChannelType: string
    readonly Username: string
    readonly Domain: string
    readonly Status: AmiValue.Open<"Registered" | "Unregistered" | "Rejected" | "Failed">
    readonly Cause?: string
  }
  export const Registry: AmiEvent.AmiEvent<Registry>
  export interface RegistryEntry {
    readonly Event: "RegistryEntry"
    readonly Host: string
    readonly DNSmanager?: boolean
    readonly Port?: number
    readonly Username: string
    readonly Domain?: string
    readonly DomainPort?: number
    readonly Perceived?: string
    readonly Refresh: Duration.Duration
    readonly State: string
    readonly RegistrationTime?: DateTime.Utc
  }
  export const RegistryEntry: AmiEvent.AmiEvent<RegistryEntry>
  export interface Reload {
    readonly Event: "Reload"
    readonly Module: string
    readonly Status: number
  }
  export const Reload: AmiEvent.AmiEvent<Reload>
  export interface Rename {
    readonly Event: "Rename"
    readonly Channel: string
    readonly Newname: string
    readonly Uniqueid: string
    readonly ChanVariable?: AmiValue.Variables
  }
  export const Rename: AmiEvent.AmiEvent<Rename>
  export interface RequestBadFormat {
    readonly Event: "RequestBadFormat"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly RequestType: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
    readonly AccountID?: string
    readonly RequestParams?: string
  }
  export const RequestBadFormat: AmiEvent.AmiEvent<RequestBadFormat>
  export interface RequestNotAllowed {
    readonly Event: "RequestNotAllowed"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly RequestType: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
    readonly RequestParams?: string
  }
  export const RequestNotAllowed: AmiEvent.AmiEvent<RequestNotAllowed>
  export interface RequestNotSupported {
    readonly Event: "RequestNotSupported"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly RequestType: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const RequestNotSupported: AmiEvent.AmiEvent<RequestNotSupported>
  export interface ResourceListDetail {
    readonly Event: "ResourceListDetail"
    readonly ObjectType: AmiValue.Open<"resource_list">
    readonly ObjectName: string
    readonly ResourceDisplayName?: boolean
    readonly NotificationBatchInterval: number
    readonly ListItem: string
    readonly FullState: boolean
  }
  export const ResourceListDetail: AmiEvent.AmiEvent<ResourceListDetail>
  export interface ResourceListDetailComplete {
    readonly Event: "ResourceListDetailComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const ResourceListDetailComplete: AmiEvent.AmiEvent<ResourceListDetailComplete>
  export interface SIPQualifyPeerDone {
    readonly Event: "SIPQualifyPeerDone"
    readonly Peer: string
    readonly ActionID?: string
  }
  export const SIPQualifyPeerDone: AmiEvent.AmiEvent<SIPQualifyPeerDone>
  export interface SIPpeerstatusComplete {
    readonly Event: "SIPpeerstatusComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const SIPpeerstatusComplete: AmiEvent.AmiEvent<SIPpeerstatusComplete>
  export interface SendFAX extends Snapshot.ChannelSnapshot {
    readonly Event: "SendFAX"
    readonly LocalStationID: string
    readonly RemoteStationID: string
    readonly PagesTransferred?: number
    readonly Resolution?: string
    readonly TransferRate?: number
    readonly FileName?: ReadonlyArray<string>
  }
  export const SendFAX: AmiEvent.AmiEvent<SendFAX>
  export interface SessionLimit {
    readonly Event: "SessionLimit"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const SessionLimit: AmiEvent.AmiEvent<SessionLimit>
  export interface SessionTimeout extends Snapshot.ChannelSnapshot {
    readonly Event: "SessionTimeout"
    readonly Source: AmiValue.Open<"RTPTimeout" | "SIPSessionTimer">
  }
  export const SessionTimeout: AmiEvent.AmiEvent<SessionTimeout>
  export interface ShowDialPlanComplete {
    readonly Event: "ShowDialPlanComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
    readonly ListExtensions: number
    readonly ListPriorities: number
    readonly ListContexts: number
  }
  export const ShowDialPlanComplete: AmiEvent.AmiEvent<ShowDialPlanComplete>
  export interface Shutdown {
    readonly Event: "Shutdown"
    readonly Shutdown: AmiValue.Open<"Cleanly" | "Uncleanly">
    readonly Restart: boolean
  }
  export const Shutdown: AmiEvent.AmiEvent<Shutdown>
  export interface SoftHangupRequest extends Snapshot.ChannelSnapshot {
    readonly Event: "SoftHangupRequest"
    readonly Cause?: number
    readonly TechCause?: number
  }
  export const SoftHangupRequest: AmiEvent.AmiEvent<SoftHangupRequest>
  export interface SpanAlarm {
    readonly Event: "SpanAlarm"
    readonly Span: number
    readonly Alarm: string
  }
  export const SpanAlarm: AmiEvent.AmiEvent<SpanAlarm>
  export interface SpanAlarmClear {
    readonly Event: "SpanAlarmClear"
    readonly Span: number
  }
  export const SpanAlarmClear: AmiEvent.AmiEvent<SpanAlarmClear>
  export interface Status extends Snapshot.ChannelSnapshot {
    readonly Event: "Status"
    readonly Type: string
    readonly DNID: string
    readonly EffectiveConnectedLineNum?: string
    readonly EffectiveConnectedLineName?: string
    readonly TimeToHangup?: DateTime.Utc
    readonly BridgeID?: string
    readonly Application: string
    readonly Data: string
    readonly Nativeformats: string
    readonly Readformat: string
    readonly Readtrans: string
    readonly Writeformat: string
    readonly Writetrans: string
    readonly Callgroup: string
    readonly Pickupgroup: string
    readonly Seconds: Duration.Duration
    readonly Variable?: AmiValue.Variables
  }
  export const Status: AmiEvent.AmiEvent<Status>
  export interface StatusComplete {
    readonly Event: "StatusComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
    readonly Items: number
  }
  export const StatusComplete: AmiEvent.AmiEvent<StatusComplete>
  export interface SuccessfulAuth {
    readonly Event: "SuccessfulAuth"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly UsingPassword: boolean
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const SuccessfulAuth: AmiEvent.AmiEvent<SuccessfulAuth>
  export interface TestEvent {
    readonly Event: "TestEvent"
    readonly Type: AmiValue.Open<"StateChange">
    readonly State: string
    readonly AppFile: string
    readonly AppFunction: string
    readonly AppLine: number
  }
  export const TestEvent: AmiEvent.AmiEvent<TestEvent>
  export interface TransportDetail {
    readonly Event: "TransportDetail"
    readonly ObjectType: AmiValue.Open<"transport">
    readonly ObjectName: string
    readonly WebsocketWriteTimeout: number
    readonly Cos: number
    readonly TcpKeepaliveEnable?: boolean
    readonly Protocol: string
    readonly SymmetricTransport: boolean
    readonly Domain: string
    readonly VerifyServer: boolean
    readonly LocalNet: string
    readonly Bind: string
    readonly AllowWildcardCerts?: boolean
    readonly TcpKeepaliveIntervalTime?: number
    readonly AsyncOperations: number
    readonly ExternalMediaAddress: string
    readonly Method: string
    readonly ExternalSignalingAddress: string
    readonly RequireClientCert: boolean
    readonly TcpKeepaliveIdleTime?: number
    readonly Tos: number
    readonly CaListPath: string
    readonly Cipher: string
    readonly CertFile: string
    readonly ExternalSignalingPort: number
    readonly ExternalSignalingHostname?: string
    readonly Password: string
    readonly AllowReload: boolean
    readonly VerifyClient: boolean
    readonly TcpKeepaliveProbeCount?: number
    readonly PrivKeyFile: string
    readonly CaListFile: string
    readonly EndpointName: string
  }
  export const TransportDetail: AmiEvent.AmiEvent<TransportDetail>
  export interface UnParkedCall extends Snapshot.ParkeeChannelSnapshot, Partial<Snapshot.RetrieverChannelSnapshot> {
    readonly Event: "UnParkedCall"
    readonly ParkerDialString: string
    readonly Parkinglot: string
    readonly ParkingSpace: number
    readonly ParkingTimeout: Duration.Duration
    readonly ParkingDuration: Duration.Duration
  }
  export const UnParkedCall: AmiEvent.AmiEvent<UnParkedCall>
  export interface UnexpectedAddress {
    readonly Event: "UnexpectedAddress"
    readonly EventTV: DateTime.Utc
    readonly Severity: AmiValue.Open<"Informational" | "Error" | "Unknown">
    readonly Service: string
    readonly EventVersion: number
    readonly AccountID?: string
    readonly SessionID: string
    readonly LocalAddress: string
    readonly RemoteAddress: string
    readonly ExpectedAddress: string
    readonly Module?: string
    readonly SessionTV?: DateTime.Utc
  }
  export const UnexpectedAddress: AmiEvent.AmiEvent<UnexpectedAddress>
  export interface Unhold extends Snapshot.ChannelSnapshot {
    readonly Event: "Unhold"
  }
  export const Unhold: AmiEvent.AmiEvent<Unhold>
  export interface Unload {
    readonly Event: "Unload"
    readonly Module: string
    readonly Status: AmiValue.Open<"Success">
  }
  export const Unload: AmiEvent.AmiEvent<Unload>
  export interface UserEvent extends Partial<Snapshot.ChannelSnapshot>, Partial<Snapshot.BridgeSnapshot> {
    readonly Event: "UserEvent"
    readonly UserEvent: string
  }
  export const UserEvent: AmiEvent.AmiEvent<UserEvent>
  export interface VarSet extends Partial<Omit<Snapshot.ChannelSnapshot, "Channel" | "Uniqueid">> {
    readonly Event: "VarSet"
    readonly Channel: string
    readonly Uniqueid: string
    readonly Variable: string
    readonly Value: string
  }
  export const VarSet: AmiEvent.AmiEvent<VarSet>
  export interface VoicemailBoxDetail {
    readonly Event: "VoicemailBoxDetail"
    readonly Folder: string
    readonly CallerID: string
    readonly Date: string
    readonly Duration: Duration.Duration
    readonly Flag: string
    readonly ID: string
  }
  export const VoicemailBoxDetail: AmiEvent.AmiEvent<VoicemailBoxDetail>
  export interface VoicemailBoxDetailComplete {
    readonly Event: "VoicemailBoxDetailComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const VoicemailBoxDetailComplete: AmiEvent.AmiEvent<VoicemailBoxDetailComplete>
  export interface VoicemailPasswordChange {
    readonly Event: "VoicemailPasswordChange"
    readonly Context: string
    readonly Mailbox: string
    readonly NewPassword: string
  }
  export const VoicemailPasswordChange: AmiEvent.AmiEvent<VoicemailPasswordChange>
  export interface VoicemailUserDetail {
    readonly Event: "VoicemailUserDetail"
    readonly VMContext: string
    readonly VoiceMailbox: string
    readonly Fullname: string
    readonly Email?: string
    readonly Pager: string
    readonly ServerEmail: string
    readonly FromString: string
    readonly MailCommand: string
    readonly Language: string
    readonly TimeZone: string
    readonly Callback: string
    readonly Dialout: string
    readonly UniqueID: string
    readonly ExitContext: string
    readonly SayDurationMinimum: Duration.Duration
    readonly SayEnvelope: boolean
    readonly SayCID: boolean
    readonly AttachMessage: boolean
    readonly AttachmentFormat: string
    readonly DeleteMessage: boolean
    readonly VolumeGain: number
    readonly CanReview: boolean
    readonly CanMarkUrgent?: boolean
    readonly CallOperator: boolean
    readonly MaxMessageCount: number
    readonly MaxMessageLength: Duration.Duration
    readonly NewMessageCount: number
    readonly OldMessageCount: number
    readonly IMAPUser?: string
    readonly IMAPServer?: string
    readonly IMAPPort?: string
    readonly IMAPFlags?: string
  }
  export const VoicemailUserDetail: AmiEvent.AmiEvent<VoicemailUserDetail>
  export interface VoicemailUserDetailComplete {
    readonly Event: "VoicemailUserDetailComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const VoicemailUserDetailComplete: AmiEvent.AmiEvent<VoicemailUserDetailComplete>
  export interface VoicemailUserEntry {
    readonly Event: "VoicemailUserEntry"
    readonly VMContext: string
    readonly VoiceMailbox: string
    readonly Fullname: string
    readonly Email?: string
    readonly Pager: string
    readonly ServerEmail: string
    readonly FromString: string
    readonly MailCommand: string
    readonly Language: string
    readonly TimeZone: string
    readonly Callback: string
    readonly Dialout: string
    readonly UniqueID: string
    readonly ExitContext: string
    readonly SayDurationMinimum: Duration.Duration
    readonly SayEnvelope: boolean
    readonly SayCID: boolean
    readonly AttachMessage: boolean
    readonly AttachmentFormat: string
    readonly DeleteMessage: boolean
    readonly VolumeGain: number
    readonly CanReview: boolean
    readonly CanMarkUrgent?: boolean
    readonly CallOperator: boolean
    readonly MaxMessageCount: number
    readonly MaxMessageLength: Duration.Duration
    readonly NewMessageCount: number
    readonly OldMessageCount: number
    readonly IMAPUser?: string
    readonly IMAPServer?: string
    readonly IMAPPort?: string
    readonly IMAPFlags?: string
  }
  export const VoicemailUserEntry: AmiEvent.AmiEvent<VoicemailUserEntry>
  export interface VoicemailUserEntryComplete {
    readonly Event: "VoicemailUserEntryComplete"
    readonly EventList: AmiValue.Open<"Complete">
    readonly ListItems: number
  }
  export const VoicemailUserEntryComplete: AmiEvent.AmiEvent<VoicemailUserEntryComplete>
  export interface WaitEventComplete {
    readonly Event: "WaitEventComplete"
  }
  export const WaitEventComplete: AmiEvent.AmiEvent<WaitEventComplete>
  export interface Wink extends Snapshot.ChannelSnapshot {
    readonly Event: "Wink"
  }
  export const Wink: AmiEvent.AmiEvent<Wink>
}

declare module "effect-ami/client/AmiClient" {
  import * as AmiAction from "effect-ami/catalog/AmiAction"
  import * as AmiEvent from "effect-ami/catalog/AmiEvent"
  import * as Config from "effect/Config"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Scope from "effect/Scope"
  import * as Settings from "effect-ami/client/internal/options"
  import * as Stream from "effect/Stream"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiMessage } from "effect-ami/protocol/AmiMessage"
  import { AmiStatus } from "effect-ami/client/AmiStatus"
  import { AmiTransport } from "effect-ami/transport/AmiTransport"
  import { BufferOptions, Item, Watched } from "effect-ami/client/AmiInbox"
  import { Configured } from "effect-ami/internal/configured"
  export class AmiClient extends AmiClient_base {
  }
  const AmiClient_base: Context.ServiceClass<AmiClient, "effect-ami/client/AmiClient", {
    readonly send: <A>(action: AmiAction.Action<A>) => Effect.Effect<A, AmiError>
    readonly collect: <Item>(action: AmiAction.ListAction<Item>) => Effect.Effect<Array<Item>, AmiError>
    readonly stream: <Item>(action: AmiAction.ListAction<Item>) => Stream.Stream<Item, AmiError>
    readonly exchange: (action: AmiAction.Any) => Stream.Stream<AmiMessage, AmiError>
    readonly events: <const E extends ReadonlyArray<AmiEvent.Any>>(
      ...events: E
    ) => Stream.Stream<E[number]["Type"], AmiError>
    readonly watch: <const E extends ReadonlyArray<AmiEvent.Any>>(
      ...events: E
    ) => Stream.Stream<Watched<E[number]["Type"]>, AmiError>
    readonly inbox: Stream.Stream<Item, AmiError>
    readonly status: AmiStatus
  }>
  export const Buffer: Context.Reference<BufferOptions | undefined>
  export interface Limits extends Settings.Limits {
  }
  export interface Options extends Settings.Options {
  }
  export interface Reconnect extends Settings.Reconnect {
  }
  export const layer: (options: Options) => Layer.Layer<AmiClient, AmiError, AmiTransport>
  export const layerConfig: (
    options: Configured<Options>
  ) => Layer.Layer<AmiClient, AmiError | Config.ConfigError, AmiTransport>
  export const make: (options: Options) => Effect.Effect<
    {
      readonly send: <A>(action: AmiAction.Action<A>) => Effect.Effect<A, AmiError>
      readonly collect: <Item>(action: AmiAction.ListAction<Item>) => Effect.Effect<Array<Item>, AmiError>
      readonly stream: <Item>(action: AmiAction.ListAction<Item>) => Stream.Stream<Item, AmiError>
      readonly exchange: (action: AmiAction.Any) => Stream.Stream<AmiMessage, AmiError>
      readonly events: <const E extends ReadonlyArray<AmiEvent.Any>>(
        ...events: E
      ) => Stream.Stream<E[number]["Type"], AmiError>
      readonly watch: <const E extends ReadonlyArray<AmiEvent.Any>>(
        ...events: E
      ) => Stream.Stream<Watched<E[number]["Type"]>, AmiError>
      readonly inbox: Stream.Stream<Item, AmiError>
      readonly status: AmiStatus
    },
    AmiError,
    AmiTransport | Scope.Scope
  >
}

declare module "effect-ami/client/AmiInbox" {
  import * as AmiEvent from "effect-ami/catalog/AmiEvent"
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as Schema from "effect/Schema"
  import { AmiError } from "effect-ami/AmiError"
  export interface BufferOptions {
    readonly capacity: number
    readonly overflow: "dropOldest" | "dropNewest" | "fail"
  }
  export interface Connected extends OfClient {
    readonly _tag: "Connected"
    readonly epoch: number
    readonly banner: string | undefined
    readonly bootState: "booted" | "unknown"
  }
  export const Connected: Schema.Codec<Connected, unknown>
  export interface Disconnected extends OfClient {
    readonly _tag: "Disconnected"
    readonly epoch: number
    readonly cause: AmiError
    readonly lastMessageAt: number | undefined
  }
  export const Disconnected: Schema.Codec<Disconnected, unknown>
  export interface Event<out A> {
    readonly _tag: "Event"
    readonly epoch: number
    readonly seq: number
    readonly receivedAt: number
    readonly name: string
    readonly event: A
  }
  export const Event: <const Events extends ReadonlyArray<AmiEvent.Any>>(
    ...events: Events
  ) => Schema.Codec<Event<Events[number]["Type"]>, unknown>
  export interface Gap extends OfClient {
    readonly _tag: "Gap"
    readonly epoch: number
    readonly dropped: number | "unknown"
    readonly reason: "SlowConsumer" | "PollFailed" | "SessionStolen"
    readonly firstSeq: number
    readonly lastSeq: number
  }
  export const Gap: Schema.Codec<Gap, unknown>
  export type Item = Received | Mark
  export const Item: Schema.Codec<Item, unknown>
  export type Mark = Connected | Disconnected | Gap
  export const Mark: Schema.Codec<Mark, unknown>
  export interface OfClient {
    readonly client?: string
  }
  export interface Received {
    readonly _tag: "Received"
    readonly epoch: number
    readonly seq: number
    readonly receivedAt: number
    readonly message: AmiMessage.AmiMessage
  }
  export const Received: Schema.Codec<Received, unknown>
  export type Watched<A> = Event<A> | Mark
  export const Watched: <const Events extends ReadonlyArray<AmiEvent.Any>>(
    ...events: Events
  ) => Schema.Codec<Watched<Events[number]["Type"]>, unknown>
}

declare module "effect-ami/client/AmiStatus" {
  import * as Effect from "effect/Effect"
  import * as Schema from "effect/Schema"
  import * as Stream from "effect/Stream"
  import { AmiError } from "effect-ami/AmiError"
  export interface AmiStatus {
    readonly name: string | undefined
    readonly get: Effect.Effect<State>
    readonly changes: Stream.Stream<State>
  }
  export type State = {
    readonly _tag: "Connecting"
    readonly attempt: number
    readonly cause: AmiError | undefined
  } | {
    readonly _tag: "LoggingIn"
  } | {
    readonly _tag: "Booting"
  } | {
    readonly _tag: "Ready"
    readonly epoch: number
    readonly banner: string | undefined
    readonly bootState: "booted" | "unknown"
  } | {
    readonly _tag: "Closing"
  } | {
    readonly _tag: "Disconnected"
    readonly epoch: number
    readonly cause: AmiError
    readonly isFinal: boolean
  } | {
    readonly _tag: "Closed"
  }
  export const State: Schema.Codec<State, unknown>
}

declare module "effect-ami/cluster" {
  export * as AmiCluster from "effect-ami/cluster/AmiCluster"
}

declare module "effect-ami/cluster/AmiCluster" {
  import * as AmiClient from "effect-ami/client/AmiClient"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Examination from "effect-ami/cluster/internal/examination"
  import * as Layer from "effect/Layer"
  import * as Owners from "effect-ami/cluster/internal/owners"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiTransport } from "effect-ami/transport/AmiTransport"
  import { RunnerStorage } from "effect/cluster/RunnerStorage"
  import { Sharding } from "effect/cluster/Sharding"
  import { ShardingConfig } from "effect/cluster/ShardingConfig"
  import { SqlClient } from "effect/sql/SqlClient"
  import { SqlError } from "effect/sql/SqlError"
  export class AmiCluster extends AmiCluster_base {
  }
  const AmiCluster_base: Context.ServiceClass<AmiCluster, "effect-ami/cluster/AmiCluster", {
    readonly owned: Effect.Effect<ReadonlyArray<Owned>>
  }>
  export interface ClientOptions
    extends Omit<AmiClient.Options, "username" | "secret" | "auth" | "events">, TransportOptions
  {
  }
  export interface Finding extends Examination.Finding {
  }
  export interface Options {
    readonly servers: ReadonlyArray<string>
    readonly upstream: (server: string) => Layer.Layer<AmiClient.AmiClient, AmiError>
    readonly drain?: Duration.Input | undefined
    readonly buffer?: number | undefined
    readonly linger?: Duration.Input | undefined
  }
  export interface Owned extends Owners.Owned {
  }
  export interface TransportOptions {
    readonly events?: ReadonlyArray<AmiPermission.Class> | {
      readonly names: ReadonlyArray<string>
    } | undefined
  }
  export const client: (server: string, options?: ClientOptions) => Layer.Layer<AmiClient.AmiClient, AmiError, Sharding>
  export const examine: (shards?: number) => Effect.Effect<ReadonlyArray<Finding>, SqlError, SqlClient>
  export const layer: (options: Options) => Layer.Layer<AmiCluster, AmiError, Sharding | RunnerStorage>
  export const settings: Partial<ShardingConfig["Service"]>
  export const transport: (server: string, options?: TransportOptions) => Layer.Layer<AmiTransport, never, Sharding>
}

declare module "effect-ami/dashboard" {
  export * as AmiDashboard from "effect-ami/dashboard/AmiDashboard"
}

declare module "effect-ami/dashboard/AmiDashboard" {
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Board from "effect-ami/dashboard/internal/board"
  import * as Effect from "effect/Effect"
  import * as HttpRouter from "effect/http/HttpRouter"
  import * as Layer from "effect/Layer"
  import * as Redacted from "effect/Redacted"
  import * as Routes from "effect-ami/dashboard/internal/routes"
  import * as Row from "effect-ami/dashboard/internal/row"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export interface Acted extends Routes.Acted {
  }
  export interface ActionOptions {
    readonly token: Redacted.Redacted
    readonly reasons?: ReadonlyArray<string> | undefined
    readonly transferContext?: string | undefined
    readonly onAction?: ((acted: Acted) => Effect.Effect<void>) | undefined
  }
  export interface History extends Board.History {
  }
  export interface Options {
    readonly path?: string | undefined
    readonly title?: string | undefined
    readonly name?: string | undefined
    readonly trunks?: ReadonlyArray<string> | undefined
    readonly redact?: ((text: string) => string) | undefined
    readonly actions?: ActionOptions | undefined
    readonly history?: History | undefined
    readonly viewKey?: Redacted.Redacted | undefined
    readonly hosts?: ReadonlyArray<string> | undefined
    readonly maxViewers?: number | undefined
  }
  export interface Point extends Row.Point {
  }
  export const account: AmiPermission.Account
  export const layer: (options?: Options) => Layer.Layer<never, AmiError, AmiClient | HttpRouter.HttpRouter>
}

declare module "effect-ami/dialer/AmiCampaign" {
  import * as AmiDial from "effect-ami/dialer/AmiDial"
  import * as Contacts from "effect-ami/dialer/internal/contact"
  import * as Effect from "effect/Effect"
  import * as HoursOf from "effect-ami/dialer/internal/hours"
  import * as Options from "effect-ami/dialer/internal/campaignOptions"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import * as Stream from "effect/Stream"
  import { AmiCalls } from "effect-ami/live/AmiCalls"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiQueues } from "effect-ami/live/AmiQueues"
  import { AttemptLog, AttemptLogError } from "effect-ami/dialer/AttemptLog"
  export interface Campaign<C extends Contact, E = never, R = never> extends Options.Campaign<C, E, R> {
  }
  export interface Contact extends Contacts.Contact {
  }
  export const Contact: Schema.Codec<Contact>
  export type Event<C extends Contact = Contact> = Contacts.Event<C>
  export interface Figures extends Contacts.Figures {
  }
  export const Figures: Schema.Codec<Figures>
  export interface Hours extends HoursOf.Hours {
  }
  export type Pacing<C, R = never> = Options.Pacing<C, R>
  export type PauseReason = Contacts.PauseReason
  export const PauseReason: Schema.Codec<PauseReason>
  export type Retry = Options.Retry
  export type RetryTable = Options.RetryTable
  export interface Running<C extends Contact, E = never> {
    readonly events: Stream.Stream<Event<C>, E>
    readonly figures: Effect.Effect<Figures>
    readonly stop: Effect.Effect<void>
    readonly pause: Effect.Effect<void>
    readonly resume: Effect.Effect<void>
    readonly completed: Effect.Effect<Figures, E>
  }
  export type SkipReason = Contacts.SkipReason
  export const SkipReason: Schema.Codec<SkipReason>
  export const defaultRetry: Readonly<Record<AmiDial.Outcome["_tag"], Retry>>
  export const freeAgentsOf: (...queues: ReadonlyArray<string>) => Effect.Effect<number, never, AmiQueues>
  export const run: <C extends Contact, E = never, R = never>(
    campaign: Campaign<C, E, R>
  ) => Effect.Effect<Running<C, E>, AmiError | AttemptLogError, R | AmiCalls | AmiClient | AttemptLog | Scope.Scope>
}

declare module "effect-ami/dialer/AmiDial" {
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Calling from "effect-ami/dialer/internal/calling"
  import * as Data from "effect/Data"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Options from "effect-ami/dialer/internal/options"
  import * as Outcomes from "effect-ami/dialer/internal/outcome"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import { AmiCalls } from "effect-ami/live/AmiCalls"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export interface Amd {
    readonly status: string
    readonly cause: string
  }
  export const Amd: Schema.Codec<Amd>
  export interface CallOptions extends Options.How {
    readonly from: string
    readonly to: string
  }
  export interface CallOutcome {
    readonly id: string
    readonly from: Outcome
    readonly to: Outcome | undefined
    readonly outcome: Outcome
  }
  export interface DialOptions extends Options.Options {
  }
  export interface Dialing extends Calling.Started {
  }
  export interface Followed extends Calling.Followed {
  }
  export const Followed: Schema.Codec<Followed>
  export interface Live {
    readonly _tag: "Live"
    readonly channel: string
    readonly isAnswered: boolean
  }
  export type Outcome = Outcomes.Outcome
  export const Outcome: Schema.Codec<Outcome>
  export type Then = Options.Then
  export const account: AmiPermission.Account
  export const adopt: (id: string) => Effect.Effect<Dialing, AmiError, AmiClient | AmiCalls | Scope.Scope>
  export const call: (options: CallOptions) => Effect.Effect<CallOutcome, AmiError, AmiClient | AmiCalls>
  export const dial: (options: DialOptions) => Effect.Effect<Outcome, AmiError, AmiClient | AmiCalls>
  export const follow: (options: DialOptions) => Effect.Effect<Followed, AmiError, AmiClient | AmiCalls>
  export const installBlackBox: Effect.Effect<void, AmiError, AmiClient>
  export const is: Data.TaggedEnum.Constructor<Outcome>["$is"]
  export const lookUp: (id: string, options?: {
    readonly confirmAfter?: Duration.Input | undefined
  }) => Effect.Effect<Outcome | Live, AmiError, AmiClient>
  export const match: Data.TaggedEnum.Constructor<Outcome>["$match"]
  export const start: (options: DialOptions) => Effect.Effect<Dialing, AmiError, AmiClient | AmiCalls | Scope.Scope>
}

declare module "effect-ami/dialer/AttemptLog" {
  import * as KeyValueStore from "effect/persistence/KeyValueStore"
  import * as Layer from "effect/Layer"
  import * as SqlClient from "effect/sql/SqlClient"
  import { AttemptLog, AttemptLogError } from "effect-ami/dialer/internal/attempt"
  export { Attempt, AttemptLog, AttemptLogError } from "effect-ami/dialer/internal/attempt"
  export const layerKeyValue: Layer.Layer<AttemptLog, AttemptLogError, KeyValueStore.KeyValueStore>
  export const layerMemory: Layer.Layer<AttemptLog>
  export const layerSql: Layer.Layer<AttemptLog, AttemptLogError, SqlClient.SqlClient>
}

declare module "effect-ami/fleet/AmiFleet" {
  import * as AmiAction from "effect-ami/catalog/AmiAction"
  import * as AmiEvent from "effect-ami/catalog/AmiEvent"
  import * as AmiInbox from "effect-ami/client/AmiInbox"
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as Config from "effect/Config"
  import * as Configured from "effect-ami/fleet/internal/configured"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Exit from "effect/Exit"
  import * as Given from "effect-ami/fleet/internal/options"
  import * as Lanes from "effect-ami/fleet/internal/lanes"
  import * as Layer from "effect/Layer"
  import * as Members from "effect-ami/fleet/internal/member"
  import * as Merging from "effect-ami/fleet/internal/merging"
  import * as Owner from "effect-ami/fleet/internal/owner"
  import * as Scope from "effect/Scope"
  import * as Stream from "effect/Stream"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { FleetError } from "effect-ami/fleet/FleetError"
  export class AmiFleet extends AmiFleet_base {
  }
  const AmiFleet_base: Context.ServiceClass<AmiFleet, "effect-ami/fleet/AmiFleet", {
    readonly health: Effect.Effect<ReadonlyMap<string, Health>>
    readonly healthChanges: Stream.Stream<HealthChange>
    readonly get: (server: string) => Effect.Effect<Client, FleetError | AmiError>
    readonly service: <I, S>(server: string, key: Context.Key<I, S>) => Effect.Effect<S, FleetError | AmiError>
    readonly each: <A, E, R, const S extends Keys = []>(effect: Effect.Effect<A, E, R>, options?: {
      readonly services?: S | undefined
      readonly concurrency?: number | "unbounded" | undefined
    }) => Effect.Effect<
      ReadonlyMap<string, Exit.Exit<A, E | FleetError | AmiError>>,
      never,
      Exclude<R, AmiClient | S[number]["Identifier"]>
    >
    readonly retry: (server: string) => Effect.Effect<void, FleetError>
    readonly locate: (channel: string) => Effect.Effect<Located>
    readonly inbox: Stream.Stream<Batch>
    readonly events: <const E extends ReadonlyArray<AmiEvent.Any>>(...events: E) => Stream.Stream<{
      readonly server: string
      readonly event: E[number]["Type"]
    }, AmiError>
    readonly watch: <const E extends ReadonlyArray<AmiEvent.Any>>(
      ...events: E
    ) => Stream.Stream<OfServer<AmiInbox.Watched<E[number]["Type"]> | Overflow>, AmiError>
    readonly model: {
      <I, V>(key: Context.Key<I, AmiLive.Model<V>>): FleetModel<V>
      <I, S, V>(key: Context.Key<I, S>, pick: (service: S) => AmiLive.Model<V>): FleetModel<V>
    }
  }>
  export interface Batch extends Lanes.Batch<AmiInbox.Item | Overflow> {
  }
  type Client = AmiClient["Service"]
  export interface ConfigOptions<R, RM> extends Given.ConfigOptions<R, RM> {
  }
  export interface FleetModel<out V> {
    readonly get: Effect.Effect<ReadonlyMap<string, AmiLive.Live<ReadonlyMap<string, V>> | undefined>>
    readonly changes: Stream.Stream<{
      readonly server: string
      readonly change: AmiLive.Change<V> | Merging.Left
    }>
  }
  export interface Health extends Given.Health {
  }
  export interface HealthChange extends Given.HealthChange {
  }
  type Keys = ReadonlyArray<Context.Key<unknown, unknown>>
  export interface Located extends Owner.Located {
  }
  export type OfServer<A> = A & {
    readonly server: string
  }
  export interface Options<Config, R, RM> extends Given.Options<Config, R, RM> {
  }
  export interface Overflow extends Merging.Overflow {
  }
  export interface ServerSettings extends Configured.Settings {
  }
  export interface Settings extends Given.Settings {
  }
  export type State = Members.State
  export const layer: <Config, R = never, RM = never>(
    options: Options<Config, R, RM>
  ) => Layer.Layer<AmiFleet, AmiError, R | Exclude<RM, AmiClient>>
  export const layerConfig: <R = never, RM = never>(
    options: ConfigOptions<R, RM>
  ) => Layer.Layer<AmiFleet, AmiError | Config.ConfigError, R | Exclude<RM, AmiClient>>
  export const locate: (channel: string) => Effect.Effect<Located, never, AmiFleet>
  export const make: <Config, R = never, RM = never>(
    options: Options<Config, R, RM>
  ) => Effect.Effect<AmiFleet["Service"], AmiError, Scope.Scope | R | Exclude<RM, AmiClient>>
  export const on: <const S extends Keys>(
    server: string,
    ...services: S
  ) => <A, E, R>(
    effect: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | FleetError | AmiError, AmiFleet | Exclude<R, AmiClient | S[number]["Identifier"]>>
  export const onOwner: <const S extends Keys>(
    channel: string,
    ...services: S
  ) => <A, E, R>(
    effect: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | FleetError | AmiError, AmiFleet | Exclude<R, AmiClient | S[number]["Identifier"]>>
  export const send: <A>(action: AmiAction.Action<A>) => Effect.Effect<A, FleetError | AmiError, AmiFleet>
}

declare module "effect-ami/fleet/FleetError" {
  import * as Schema from "effect/Schema"
  import { AmiError } from "effect-ami/AmiError"
  export class ChannelAmbiguous extends ChannelAmbiguous_base {
    get message(): string
  }
  const ChannelAmbiguous_base: Schema.Class<
    ChannelAmbiguous,
    Schema.TaggedStruct<"ChannelAmbiguous", {
      readonly channel: Schema.String
      readonly servers: Schema.$Array<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
  export class ChannelNotFound extends ChannelNotFound_base {
    get message(): string
  }
  const ChannelNotFound_base: Schema.Class<
    ChannelNotFound,
    Schema.TaggedStruct<"ChannelNotFound", {
      readonly channel: Schema.String
      readonly unanswered: Schema.$Array<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
  export class FleetError extends FleetError_base {
    readonly [TypeId] = "~effect-ami/FleetError"
    get message(): string
  }
  const FleetError_base: Schema.Class<
    FleetError,
    Schema.TaggedStruct<"FleetError", {
      readonly reason: Schema.Union<
        readonly [
          typeof UnknownServer,
          typeof ChannelNotFound,
          typeof ChannelAmbiguous,
          typeof NoChannel,
          typeof MissingService
        ]
      >
    }>,
    import("effect/Cause").YieldableError
  >
  export class MissingService extends MissingService_base {
    get message(): string
  }
  const MissingService_base: Schema.Class<
    MissingService,
    Schema.TaggedStruct<"MissingService", {
      readonly server: Schema.String
      readonly service: Schema.String
      readonly cause: Schema.optionalKey<typeof AmiError>
    }>,
    import("effect/Cause").YieldableError
  >
  export class NoChannel extends NoChannel_base {
    get message(): string
  }
  const NoChannel_base: Schema.Class<
    NoChannel,
    Schema.TaggedStruct<"NoChannel", {
      readonly action: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export const Reason: Schema.Union<
    readonly [
      typeof UnknownServer,
      typeof ChannelNotFound,
      typeof ChannelAmbiguous,
      typeof NoChannel,
      typeof MissingService
    ]
  >
  export type Reason = typeof Reason.Type
  const TypeId = "~effect-ami/FleetError"
  export class UnknownServer extends UnknownServer_base {
    get message(): string
  }
  const UnknownServer_base: Schema.Class<
    UnknownServer,
    Schema.TaggedStruct<"UnknownServer", {
      readonly server: Schema.String
      readonly known: Schema.$Array<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
  export const isFleetError: (value: unknown) => value is FleetError
}

declare module "effect-ami/gateway" {
  export * as AmiGateway from "effect-ami/gateway/AmiGateway"
  export * as AmiGatewayApi from "effect-ami/gateway/AmiGatewayApi"
  export * as AmiGrant from "effect-ami/gateway/AmiGrant"
}

declare module "effect-ami/gateway/AmiGateway" {
  import * as Actions from "effect-ami/gateway/internal/actions"
  import * as AmiGrant from "effect-ami/gateway/AmiGrant"
  import * as Effect from "effect/Effect"
  import * as HttpRouter from "effect/http/HttpRouter"
  import * as Layer from "effect/Layer"
  import * as Stream from "effect/Stream"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiFleet } from "effect-ami/fleet/AmiFleet"
  export interface Acted extends Actions.Acted {
  }
  export interface ClientOptions extends Options {
    readonly server?: string | undefined
  }
  export interface Options {
    readonly grants: ReadonlyArray<AmiGrant.Grant> | Stream.Stream<ReadonlyArray<AmiGrant.Grant>>
    readonly path?: string | undefined
    readonly origins?: ReadonlyArray<string> | undefined
    readonly open?: boolean | undefined
    readonly onAction?: ((acted: Acted) => Effect.Effect<void>) | undefined
  }
  export const layer: (options: ClientOptions) => Layer.Layer<never, AmiError, AmiClient | HttpRouter.HttpRouter>
  export const layerFleet: (options: Options) => Layer.Layer<never, AmiError, AmiFleet | HttpRouter.HttpRouter>
}

declare module "effect-ami/gateway/AmiGatewayApi" {
  import * as AmiCalls from "effect-ami/live/AmiCalls"
  import * as AmiChannels from "effect-ami/live/AmiChannels"
  import * as AmiQueues from "effect-ami/live/AmiQueues"
  import * as HttpApi from "effect/http-api/HttpApi"
  import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
  import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
  import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
  import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
  import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
  import * as Schema from "effect/Schema"
  import { CurrentRights } from "effect-ami/gateway/internal/currentRights"
  export const ActionHeaders: Schema.$Record<
    Schema.String,
    Schema.Union<
      readonly [
        Schema.String,
        Schema.Finite,
        Schema.Boolean,
        Schema.$Array<Schema.Union<readonly [Schema.String, Schema.Finite, Schema.Boolean]>>
      ]
    >
  >
  export const Answer: Schema.Struct<{
    readonly response: Schema.$Array<Schema.Tuple<readonly [Schema.String, Schema.String]>>
    readonly items: Schema.$Array<Schema.$Array<Schema.Tuple<readonly [Schema.String, Schema.String]>>>
  }>
  export const Api: HttpApi.HttpApi<
    "effect-ami",
    HttpApiGroup.HttpApiGroup<
      "gateway",
      | HttpApiEndpoint.HttpApiEndpoint<
        "action",
        "POST",
        "/v1/servers/:server/actions/:action",
        Schema.toCodecStringTree<
          Schema.Struct<{
            server: Schema.String
            action: Schema.String
          }>
        >,
        never,
        Schema.toCodecJson<
          Schema.$Record<
            Schema.String,
            Schema.Union<
              readonly [
                Schema.String,
                Schema.Finite,
                Schema.Boolean,
                Schema.$Array<Schema.Union<readonly [Schema.String, Schema.Finite, Schema.Boolean]>>
              ]
            >
          >
        >,
        Schema.toCodecStringTree<
          Schema.Struct<{
            "idempotency-key": Schema.optionalKey<Schema.String>
          }>
        >,
        Schema.toCodecJson<
          Schema.Struct<{
            readonly response: Schema.$Array<Schema.Tuple<readonly [Schema.String, Schema.String]>>
            readonly items: Schema.$Array<Schema.$Array<Schema.Tuple<readonly [Schema.String, Schema.String]>>>
          }>
        >,
        Schema.toCodecJson<
          | HttpApiSchema.encodeToWithHeaders<typeof TooMany, typeof TooMany, {
            "retry-after": Schema.Int
          }>
          | typeof Forbidden
          | typeof NoSuchServer
          | typeof TooLarge
          | typeof Refused
          | typeof NotSent
          | typeof OutcomeUnknown
        >,
        Authorization,
        never
      >
      | HttpApiEndpoint.HttpApiEndpoint<
        "calls",
        "GET",
        "/v1/calls",
        never,
        never,
        never,
        never,
        Schema.toCodecJson<
          Schema.$Array<
            Schema.Union<
              readonly [
                Schema.TaggedStruct<"Fresh", {
                  server: Schema.String
                  at: Schema.Finite
                  values: Schema.$Array<Schema.Codec<AmiCalls.Call, AmiCalls.Call, never, never>>
                }>,
                Schema.TaggedStruct<"Stale", {
                  readonly server: Schema.String
                  readonly at: Schema.Finite
                  readonly values: Schema.$Array<Schema.Codec<AmiCalls.Call, AmiCalls.Call, never, never>>
                  readonly since: Schema.Finite
                  readonly cause: Schema.Literals<readonly ["Disconnected", "Gap", "Resyncing"]>
                }>,
                Schema.TaggedStruct<"Absent", {
                  readonly server: Schema.String
                  readonly cause: Schema.String
                }>
              ]
            >
          >
        >,
        Schema.toCodecJson<
          | HttpApiSchema.encodeToWithHeaders<typeof TooMany, typeof TooMany, {
            "retry-after": Schema.Int
          }>
          | typeof Forbidden
          | typeof NotSent
        >,
        Authorization,
        never
      >
      | HttpApiEndpoint.HttpApiEndpoint<
        "channels",
        "GET",
        "/v1/channels",
        never,
        never,
        never,
        never,
        Schema.toCodecJson<
          Schema.$Array<
            Schema.Union<
              readonly [
                Schema.TaggedStruct<"Fresh", {
                  server: Schema.String
                  at: Schema.Finite
                  values: Schema.$Array<Schema.Codec<AmiChannels.Channel, AmiChannels.Channel, never, never>>
                }>,
                Schema.TaggedStruct<"Stale", {
                  readonly server: Schema.String
                  readonly at: Schema.Finite
                  readonly values: Schema.$Array<Schema.Codec<AmiChannels.Channel, AmiChannels.Channel, never, never>>
                  readonly since: Schema.Finite
                  readonly cause: Schema.Literals<readonly ["Disconnected", "Gap", "Resyncing"]>
                }>,
                Schema.TaggedStruct<"Absent", {
                  readonly server: Schema.String
                  readonly cause: Schema.String
                }>
              ]
            >
          >
        >,
        Schema.toCodecJson<
          | HttpApiSchema.encodeToWithHeaders<typeof TooMany, typeof TooMany, {
            "retry-after": Schema.Int
          }>
          | typeof Forbidden
          | typeof NotSent
        >,
        Authorization,
        never
      >
      | HttpApiEndpoint.HttpApiEndpoint<
        "events",
        "GET",
        "/v1/events",
        never,
        Schema.toCodecStringTree<
          Schema.Struct<{
            lastEventId: Schema.optionalKey<Schema.String>
          }>
        >,
        never,
        Schema.toCodecStringTree<
          Schema.Struct<{
            "last-event-id": Schema.optionalKey<Schema.String>
          }>
        >,
        HttpApiSchema.StreamSse<
          Schema.Struct<{
            readonly id: Schema.optionalKey<Schema.String>
            readonly event: Schema.Literals<readonly ["event", "gap", "connected", "disconnected"]>
            readonly data: Schema.fromJsonString<
              Schema.Struct<{
                readonly server: Schema.String
                readonly at: Schema.optionalKey<Schema.Finite>
                readonly headers: Schema.optionalKey<
                  Schema.$Array<Schema.Tuple<readonly [Schema.String, Schema.String]>>
                >
                readonly dropped: Schema.optionalKey<Schema.NullOr<Schema.Int>>
                readonly reason: Schema.optionalKey<Schema.String>
              }>
            >
          }>,
          Schema.Never,
          {
            readonly id?: string
            readonly event: "connected" | "disconnected" | "event" | "gap"
            readonly data: {
              readonly server: string
              readonly at?: number
              readonly headers?: readonly (readonly [string, string])[]
              readonly dropped?: number | null
              readonly reason?: string
            }
          }
        >,
        Schema.toCodecJson<
          HttpApiSchema.encodeToWithHeaders<typeof TooMany, typeof TooMany, {
            "retry-after": Schema.Int
          }>
        >,
        StreamAuthorization,
        never
      >
      | HttpApiEndpoint.HttpApiEndpoint<
        "queues",
        "GET",
        "/v1/queues",
        never,
        never,
        never,
        never,
        Schema.toCodecJson<
          Schema.$Array<
            Schema.Union<
              readonly [
                Schema.TaggedStruct<"Fresh", {
                  server: Schema.String
                  at: Schema.Finite
                  values: Schema.$Array<
                    Schema.Struct<{
                      readonly Queue: Schema.String
                      readonly Max: Schema.optionalKey<Schema.Finite>
                      readonly Strategy: Schema.optionalKey<Schema.String>
                      readonly ServiceLevel: Schema.optionalKey<Schema.Finite>
                      readonly Weight: Schema.optionalKey<Schema.Finite>
                      readonly counters: Schema.Codec<AmiQueues.Counters, AmiQueues.Counters, never, never>
                      readonly totals: Schema.Codec<AmiQueues.Totals, AmiQueues.Totals, never, never>
                      readonly members: Schema.$Array<Schema.Codec<AmiQueues.Member, AmiQueues.Member, never, never>>
                      readonly callers: Schema.$Array<Schema.Codec<AmiQueues.Caller, AmiQueues.Caller, never, never>>
                    }>
                  >
                }>,
                Schema.TaggedStruct<"Stale", {
                  readonly server: Schema.String
                  readonly at: Schema.Finite
                  readonly values: Schema.$Array<
                    Schema.Struct<{
                      readonly Queue: Schema.String
                      readonly Max: Schema.optionalKey<Schema.Finite>
                      readonly Strategy: Schema.optionalKey<Schema.String>
                      readonly ServiceLevel: Schema.optionalKey<Schema.Finite>
                      readonly Weight: Schema.optionalKey<Schema.Finite>
                      readonly counters: Schema.Codec<AmiQueues.Counters, AmiQueues.Counters, never, never>
                      readonly totals: Schema.Codec<AmiQueues.Totals, AmiQueues.Totals, never, never>
                      readonly members: Schema.$Array<Schema.Codec<AmiQueues.Member, AmiQueues.Member, never, never>>
                      readonly callers: Schema.$Array<Schema.Codec<AmiQueues.Caller, AmiQueues.Caller, never, never>>
                    }>
                  >
                  readonly since: Schema.Finite
                  readonly cause: Schema.Literals<readonly ["Disconnected", "Gap", "Resyncing"]>
                }>,
                Schema.TaggedStruct<"Absent", {
                  readonly server: Schema.String
                  readonly cause: Schema.String
                }>
              ]
            >
          >
        >,
        Schema.toCodecJson<
          | HttpApiSchema.encodeToWithHeaders<typeof TooMany, typeof TooMany, {
            "retry-after": Schema.Int
          }>
          | typeof Forbidden
          | typeof NotSent
        >,
        Authorization,
        never
      >
      | HttpApiEndpoint.HttpApiEndpoint<
        "servers",
        "GET",
        "/v1/servers",
        never,
        never,
        never,
        never,
        Schema.toCodecJson<
          Schema.$Array<
            Schema.Struct<{
              readonly server: Schema.String
              readonly state: Schema.String
            }>
          >
        >,
        never,
        Authorization,
        never
      >
      | HttpApiEndpoint.HttpApiEndpoint<
        "ticket",
        "POST",
        "/v1/tickets",
        never,
        never,
        never,
        never,
        Schema.toCodecJson<
          Schema.Struct<{
            readonly ticket: Schema.String
            readonly seconds: Schema.Int
          }>
        >,
        Schema.toCodecJson<
          HttpApiSchema.encodeToWithHeaders<typeof TooMany, typeof TooMany, {
            "retry-after": Schema.Int
          }>
        >,
        Authorization,
        never
      >,
      true
    >
  >
  export class Authorization extends Authorization_base {
  }
  const Authorization_base: HttpApiMiddleware.ServiceClass<
    Authorization,
    "effect-ami/gateway/AmiGatewayApi/Authorization",
    {
      requires: never
      provides: CurrentRights
      error: typeof Unauthorized
      clientError: never
      requiredForClient: false
      security: {
        readonly bearer: HttpApiSecurity.Http
      }
    },
    HttpApiMiddleware.HttpApiMiddlewareSecurity<
      {
        readonly bearer: HttpApiSecurity.Http
      },
      CurrentRights,
      typeof Unauthorized,
      never
    >
  >
  export const Calls: Schema.$Array<
    Schema.Union<
      readonly [
        Schema.TaggedStruct<"Fresh", {
          server: Schema.String
          at: Schema.Finite
          values: Schema.$Array<Schema.Codec<AmiCalls.Call, AmiCalls.Call, never, never>>
        }>,
        Schema.TaggedStruct<"Stale", {
          readonly server: Schema.String
          readonly at: Schema.Finite
          readonly values: Schema.$Array<Schema.Codec<AmiCalls.Call, AmiCalls.Call, never, never>>
          readonly since: Schema.Finite
          readonly cause: Schema.Literals<readonly ["Disconnected", "Gap", "Resyncing"]>
        }>,
        Schema.TaggedStruct<"Absent", {
          readonly server: Schema.String
          readonly cause: Schema.String
        }>
      ]
    >
  >
  export const Channels: Schema.$Array<
    Schema.Union<
      readonly [
        Schema.TaggedStruct<"Fresh", {
          server: Schema.String
          at: Schema.Finite
          values: Schema.$Array<Schema.Codec<AmiChannels.Channel, AmiChannels.Channel, never, never>>
        }>,
        Schema.TaggedStruct<"Stale", {
          readonly server: Schema.String
          readonly at: Schema.Finite
          readonly values: Schema.$Array<Schema.Codec<AmiChannels.Channel, AmiChannels.Channel, never, never>>
          readonly since: Schema.Finite
          readonly cause: Schema.Literals<readonly ["Disconnected", "Gap", "Resyncing"]>
        }>,
        Schema.TaggedStruct<"Absent", {
          readonly server: Schema.String
          readonly cause: Schema.String
        }>
      ]
    >
  >
  export class Forbidden extends Forbidden_base {
  }
  const Forbidden_base: Schema.Class<
    Forbidden,
    Schema.TaggedStruct<"Forbidden", {
      readonly message: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export const Item: Schema.Struct<{
    readonly id: Schema.optionalKey<Schema.String>
    readonly event: Schema.Literals<readonly ["event", "gap", "connected", "disconnected"]>
    readonly data: Schema.fromJsonString<
      Schema.Struct<{
        readonly server: Schema.String
        readonly at: Schema.optionalKey<Schema.Finite>
        readonly headers: Schema.optionalKey<Schema.$Array<Schema.Tuple<readonly [Schema.String, Schema.String]>>>
        readonly dropped: Schema.optionalKey<Schema.NullOr<Schema.Int>>
        readonly reason: Schema.optionalKey<Schema.String>
      }>
    >
  }>
  export const Message: Schema.$Array<Schema.Tuple<readonly [Schema.String, Schema.String]>>
  export class NoSuchServer extends NoSuchServer_base {
  }
  const NoSuchServer_base: Schema.Class<
    NoSuchServer,
    Schema.TaggedStruct<"NoSuchServer", {
      readonly message: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export class NotSent extends NotSent_base {
  }
  const NotSent_base: Schema.Class<
    NotSent,
    Schema.TaggedStruct<"NotSent", {
      readonly message: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export class OutcomeUnknown extends OutcomeUnknown_base {
  }
  const OutcomeUnknown_base: Schema.Class<
    OutcomeUnknown,
    Schema.TaggedStruct<"OutcomeUnknown", {
      readonly message: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export const Queues: Schema.$Array<
    Schema.Union<
      readonly [
        Schema.TaggedStruct<"Fresh", {
          server: Schema.String
          at: Schema.Finite
          values: Schema.$Array<
            Schema.Struct<{
              readonly Queue: Schema.String
              readonly Max: Schema.optionalKey<Schema.Finite>
              readonly Strategy: Schema.optionalKey<Schema.String>
              readonly ServiceLevel: Schema.optionalKey<Schema.Finite>
              readonly Weight: Schema.optionalKey<Schema.Finite>
              readonly counters: Schema.Codec<AmiQueues.Counters, AmiQueues.Counters, never, never>
              readonly totals: Schema.Codec<AmiQueues.Totals, AmiQueues.Totals, never, never>
              readonly members: Schema.$Array<Schema.Codec<AmiQueues.Member, AmiQueues.Member, never, never>>
              readonly callers: Schema.$Array<Schema.Codec<AmiQueues.Caller, AmiQueues.Caller, never, never>>
            }>
          >
        }>,
        Schema.TaggedStruct<"Stale", {
          readonly server: Schema.String
          readonly at: Schema.Finite
          readonly values: Schema.$Array<
            Schema.Struct<{
              readonly Queue: Schema.String
              readonly Max: Schema.optionalKey<Schema.Finite>
              readonly Strategy: Schema.optionalKey<Schema.String>
              readonly ServiceLevel: Schema.optionalKey<Schema.Finite>
              readonly Weight: Schema.optionalKey<Schema.Finite>
              readonly counters: Schema.Codec<AmiQueues.Counters, AmiQueues.Counters, never, never>
              readonly totals: Schema.Codec<AmiQueues.Totals, AmiQueues.Totals, never, never>
              readonly members: Schema.$Array<Schema.Codec<AmiQueues.Member, AmiQueues.Member, never, never>>
              readonly callers: Schema.$Array<Schema.Codec<AmiQueues.Caller, AmiQueues.Caller, never, never>>
            }>
          >
          readonly since: Schema.Finite
          readonly cause: Schema.Literals<readonly ["Disconnected", "Gap", "Resyncing"]>
        }>,
        Schema.TaggedStruct<"Absent", {
          readonly server: Schema.String
          readonly cause: Schema.String
        }>
      ]
    >
  >
  export class Refused extends Refused_base {
  }
  const Refused_base: Schema.Class<
    Refused,
    Schema.TaggedStruct<"Refused", {
      readonly message: Schema.String
      readonly reason: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export const Server: Schema.Struct<{
    readonly server: Schema.String
    readonly state: Schema.String
  }>
  export class StreamAuthorization extends StreamAuthorization_base {
  }
  const StreamAuthorization_base: HttpApiMiddleware.ServiceClass<
    StreamAuthorization,
    "effect-ami/gateway/AmiGatewayApi/StreamAuthorization",
    {
      requires: never
      provides: CurrentRights
      error: typeof Unauthorized
      clientError: never
      requiredForClient: false
      security: {
        readonly bearer: HttpApiSecurity.Http
        readonly ticket: HttpApiSecurity.ApiKey
      }
    },
    HttpApiMiddleware.HttpApiMiddlewareSecurity<
      {
        readonly bearer: HttpApiSecurity.Http
        readonly ticket: HttpApiSecurity.ApiKey
      },
      CurrentRights,
      typeof Unauthorized,
      never
    >
  >
  export class TooLarge extends TooLarge_base {
  }
  const TooLarge_base: Schema.Class<
    TooLarge,
    Schema.TaggedStruct<"TooLarge", {
      readonly message: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export class TooMany extends TooMany_base {
  }
  const TooMany_base: Schema.Class<
    TooMany,
    Schema.TaggedStruct<"TooMany", {
      readonly message: Schema.String
      readonly retryAfter: Schema.Int
    }>,
    import("effect/Cause").YieldableError
  >
  export class Unauthorized extends Unauthorized_base {
  }
  const Unauthorized_base: Schema.Class<
    Unauthorized,
    Schema.TaggedStruct<"Unauthorized", {
      readonly message: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
}

declare module "effect-ami/gateway/AmiGrant" {
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as Effect from "effect/Effect"
  import * as Given from "effect-ami/gateway/internal/grant"
  import * as Redacted from "effect/Redacted"
  import * as Schema from "effect/Schema"
  import { AmiError } from "effect-ami/AmiError"
  export const Grant: Schema.Codec<Grant>
  export interface Grant extends Given.Grant {
  }
  export const hashOf: (token: Redacted.Redacted) => Effect.Effect<string>
  export const newToken: Effect.Effect<Redacted.Redacted>
  export const read: (grants: unknown) => Effect.Effect<ReadonlyArray<Grant>, AmiError>
  export const refusal: (grant: Grant, request: {
    readonly server: string
    readonly action: string
    readonly headers: ReadonlyArray<AmiMessage.Header>
  }) => string | undefined
  export const sees: (grant: Grant, server: string, message: AmiMessage.AmiMessage) => boolean
  export const shown: (grant: Grant, message: AmiMessage.AmiMessage) => ReadonlyArray<AmiMessage.Header>
}

declare module "effect-ami/journal" {
  export * as AmiCallLog from "effect-ami/journal/AmiCallLog"
  export * as AmiJournal from "effect-ami/journal/AmiJournal"
}

declare module "effect-ami/journal/AmiCallLog" {
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Models from "effect-ami/journal/internal/callModels"
  import * as Scope from "effect/Scope"
  import * as SqlClient from "effect/sql/SqlClient"
  import { AmiCalls } from "effect-ami/live/AmiCalls"
  import { AmiError } from "effect-ami/AmiError"
  import { JournalError } from "effect-ami/journal/internal/entry"
  export class AmiCallLog extends AmiCallLog_base {
  }
  const AmiCallLog_base: Context.ServiceClass<AmiCallLog, "effect-ami/journal/AmiCallLog", Models.CallShape>
  export interface Filter extends Models.CallFilter {
  }
  export interface StoredCall extends Models.StoredCall {
  }
  export interface WriteOptions extends Models.CallWriteOptions {
  }
  export interface Writing<out E> extends Models.CallWriting<E> {
  }
  export const layer: Layer.Layer<AmiCallLog, JournalError, SqlClient.SqlClient>
  export const layerRecord: (options?: WriteOptions) => Layer.Layer<never, AmiError, AmiCalls | AmiCallLog>
  export const record: (
    options?: WriteOptions
  ) => Effect.Effect<Writing<AmiError>, AmiError, AmiCalls | AmiCallLog | Scope.Scope>
}

declare module "effect-ami/journal/AmiJournal" {
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Entry from "effect-ami/journal/internal/entry"
  import * as Layer from "effect/Layer"
  import * as Models from "effect-ami/journal/internal/models"
  import * as Scope from "effect/Scope"
  import * as SqlClient from "effect/sql/SqlClient"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { Compression } from "effect-ami/internal/compression"
  import { JournalError } from "effect-ami/journal/internal/entry"
  import { Recording } from "effect-ami/protocol/AmiRecordingFile"
  export { Compression } from "effect-ami/internal/compression"
  export { JournalError } from "effect-ami/journal/internal/entry"
  export class AmiJournal extends AmiJournal_base {
  }
  const AmiJournal_base: Context.ServiceClass<AmiJournal, "effect-ami/journal/AmiJournal", Models.Shape>
  export interface ConsumeOptions extends Models.ConsumeOptions {
  }
  export interface ConsumerSummary extends Models.ConsumerSummary {
  }
  export interface Counts extends Models.Counts {
  }
  export interface DeadLetter extends Models.DeadLetter {
  }
  export type GapReason = Entry.GapReason
  export interface Missing extends Entry.Missing {
  }
  export interface Placed extends Entry.Placed {
  }
  export interface Position extends Entry.Position {
  }
  export interface RecordOptions extends Models.RecordOptions {
  }
  export interface ReplayOptions extends Models.ReplayOptions {
  }
  export type Replayed = Stored | Missing
  export interface ServerSummary extends Models.ServerSummary {
  }
  export interface Stored extends Entry.Stored {
  }
  export interface WriteOptions extends Models.WriteOptions {
  }
  export interface Writing<out E> extends Models.Writing<E> {
  }
  export const idOf: (item: Replayed) => string
  export const layer: Layer.Layer<AmiJournal, JournalError, SqlClient.SqlClient | Compression>
  export const layerRecord: (options?: RecordOptions) => Layer.Layer<never, AmiError, AmiClient | AmiJournal>
  export const positionOf: (token: string) => Position | undefined
  export const record: (
    options?: RecordOptions | undefined
  ) => Effect.Effect<Writing<AmiError>, AmiError, AmiClient | AmiJournal | Scope.Scope>
  export const recordingOf: (items: ReadonlyArray<Replayed>) => Recording
  export const tokenOf: ({ block, item }: Position) => string
}

declare module "effect-ami/journal/AmiRecording" {
  import * as AmiRecordingFile from "effect-ami/protocol/AmiRecordingFile"
  import * as AmiTransportMock from "effect-ami/transport/AmiTransportMock"
  import * as Effect from "effect/Effect"
  import * as FileSystem from "effect/FileSystem"
  import * as Layer from "effect/Layer"
  import * as Scope from "effect/Scope"
  import * as Stream from "effect/Stream"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiTransport } from "effect-ami/transport/AmiTransport"
  import { PlatformError } from "effect/PlatformError"
  export interface Options {
    readonly mask?: boolean | undefined
    readonly target?: string | undefined
  }
  export type Recording = AmiRecordingFile.Recording
  export interface ReplayOptions {
    readonly speed?: number | undefined
    readonly paused?: boolean | undefined
  }
  export interface Writing {
    readonly written: Effect.Effect<{
      readonly messages: number
      readonly bytes: number
    }>
    readonly ended: Effect.Effect<void, AmiError | PlatformError>
  }
  export const layerTransport: (
    recording: Pick<Recording, "entries">,
    options?: ReplayOptions
  ) => Layer.Layer<AmiTransport | AmiTransportMock.AmiTransportMock>
  export const load: (
    path: string
  ) => Effect.Effect<AmiRecordingFile.Recording, AmiError | PlatformError, FileSystem.FileSystem>
  export const mask: (recording: Recording) => Recording
  export const parse: (text: string) => Effect.Effect<Recording, AmiError>
  export const record: (options?: Options) => Stream.Stream<string, AmiError, AmiClient>
  export const recordTo: (
    path: string,
    options?: Options | undefined
  ) => Effect.Effect<Writing, AmiError | PlatformError, AmiClient | FileSystem.FileSystem | Scope.Scope>
}

declare module "effect-ami/live/AmiAgents" {
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export interface Agent {
    readonly Agent: string
    readonly Name?: string
    readonly status: "LoggedOff" | "Idle" | "OnCall" | "Unknown"
    readonly statusSince?: number
    readonly Channel?: string
    readonly Uniqueid?: string
    readonly CallerIDNum?: string
    readonly loggedInAt?: number
    readonly TalkingToChan?: string
  }
  export const Agent: Schema.Codec<Agent>
  export class AmiAgents extends AmiAgents_base {
  }
  const AmiAgents_base: Context.ServiceClass<
    AmiAgents,
    "effect-ami/live/AmiAgents",
    AmiLive.Model<Agent> & {
      readonly isAvailable: AmiLive.Watch<boolean>
    }
  >
  export const account: AmiPermission.Account
  export const layer: Layer.Layer<AmiAgents, AmiError, AmiClient>
  export const make: Effect.Effect<AmiAgents["Service"], AmiError, AmiLive.AmiLive | Scope.Scope>
}

declare module "effect-ami/live/AmiBridges" {
  import * as AmiChannels from "effect-ami/live/AmiChannels"
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import * as Values from "effect-ami/live/internal/graph/graphValues"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export class AmiBridges extends AmiBridges_base {
  }
  const AmiBridges_base: Context.ServiceClass<
    AmiBridges,
    "effect-ami/live/AmiBridges",
    AmiLive.Model<Bridge> & {
      readonly members: (BridgeUniqueid: string) => AmiLive.Watch<ReadonlyArray<AmiChannels.Channel>>
    }
  >
  export interface Bridge extends Values.Bridge {
  }
  export const Bridge: Schema.Codec<Bridge>
  export const account: AmiPermission.Account
  export const layer: Layer.Layer<AmiBridges, AmiError, AmiClient>
  export const make: Effect.Effect<AmiBridges["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope>
}

declare module "effect-ami/live/AmiCalls" {
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import * as Stream from "effect/Stream"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { Call } from "effect-ami/live/internal/calls/call"
  import { CallEvent } from "effect-ami/live/internal/calls/events"
  import { CallRecord } from "effect-ami/live/CallRecord"
  export { Call, CallLeg, State } from "effect-ami/live/internal/calls/call"
  export { CallEvent } from "effect-ami/live/internal/calls/events"
  export class AmiCalls extends AmiCalls_base {
  }
  const AmiCalls_base: Context.ServiceClass<
    AmiCalls,
    "effect-ami/live/AmiCalls",
    AmiLive.Model<Call> & {
      readonly events: Stream.Stream<CallEvent | Mark, AmiError>
      readonly records: Stream.Stream<CallRecord, AmiError>
      readonly findCall: (key: string) => Effect.Effect<AmiLive.Live<Call | undefined>>
      readonly ofEndpoint: (endpoint: string) => AmiLive.Watch<ReadonlyArray<Call>>
    }
  >
  export type Mark = {
    readonly _tag: "Stale"
    readonly epoch: number
    readonly cause: "Disconnected" | "Gap"
    readonly since: number
  } | {
    readonly _tag: "Synced"
    readonly epoch: number
    readonly cause: "Connected" | "Gap" | "Relist"
    readonly corrections: number
  }
  export const Mark: Schema.Codec<Mark>
  export interface Options {
    readonly trunks?: ReadonlyArray<string> | ((endpoint: string) => boolean) | undefined
    readonly redact?: ((number: string) => string) | undefined
    readonly dialplan?: boolean | undefined
    readonly server?: string | undefined
  }
  export const account: AmiPermission.Account
  export const layer: Layer.Layer<AmiCalls, AmiError, AmiClient>
  export const layerWith: (options: Options) => Layer.Layer<AmiCalls, AmiError, AmiClient>
  export const make: Effect.Effect<AmiCalls["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope>
}

declare module "effect-ami/live/AmiChannels" {
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Scope from "effect/Scope"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { Channel } from "effect-ami/live/internal/graph/channelSchema"
  import { channelStates } from "effect-ami/internal/channelStates"
  export { Channel } from "effect-ami/live/internal/graph/channelSchema"
  export class AmiChannels extends AmiChannels_base {
  }
  const AmiChannels_base: Context.ServiceClass<
    AmiChannels,
    "effect-ami/live/AmiChannels",
    AmiLive.Model<Channel> & {
      readonly byName: (name: string) => Effect.Effect<AmiLive.Live<Channel | undefined>>
      readonly ofEndpoint: (endpoint: string) => AmiLive.Watch<ReadonlyArray<Channel>>
    }
  >
  export type State = typeof channelStates[number]
  export const account: AmiPermission.Account
  export const layer: Layer.Layer<AmiChannels, AmiError, AmiClient>
  export const make: Effect.Effect<AmiChannels["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope>
}

declare module "effect-ami/live/AmiConferences" {
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export class AmiConferences extends AmiConferences_base {
  }
  const AmiConferences_base: Context.ServiceClass<
    AmiConferences,
    "effect-ami/live/AmiConferences",
    AmiLive.Model<Conference> & {
      readonly members: AmiLive.Model<ConferenceMember>
      readonly isAvailable: AmiLive.Watch<boolean>
    }
  >
  export interface Conference {
    readonly Conference: string
    readonly BridgeUniqueid?: string
    readonly isLocked?: boolean
    readonly isRecording?: boolean
    readonly startedAt?: number
    readonly members: ReadonlyArray<ConferenceMember>
  }
  export const Conference: Schema.Codec<Conference>
  export interface ConferenceMember {
    readonly Conference: string
    readonly Channel: string
    readonly Uniqueid: string
    readonly Linkedid?: string
    readonly CallerIDNum?: string
    readonly CallerIDName?: string
    readonly Admin?: boolean
    readonly Muted?: boolean
    readonly Talking?: boolean
    readonly MarkedUser?: boolean
    readonly WaitMarked?: boolean
    readonly EndMarked?: boolean
    readonly Waiting?: boolean
    readonly joinedAt?: number
  }
  export const ConferenceMember: Schema.Codec<ConferenceMember>
  export const account: AmiPermission.Account
  export const layer: Layer.Layer<AmiConferences, AmiError, AmiClient>
  export const make: Effect.Effect<AmiConferences["Service"], AmiError, AmiLive.AmiLive | Scope.Scope>
}

declare module "effect-ami/live/AmiEndpoints" {
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export class AmiEndpoints extends AmiEndpoints_base {
  }
  const AmiEndpoints_base: Context.ServiceClass<
    AmiEndpoints,
    "effect-ami/live/AmiEndpoints",
    AmiLive.Model<Endpoint> & {
      readonly contacts: AmiLive.Model<Contact>
      readonly isAvailable: AmiLive.Watch<boolean>
    }
  >
  export interface Contact {
    readonly AOR: string
    readonly Uri: string
    readonly Endpoint?: string
    readonly Status?: string
    readonly statusSince?: number
    readonly RoundtripUsec?: number
    readonly UserAgent?: string
    readonly ViaAddr?: string
    readonly ViaPort?: number
    readonly expiresAt?: number
  }
  export const Contact: Schema.Codec<Contact>
  export interface Endpoint {
    readonly Endpoint: string
    readonly ObjectName: string
    readonly DeviceState: string
    readonly ActiveChannels?: number
    readonly PeerStatus?: string
    readonly isReachable: boolean
    readonly contacts: ReadonlyArray<Contact>
  }
  export const Endpoint: Schema.Codec<Endpoint>
  export const account: AmiPermission.Account
  export const layer: Layer.Layer<AmiEndpoints, AmiError, AmiClient>
  export const make: Effect.Effect<AmiEndpoints["Service"], AmiError, AmiLive.AmiLive | Scope.Scope>
}

declare module "effect-ami/live/AmiLive" {
  import * as Context from "effect/Context"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Parts from "effect-ami/live/internal/part"
  import * as Scope from "effect/Scope"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export class AmiLive extends AmiLive_base {
  }
  const AmiLive_base: Context.ServiceClass<AmiLive, "effect-ami/live/AmiLive", {
    readonly install: (part: Part, defaults?: Settings) => Effect.Effect<void, AmiError, Scope.Scope>
    readonly isFresh: Effect.Effect<boolean>
  }>
  export type Change<V> = Parts.Change<V>
  export type Live<A> = Parts.Live<A>
  export interface Model<out V> extends Parts.Model<V> {
  }
  export interface Output extends Parts.Output {
  }
  export interface Part extends Parts.Part {
  }
  export type Reason = Parts.Reason
  export interface Settings {
    readonly confirmAfter?: Duration.Input | undefined
    readonly relistEvery?: Duration.Input | undefined
    readonly capacity?: number | undefined
  }
  export const Settings: Context.Reference<Settings>
  export interface Source extends Parts.Source {
  }
  export interface Watch<out A> extends Parts.Watch<A> {
  }
  export const layer: Layer.Layer<AmiLive, AmiError, AmiClient>
  export const make: Effect.Effect<AmiLive["Service"], AmiError, AmiClient>
}

declare module "effect-ami/live/AmiMailboxes" {
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export class AmiMailboxes extends AmiMailboxes_base {
  }
  const AmiMailboxes_base: Context.ServiceClass<
    AmiMailboxes,
    "effect-ami/live/AmiMailboxes",
    AmiLive.Model<Mailbox> & {
      readonly isAvailable: AmiLive.Watch<boolean>
    }
  >
  export interface Mailbox {
    readonly Mailbox: string
    readonly New: number
    readonly Old: number
    readonly Fullname?: string
    readonly lastMessage?: {
      readonly at: number
      readonly CallerIDNum?: string
      readonly CallerIDName?: string
    }
  }
  export const Mailbox: Schema.Codec<Mailbox>
  export interface Options {
    readonly mailboxes?: ReadonlyArray<string> | undefined
  }
  export const account: AmiPermission.Account
  export const layer: Layer.Layer<AmiMailboxes, AmiError, AmiClient>
  export const layerWith: (options: Options) => Layer.Layer<AmiMailboxes, AmiError, AmiClient>
  export const make: Effect.Effect<AmiMailboxes["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope>
}

declare module "effect-ami/live/AmiParking" {
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export class AmiParking extends AmiParking_base {
  }
  const AmiParking_base: Context.ServiceClass<
    AmiParking,
    "effect-ami/live/AmiParking",
    AmiLive.Model<ParkedCall> & {
      readonly lots: AmiLive.Model<ParkingLot>
      readonly isAvailable: AmiLive.Watch<boolean>
    }
  >
  export interface ParkedCall {
    readonly Channel: string
    readonly Uniqueid: string
    readonly Linkedid?: string
    readonly CallerIDNum?: string
    readonly CallerIDName?: string
    readonly Parkinglot: string
    readonly ParkingSpace: number
    readonly ParkerDialString?: string
    readonly parkedAt?: number
    readonly timeoutAt?: number
    readonly ended?: "Retrieved" | "TimedOut" | "GaveUp" | "Replaced"
    readonly RetrieverChannel?: string
    readonly RetrieverUniqueid?: string
  }
  export const ParkedCall: Schema.Codec<ParkedCall>
  export interface ParkingLot {
    readonly Name: string
    readonly StartSpace?: number
    readonly StopSpace?: number
    readonly Timeout?: number
    readonly calls: ReadonlyArray<ParkedCall>
  }
  export const ParkingLot: Schema.Codec<ParkingLot>
  export const account: AmiPermission.Account
  export const layer: Layer.Layer<AmiParking, AmiError, AmiClient>
  export const make: Effect.Effect<AmiParking["Service"], AmiError, AmiLive.AmiLive | Scope.Scope>
}

declare module "effect-ami/live/AmiQueues" {
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Scope from "effect/Scope"
  import * as Values from "effect-ami/live/internal/queues/queueValues"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { Caller, Member, Queue } from "effect-ami/live/internal/queues/queueSchemas"
  export {
    Caller,
    Counters,
    Leave,
    Member,
    MemberCall,
    Queue,
    Totals
  } from "effect-ami/live/internal/queues/queueSchemas"
  export class AmiQueues extends AmiQueues_base {
  }
  const AmiQueues_base: Context.ServiceClass<
    AmiQueues,
    "effect-ami/live/AmiQueues",
    AmiLive.Model<Queue> & {
      readonly queue: (name: string) => AmiLive.Watch<Queue | undefined>
      readonly members: AmiLive.Model<Member>
      readonly callers: AmiLive.Model<Caller>
      readonly member: (iface: string) => AmiLive.Watch<ReadonlyArray<Member>>
      readonly refresh: (name: string) => Effect.Effect<void, AmiError>
    }
  >
  export type LeaveReason = Values.LeaveReason
  export type MemberState = Values.MemberState
  export type MemberStatus = Values.MemberStatus
  export interface Options {
    readonly queues?: ReadonlyArray<string> | undefined
    readonly countersAfter?: Duration.Input | undefined
  }
  export const account: AmiPermission.Account
  export const callerKey: (queue: string, Uniqueid: string) => string
  export const layer: Layer.Layer<AmiQueues, AmiError, AmiClient>
  export const layerWith: (options: Options) => Layer.Layer<AmiQueues, AmiError, AmiClient>
  export const make: Effect.Effect<AmiQueues["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope>
  export const memberKey: (queue: string, iface: string) => string
}

declare module "effect-ami/live/AmiRegistrations" {
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export class AmiRegistrations extends AmiRegistrations_base {
  }
  const AmiRegistrations_base: Context.ServiceClass<
    AmiRegistrations,
    "effect-ami/live/AmiRegistrations",
    AmiLive.Model<Registration> & {
      readonly isAvailable: AmiLive.Watch<boolean>
    }
  >
  export interface Registration {
    readonly ObjectName: string
    readonly ClientUri: string
    readonly ServerUri: string
    readonly Endpoint?: string
    readonly Status: string
    readonly statusSince?: number
    readonly nextAt?: number
  }
  export const Registration: Schema.Codec<Registration>
  export const account: AmiPermission.Account
  export const layer: Layer.Layer<AmiRegistrations, AmiError, AmiClient>
  export const make: Effect.Effect<AmiRegistrations["Service"], AmiError, AmiLive.AmiLive | Scope.Scope>
}

declare module "effect-ami/live/AmiStates" {
  import * as AmiLive from "effect-ami/live/AmiLive"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export class AmiStates extends AmiStates_base {
  }
  const AmiStates_base: Context.ServiceClass<AmiStates, "effect-ami/live/AmiStates", {
    readonly devices: States<DeviceState>
    readonly extensions: States<ExtensionState>
    readonly presence: States<PresenceState>
  }>
  export interface DeviceState {
    readonly Device: string
    readonly State: string
    readonly since?: number
  }
  export const DeviceState: Schema.Codec<DeviceState>
  export interface ExtensionState {
    readonly Exten: string
    readonly Context: string
    readonly Hint?: string
    readonly Status: number
    readonly StatusText?: string
    readonly since?: number
    readonly presence?: string
  }
  export const ExtensionState: Schema.Codec<ExtensionState>
  export interface PresenceState {
    readonly Presentity: string
    readonly Status: string
    readonly Subtype?: string
    readonly Message?: string
    readonly since?: number
  }
  export const PresenceState: Schema.Codec<PresenceState>
  export interface States<out V> extends AmiLive.Model<V> {
    readonly isAvailable: AmiLive.Watch<boolean>
  }
  export const account: AmiPermission.Account
  export const layer: Layer.Layer<AmiStates, AmiError, AmiClient>
  export const make: Effect.Effect<AmiStates["Service"], AmiError, AmiLive.AmiLive | Scope.Scope>
}

declare module "effect-ami/live/AmiTracker" {
  import * as AmiEvent from "effect-ami/catalog/AmiEvent"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Parts from "effect-ami/live/internal/part"
  import * as Schema from "effect/Schema"
  import * as Scope from "effect/Scope"
  import * as Stream from "effect/Stream"
  import * as Tracking from "effect-ami/live/internal/tracking"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export interface AmiTracker<Value, Event> {
    readonly get: Effect.Effect<ReadonlyMap<string, Value>>
    readonly live: Effect.Effect<Live<ReadonlyMap<string, Value>>>
    readonly changes: Stream.Stream<Change<Value, Event>, AmiError>
  }
  export type Change<Value, Event> = Present<Value> | Upserted<Value> | Gone<Value, Event> | Stale | Synced
  export const Change: <Value, RD, RE, const Events extends ReadonlyArray<AmiEvent.Any>>(
    value: Schema.Codec<Value, unknown, RD, RE>,
    ...events: Events
  ) => Schema.Codec<Change<Value, Events[number]["Type"]>, unknown, RD, RE>
  export type Gone<Value, Event> = Tracking.Gone<Value, Event>
  export type Live<A> = Parts.Live<A>
  export interface Options<Item, Events extends ReadonlyArray<AmiEvent.Any>, Value, R> {
    readonly snapshot: Effect.Effect<ReadonlyArray<Item>, AmiError, R>
    readonly events: Events
    readonly key: (
      source: Item | Events[number]["Type"],
      values: ReadonlyMap<string, Value>
    ) => string | ReadonlyArray<string> | undefined
    readonly fromSnapshot: (item: Item, last: Value | undefined, key: string) => Value
    readonly reduce: (
      last: Value | undefined,
      event: Events[number]["Type"],
      key: string,
      values: ReadonlyMap<string, Value>
    ) => Value | Removed | undefined
    readonly uniqueKeys?: boolean | undefined
    readonly confirmAfter?: Duration.Input | undefined
    readonly relistEvery?: Duration.Input | undefined
    readonly capacity?: number | undefined
  }
  export interface Present<Value> {
    readonly _tag: "Present"
    readonly values: ReadonlyMap<string, Value>
    readonly isSynced: boolean
  }
  export interface Removed extends Tracking.Removed {
  }
  export interface Stale extends Tracking.Stale {
  }
  export interface Synced extends Tracking.Synced {
  }
  export interface Upserted<out Value> extends Tracking.Upserted<Value> {
  }
  export const make: <Item, const Events extends ReadonlyArray<AmiEvent.Any>, Value, R = never>(
    options: Options<Item, Events, Value, R>
  ) => Effect.Effect<AmiTracker<Value, Events[number]["Type"]>, AmiError, R | AmiClient | Scope.Scope>
  export const removed: Removed
}

declare module "effect-ami/live/CallRecord" {
  import * as Schema from "effect/Schema"
  import {
    ConferenceVisit,
    Forward,
    Parking,
    Pickup,
    QueueVisit,
    Recorded,
    Transfer,
    UnknownSpan
  } from "effect-ami/live/internal/recordSteps"
  import { Leg, Party } from "effect-ami/live/internal/recordParties"
  export {
    ConferenceVisit,
    Forward,
    Parking,
    Pickup,
    QueueVisit,
    Recorded,
    Ring,
    Transfer,
    UnknownSpan
  } from "effect-ami/live/internal/recordSteps"
  export { Leg, LegOutcome, Party, Role, Side } from "effect-ami/live/internal/recordParties"
  export interface CallRecord {
    readonly version: 1
    readonly id: string
    readonly server?: string
    readonly linkedids: ReadonlyArray<string>
    readonly direction: "Inbound" | "Outbound" | "Internal" | "Through" | "Unknown"
    readonly origin: "Dialed" | "Originated" | "Unknown"
    readonly from?: Party
    readonly dialed?: string
    readonly startedAt: number
    readonly answeredAt?: number
    readonly endedAt: number
    readonly outcome: Outcome
    readonly answeredBy?: Party
    readonly end: End
    readonly legs: ReadonlyArray<Leg>
    readonly queues: ReadonlyArray<QueueVisit>
    readonly transfers: ReadonlyArray<Transfer>
    readonly forwards: ReadonlyArray<Forward>
    readonly pickups: ReadonlyArray<Pickup>
    readonly parkings: ReadonlyArray<Parking>
    readonly conferences: ReadonlyArray<ConferenceVisit>
    readonly recordings: ReadonlyArray<Recorded>
    readonly voicemail?: string
    readonly dtmf: {
      readonly count: number
    }
    readonly holds: number
    readonly unknown: ReadonlyArray<UnknownSpan>
  }
  export const CallRecord: Schema.Codec<CallRecord>
  export type End = {
    readonly _tag: "HungUp"
    readonly by: "Caller" | "Callee" | "Asterisk" | "Manager" | "Unknown"
    readonly party?: Party
    readonly cause?: number
    readonly causeText?: string
    readonly TechCause?: string
  } | {
    readonly _tag: "Merged"
    readonly into: string
  } | {
    readonly _tag: "Vanished"
    readonly lastSeenAt: number
  }
  export const End: Schema.Codec<End>
  export type Outcome =
    | "Answered"
    | "Busy"
    | "NoAnswer"
    | "Rejected"
    | "Cancelled"
    | "NoSuchNumber"
    | "Unreachable"
    | "Congestion"
    | "Failed"
    | "Voicemail"
    | "Abandoned"
    | "QueueTimedOut"
    | "QueueLeft"
    | "QueueUnavailable"
    | "QueueWithdrawn"
    | "Unknown"
  export const Outcome: Schema.Codec<Outcome>
  export const json: Schema.Codec<CallRecord, Schema.Json>
}

declare module "effect-ami/node" {
  export * as NodeAmi from "effect-ami/node/NodeAmi"
  export * as NodeSqlite from "effect-ami/node/NodeSqlite"
  export * as NodeZstd from "effect-ami/node/NodeZstd"
}

declare module "effect-ami/node/NodeAmi" {
  import * as AmiTransportHttp from "effect-ami/transport/AmiTransportHttp"
  import * as ClientLayer from "effect-ami/node/internal/clientLayer"
  import * as Config from "effect/Config"
  import * as Layer from "effect/Layer"
  import * as Redacted from "effect/Redacted"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiTransport } from "effect-ami/transport/AmiTransport"
  import { Configured } from "effect-ami/internal/configured"
  import { TlsOptions } from "effect-ami/node/tcp"
  export {
    layerTcp,
    layerTcpConfig,
    layerTls,
    layerTlsConfig,
    type TcpOptions,
    type TlsOptions
  } from "effect-ami/node/tcp"
  export interface ConfigOptions extends UrlOptions {
    readonly url?: UrlInput | undefined
  }
  export interface HttpOptions
    extends AmiTransportHttp.HttpOptions, Pick<TlsOptions, "ca" | "servername" | "cert" | "key">
  {
  }
  export type UrlInput = string | URL | Redacted.Redacted<string> | Redacted.Redacted<URL>
  export interface UrlOptions extends ClientLayer.Options {
  }
  export const layerConfig: (
    options?: Configured<ConfigOptions>
  ) => Layer.Layer<AmiClient, AmiError | Config.ConfigError>
  export const layerHttp: (options?: HttpOptions) => Layer.Layer<AmiTransport>
  export const layerHttpConfig: (options: Configured<HttpOptions>) => Layer.Layer<AmiTransport, Config.ConfigError>
  export const layerUrl: (url: UrlInput, options?: UrlOptions) => Layer.Layer<AmiClient, AmiError>
}

declare module "effect-ami/node/NodeCluster" {
  import * as Layer from "effect/Layer"
  import * as Redacted from "effect/Redacted"
  import * as Sharding from "effect/cluster/Sharding"
  import * as ShardingConfig from "effect/cluster/ShardingConfig"
  import { AmiError } from "effect-ami/AmiError"
  import { RunnerStorage } from "effect/cluster/RunnerStorage"
  import { SocketServerError } from "effect/socket/SocketServer"
  import { SqlClient } from "effect/sql/SqlClient"
  import { SqlError } from "effect/sql/SqlError"
  export interface Options {
    readonly host: string
    readonly port: number
    readonly listen?: {
      readonly host?: string | undefined
      readonly port?: number | undefined
    } | undefined
    readonly tls?: Tls | undefined
    readonly sharding?:
      | Partial<Omit<ShardingConfig.ShardingConfig["Service"], "runnerAddress" | "runnerListenAddress">>
      | undefined
  }
  export interface Tls {
    readonly ca: string
    readonly cert: string
    readonly key: Redacted.Redacted<string>
  }
  export const layer: (
    options: Options
  ) => Layer.Layer<Sharding.Sharding | RunnerStorage, AmiError | SocketServerError | SqlError, SqlClient>
  export const layerClient: (
    options?: Pick<Options, "tls" | "sharding">
  ) => Layer.Layer<Sharding.Sharding, AmiError | SqlError, SqlClient>
}

declare module "effect-ami/node/NodeSqlite" {
  import * as Layer from "effect/Layer"
  import * as SqlClient from "effect/sql/SqlClient"
  import { SqlError } from "effect/sql/SqlError"
  export interface Options {
    readonly filename: string
    readonly survives?: "power" | "process" | undefined
  }
  export const layer: (options: Options) => Layer.Layer<SqlClient.SqlClient, SqlError>
}

declare module "effect-ami/node/NodeZstd" {
  import * as Layer from "effect/Layer"
  import { Compression } from "effect-ami/internal/compression"
  export const layer: Layer.Layer<Compression>
}

declare module "effect-ami/node/tcp" {
  import * as AmiCodec from "effect-ami/protocol/AmiCodec"
  import * as Config from "effect/Config"
  import * as Duration from "effect/Duration"
  import * as Layer from "effect/Layer"
  import * as Redacted from "effect/Redacted"
  import { AmiTransport } from "effect-ami/transport/AmiTransport"
  import { Configured } from "effect-ami/internal/configured"
  export interface TcpOptions {
    readonly host?: string | undefined
    readonly port?: number | undefined
    readonly path?: string | undefined
    readonly connectTimeout?: Duration.Input | undefined
    readonly bannerTimeout?: Duration.Input | undefined
    readonly charset?: AmiCodec.DecoderOptions["charset"]
    readonly limits?: Partial<AmiCodec.Limits> | undefined
  }
  export interface TlsOptions extends TcpOptions {
    readonly ca?: string | Uint8Array | ReadonlyArray<string | Uint8Array> | undefined
    readonly servername?: string | undefined
    readonly cert?: string | Uint8Array | undefined
    readonly key?: Redacted.Redacted<string> | undefined
  }
  export const layerTcp: (options?: TcpOptions) => Layer.Layer<AmiTransport>
  export const layerTcpConfig: (options: Configured<TcpOptions>) => Layer.Layer<AmiTransport, Config.ConfigError>
  export const layerTls: (options?: TlsOptions) => Layer.Layer<AmiTransport>
  export const layerTlsConfig: (options: Configured<TlsOptions>) => Layer.Layer<AmiTransport, Config.ConfigError>
}

declare module "effect-ami/protocol/AmiAuth" {
  import * as Redacted from "effect/Redacted"
  export const challengeKey: (challenge: string, secret: Redacted.Redacted<string>) => string
}

declare module "effect-ami/protocol/AmiCodec" {
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as Result from "effect/Result"
  import { Charset } from "effect-ami/protocol/internal/text"
  import { FrameLimits } from "effect-ami/protocol/internal/frames"
  export type DecodeFailure = {
    readonly _tag: "NotAmi"
    readonly sample: string
  } | {
    readonly _tag: "TooLarge"
    readonly limit: keyof Limits
    readonly allowed: number
  }
  export interface Decoder {
    readonly push: (chunk: Uint8Array) => ReadonlyArray<AmiMessage.AmiMessage>
    readonly banner: string | undefined
    readonly failure: DecodeFailure | undefined
    readonly pending: number
  }
  export interface DecoderOptions {
    readonly banner?: boolean | undefined
    readonly charset?: Charset | undefined
    readonly rawOutput?: boolean | undefined
    readonly limits?: Partial<Limits> | undefined
  }
  export interface EncodeFailure {
    readonly field: string
    readonly rule: string
  }
  export interface EncodedAction {
    readonly name: string
    readonly actionId: string
    readonly headers: ReadonlyArray<AmiMessage.Header>
    readonly text: string
    readonly bytes: number
  }
  export interface Limits extends FrameLimits {
  }
  export const defaultLimits: Limits
  export const encode: (
    name: string,
    actionId: string,
    fields: ReadonlyArray<AmiMessage.Header>
  ) => Result.Result<EncodedAction, EncodeFailure>
  export const makeDecoder: (options?: DecoderOptions) => Decoder
}

declare module "effect-ami/protocol/AmiDigest" {
  import * as Redacted from "effect/Redacted"
  export interface Challenge {
    readonly realm: string
    readonly nonce: string
    readonly opaque: string | undefined
    readonly stale: boolean
  }
  export interface Proof {
    readonly username: string
    readonly secret: Redacted.Redacted<string>
    readonly method: string
    readonly uri: string
    readonly count: number
    readonly cnonce: string
  }
  export const authorization: (
    { nonce, opaque, realm }: Challenge,
    { cnonce, count, method, secret, uri, username }: Proof
  ) => string
  export const parse: (header: string) => Challenge | undefined
}

declare module "effect-ami/protocol/AmiMessage" {
  import * as Schema from "effect/Schema"
  export interface AmiMessage {
    readonly kind: Kind
    readonly name: string
    readonly headers: ReadonlyArray<Header>
    get(name: string): string | undefined
    getAll(name: string): ReadonlyArray<string>
    readonly output: string
    toString(): string
    toJSON(): ReadonlyArray<Header>
  }
  export type Header = readonly [name: string, value: string]
  export type Kind = "Response" | "Event" | "Unknown"
  export const isAmiMessage: (value: unknown) => value is AmiMessage
  export const isSecretHeader: (name: string) => boolean
  export const make: (headers: ReadonlyArray<Header>) => AmiMessage
  export const printable: (text: string, length?: number) => string
  export const redact: (value: unknown) => unknown
  export const redacted: Schema.Codec<AmiMessage>
  export const redactedWire: (message: AmiMessage) => string | undefined
  export const schema: Schema.Codec<AmiMessage>
  export const sizeOf: (message: AmiMessage) => number
  export const wire: (message: AmiMessage) => string | undefined
}

declare module "effect-ami/protocol/AmiRecordingFile" {
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as Result from "effect/Result"
  export interface Connected {
    readonly _tag: "Connected"
    readonly t: number
    readonly banner?: string
  }
  export interface Disconnected {
    readonly _tag: "Disconnected"
    readonly t: number
    readonly cause?: string
  }
  export type Entry = Message | Connected | Disconnected | Gap
  export interface Gap {
    readonly _tag: "Gap"
    readonly t: number
    readonly dropped: number | "unknown"
    readonly reason?: string
  }
  export interface Malformed {
    readonly line: number
    readonly problem: string
  }
  export interface Message {
    readonly _tag: "Message"
    readonly t: number
    readonly message: AmiMessage.AmiMessage
  }
  export interface Origin {
    readonly at: number
    readonly target?: string
    readonly masked: boolean
  }
  export interface Recording extends Origin {
    readonly entries: ReadonlyArray<Entry>
    readonly truncatedAt?: number
  }
  export const firstLine: ({ at, masked, target }: Origin) => string
  export const line: (entry: Entry) => string
  export const parse: (text: string) => Result.Result<Recording, Malformed>
  export const print: (recording: Recording) => string
}

declare module "effect-ami/protocol/AmiValue" {
  import * as DateTime from "effect/DateTime"
  import * as Duration from "effect/Duration"
  import * as Schema from "effect/Schema"
  export interface Absent<A> extends Schema.decodeTo<Schema.optionalKey<Schema.Codec<A, string>>, Schema.String> {
  }
  export const CEscaped: Schema.Codec<string, string>
  export const Commas: Schema.Codec<ReadonlyArray<string>, string>
  export const EpochSeconds: Schema.Codec<DateTime.Utc, string>
  export const Float: Schema.Codec<number, string>
  export const Int: Schema.Codec<number, string>
  export const Known: Absent<string>
  export const KnownCEscaped: Absent<string>
  export const Microseconds: Schema.Codec<Duration.Duration, string>
  export const Milliseconds: Schema.Codec<Duration.Duration, string>
  export const Minutes: Schema.Codec<Duration.Duration, string>
  export const OnOff: Schema.Codec<boolean, string>
  export const OneZero: Schema.Codec<boolean, string>
  export type Open<Words extends string> = Words | (string & {})
  export const PercentEncoded: Schema.Codec<string, string>
  export const Seconds: Schema.Codec<Duration.Duration, string>
  export const Timestamp: Schema.Codec<DateTime.Utc, string>
  export const TrueFalse: Schema.Codec<boolean, string>
  export type Variables = Readonly<Record<string, string>>
  export const Variables: Schema.Codec<Variables, ReadonlyArray<string>>
  export const YesNo: Schema.Codec<boolean, string>
  export const absentAt: <A>(
    codec: Schema.Codec<A, string>,
    texts: readonly [string, ...ReadonlyArray<string>]
  ) => Absent<A>
  export const open: <const Words extends ReadonlyArray<string>>(
    _words: Words
  ) => Schema.Codec<Open<Words[number]>, string>
}

declare module "effect-ami/simulator" {
  export * as AmiFault from "effect-ami/simulator/AmiFault"
  export * as AmiSimulator from "effect-ami/simulator/AmiSimulator"
  export * as NodeSimulator from "effect-ami/simulator/NodeSimulator"
  export * as SimulatedCallCenter from "effect-ami/simulator/SimulatedCallCenter"
  export * as SimulatedPbx from "effect-ami/simulator/SimulatedPbx"
  export * as SimulatedStory from "effect-ami/simulator/SimulatedStory"
}

declare module "effect-ami/simulator/AmiFault" {
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import { Header } from "effect-ami/protocol/AmiMessage"
  export interface Active {
    readonly remove: Effect.Effect<void>
    readonly hits: Effect.Effect<number>
  }
  export type Fault =
    | {
      readonly _tag: "Fragments"
      readonly bytes: number
    }
    | ({
      readonly _tag: "Latency"
      readonly duration: Duration.Input
    } & OfAction)
    | {
      readonly _tag: "Silence"
    }
    | ({
      readonly _tag: "Drop"
    } & OfAction)
    | {
      readonly _tag: "HalfOpen"
    }
    | ({
      readonly _tag: "Reset"
    } & OfAction)
    | ({
      readonly _tag: "Duplicate"
    } & OfAction)
    | ({
      readonly _tag: "Reorder"
    } & OfAction)
    | {
      readonly _tag: "LoginRefused"
      readonly message: string
    }
    | {
      readonly _tag: "ShuttingDown"
    }
    | {
      readonly _tag: "AuthLimit"
    }
    | {
      readonly _tag: "SlowReader"
    }
    | ({
      readonly _tag: "EndlessList"
    } & OfAction)
    | ({
      readonly _tag: "BrokenList"
      readonly message: string
      readonly after: number
      readonly completes: boolean
    } & OfAction)
    | ({
      readonly _tag: "UnknownEvents"
      readonly headers: ReadonlyArray<Header>
    } & OfAction)
    | {
      readonly _tag: "UnknownHeaders"
      readonly headers: ReadonlyArray<Header>
    }
    | {
      readonly _tag: "MissingHeaders"
      readonly headers: ReadonlyArray<string>
      readonly of?: string | undefined
    }
  export interface Lasting {
    readonly times?: number | undefined
    readonly session?: number | undefined
  }
  export interface OfAction {
    readonly action?: string | undefined
  }
  export const authLimit: Fault
  export const brokenList: (
    options?: OfAction & {
      readonly message?: string | undefined
      readonly after?: number | undefined
      readonly completes?: boolean | undefined
    }
  ) => Fault
  export const drop: (options?: OfAction) => Fault
  export const duplicate: (options?: OfAction) => Fault
  export const endlessList: (options?: OfAction) => Fault
  export const fragments: (options?: {
    readonly bytes?: number | undefined
  }) => Fault
  export const halfOpen: Fault
  export const latency: (
    options: {
      readonly duration: Duration.Input
    } & OfAction
  ) => Fault
  export const loginRefused: (options?: {
    readonly message?: string | undefined
  }) => Fault
  export const missingHeaders: (options: {
    readonly headers: ReadonlyArray<string>
    readonly of?: string | undefined
  }) => Fault
  export const reorder: (options?: OfAction) => Fault
  export const reset: (options?: OfAction) => Fault
  export const shuttingDown: Fault
  export const silence: Fault
  export const slowReader: Fault
  export const unknownEvents: (
    options?: OfAction & {
      readonly headers?: ReadonlyArray<Header> | undefined
    }
  ) => Fault
  export const unknownHeaders: (options?: {
    readonly headers?: ReadonlyArray<Header> | undefined
  }) => Fault
}

declare module "effect-ami/simulator/AmiSimulator" {
  import * as Context from "effect/Context"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as HttpServer from "effect/http/HttpServer"
  import * as Layer from "effect/Layer"
  import * as Scope from "effect/Scope"
  import * as SimulatedPbx from "effect-ami/simulator/SimulatedPbx"
  import * as SocketServer from "effect/socket/SocketServer"
  import { Active, Fault, Lasting } from "effect-ami/simulator/AmiFault"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiMessage, Header } from "effect-ami/protocol/AmiMessage"
  import { AmiTransport } from "effect-ami/transport/AmiTransport"
  import { Recording } from "effect-ami/protocol/AmiRecordingFile"
  import { Story } from "effect-ami/simulator/SimulatedStory"
  export class AmiSimulator extends AmiSimulator_base {
  }
  const AmiSimulator_base: Context.ServiceClass<AmiSimulator, "effect-ami/simulator/AmiSimulator", {
    readonly address: {
      readonly host: string
      readonly port: number
    }
    readonly port: number
    readonly tlsPort: number | undefined
    readonly httpPort: number | undefined
    readonly requests: Effect.Effect<ReadonlyArray<ReceivedAction>>
    readonly sessions: Effect.Effect<number>
    readonly broadcast: (headers: ReadonlyArray<Header>) => Effect.Effect<void>
    readonly play: (recording: Pick<Recording, "entries">, options?: {
      readonly speed?: number | undefined
    }) => Effect.Effect<void, AmiError>
    readonly pushRaw: (data: string | Uint8Array) => Effect.Effect<void>
    readonly kick: Effect.Effect<void>
    readonly shutdown: (options?: Shutdown) => Effect.Effect<void>
    readonly fault: (fault: Fault, lasting?: Lasting) => Effect.Effect<Active, AmiError>
    readonly respondWith: (
      action: string,
      script: ((received: ReceivedAction) => ReadonlyArray<ReadonlyArray<Header>> | undefined) | undefined
    ) => Effect.Effect<void>
    readonly perform: (command: SimulatedPbx.Command) => Effect.Effect<void, AmiError>
    readonly pbx: Story
  }>
  export type EventFilter = string | {
    readonly criteria: string
    readonly pattern?: string | undefined
  }
  export interface Options extends SimulatedPbx.Options {
    readonly users?: Readonly<Record<string, User>> | undefined
    readonly banner?: string | undefined
    readonly timestampEvents?: boolean | undefined
    readonly debugEvents?: boolean | undefined
    readonly bootTime?: Duration.Input | undefined
    readonly loginDelay?: Duration.Input | undefined
    readonly authTimeout?: Duration.Input | undefined
    readonly authLimit?: number | undefined
    readonly writeTimeout?: Duration.Input | undefined
    readonly maxQueuedBytes?: number | undefined
    readonly fragment?: boolean | undefined
    readonly httpEnabled?: boolean | undefined
    readonly httpPrefix?: string | undefined
    readonly httpTimeout?: Duration.Input | undefined
  }
  export interface ReceivedAction {
    readonly session: number
    readonly action: string
    readonly actionId: string | undefined
    readonly message: AmiMessage
  }
  export interface Shutdown {
    readonly when?: "now" | "gracefully" | undefined
    readonly restart?: boolean | undefined
  }
  export interface User {
    readonly secret: string
    readonly read?: string | ReadonlyArray<string> | undefined
    readonly write?: string | ReadonlyArray<string> | undefined
    readonly eventFilter?: ReadonlyArray<EventFilter> | undefined
    readonly allowMultipleLogin?: boolean | undefined
    readonly writeTimeout?: Duration.Input | undefined
  }
  export const layer: (options?: Options) => Layer.Layer<AmiSimulator, AmiError, SocketServer.SocketServer>
  export const layerHttp: (
    options?: Options
  ) => Layer.Layer<AmiSimulator, AmiError, SocketServer.SocketServer | HttpServer.HttpServer>
  export const layerTransport: (options?: Options) => Layer.Layer<AmiSimulator | AmiTransport, AmiError>
  export const make: (options?: Options | undefined) => Effect.Effect<
    {
      readonly address: {
        readonly host: string
        readonly port: number
      }
      readonly port: number
      readonly tlsPort: number | undefined
      readonly httpPort: number | undefined
      readonly requests: Effect.Effect<ReadonlyArray<ReceivedAction>>
      readonly sessions: Effect.Effect<number>
      readonly broadcast: (headers: ReadonlyArray<Header>) => Effect.Effect<void>
      readonly play: (recording: Pick<Recording, "entries">, options?: {
        readonly speed?: number | undefined
      }) => Effect.Effect<void, AmiError>
      readonly pushRaw: (data: string | Uint8Array) => Effect.Effect<void>
      readonly kick: Effect.Effect<void>
      readonly shutdown: (options?: Shutdown) => Effect.Effect<void>
      readonly fault: (fault: Fault, lasting?: Lasting) => Effect.Effect<Active, AmiError>
      readonly respondWith: (
        action: string,
        script: ((received: ReceivedAction) => ReadonlyArray<ReadonlyArray<Header>> | undefined) | undefined
      ) => Effect.Effect<void>
      readonly perform: (command: SimulatedPbx.Command) => Effect.Effect<void, AmiError>
      readonly pbx: Story
    },
    AmiError,
    Scope.Scope | SocketServer.SocketServer
  >
}

declare module "effect-ami/simulator/NodeSimulator" {
  import * as AmiSimulator from "effect-ami/simulator/AmiSimulator"
  import * as HttpServerError from "effect/http/HttpServerError"
  import * as Layer from "effect/Layer"
  import * as SocketServer from "effect/socket/SocketServer"
  import { AmiError } from "effect-ami/AmiError"
  export interface Identity {
    readonly key: string
    readonly cert: string
  }
  export interface Options extends AmiSimulator.Options {
    readonly host?: string | undefined
    readonly port?: number | undefined
    readonly tls?:
      | (Identity & {
        readonly port?: number | undefined
      })
      | undefined
    readonly http?: boolean | {
      readonly port?: number | undefined
      readonly tls?: Identity | undefined
    } | undefined
  }
  export const layer: (
    options?: Options
  ) => Layer.Layer<AmiSimulator.AmiSimulator, AmiError | SocketServer.SocketServerError | HttpServerError.ServeError>
}

declare module "effect-ami/simulator/SimulatedCallCenter" {
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiSimulator } from "effect-ami/simulator/AmiSimulator"
  export interface Options {
    readonly callsPerMinute?: number | undefined
    readonly day?: ReadonlyArray<number> | undefined
    readonly queues?: ReadonlyArray<string> | undefined
    readonly agents?: number | undefined
    readonly serviceTime?: Duration.Input | undefined
    readonly patience?: Duration.Input | undefined
    readonly pauseEvery?: Duration.Input | undefined
    readonly trunkFailsEvery?: Duration.Input | undefined
    readonly holds?: number | undefined
    readonly parks?: number | undefined
    readonly meetEvery?: Duration.Input | undefined
    readonly seed?: number | undefined
  }
  export const allDay: ReadonlyArray<number>
  export const layer: (options?: Options) => Layer.Layer<never, AmiError, AmiSimulator>
  export const run: (options?: Options | undefined) => Effect.Effect<never, AmiError, AmiSimulator>
  export const workingDay: ReadonlyArray<number>
}

declare module "effect-ami/simulator/SimulatedPbx" {
  import * as AgentModel from "effect-ami/simulator/internal/pbx/agents/agentModel"
  import * as Duration from "effect/Duration"
  import * as FeatureSettings from "effect-ami/simulator/internal/pbx/calls/featureSettings"
  import * as Model from "effect-ami/simulator/internal/pbx/model"
  import * as Phones from "effect-ami/simulator/internal/pbx/calls/telephone"
  import * as QueueOptions from "effect-ami/simulator/internal/pbx/queues/options"
  import * as Result from "effect/Result"
  import * as Services from "effect-ami/simulator/internal/pbx/services/serviceState"
  import { State } from "effect-ami/simulator/internal/pbx/draft"
  export interface Agent extends AgentModel.AgentOptions {
  }
  export type Behaviour = Phones.Behaviour
  export interface Channel extends Model.Channel {
  }
  export type Command = Phones.Command
  export interface Conferences extends Services.ConferencesOptions {
  }
  export type Endpoint = Phones.Endpoint
  export type Extensions = Readonly<Record<string, Readonly<Record<string, ReadonlyArray<string>>>>>
  export interface Features extends FeatureSettings.FeatureSettings {
  }
  export interface Mailbox extends Services.MailboxOptions {
  }
  export interface Options {
    readonly extensions?: Extensions | undefined
    readonly includes?: Readonly<Record<string, ReadonlyArray<string>>> | undefined
    readonly globals?: Readonly<Record<string, string>> | undefined
    readonly endpoints?: Readonly<Record<string, Endpoint>> | undefined
    readonly hints?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined
    readonly database?: Readonly<Record<string, string>> | undefined
    readonly queues?: Readonly<Record<string, Queue>> | undefined
    readonly queueRules?: Readonly<Record<string, ReadonlyArray<string>>> | undefined
    readonly files?: Readonly<Record<string, string>> | undefined
    readonly modules?: ReadonlyArray<string> | undefined
    readonly features?: Features | undefined
    readonly agents?: Readonly<Record<string, Agent>> | undefined
    readonly musicClasses?: ReadonlyArray<string> | undefined
    readonly version?: "16" | "22" | undefined
    readonly seed?: number | undefined
    readonly parkingLots?: Readonly<Record<string, ParkingLot>> | undefined
    readonly conferences?: Conferences | undefined
    readonly mailboxes?: Readonly<Record<string, Mailbox>> | undefined
    readonly cdr?: boolean | undefined
    readonly cel?: boolean | ReadonlyArray<string> | undefined
    readonly celApplications?: ReadonlyArray<string> | undefined
    readonly sounds?: Readonly<Record<string, Duration.Input>> | undefined
    readonly systemName?: string | undefined
    readonly channelVars?: ReadonlyArray<string> | undefined
    readonly timeScale?: number | undefined
  }
  export interface ParkingLot extends Services.ParkingLotOptions {
  }
  export interface Queue extends QueueOptions.QueueOptions {
  }
  export interface QueueMember extends QueueOptions.QueueMemberOptions {
  }
  export interface RaisedEvent {
    readonly name: string
    readonly classes: number
    readonly lines: ReadonlyArray<string>
  }
  export interface Reaction extends Phones.Reaction {
  }
  export interface SimulatedPbx extends State {
  }
  export interface Step {
    readonly state: SimulatedPbx
    readonly reply: ReadonlyArray<ReadonlyArray<string>>
    readonly events: ReadonlyArray<RaisedEvent>
    readonly settled: ReadonlyArray<Model.Settlement>
    readonly awaits: number | undefined
  }
  export interface Telephone extends Phones.Telephone {
  }
  export const advance: (pbx: SimulatedPbx, now: number) => Step
  export const answer: (pbx: SimulatedPbx, lines: ReadonlyArray<string>, now: number) => Step | undefined
  export const channels: (pbx: SimulatedPbx) => ReadonlyArray<Channel>
  export const defaultExtensions: Extensions
  export const due: (pbx: SimulatedPbx) => number | undefined
  export const make: (now: number, options?: Options) => SimulatedPbx
  export const perform: (pbx: SimulatedPbx, command: Command, now: number) => Result.Result<Step, string>
}

declare module "effect-ami/simulator/SimulatedStory" {
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as SimulatedPbx from "effect-ami/simulator/SimulatedPbx"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiMessage } from "effect-ami/protocol/AmiMessage"
  export interface Call {
    readonly linkedid: string
    readonly channel: string
    readonly from: string
    readonly to: string
    readonly started: number
    readonly answered: number | undefined
    readonly ended: number | undefined
    readonly outcome: Outcome
  }
  export interface CallStory extends Effect.Effect<Call, AmiError> {
    readonly answers: (after?: Duration.Input) => CallStory
    readonly rings: () => CallStory
    readonly busy: () => CallStory
    readonly rejects: () => CallStory
    readonly unreachable: () => CallStory
    readonly hangsUp: (after: Duration.Input) => CallStory
    readonly givesUp: (after: Duration.Input) => CallStory
    readonly as: (callerId: {
      readonly number: string
      readonly name?: string | undefined
    }) => CallStory
  }
  export interface Channel {
    readonly channel: string
    readonly uniqueid: string
    readonly linkedid: string
    readonly state: string
    readonly callerIdNum: string
    readonly callerIdName: string
    readonly connectedLineNum: string
    readonly connectedLineName: string
    readonly context: string
    readonly exten: string
    readonly priority: number
    readonly application: string
    readonly bridge: string | undefined
  }
  export type Outcome =
    | "ongoing"
    | "answered"
    | "busy"
    | "noAnswer"
    | "rejected"
    | "congestion"
    | "unreachable"
    | "cancelled"
    | "failed"
  export interface QueueStory extends Effect.Effect<void, AmiError> {
    readonly member: (name: string, at: string, work?: Work) => QueueStory
    readonly extension: (exten: string, context?: string) => QueueStory
  }
  export interface Request {
    readonly session: number
    readonly action: string
    readonly actionId: string | undefined
    readonly message: AmiMessage
  }
  export interface Story {
    readonly call: (phone: string) => {
      readonly to: (extension: string) => CallStory
    }
    readonly queue: (name: string, settings?: SimulatedPbx.Queue) => QueueStory
    readonly telephone: (name: string, telephone: SimulatedPbx.Endpoint) => Effect.Effect<void, AmiError>
    readonly extension: (
      exten: string,
      applications: ReadonlyArray<string>,
      context?: string
    ) => Effect.Effect<void, AmiError>
    readonly calls: Effect.Effect<ReadonlyArray<Call>>
    readonly channels: Effect.Effect<ReadonlyArray<Channel>>
    readonly requests: Effect.Effect<ReadonlyArray<Request>>
  }
  export interface Work {
    readonly penalty?: number | undefined
    readonly answers?: Duration.Input | undefined
    readonly talks?: Duration.Input | undefined
  }
}

declare module "effect-ami/sink" {
  export * as AmiNdjson from "effect-ami/sink/AmiNdjson"
  export * as AmiSink from "effect-ami/sink/AmiSink"
  export * as AmiWebhook from "effect-ami/sink/AmiWebhook"
}

declare module "effect-ami/sink/AmiNdjson" {
  import * as Effect from "effect/Effect"
  import * as FileSystem from "effect/FileSystem"
  import * as Scope from "effect/Scope"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiSink } from "effect-ami/sink/AmiSink"
  import { Compression } from "effect-ami/internal/compression"
  import { PlatformError } from "effect/PlatformError"
  export interface Options {
    readonly folder: string
    readonly name?: string | undefined
    readonly names?: ReadonlyArray<string> | undefined
    readonly batch?: number | undefined
    readonly maxBytes?: number | undefined
    readonly compress?: boolean | undefined
  }
  export const make: (
    options: Options
  ) => Effect.Effect<
    AmiSink<PlatformError, never>,
    AmiError | PlatformError,
    Compression | FileSystem.FileSystem | Scope.Scope
  >
}

declare module "effect-ami/sink/AmiSink" {
  import * as AmiJournal from "effect-ami/journal/AmiJournal"
  import * as Effect from "effect/Effect"
  import * as Envelopes from "effect-ami/sink/internal/envelope"
  import { AmiError } from "effect-ami/AmiError"
  export interface AmiSink<out E = never, out R = never> {
    readonly name: string
    readonly names?: ReadonlyArray<string> | undefined
    readonly batch?: number | undefined
    readonly publish: (items: ReadonlyArray<AmiJournal.Replayed>) => Effect.Effect<void, E, R>
  }
  export type Envelope = Envelopes.Envelope
  export const envelope: (item: AmiJournal.Replayed) => Envelope
  export const run: <E, R>(
    sink: AmiSink<E, R>,
    servers: ReadonlyArray<string>
  ) => Effect.Effect<never, E | AmiJournal.JournalError | AmiError, R | AmiJournal.AmiJournal>
}

declare module "effect-ami/sink/AmiWebhook" {
  import * as AmiJournal from "effect-ami/journal/AmiJournal"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as HttpClient from "effect/http/HttpClient"
  import * as Redacted from "effect/Redacted"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiSink } from "effect-ami/sink/AmiSink"
  export interface Options {
    readonly name: string
    readonly url: string
    readonly secret: Redacted.Redacted<string>
    readonly names?: ReadonlyArray<string> | undefined
    readonly batch?: number | undefined
    readonly timeout?: Duration.Input | undefined
    readonly retryAfter?: Duration.Input | undefined
    readonly giveUpAfter?: Duration.Input | undefined
  }
  export const make: (
    options: Options
  ) => Effect.Effect<AmiSink<never, never>, AmiError, AmiJournal.AmiJournal | HttpClient.HttpClient>
  export const sign: (secret: Redacted.Redacted<string>, text: string) => Effect.Effect<string>
}

declare module "effect-ami/tasks/Ami" {
  import * as Actions from "effect-ami/catalog/Actions"
  import * as AmiAction from "effect-ami/catalog/AmiAction"
  import * as AmiEvent from "effect-ami/catalog/AmiEvent"
  import * as Dialing from "effect-ami/tasks/internal/dialing"
  import * as Effect from "effect/Effect"
  import * as Events from "effect-ami/catalog/Events"
  import * as Moving from "effect-ami/tasks/internal/moving"
  import * as Option from "effect/Option"
  import * as Originate from "effect-ami/tasks/internal/originate"
  import * as Scope from "effect/Scope"
  import * as Untyped from "effect-ami/tasks/internal/untyped"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiMessage } from "effect-ami/protocol/AmiMessage"
  export interface Answer extends Untyped.Answer {
  }
  export interface Destination extends Moving.Destination {
  }
  export interface DialOptions extends Dialing.Options {
  }
  export type EventName = keyof typeof Events | "*" | (string & {})
  export interface HangupOptions extends Moving.HangupOptions {
  }
  export interface OriginateOptions extends Originate.Options {
  }
  export interface Queued extends Originate.Queued {
  }
  export interface RedirectOptions extends Moving.Redirect {
  }
  export interface RequestHeaders extends Untyped.Headers {
  }
  export const attendedTransfer: (options: Destination) => Effect.Effect<AmiAction.Acknowledgement, AmiError, AmiClient>
  export const blindTransfer: (options: Destination) => Effect.Effect<AmiAction.Acknowledgement, AmiError, AmiClient>
  export const channels: Effect.Effect<Array<Events.CoreShowChannel>, AmiError, AmiClient>
  export const command: (command: string) => Effect.Effect<ReadonlyArray<string>, AmiError, AmiClient>
  export const dial: (options: DialOptions) => Effect.Effect<Events.OriginateResponse, AmiError, AmiClient>
  export const findCall: (
    channelId: string
  ) => Effect.Effect<Option.Option<Events.CoreShowChannel>, AmiError, AmiClient>
  export const hangup: (options: HangupOptions) => Effect.Effect<AmiAction.Acknowledgement, AmiError, AmiClient>
  export const logoff: Effect.Effect<void, AmiError, AmiClient>
  export const onEvent: <const Event extends AmiEvent.Any | EventName, X, E, R>(
    event: Event,
    handler: (event: Event extends AmiEvent.Any ? Event["Type"] : AmiMessage) => Effect.Effect<X, E, R>
  ) => Effect.Effect<void, never, AmiClient | Scope.Scope | R>
  export const originate: (options: OriginateOptions) => Effect.Effect<Queued, AmiError, AmiClient>
  export const ping: Effect.Effect<Actions.PingResponse, AmiError, AmiClient>
  export const redirect: (options: RedirectOptions) => Effect.Effect<AmiAction.Acknowledgement, AmiError, AmiClient>
  export const request: (headers: RequestHeaders) => Effect.Effect<Answer, AmiError, AmiClient>
}

declare module "effect-ami/transport/AmiTransport" {
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Redacted from "effect/Redacted"
  import * as Scope from "effect/Scope"
  import { AmiError, NotExecuted, OutcomeUnknown, Reason } from "effect-ami/AmiError"
  import { AmiMessage } from "effect-ami/protocol/AmiMessage"
  import { EncodedAction, EncodeFailure } from "effect-ami/protocol/AmiCodec"
  export class AmiTransport extends AmiTransport_base {
  }
  const AmiTransport_base: Context.ServiceClass<AmiTransport, "effect-ami/transport/AmiTransport", {
    readonly connect: Effect.Effect<Connection, AmiError, Scope.Scope>
    readonly address?: string | undefined
  }>
  export interface Connection {
    readonly banner: string | undefined
    readonly receive: (
      onMessages: (messages: ReadonlyArray<AmiMessage>) => void,
      onNotice?: (notice: Notice) => void,
      subscribers?: Subscribers
    ) => Effect.Effect<never, AmiError>
    readonly write: (action: EncodedAction, due?: Due) => boolean
    readonly heard?: (() => number) | undefined
    readonly noticesSilence?: boolean | undefined
    readonly maxInFlight?: number | undefined
    readonly refusal?: ((action: EncodedAction) => EncodeFailure | undefined) | undefined
    readonly authenticate?: ((credentials: Credentials) => Effect.Effect<void, AmiError>) | undefined
  }
  export interface Credentials {
    readonly username: string
    readonly secret: Redacted.Redacted<string>
  }
  export interface Due {
    readonly timeout: number
    readonly blocks: boolean
  }
  export interface Inbound {
    readonly receive: Connection["receive"]
    readonly deliver: (messages: ReadonlyArray<AmiMessage>) => void
    readonly notify: (notice: Notice) => void
    readonly end: (error: AmiError) => void
    readonly ended: () => AmiError | undefined
    readonly pacer: Pacer
    readonly caughtUp: (size: number) => Effect.Effect<void>
  }
  export type Notice = {
    readonly _tag: "Missed"
    readonly why: "PollFailed" | "SessionStolen" | "SlowConsumer"
    readonly dropped?: number | undefined
  } | {
    readonly _tag: "NotSent"
    readonly actionId: string
  } | {
    readonly _tag: "NotExecuted"
    readonly actionId: string
    readonly message: string
    readonly why?: NotExecuted["why"]
  } | {
    readonly _tag: "Unanswered"
    readonly actionId: string
    readonly cause: Exclude<OutcomeUnknown["cause"], "Closed">
    readonly detail?: string | undefined
  }
  export interface Pacer {
    readonly isPaused: boolean
    readonly mayReadOn: (size: number) => boolean
    readonly pause: (resume: () => void, isPatient?: boolean) => void
    readonly stop: () => void
  }
  export interface Subscribers {
    readonly onceCaughtUp: (run: () => void) => void
    readonly onceListening?: ((run: () => void) => void) | undefined
  }
  export const connectCodeOf: (error: unknown) => {
    readonly code: string
    readonly connecting: boolean
  }
  export const connectReason: (failure: {
    readonly address: string
    readonly code: string
    readonly tls: boolean
    readonly detail?: string | undefined
  }) => Reason
  export const connectReasonOf: (error: unknown, to: {
    readonly address: string
    readonly tls: boolean
  }) => Reason
  export const inbound: () => Inbound
  export const warnClearText: (host: string, instead: string) => Effect.Effect<void>
}

declare module "effect-ami/transport/AmiTransportHttp" {
  import * as Config from "effect/Config"
  import * as Effect from "effect/Effect"
  import * as HttpClient from "effect/http/HttpClient"
  import * as Layer from "effect/Layer"
  import * as Options from "effect-ami/internal/httpOptions"
  import { AmiTransport } from "effect-ami/transport/AmiTransport"
  import { Configured } from "effect-ami/internal/configured"
  export interface HttpOptions extends Options.HttpOptions {
  }
  export const defaults: {
    readonly url: "http://127.0.0.1:8088"
    readonly maxRequests: 8
    readonly connectTimeout: "5 seconds"
    readonly pollTimeout: "15 seconds"
    readonly pollFloor: "50 millis"
  }
  export const layer: (options?: HttpOptions) => Layer.Layer<AmiTransport, never, HttpClient.HttpClient>
  export const layerClient: (
    client: Layer.Layer<HttpClient.HttpClient>,
    options?: HttpOptions
  ) => Layer.Layer<AmiTransport>
  export const layerConfig: (
    options: Configured<HttpOptions>
  ) => Layer.Layer<AmiTransport, Config.ConfigError, HttpClient.HttpClient>
  export const make: (options?: HttpOptions) => Effect.Effect<AmiTransport["Service"], never, HttpClient.HttpClient>
}

declare module "effect-ami/transport/AmiTransportMock" {
  import * as AmiEvent from "effect-ami/catalog/AmiEvent"
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import { AmiTransport } from "effect-ami/transport/AmiTransport"
  import { Recording } from "effect-ami/protocol/AmiRecordingFile"
  export class AmiTransportMock extends AmiTransportMock_base {
  }
  const AmiTransportMock_base: Context.ServiceClass<AmiTransportMock, "effect-ami/transport/AmiTransportMock", {
    readonly sent: Effect.Effect<ReadonlyArray<Sent>>
    readonly push: (text: string) => Effect.Effect<void>
    readonly drop: Effect.Effect<void>
    readonly play: Effect.Effect<void>
    readonly connections: Effect.Effect<number>
    readonly assertDone: Effect.Effect<void>
  }>
  export interface Options {
    readonly recording?: Pick<Recording, "entries"> | undefined
    readonly speed?: number | undefined
    readonly paused?: boolean | undefined
  }
  export type Reply = string | ReadonlyArray<string> | {
    readonly _tag: "Silence"
  } | {
    readonly _tag: "Drop"
  } | ((action: Sent) => Reply)
  export type Script = Readonly<
    Record<
      string,
      Reply | {
        readonly inTurn: ReadonlyArray<Reply>
      }
    >
  >
  export interface Sent {
    readonly name: string
    readonly actionId: string
    readonly headers: ReadonlyArray<AmiMessage.Header>
    readonly get: (name: string) => string | undefined
  }
  export const drop: Reply
  export const error: (message: string) => Reply
  export const event: <const Event extends AmiEvent.Any>(
    event: Event,
    fields?: Partial<Omit<Event["Type"], "Event">>
  ) => string
  export const layer: (script: Script, options?: Options) => Layer.Layer<AmiTransport | AmiTransportMock>
  export const list: (complete: string, items: ReadonlyArray<string>) => Reply
  export const silence: Reply
}

declare module "effect-ami/agi/internal/agiAnswer" {
  export interface Answer {
    readonly code: number
    readonly result: string
    readonly value: string | undefined
    readonly endpos: number | undefined
    readonly text: string
  }
}

declare module "effect-ami/catalog/internal/about" {
  import * as AmiEvent from "effect-ami/catalog/AmiEvent"
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import { Fields } from "effect-ami/catalog/internal/fields"
  export interface About {
    readonly needs?: ReadonlyArray<AmiPermission.Class>
    readonly versions?: ReadonlyArray<string>
    readonly blocks?: boolean
    readonly danger?: string
  }
  export interface Described {
    readonly fields: () => Fields
    readonly answer: () => Fields | ReadonlyArray<AmiEvent.Any>
    readonly isLenient: boolean
    readonly isOpen: () => boolean
  }
  export interface Facts {
    readonly needs: ReadonlyArray<AmiPermission.Class>
    readonly versions: ReadonlyArray<string>
    readonly blocks: boolean
    readonly danger: string | undefined
  }
}

declare module "effect-ami/catalog/internal/fields" {
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as Result from "effect/Result"
  import * as Schema from "effect/Schema"
  import * as SchemaIssue from "effect/SchemaIssue"
  import { Reader } from "effect-ami/internal/readers"
  export type Field = Schema.Constraint & {
    readonly Encoded: Wire | undefined
    readonly DecodingServices: never
    readonly EncodingServices: never
  }
  export type Fields = Readonly<Record<string, Field>>
  export type Wire = string | ReadonlyArray<string> | ReadonlyArray<AmiMessage.Header>
}

declare module "effect-ami/catalog/internal/record" {
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as Result from "effect/Result"
  import * as Schema from "effect/Schema"
  import { EncodeFailure } from "effect-ami/protocol/AmiCodec"
  import { Fields, Strictness } from "effect-ami/catalog/internal/fields"
  export { type Field, type Fields, once, onceEmpty, type Strictness } from "effect-ami/catalog/internal/fields"
}

declare module "effect-ami/client/internal/options" {
  import * as AmiPermission from "effect-ami/catalog/AmiPermission"
  import * as Connecting from "effect-ami/client/internal/connecting"
  import * as Duration from "effect/Duration"
  import * as Redacted from "effect/Redacted"
  import * as Requests from "effect-ami/client/internal/requests/requests"
  import * as Result from "effect/Result"
  import * as Schedule from "effect/Schedule"
  import { AmiError } from "effect-ami/AmiError"
  import { BufferOptions } from "effect-ami/client/AmiInbox"
  export interface Limits {
    readonly inFlight?: number | undefined
    readonly queued?: number | undefined
    readonly listItems?: number | undefined
    readonly listBytes?: number | undefined
  }
  export interface Options {
    readonly name?: string | undefined
    readonly username: string
    readonly secret: Redacted.Redacted<string>
    readonly auth?: "challenge" | "plaintext" | undefined
    readonly events?: "on" | "off" | ReadonlyArray<AmiPermission.Class> | undefined
    readonly actionTimeout?: Duration.Input | undefined
    readonly loginTimeout?: Duration.Input | undefined
    readonly bootTimeout?: Duration.Input | undefined
    readonly drainTimeout?: Duration.Input | undefined
    readonly limits?: Limits | undefined
    readonly buffer?: BufferOptions | undefined
    readonly dangerous?: "allow" | "refuse" | undefined
    readonly reconnect?: boolean | Reconnect | undefined
    readonly onDisconnected?: "fail" | "wait" | undefined
    readonly pingInterval?: Duration.Input | undefined
    readonly pingTimeout?: Duration.Input | undefined
  }
  export interface Reconnect {
    readonly schedule?: Schedule.Schedule<unknown, AmiError> | undefined
    readonly first?: boolean | undefined
    readonly retryTls?: boolean | undefined
  }
}

declare module "effect-ami/cluster/internal/examination" {
  import * as Effect from "effect/Effect"
  import * as SqlClient from "effect/sql/SqlClient"
  import { SqlError } from "effect/sql/SqlError"
  export interface Finding {
    readonly problem: "Version" | "Pooler" | "Shards"
    readonly message: string
  }
}

declare module "effect-ami/cluster/internal/owners" {
  import * as Effect from "effect/Effect"
  import * as Scope from "effect/Scope"
  export interface Owned {
    readonly server: string
    readonly incarnation: string
    readonly isConnected: boolean
    readonly detail: string | undefined
    readonly consumers: number
    readonly inFlight: number
  }
}

declare module "effect-ami/dashboard/internal/board" {
  import * as Acting from "effect-ami/dashboard/internal/actions"
  import * as Effect from "effect/Effect"
  import * as Scope from "effect/Scope"
  import { EndpointRow, Link, Point } from "effect-ami/dashboard/internal/row"
  import { Floor, Showing } from "effect-ami/dashboard/internal/floor"
  import { House } from "effect-ami/dashboard/internal/house"
  export interface History {
    readonly load: Effect.Effect<ReadonlyArray<Point>>
    readonly append: (point: Point) => Effect.Effect<void>
  }
}

declare module "effect-ami/dashboard/internal/routes" {
  import * as Acting from "effect-ami/dashboard/internal/actions"
  import * as Effect from "effect/Effect"
  import * as HttpRouter from "effect/http/HttpRouter"
  import * as Redacted from "effect/Redacted"
  import { ActionName, EndpointRow } from "effect-ami/dashboard/internal/row"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { Board } from "effect-ami/dashboard/internal/board"
  import { Feed } from "effect-ami/dashboard/internal/feed"
  export interface Acted {
    readonly at: number
    readonly remote: string
    readonly action: ActionName
    readonly target: string
    readonly detail: string
    readonly outcome: string
  }
}

declare module "effect-ami/dashboard/internal/row" {
  export type ActionName = "pause" | "unpause" | "hangup" | "transfer" | "spy" | "whisper" | "barge"
  export interface Point {
    readonly t: number
    readonly waiting: number
    readonly answered: number
    readonly abandoned: number
  }
}

declare module "effect-ami/dialer/internal/attempt" {
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  import * as Schema from "effect/Schema"
  import { Outcome } from "effect-ami/dialer/internal/outcome"
  export interface Attempt {
    readonly campaign: string
    readonly contact: string
    readonly number: string
    readonly attempt: number
    readonly id: string
    readonly intendedAt: number
    readonly finishedAt?: number | undefined
    readonly outcome?: Outcome | undefined
  }
  export const Attempt: Schema.Codec<Attempt>
  export class AttemptLog extends AttemptLog_base {
  }
  export class AttemptLogError extends AttemptLogError_base {
    get message(): string
  }
  const AttemptLogError_base: Schema.Class<
    AttemptLogError,
    Schema.TaggedStruct<"AttemptLogError", {
      readonly reason: Schema.Literals<readonly ["AlreadyIntended", "NotFound", "Unreadable", "StorageFailed"]>
      readonly operation: Schema.Literals<readonly ["intend", "finish", "withdraw", "open", "of", "history", "prepare"]>
      readonly of: Schema.optionalKey<Schema.String>
      readonly cause: Schema.optionalKey<Schema.Defect>
    }>,
    import("effect/Cause").YieldableError
  >
  const AttemptLog_base: Context.ServiceClass<AttemptLog, "effect-ami/dialer/AttemptLog", {
    readonly intend: (attempt: Attempt) => Effect.Effect<void, AttemptLogError>
    readonly finish: (id: string, outcome: Outcome) => Effect.Effect<void, AttemptLogError>
    readonly withdraw: (id: string) => Effect.Effect<void, AttemptLogError>
    readonly open: (campaign: string) => Effect.Effect<ReadonlyArray<Attempt>, AttemptLogError>
    readonly of: (campaign: string, contact: string) => Effect.Effect<ReadonlyArray<Attempt>, AttemptLogError>
    readonly history: (campaign: string) => Effect.Effect<ReadonlyArray<Attempt>, AttemptLogError>
  }>
}

declare module "effect-ami/dialer/internal/calling" {
  import * as Effect from "effect/Effect"
  import * as Options from "effect-ami/dialer/internal/options"
  import * as Scope from "effect/Scope"
  import { Amd } from "effect-ami/dialer/internal/course"
  import { AmiCalls } from "effect-ami/live/AmiCalls"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { CallRecord } from "effect-ami/live/CallRecord"
  import { Outcome } from "effect-ami/dialer/internal/outcome"
  export interface Followed {
    readonly id: string
    readonly first: Outcome
    readonly second?: Outcome
    readonly amd?: Amd
    readonly record?: CallRecord
  }
  export interface Started {
    readonly id: string
    readonly first: Effect.Effect<Outcome>
    readonly second: Effect.Effect<Outcome | undefined>
    readonly ended: Effect.Effect<Followed>
  }
}

declare module "effect-ami/dialer/internal/campaignOptions" {
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Rules from "effect-ami/internal/options"
  import * as Stream from "effect/Stream"
  import { Contact } from "effect-ami/dialer/internal/contact"
  import { DialOptions } from "effect-ami/dialer/AmiDial"
  import { Hours } from "effect-ami/dialer/internal/hours"
  import { Outcome } from "effect-ami/dialer/internal/outcome"
  import { Predictor } from "effect-ami/dialer/internal/pacing"
  import { Settings } from "effect-ami/dialer/internal/campaignState"
  export interface Campaign<C extends Contact, E = never, R = never> {
    readonly name: string
    readonly contacts: Stream.Stream<C, E, R>
    readonly dial: (contact: C, number: string) => Omit<DialOptions, "id" | "onInterrupt">
    readonly pacing?: Pacing<C, R> | undefined
    readonly agentWithin?: Duration.Input | undefined
    readonly maxCallsPerSecond?: number | undefined
    readonly maxConcurrent?: number | undefined
    readonly trunk?: ((contact: C, number: string) => string | undefined) | undefined
    readonly maxPerTrunk?: Readonly<Record<string, number>> | undefined
    readonly retry?: RetryTable | undefined
    readonly hours?: Hours | ReadonlyArray<Hours> | undefined
    readonly zone?: string | undefined
    readonly mayCall?: ((contact: C, number: string) => Effect.Effect<boolean, unknown, R>) | undefined
    readonly maxWaiting?: number | undefined
    readonly figuresEvery?: Duration.Input | undefined
  }
  export type Pacing<C, R = never> = {
    readonly _tag: "Preview"
    readonly freeAgents: Effect.Effect<number, unknown, R>
    readonly accept: (contact: C, number: string) => Effect.Effect<boolean, unknown, R>
  } | {
    readonly _tag: "Progressive"
    readonly freeAgents: Effect.Effect<number, unknown, R>
    readonly perAgent?: number | undefined
  } | {
    readonly _tag: "Predictive"
    readonly freeAgents: Effect.Effect<number, unknown, R>
    readonly maxAbandonRate?: number | undefined
    readonly window?: Duration.Input | undefined
    readonly maxRatio?: number | undefined
  }
  export type Retry = "never" | {
    readonly after: Duration.Input
    readonly times: number
  }
  export type RetryTable = {
    readonly [Tag in Outcome["_tag"]]?: Retry | undefined
  }
}

declare module "effect-ami/dialer/internal/contact" {
  import * as Schema from "effect/Schema"
  import { AmiError } from "effect-ami/AmiError"
  import { Attempt, AttemptLogError } from "effect-ami/dialer/internal/attempt"
  import { Followed } from "effect-ami/dialer/internal/calling"
  import { Outcome } from "effect-ami/dialer/internal/outcome"
  export interface Contact {
    readonly id: string
    readonly numbers: ReadonlyArray<string>
    readonly zone?: string | undefined
  }
  export const Contact: Schema.Codec<Contact>
  export type Event<C extends Contact = Contact> =
    | ({
      readonly _tag: "Started"
    } & OfAttempt<C>)
    | ({
      readonly _tag: "Attempted"
      readonly outcome: Outcome
    } & OfAttempt<C>)
    | ({
      readonly _tag: "Abandoned"
    } & OfAttempt<C>)
    | ({
      readonly _tag: "Ended"
      readonly followed: Followed
    } & OfAttempt<C>)
    | {
      readonly _tag: "Finished"
      readonly contact: C
      readonly outcome: Outcome | undefined
      readonly attempts: ReadonlyArray<Attempt>
    }
    | {
      readonly _tag: "Skipped"
      readonly contact: C
      readonly reason: SkipReason
      readonly attempts: ReadonlyArray<Attempt>
      readonly cause?: unknown
    }
    | {
      readonly _tag: "Recovered"
      readonly attempt: Attempt
      readonly outcome: Outcome | {
        readonly _tag: "Live"
      }
    }
    | {
      readonly _tag: "Paused"
      readonly reason: PauseReason
      readonly error?: AmiError | AttemptLogError
    }
    | {
      readonly _tag: "Resumed"
      readonly pausedMs: number
    }
    | {
      readonly _tag: "Figures"
      readonly figures: Figures
    }
    | {
      readonly _tag: "Completed"
      readonly figures: Figures
    }
  export interface Figures {
    readonly at: number
    readonly live: number
    readonly setup: number
    readonly waiting: number
    readonly dialled: number
    readonly answered: number
    readonly abandoned: number
    readonly finished: number
    readonly skipped: number
    readonly answerRate: number
    readonly abandonRate: number
    readonly abandonBound: number
    readonly ratio: number
    readonly callsPerSecond: number
  }
  export const Figures: Schema.Codec<Figures>
  interface OfAttempt<C> {
    readonly contact: C
    readonly number: string
    readonly attempt: number
    readonly id: string
  }
  export type PauseReason = typeof pauses[number]
  export const PauseReason: Schema.Codec<PauseReason>
  export type SkipReason = typeof skips[number]
  export const SkipReason: Schema.Codec<SkipReason>
  const pauses: readonly ["Asked", "NotConnected", "OutsideHours", "LogFailed", "Refused", "SlowConsumer"]
  const skips: readonly ["Done", "DoNotCall", "HookFailed", "Declined", "Duplicate", "Invalid", "NoHours"]
}

declare module "effect-ami/dialer/internal/course" {
  import { AmiMessage } from "effect-ami/protocol/AmiMessage"
  import { Outcome, Unknown } from "effect-ami/dialer/internal/outcome"
  export interface Amd {
    readonly status: string
    readonly cause: string
  }
}

declare module "effect-ami/dialer/internal/hours" {
  export interface Hours {
    readonly from: string
    readonly to: string
    readonly days?: ReadonlyArray<number> | undefined
  }
}

declare module "effect-ami/dialer/internal/options" {
  import * as AmiAction from "effect-ami/catalog/AmiAction"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Rules from "effect-ami/internal/options"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { Given as Course } from "effect-ami/dialer/internal/course"
  export interface How {
    readonly id?: string | undefined
    readonly context?: string | undefined
    readonly ringFor?: Duration.Input | undefined
    readonly callerId?: string | undefined
    readonly variables?: Readonly<Record<string, string>> | undefined
    readonly codecs?: ReadonlyArray<string> | undefined
    readonly account?: string | undefined
    readonly earlyMedia?: boolean | undefined
    readonly blackBox?: boolean | undefined
    readonly onInterrupt?: "hangup" | "leave" | undefined
  }
  export interface Options extends How {
    readonly first: string
    readonly then: Then
  }
  export type Then = {
    readonly Exten: string
    readonly Context?: string | undefined
    readonly Priority?: number | undefined
  } | {
    readonly Application: string
    readonly Data?: string | undefined
  }
}

declare module "effect-ami/dialer/internal/outcome" {
  import * as Causes from "effect-ami/internal/causes"
  import * as Data from "effect/Data"
  import * as Schema from "effect/Schema"
  export type Answered = {
    readonly _tag: "Answered"
    readonly channel: string
    readonly Uniqueid?: string
    readonly ringMs?: number
  }
  export type Outcome =
    | Answered
    | Refused<"Busy">
    | Refused<"NoAnswer">
    | Refused<"Rejected">
    | Refused<"Congestion">
    | Refused<"Unreachable">
    | Refused<"Cancelled">
    | ({
      readonly _tag: "Failed"
      readonly text: string
    } & Why)
    | Unknown
  export const Outcome: Schema.Codec<Outcome>
  type Refused<Tag extends string> = {
    readonly _tag: Tag
  } & Why
  export type Unknown = {
    readonly _tag: "Unknown"
    readonly why: "LinkLost" | "NotSeen" | "Forwarded"
    readonly lookedAt: ReadonlyArray<"Channels" | "BlackBox">
  }
  export interface Why {
    readonly cause?: number
    readonly causeText?: string
    readonly dialStatus?: string
    readonly TechCause?: string
  }
}

declare module "effect-ami/fleet/internal/configured" {
  import * as Config from "effect/Config"
  import * as Effect from "effect/Effect"
  import * as Redacted from "effect/Redacted"
  import { AmiError } from "effect-ami/AmiError"
  export interface Settings {
    readonly url: Redacted.Redacted<string>
    readonly username?: string
    readonly secret?: Redacted.Redacted<string>
  }
}

declare module "effect-ami/fleet/internal/lanes" {
  import * as Effect from "effect/Effect"
  import * as Pull from "effect/Pull"
  export interface Batch<out A> {
    readonly server: string
    readonly items: ReadonlyArray<A>
  }
}

declare module "effect-ami/fleet/internal/member" {
  import * as AmiStatus from "effect-ami/client/AmiStatus"
  import * as Context from "effect/Context"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Layer from "effect/Layer"
  import * as Semaphore from "effect/Semaphore"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export type State = AmiStatus.State | {
    readonly _tag: "Failed"
    readonly cause: AmiError
  }
}

declare module "effect-ami/fleet/internal/merging" {
  import * as AmiClient from "effect-ami/client/AmiClient"
  import * as Effect from "effect/Effect"
  import * as Stream from "effect/Stream"
  import { AmiError } from "effect-ami/AmiError"
  import { Batch } from "effect-ami/fleet/internal/lanes"
  import { Change, Live, Model } from "effect-ami/live/AmiLive"
  import { Fleet } from "effect-ami/fleet/internal/fleet"
  import { Mark } from "effect-ami/client/AmiInbox"
  import { Member } from "effect-ami/fleet/internal/member"
  export interface Left {
    readonly _tag: "Left"
  }
  export interface Overflow {
    readonly _tag: "Overflow"
    readonly epoch: number
    readonly dropped: number
    readonly firstSeq: number
    readonly lastSeq: number
  }
}

declare module "effect-ami/fleet/internal/options" {
  import * as ConfigProvider from "effect/ConfigProvider"
  import * as Duration from "effect/Duration"
  import * as Layer from "effect/Layer"
  import * as Stream from "effect/Stream"
  import * as SubscriptionRef from "effect/SubscriptionRef"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { Settings as ServerSettings } from "effect-ami/fleet/internal/configured"
  import { State } from "effect-ami/fleet/internal/member"
  export interface ConfigOptions<R, RM> extends Settings {
    readonly connect: (server: string, settings: ServerSettings) => Layer.Layer<AmiClient, AmiError, R>
    readonly models?: ((server: string, settings: ServerSettings) => Layer.Layer<never, AmiError, RM>) | undefined
    readonly reload?: Stream.Stream<ConfigProvider.ConfigProvider> | undefined
  }
  export interface Health {
    readonly state: State
    readonly since: number
    readonly models?: {
      readonly _tag: "Ready"
    } | {
      readonly _tag: "Waiting"
      readonly cause: AmiError | undefined
    }
  }
  export interface HealthChange {
    readonly server: string
    readonly health: Health | undefined
  }
  export interface Options<Config, R, RM> extends Settings {
    readonly servers:
      | ReadonlyMap<string, Config>
      | SubscriptionRef.SubscriptionRef<ReadonlyMap<string, Config>>
      | Stream.Stream<ReadonlyMap<string, Config>>
    readonly connect: (server: string, config: Config) => Layer.Layer<AmiClient, AmiError, R>
    readonly models?: ((server: string, config: Config) => Layer.Layer<never, AmiError, RM>) | undefined
  }
  export interface Settings {
    readonly buffer?: number | undefined
    readonly connectTimeout?: Duration.Input | undefined
    readonly locateTimeout?: Duration.Input | undefined
    readonly maxLogins?: number | undefined
  }
}

declare module "effect-ami/fleet/internal/owner" {
  import * as AmiAction from "effect-ami/catalog/AmiAction"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import { AmiError } from "effect-ami/AmiError"
  import { Member } from "effect-ami/fleet/internal/member"
  export interface Located {
    readonly servers: ReadonlyArray<string>
    readonly unanswered: ReadonlyArray<string>
  }
}

declare module "effect-ami/gateway/internal/actions" {
  import * as Ami from "effect-ami/tasks/Ami"
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import * as Effect from "effect/Effect"
  import * as Scope from "effect/Scope"
  import { Count } from "effect-ami/gateway/internal/rates"
  import {
    Forbidden,
    NoSuchServer,
    NotSent,
    OutcomeUnknown,
    Refused,
    TooLarge,
    TooMany
  } from "effect-ami/gateway/AmiGatewayApi"
  import { Rights } from "effect-ami/gateway/internal/rights"
  import { Source } from "effect-ami/gateway/internal/source"
  export interface Acted {
    readonly at: number
    readonly token: string
    readonly server: string
    readonly action: string
    readonly headers: ReadonlyArray<string>
    readonly outcome: string
    readonly why?: string
    readonly ms: number
  }
}

declare module "effect-ami/gateway/internal/currentRights" {
  import * as Context from "effect/Context"
  import { Rights } from "effect-ami/gateway/internal/rights"
  export class CurrentRights extends CurrentRights_base {
  }
  const CurrentRights_base: Context.ServiceClass<
    CurrentRights,
    "effect-ami/gateway/internal/currentRights/CurrentRights",
    Rights
  >
}

declare module "effect-ami/gateway/internal/grant" {
  export interface Grant {
    readonly name: string
    readonly tokenHash: string
    readonly servers: ReadonlyArray<string>
    readonly actions?: {
      readonly [action: string]: ReadonlyArray<{
        readonly [header: string]: string
      }>
    }
    readonly events?: ReadonlyArray<{
      readonly name: string
      readonly where?: {
        readonly [header: string]: string
      }
    }>
    readonly models?: {
      readonly [model in Model]?: ReadonlyArray<string>
    }
    readonly hide?: ReadonlyArray<string>
    readonly dangerous?: boolean
    readonly actionsPerMinute?: number
    readonly readsPerMinute?: number
    readonly streams?: number
    readonly expires?: string
  }
  export type Model = "channels" | "queues" | "calls"
}

declare module "effect-ami/gateway/internal/rights" {
  import * as AmiMessage from "effect-ami/protocol/AmiMessage"
  import { Grant, Model } from "effect-ami/gateway/internal/grant"
  type Headers = ReadonlyArray<AmiMessage.Header>
  export class Rights {
    readonly grant: Grant
    private readonly servers
    private readonly serverPatterns
    private readonly actions
    private readonly events
    private readonly eventsByName
    private readonly hides
    readonly hiding: string
    readonly expiresAt: number
    constructor(grant: Grant)
    knows(server: string): boolean
    refusal(server: string, action: string, headers: Headers): string | undefined
    private danger
    sees(server: string, message: AmiMessage.AmiMessage): boolean
    reads(model: Model): ((names: ReadonlyArray<string>) => boolean) | undefined
    shownValue(value: object): unknown
    shown(message: AmiMessage.AmiMessage): Headers
  }
}

declare module "effect-ami/internal/channelStates" {
  export const channelStates: readonly [
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
  ]
}

declare module "effect-ami/internal/compression" {
  import * as Context from "effect/Context"
  import * as Effect from "effect/Effect"
  export class Compression extends Compression_base {
  }
  const Compression_base: Context.ServiceClass<Compression, "effect-ami/Compression", {
    readonly compress: (bytes: Uint8Array) => Effect.Effect<Uint8Array, unknown>
    readonly decompress: (bytes: Uint8Array) => Effect.Effect<Uint8Array, unknown>
  }>
}

declare module "effect-ami/internal/configured" {
  import * as Config from "effect/Config"
  import * as Duration from "effect/Duration"
  import * as Layer from "effect/Layer"
  import * as Redacted from "effect/Redacted"
  import * as Schedule from "effect/Schedule"
  export type Configured<A> = A | Config.Config<A> | Members<A, NonNullable<A>>
  type Members<A, Given> = [Given] extends [Value] ? never : [Given] extends [object] ? {
      readonly [K in keyof A]: Configured<A[K]>
    } :
  never
  type Value =
    | Redacted.Redacted<unknown>
    | Duration.Duration
    | Schedule.Schedule<unknown, never>
    | ReadonlyArray<unknown>
    | Uint8Array
    | URL
    | ((...args: never) => unknown)
}

declare module "effect-ami/internal/connectionReasons" {
  import * as Schema from "effect/Schema"
  export class ChallengeUnavailable extends ChallengeUnavailable_base {
    get message(): string
    readonly isRetryable = false
  }
  const ChallengeUnavailable_base: Schema.Class<
    ChallengeUnavailable,
    Schema.TaggedStruct<"ChallengeUnavailable", {
      readonly detail: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export class ConnectFailed extends ConnectFailed_base {
    get message(): string
    readonly isRetryable = true
  }
  const ConnectFailed_base: Schema.Class<
    ConnectFailed,
    Schema.TaggedStruct<"ConnectFailed", {
      readonly address: Schema.String
      readonly code: Schema.String
      readonly detail: Schema.optionalKey<Schema.String>
      readonly hint: Schema.optionalKey<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
  export class ConnectionLost extends ConnectionLost_base {
    get message(): string
    get isRetryable(): boolean
  }
  const ConnectionLost_base: Schema.Class<
    ConnectionLost,
    Schema.TaggedStruct<"ConnectionLost", {
      readonly why: Schema.Literals<
        readonly [
          "Ended",
          "Reset",
          "TooLarge",
          "WriteFailed",
          "ClientClosed",
          "SessionExpired",
          "SessionStolen",
          "Unreachable",
          "Defect"
        ]
      >
      readonly detail: Schema.optionalKey<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
  export class InvalidOption extends InvalidOption_base {
    get message(): string
    readonly isRetryable = false
  }
  const InvalidOption_base: Schema.Class<
    InvalidOption,
    Schema.TaggedStruct<"InvalidOption", {
      readonly of: Schema.String
      readonly option: Schema.String
      readonly rule: Schema.String
      readonly given: Schema.optionalKey<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
  export class LoginRejected extends LoginRejected_base {
    get hint(): string | undefined
    get isRetryable(): boolean
  }
  const LoginRejected_base: Schema.Class<
    LoginRejected,
    Schema.TaggedStruct<"LoginRejected", {
      readonly username: Schema.String
      readonly message: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export class LoginTimeout extends LoginTimeout_base {
    get message(): string
    readonly isRetryable = true
  }
  const LoginTimeout_base: Schema.Class<
    LoginTimeout,
    Schema.TaggedStruct<"LoginTimeout", {
      readonly username: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
  export class NotAmi extends NotAmi_base {
    get message(): string
    readonly isRetryable = false
  }
  const NotAmi_base: Schema.Class<
    NotAmi,
    Schema.TaggedStruct<"NotAmi", {
      readonly address: Schema.String
      readonly sample: Schema.String
      readonly hint: Schema.optionalKey<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
  export class TlsRejected extends TlsRejected_base {
    get message(): string
    readonly isRetryable = false
  }
  const TlsRejected_base: Schema.Class<
    TlsRejected,
    Schema.TaggedStruct<"TlsRejected", {
      readonly address: Schema.String
      readonly code: Schema.String
      readonly detail: Schema.optionalKey<Schema.String>
      readonly hint: Schema.optionalKey<Schema.String>
    }>,
    import("effect/Cause").YieldableError
  >
}

declare module "effect-ami/internal/httpOptions" {
  import * as AmiCodec from "effect-ami/protocol/AmiCodec"
  import * as Duration from "effect/Duration"
  import * as Rules from "effect-ami/internal/options"
  export interface HttpOptions {
    readonly url?: string | URL | undefined
    readonly prefix?: string | undefined
    readonly auth?: "session" | "digest" | undefined
    readonly maxRequests?: number | undefined
    readonly connectTimeout?: Duration.Input | undefined
    readonly pollTimeout?: Duration.Input | undefined
    readonly pollFloor?: Duration.Input | undefined
    readonly charset?: AmiCodec.DecoderOptions["charset"]
    readonly limits?: Partial<AmiCodec.Limits> | undefined
  }
}

declare module "effect-ami/internal/recordingReasons" {
  import * as Schema from "effect/Schema"
  export class InvalidRecording extends InvalidRecording_base {
    get message(): string
    readonly isRetryable = false
  }
  const InvalidRecording_base: Schema.Class<
    InvalidRecording,
    Schema.TaggedStruct<"InvalidRecording", {
      readonly file: Schema.optionalKey<Schema.String>
      readonly line: Schema.Int
      readonly problem: Schema.String
    }>,
    import("effect/Cause").YieldableError
  >
}

declare module "effect-ami/journal/internal/callModels" {
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Scope from "effect/Scope"
  import * as Stream from "effect/Stream"
  import { AmiError } from "effect-ami/AmiError"
  import { CallRecord } from "effect-ami/live/CallRecord"
  import { Counts } from "effect-ami/journal/internal/models"
  import { JournalError } from "effect-ami/journal/internal/entry"
  export interface CallFilter {
    readonly server?: string | undefined
    readonly from?: Date | undefined
    readonly to?: Date | undefined
    readonly number?: string | undefined
    readonly queue?: string | undefined
    readonly agent?: string | undefined
  }
  export interface CallShape {
    readonly write: <E, R>(
      records: Stream.Stream<CallRecord, E, R>,
      options?: CallWriteOptions
    ) => Effect.Effect<CallWriting<E>, AmiError, R | Scope.Scope>
    readonly find: (options?: CallFilter) => Stream.Stream<StoredCall, JournalError | AmiError>
    readonly get: (server: string, id: string) => Effect.Effect<StoredCall | undefined, JournalError>
    readonly prune: (before: Date) => Effect.Effect<number, JournalError>
  }
  export interface CallWriteOptions {
    readonly server?: string | undefined
    readonly maxWaiting?: number | undefined
    readonly keep?: Duration.Input | undefined
  }
  export interface CallWriting<out E> {
    readonly counts: Effect.Effect<Counts>
    readonly flushed: Effect.Effect<void>
    readonly ended: Effect.Effect<void, E>
  }
  export interface StoredCall {
    readonly server: string
    readonly complete: boolean
    readonly record: CallRecord
  }
}

declare module "effect-ami/journal/internal/entry" {
  import * as AmiInbox from "effect-ami/client/AmiInbox"
  import * as Schema from "effect/Schema"
  export type GapReason =
    | "OwnerChanged"
    | "Disconnected"
    | "SlowConsumer"
    | "PollFailed"
    | "SessionStolen"
    | "JournalFull"
    | "Expired"
    | "Unreadable"
  export class JournalError extends JournalError_base {
    get message(): string
  }
  const JournalError_base: Schema.Class<
    JournalError,
    Schema.TaggedStruct<"JournalError", {
      readonly reason: Schema.Literals<readonly ["StorageFailed", "Superseded", "Unsupported"]>
      readonly operation: Schema.Literals<
        readonly [
          "prepare",
          "write",
          "replay",
          "consume",
          "call",
          "calls",
          "servers",
          "consumers",
          "prune",
          "deadLetters"
        ]
      >
      readonly of: Schema.optionalKey<Schema.String>
      readonly cause: Schema.optionalKey<Schema.Defect>
    }>,
    import("effect/Cause").YieldableError
  >
  export interface Missing extends Placed {
    readonly _tag: "Missing"
    readonly reason: GapReason
    readonly epoch: number
    readonly dropped: number | "unknown"
    readonly since: number | undefined
    readonly at: number
  }
  export interface Placed {
    readonly server: string
    readonly generation: number
    readonly position: Position
  }
  export interface Position {
    readonly block: number
    readonly item: number
  }
  export type Replayed = Stored | Missing
  export interface Stored extends AmiInbox.Received, Placed {
  }
}

declare module "effect-ami/journal/internal/models" {
  import * as AmiInbox from "effect-ami/client/AmiInbox"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Scope from "effect/Scope"
  import * as Stream from "effect/Stream"
  import { AmiError } from "effect-ami/AmiError"
  import { JournalError, Position, Replayed } from "effect-ami/journal/internal/entry"
  export interface ConsumeOptions {
    readonly consumer: string
    readonly server: string
    readonly from?: Position | Date | "now" | undefined
    readonly names?: ReadonlyArray<string> | undefined
    readonly batch?: number | undefined
  }
  export interface ConsumerSummary {
    readonly consumer: string
    readonly server: string
    readonly position: Position
    readonly notedAt: number
  }
  export interface Counts {
    readonly received: number
    readonly stored: number
    readonly dropped: number
    readonly waiting: number
  }
  export interface DeadLetter {
    readonly consumer: string
    readonly id: string
    readonly at: number
    readonly reason: string
    readonly body: string
  }
  export interface RecordOptions extends WriteOptions {
    readonly server?: string | undefined
    readonly names?: ReadonlyArray<string> | undefined
  }
  export interface ReplayOptions {
    readonly server: string
    readonly from?: Position | Date | undefined
    readonly to?: Date | undefined
    readonly names?: ReadonlyArray<string> | undefined
    readonly follow?: boolean | undefined
  }
  export interface ServerSummary {
    readonly server: string
    readonly generation: number
    readonly events: number
    readonly bytes: number
    readonly blocks: number
    readonly gaps: number
    readonly dropped: number
    readonly firstAt: number | undefined
    readonly lastAt: number | undefined
  }
  export interface Shape {
    readonly write: <E, R>(
      server: string,
      inbox: Stream.Stream<AmiInbox.Item, E, R>,
      options?: WriteOptions
    ) => Effect.Effect<Writing<E>, AmiError, R | Scope.Scope>
    readonly replay: (options: ReplayOptions) => Stream.Stream<Replayed, JournalError | AmiError>
    readonly consume: <E, R>(
      options: ConsumeOptions,
      handle: (items: ReadonlyArray<Replayed>) => Effect.Effect<void, E, R>
    ) => Effect.Effect<never, E | JournalError | AmiError, R>
    readonly call: (server: string, linkedid: string) => Effect.Effect<ReadonlyArray<Replayed>, JournalError | AmiError>
    readonly servers: Effect.Effect<ReadonlyArray<ServerSummary>, JournalError>
    readonly consumers: Effect.Effect<ReadonlyArray<ConsumerSummary>, JournalError>
    readonly prune: (before: Date) => Effect.Effect<number, JournalError>
    readonly putAside: (letter: Omit<DeadLetter, "at">) => Effect.Effect<void, JournalError>
    readonly deadLetters: (consumer: string) => Effect.Effect<ReadonlyArray<DeadLetter>, JournalError>
  }
  export interface WriteOptions {
    readonly blockEvents?: number | undefined
    readonly blockAge?: Duration.Input | undefined
    readonly maxBlocks?: number | undefined
    readonly keep?: Duration.Input | undefined
  }
  export interface Writing<out E> {
    readonly generation: Effect.Effect<number, JournalError | E>
    readonly counts: Effect.Effect<Counts>
    readonly flushed: Effect.Effect<void, JournalError | E>
    readonly ended: Effect.Effect<void, JournalError | E>
  }
}

declare module "effect-ami/live/internal/calls/call" {
  import * as Record from "effect-ami/live/CallRecord"
  import * as Schema from "effect/Schema"
  export interface Call extends Omit<Record.CallRecord, "version" | "server" | "endedAt" | "outcome" | "end" | "legs"> {
    readonly state: State
    readonly ringingAt?: number
    readonly legs: ReadonlyArray<CallLeg>
  }
  export const Call: Schema.Codec<Call>
  export interface CallLeg {
    readonly Uniqueid: string
    readonly Channel: string
    readonly party: Record.Party
    readonly role: Record.Role
    readonly calledBy?: string
    readonly startedAt?: number
    readonly ringingAt?: number
    readonly answeredAt?: number
    readonly endedAt?: number
    readonly cause?: number
    readonly TechCause?: string
    readonly isTalking: boolean
    readonly heldSince?: number
    readonly outcome?: Record.LegOutcome
  }
  export const CallLeg: Schema.Codec<CallLeg>
  export type State =
    | "Conference"
    | "Parked"
    | "Held"
    | "Talking"
    | "Ringing"
    | "Queued"
    | "Voicemail"
    | "InDialplan"
    | "Setup"
  export const State: Schema.Codec<State>
}

declare module "effect-ami/live/internal/calls/events" {
  import * as Record from "effect-ami/live/CallRecord"
  import * as Schema from "effect/Schema"
  import { Call, CallLeg } from "effect-ami/live/internal/calls/call"
  export type CallEvent =
    | (Event & {
      readonly _tag: "Started"
    })
    | (Event & {
      readonly _tag: "Ringing"
      readonly leg: CallLeg
    })
    | (Event & {
      readonly _tag: "Answered"
      readonly leg: CallLeg
    })
    | (Event & {
      readonly _tag: "Held"
      readonly leg: CallLeg
    })
    | (Event & {
      readonly _tag: "Resumed"
      readonly leg: CallLeg
    })
    | (Event & {
      readonly _tag: "Queued"
      readonly queue: Record.QueueVisit
    })
    | (Event & {
      readonly _tag: "QueueConnected"
      readonly queue: Record.QueueVisit
    })
    | (Event & {
      readonly _tag: "Forwarded"
      readonly leg: CallLeg
      readonly to?: string
    })
    | (Event & {
      readonly _tag: "TransferStarted"
      readonly transfer: Record.Transfer
    })
    | (Event & {
      readonly _tag: "TransferEnded"
      readonly transfer: Record.Transfer
    })
    | (Event & {
      readonly _tag: "PickedUp"
      readonly pickup: Record.Pickup
    })
    | (Event & {
      readonly _tag: "Parked"
      readonly parking: Record.Parking
    })
    | (Event & {
      readonly _tag: "Unparked"
      readonly parking: Record.Parking
    })
    | (Event & {
      readonly _tag: "Merged"
      readonly into: string
    })
    | (Event & {
      readonly _tag: "Ended"
      readonly end: Record.End
      readonly record?: Record.CallRecord
    })
  export const CallEvent: Schema.Codec<CallEvent>
  interface Event {
    readonly at: number
    readonly call: Call
  }
}

declare module "effect-ami/live/internal/graph/channelSchema" {
  import * as Schema from "effect/Schema"
  import * as Values from "effect-ami/live/internal/graph/graphValues"
  export interface Channel extends Values.Channel {
  }
  export const Channel: Schema.Codec<Channel>
}

declare module "effect-ami/live/internal/graph/graphValues" {
  import { BridgeNode, ChannelNode } from "effect-ami/live/internal/graph/graphNodes"
  import { channelStates } from "effect-ami/internal/channelStates"
  export interface Bridge {
    readonly BridgeUniqueid: string
    readonly BridgeType?: string
    readonly BridgeTechnology?: string
    readonly BridgeCreator?: string
    readonly BridgeName?: string
    readonly createdAt?: number
    readonly members: ReadonlyArray<string>
  }
  export interface Channel {
    readonly Uniqueid: string
    readonly Channel: string
    readonly Linkedid?: string
    readonly endpoint?: string
    readonly localPeer?: string
    readonly state?: typeof channelStates[number]
    readonly startedAt?: number
    readonly CallerIDNum?: string
    readonly CallerIDName?: string
    readonly ConnectedLineNum?: string
    readonly ConnectedLineName?: string
    readonly AccountCode?: string
    readonly DNID?: string
    readonly Context?: string
    readonly Exten?: string
    readonly Priority?: number
    readonly Application?: string
    readonly AppData?: string
    readonly bridge?: string
    readonly dialedBy?: string
    readonly isHeld?: boolean
    readonly heldSince?: number
  }
}

declare module "effect-ami/live/internal/part" {
  import * as Cause from "effect/Cause"
  import * as Effect from "effect/Effect"
  import * as Stream from "effect/Stream"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiMessage } from "effect-ami/protocol/AmiMessage"
  export type Change<V> =
    | {
      readonly _tag: "Present"
      readonly values: ReadonlyMap<string, V>
      readonly isFresh: boolean
    }
    | Upserted<V>
    | Gone<V>
    | ({
      readonly _tag: "Stale"
    } & Loss)
    | ({
      readonly _tag: "Synced"
    } & Sync)
  export type CycleCause = "Connected" | "Gap" | "Relist"
  export interface Gone<out V> extends Step {
    readonly _tag: "Gone"
    readonly key: string
    readonly last: V
    readonly finalStateUnknown: boolean
    readonly reason: Reason
  }
  export type Live<A> = {
    readonly _tag: "Fresh"
    readonly value: A
    readonly at: number
  } | {
    readonly _tag: "Stale"
    readonly value: A
    readonly at: number
    readonly since: number
    readonly cause: "Disconnected" | "Gap" | "Resyncing"
  }
  export interface Loss {
    readonly epoch: number
    readonly cause: "Disconnected" | "Gap"
    readonly since: number
  }
  export interface Model<out V> {
    readonly get: Effect.Effect<Live<ReadonlyMap<string, V>>>
    readonly lookup: (key: string) => Effect.Effect<Live<V | undefined>>
    readonly watch: (key: string) => Watch<V | undefined>
    readonly changes: Stream.Stream<Change<V>, AmiError>
  }
  export interface Opening {
    readonly capacity: number | undefined
    readonly named: (error: AmiError) => AmiError
  }
  export interface Output {
    readonly open: (opening: Opening) => void
    readonly isChanged?: boolean
    readonly flush: (reason: Reason) => void
    readonly release: () => void
    readonly lose: (loss: Loss) => void
    readonly resync: () => void
    readonly sync: (sync: Sync) => void
    readonly end: (cause: Cause.Cause<AmiError | Cause.Done>) => void
  }
  export interface Part {
    readonly name: string
    readonly words?: {
      readonly ended: string
      readonly failed: (why: string) => string
    }
    readonly events: ReadonlyArray<string>
    readonly sources: ReadonlyArray<Source>
    readonly outputs: ReadonlyArray<Output>
    readonly apply: (message: AmiMessage, at: number) => void
    readonly begin: (source: Source) => void
    readonly list: (source: Source, items: ReadonlyArray<AmiMessage>, at: number) => boolean
    readonly isDoubting: (cause: CycleCause) => boolean
    readonly settle: (at: number) => number
    readonly lose: (loss: Loss) => void
  }
  export type Reason = {
    readonly _tag: "Event"
    readonly message: AmiMessage
  } | {
    readonly _tag: "Snapshot"
    readonly cause: "Connected" | "Gap" | "Relist" | "Refresh"
  } | {
    readonly _tag: "Time"
  }
  export interface Source {
    readonly id: string
    readonly cost: number
    readonly isForeign?: boolean
    readonly ask: (ami: AmiClient["Service"]) => Effect.Effect<ReadonlyArray<AmiMessage>, AmiError>
  }
  interface Step {
    readonly more?: true
  }
  export interface Sync {
    readonly epoch: number
    readonly cause: CycleCause
    readonly corrections: number
  }
  export interface Upserted<out V> extends Step {
    readonly _tag: "Upserted"
    readonly key: string
    readonly value: V
    readonly previous: V | undefined
    readonly reason: Reason
  }
  export interface Watch<out A> {
    readonly get: Effect.Effect<Live<A>>
    readonly changes: Stream.Stream<Live<A>, AmiError>
  }
}

declare module "effect-ami/live/internal/queues/queueSchemas" {
  import * as Schema from "effect/Schema"
  import * as Values from "effect-ami/live/internal/queues/queueValues"
  export interface Caller extends Values.Caller {
  }
  export const Caller: Schema.Codec<Caller>
  export interface Counters extends Values.Counters {
  }
  export const Counters: Schema.Codec<Counters>
  export interface Leave extends Values.Leave {
  }
  export const Leave: Schema.Codec<Leave>
  export interface Member extends Values.Member {
  }
  export const Member: Schema.Codec<Member>
  export interface MemberCall extends Values.MemberCall {
  }
  export const MemberCall: Schema.Codec<MemberCall>
  export interface Queue extends Values.Queue {
  }
  export const Queue: Schema.Codec<Queue>
  export interface Totals extends Values.Totals {
  }
  export const Totals: Schema.Codec<Totals>
}

declare module "effect-ami/live/internal/queues/queueValues" {
  export interface Caller {
    readonly Queue: string
    readonly Uniqueid: string
    readonly Channel?: string
    readonly Linkedid?: string
    readonly CallerIDNum?: string
    readonly CallerIDName?: string
    readonly ConnectedLineNum?: string
    readonly ConnectedLineName?: string
    readonly Priority?: number
    readonly position: number
    readonly joinedAt: number
    readonly ringing: ReadonlyArray<string>
    readonly left?: Leave
  }
  export interface Counters {
    readonly Completed?: number
    readonly Abandoned?: number
    readonly Holdtime?: number
    readonly TalkTime?: number
    readonly ServicelevelPerf?: number
    readonly ServicelevelPerf2?: number
    readonly asOf?: number
  }
  export interface Gap {
    readonly cause: "Disconnected" | "Gap"
    readonly from: number
    readonly to?: number
  }
  export interface Leave {
    readonly reason?: LeaveReason
    readonly at: number
    readonly Interface?: string
  }
  export type LeaveReason = "Connected" | "Abandoned" | "TimedOut" | "Left"
  export interface Member {
    readonly Queue: string
    readonly Interface: string
    readonly MemberName?: string
    readonly StateInterface?: string
    readonly Membership?: string
    readonly Penalty?: number
    readonly CallsTaken?: number
    readonly LastCall?: number
    readonly LastPause?: number
    readonly LoginTime?: number
    readonly InCall: boolean
    readonly Paused: boolean
    readonly PausedReason?: string
    readonly Ringinuse?: boolean
    readonly Wrapuptime?: number
    readonly state: MemberState
    readonly status: MemberStatus
    readonly statusSince?: number
    readonly pausedSince?: number
    readonly wrapUpUntil?: number
    readonly call?: MemberCall
    readonly ringingFor?: string
  }
  export interface MemberCall {
    readonly Uniqueid: string
    readonly Channel?: string
    readonly Linkedid?: string
    readonly CallerIDNum?: string
    readonly CallerIDName?: string
    readonly DestUniqueid?: string
    readonly DestChannel?: string
    readonly connectedAt: number
    readonly waited?: number
  }
  export type MemberState =
    | "Unknown"
    | "NotInUse"
    | "InUse"
    | "Busy"
    | "Invalid"
    | "Unavailable"
    | "Ringing"
    | "RingInUse"
    | "OnHold"
  export type MemberStatus = "Paused" | "InCall" | "Ringing" | "WrapUp" | "Ready" | "Unavailable" | "InUse"
  export interface Queue {
    readonly Queue: string
    readonly Max?: number
    readonly Strategy?: string
    readonly ServiceLevel?: number
    readonly Weight?: number
    readonly counters: Counters
    readonly totals: Totals
    readonly members: ReadonlyMap<string, Member>
    readonly callers: ReadonlyArray<Caller>
  }
  export interface Totals {
    readonly since: number
    readonly joined: number
    readonly connected: number
    readonly completed: number
    readonly abandoned: number
    readonly timedOut: number
    readonly left: number
    readonly ringNoAnswers: number
    readonly waited: number
    readonly longestWait: number
    readonly talked: number
    readonly gaps: ReadonlyArray<Gap>
  }
}

declare module "effect-ami/live/internal/recordParties" {
  import * as Schema from "effect/Schema"
  export interface Leg {
    readonly Uniqueid: string
    readonly Channel: string
    readonly party: Party
    readonly role: Role
    readonly calledBy?: string
    readonly startedAt?: number
    readonly ringingAt?: number
    readonly answeredAt?: number
    readonly endedAt?: number
    readonly talkMs: number
    readonly heldMs: number
    readonly outcome: LegOutcome
    readonly cause?: number
    readonly TechCause?: string
  }
  export const Leg: Schema.Codec<Leg>
  export type LegOutcome =
    | "Answered"
    | "Busy"
    | "NoAnswer"
    | "Rejected"
    | "Cancelled"
    | "NoSuchNumber"
    | "Unreachable"
    | "Congestion"
    | "Failed"
    | "Forwarded"
    | "AnsweredElsewhere"
    | "PickedUp"
    | "Transferred"
    | "Unknown"
  export const LegOutcome: Schema.Codec<LegOutcome>
  export interface Party {
    readonly number?: string
    readonly name?: string
    readonly endpoint: string
    readonly side: Side
  }
  export const Party: Schema.Codec<Party>
  export type Role = "Caller" | "Originated" | "Callee" | "Picker" | "Retriever" | "Agent" | "Guest"
  export const Role: Schema.Codec<Role>
  export type Side = "Outside" | "Inside" | "Unknown"
  export const Side: Schema.Codec<Side>
}

declare module "effect-ami/live/internal/recordSteps" {
  import * as Schema from "effect/Schema"
  import { LegOutcome, Party } from "effect-ami/live/internal/recordParties"
  export interface ConferenceVisit {
    readonly Conference: string
    readonly party: Party
    readonly at: number
    readonly ms: number
  }
  export const ConferenceVisit: Schema.Codec<ConferenceVisit>
  export interface Forward {
    readonly from: Party
    readonly to: string
    readonly at: number
  }
  export const Forward: Schema.Codec<Forward>
  export interface Parking {
    readonly lot: string
    readonly space: string
    readonly at: number
    readonly ms: number
    readonly outcome: "Retrieved" | "TimedOut" | "GaveUp" | "Unknown"
    readonly by?: Party
  }
  export const Parking: Schema.Codec<Parking>
  export interface Pickup {
    readonly by: Party
    readonly of: Party
    readonly at: number
  }
  export const Pickup: Schema.Codec<Pickup>
  export interface QueueVisit {
    readonly Queue?: string
    readonly joinedAt: number
    readonly position?: number
    readonly waitMs: number
    readonly outcome:
      | "Connected"
      | "Abandoned"
      | "TimedOut"
      | "LeftWithKey"
      | "Withdrawn"
      | "Unavailable"
      | "Left"
      | "Unknown"
    readonly member?: string
    readonly rings: ReadonlyArray<Ring>
  }
  export const QueueVisit: Schema.Codec<QueueVisit>
  export interface Recorded {
    readonly Uniqueid: string
    readonly file?: string
    readonly at: number
    readonly ms?: number
  }
  export const Recorded: Schema.Codec<Recorded>
  export interface Ring {
    readonly MemberName: string
    readonly Interface: string
    readonly ms: number
    readonly outcome: LegOutcome
  }
  export const Ring: Schema.Codec<Ring>
  export interface Transfer {
    readonly kind: "Blind" | "Attended" | "Redirect"
    readonly at: number
    readonly by?: Party
    readonly transferee?: Party
    readonly to?: string
    readonly target?: Party
    readonly outcome: "Completed" | "Threeway" | "Parked" | "NotAnswered" | "Cancelled" | "Failed" | "Unknown"
  }
  export const Transfer: Schema.Codec<Transfer>
  export interface UnknownSpan {
    readonly from?: number
    readonly to: number
    readonly cause: "Connected" | "Gap" | "Disconnected"
  }
  export const UnknownSpan: Schema.Codec<UnknownSpan>
}

declare module "effect-ami/live/internal/tracking" {
  import { CycleCause, Loss, Sync } from "effect-ami/live/internal/part"
  export type Gone<Value, Event> =
    & Step
    & {
      readonly _tag: "Gone"
      readonly key: string
      readonly last: Value
    }
    & ({
      readonly finalStateUnknown: false
      readonly event: Event
    } | {
      readonly finalStateUnknown: true
      readonly event: undefined
    })
  export interface Removed {
    readonly _tag: "Removed"
  }
  export interface Stale extends Loss {
    readonly _tag: "Stale"
  }
  interface Step {
    readonly more?: true
  }
  export interface Synced extends Sync {
    readonly _tag: "Synced"
  }
  export interface Upserted<out Value> extends Step {
    readonly _tag: "Upserted"
    readonly key: string
    readonly value: Value
    readonly previous: Value | undefined
  }
}

declare module "effect-ami/node/internal/clientLayer" {
  import * as AmiClient from "effect-ami/client/AmiClient"
  import * as AmiCodec from "effect-ami/protocol/AmiCodec"
  import * as Config from "effect/Config"
  import * as Layer from "effect/Layer"
  import * as Redacted from "effect/Redacted"
  import * as Url from "effect-ami/node/internal/url"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiTransport } from "effect-ami/transport/AmiTransport"
  import { HttpOptions } from "effect-ami/internal/httpOptions"
  import { TcpOptions, TlsOptions } from "effect-ami/node/tcp"
  import { Trust } from "effect-ami/node/internal/trustOptions"
  type OfClient = Omit<AmiClient.Options, "username" | "secret" | "auth" | "limits">
  type OfEither = Pick<TcpOptions, "connectTimeout" | "charset">
  type OfHttp = Pick<HttpOptions, "maxRequests" | "pollTimeout" | "pollFloor">
  type OfSocket = Pick<TcpOptions, "bannerTimeout">
  export interface Options extends OfClient, OfSocket, OfHttp, OfEither, Trust {
    readonly username?: string | undefined
    readonly secret?: Redacted.Redacted<string> | undefined
    readonly auth?: Url.Auth | undefined
    readonly limits?: (AmiClient.Limits & Partial<AmiCodec.Limits>) | undefined
  }
}

declare module "effect-ami/node/internal/trustOptions" {
  import * as Redacted from "effect/Redacted"
  export interface Trust {
    readonly ca?: string | Uint8Array | ReadonlyArray<string | Uint8Array> | undefined
    readonly servername?: string | undefined
    readonly cert?: string | Uint8Array | undefined
    readonly key?: Redacted.Redacted<string> | undefined
  }
}

declare module "effect-ami/node/internal/url" {
  import * as Redacted from "effect/Redacted"
  import * as Result from "effect/Result"
  export type Auth = "session" | "digest" | "challenge" | "plaintext"
}

declare module "effect-ami/protocol/internal/frames" {
  import { Output } from "effect-ami/protocol/internal/output"
  export interface FrameLimits {
    readonly lineBytes: number
    readonly messageBytes: number
    readonly messageLines: number
  }
}

declare module "effect-ami/protocol/internal/text" {
  import { Output } from "effect-ami/protocol/internal/output"
  export type Charset = "utf-8" | "latin-1-fallback"
}

declare module "effect-ami/simulator/internal/messages" {
  import { Request } from "effect-ami/simulator/internal/requests"
  export type Lines = ReadonlyArray<string>
  export interface RaisedEvent {
    readonly name: string
    readonly classes: number
    readonly lines: Lines
  }
}

declare module "effect-ami/simulator/internal/pbx/agenda" {
  export type Agenda<Task> = Node<Task> | undefined
  interface Node<Task> {
    readonly first: Planned<Task>
    readonly left: Agenda<Task>
    readonly right: Agenda<Task>
    readonly rank: number
  }
  export interface Planned<Task> {
    readonly at: number
    readonly callTime: number
    readonly order: number
    readonly task: Task
  }
}

declare module "effect-ami/simulator/internal/pbx/agents/agentModel" {
  import * as HashMap from "effect/HashMap"
  import { Party } from "effect-ami/simulator/internal/pbx/model"
  export interface Agent extends AgentSettings {
    readonly id: string
    readonly name: string
    readonly music: string
    readonly beep: string
    readonly configured: AgentSettings
    readonly state: AgentState
    readonly channel: string | undefined
    readonly loginTime: number
    readonly callTime: number
    readonly since: number
    readonly heldSince: number
    readonly callerBridge: string | undefined
    readonly logsOff: boolean
    readonly waitsWith: Party
  }
  export interface AgentOptions {
    readonly fullname?: string | undefined
    readonly ackcall?: boolean | undefined
    readonly acceptdtmf?: string | undefined
    readonly autologoff?: number | undefined
    readonly wrapuptime?: number | undefined
    readonly musiconhold?: string | undefined
    readonly custom_beep?: string | undefined
  }
  export interface AgentSettings {
    readonly ackCall: boolean
    readonly acceptKeys: string
    readonly autoLogoff: number
    readonly wrapUp: number
  }
  export type AgentState =
    | "loggedOut"
    | "probation"
    | "ready"
    | "alerted"
    | "accepting"
    | "onCall"
    | "wrapUp"
    | "loggingOut"
}

declare module "effect-ami/simulator/internal/pbx/calls/featureSettings" {
  export type AllFeatureSettings = {
    readonly [Name in keyof FeatureSettings]-?: NonNullable<FeatureSettings[Name]>
  }
  export interface FeatureSettings {
    readonly blindxfer?: string | undefined
    readonly atxfer?: string | undefined
    readonly disconnect?: string | undefined
    readonly parkcall?: string | undefined
    readonly automixmon?: string | undefined
    readonly atxferabort?: string | undefined
    readonly atxfercomplete?: string | undefined
    readonly atxferthreeway?: string | undefined
    readonly atxferswap?: string | undefined
    readonly pickupexten?: string | undefined
    readonly transferdigittimeout?: number | undefined
    readonly atxfernoanswertimeout?: number | undefined
    readonly atxferdropcall?: boolean | undefined
    readonly atxferloopdelay?: number | undefined
    readonly atxfercallbackretries?: number | undefined
  }
}

declare module "effect-ami/simulator/internal/pbx/calls/telephone" {
  import * as Duration from "effect/Duration"
  export type Behaviour =
    | "answers"
    | "rings"
    | "busy"
    | "rejects"
    | "congested"
    | "unreachable"
    | "unregistered"
    | "manual"
  export type Command =
    | {
      readonly command: "call"
      readonly phone: string
      readonly number: string
      readonly callerId?: {
        readonly number: string
        readonly name?: string | undefined
      } | undefined
    }
    | (OfCall & {
      readonly command: "ring"
    })
    | (OfCall & {
      readonly command: "progress"
    })
    | (OfCall & {
      readonly command: "answer"
    })
    | (OfCall & {
      readonly command: "reject"
      readonly status: number
    })
    | (OfCall & {
      readonly command: "forward"
      readonly number: string
    })
    | (OfCall & {
      readonly command: "hangUp"
    })
    | (OfCall & {
      readonly command: "hold"
    })
    | (OfCall & {
      readonly command: "unhold"
    })
    | (OfCall & {
      readonly command: "talk"
    })
    | (OfCall & {
      readonly command: "transfer"
      readonly number: string
    })
    | (OfCall & {
      readonly command: "attendedTransfer"
      readonly other?: string | undefined
    })
    | {
      readonly command: "replace"
      readonly phone: string
      readonly channel: string
    }
    | (OfCall & {
      readonly command: "press"
      readonly digits: string
      readonly milliseconds?: number | undefined
    })
    | {
      readonly command: "register"
      readonly phone: string
      readonly contact?: string | undefined
    }
    | {
      readonly command: "unregister"
      readonly phone: string
      readonly contact?: string | undefined
    }
  export type Endpoint = Behaviour | Telephone
  interface OfCall {
    readonly phone: string
    readonly channel?: string | undefined
  }
  export interface Reaction {
    readonly ringsAfter?: Duration.Input | false | undefined
    readonly answersAfter?: Duration.Input | undefined
    readonly hangsUpAfter?: Duration.Input | undefined
    readonly status?: number | undefined
    readonly forwardsTo?: string | undefined
    readonly refusesAfter?: Duration.Input | undefined
  }
  export interface Telephone {
    readonly onCall?: Behaviour | Reaction | undefined
    readonly context?: string | undefined
    readonly callerId?: string | undefined
    readonly accountCode?: string | undefined
    readonly language?: string | undefined
    readonly variables?: Readonly<Record<string, string>> | undefined
    readonly contacts?: ReadonlyArray<string> | undefined
    readonly busyAt?: number | undefined
    readonly callGroup?: string | undefined
    readonly pickupGroup?: string | undefined
    readonly talks?: boolean | undefined
  }
}

declare module "effect-ami/simulator/internal/pbx/dialplan/dialplan" {
  import * as Patterns from "effect-ami/simulator/internal/pbx/dialplan/patterns"
  export interface Application {
    readonly name: string
    readonly data: string
  }
  export interface Context {
    readonly exact: ReadonlyMap<string, Extension>
    readonly extensions: ReadonlyArray<Extension>
    readonly includes: ReadonlyArray<string>
  }
  export type Dialplan = ReadonlyMap<string, Context>
  export interface Extension {
    readonly exten: string
    readonly matches: Patterns.Matcher
    readonly steps: ReadonlyArray<Step>
  }
  export interface Step extends Application {
    readonly priority: number
    readonly label: string
  }
}

declare module "effect-ami/simulator/internal/pbx/dialplan/patterns" {
  export type Match = "none" | "whole" | "early"
  export type Matcher = (dialled: string, wanted: Wanted) => Match
  export type Wanted = "whole" | "more" | "either"
}

declare module "effect-ami/simulator/internal/pbx/draft" {
  import * as Agenda from "effect-ami/simulator/internal/pbx/agenda"
  import * as HashMap from "effect/HashMap"
  import { AllFeatureSettings } from "effect-ami/simulator/internal/pbx/calls/featureSettings"
  import {
    Bridge,
    Channel,
    Consultation,
    Counters,
    Dial,
    Dialect,
    Features,
    Frame,
    Key,
    Note,
    Origin,
    Settlement
  } from "effect-ami/simulator/internal/pbx/model"
  import { Caller, Queue } from "effect-ami/simulator/internal/pbx/queues/model"
  import { DeviceState, DeviceUse, Hint, Presence } from "effect-ami/simulator/internal/pbx/records"
  import { Dialplan } from "effect-ami/simulator/internal/pbx/dialplan/dialplan"
  import { Endpoint } from "effect-ami/simulator/internal/pbx/calls/telephone"
  import { Lines as PhoneLines } from "effect-ami/simulator/internal/pbx/lines"
  import { Lines, RaisedEvent } from "effect-ami/simulator/internal/messages"
  import { Pool, PoolState } from "effect-ami/simulator/internal/pbx/queues/pool"
  import { QueueRules } from "effect-ami/simulator/internal/pbx/queues/options"
  import { Services, ServicesState } from "effect-ami/simulator/internal/pbx/services/serviceState"
  import { Table } from "effect-ami/simulator/internal/pbx/table"
  import { Ways } from "effect-ami/simulator/internal/pbx/ways"
  export interface BridgeHooks {
    readonly pushed?: ((draft: Draft, bridge: Bridge, channel: Channel, swap: Channel | undefined) => void) | undefined
    readonly pulled?: ((draft: Draft, bridge: Bridge, channel: Channel) => void) | undefined
  }
  export interface ChangedDevice {
    readonly device: string
    readonly state: DeviceState | undefined
  }
  export class Draft {
    readonly now: number
    readonly dialect: Dialect
    readonly systemName: string
    readonly channelVars: ReadonlyArray<string>
    completed: (draft: Draft, event: string, lines: Lines) => Lines
    dialplan: Dialplan
    readonly endpoints: Readonly<Record<string, Endpoint>>
    readonly features: AllFeatureSettings
    readonly startedAt: number
    readonly counters: {
      -readonly [Name in keyof Counters]: Counters[Name]
    }
    readonly channels: Table<string, Channel>
    readonly names: Table<string, string>
    readonly leaving: Table<string, Leave>
    readonly readers: Table<string, Reader>
    readonly routines: Table<string, ReadonlyArray<Routine>>
    readonly bridges: Table<string, Bridge>
    readonly bridgeHooks: Table<string, BridgeHooks>
    readonly occupants: Table<string, Occupant>
    readonly dials: Table<number, Dial>
    readonly consultations: Table<string, Consultation>
    readonly lines: Table<string, PhoneLines>
    readonly linked: Table<string, number>
    readonly contacts: Table<string, ReadonlyArray<string>>
    readonly notes: Array<Note>
    readonly globals: Table<string, string>
    readonly devices: Table<string, DeviceState>
    readonly byDevice: Table<string, DeviceUse>
    readonly hints: Table<string, Hint>
    readonly hintsOf: Table<string, ReadonlyArray<string>>
    readonly presences: Table<string, Presence>
    readonly database: Table<string, string>
    readonly services: Services<Look, Return>
    readonly queues: Table<string, Queue>
    readonly queueOrder: ReadonlyArray<string>
    readonly queueRules: ReadonlyMap<string, QueueRules>
    readonly queueCallers: Table<number, Caller>
    readonly queuesOf: Table<string, ReadonlyArray<string>>
    readonly pool: Pool<Draft>
    readonly files: Table<string, string>
    readonly modules: Table<string, true>
    readonly maintained: Table<string, true>
    readonly registrations: Table<string, number | "unregistered">
    reloadedAt: number
    awaits: number | undefined
    readonly ways: Ways
    private readonly from
    private at
    private callTime
    private seed
    private agenda
    private changedDevices
    private readonly events
    private seen
    private readonly settled
    constructor(state: State, now: number)
    raise(name: string, classes: string, lines: Lines): void
    lastSeen(name: string): Channel | undefined
    deviceChanged(device: string, state?: DeviceState): void
    takeChangedDevices(): ReadonlyArray<ChangedDevice>
    get hasUnsettledDevices(): boolean
    takeRaised(): ReadonlyArray<RaisedEvent>
    settle(settlement: Settlement): void
    current(channel: Channel): Channel
    update(channel: Channel, change: Partial<Channel>): Channel
    get calls(): number
    get time(): number
    since(then: number): number
    next(counter: keyof Counters): number
    random(): number
    soon(task: Task): void
    later(milliseconds: number, task: Task): void
    get clock(): number
    takeDue(): Task | undefined
    finish(reply: ReadonlyArray<Lines>): Step
  }
  export type Leave = (draft: Draft, channel: Channel, why: "hungUp" | "sent") => void
  export type Look = (draft: Draft) => void
  export interface Occupant {
    readonly features: Features
    readonly onLeft: (draft: Draft, channel: Channel) => void
    readonly onKey: ((draft: Draft, channel: Channel, key: Key) => boolean) | undefined
    readonly leaving: boolean
    readonly keys: string
  }
  export type Reader = (draft: Draft, channel: Channel, frame: Frame) => void
  export interface Return {
    readonly resume: (draft: Draft, channel: Channel, result: 0 | -1) => void
    readonly leave: Leave
  }
  export interface Routine {
    readonly before: Pick<Channel, "context" | "exten" | "priority" | "pbx" | "plan" | "single">
    readonly depth: number
    readonly reader: Reader | undefined
    readonly done: (draft: Draft, channel: Channel) => void
  }
  export interface State {
    readonly dialect: Dialect
    readonly systemName: string
    readonly channelVars: ReadonlyArray<string>
    readonly dialplan: Dialplan
    readonly endpoints: Readonly<Record<string, Endpoint>>
    readonly features: AllFeatureSettings
    readonly timeScale: number
    readonly startedAt: number
    readonly callTime: number
    readonly seed: number
    readonly counters: Counters
    readonly agenda: Agenda.Agenda<Task>
    readonly channels: HashMap.HashMap<string, Channel>
    readonly names: HashMap.HashMap<string, string>
    readonly leaving: HashMap.HashMap<string, Leave>
    readonly readers: HashMap.HashMap<string, Reader>
    readonly routines: HashMap.HashMap<string, ReadonlyArray<Routine>>
    readonly bridges: HashMap.HashMap<string, Bridge>
    readonly bridgeHooks: HashMap.HashMap<string, BridgeHooks>
    readonly occupants: HashMap.HashMap<string, Occupant>
    readonly dials: HashMap.HashMap<number, Dial>
    readonly consultations: HashMap.HashMap<string, Consultation>
    readonly lines: HashMap.HashMap<string, PhoneLines>
    readonly linked: HashMap.HashMap<string, number>
    readonly contacts: HashMap.HashMap<string, ReadonlyArray<string>>
    readonly globals: HashMap.HashMap<string, string>
    readonly devices: HashMap.HashMap<string, DeviceState>
    readonly byDevice: HashMap.HashMap<string, DeviceUse>
    readonly hints: HashMap.HashMap<string, Hint>
    readonly hintsOf: HashMap.HashMap<string, ReadonlyArray<string>>
    readonly presences: HashMap.HashMap<string, Presence>
    readonly database: HashMap.HashMap<string, string>
    readonly services: ServicesState<Look, Return>
    readonly queues: HashMap.HashMap<string, Queue>
    readonly queueOrder: ReadonlyArray<string>
    readonly queueRules: ReadonlyMap<string, QueueRules>
    readonly queueCallers: HashMap.HashMap<number, Caller>
    readonly queuesOf: HashMap.HashMap<string, ReadonlyArray<string>>
    readonly pool: PoolState<Draft>
    readonly files: HashMap.HashMap<string, string>
    readonly modules: HashMap.HashMap<string, true>
    readonly registrations: HashMap.HashMap<string, number | "unregistered">
    readonly maintained: HashMap.HashMap<string, true>
    readonly reloadedAt: number
  }
  export interface Step {
    readonly state: State
    readonly reply: ReadonlyArray<Lines>
    readonly events: ReadonlyArray<RaisedEvent>
    readonly settled: ReadonlyArray<Settlement>
    readonly awaits: number | undefined
  }
  export type Task = ((draft: Draft) => void) | {
    readonly _tag: "Originate"
    readonly origin: Origin
  } | {
    readonly _tag: "Execute" | "Next"
    readonly channel: string
    readonly plan: number
  } | {
    readonly _tag: "HangupHandlers"
    readonly channel: string
  } | {
    readonly _tag: "HangUp"
    readonly channel: string
    readonly cause: number
  }
}

declare module "effect-ami/simulator/internal/pbx/lines" {
  interface Line {
    readonly name: string
    readonly rest: Line | undefined
  }
  export interface Lines {
    readonly newest: Line | undefined
    readonly length: number
    readonly live: number
  }
  interface Living {
    readonly has: (name: string) => boolean
  }
  export const newest: (lines: Lines | undefined, channels: Living) => string | undefined
}

declare module "effect-ami/simulator/internal/pbx/model" {
  export interface Bridge {
    readonly id: string
    readonly type: string
    readonly technology: string
    readonly creator: string
    readonly name: string
    readonly video: string
    readonly videoSource: string
    readonly channels: ReadonlyArray<string>
    readonly dissolves: boolean
    readonly dissolved: boolean
    readonly cause: number
    readonly smart: boolean
    readonly reconfigured: boolean
    readonly joined: ReadonlyArray<string>
    readonly fixed: boolean
    readonly stays: boolean
  }
  export interface Channel extends Shown {
    readonly name: string
    readonly uniqueid: string
    readonly order: number
    readonly published: Shown | undefined
    readonly single: boolean
    readonly createdAt: number
    readonly answeredAt: number | undefined
    readonly cause: number
    readonly techCause: number
    readonly softHangup: number
    readonly isOnHold: boolean
    readonly variables: ReadonlyMap<string, string>
    readonly inherited: ReadonlyMap<string, string>
    readonly peerAccount: string
    readonly dialled: string
    readonly endpoint: string | undefined
    readonly callId: string
    readonly outgoing: boolean
    readonly dial: number | undefined
    readonly dialling: number | undefined
    readonly waits: boolean
    readonly incoming: boolean
    readonly pbx: boolean
    readonly ending: boolean
    readonly zombie?: boolean
    readonly after: Place | undefined
    readonly half: string | undefined
    readonly optimizes: boolean
    readonly bridge: string | undefined
    readonly over: boolean
    readonly unnamed: string
    readonly holds: boolean
    readonly music: string | undefined
    readonly talks: boolean
    readonly plan: number
    readonly script?: Script | undefined
  }
  export interface Consultation {
    readonly transferer: string
    readonly transferee: string
    readonly first: string
    readonly second: string
    readonly target: string
    readonly answered: boolean
    readonly startedAt: number
    readonly exten: string
    readonly context: string
  }
  export interface Counters {
    readonly channel: number
    readonly uniqueid: number
    readonly local: number
    readonly endpoint: number
    readonly bridge: number
    readonly dial: number
    readonly plan: number
    readonly optimization: number
    readonly queueCall: number
    readonly queueVisit: number
    readonly task: number
    readonly processed: number
  }
  export interface Dial {
    readonly id: number
    readonly caller: string
    readonly options: ReadonlyMap<string, string>
    readonly legs: ReadonlyArray<Ringing>
    readonly single: boolean
    readonly targets: number
    readonly waited: boolean
    readonly busy: number
    readonly congested: number
    readonly unavailable: number
    readonly rang: boolean
    readonly progressed: boolean
  }
  export type Dialect = 16 | 22
  export interface Features {
    readonly transfer?: boolean | undefined
    readonly hangUp?: boolean | undefined
    readonly park?: boolean | undefined
    readonly record?: boolean | undefined
  }
  export type Frame = {
    readonly _tag: "Hangup"
  } | {
    readonly _tag: "Answer"
  } | {
    readonly _tag: "Ringing"
  } | {
    readonly _tag: "Progress"
  } | {
    readonly _tag: "Proceeding"
  } | {
    readonly _tag: "Busy"
  } | {
    readonly _tag: "Congestion"
  } | {
    readonly _tag: "Hold"
    readonly music: string
    readonly moves?: boolean | undefined
  } | {
    readonly _tag: "Unhold"
    readonly moves?: boolean | undefined
  } | {
    readonly _tag: "ConnectedLine"
    readonly party: Party
  } | {
    readonly _tag: "KeyDown"
    readonly digit: string
  } | {
    readonly _tag: "KeyUp"
    readonly digit: string
    readonly milliseconds: number
  } | {
    readonly _tag: "Forward"
    readonly number: string
  }
  export type Key = Extract<Frame, {
    readonly _tag: "KeyDown" | "KeyUp"
  }>
  export type Note = {
    readonly _tag: "Channel"
    readonly before: Shown | undefined
    readonly channel: Channel
    readonly ended: boolean
  } | {
    readonly _tag: "BridgeEnter"
    readonly bridge: Bridge
    readonly channel: Channel
  } | {
    readonly _tag: "BridgeLeave"
    readonly bridge: Bridge
    readonly channel: Channel
  } | {
    readonly _tag: "Dial"
    readonly caller: Channel | undefined
    readonly leg: Channel
    readonly status: string
    readonly forward: string
  } | {
    readonly _tag: "Parked"
    readonly event: string
    readonly channel: Channel
    readonly lot: string
    readonly space: number
    readonly parker: string
    readonly retriever: string | undefined
  } | {
    readonly _tag: "HangupRequest"
    readonly channel: Channel
  } | {
    readonly _tag: "Optimized"
    readonly half: Channel
    readonly by: Channel
  } | {
    readonly _tag: "Consulted"
    readonly transferer: string
  } | {
    readonly _tag: "Transfer"
    readonly kind: "blind" | "attended"
    readonly transferer: Channel
    readonly second?: Channel | undefined
    readonly transferee: Channel | undefined
    readonly target: string
    readonly context?: string | undefined
  }
  export interface Origin {
    readonly async: boolean
    readonly ticket: number
    readonly actionId: string
    readonly target: string
    readonly place: Place
    readonly application: string
    readonly data: string
    readonly timeout: number
    readonly caller: Party
    readonly accountCode: string
    readonly variables: ReadonlyArray<readonly [name: string, value: string]>
    readonly channelId: string
    readonly otherChannelId: string
    readonly preDial: string
  }
  export interface Party {
    readonly number: string
    readonly name: string
  }
  export interface Place {
    readonly context: string
    readonly exten: string
    readonly priority: number
  }
  export interface Ringing {
    readonly channel: string
    readonly number: string
    readonly anonymous: boolean
    readonly picked: boolean
    readonly connected: Party | undefined
  }
  export interface Script {
    readonly settings: ReadonlyMap<string, string>
    readonly subroutines: ReadonlyArray<Subroutine>
    readonly handlers: ReadonlyArray<string>
  }
  export interface Settlement {
    readonly ticket: number
    readonly answered: boolean
  }
  export interface Shown extends Place {
    readonly state: number
    readonly caller: Party
    readonly connected: Party
    readonly language: string
    readonly accountCode: string
    readonly linkedid: string
    readonly application: string
    readonly data: string
  }
  export interface Subroutine {
    readonly from: Place
    readonly given: number
    readonly hidden: ReadonlyMap<string, string | undefined>
    readonly special: boolean
  }
}

declare module "effect-ami/simulator/internal/pbx/queues/model" {
  import { Party } from "effect-ami/simulator/internal/pbx/model"
  export interface Attempt {
    readonly interface: string
    readonly name: string
    readonly metric: number
    readonly leg: string | undefined
    readonly open: boolean
    readonly anonymous: boolean
    readonly connected: Party | undefined
  }
  export interface Caller {
    readonly channel: string
    readonly visit: number
    readonly queue: string
    readonly options: ReadonlyMap<string, string>
    readonly position: number
    readonly originalPosition: number
    readonly priority: number
    readonly start: number
    readonly expire: number | undefined
    readonly penalties: Penalties
    readonly rules: ReadonlyArray<PenaltyRule>
    readonly digits: string
    readonly pending: boolean
    readonly round: Round | undefined
    readonly linear: number
    readonly linearWrapped: boolean
    readonly tries: number
    readonly handled: boolean
    readonly connectedAt: number | undefined
    readonly withdrawn: string | undefined
  }
  export type EmptyCondition =
    | "penalty"
    | "paused"
    | "inuse"
    | "ringing"
    | "unavailable"
    | "invalid"
    | "unknown"
    | "wrapup"
  export interface Member {
    readonly interface: string
    readonly name: string
    readonly stateInterface: string
    readonly dynamic: boolean
    readonly penalty: number
    readonly ringinuse: boolean
    readonly wrapuptime: number
    readonly paused: boolean
    readonly pausedReason: string
    readonly lastPause: number
    readonly loginTime: number
    readonly calls: number
    readonly lastCall: number
    readonly restsFrom: number
    readonly startTime: number
    readonly completedInLevel: boolean
    readonly status: number
    readonly position: number
  }
  export interface Penalties {
    readonly max: number | undefined
    readonly min: number | undefined
    readonly raise: number | undefined
    readonly respectsMin: boolean
  }
  export interface PenaltyChange {
    readonly relative: boolean
    readonly value: number
  }
  export interface PenaltyRule {
    readonly time: number
    readonly max: PenaltyChange
    readonly min: PenaltyChange
    readonly raise: PenaltyChange
    readonly respectsMin: boolean
  }
  export interface Queue {
    readonly name: string
    readonly settings: QueueSettings
    readonly members: ReadonlyArray<Member>
    readonly callers: ReadonlyArray<number>
    readonly holdTime: number
    readonly talkTime: number
    readonly completed: number
    readonly abandoned: number
    readonly completedInLevel: number
    readonly abandonedInLevel: number
    readonly round: number
    readonly wrapped: boolean
  }
  export interface QueueCall {
    readonly id: number
    readonly queue: string
    readonly caller: string
    readonly member: string
    readonly interface: string
    readonly name: string
    readonly held: number
    readonly since: number
    readonly completedInLevel: boolean
    readonly isRemoved?: boolean | undefined
  }
  export interface QueueSettings {
    readonly strategy: Strategy
    readonly timeout: number
    readonly retry: number
    readonly wrapuptime: number
    readonly maxlen: number
    readonly servicelevel: number
    readonly weight: number
    readonly penaltymemberslimit: number
    readonly memberdelay: number
    readonly autopausedelay: number
    readonly ringinuse: boolean
    readonly autofill: boolean
    readonly timeoutrestart: boolean
    readonly setinterfacevar: boolean
    readonly setqueuevar: boolean
    readonly setqueueentryvar: boolean
    readonly autopausebusy: boolean
    readonly autopauseunavail: boolean
    readonly autopause: "no" | "yes" | "all"
    readonly timeoutpriority: "app" | "conf"
    readonly joinempty: ReadonlyArray<EmptyCondition>
    readonly leavewhenempty: ReadonlyArray<EmptyCondition>
    readonly context: string
    readonly musicclass: string
    readonly defaultrule: string
  }
  export interface Round {
    readonly id: number
    readonly attempts: ReadonlyArray<Attempt>
    readonly limit: number | undefined
    readonly since: number
    readonly ringsSince: number
  }
  export type Strategy =
    | "ringall"
    | "leastrecent"
    | "fewestcalls"
    | "random"
    | "rrmemory"
    | "rrordered"
    | "linear"
    | "wrandom"
}

declare module "effect-ami/simulator/internal/pbx/queues/options" {
  import * as HashMap from "effect/HashMap"
  import { EmptyCondition, Member, PenaltyRule, Queue, Strategy } from "effect-ami/simulator/internal/pbx/queues/model"
  export interface QueueMemberOptions {
    readonly interface: string
    readonly membername?: string | undefined
    readonly stateinterface?: string | undefined
    readonly penalty?: number | undefined
    readonly ringinuse?: boolean | undefined
    readonly wrapuptime?: number | undefined
    readonly paused?: boolean | undefined
    readonly pausedreason?: string | undefined
    readonly dynamic?: boolean | undefined
    readonly callstaken?: number | undefined
    readonly lastcall?: number | undefined
  }
  export interface QueueOptions {
    readonly members?: ReadonlyArray<string | QueueMemberOptions> | undefined
    readonly strategy?: Strategy | undefined
    readonly timeout?: number | undefined
    readonly retry?: number | undefined
    readonly wrapuptime?: number | undefined
    readonly maxlen?: number | undefined
    readonly servicelevel?: number | undefined
    readonly weight?: number | undefined
    readonly penaltymemberslimit?: number | undefined
    readonly memberdelay?: number | undefined
    readonly autopausedelay?: number | undefined
    readonly ringinuse?: boolean | undefined
    readonly autofill?: boolean | undefined
    readonly timeoutrestart?: boolean | undefined
    readonly setinterfacevar?: boolean | undefined
    readonly setqueuevar?: boolean | undefined
    readonly setqueueentryvar?: boolean | undefined
    readonly autopause?: boolean | "all" | undefined
    readonly autopausebusy?: boolean | undefined
    readonly autopauseunavail?: boolean | undefined
    readonly timeoutpriority?: "app" | "conf" | undefined
    readonly joinempty?: boolean | string | undefined
    readonly leavewhenempty?: boolean | string | undefined
    readonly context?: string | undefined
    readonly musicclass?: string | undefined
    readonly defaultrule?: string | undefined
    readonly holdtime?: number | undefined
    readonly talktime?: number | undefined
    readonly completed?: number | undefined
    readonly completedinlevel?: number | undefined
    readonly abandoned?: number | undefined
    readonly abandonedinlevel?: number | undefined
  }
  export interface QueueRules {
    readonly name: string
    readonly rules: ReadonlyArray<PenaltyRule>
  }
}

declare module "effect-ami/simulator/internal/pbx/queues/pool" {
  import * as HashMap from "effect/HashMap"
  import { Agent, AgentOptions } from "effect-ami/simulator/internal/pbx/agents/agentModel"
  import { QueueCall } from "effect-ami/simulator/internal/pbx/queues/model"
  import { Table } from "effect-ami/simulator/internal/pbx/table"
  export class Pool<Draft> {
    readonly isInstant: boolean
    readonly musicClasses: ReadonlyArray<string>
    readonly pending: Table<string, string>
    readonly parked: Table<number, (draft: Draft) => void>
    readonly calls: Table<number, QueueCall>
    readonly callsOf: Table<string, ReadonlyArray<number>>
    readonly agents: Table<string, Agent>
    holdingBridge: string | undefined
    constructor(state: PoolState<Draft>)
    get current(): PoolState<Draft>
  }
  export interface PoolState<Draft> {
    readonly isInstant: boolean
    readonly musicClasses: ReadonlyArray<string>
    readonly pending: HashMap.HashMap<string, string>
    readonly parked: HashMap.HashMap<number, (draft: Draft) => void>
    readonly calls: HashMap.HashMap<number, QueueCall>
    readonly callsOf: HashMap.HashMap<string, ReadonlyArray<number>>
    readonly agents: HashMap.HashMap<string, Agent>
    readonly holdingBridge: string | undefined
  }
}

declare module "effect-ami/simulator/internal/pbx/records" {
  export type DeviceState = typeof deviceStates[number]
  export interface DeviceUse {
    readonly channels: number
    readonly near: number
    readonly active: number
    readonly states: ReadonlyArray<number>
  }
  export interface Hint {
    readonly exten: string
    readonly context: string
    readonly hint: string
    readonly state: number
    readonly presence: string
  }
  export interface Presence {
    readonly state: string
    readonly subtype: string
    readonly message: string
  }
  export const deviceStates: readonly [
    "UNKNOWN",
    "NOT_INUSE",
    "INUSE",
    "BUSY",
    "INVALID",
    "UNAVAILABLE",
    "RINGING",
    "RINGINUSE",
    "ONHOLD"
  ]
}

declare module "effect-ami/simulator/internal/pbx/records/cdrRecord" {
  import { Party } from "effect-ami/simulator/internal/pbx/model"
  export interface Cdr {
    state: CdrState
    a: CdrParty
    b: CdrParty | undefined
    bridge: string
    context: string
    exten: string
    application: string
    data: string
    isLocked: boolean
    linkedid: string
    start: number
    answer: number
    end: number
    last: number
    disposition: Disposition | undefined
    isDisabled: boolean
  }
  export interface CdrParty {
    readonly name: string
    readonly uniqueid: string
    readonly linkedid: string
    readonly accountCode: string
    readonly caller: Party
    readonly application: string
    readonly data: string
    readonly context: string
    readonly exten: string
    readonly priority: number
    readonly isUp: boolean
    readonly order: number
    readonly isDialled: boolean
    readonly hasEnded: boolean
    readonly isEnding: boolean
    readonly cause: number
  }
  export type CdrState = "single" | "dial" | "dialPending" | "bridge" | "parked" | "finalized"
  export type Disposition = "NO ANSWER" | "FAILED" | "BUSY" | "ANSWERED" | "CONGESTION"
}

declare module "effect-ami/simulator/internal/pbx/services/serviceState" {
  import * as Duration from "effect/Duration"
  import * as HashMap from "effect/HashMap"
  import { Cdr } from "effect-ami/simulator/internal/pbx/records/cdrRecord"
  import { Table } from "effect-ami/simulator/internal/pbx/table"
  export interface AgiCommand {
    readonly text: string
    readonly id: string
  }
  export interface AgiSession<Look> {
    readonly isOpen: boolean
    readonly run: number
    readonly lookedAt: number
    readonly isBusy: boolean
    readonly commands: ReadonlyArray<AgiCommand>
    readonly written: string
    readonly look: Look
  }
  export interface BridgeProfile {
    readonly maxMembers?: number | undefined
    readonly record?: boolean | undefined
  }
  export interface Conference {
    readonly name: string
    readonly bridge: string
    readonly profile: BridgeProfile
    readonly announcer: string
    readonly recorder: string | undefined
    readonly active: ReadonlyArray<string>
    readonly waiting: ReadonlyArray<string>
    readonly leaders: number
    readonly isLocked: boolean
  }
  export interface ConferenceOptions {
    readonly users: ReadonlyMap<string, UserProfile>
    readonly bridges: ReadonlyMap<string, BridgeProfile>
    readonly menus: ReadonlySet<string>
  }
  export interface ConferenceUser {
    readonly channel: string
    readonly conference: string
    readonly profile: UserProfile
    readonly muted: boolean
    readonly kicked: boolean
    readonly talks: boolean
    readonly hasMusic: boolean
  }
  export interface ConferencesOptions {
    readonly userProfiles?: Readonly<Record<string, UserProfile>> | undefined
    readonly bridgeProfiles?: Readonly<Record<string, BridgeProfile>> | undefined
    readonly menus?: ReadonlyArray<string> | undefined
  }
  export interface Mailbox {
    readonly name: string
    readonly fullName: string
    readonly email: string
    readonly pager: string
    readonly newMessages: number
    readonly oldMessages: number
  }
  export interface MailboxOptions {
    readonly fullName?: string | undefined
    readonly email?: string | undefined
    readonly pager?: string | undefined
    readonly newMessages?: number | undefined
    readonly oldMessages?: number | undefined
  }
  export interface ParkedCall {
    readonly channel: string
    readonly lot: string
    readonly space: number
    readonly parker: string
    readonly startedAt: number
    readonly limit: number
    readonly comeback: string
    readonly back: {
      readonly context: string
      readonly exten: string
      readonly priority: number
    } | undefined
  }
  export interface ParkingLot {
    readonly name: string
    readonly exten: string
    readonly context: string
    readonly start: number
    readonly stop: number
    readonly timeout: number
    readonly comesBackToOrigin: boolean
    readonly comebackContext: string
    readonly comebackDialTime: number
    readonly findsNext: boolean
    readonly nextSpace: number
    readonly taken: ReadonlyArray<readonly [space: number, channel: string]>
    readonly bridge: string | undefined
  }
  export interface ParkingLotOptions {
    readonly exten?: string | undefined
    readonly spaces?: readonly [first: number, last: number] | undefined
    readonly context?: string | undefined
    readonly timeout?: Duration.Input | undefined
    readonly comesBackToOrigin?: boolean | undefined
    readonly comebackContext?: string | undefined
    readonly comebackDialTime?: Duration.Input | undefined
    readonly findsNext?: boolean | undefined
  }
  export interface Recording {
    readonly id: string
    readonly file: string
  }
  export class Services<Look, Return> {
    readonly plans: Table<number, string>
    readonly returning: Table<string, Return>
    readonly agiSessions: Table<string, AgiSession<Look>>
    readonly recordings: Table<string, ReadonlyArray<Recording>>
    readonly spies: Table<string, Spy<Look>>
    readonly hangupTimes: Table<string, number>
    readonly suspended: Table<string, true>
    readonly sounds: Readonly<Record<string, number>>
    readonly lots: Table<string, ParkingLot>
    readonly parked: Table<string, ParkedCall>
    readonly mailboxes: Table<string, Mailbox>
    readonly conferences: Table<string, Conference>
    readonly conferenceUsers: Table<string, ConferenceUser>
    readonly conferenceOptions: ConferenceOptions
    readonly raisesCdrs: boolean
    readonly cdrs: Table<string, ReadonlyArray<Cdr>>
    readonly cdrOwners: Table<string, ReadonlyArray<string>>
    readonly originated: Table<string, true>
    readonly cel: ReadonlySet<string> | undefined
    readonly celApplications: ReadonlySet<string>
    readonly anis: Table<string, string>
    readonly celOwn: Table<string, {
      readonly application: string
      readonly data: string
    }>
    readonly celStatuses: Table<string, string>
    constructor(state: ServicesState<Look, Return>)
    get current(): ServicesState<Look, Return>
    isSpied(name: string): boolean
    drop(name: string): void
  }
  export interface ServicesState<Look, Return> {
    readonly plans: HashMap.HashMap<number, string>
    readonly returning: HashMap.HashMap<string, Return>
    readonly agiSessions: HashMap.HashMap<string, AgiSession<Look>>
    readonly recordings: HashMap.HashMap<string, ReadonlyArray<Recording>>
    readonly spies: HashMap.HashMap<string, Spy<Look>>
    readonly hangupTimes: HashMap.HashMap<string, number>
    readonly suspended: HashMap.HashMap<string, true>
    readonly sounds: Readonly<Record<string, number>>
    readonly lots: HashMap.HashMap<string, ParkingLot>
    readonly parked: HashMap.HashMap<string, ParkedCall>
    readonly mailboxes: HashMap.HashMap<string, Mailbox>
    readonly conferences: HashMap.HashMap<string, Conference>
    readonly conferenceUsers: HashMap.HashMap<string, ConferenceUser>
    readonly conferenceOptions: ConferenceOptions
    readonly raisesCdrs: boolean
    readonly cdrs: HashMap.HashMap<string, ReadonlyArray<Cdr>>
    readonly cdrOwners: HashMap.HashMap<string, ReadonlyArray<string>>
    readonly originated: HashMap.HashMap<string, true>
    readonly cel: ReadonlySet<string> | undefined
    readonly celApplications: ReadonlySet<string>
    readonly anis: HashMap.HashMap<string, string>
    readonly celOwn: HashMap.HashMap<string, {
      readonly application: string
      readonly data: string
    }>
    readonly celStatuses: HashMap.HashMap<string, string>
  }
  export interface Spy<Look> {
    readonly spied: string | undefined
    readonly isWaiting: boolean
    readonly look: Look
    readonly over: Look
  }
  export interface UserProfile {
    readonly admin?: boolean | undefined
    readonly marked?: boolean | undefined
    readonly waitMarked?: boolean | undefined
    readonly endMarked?: boolean | undefined
    readonly endMarkedAny?: boolean | undefined
    readonly startMuted?: boolean | undefined
    readonly quiet?: boolean | undefined
    readonly announceOnlyUser?: boolean | undefined
    readonly musicOnHold?: boolean | undefined
    readonly musicClass?: string | undefined
    readonly talkDetection?: boolean | undefined
    readonly dtmfPassthrough?: boolean | undefined
    readonly pin?: string | undefined
  }
}

declare module "effect-ami/simulator/internal/pbx/table" {
  import * as HashMap from "effect/HashMap"
  export class Table<K extends string | number, V> {
    current: HashMap.HashMap<K, V>
    constructor(from: HashMap.HashMap<K, V>)
    get size(): number
    get(key: K): V | undefined
    has(key: K): boolean
    set(key: K, value: V): void
    delete(key: K): void
    keys(): IterableIterator<K>
    values(): IterableIterator<V>
  }
}

declare module "effect-ami/simulator/internal/pbx/ways" {
  export interface Way {
    readonly origin: object
    readonly halves: ReadonlyArray<string>
  }
  export class Ways {
    current: Way | undefined
    private readonly counts
    count(origin: object, half: string): number
  }
}

declare module "effect-ami/sink/internal/envelope" {
  import * as AmiJournal from "effect-ami/journal/AmiJournal"
  export type Envelope = Readonly<Record<string, unknown>>
}

declare module "effect-ami/tasks/internal/dialing" {
  import * as Effect from "effect/Effect"
  import * as Events from "effect-ami/catalog/Events"
  import * as Originate from "effect-ami/tasks/internal/originate"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  type OnInterrupt = "hangup" | "leave"
  export interface Options extends Originate.Options {
    readonly onInterrupt?: OnInterrupt | undefined
  }
}

declare module "effect-ami/tasks/internal/moving" {
  import * as AmiAction from "effect-ami/catalog/AmiAction"
  import * as Effect from "effect/Effect"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export interface Destination {
    readonly channel: string
    readonly extension: string
    readonly context?: string | undefined
  }
  export interface HangupOptions {
    readonly channel: string
    readonly cause?: number | undefined
  }
  export interface Redirect extends Destination {
    readonly priority?: number | undefined
    readonly extraChannel?: string | undefined
    readonly extraExtension?: string | undefined
    readonly extraContext?: string | undefined
    readonly extraPriority?: number | undefined
  }
}

declare module "effect-ami/tasks/internal/originate" {
  import * as AmiAction from "effect-ami/catalog/AmiAction"
  import * as Duration from "effect/Duration"
  import * as Effect from "effect/Effect"
  import * as Rules from "effect-ami/internal/options"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  export interface Options {
    readonly originator: string
    readonly extension: string
    readonly context?: string | undefined
    readonly priority?: number | undefined
    readonly timeout?: Duration.Input | undefined
    readonly callerId?: string | undefined
    readonly variables?: Readonly<Record<string, string>> | undefined
    readonly account?: string | undefined
    readonly channelId?: string | undefined
  }
  export interface Queued {
    readonly channelId: string
    readonly message: string
  }
}

declare module "effect-ami/tasks/internal/untyped" {
  import * as AmiEvent from "effect-ami/catalog/AmiEvent"
  import * as Effect from "effect/Effect"
  import * as Scope from "effect/Scope"
  import { AmiClient } from "effect-ami/client/AmiClient"
  import { AmiError } from "effect-ami/AmiError"
  import { AmiMessage } from "effect-ami/protocol/AmiMessage"
  export interface Answer {
    readonly response: AmiMessage
    readonly items: ReadonlyArray<AmiMessage>
    readonly complete: AmiMessage | undefined
  }
  export interface Headers {
    readonly Action: string
    readonly [name: string]: Value | ReadonlyArray<Value> | undefined
  }
  type Value = string | number | boolean
}
