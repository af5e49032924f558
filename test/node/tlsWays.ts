/**
 * Servers over TLS, TCP and HTTPS, and how a client fares that trusts them in one way or another.
 */
import { Effect } from "effect"
import type { AmiError } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import type * as Tls from "node:tls"
import { connect, greeting, rejection } from "./connecting.ts"
import { account, clientOn, rejectionOn } from "./httpHarness.ts"
import { httpServer } from "./httpServer.ts"
import { scriptedServer } from "./scriptedServer.ts"

export type Options = Pick<NodeAmi.TlsOptions, "ca" | "cert" | "key" | "servername"> & { readonly host?: string }

const outcome = <A, R>(connecting: Effect.Effect<A, AmiError.AmiError, R>) =>
  Effect.match(connecting, { onSuccess: () => "connected", onFailure: ({ message }) => message })

/** `refused` returns the error of a rejected client, `taken` "connected" or its error message. */
const overTcp = Effect.fnUntraced(function*(tls: Tls.TlsOptions) {
  let heard = ""
  const server = yield* scriptedServer({ greeting, tls, onPeer: (peer) => peer.onReceived((text) => (heard = text)) })
  const layer = (options: Options) => NodeAmi.layerTls({ host: "127.0.0.1", port: server.port, ...options })
  return {
    ...server,
    address: (host: string) => `${host}:${server.port}`,
    refused: (options: Options) => rejection(layer(options)),
    taken: (options: Options) => outcome(connect(layer(options))),
    heardNothing: () => heard === ""
  }
})

const overHttp = (auth: "session" | "digest") =>
  Effect.fnUntraced(function*(tls: Tls.TlsOptions) {
    const server = yield* httpServer({ ...account, tls })
    const address = (host: string) => `https://${host}:${server.port}`
    const layer = ({ host = "127.0.0.1", ...options }: Options) =>
      NodeAmi.layerHttp({ url: address(host), auth, ...options })
    return {
      ...server,
      address,
      refused: (options: Options) => rejectionOn(layer(options)),
      taken: (options: Options) => outcome(clientOn(layer(options))),
      heardNothing: () => server.requests.length === 0
    }
  })

export const ways = { "TLS": overTcp, "HTTPS": overHttp("session"), "HTTPS, by digest": overHttp("digest") }
