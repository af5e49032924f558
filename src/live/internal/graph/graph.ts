/**
 * The graph of channels: which there are, their Local halves, the bridges they are in, and who dials whom.
 *
 * It is pure: it takes messages and lists as they come, without a clock or a runtime, and observers follow it. A list may be
 * ahead of events that are under way, or behind some that came: what events say after `begin` wins over the list, and what a
 * list lacks is only doubted until `settle`.
 *
 * Membership of bridges comes from several events, as none is always raised: a masquerade puts a channel into a conference
 * without BridgeEnter, and takes it out without BridgeLeave.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import type { CycleCause } from "../part.ts"
import { kept } from "../text.ts"
import * as Blocks from "./graphBlocks.ts"
import { Leftovers } from "./graphLeftovers.ts"
import { type BridgeNode, type ChannelNode, Facts, isOlder } from "./graphNodes.ts"
import { GraphState, type Round } from "./graphState.ts"

/** The events that change the graph. `Newexten` may be given to it as well. */
export const events: ReadonlyArray<string> = [
  "Newchannel",
  "Newstate",
  "NewCallerid",
  "NewConnectedLine",
  "NewAccountCode",
  "Rename",
  "Hold",
  "Unhold",
  "BridgeCreate",
  "BridgeEnter",
  "BridgeLeave",
  "BridgeMerge",
  "BridgeDestroy",
  "ConfbridgeJoin",
  "ConfbridgeLeave",
  "DialBegin",
  "DialState",
  "DialEnd",
  "AttendedTransfer",
  "Hangup"
]

/** What a block of a channel says, except for the name. */
const said = Facts.State | Facts.CallerID | Facts.ConnectedLine | Facts.AccountCode | Facts.Linkedid | Facts.Dialplan

/** The lists that it takes. */
export type ListName = "Status" | "BridgeList" | "BridgeInfo"

export class Graph extends GraphState {
  /** What `BridgeInfo` is asked for. */
  readonly leftovers = new Leftovers()

  // --- Events -----------------------------------------------------------------

  /** Takes in an event as it comes. Those that are not in `events` change nothing. */
  apply(message: AmiMessage, at: number): void {
    this.takes(message, at)
    switch (message.name) {
      case "Newchannel":
        return this.newchannel(message, at)
      case "Newstate":
        return void this.said(message, true)
      case "NewCallerid":
      case "NewConnectedLine":
      case "NewAccountCode":
        return void this.said(message, false)
      case "Newexten":
        return this.newexten(message)
      case "Rename":
        return this.rename(message)
      case "Hold":
        return this.hold(message, at, true)
      case "Unhold":
        return this.hold(message, at, false)
      case "BridgeCreate":
        return this.bridgeCreate(message, at)
      case "BridgeEnter":
      case "ConfbridgeJoin":
        return this.enter(message)
      case "BridgeLeave":
      case "ConfbridgeLeave":
        return this.leave(message)
      case "BridgeMerge":
        return this.merge(message)
      case "BridgeDestroy":
        return this.bridgeDestroy(message)
      case "DialBegin":
      case "DialState":
        return this.dial(message)
      case "DialEnd":
        return this.dialEnd(message)
      case "AttendedTransfer":
        return this.threeway(message)
      case "Hangup":
        return this.hangup(message)
    }
  }

  /** It comes before all else of a channel: a program that has chosen the id of one may choose it for another after its end. */
  private newchannel(message: AmiMessage, at: number): void {
    const id = message.get("Uniqueid")
    if (id === undefined || id === "") return
    const known = this.byId.get(id)
    if (known !== undefined) {
      // A list knew it before this event came, and says what it is now. That it has not held is known by this event.
      this.prove(known)
      if (known.isHeld === undefined) {
        known.isHeld = false
        this.changed(known, Facts.Hold)
      }
      return
    }
    const channel = this.add(id)
    channel.startedAt = at
    channel.isHeld = false
    this.prove(channel)
    this.introduce(channel, message)
  }

  /** An event says how a channel is. It proves that the channel is there, unless it may come after the Hangup. */
  private said(message: AmiMessage, isProof: boolean): ChannelNode | undefined {
    const channel = this.meet(message, isProof)
    if (channel === undefined) return undefined
    this.note(channel, said)
    this.changed(channel, this.readBlock(channel, message))
    return channel
  }

  private newexten(message: AmiMessage): void {
    const channel = this.meet(message, false)
    if (channel === undefined) return
    this.note(channel, Facts.Dialplan)
    const place = Blocks.readPlace(channel, message, this.shared)
    this.changed(channel, place | Blocks.readApplication(channel, message, "AppData", this.shared))
  }

  private rename(message: AmiMessage): void {
    const name = message.get("Newname")
    const channel = this.byId.get(message.get("Uniqueid") ?? "")
    if (channel === undefined || name === undefined) return
    this.prove(channel)
    this.note(channel, Facts.Name)
    this.changed(channel, this.setName(channel, name))
  }

  private hold(message: AmiMessage, at: number, isHeld: boolean): void {
    const channel = this.meet(message, isHeld)
    if (channel !== undefined) this.setHold(channel, isHeld ? at : undefined)
  }

  private setHold(channel: ChannelNode, heldSince: number | undefined): void {
    const isHeld = heldSince !== undefined
    this.note(channel, Facts.Hold)
    if (channel.isHeld === isHeld) return
    channel.isHeld = isHeld
    channel.heldSince = heldSince
    this.changed(channel, Facts.Hold)
  }

  /** Who consulted talks with both now, and no event says that it holds no more (bridge_basic.c, threeway_enter). */
  private threeway(message: AmiMessage): void {
    const channel = this.byId.get(message.get("OrigTransfererUniqueid") ?? "")
    if (channel !== undefined && message.get("DestType") === "Threeway") this.setHold(channel, undefined)
  }

  private hangup(message: AmiMessage): void {
    const id = message.get("Uniqueid")
    if (id === undefined) return
    const channel = this.byId.get(id)
    if (channel === undefined) {
      if (!this.dead.has(id)) this.dead.add(kept(id))
      return
    }
    this.end(channel, false)
  }

  // --- Dials ------------------------------------------------------------------

  private dial(message: AmiMessage): void {
    const dest = this.byId.get(message.get("DestUniqueid") ?? "")
    if (dest === undefined) return
    this.note(dest, Facts.Dial)
    this.setDialer(dest, this.byId.get(message.get("Uniqueid") ?? ""))
  }

  private dialEnd(message: AmiMessage): void {
    const dest = this.byId.get(message.get("DestUniqueid") ?? "")
    if (dest === undefined) return
    this.note(dest, Facts.Dial)
    this.setDialer(dest, undefined)
  }

  // --- Bridges ----------------------------------------------------------------

  private bridgeCreate(message: AmiMessage, at: number): void {
    const bridge = this.meetBridge(message, true)
    if (bridge === undefined || bridge.createdAt !== undefined) return
    bridge.createdAt = at
    this.bridgeChanged(bridge)
  }

  private enter(message: AmiMessage): void {
    const bridge = this.meetBridge(message, false)
    const channel = this.said(message, true)
    if (channel === undefined || bridge === undefined) return
    this.note(channel, Facts.Bridge)
    this.leftovers.said(channel)
    this.setBridge(channel, bridge)
    const swapped = this.byId.get(message.get("SwapUniqueid") ?? "")
    if (swapped !== undefined && swapped !== channel && swapped.bridge === bridge) {
      this.setBridge(swapped, undefined)
      this.noteLeft(swapped, bridge.BridgeUniqueid)
    }
    this.spread(bridge, message.get("Linkedid"))
  }

  private leave(message: AmiMessage): void {
    const channel = this.meet(message, false)
    if (channel === undefined) return
    // A channel leaves a bridge that it never entered, or has left already: a masquerade, two events of one leave.
    const id = message.get("BridgeUniqueid")
    if (channel.bridge !== undefined && channel.bridge.BridgeUniqueid === id) {
      Blocks.readCount(channel.bridge, message)
      this.setBridge(channel, undefined)
    }
    this.noteLeft(channel, id)
  }

  /** The members that move leave and enter by events of their own, after this one (bridge.c, bridge_do_merge). */
  private merge(message: AmiMessage): void {
    for (const side of ["ToBridgeUniqueid", "FromBridgeUniqueid"]) {
      const bridge = this.bridgesById.get(message.get(side) ?? "")
      if (bridge !== undefined) this.proveBridge(bridge)
    }
  }

  private bridgeDestroy(message: AmiMessage): void {
    const id = message.get("BridgeUniqueid")
    if (id === undefined) return
    const bridge = this.bridgesById.get(id)
    if (bridge !== undefined) this.endBridge(bridge, false)
    else if (!this.deadBridges.has(id)) this.deadBridges.add(kept(id))
  }

  private meetBridge(message: AmiMessage, isNew: boolean): BridgeNode | undefined {
    const id = message.get("BridgeUniqueid")
    if (id === undefined || id === "") return undefined
    const known = this.bridgesById.get(id)
    if (known === undefined && !isNew && this.deadBridges.has(id)) return undefined
    const bridge = known ?? this.addBridge(id)
    this.proveBridge(bridge)
    if (Blocks.readBridge(bridge, message, this.shared)) this.bridgeChanged(bridge)
    return bridge
  }

  /**
   * The members of a bridge of two take the oldest of their Linkedids when one enters. Its own event says which that is, but no
   * event says it of the others (bridge_channel.c, ast_bridge_channel_update_linkedids). A member that has an older one has
   * entered later: a list was ahead.
   *
   * It is the Linkedid as of the event: one that a list says of the channel that entered may be of a bridge that it enters
   * later, and its members here never get that.
   */
  private spread(bridge: BridgeNode, Linkedid: string | undefined): void {
    if (Linkedid === undefined || Linkedid === "") return
    if (bridge.BridgeType !== "basic" && bridge.BridgeType !== "stasis") return
    for (const member of bridge.members) {
      const own = member.Linkedid
      if (own !== undefined && own !== Linkedid && isOlder(own, Linkedid) === true) continue
      this.note(member, Facts.Linkedid)
      this.changed(member, this.setLinkedid(member, Linkedid))
    }
  }

  // --- Channels ---------------------------------------------------------------

  /**
   * The channel of an event. One that is not known yet may be in a list that is asked for; otherwise only an event that
   * proves it makes one of it.
   */
  private meet(message: AmiMessage, isProof: boolean): ChannelNode | undefined {
    const id = message.get("Uniqueid")
    if (id === undefined || id === "") return undefined
    const known = this.byId.get(id)
    if (known !== undefined) {
      if (isProof) this.prove(known)
      return known
    }
    if ((!isProof && !this.channelRound.isOpen) || this.dead.has(id)) return undefined
    const channel = this.add(id)
    if (isProof) this.prove(channel)
    this.introduce(channel, message)
    return channel
  }

  private introduce(channel: ChannelNode, message: AmiMessage): void {
    this.note(channel, said | Facts.Name)
    const name = this.setName(channel, message.get("Channel") ?? "")
    this.changed(channel, Facts.Presence | name | this.readBlock(channel, message))
  }

  /** Takes in what a block says, except for the name, which another channel may have got meanwhile. */
  private readBlock(channel: ChannelNode, message: AmiMessage): number {
    return Blocks.readState(channel, message) | Blocks.readCallerID(channel, message) |
      Blocks.readConnectedLine(channel, message) | Blocks.readAccountCode(channel, message, this.shared) |
      Blocks.readPlace(channel, message, this.shared) | this.adoptLinkedid(channel, message)
  }

  private adoptLinkedid(channel: ChannelNode, message: AmiMessage): number {
    const said = message.get("Linkedid")
    if (said === undefined || said === "" || said === channel.Linkedid) return 0
    // Events say the one before now and then: a channel never goes back to a newer one.
    if (channel.Linkedid !== undefined && isOlder(said, channel.Linkedid) === false) return 0
    return this.setLinkedid(channel, said)
  }

  // --- Lists ------------------------------------------------------------------

  /** A list is asked for: what events say from here on wins over it. */
  begin(list: ListName): void {
    if (list !== "BridgeInfo") this.roundOf(list).begin()
    else if (!this.channelRound.isOpen) this.leftovers.begin(this.bridgesById.values())
  }

  /** Takes in a list. */
  list(list: ListName, items: ReadonlyArray<AmiMessage>, at: number): void {
    this.takes(undefined, at)
    if (list === "Status") this.status(items, at)
    else if (list === "BridgeList") this.bridgeList(items)
    else for (const channel of this.leftovers.take(items)) this.setBridge(channel, undefined)
  }

  /** Whether something that lists contradict may still be explained by an event. */
  isDoubting(cause: CycleCause): boolean {
    const rounds = [this.channelRound, this.bridgeRound]
    return rounds.some(({ brought, doubted }) => doubted.size > 0 || (cause === "Relist" && brought > 0))
  }

  /** Ends what the lists lack. Gives how many channels and bridges they have corrected. */
  settle(at: number): number {
    this.takes(undefined, at)
    const { bridgeRound, channelRound } = this
    const corrections = channelRound.brought + channelRound.doubted.size + bridgeRound.brought +
      bridgeRound.doubted.size
    for (const channel of channelRound.doubted) this.end(channel, true)
    for (const bridge of bridgeRound.doubted) this.endBridge(bridge, true)
    channelRound.clear()
    bridgeRound.clear()
    return corrections
  }

  /** Events may be missing from here on. */
  lose(): void {
    this.hasLost = true
    this.channelRound.drop()
    this.bridgeRound.drop()
    this.leftovers.drop()
  }

  private status(items: ReadonlyArray<AmiMessage>, at: number): void {
    const round = this.channelRound
    round.isOpen = false
    const entered = this.enteredMeanwhile()
    for (const item of items) {
      const id = item.name === "Status" ? item.get("Uniqueid") : undefined
      if (id === undefined || id === "") continue
      const known = this.byId.get(id)
      // Asterisk 16 lists a channel for a moment after its Hangup.
      if (known === undefined && this.dead.has(id)) continue
      const channel = known ?? this.add(id)
      if (known === undefined) round.bring(channel)
      channel.listedIn = round.number
      this.listed(channel, item, at, known === undefined ? Facts.Presence : 0)
    }
    for (const channel of this.byId.values()) {
      if (channel.listedIn !== round.number && (this.notedOf(channel) & Facts.Presence) === 0) {
        round.doubted.add(channel)
      }
    }
    for (const [bridge, Linkedid] of entered) this.spread(bridge, Linkedid)
    this.hasLost = false
  }

  /**
   * The bridges that channels have entered since the list was asked for, and the Linkedids that they had in them. Who else was
   * in those bridges, only the list says.
   */
  private enteredMeanwhile(): ReadonlyArray<readonly [BridgeNode, string | undefined]> {
    const entered: Array<readonly [BridgeNode, string | undefined]> = []
    for (const channel of this.byId.values()) {
      if (channel.bridge === undefined || (this.notedOf(channel) & Facts.Bridge) === 0) continue
      entered.push([channel.bridge, channel.Linkedid])
    }
    return entered
  }

  private listed(channel: ChannelNode, item: AmiMessage, at: number, facts: number): void {
    const { shared } = this
    const noted = this.notedOf(channel)
    const isOpen = (fact: number) => (noted & fact) === 0
    let changed = facts
    if (isOpen(Facts.Name)) changed |= this.setName(channel, item.get("Channel") ?? "")
    if (isOpen(Facts.State)) changed |= Blocks.readState(channel, item)
    if (isOpen(Facts.CallerID)) changed |= Blocks.readCallerID(channel, item)
    if (isOpen(Facts.ConnectedLine)) changed |= Blocks.readConnectedLine(channel, item)
    if (isOpen(Facts.AccountCode)) changed |= Blocks.readAccountCode(channel, item, shared)
    if (isOpen(Facts.Dialplan)) {
      changed |= Blocks.readPlace(channel, item, shared) | Blocks.readApplication(channel, item, "Data", shared)
    }
    const Linkedid = item.get("Linkedid")
    if (isOpen(Facts.Linkedid) && Linkedid !== undefined && Linkedid !== "") {
      changed |= this.setLinkedid(channel, Linkedid)
    } else changed |= this.adoptLinkedid(channel, item)
    if (this.hasLost && isOpen(Facts.Hold) && channel.isHeld !== undefined) {
      channel.isHeld = undefined
      channel.heldSince = undefined
      changed |= Facts.Hold
    }
    changed |= Blocks.readDialed(channel, item)
    const startedAt = channel.startedAt === undefined ? Blocks.startOf(item, at) : undefined
    if (startedAt !== undefined) {
      channel.startedAt = startedAt
      changed |= Facts.Listed
    }
    this.changed(channel, changed)
    // Up is answered: nobody dials it any more.
    if (this.hasLost && isOpen(Facts.Dial) && channel.state === 6) this.setDialer(channel, undefined)
    const BridgeID = item.get("BridgeID") ?? ""
    const hasLeft = channel.notedIn === this.channelRound.number && channel.left === BridgeID
    if (isOpen(Facts.Bridge)) this.setBridge(channel, hasLeft ? undefined : this.listedBridge(BridgeID))
  }

  /** The bridge that a list of channels says a channel is in; its type comes by another list, or by an event. */
  private listedBridge(id: string): BridgeNode | undefined {
    if (id === "") return undefined
    const known = this.bridgesById.get(id)
    if (known === undefined && this.deadBridges.has(id)) return undefined
    const bridge = known ?? this.addBridge(id)
    this.proveBridge(bridge)
    if (known === undefined) {
      this.bridgeRound.bring(bridge)
      this.bridgeChanged(bridge)
    }
    return bridge
  }

  private bridgeList(items: ReadonlyArray<AmiMessage>): void {
    const round = this.bridgeRound
    round.isOpen = false
    for (const item of items) {
      const id = item.name === "BridgeListItem" ? item.get("BridgeUniqueid") : undefined
      if (id === undefined || id === "") continue
      const known = this.bridgesById.get(id)
      if (known === undefined && this.deadBridges.has(id)) continue
      const bridge = known ?? this.addBridge(id)
      if (known === undefined) round.bring(bridge)
      bridge.listedIn = round.number
      const isNoted = bridge.notedIn === round.number && bridge.BridgeType !== undefined
      if (!isNoted && (Blocks.readBridge(bridge, item, this.shared) || known === undefined)) {
        this.bridgeChanged(bridge)
      }
    }
    for (const bridge of this.bridgesById.values()) {
      if (bridge.listedIn !== round.number && bridge.notedIn !== round.number) round.doubted.add(bridge)
    }
  }

  private roundOf(list: "Status" | "BridgeList"): Round<ChannelNode> | Round<BridgeNode> {
    return list === "Status" ? this.channelRound : this.bridgeRound
  }
}
