/**
 * A client of the library, connected to the replay server with its default options.
 */
import { Effect, Exit, Redacted, Scope } from "effect"
import { AmiClient } from "../../src/index.ts"
import { NodeAmi } from "../../src/node/index.ts"
import { ca } from "../../test/node/certificates.ts"
import type { Place } from "../form.ts"

export type Ami = AmiClient.AmiClient["Service"]

const transports = {
  tcp: (port: number) => NodeAmi.layerTcp({ port }),
  tls: (port: number) => NodeAmi.layerTls({ port, host: "127.0.0.1", ca, servername: "localhost" }),
  http: (port: number) => NodeAmi.layerHttp({ url: `http://127.0.0.1:${port}`, auth: "session" })
}

export const open = async (
  { over, port }: Place,
  options: Partial<AmiClient.Options> = {}
): Promise<{ readonly ami: Ami; readonly close: () => Promise<void> }> => {
  const scope = Scope.makeUnsafe()
  const ami = await AmiClient.make({ username: "bench", secret: Redacted.make("bench"), ...options }).pipe(
    Effect.provide(transports[over](port)),
    Scope.provide(scope),
    Effect.runPromise
  )
  return { ami, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}
