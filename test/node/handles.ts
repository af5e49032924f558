/** What this process has open besides the sockets of its test server, so that a test can check that nothing is left. */
import { Effect } from "effect"
import { turns, within } from "../transport/waiting.ts"

/** Counts the server's open sockets. */
interface Server {
  readonly open: () => number
}

const count = (kind: RegExp) => process.getActiveResourcesInfo().filter((resource) => kind.test(resource)).length

/** The sockets of this process that are not the server's, and the timers. */
export const sockets = (server: Server) => count(/^(TCPSocketWrap|TLSWrap|PipeWrap|GetAddrInfo)/) - server.open()
const timers = () => count(/^Timeout$/)

/** Waits until there are no more handles than before: they go some turns after the sockets have closed. */
export const goneSince = (
  server: Server,
  before: { readonly sockets: number; readonly timers: number }
) =>
  Effect.gen(function*() {
    while (sockets(server) > before.sockets || timers() > before.timers) yield* turns(1)
  }).pipe(within("the end of every handle"))

/** The handles before a test. */
export const handles = (server: Server) => Effect.map(turns(3), () => ({ sockets: sockets(server), timers: timers() }))
