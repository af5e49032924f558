/** What channels and bridges take in memory, and what the graph retains of the messages that it received. */
import { assert, describe, it } from "@effect/vitest"
import { AmiCodec } from "effect-ami"
import { GraphPart } from "../../src/live/internal/graph/graphPart.ts"
import { heldBytes } from "../faults/memory.ts"
import { isQuick } from "../size.ts"

type Headers = Readonly<Record<string, string | number>>

const channel = (index: number): Headers => ({
  Channel: `PJSIP/${10_000 + index}-${index.toString(16).padStart(8, "0")}`,
  ChannelState: 6,
  ChannelStateDesc: "Up",
  CallerIDNum: `0201${10_000 + index}`,
  CallerIDName: `Somebody ${index}`,
  ConnectedLineNum: `0301${10_000 + index}`,
  ConnectedLineName: `Somebody else ${index}`,
  AccountCode: "",
  Context: "from-internal",
  Exten: `5550${index}`,
  Priority: 1,
  Uniqueid: `1795929740.${10_000 + index}`,
  Linkedid: `1795929740.${10_000 + index - index % 2}`
})

const bridge = (index: number): Headers => ({
  BridgeUniqueid: `228a5e29-3c91-4248-85f4-${(index >> 1).toString(16).padStart(12, "0")}`,
  BridgeType: "basic",
  BridgeTechnology: "simple_bridge"
})

/** A part, and a way to feed it events as they come. */
const fed = () => {
  const decoder = AmiCodec.makeDecoder({ banner: false })
  const part = new GraphPart()
  const feed = (name: string, headers: Headers, more = "") => {
    const lines = Object.entries({ Event: name, ...headers }).map(([key, value]) => `${key}: ${value}\r\n`).join("")
    for (const message of decoder.push(new TextEncoder().encode(`${lines}${more}\r\n`))) {
      part.apply(message, 0)
      for (const output of part.outputs) output.flush({ _tag: "Event", message })
    }
  }
  return { feed, part }
}

describe.skipIf(isQuick)("The graph of channels and bridges", () => {
  it("takes at most 1,500 bytes for a channel that talks, with half a bridge", () => {
    const { feed, part } = fed()
    const count = 10_000
    const call = (index: number) => {
      feed("Newchannel", channel(index))
      feed("BridgeEnter", { ...bridge(index), ...channel(index) })
    }
    // What the decoder learns is not counted.
    call(0)
    const before = heldBytes()
    for (let index = 1; index <= count; index++) call(index)
    const bytes = (heldBytes() - before) / count

    assert.strictEqual(part.graph.channels.size, count + 1)
    assert.isBelow(bytes, 1_500)
  })

  it("keeps nothing of the messages, neither for what is there nor for what has ended", () => {
    const { feed, part } = fed()
    const long = `ApplicationData: ${"x".repeat(30_000)}\r\n`
    const before = heldBytes()
    for (let index = 0; index < 200; index++) {
      feed("Newchannel", channel(index), long)
      feed("BridgeEnter", { ...bridge(index), ...channel(index) }, long)
      feed("Rename", { ...channel(index), Newname: `PJSIP/${10_000 + index}-other-name` }, long)
      if (index < 100) {
        feed("BridgeLeave", { ...bridge(index), ...channel(index) }, long)
        feed("Hangup", channel(index), long)
        feed("BridgeDestroy", bridge(index), long)
      }
    }

    assert.isBelow(heldBytes() - before, 2_000_000)
    assert.strictEqual(part.graph.channels.size, 100)
  })
})
