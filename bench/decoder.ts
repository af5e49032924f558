/**
 * What the decoder costs per message of the mix: `node --expose-gc bench/decoder.ts`.
 *
 * The slow path frames and reads all messages the way the fast path handles those that it leaves. CPU is user and system
 * of this process, the minimum of some rounds; bytes are those that a round allocates, without garbage collection.
 */
import { AmiCodec, AmiMessage } from "../src/index.ts"
import { FrameReader } from "../src/protocol/internal/frames.ts"
import { readHeaders } from "../src/protocol/internal/text.ts"
import { events } from "./mix.ts"

type Messages = ReadonlyArray<AmiMessage.AmiMessage>
type Push = (chunk: Uint8Array) => Messages

const plain = (): Push => {
  const frames = new FrameReader(AmiCodec.defaultLimits)
  return (chunk) => {
    const messages: Array<AmiMessage.AmiMessage> = []
    frames.append(chunk)
    frames.takeFrames((bytes) => messages.push(AmiMessage.make(readHeaders(bytes, false, "utf-8"))))
    frames.keepTail()
    return messages
  }
}

const quick = (): Push => {
  const decoder = AmiCodec.makeDecoder({ banner: false })
  return (chunk) => decoder.push(chunk)
}

/** What is done with each message once it is read. */
const uses: Readonly<Record<string, (message: AmiMessage.AmiMessage) => number>> = {
  nothing: () => 0,
  "three fields": (message) =>
    (message.get("Channel")?.length ?? 0) + (message.get("Uniqueid")?.length ?? 0) +
    (message.get("ActionID")?.length ?? 0),
  "all headers": (message) => message.headers.length
}

const amount = 8192
const mix = events(amount)
const ends = (segment: number): ReadonlyArray<number> =>
  segment === 0
    ? [...mix.starts.slice(1), mix.bytes.length]
    : Array.from(
      { length: Math.ceil(mix.bytes.length / segment) },
      (_, index) => Math.min(mix.bytes.length, (index + 1) * segment)
    )

let sum = 0
/** Reads the mix as a socket does: each piece into the same memory. */
const replay = (push: Push, pieces: ReadonlyArray<number>, use: (message: AmiMessage.AmiMessage) => number) => {
  const memory = Buffer.allocUnsafeSlow(65_536)
  let from = 0
  for (const to of pieces) {
    mix.bytes.copy(memory, 0, from, to)
    for (const message of push(memory.subarray(0, to - from))) sum += use(message)
    from = to
  }
}

const cpuOf = (run: () => void): number => {
  const before = process.cpuUsage()
  run()
  const { system, user } = process.cpuUsage(before)
  return (user + system) * 1000
}

/** The maximum heap growth of a round; with a collection in between, it grew by less. */
const heapOf = (run: () => void): number => {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  run()
  return process.memoryUsage().heapUsed - before
}

const row = (...cells: ReadonlyArray<string>): void =>
  console.log(cells.map((cell, index) => index < 2 ? cell.padEnd(18) : cell.padStart(14)).join(""))

for (
  const [label, segment] of [["64 KiB a read", 65_536], ["510 bytes a read", 510], ["one event a read", 0]] as const
) {
  console.log(`\n${label}`)
  row("", "", "ns a message", "ns a byte", "heap a message")
  const pieces = ends(segment)
  for (const [use, take] of Object.entries(uses)) {
    const ways = [["plain", plain()], ["quick", quick()]] as const
    const least = new Map<string, { cpu: number; heap: number }>()
    for (let round = 0; round < 24; round++) {
      for (const [way, push] of ways) {
        // Less than the young generation holds.
        const heap = heapOf(() => replay(push, pieces.slice(0, Math.ceil(pieces.length / 8)), take)) * 8
        const took = cpuOf(() => replay(push, pieces, take))
        const best = least.get(way) ?? { cpu: Infinity, heap: 0 }
        least.set(way, { cpu: Math.min(best.cpu, took), heap: Math.max(best.heap, heap) })
      }
    }
    for (const [way, { cpu, heap }] of least) {
      row(way, use, (cpu / amount).toFixed(0), (cpu / mix.bytes.length).toFixed(2), (heap / amount).toFixed(0))
    }
  }
}
// Uses what was read, so that it is not optimized away.
if (sum === 0) process.exitCode = 1
