import { Context, Effect, Layer } from "effect"
import { AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isQuick } from "../size.ts"
import { type Abilities, type Harness, transportSuite } from "../transport/suite.ts"
import { ca, good } from "./certificates.ts"
import { httpHarness } from "./httpHarness.ts"
import { scriptedServer, type ServerOptions } from "./scriptedServer.ts"

const harness = Effect.fnUntraced(function*(
  options: ServerOptions,
  layer: (port: number) => Layer.Layer<AmiTransport.AmiTransport>
) {
  const server = yield* scriptedServer(options)
  const services = yield* Layer.build(layer(server.port))
  return { ...server, transport: Context.get(services, AmiTransport.AmiTransport) } satisfies Harness
})

/** The suite measures no time, and many of its connections are made concurrently. */
const patient = { connectTimeout: "1 minute", bannerTimeout: "1 minute" } as const

const socket: Abilities = { banner: true, network: true, ordered: true, hangsUp: true }

/** There is no banner, no order among concurrent actions, and a session instead of a connection. */
const http: Abilities = { banner: false, network: true, ordered: false, hangsUp: false }

const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "effect-ami-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
)

transportSuite("TCP", (greeting) => harness({ greeting }, (port) => NodeAmi.layerTcp({ port, ...patient })), socket)

transportSuite(
  "TLS",
  (greeting) => harness({ greeting, tls: good }, (port) => NodeAmi.layerTls({ port, ca, ...patient })),
  socket
)

transportSuite(
  "a Unix socket",
  (greeting) =>
    Effect.flatMap(temporaryFolder, (folder) => {
      const path = join(folder, "ami")
      return harness({ greeting, path }, () => NodeAmi.layerTcp({ path, ...patient }))
    }),
  socket
)

transportSuite("HTTP", (greeting) => httpHarness(greeting, {}), http)

if (!isQuick) {
  transportSuite("HTTPS", (greeting) => httpHarness(greeting, { tls: true }), http)

  transportSuite("HTTP with digests", (greeting) => httpHarness(greeting, { auth: "digest" }), http)
}
