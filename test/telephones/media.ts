/**
 * The audio of one call, in packets of 20 ms: a tone while somebody speaks, silence between words, and digits as events (RFC 4733).
 */
import { Effect } from "effect"
import { randomBytes } from "node:crypto"
import { createSocket, type Socket } from "node:dgram"

const packetMillis = 20
/** Samples a packet, at 8 kHz. */
const samples = 160
/** A digit lasts this many packets, and its end is sent three times. */
const digitPackets = 8
const digitPause = 80

const tone = Buffer.from(Array.from({ length: samples }, (_, index) => Math.floor(index / 8) % 2 === 1 ? 0x10 : 0x90))

const silence = Buffer.alloc(samples, 0xff)

export class Media {
  readonly port: number
  /** How many packets came. */
  heard = 0
  private readonly socket: Socket
  private readonly source = randomBytes(4)
  private far: { readonly address: string; readonly port: number } | undefined
  private timer: NodeJS.Timeout | undefined
  private sequence = 1
  private stamp = samples
  private isClosed = false

  constructor(socket: Socket) {
    this.socket = socket
    this.port = socket.address().port
    socket.on("message", () => this.heard += 1)
  }

  /** Where packets go from now on. */
  aim(far: Media["far"]): void {
    if (far !== undefined) this.far = far
  }

  /** Sends a tone until it is closed. */
  talk(): void {
    this.timer ??= setInterval(() => {
      this.stamp += samples
      this.send(0, tone)
    }, packetMillis)
  }

  /** Sends words and pauses, so many milliseconds each in turn, and silence after them until it is closed. */
  speak(words: ReadonlyArray<number>): void {
    const packets = words.flatMap((millis, index) =>
      Array.from({ length: millis / packetMillis }, () => index % 2 === 0 ? tone : silence)
    )
    this.timer ??= setInterval(() => {
      this.stamp += samples
      this.send(0, packets.shift() ?? silence)
    }, packetMillis)
  }

  press(digits: string): Effect.Effect<void> {
    return Effect.forEach(digits, (digit) => this.digit(digit), { discard: true })
  }

  close(): void {
    clearInterval(this.timer)
    if (this.isClosed) return
    this.isClosed = true
    this.socket.close()
  }

  private digit(digit: string): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      const event = "0123456789*#ABCD".indexOf(digit)
      this.stamp += samples
      const { stamp } = this
      for (let count = 1; count <= digitPackets; count++) {
        this.send(101, digitPayload(event, 10, count), { isFirst: count === 1, stamp })
        yield* Effect.sleep(packetMillis)
      }
      for (let count = 0; count < 3; count++) this.send(101, digitPayload(event, 0x8a, digitPackets), { stamp })
      this.stamp += samples * digitPackets
      yield* Effect.sleep(digitPause)
    })
  }

  private send(type: number, payload: Uint8Array, { isFirst = false, stamp = this.stamp } = {}): void {
    if (this.far === undefined || this.isClosed) return
    const head = Buffer.alloc(12)
    head[0] = 0x80
    head[1] = isFirst ? type | 0x80 : type
    head.writeUInt16BE(this.sequence++ & 0xffff, 2)
    head.writeUInt32BE(stamp >>> 0, 4)
    this.source.copy(head, 8)
    this.socket.send(Buffer.concat([head, payload]), this.far.port, this.far.address)
  }
}

const digitPayload = (event: number, volume: number, packets: number): Uint8Array => {
  const payload = Buffer.from([event, volume, 0, 0])
  payload.writeUInt16BE(samples * packets, 2)
  return payload
}

/** Opens a port for the audio of a call. */
export const openMedia = (onOpen: (media: Media) => void): void => {
  const socket = createSocket("udp4")
  socket.on("error", () => undefined)
  socket.bind(0, "127.0.0.1", () => onOpen(new Media(socket)))
}
