/**
 * The graph as a part: one for all models of a client that are made of channels, and what it publishes.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as RcRef from "effect/RcRef"
import * as Scope from "effect/Scope"
import type { AmiError } from "../../../AmiError.ts"
import * as Actions from "../../../catalog/Actions.ts"
import { AmiClient } from "../../../client/AmiClient.ts"
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import * as AmiLive from "../../AmiLive.ts"
import * as Lists from "../lists.ts"
import type { CycleCause, Output, Part, Source } from "../part.ts"
import { Publisher } from "../publishing.ts"
import { Store } from "../store.ts"
import * as Graph from "./graph.ts"
import type { BridgeNode, ChannelNode } from "./graphNodes.ts"
import { type Bridge, type Channel, readBridge, readChannel } from "./graphValues.ts"

/** All bridges: cheap, and before the channels, which say who is in them. */
export const bridgeList: Source = /*#__PURE__*/ Lists.source(5, /*#__PURE__*/ Actions.BridgeList())

/** All channels, with the file that each is recorded to: one list for all models. */
export const status: Source = /*#__PURE__*/ Lists.source(
  100,
  /*#__PURE__*/ Actions.Status({ Variables: ["MIXMONITOR_FILENAME"] })
)

/**
 * Who is in the bridges that more channels say they are in than the bridge counts: mostly none. A part that follows the graph takes
 * it too, so that it settles after the graph.
 */
export const bridgeInfo = ({ leftovers }: Graph.Graph): Source => ({
  id: "BridgeInfo",
  cost: status.cost + 1,
  ask: (ami) =>
    Effect.map(
      Effect.forEach(leftovers.bridges, (BridgeUniqueid) =>
        Effect.catchIf(
          Lists.collect(ami, Actions.BridgeInfo({ BridgeUniqueid })),
          isRefused,
          () => Effect.as(Effect.sync(() => leftovers.believe(BridgeUniqueid)), [])
        )),
      (lists) => lists.flat()
    )
})

const isRefused = ({ reason: { _tag } }: AmiError): boolean => refusals.has(_tag)

const refusals: ReadonlySet<AmiError["reason"]["_tag"]> = new Set(["ActionFailed", "NotExecuted", "PermissionDenied"])

/** What watchers of the channels of a telephone wait for. */
const endpointTopic = (endpoint: string): string => `endpoint ${endpoint}`

/** What watchers of the members of a bridge wait for. */
const membersTopic = (BridgeUniqueid: string): string => `members ${BridgeUniqueid}`

export class GraphPart implements Part {
  readonly name = "channels"
  readonly events = Graph.events
  readonly sources: ReadonlyArray<Source>
  readonly graph = new Graph.Graph()
  readonly channels: Publisher<Channel>
  readonly bridges: Publisher<Bridge>
  readonly outputs: ReadonlyArray<Output>
  private readonly channelStore: Store<Channel>
  private readonly bridgeStore: Store<Bridge>

  constructor(options: { readonly capacity?: number | undefined } = {}) {
    const { graph } = this
    this.sources = [bridgeList, status, bridgeInfo(graph)]
    this.channelStore = new Store((id) => {
      const node = graph.channel(id)
      return node === undefined ? undefined : readChannel(node, graph.peerOf(node))
    }, () => graph.channels.keys())
    this.bridgeStore = new Store((id) => {
      const node = graph.bridge(id)
      return node === undefined ? undefined : readBridge(node)
    }, () => graph.bridges.keys())
    this.channels = new Publisher(this.channelStore, options)
    this.bridges = new Publisher(this.bridgeStore, options)
    this.outputs = [this.channels, this.bridges]
    graph.observe({
      channelChanged: (channel) => this.touchChannel(channel),
      endpointChanged: (endpoint) => {
        if (this.channels.isWatched) this.channels.touch(endpointTopic(endpoint))
      },
      membershipChanged: (_, from, to) => {
        if (from !== undefined) this.touchBridge(from)
        if (to !== undefined) this.touchBridge(to)
      },
      channelEnded: (channel, finalStateUnknown) => this.channelStore.end(channel.Uniqueid, finalStateUnknown),
      bridgeChanged: (bridge) => this.touchBridge(bridge),
      bridgeEnded: (bridge, finalStateUnknown) => {
        this.bridgeStore.end(bridge.BridgeUniqueid, finalStateUnknown)
        if (this.bridges.isWatched) this.bridges.touch(membersTopic(bridge.BridgeUniqueid))
      }
    })
  }

  readonly apply = (message: AmiMessage, at: number): void => this.graph.apply(message, at)

  readonly begin = (source: Source): void => {
    if (source.id === status.id) this.graph.begin("Status")
    if (source.id === bridgeList.id) this.graph.begin("BridgeList")
    if (source.id === "BridgeInfo") this.graph.begin("BridgeInfo")
  }

  readonly list = (source: Source, items: ReadonlyArray<AmiMessage>, at: number): boolean => {
    if (source.id === status.id) this.graph.list("Status", items, at)
    if (source.id === bridgeList.id) this.graph.list("BridgeList", items, at)
    if (source.id === "BridgeInfo") this.graph.list("BridgeInfo", items, at)
    return true
  }

  readonly isDoubting = (cause: CycleCause): boolean => this.graph.isDoubting(cause)

  readonly settle = (at: number): number => this.graph.settle(at)

  readonly lose = (): void => this.graph.lose()

  /** A channel as it is published, which is the same value until something of it changes. */
  channel(Uniqueid: string): Channel | undefined {
    return this.channelStore.get(Uniqueid)
  }

  /** The channel that has this name now. */
  channelNamed(name: string): AmiLive.Watch<Channel | undefined> {
    return this.channels.watchOf(`name ${name}`, () => {
      const node = this.graph.named(name)
      return node === undefined ? undefined : this.channel(node.Uniqueid)
    })
  }

  channelsOf(endpoint: string): AmiLive.Watch<ReadonlyArray<Channel>> {
    return this.channels.watchOf(endpointTopic(endpoint), () => this.valuesOf(this.graph.ofEndpoint(endpoint)))
  }

  membersOf(BridgeUniqueid: string): AmiLive.Watch<ReadonlyArray<Channel>> {
    return this.bridges.watchOf(
      membersTopic(BridgeUniqueid),
      () => this.valuesOf(this.graph.bridge(BridgeUniqueid)?.members ?? [])
    )
  }

  private valuesOf(nodes: Iterable<ChannelNode>): ReadonlyArray<Channel> {
    return Array.from(nodes, ({ Uniqueid }) => this.channel(Uniqueid)).filter((channel) => channel !== undefined)
  }

  private touchChannel({ Uniqueid, bridge, endpoint }: ChannelNode): void {
    this.channelStore.touch(Uniqueid)
    if (endpoint !== undefined && this.channels.isWatched) this.channels.touch(endpointTopic(endpoint))
    if (bridge !== undefined && this.bridges.isWatched) this.bridges.touch(membersTopic(bridge.BridgeUniqueid))
  }

  private touchBridge({ BridgeUniqueid }: BridgeNode): void {
    this.bridgeStore.touch(BridgeUniqueid)
    if (this.bridges.isWatched) this.bridges.touch(membersTopic(BridgeUniqueid))
  }
}

/** The part of a client that is installed, and whether its first lists are in. */
export interface Joined {
  readonly part: GraphPart
  /** Completes after the first lists, or fails with their error. */
  readonly first: Effect.Effect<void, AmiError>
}

interface Holder {
  readonly joined: RcRef.RcRef<Joined>
  live: AmiLive.AmiLive["Service"]
  settings: AmiLive.Settings
}

const holders = new WeakMap<AmiClient["Service"], Holder>()

/**
 * The part of a client, installed when the first model wants it and until the last lets go of it. It is installed before the
 * models that are made of it, so each event changes the graph before them; those that are installed at once share its lists.
 * The settings are those of the first.
 */
export const joined: Effect.Effect<Joined, never, AmiClient | AmiLive.AmiLive | Scope.Scope> = Effect.gen(
  function*() {
    const ami = yield* AmiClient
    const live = yield* AmiLive.AmiLive
    const settings = yield* AmiLive.Settings
    const holder = holders.get(ami) ?? (yield* hold(ami, live))
    holder.live = live
    holder.settings = settings
    return yield* RcRef.get(holder.joined)
  }
)

/** The same when its first lists are in. */
export const shared: Effect.Effect<GraphPart, AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope> = Effect.flatMap(
  joined,
  ({ first, part }) => Effect.as(first, part)
)

/** What holds the part of a client, for as long as the client lives; the part itself lives as long as its users. */
const hold = (ami: AmiClient["Service"], live: AmiLive.AmiLive["Service"]): Effect.Effect<Holder> => {
  const acquire: Effect.Effect<Joined, never, Scope.Scope> = Effect.suspend(() => {
    const current = holders.get(ami)
    const part = new GraphPart({ capacity: current?.settings.capacity })
    const installing = Effect.forkScoped((current?.live ?? live).install(part, current?.settings), {
      startImmediately: true
    })
    return Effect.map(installing, (fiber) => ({ part, first: Fiber.join(fiber) }))
  })
  return Effect.map(Scope.provide(RcRef.make({ acquire }), Scope.makeUnsafe()), (joined) => {
    const holder: Holder = { joined, live, settings: {} }
    holders.set(ami, holder)
    return holder
  })
}
