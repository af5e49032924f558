/**
 * What a connection has received and how it ended.
 *
 * It is the half of the transport contract that all transports share: messages
 * that come before there is a receiver wait for it, and the end stands behind
 * everything that was delivered. `AmiTransport.inbound` documents it.
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
    subscribers?: Takers
  ) => Effect.Effect<never, AmiError>
  readonly deliver: (messages: ReadonlyArray<AmiMessage>) => void
  readonly notify: (notice: Notice) => void
  readonly end: (error: AmiError) => void
  readonly ended: () => AmiError | undefined
  readonly pacer: ReadPacer
  readonly caughtUp: (size: number) => Effect.Effect<void>
}

export const make = <Notice>(): Inbound<Notice> => {
  /** What came before there was a receiver, in order. */
  let backlog: Array<(receiver: Receiver<Notice>) => void> = []
  let receiver: Receiver<Notice> | undefined
  let fail: ((effect: Effect.Effect<never, AmiError>) => void) | undefined
  let error: AmiError | undefined
  const pacer = new ReadPacer(() => receiver?.subscribers)
  return {
    receive: (onMessages, onNotice = () => undefined, subscribers) =>
      Effect.callback((resume) => {
        const taking: Receiver<Notice> = { onMessages, onNotice, subscribers }
        // What arrives while these are handed over joins them, behind.
        for (const handOver of backlog) handOver(taking)
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
  readonly subscribers: Takers | undefined
}

// --- When to read on ---------------------------------------------------------

/** Those who take what is read. */
export interface Takers {
  readonly onceCaughtUp: (run: () => void) => void
}

const fewestBytes = 131_072
const longestPause = 20
/** For how many milliseconds pauses may take more than their share, while the buffers of the kernel fill. */
const mostCredit = 40
const bytesPerMilli = 20_000
/** What takes so many milliseconds to come is no storm. */
const calm = 200

/**
 * When a connection lets everything else run before it reads on.
 *
 * A peer on the same machine sends faster than a program handles, and one turn of the event loop may read 2 MiB, which is
 * 5,700 events and more; meanwhile no other fiber runs, and the buffers of quick subscribers overflow. So after 128 KiB
 * there is a pause for the rest of the turn, and for as long as subscribers are behind.
 *
 * Asterisk hangs up on a client when a write to it waits for 100 ms (manager.conf, `writetimeout`), and such a write waits
 * until a third of the buffer of its socket is free, which Linux lets grow to 4 MiB (tcp_wmem). So a pause takes 20 ms at
 * most, and in a storm of more than 40 ms all of them together leave time to read 20 MB a second.
 */
export class ReadPacer {
  /** True from the read after which there is a pause until its end. */
  isPaused = false
  private readonly subscribers: () => Takers | undefined
  private bytes = 0
  private bytesUntilPause = fewestBytes
  /** For how many milliseconds a pause may last. */
  private credit = mostCredit
  private at = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(subscribers: () => Takers | undefined) {
    this.subscribers = subscribers
  }

  /** Counts what was read. False if `pause` has to be called before more is read. */
  mayReadOn(size: number): boolean {
    this.bytes += size
    if (this.bytes < this.bytesUntilPause) return true
    const now = performance.now()
    const millis = now - this.at
    const credit = this.credit + this.bytes / bytesPerMilli - millis
    this.credit = millis > calm ? mostCredit : Math.max(-mostCredit, Math.min(mostCredit, credit))
    this.at = now
    this.bytes = 0
    // What handlers took is made up for.
    this.bytesUntilPause = fewestBytes - Math.min(0, this.credit) * bytesPerMilli
    this.isPaused = true
    return false
  }

  /** Calls back once, when more may be read. A peer that is patient waits longer than Asterisk does over a socket. */
  pause(resume: () => void, isPatient = false): void {
    const end = () => {
      if (!this.isPaused) return
      this.stop()
      resume()
    }
    const subscribers = this.subscribers()
    const longest = isPatient ? longestPause : Math.min(longestPause, this.credit)
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
