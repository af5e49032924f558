/**
 * Clients of the library under test, logged in to a real server.
 */
import { Layer, Redacted, Schedule } from "effect"
import { AmiBridges, AmiCalls, AmiChannels, AmiClient, AmiQueues, type AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { readFileSync } from "node:fs"
import type { AsteriskServer, Credentials } from "./servers.ts"

/** The layers of one server, by transport. The name is that of the certificate. */
export const transports = (server: AsteriskServer) => {
  const { host, httpPort, httpsPort, port, tlsPort } = server
  const plain = { url: `http://${host}:${httpPort}` }
  const trusting = () => ({ ca: readFileSync(server.ca) })
  return {
    tcp: () => NodeAmi.layerTcp({ host, port }),
    tls: () => NodeAmi.layerTls({ host: "localhost", port: tlsPort, ...trusting() }),
    http: (options: NodeAmi.HttpOptions = {}) => NodeAmi.layerHttp({ ...plain, ...options }),
    https: (options: NodeAmi.HttpOptions = {}) =>
      NodeAmi.layerHttp({ url: `https://localhost:${httpsPort}`, ...trusting(), ...options }),
    digest: (options: NodeAmi.HttpOptions = {}) => NodeAmi.layerHttp({ ...plain, auth: "digest", ...options })
  }
}

export type Way = keyof ReturnType<typeof transports>

/** The HTTP variants, and the two of them that have a session: by its cookie, and by its nonce. */
export const waysOverHttp = ["http", "https", "digest"] as const
export const kindsOfSession = ["http", "digest"] as const

export type WayOverHttp = (typeof waysOverHttp)[number]

/** Whether a server offers what a variant needs. */
export const offers = ({ offers }: AsteriskServer, way: Way): boolean =>
  way === "tcp" || offers[way === "digest" ? "http" : way]

export type Options = Partial<AmiClient.Options> & { readonly user?: Credentials }

/** A client, by default over TCP and with the account that may do everything. */
export const client = (
  server: AsteriskServer,
  options: Options = {},
  transport: Layer.Layer<AmiTransport.AmiTransport> = transports(server).tcp()
) => {
  const { user = server.users.hello, ...others } = options
  return AmiClient.layer({ username: user.username, secret: Redacted.make(user.secret), ...others }).pipe(
    Layer.provide(transport)
  )
}

/** A client over any transport; `over` are options of HTTP. */
export const clientOver = (way: Way, server: AsteriskServer, options: Options = {}, over: NodeAmi.HttpOptions = {}) =>
  client(server, options, transports(server)[way](over))

/** The models of channels, bridges, queues and calls, whose client logs in again soon when its link breaks. */
export const modelsOver = (server: AsteriskServer, transport: Layer.Layer<AmiTransport.AmiTransport>) =>
  Layer.mergeAll(AmiChannels.layer, AmiBridges.layer, AmiQueues.layer, AmiCalls.layer).pipe(
    Layer.provide(client(server, { reconnect: { schedule: Schedule.spaced("200 millis") } }, transport))
  )
