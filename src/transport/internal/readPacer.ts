/**
 * When a connection lets everything else run before it reads on.
 *
 * A peer on the same machine sends faster than a program handles, and one turn of the event loop may read 2 MiB, which is
 * 5,700 events and more; meanwhile no other fiber runs, and the buffers of quick subscribers overflow. So after 128 KiB
 * there is a pause, for as long as subscribers are behind, but no longer than 20 ms: Asterisk hangs up on a client when a
 * write to it waits for 100 (manager.conf, `writetimeout`). Such a write waits until a third of the buffer of its socket is
 * free, so a pause in which this process could run, and which did not suffice, doubles what is read before the next one.
 *
 * @since 0.2.0
 */
import type { Subscribers } from "../AmiTransport.ts"

const fewestBytes = 131_072
const mostBytes = 1_048_576
const longestPauseMillis = 20

export class ReadPacer {
  /** True from the read after which there is a pause until its end. */
  isPaused = false
  private readonly subscribers: () => Subscribers | undefined
  private readonly available: (() => number) | undefined
  private bytes = 0
  private bytesBetweenPauses = fewestBytes
  private timer: ReturnType<typeof setTimeout> | undefined

  /** `available` tells for how many milliseconds the process has run, or had nothing to do. */
  constructor(subscribers: () => Subscribers | undefined, available: (() => number) | undefined) {
    this.subscribers = subscribers
    this.available = available
  }

  /** Counts what was read. False if `pause` has to be called before more is read. */
  mayReadOn(size: number): boolean {
    this.bytes += size
    if (this.bytes < this.bytesBetweenPauses) return true
    this.bytes = 0
    this.isPaused = true
    return false
  }

  /** Calls back once, when more may be read. */
  pause(resume: () => void): void {
    const end = (bytes: number) => {
      if (!this.isPaused) return
      this.stop()
      this.bytesBetweenPauses = bytes
      resume()
    }
    const subscribers = this.subscribers()
    if (subscribers === undefined) return end(fewestBytes)
    subscribers.onceCaughtUp(() => end(fewestBytes))
    if (!this.isPaused) return
    const before = this.available?.() ?? 0
    this.timer = setTimeout(() => {
      const isStarved = (this.available?.() ?? 0) - before < longestPauseMillis / 2
      end(isStarved ? this.bytesBetweenPauses : Math.min(2 * this.bytesBetweenPauses, mostBytes))
    }, longestPauseMillis)
  }

  /** Ends a pause without calling back. */
  stop(): void {
    clearTimeout(this.timer)
    this.isPaused = false
  }
}
