/**
 * Channels that Asterisk lists in a bridge although they have left it: another took the place of one, and its thread has not run
 * since, which may take seconds in a parking lot (bridge_channel.c). No other event of it need come, so the list must not be
 * believed. A bridge counts its channels as its events do: if more of them say that they are in it, it is asked who is.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import type { BridgeNode, ChannelNode } from "./graphNodes.ts"

/** How many bridges are asked at most after one list: of busy ones, a few are listed while somebody comes or goes. */
const most = 100

export class Leftovers {
  private readonly doubted = new Map<ChannelNode, BridgeNode>()

  /** A list of channels was taken in: these bridges are asked who is in them. */
  begin(bridges: Iterable<BridgeNode>): void {
    this.doubted.clear()
    const crowded = [...bridges].filter(({ count, members }) => count !== undefined && members.length > count)
    for (const bridge of crowded.slice(0, most)) for (const member of bridge.members) this.doubted.set(member, bridge)
  }

  /** The bridges to ask, by id. */
  get bridges(): ReadonlyArray<string> {
    return [...new Set(this.doubted.values())].map(({ BridgeUniqueid }) => BridgeUniqueid)
  }

  /** A bridge does not answer: the list of channels is believed. */
  believe(BridgeUniqueid: string): void {
    for (const [channel, bridge] of this.doubted) {
      if (bridge.BridgeUniqueid === BridgeUniqueid) this.doubted.delete(channel)
    }
  }

  /** An event says where a channel is, which is newer than what bridges answer. */
  said(channel: ChannelNode): void {
    if (this.doubted.size > 0) this.doubted.delete(channel)
  }

  /** Takes in who the bridges say is in them, and gives those who are not. */
  take(items: ReadonlyArray<AmiMessage>): ReadonlyArray<ChannelNode> {
    const present = new Set(items.map((item) => item.get("Uniqueid")))
    const left = [...this.doubted.keys()].filter(({ Uniqueid }) => !present.has(Uniqueid))
    this.doubted.clear()
    return left
  }

  /** What was asked for is of no use. */
  drop(): void {
    this.doubted.clear()
  }
}
