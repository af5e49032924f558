/**
 * The ways to find channels by their names and telephones. They are made when somebody looks for the first time: until then
 * nobody pays for them, except for the names of Local channels, whose halves find each other.
 *
 * @since 0.2.0
 */
import { type ChannelNode, isLocalName } from "./graphNodes.ts"

export class ChannelIndexes {
  private readonly channels: () => Iterable<ChannelNode>
  private readonly locals = new Map<string, ChannelNode>()
  /** All but the Local ones. */
  private others: Map<string, ChannelNode> | undefined
  /** Most telephones have one channel: no set is kept for it. */
  private byEndpoint: Map<string, ChannelNode | Set<ChannelNode>> | undefined

  /** Of the living channels. */
  constructor(channels: () => Iterable<ChannelNode>) {
    this.channels = channels
  }

  named(name: string): ChannelNode | undefined {
    return isLocalName(name) ? this.locals.get(name) : this.allOthers.get(name)
  }

  ofEndpoint(endpoint: string): Iterable<ChannelNode> {
    const channels = this.allEndpoints.get(endpoint)
    return channels === undefined ? [] : channels instanceof Set ? channels : [channels]
  }

  /** A channel has its name from here on. */
  addName(channel: ChannelNode): void {
    this.namesLike(channel)?.set(channel.Channel, channel)
  }

  /** A channel is about to lose its name; another may have got it already. */
  deleteName(channel: ChannelNode): void {
    const names = this.namesLike(channel)
    if (names?.get(channel.Channel) === channel) names.delete(channel.Channel)
  }

  addEndpoint(channel: ChannelNode): void {
    if (this.byEndpoint !== undefined) addTo(this.byEndpoint, channel)
  }

  deleteEndpoint(channel: ChannelNode): void {
    const { endpoint } = channel
    if (this.byEndpoint === undefined || endpoint === undefined) return
    const others = this.byEndpoint.get(endpoint)
    if (others === channel) this.byEndpoint.delete(endpoint)
    else if (others instanceof Set && others.delete(channel) && others.size === 0) this.byEndpoint.delete(endpoint)
  }

  private namesLike({ isLocal }: ChannelNode): Map<string, ChannelNode> | undefined {
    return isLocal ? this.locals : this.others
  }

  private get allOthers(): Map<string, ChannelNode> {
    if (this.others !== undefined) return this.others
    this.others = new Map()
    for (const channel of this.channels()) if (!channel.isLocal && channel.Channel !== "") this.addName(channel)
    return this.others
  }

  private get allEndpoints(): Map<string, ChannelNode | Set<ChannelNode>> {
    if (this.byEndpoint !== undefined) return this.byEndpoint
    this.byEndpoint = new Map()
    for (const channel of this.channels()) addTo(this.byEndpoint, channel)
    return this.byEndpoint
  }
}

const addTo = (byEndpoint: Map<string, ChannelNode | Set<ChannelNode>>, channel: ChannelNode): void => {
  const { endpoint } = channel
  if (endpoint === undefined) return
  const others = byEndpoint.get(endpoint)
  if (others === undefined) byEndpoint.set(endpoint, channel)
  else if (others instanceof Set) others.add(channel)
  else byEndpoint.set(endpoint, new Set([others, channel]))
}
