/** An inbox with a ready connection, as a client has it. */
import { Inbox } from "../../../src/client/internal/inbox/inbox.ts"
import { WakeQueue } from "../../../src/client/internal/wakes.ts"

export const openInbox = (now: () => number = () => 0, wakes = new WakeQueue()): Inbox => {
  const meter = { dropped: () => undefined, gap: () => undefined, totals: { received: 0 } }
  const inbox = new Inbox({
    mask: "on",
    meter,
    wakes,
    clock: { monotonicTimeNanosUnsafe: () => BigInt(Math.round(now() * 1e6)) },
    of: {}
  })
  inbox.open({ _tag: "Connected", epoch: 1, banner: undefined, bootState: "booted" })
  return inbox
}
