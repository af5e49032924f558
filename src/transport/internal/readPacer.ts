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
 *
 * @since 0.2.0
 */
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
