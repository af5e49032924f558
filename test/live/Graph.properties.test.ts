/**
 * The graph of channels and bridges against recordings of two versions of Asterisk, with lists at any moment: before the
 * events that they know of, after events that they do not know of, and after events that were lost.
 */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { events as wanted, Graph } from "../../src/live/internal/graph/graph.ts"
import { check, timeout } from "../protocol/properties.ts"
import { size } from "../size.ts"
import { bridgeItems, event, eventsOf, faults, type Received, recordings, statusItems, view } from "./graphWorld.ts"

const known = new Map<string, ReadonlyArray<Received>>()

/** The events of a recording that change the graph. */
const callOf = (recording: string): ReadonlyArray<Received> => {
  const events = known.get(recording) ?? eventsOf(recording).filter(({ message }) => wanted.includes(message.name))
  known.set(recording, events)
  return events
}

/** The graph after the first events. */
const after = (events: ReadonlyArray<Received>, count: number): Graph => {
  const graph = new Graph()
  for (const { at, message } of events.slice(0, count)) graph.apply(message, at)
  return graph
}

/** A list that is asked for after `asked` events have come, shows the server after `shown`, and comes after `came`. */
interface Listing {
  readonly asked: number
  readonly shown: number
  readonly came: number
}

const takeLists = (graph: Graph, { bridges, status }: { readonly bridges: Listing; readonly status: Listing }) => {
  return (events: ReadonlyArray<Received>, from: number, to: number): void => {
    for (let count = from; count <= to; count++) {
      if (count > from) {
        const { at, message } = events[count - 1] ?? assert.fail("no event")
        graph.apply(message, at)
      }
      const at = events[count - 1]?.at ?? 0
      if (count === bridges.asked) graph.begin("BridgeList")
      if (count === bridges.came) graph.list("BridgeList", bridgeItems(after(events, bridges.shown)), at)
      if (count === status.asked) graph.begin("Status")
      if (count === status.came) graph.list("Status", statusItems(after(events, status.shown), at), at)
    }
  }
}

const place = fc.nat({ max: 1000 })

const world = fc.record({
  recording: fc.constantFrom(...recordings),
  /** How many events were seen before some are lost, or undefined if the program starts here. */
  seen: fc.option(place, { nil: undefined }),
  /** Steps from one moment to the next, in thousandths of what is left. */
  lost: place,
  waits: fc.tuple(place, place, place, place),
  /** How far the lists are ahead of the events, or behind. */
  moments: fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }))
})

describe("The graph of channels and bridges", () => {
  it("follows every recorded call to an end without channels, and is never in two minds", () => {
    for (const recording of recordings) {
      const graph = new Graph()
      for (const { at, message } of callOf(recording)) {
        graph.apply(message, at)
        assert.deepStrictEqual(faults(graph), [], recording)
      }
      assert.deepStrictEqual(
        [graph.channels.size, [...graph.bridges.values()].filter(({ members }) => members.length > 0)],
        [0, []],
        recording
      )
    }
  })

  it("knows after a list in the midst of any call what it would know from the beginning", { timeout }, () => {
    for (const recording of recordings) {
      const events = callOf(recording)
      for (let start = 0; start <= events.length; start += size(1, 15)) {
        const whole = after(events, start)
        const graph = new Graph()
        takeLists(graph, {
          bridges: { asked: start, shown: start, came: start },
          status: { asked: start, shown: start, came: start }
        })(events, start, start)
        graph.settle(0)
        assert.deepStrictEqual(view(graph), view(whole), `${recording} from ${start}`)
        for (const { at, message } of events.slice(start)) {
          graph.apply(message, at)
          whole.apply(message, at)
        }
        assert.deepStrictEqual([view(graph), faults(graph)], [view(whole), []], `${recording} from ${start} to the end`)
      }
    }
  })

  /**
   * Two telephones talk; one of them is moved into the bridge of an older call, and takes its Linkedid there. The one that stays
   * never has that Linkedid, also if a list says of the other what it is in the bridge that it enters later.
   */
  it("keeps the Linkedid of who stays apart from that of who enters another bridge later", () => {
    const block = (id: string, Linkedid: string) => ({ Channel: `PJSIP/${id}`, Uniqueid: `1.${id}`, Linkedid })
    const enters = (id: string, Linkedid: string, bridge: string) =>
      event("BridgeEnter", { ...block(id, Linkedid), BridgeUniqueid: bridge, BridgeType: "basic" })
    const listed = (id: string, Linkedid: string, bridge: string) =>
      event("Status", { ...block(id, Linkedid), BridgeID: bridge })
    const ahead = [listed("5", "1.5", "young"), listed("6", "1.1", "old")]
    for (const isAfterEvents of [true, false]) {
      const graph = new Graph()
      graph.begin("Status")
      const events = [enters("5", "1.5", "young"), enters("6", "1.5", "young")]
      if (!isAfterEvents) graph.list("Status", ahead, 0)
      for (const message of events) graph.apply(message, 0)
      if (isAfterEvents) graph.list("Status", ahead, 0)
      graph.apply(enters("6", "1.1", "old"), 0)
      graph.settle(0)
      assert.deepStrictEqual(
        ["1.5", "1.6"].map((id) => [graph.channel(id)?.Linkedid, graph.channel(id)?.bridge?.BridgeUniqueid]),
        [["1.5", "young"], ["1.1", "old"]]
      )
    }
  })

  it("comes to the same with lists that are ahead of events, behind them, or after lost ones", { timeout }, () => {
    check(
      20_000,
      fc.property(world, ({ lost, moments, recording, seen, waits }) => {
        const events = callOf(recording)
        const { length } = events
        const part = (from: number, share: number) => from + Math.floor(((length - from) * share) / 1001)
        const graph = new Graph()
        const last = seen === undefined ? 0 : part(0, seen)
        for (const { at, message } of events.slice(0, last)) graph.apply(message, at)
        graph.lose()
        const start = part(last, lost)
        const bridgesAsked = start
        const bridgesCame = part(bridgesAsked, Math.floor(waits[0] / 4))
        const statusAsked = bridgesCame
        const statusCame = part(statusAsked, Math.floor(waits[1] / 4))
        const shown = (asked: number, came: number, moment: number) => Math.max(asked, Math.min(length, came + moment))
        const bridges = {
          asked: bridgesAsked,
          came: bridgesCame,
          shown: shown(bridgesAsked, bridgesCame, moments[0])
        }
        const status = { asked: statusAsked, came: statusCame, shown: shown(statusAsked, statusCame, moments[1]) }
        // Events that a list knows of come before it settles.
        const settled = part(Math.max(bridges.shown, status.shown, status.came), Math.floor(waits[2] / 4))
        takeLists(graph, { bridges, status })(events, start, settled)
        graph.settle(0)
        const whole = after(events, settled)
        assert.deepStrictEqual([view(graph), faults(graph)], [view(whole), []])
        for (const { at, message } of events.slice(settled)) {
          graph.apply(message, at)
          whole.apply(message, at)
        }
        assert.deepStrictEqual([view(graph), faults(graph)], [view(whole), []])
      })
    )
  })
})
