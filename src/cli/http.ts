/**
 * AMI over HTTP with Node's own HTTP client, which a bundle can hold: undici is as large as the rest of it.
 *
 * @since 0.2.0
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type * as Layer from "effect/Layer"
import type { AmiTransport } from "../transport/AmiTransport.ts"
import * as AmiTransportHttp from "../transport/AmiTransportHttp.ts"

/** Asterisk closes an idle connection after 15 seconds (http.conf, `session_keep_alive`): close it earlier. */
const idleTimeout = 4000

/** Layer of a transport over HTTP or HTTPS; the certificate of the server is always verified. */
export const layerHttp = (
  options: AmiTransportHttp.HttpOptions & { readonly ca?: string | undefined }
): Layer.Layer<AmiTransport> => {
  const { ca, ...http } = options
  const client = NodeHttpClient.layerNodeHttpOptions({
    keepAlive: true,
    // One more, for the poll.
    maxSockets: AmiTransportHttp.defaults.maxRequests + 1,
    timeout: idleTimeout,
    minVersion: "TLSv1.2",
    ...(ca === undefined ? {} : { ca, allowPartialTrustChain: true })
  })
  return AmiTransportHttp.layerClient(client, http)
}
