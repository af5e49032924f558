/**
 * The blocks of headers that describe a channel or a bridge in an event.
 *
 * Most events about calls contain one or several such blocks. The names of a block may have a prefix that says which
 * channel it describes: `DestChannel`, `DestExten` and so on belong to the dialed channel.
 *
 * A block is written completely or not at all; in events that may lack it, all of its fields are optional.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { channelStates } from "../internal/channelStates.ts"
import * as AmiValue from "../protocol/AmiValue.ts"
import { type Field, type Fields, once } from "./internal/record.ts"
import { EscapedVariables } from "./internal/values.ts"

/**
 * The state of a channel as text, as in `ChannelStateDesc`.
 *
 * @category models
 * @since 0.1.0
 */
export type ChannelStateDesc = AmiValue.Open<typeof channelStates[number]>

/**
 * A channel at the time of an event.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChannelSnapshot {
  /** The name, such as `PJSIP/alice-00000001`. It can change; `Uniqueid` cannot. */
  readonly Channel: string
  /** 0 down, 3 dialing, 4 ring, 5 ringing, 6 up, 7 busy. */
  readonly ChannelState: number
  readonly ChannelStateDesc: ChannelStateDesc
  /** Absent if Asterisk has no caller ID, like the next three fields. */
  readonly CallerIDNum?: string
  readonly CallerIDName?: string
  readonly ConnectedLineNum?: string
  readonly ConnectedLineName?: string
  readonly Language: string
  readonly AccountCode: string
  readonly Context: string
  /** Empty if the channel is not at an extension. */
  readonly Exten: string
  readonly Priority: number
  readonly Uniqueid: string
  /** The `Uniqueid` of the first channel of the call, shared by all channels of the call. */
  readonly Linkedid: string
  /** Absent if none is set. Since Asterisk 18.25, 20.10, 21.5 and 22. */
  readonly Tenantid?: string
  /** The variables listed in `channelvars` of manager.conf. */
  readonly ChanVariable?: AmiValue.Variables
}

/**
 * How a bridge chooses the video that it sends.
 *
 * @category models
 * @since 0.1.0
 */
export type BridgeVideoSourceMode = AmiValue.Open<"none" | "talker" | "single" | "sfu">

/**
 * A bridge at the time of an event.
 *
 * @category models
 * @since 0.1.0
 */
export interface BridgeSnapshot {
  readonly BridgeUniqueid: string
  /** `basic` for two parties, `base` for conferences. */
  readonly BridgeType: AmiValue.Open<"base" | "basic" | "holding" | "stasis" | "parking" | "agent_hold">
  /** How the media is mixed. It changes as channels join and leave. */
  readonly BridgeTechnology: AmiValue.Open<
    "simple_bridge" | "native_rtp" | "native_dahdi" | "softmix" | "holding_bridge"
  >
  /** Absent if no application created the bridge. */
  readonly BridgeCreator?: string
  /** Absent if the bridge has no name. */
  readonly BridgeName?: string
  readonly BridgeNumChannels: number
  readonly BridgeVideoSourceMode: BridgeVideoSourceMode
  /** The `Uniqueid` of the channel whose video is sent, if the mode has one. */
  readonly BridgeVideoSource?: string
}

/**
 * A snapshot with a prefix.
 *
 * @category models
 * @since 0.1.0
 */
export type Prefixed<Prefix extends string, Snapshot> = {
  readonly [Name in keyof Snapshot as Name extends string ? `${Prefix}${Name}` : never]: Snapshot[Name]
}

/**
 * The dialed channel.
 *
 * @category models
 * @since 0.1.0
 */
export interface DestChannelSnapshot extends Prefixed<"Dest", ChannelSnapshot> {}

/**
 * The channel of the transferring party.
 *
 * @category models
 * @since 0.1.0
 */
export interface TransfererChannelSnapshot extends Prefixed<"Transferer", ChannelSnapshot> {}

/**
 * The channel that is transferred.
 *
 * @category models
 * @since 0.1.0
 */
export interface TransfereeChannelSnapshot extends Prefixed<"Transferee", ChannelSnapshot> {}

/**
 * The leg of the transferring party to the party that is transferred.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrigTransfererChannelSnapshot extends Prefixed<"OrigTransferer", ChannelSnapshot> {}

/**
 * The leg of the transferring party to the target.
 *
 * @category models
 * @since 0.1.0
 */
export interface SecondTransfererChannelSnapshot extends Prefixed<"SecondTransferer", ChannelSnapshot> {}

/**
 * The channel that a call is transferred to.
 *
 * @category models
 * @since 0.1.0
 */
export interface TransferTargetChannelSnapshot extends Prefixed<"TransferTarget", ChannelSnapshot> {}

/**
 * The first half of a Local channel.
 *
 * @category models
 * @since 0.1.0
 */
export interface LocalOneChannelSnapshot extends Prefixed<"LocalOne", ChannelSnapshot> {}

/**
 * The second half of a Local channel.
 *
 * @category models
 * @since 0.1.0
 */
export interface LocalTwoChannelSnapshot extends Prefixed<"LocalTwo", ChannelSnapshot> {}

/**
 * The channel that replaces one half of a Local channel.
 *
 * @category models
 * @since 0.1.0
 */
export interface SourceChannelSnapshot extends Prefixed<"Source", ChannelSnapshot> {}

/**
 * The channel that rang and was picked up.
 *
 * @category models
 * @since 0.1.0
 */
export interface TargetChannelSnapshot extends Prefixed<"Target", ChannelSnapshot> {}

/**
 * The channel that is parked.
 *
 * @category models
 * @since 0.1.0
 */
export interface ParkeeChannelSnapshot extends Prefixed<"Parkee", ChannelSnapshot> {}

/**
 * The channel that retrieves a parked one.
 *
 * @category models
 * @since 0.1.0
 */
export interface RetrieverChannelSnapshot extends Prefixed<"Retriever", ChannelSnapshot> {}

/**
 * The channel that listens.
 *
 * @category models
 * @since 0.1.0
 */
export interface SpyerChannelSnapshot extends Prefixed<"Spyer", ChannelSnapshot> {}

/**
 * The channel that is listened to.
 *
 * @category models
 * @since 0.1.0
 */
export interface SpyeeChannelSnapshot extends Prefixed<"Spyee", ChannelSnapshot> {}

/**
 * The bridge of the first call of an attended transfer.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrigBridgeSnapshot extends Prefixed<"Orig", BridgeSnapshot> {}

/**
 * The bridge of the second call of an attended transfer.
 *
 * @category models
 * @since 0.1.0
 */
export interface SecondBridgeSnapshot extends Prefixed<"Second", BridgeSnapshot> {}

/**
 * The bridge that channels move to.
 *
 * @category models
 * @since 0.1.0
 */
export interface ToBridgeSnapshot extends Prefixed<"To", BridgeSnapshot> {}

/**
 * The bridge that channels leave.
 *
 * @category models
 * @since 0.1.0
 */
export interface FromBridgeSnapshot extends Prefixed<"From", BridgeSnapshot> {}

/**
 * The schemas of a snapshot, by the names of its headers.
 *
 * @category models
 * @since 0.1.0
 */
export type SnapshotFields<Prefix extends string, Snapshot> = {
  readonly [Name in keyof Prefixed<Prefix, Snapshot>]-?: Field
}

const channelFields: () => SnapshotFields<"", ChannelSnapshot> = /*#__PURE__*/ once(() => ({
  Channel: Schema.String,
  ChannelState: AmiValue.Int,
  ChannelStateDesc: AmiValue.open(channelStates),
  CallerIDNum: AmiValue.Known,
  CallerIDName: AmiValue.KnownCEscaped,
  ConnectedLineNum: AmiValue.Known,
  ConnectedLineName: AmiValue.KnownCEscaped,
  Language: Schema.String,
  AccountCode: Schema.String,
  Context: Schema.String,
  Exten: Schema.String,
  Priority: AmiValue.Int,
  Uniqueid: Schema.String,
  Linkedid: Schema.String,
  Tenantid: Schema.optionalKey(Schema.String),
  ChanVariable: Schema.optionalKey(EscapedVariables)
}))

const bridgeFields: () => SnapshotFields<"", BridgeSnapshot> = /*#__PURE__*/ once(() => ({
  BridgeUniqueid: Schema.String,
  BridgeType: Schema.String,
  BridgeTechnology: Schema.String,
  BridgeCreator: AmiValue.Known,
  BridgeName: AmiValue.Known,
  BridgeNumChannels: AmiValue.Int,
  BridgeVideoSourceMode: Schema.String,
  BridgeVideoSource: Schema.optionalKey(Schema.String)
}))

// The names are computed, so TypeScript cannot check them; the tests of the catalogue decode every block of every
// capture.
const prefixed = <Prefix extends string, Snapshot>(prefix: Prefix, fields: Fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [`${prefix}${name}`, field])) as SnapshotFields<
    Prefix,
    Snapshot
  >

/**
 * Returns the schemas of a channel, with a prefix to each name.
 *
 * **Example** (Defining an event with a channel)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent } from "effect-ami"
 * import { channelSnapshot } from "effect-ami/catalog/AmiSnapshot"
 *
 * const ChanSpyStop = AmiEvent.define("ChanSpyStop", channelSnapshot("Spyer"))
 *
 * Object.keys(channelSnapshot("Spyer")).at(0) // => "SpyerChannel"
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const channelSnapshot = <const Prefix extends string>(prefix: Prefix): SnapshotFields<Prefix, ChannelSnapshot> =>
  prefixed(prefix, channelFields())

/**
 * Returns the schemas of a bridge, with a prefix to each name.
 *
 * **Example** (Naming the headers of a bridge)
 *
 * ```ts import.meta.vitest
 * import { bridgeSnapshot } from "effect-ami/catalog/AmiSnapshot"
 *
 * Object.keys(bridgeSnapshot("To")).at(0) // => "ToBridgeUniqueid"
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const bridgeSnapshot = <const Prefix extends string>(prefix: Prefix): SnapshotFields<Prefix, BridgeSnapshot> =>
  prefixed(prefix, bridgeFields())

/**
 * Makes the schemas of a block optional, for an event that may lack the whole block.
 *
 * **Example** (Reading an event that lacks its channel)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent, AmiMessage } from "effect-ami"
 * import { channelSnapshot, ifPresent } from "effect-ami/catalog/AmiSnapshot"
 * import { Result } from "effect"
 *
 * const Ended = AmiEvent.define("Ended", ifPresent(channelSnapshot("")))
 *
 * Result.isSuccess(Ended.decode(AmiMessage.make([["Event", "Ended"]]))) // => true
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const ifPresent = <Name extends string>(block: Readonly<Record<Name, Field>>): Readonly<Record<Name, Field>> =>
  Object.fromEntries(
    Object.entries<Field>(block).map(([name, field]): [string, Field] => [name, Schema.optionalKey(field)])
  ) as Record<Name, Field>
