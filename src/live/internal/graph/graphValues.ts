/**
 * The public values of channels and bridges, made of the graph when somebody looks at them.
 *
 * @since 0.2.0
 */
import { channelStates } from "../../../internal/channelStates.ts"
import type { BridgeNode, ChannelNode } from "./graphNodes.ts"

/** A channel. Times are in milliseconds since 1970, by the clock of this program. */
export interface Channel {
  readonly Uniqueid: string
  /** The name, such as `PJSIP/101-00000001`. It can change; `Uniqueid` cannot. */
  readonly Channel: string
  /** Shared by channels that belong to one call, until they are connected with others; then the oldest of all. */
  readonly Linkedid?: string
  /** The telephone or line, such as `PJSIP/101`; absent for a Local channel. */
  readonly endpoint?: string
  /** The `Uniqueid` of the other half of a Local channel. */
  readonly localPeer?: string
  readonly state?: typeof channelStates[number]
  /** When it began. To a second, if it was there before this program looked. */
  readonly startedAt?: number
  readonly CallerIDNum?: string
  readonly CallerIDName?: string
  /** The number that its telephone shows for the other side. */
  readonly ConnectedLineNum?: string
  readonly ConnectedLineName?: string
  readonly AccountCode?: string
  /** The number that was dialed first. Known from lists only. */
  readonly DNID?: string
  /** Where it is in the dialplan, as of its last event. */
  readonly Context?: string
  readonly Exten?: string
  readonly Priority?: number
  /** The application of the dialplan that it runs. Known from lists only, until it goes on in the dialplan. */
  readonly Application?: string
  readonly AppData?: string
  /** The `BridgeUniqueid` of the bridge that it is in. */
  readonly bridge?: string
  /** The `Uniqueid` of the channel that dials it, while it does. */
  readonly dialedBy?: string
  /** Whether its telephone has put the other side on hold. */
  readonly isHeld?: boolean
  /** When it did. */
  readonly heldSince?: number
}

/** A bridge. */
export interface Bridge {
  readonly BridgeUniqueid: string
  /** Such as `basic` for two parties, `base` for conferences, `parking`, `agent_hold`. */
  readonly BridgeType?: string
  /** How the media is mixed, such as `simple_bridge`, `native_rtp`, `softmix`, as of the last event. */
  readonly BridgeTechnology?: string
  /** The application that created it, such as `ConfBridge`; absent for a conversation. */
  readonly BridgeCreator?: string
  /** Such as the name of a conference or of a parking lot. */
  readonly BridgeName?: string
  /** When it was created, in milliseconds since 1970; absent if it was there before. */
  readonly createdAt?: number
  /** The `Uniqueid` of each channel in it, in the order in which they came. */
  readonly members: ReadonlyArray<string>
}

/** Leaves out what is not known. */
const known = <A extends object>(fields: A): { readonly [K in keyof A]: Exclude<A[K], undefined> } => {
  const out: Partial<Record<string, unknown>> = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) out[name] = value
  // The seam: a value that is absent is optional in the type that this is given to.
  return out as { readonly [K in keyof A]: Exclude<A[K], undefined> }
}

export const readChannel = (node: ChannelNode, peer: ChannelNode | undefined): Channel =>
  known({
    Uniqueid: node.Uniqueid,
    Channel: node.Channel,
    Linkedid: node.Linkedid,
    endpoint: node.endpoint,
    localPeer: peer?.Uniqueid,
    state: node.state === undefined ? undefined : channelStates[node.state],
    startedAt: node.startedAt,
    CallerIDNum: node.CallerIDNum,
    CallerIDName: node.CallerIDName,
    ConnectedLineNum: node.ConnectedLineNum,
    ConnectedLineName: node.ConnectedLineName,
    AccountCode: node.AccountCode,
    DNID: node.DNID,
    Context: node.Context,
    Exten: node.Exten,
    Priority: node.Priority,
    Application: node.Application,
    AppData: node.AppData,
    bridge: node.bridge?.BridgeUniqueid,
    dialedBy: node.dialedBy?.Uniqueid,
    isHeld: node.isHeld,
    heldSince: node.heldSince
  })

export const readBridge = (node: BridgeNode): Bridge =>
  known({
    BridgeUniqueid: node.BridgeUniqueid,
    BridgeType: node.BridgeType,
    BridgeTechnology: node.BridgeTechnology,
    BridgeCreator: node.BridgeCreator,
    BridgeName: node.BridgeName,
    createdAt: node.createdAt,
    members: node.members.map(({ Uniqueid }) => Uniqueid)
  })
