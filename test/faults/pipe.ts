/**
 * One direction of a proxied connection: reads from one socket, does to the bytes what a test asks for, and writes them
 * to the other. An end and a reset travel the same way, after the bytes that came before them.
 *
 * While bytes are held back, nothing is read either: as on a dead link, the sender fills its own buffers and notices nothing.
 */
import type * as Net from "node:net"

export type Ending = "rst" | "fin"

/** What happens to bytes in transit. */
export interface Faults {
  /** The latency in milliseconds, and the maximum of additional random jitter. */
  readonly latency?: { readonly millis: number; readonly jitter: number } | undefined
  readonly bytesPerSecond?: number | undefined
  /** The size of the pieces that bytes are split into; the receiver reads each separately. */
  readonly pieceSize?: number | undefined
  readonly isHeld?: boolean | undefined
  /** How many more bytes get through before the connection ends, and how it ends. */
  readonly limit?: { readonly bytes: number; readonly ending: Ending } | undefined
  /** Returns for each pipe a function that changes its bytes. */
  readonly transformer?: (() => (bytes: Buffer) => Buffer) | undefined
}

export interface Pipe {
  readonly set: (more: Faults) => void
  /** How many bytes got through. */
  readonly passed: () => number
  readonly stop: () => void
}

export interface PipeOptions {
  readonly from: Net.Socket
  readonly to: Net.Socket
  readonly faults: Faults
  /** Called with what is handed to the receiver. */
  readonly onPassed: (bytes: Buffer) => void
  readonly onLimit: (ending: Ending) => void
}

interface Parcel {
  due: number
  readonly content: Buffer | Ending
}

/** How much may be queued here before reading stops. */
const mostWaiting = 1 << 16

/** A slow link delivers what has arrived twenty times a second. */
const slowPiece = (bytesPerSecond: number) => Math.max(1, Math.floor(bytesPerSecond / 20))

export const makePipe = ({ from, onLimit, onPassed, to, ...options }: PipeOptions): Pipe => {
  const parcels: Array<Parcel> = []
  let faults = options.faults
  let change = faults.transformer?.()
  let left = faults.limit?.bytes ?? Infinity
  let passed = 0
  let waiting = 0
  let lastDue = 0
  let isFull = false
  let isStopped = false
  let isResting = false
  let timer: NodeJS.Timeout | undefined

  const dueTime = (bytes: number) => {
    const { bytesPerSecond = Infinity, latency = { millis: 0, jitter: 0 } } = faults
    const arrival = performance.now() + latency.millis + Math.random() * latency.jitter
    lastDue = Math.max(arrival, lastDue) + bytes / bytesPerSecond * 1000
    return lastDue
  }
  const put = (content: Buffer | Ending) => {
    const bytes = typeof content === "string" ? 0 : content.length
    parcels.push({ due: dueTime(bytes), content })
    waiting += bytes
  }
  const accept = (chunk: Buffer) => {
    if (isStopped) return
    const bytes = change?.(chunk) ?? chunk
    const { bytesPerSecond, pieceSize = bytesPerSecond === undefined ? bytes.length : slowPiece(bytesPerSecond) } =
      faults
    for (let at = 0; at < bytes.length; at += pieceSize) put(bytes.subarray(at, at + pieceSize))
    pump()
  }
  const deliver = (content: Parcel["content"]) => {
    if (content === "fin") return void to.end()
    if (content === "rst") return void (to.destroyed || to.resetAndDestroy())
    waiting -= content.length
    const bytes = content.subarray(0, left)
    left -= bytes.length
    passed += bytes.length
    if (bytes.length > 0 && to.writable) isFull = !to.write(bytes)
    onPassed(bytes)
    if (left > 0) return
    stop()
    onLimit(faults.limit?.ending ?? "rst")
  }
  const mayDeliver = () => !isStopped && !isResting && !isFull && faults.isHeld !== true
  const pump = () => {
    clearTimeout(timer)
    while (mayDeliver()) {
      const [next] = parcels
      if (next === undefined) break
      const wait = next.due - performance.now()
      if (wait > 0) {
        timer = setTimeout(pump, Math.ceil(wait))
        break
      }
      parcels.shift()
      deliver(next.content)
      if (faults.pieceSize !== undefined) rest()
    }
    if (isStopped) return
    if (faults.isHeld === true || waiting > mostWaiting) from.pause()
    else from.resume()
  }
  /** Gives the receiver the turns of the event loop that it needs to read one piece before the next. */
  const rest = () => {
    isResting = true
    setImmediate(() =>
      setImmediate(() => {
        isResting = false
        pump()
      })
    )
  }
  const stop = () => {
    isStopped = true
    clearTimeout(timer)
    // Discard what still comes, up to the end: otherwise this side would never close.
    from.resume()
  }

  from.on("data", accept)
  from.on("end", () => {
    put("fin")
    pump()
  })
  // An error is followed by a close; this side may have written to a socket that was gone.
  from.on("error", () => {
    put("rst")
    pump()
  })
  to.on("drain", () => {
    isFull = false
    pump()
  })
  pump()
  return {
    set: (more) => {
      faults = { ...faults, ...more }
      // What waited for a removed delay is delivered at once.
      if (faults.latency === undefined && faults.bytesPerSecond === undefined) {
        lastDue = 0
        parcels.forEach((parcel) => (parcel.due = 0))
      }
      if ("limit" in more) left = more.limit?.bytes ?? Infinity
      if ("transformer" in more) change = more.transformer?.()
      pump()
    },
    passed: () => passed,
    stop
  }
}
