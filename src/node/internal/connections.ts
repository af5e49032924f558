/**
 * The connections of one client over HTTP, each with one request at a time.
 *
 * This does not use undici's `Pool`: it takes the first connection that is not busy, even if that one is closed and
 * another one is open. While Asterisk accepts no more connections (http.conf, `sessionlimit`) it would reopen the one
 * that Asterisk closed, again and again, although another one is idle.
 *
 * @since 0.2.0
 */
import { Client, Dispatcher } from "@effect/platform-node/Undici"

export class Connections extends Dispatcher {
  private readonly clients: Array<Client> = []
  private readonly options: Client.Options
  private readonly maxClients: number

  constructor(options: Client.Options, maxClients: number) {
    super()
    this.options = options
    this.maxClients = maxClients
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return this.pick(options.origin ?? "").dispatch(options, handler)
  }

  /** Closes all of them, aborting pending requests. */
  end(): Promise<unknown> {
    return Promise.all(this.clients.map((client) => client.destroy()))
  }

  /** One that is open and idle, otherwise a new one, otherwise the one with the fewest requests. */
  private pick(origin: string | URL): Client {
    let closed: Client | undefined
    let fewest: Client | undefined
    let size = Infinity
    for (const client of this.clients) {
      const stats = client.stats
      if (stats.size === 0 && stats.connected) return client
      if (stats.size === 0) closed ??= client
      if (stats.size >= size) continue
      fewest = client
      size = stats.size
    }
    if (closed !== undefined) return closed
    if (fewest !== undefined && this.clients.length >= this.maxClients) return fewest
    const client = new Client(origin, this.options)
    this.clients.push(client)
    return client
  }
}
