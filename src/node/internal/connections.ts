/**
 * The connections of one client over HTTP, each with one request at a time.
 *
 * Why not the `Pool` of undici: it takes the first connection that is not busy,
 * also if that has been closed and another one is open. Where Asterisk takes no
 * more connections (http.conf, `sessionlimit`) the one that it closed would be
 * opened, and closed, again and again, beside one that is idle.
 *
 * @since 0.2.0
 */
import { Client, Dispatcher } from "@effect/platform-node/Undici"

export class Connections extends Dispatcher {
  private readonly clients: Array<Client> = []
  private readonly options: Client.Options
  private readonly most: number

  constructor(options: Client.Options, most: number) {
    super()
    this.options = options
    this.most = most
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return this.pick(options.origin ?? "").dispatch(options, handler)
  }

  /** Ends all of them, and what is under way on them. */
  end(): Promise<unknown> {
    return Promise.all(this.clients.map((client) => client.destroy()))
  }

  /** One that is open and idle, or else a new one, or else the one with the fewest requests. */
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
    if (fewest !== undefined && this.clients.length >= this.most) return fewest
    const client = new Client(origin, this.options)
    this.clients.push(client)
    return client
  }
}
