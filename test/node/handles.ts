/** What this process has open besides the sockets of a server that it plays, so that a test can see that nothing stays. */
import { Effect } from "effect"
import { turns, within } from "../transport/waiting.ts"

/** Counts the sockets that it has open. */
interface Server {
  readonly open: () => number
}

const count = (kind: RegExp) => process.getActiveResourcesInfo().filter((resource) => kind.test(resource)).length

/** The sockets of this process that are not the server's, and the timers. */
export const sockets = (server: Server) => count(/^(TCPSocketWrap|TLSWrap|PipeWrap|GetAddrInfo)/) - server.open()
const timers = () => count(/^Timeout$/)

/** Waits until there are no more handles than there were: they go some turns after the sockets have closed. */
export const goneSince = (
  server: Server,
  before: { readonly sockets: number; readonly timers: number }
) =>
  Effect.gen(function*() {
    while (sockets(server) > before.sockets || timers() > before.timers) yield* turns(1)
  }).pipe(within("the end of every handle"))

/** What there is before a test. */
export const handles = (server: Server) => Effect.map(turns(3), () => ({ sockets: sockets(server), timers: timers() }))
