/**
 * What the graph of channels and bridges is made of, as others read it. Only `graph.ts` changes it.
 *
 * @since 0.2.0
 */

/** What may change of a channel, as a set of bits. */
export const Facts = {
  /** The channel is new in the graph. */
  Presence: 1,
  Name: 2,
  State: 4,
  CallerID: 8,
  ConnectedLine: 16,
  AccountCode: 32,
  Linkedid: 64,
  /** It is in another bridge, or in none. */
  Bridge: 128,
  Hold: 256,
  /** Context, extension, priority, application. */
  Dialplan: 512,
  /** Who dials it. */
  Dial: 1024,
  /** What only lists say: when it began, and the number that was dialed. */
  Listed: 2048,
  /** The other half of a Local channel has come, gone, or got another name. */
  Peer: 4096
} as const

/** One empty list for all that have none, which is replaced and never filled. */
const none: ReadonlyArray<never> = []

export const isLocalName = (name: string): boolean => name.startsWith("Local/")

/** A channel. What nobody has seen is undefined. */
export class ChannelNode {
  readonly Uniqueid: string
  Channel = ""
  /** The oldest Linkedid that the channel is known to have: it never goes back to a newer one. */
  Linkedid: string | undefined = undefined
  /** The number of its state: 4 is Ring, 5 Ringing, 6 Up. */
  state: number | undefined = undefined
  CallerIDNum: string | undefined = undefined
  CallerIDName: string | undefined = undefined
  ConnectedLineNum: string | undefined = undefined
  ConnectedLineName: string | undefined = undefined
  AccountCode: string | undefined = undefined
  Context: string | undefined = undefined
  Exten: string | undefined = undefined
  Priority: number | undefined = undefined
  /** From lists: undefined as soon as the channel is known to have gone on in the dialplan. */
  Application: string | undefined = undefined
  AppData: string | undefined = undefined
  /** From lists: the number that was dialed first. */
  DNID: string | undefined = undefined
  startedAt: number | undefined = undefined
  bridge: BridgeNode | undefined = undefined
  /** Whether its telephone holds the other side; undefined if that may have begun or ended unseen. */
  isHeld: boolean | undefined = undefined
  heldSince: number | undefined = undefined
  /** The channel that dials it, until the dial ends. */
  dialedBy: ChannelNode | undefined = undefined
  /** The channels that it dials. */
  dials: ReadonlyArray<ChannelNode> = none
  /** Its telephone or line, such as `PJSIP/101`; undefined for a Local channel. */
  endpoint: string | undefined = undefined
  /**
   * For the graph: what events said since a list was asked for, that list, the last list that had the channel, and the one that
   * brought it.
   */
  noted = 0
  left: string | undefined = undefined
  notedIn = 0
  listedIn = 0
  broughtIn = -1

  constructor(Uniqueid: string) {
    this.Uniqueid = Uniqueid
  }

  get isLocal(): boolean {
    return isLocalName(this.Channel)
  }
}

/** A bridge. */
export class BridgeNode {
  readonly BridgeUniqueid: string
  /** Such as `basic`, `base` (ConfBridge), `parking`, `agent_hold`; undefined until an event or a list has said it. */
  BridgeType: string | undefined = undefined
  BridgeTechnology: string | undefined = undefined
  BridgeCreator: string | undefined = undefined
  BridgeName: string | undefined = undefined
  /** In the order in which they came. */
  members: ReadonlyArray<ChannelNode> = none
  /** How many channels it had as of its last event or list, with those that Asterisk does not announce. */
  count: number | undefined = undefined
  /** When it was created, if that was seen. */
  createdAt: number | undefined = undefined
  /** For the graph, as in `ChannelNode`. */
  notedIn = 0
  listedIn = 0
  broughtIn = -1

  constructor(BridgeUniqueid: string) {
    this.BridgeUniqueid = BridgeUniqueid
  }
}

/**
 * Follows the graph, in the step in which it changes. An observer must not change the graph.
 *
 * One message may change several channels: the order is that of the facts. When a channel ends, it leaves its bridge first.
 */
export interface Observer {
  /** Facts of a channel have changed; with `Facts.Presence` it is new. */
  readonly channelChanged?: (channel: ChannelNode, facts: number) => void
  /** A channel has entered a bridge or left it. */
  readonly membershipChanged?: (channel: ChannelNode, from: BridgeNode | undefined, to: BridgeNode | undefined) => void
  /** A telephone or line has a channel more or less, or had. */
  readonly endpointChanged?: (endpoint: string) => void
  /** The Linkedid of a known channel has changed. */
  readonly linkedidChanged?: (channel: ChannelNode, before: string | undefined) => void
  /** A channel has ended, and is not in the graph any more. `finalStateUnknown` if a list lacked it. */
  readonly channelEnded?: (channel: ChannelNode, finalStateUnknown: boolean) => void
  /** A bridge is new, or what is said of it has changed; for its members see `membershipChanged`. */
  readonly bridgeChanged?: (bridge: BridgeNode) => void
  /** A bridge has ended; it has no members. */
  readonly bridgeEnded?: (bridge: BridgeNode, finalStateUnknown: boolean) => void
}

const uniqueid = /(\d+)\.(\d+)$/

/** When an id was made, by the server's clock: seconds, and a number that counts; undefined if a program chose it. */
const madeAt = (id: string): readonly [seconds: number, count: number] | undefined => {
  const match = uniqueid.exec(id)
  return match === null ? undefined : [Number(match[1]), Number(match[2])]
}

/** Whether a Linkedid is older than another; undefined if the ids do not say it. */
export const isOlder = (id: string, than: string): boolean | undefined => {
  const own = madeAt(id)
  const other = madeAt(than)
  if (own === undefined || other === undefined) return undefined
  return own[0] === other[0] ? own[1] < other[1] : own[0] < other[0]
}

/** The telephone or line of a channel name: all before the last hyphen. */
export const endpointOf = (channel: string): string | undefined => {
  if (isLocalName(channel)) return undefined
  const end = channel.lastIndexOf("-")
  return end > 0 ? channel.slice(0, end) : undefined
}

/** The name of the other half of a Local channel; undefined for any other. */
export const otherHalfOf = (channel: string): string | undefined =>
  !isLocalName(channel)
    ? undefined
    : channel.endsWith(";1")
    ? `${channel.slice(0, -1)}2`
    : channel.endsWith(";2")
    ? `${channel.slice(0, -1)}1`
    : undefined
