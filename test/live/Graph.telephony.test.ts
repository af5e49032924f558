/**
 * The graph of channels and bridges against a simulated PBX on which people call, hold, transfer, park, pick up, wait in a
 * queue and confer at random: what the graph knows is what the PBX lists, at any moment, also after events were lost.
 */
import { assert, describe, it } from "@effect/vitest"
import type { AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { Graph } from "../../src/live/internal/graph/graph.ts"
import { check, timeout } from "../protocol/properties.ts"
import { size } from "../size.ts"
import { faults } from "./graphWorld.ts"
import { randomFrom, Telephony } from "./telephony.ts"

interface Lists {
  readonly status: ReadonlyArray<AmiMessage.AmiMessage>
  readonly bridges: ReadonlyArray<AmiMessage.AmiMessage>
}

const listsOf = (telephony: Telephony): Lists => ({
  status: telephony.list("Status"),
  bridges: telephony.list("BridgeList")
})

const take = (graph: Graph, { bridges, status }: Lists, at: number): void => {
  graph.begin("BridgeList")
  graph.list("BridgeList", bridges, at)
  graph.begin("Status")
  graph.list("Status", status, at)
  graph.settle(at)
}

/** What the lists say, and what the graph knows, in the same form. */
const listed = ({ bridges, status }: Lists) => ({
  channels: status.map((item) =>
    ["Uniqueid", "Channel", "ChannelState", "Linkedid", "BridgeID"].map((name) => item.get(name))
  )
    .sort(),
  bridges: bridges.map((item) => ["BridgeUniqueid", "BridgeType", "BridgeName"].map((name) => item.get(name))).sort()
})

const known = (graph: Graph): ReturnType<typeof listed> => ({
  channels: [...graph.channels.values()].map((channel) => [
    channel.Uniqueid,
    channel.Channel,
    String(channel.state),
    channel.Linkedid,
    channel.bridge?.BridgeUniqueid ?? ""
  ]).sort(),
  bridges: [...graph.bridges.values()].map((bridge) => [
    bridge.BridgeUniqueid,
    bridge.BridgeType,
    bridge.BridgeName ?? "<unknown>"
  ]).sort()
})

/**
 * A channel that an attended transfer puts into the place of another in a conference is in its bridge, and no event says so,
 * neither of the simulator nor of Asterisk: the next list may know more of those alone.
 */
const agree = (graph: Graph, lists: Lists, transferred: ReadonlySet<string>, at: number, about: string): void => {
  const isUnseen = (item: AmiMessage.AmiMessage) => {
    const Uniqueid = item.get("Uniqueid") ?? ""
    return item.get("BridgeID") !== "" && transferred.has(Uniqueid) && graph.channel(Uniqueid)?.bridge === undefined
  }
  if (lists.status.some(isUnseen)) take(graph, lists, at)
  assert.deepStrictEqual([known(graph), faults(graph)], [listed(lists), []], about)
}

/** The PBX with this seed, and graphs that follow it. */
const follow = (version: "16" | "22", seed: number): void => {
  const whole = new Graph()
  const losing = new Graph()
  const late = new Graph()
  const random = randomFrom(seed)
  let isLosing = false
  let isLate = true
  const transferred = new Set<string>()
  const telephony = new Telephony(seed, (message, at) => {
    if (message.get("DestType") === "App") transferred.add(message.get("TransfereeUniqueid") ?? "")
    whole.apply(message, at)
    if (!isLosing) losing.apply(message, at)
    if (!isLate) late.apply(message, at)
  }, { version })
  // Bridges that are there before any call are in lists alone.
  take(whole, listsOf(telephony), telephony.now)
  for (let step = 0; step < 150 && !telephony.isCircling; step++) {
    telephony.step()
    const lists = listsOf(telephony)
    const where = () => `step ${step}, after ${telephony.done.at(-1)}`
    if (isLosing && random() < 0.2) {
      take(losing, lists, telephony.now)
      isLosing = false
    } else if (!isLosing && random() < 0.05) {
      losing.lose()
      isLosing = true
    }
    if (isLate && random() < 0.02) {
      take(late, lists, telephony.now)
      isLate = false
    }
    agree(whole, lists, transferred, telephony.now, where())
    if (!isLosing) agree(losing, lists, transferred, telephony.now, `${where()}, after a gap`)
    if (!isLate) agree(late, lists, transferred, telephony.now, `${where()}, from the midst`)
  }
  if (telephony.isCircling) return
  telephony.finish()
  // The simulator may keep a channel that took the place of another, and lists it then.
  assert.deepStrictEqual(known(whole), listed(listsOf(telephony)), "at the end")
}

describe("The graph of channels and bridges", () => {
  it.each(size<ReadonlyArray<"16" | "22">>(["16", "22"], ["22"]))(
    "knows what a PBX of version %s lists at every moment of random calls",
    (version) => {
      // A smaller seed makes no simpler calls.
      check(200, fc.property(fc.noShrink(fc.nat()), (seed) => follow(version, seed)))
    },
    timeout
  )
})
