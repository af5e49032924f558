/**
 * The state of the graph, and the smallest changes of it: each keeps the indexes right and is seen by the observers.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { plus } from "../longer.ts"
import { kept, Shared } from "../text.ts"
import { Tombstones } from "../tombstones.ts"
import { ChannelIndexes } from "./graphIndexes.ts"
import { BridgeNode, ChannelNode, endpointOf, Facts, type Observer, otherHalfOf } from "./graphNodes.ts"

/**
 * How many channels and bridges that have ended are remembered: more than end in ten seconds. What comes late of one comes
 * within a second: an event after its Hangup, or a list that was made before it. More of them would cost more to look up.
 */
const remembered = 2_000

/** A list that is asked for, and what it contradicts. */
export class Round<Node extends { broughtIn: number }> {
  /** Counts the lists. */
  number = 0
  /** Whether a list is asked for and has not come. */
  isOpen = false
  /** What the list lacks. */
  readonly doubted = new Set<Node>()
  /** How many are known by the list alone. */
  brought = 0

  begin(): void {
    this.number += 1
    this.isOpen = true
    this.clear()
  }

  /** What was asked for is of no use. */
  drop(): void {
    this.isOpen = false
    this.clear()
  }

  clear(): void {
    this.doubted.clear()
    this.brought = 0
  }

  /** An event proves that something is there. */
  prove(node: Node): void {
    if (this.doubted.size > 0) this.doubted.delete(node)
    if (this.brought === 0 || node.broughtIn !== this.number) return
    node.broughtIn = -1
    this.brought -= 1
  }

  /** The list alone knows something. */
  bring(node: Node): void {
    node.broughtIn = this.number
    this.brought += 1
  }
}

export class GraphState {
  protected readonly byId = new Map<string, ChannelNode>()
  private readonly indexes = new ChannelIndexes(() => this.byId.values())
  protected readonly bridgesById = new Map<string, BridgeNode>()
  protected readonly dead = new Tombstones(remembered)
  protected readonly deadBridges = new Tombstones(remembered)
  protected readonly shared = new Shared()
  protected readonly channelRound = new Round<ChannelNode>()
  protected readonly bridgeRound = new Round<BridgeNode>()
  protected observers: ReadonlyArray<Observer> = []
  /** Whether events may have been lost since the last list of channels. */
  protected hasLost = true

  /** What is taken in at this moment, for observers: an event, or lists if it is undefined. */
  message: AmiMessage | undefined
  at = 0

  protected takes(message: AmiMessage | undefined, at: number): void {
    this.message = message
    this.at = at
  }

  // --- Reading ----------------------------------------------------------------

  /** The living channels by Uniqueid. */
  get channels(): ReadonlyMap<string, ChannelNode> {
    return this.byId
  }

  /** Whether a list lacks a channel, and no event has explained it. */
  isDoubted(channel: ChannelNode): boolean {
    return this.channelRound.doubted.has(channel)
  }

  get bridges(): ReadonlyMap<string, BridgeNode> {
    return this.bridgesById
  }

  channel(Uniqueid: string): ChannelNode | undefined {
    return this.byId.get(Uniqueid)
  }

  /** The living channel that has this name now. */
  named(Channel: string): ChannelNode | undefined {
    return this.indexes.named(Channel)
  }

  /** The other half of a Local channel. */
  peerOf(channel: ChannelNode): ChannelNode | undefined {
    const name = otherHalfOf(channel.Channel)
    return name === undefined ? undefined : this.indexes.named(name)
  }

  bridge(BridgeUniqueid: string): BridgeNode | undefined {
    return this.bridgesById.get(BridgeUniqueid)
  }

  /** The living channels of a telephone or line, such as `PJSIP/101`. */
  ofEndpoint(endpoint: string): Iterable<ChannelNode> {
    return this.indexes.ofEndpoint(endpoint)
  }

  /** Calls an observer with each change from now on; returns what ends it. */
  observe(observer: Observer): () => void {
    this.observers = [...this.observers, observer]
    return () => void (this.observers = this.observers.filter((other) => other !== observer))
  }

  // --- Channels ---------------------------------------------------------------

  protected add(id: string): ChannelNode {
    const channel = new ChannelNode(kept(id))
    this.byId.set(channel.Uniqueid, channel)
    return channel
  }

  protected setName(channel: ChannelNode, name: string): number {
    const before = channel.Channel
    if (name === before || name === "") return 0
    const peer = this.peerOf(channel)
    this.indexes.deleteName(channel)
    channel.Channel = kept(name)
    this.indexes.addName(channel)
    const endpoint = endpointOf(name)
    if (endpoint !== channel.endpoint) this.setEndpoint(channel, endpoint)
    this.peerChanged(peer)
    this.peerChanged(this.peerOf(channel))
    return Facts.Name
  }

  protected setEndpoint(channel: ChannelNode, endpoint: string | undefined): void {
    const before = channel.endpoint
    if (before !== undefined) {
      this.indexes.deleteEndpoint(channel)
      for (const { endpointChanged } of this.observers) endpointChanged?.(before)
    }
    channel.endpoint = endpoint === undefined ? undefined : this.shared.of(endpoint)
    if (channel.endpoint === undefined) return
    this.indexes.addEndpoint(channel)
    for (const { endpointChanged } of this.observers) endpointChanged?.(channel.endpoint)
  }

  protected peerChanged(peer: ChannelNode | undefined): void {
    if (peer !== undefined) this.changed(peer, Facts.Peer)
  }

  protected setLinkedid(channel: ChannelNode, Linkedid: string): number {
    const before = channel.Linkedid
    if (before === Linkedid) return 0
    channel.Linkedid = this.byId.get(Linkedid)?.Uniqueid ?? kept(Linkedid)
    if (before !== undefined) {
      for (const { linkedidChanged } of this.observers) linkedidChanged?.(channel, before)
    }
    return Facts.Linkedid
  }

  protected setDialer(dest: ChannelNode, dialer: ChannelNode | undefined): void {
    const before = dest.dialedBy
    if (before === dialer) return
    if (before !== undefined) before.dials = before.dials.filter((other) => other !== dest)
    dest.dialedBy = dialer
    if (dialer !== undefined) dialer.dials = plus(dialer.dials, dest)
    this.changed(dest, Facts.Dial)
  }

  protected end(channel: ChannelNode, finalStateUnknown: boolean): void {
    this.setBridge(channel, undefined)
    this.setDialer(channel, undefined)
    for (const dest of channel.dials) this.setDialer(dest, undefined)
    const peer = this.peerOf(channel)
    this.byId.delete(channel.Uniqueid)
    this.indexes.deleteName(channel)
    const { endpoint } = channel
    this.setEndpoint(channel, undefined)
    channel.endpoint = endpoint
    this.dead.add(channel.Uniqueid)
    this.channelRound.prove(channel)
    for (const { channelEnded } of this.observers) channelEnded?.(channel, finalStateUnknown)
    this.peerChanged(peer)
  }

  protected changed(channel: ChannelNode, facts: number): void {
    if (facts === 0) return
    for (const { channelChanged } of this.observers) channelChanged?.(channel, facts)
  }

  // --- Bridges ----------------------------------------------------------------

  protected addBridge(id: string): BridgeNode {
    const bridge = new BridgeNode(kept(id))
    this.bridgesById.set(bridge.BridgeUniqueid, bridge)
    return bridge
  }

  protected setBridge(channel: ChannelNode, bridge: BridgeNode | undefined): void {
    const from = channel.bridge
    if (from === bridge) return
    if (from !== undefined) from.members = from.members.filter((member) => member !== channel)
    if (bridge !== undefined) bridge.members = plus(bridge.members, channel)
    channel.bridge = bridge
    for (const { membershipChanged } of this.observers) membershipChanged?.(channel, from, bridge)
    this.changed(channel, Facts.Bridge)
  }

  protected endBridge(bridge: BridgeNode, finalStateUnknown: boolean): void {
    for (const channel of bridge.members) this.setBridge(channel, undefined)
    this.bridgesById.delete(bridge.BridgeUniqueid)
    this.deadBridges.add(bridge.BridgeUniqueid)
    this.bridgeRound.prove(bridge)
    for (const { bridgeEnded } of this.observers) bridgeEnded?.(bridge, finalStateUnknown)
  }

  protected bridgeChanged(bridge: BridgeNode): void {
    for (const { bridgeChanged } of this.observers) bridgeChanged?.(bridge)
  }

  // --- What events say while a list is asked for --------------------------------

  /** Events say these facts of a channel while a list is asked for. */
  protected note(channel: ChannelNode, facts: number): void {
    const { isOpen, number } = this.channelRound
    if (!isOpen) return
    if (channel.notedIn !== number) {
      channel.noted = 0
      channel.left = undefined
    }
    channel.noted |= facts
    channel.notedIn = number
  }

  /** An event says that a channel is in a bridge no longer: a list that has it there is older, one that has it elsewhere newer. */
  protected noteLeft(channel: ChannelNode, BridgeUniqueid: string | undefined): void {
    if (!this.channelRound.isOpen || BridgeUniqueid === undefined) return
    this.note(channel, 0)
    if ((channel.noted & Facts.Bridge) === 0) channel.left = kept(BridgeUniqueid)
  }

  protected notedOf(channel: ChannelNode): number {
    return channel.notedIn === this.channelRound.number ? channel.noted : 0
  }

  protected prove(channel: ChannelNode): void {
    this.note(channel, Facts.Presence)
    this.channelRound.prove(channel)
  }

  protected proveBridge(bridge: BridgeNode): void {
    if (this.bridgeRound.isOpen) bridge.notedIn = this.bridgeRound.number
    this.bridgeRound.prove(bridge)
  }
}
