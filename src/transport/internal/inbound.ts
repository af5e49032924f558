/**
 * What a connection has received and how it ended.
 *
 * The half of the transport contract that all transports share: messages are queued until there is a receiver, and the
 * end comes after everything delivered before. `AmiTransport.inbound` documents it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"

export interface Inbound<Notice> {
  readonly receive: (
    onMessages: (messages: ReadonlyArray<AmiMessage>) => void,
    onNotice?: (notice: Notice) => void,
    subscribers?: Subscribers
  ) => Effect.Effect<never, AmiError>
  readonly deliver: (messages: ReadonlyArray<AmiMessage>) => void
  readonly notify: (notice: Notice) => void
  readonly end: (error: AmiError) => void
  readonly ended: () => AmiError | undefined
  readonly pacer: ReadPacer
  readonly caughtUp: (size: number) => Effect.Effect<void>
}

export const make = <Notice>(): Inbound<Notice> => {
  /** What arrived before there was a receiver, in order. */
  let backlog: Array<(receiver: Receiver<Notice>) => void> = []
  let receiver: Receiver<Notice> | undefined
  let fail: ((effect: Effect.Effect<never, AmiError>) => void) | undefined
  let error: AmiError | undefined
  const pacer = new ReadPacer(() => receiver?.subscribers)
  return {
    receive: (onMessages, onNotice = () => undefined, subscribers) =>
      Effect.callback((resume) => {
        const taking: Receiver<Notice> = { onMessages, onNotice, subscribers }
        // Anything that arrives during this loop is appended to the backlog.
        for (const deliver of backlog) deliver(taking)
        backlog = []
        if (error !== undefined) return resume(Effect.fail(error))
        receiver = taking
        fail = resume
        return Effect.sync(() => {
          receiver = undefined
          fail = undefined
        })
      }),
    deliver: (messages) => {
      if (messages.length === 0 || error !== undefined) return
      if (receiver === undefined) backlog.push(({ onMessages }) => onMessages(messages))
      else receiver.onMessages(messages)
    },
    notify: (notice) => {
      if (error !== undefined) return
      if (receiver === undefined) backlog.push(({ onNotice }) => onNotice(notice))
      else receiver.onNotice(notice)
    },
    end: (reason) => {
      if (error !== undefined) return
      error = reason
      receiver = undefined
      fail?.(Effect.fail(reason))
    },
    ended: () => error,
    pacer,
    caughtUp: (size) =>
      Effect.suspend(() =>
        pacer.mayReadOn(size) ? Effect.void : Effect.callback((resume) => {
          // An HTTP server lets a client take its time (http.conf, `session_inactivity`).
          pacer.pause(() => resume(Effect.yieldNow), true)
          return Effect.sync(() => pacer.stop())
        })
      )
  }
}

interface Receiver<Notice> {
  readonly onMessages: (messages: ReadonlyArray<AmiMessage>) => void
  readonly onNotice: (notice: Notice) => void
  readonly subscribers: Subscribers | undefined
}

// --- When to read on ---------------------------------------------------------

/** The subscribers of the messages. */
export interface Subscribers {
  readonly onceCaughtUp: (run: () => void) => void
  readonly onceListening?: ((run: () => void) => void) | undefined
}

const minBytes = 131_072
const maxPause = 20
/** The milliseconds by which pauses may exceed their share, while the kernel buffers fill. */
const maxCredit = 40
const bytesPerMilli = 20_000
/** Data that took longer than this many milliseconds to arrive is not a burst. */
const idleMillis = 200

/**
 * Decides when a connection pauses reading to let the rest of the program run.
 *
 * A peer on the same machine can send faster than a program handles messages, and one turn of the event loop may read 2
 * MiB, which is 5,700 events and more; meanwhile no other fiber runs, and the buffers of quick subscribers overflow. So
 * after 128 KiB there is a pause for the rest of the turn, and for as long as subscribers lag.
 *
 * Asterisk disconnects a client when a write to it blocks for 100 ms (manager.conf, `writetimeout`). Such a write
 * blocks until a third of its socket's send buffer is free, which Linux lets grow to 4 MiB (tcp_wmem). So a pause takes
 * at most 20 ms, and in a burst of more than 40 ms the pauses together leave time to read 20 MB a second.
 */
export class ReadPacer {
  /** True from the read that causes a pause until the pause ends. */
  isPaused = false
  private readonly subscribers: () => Subscribers | undefined
  private bytes = 0
  private bytesUntilPause = minBytes
  /** How many milliseconds a pause may last. */
  private credit = maxCredit
  private at = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(subscribers: () => Subscribers | undefined) {
    this.subscribers = subscribers
  }

  /** Counts the bytes read. False if `pause` must be called before reading more. */
  mayReadOn(size: number): boolean {
    this.bytes += size
    if (this.bytes < this.bytesUntilPause) return true
    const now = performance.now()
    const millis = now - this.at
    const credit = this.credit + this.bytes / bytesPerMilli - millis
    this.credit = millis > idleMillis ? maxCredit : Math.max(-maxCredit, Math.min(maxCredit, credit))
    this.at = now
    this.bytes = 0
    // Reads longer before the next pause, to make up for the time that handlers took.
    this.bytesUntilPause = minBytes - Math.min(0, this.credit) * bytesPerMilli
    this.isPaused = true
    return false
  }

  /** Calls `resume` once, when reading may go on. A patient peer waits longer than Asterisk does over a socket. */
  pause(resume: () => void, isPatient = false): void {
    const end = () => {
      if (!this.isPaused) return
      this.stop()
      resume()
    }
    const subscribers = this.subscribers()
    const longest = isPatient ? maxPause : Math.min(maxPause, this.credit)
    if (subscribers === undefined || longest < 1) return end()
    this.timer = setTimeout(end, longest)
    subscribers.onceCaughtUp(end)
  }

  /** Ends a pause without calling back. */
  stop(): void {
    clearTimeout(this.timer)
    this.isPaused = false
  }
}
