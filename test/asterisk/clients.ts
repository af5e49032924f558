/**
 * Clients of the library under test, logged in to a real server.
 */
import { Layer, Redacted } from "effect"
import { AmiClient, type AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import type { AsteriskServer, Credentials } from "./servers.ts"

/** The layers of one server, by transport. */
export const transports = (server: AsteriskServer) => ({
  tcp: NodeAmi.layerTcp({ host: server.host, port: server.port }),
  tls: (ca: string) => NodeAmi.layerTls({ host: "localhost", port: server.tlsPort, ca })
})

/** A client over TCP, as the account that may do everything unless another is given. */
export const client = (
  server: AsteriskServer,
  options: Partial<AmiClient.Options> & { readonly user?: Credentials } = {},
  transport: Layer.Layer<AmiTransport.AmiTransport> = transports(server).tcp
) => {
  const { user = server.users.hello, ...others } = options
  return AmiClient.layer({ username: user.username, secret: Redacted.make(user.secret), ...others }).pipe(
    Layer.provide(transport)
  )
}
