/**
 * The public values of channels and bridges, made of the graph when somebody looks at them.
 *
 * @since 0.2.0
 */
import type { Bridge } from "../AmiBridges.ts"
import type { Channel } from "../AmiChannels.ts"
import type { BridgeNode, ChannelNode } from "./graphNodes.ts"

/** The states of a channel by their numbers (channel.c, ast_state2str). */
export const states = [
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
    state: node.state === undefined ? undefined : states[node.state],
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
    members: Array.from(node.members, ({ Uniqueid }) => Uniqueid)
  })
