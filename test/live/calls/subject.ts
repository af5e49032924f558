/**
 * The model of calls on its graph, without a hub: what it has recorded, and what it still keeps.
 */
import type { AmiMessage, CallRecord } from "effect-ami"
import { CallsPart } from "../../../src/live/internal/calls/part.ts"
import { recordOf, stateOf } from "../../../src/live/internal/calls/reading.ts"
import { View } from "../../../src/live/internal/calls/view.ts"
import { GraphPart } from "../../../src/live/internal/graph/graphPart.ts"
import type { Loss } from "../../../src/live/internal/part.ts"

export interface Subject {
  readonly events: ReadonlySet<string>
  readonly apply: (message: AmiMessage.AmiMessage, at: number) => void
  /** Takes the lists that `answer` gives for their ids, as the hub does, and settles unless events are lost before. */
  readonly snapshot: (
    answer: (source: string) => ReadonlyArray<AmiMessage.AmiMessage>,
    at: number,
    settles?: boolean
  ) => void
  readonly lose: (loss: Loss) => void
  /** The records of the calls that have ended so far. */
  readonly records: ReadonlyArray<CallRecord.CallRecord>
  /** What the calls that live do now. */
  readonly states: () => ReadonlyArray<string>
  /** What it keeps, in words: nothing once all calls have ended. */
  readonly left: () => ReadonlyArray<string>
}

/** The provider of the recordings. */
const trunks = ["PJSIP/provider"]

export const subject = (dialplan: boolean): Subject => {
  const records: Array<CallRecord.CallRecord> = []
  const graph = new GraphPart()
  const view = new View({ trunks })
  const calls = new CallsPart({
    graph: graph.graph,
    view,
    dialplan,
    outputs: [],
    sink: {
      touch: () => undefined,
      report: (report) => {
        if (report._tag !== "Ended" || !report.isKept) return
        records.push(recordOf(report.call, report.end(), report.at, view))
      }
    }
  })
  const parts = [graph, calls].map((part) => ({ part, wanted: new Set(part.events) }))
  const sources = new Map(parts.flatMap(({ part }) => part.sources).map((source) => [source.id, source]))
  const inOrder = [...sources.values()].toSorted((a, b) => a.cost - b.cost)
  const { index } = calls
  return {
    events: new Set(parts.flatMap(({ part }) => part.events)),
    apply: (message, at) => {
      for (const { part, wanted } of parts) if (wanted.has(message.name)) part.apply(message, at)
    },
    snapshot: (answer, at, settles = true) => {
      for (const { part } of parts) for (const source of part.sources) part.begin(source)
      for (const source of inOrder) {
        const items = answer(source.id)
        for (const { part } of parts) if (part.sources.some(({ id }) => id === source.id)) part.list(source, items, at)
      }
      if (settles) { for (const { part } of parts) part.settle(at) }
    },
    lose: (loss) => {
      for (const { part } of parts) part.lose(loss)
    },
    records,
    states: () => [...index.calls.values()].map(stateOf),
    left: () => [
      ...[...index.calls.keys()].map((id) => `call ${id}`),
      ...[...index.members.keys()].map((id) => `channel ${id}`),
      ...[...index.byLinkedid.keys()].map((id) => `Linkedid ${id}`)
    ]
  }
}
