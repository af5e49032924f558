/** Servers that a test plays, and nodes that own them, in the process of the test. */
import { Context, Effect, Layer, Redacted } from "effect"
import { AmiClient, AmiTransportMock } from "effect-ami"
import { AmiCluster } from "effect-ami/cluster"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { cluster } from "./inProcess.ts"

/** A server of which a mock plays the part, with a client for its owner. */
export const mocked = Effect.fnUntraced(function*(script: AmiTransportMock.Script = {}) {
  const services = yield* Layer.build(AmiTransportMock.layer(script))
  const mock = Context.get(services, AmiTransportMock.AmiTransportMock)
  const upstream = AmiClient.layer({ username: "owner", secret: Redacted.make("secret") }).pipe(
    Layer.provide(Layer.succeedContext(services))
  )
  return { mock, services, upstream }
})

/** A node that owns the server `berlin`, alone in its cluster. */
export const alone = Effect.fnUntraced(function*(
  upstream: Layer.Layer<AmiClient.AmiClient, never> | ReturnType<AmiCluster.Options["upstream"]>,
  options: Partial<AmiCluster.Options> = {},
  within: typeof cluster = cluster
) {
  return yield* Layer.build(
    AmiCluster.layer({ servers: ["berlin"], upstream: () => upstream, ...options }).pipe(Layer.provideMerge(within))
  )
})

/** A client over a node. */
export const clientOf = <R>(
  node: Context.Context<R>,
  options: AmiCluster.ClientOptions = {}
) =>
  Effect.map(
    Layer.build(Layer.fresh(AmiCluster.client("berlin", options))).pipe(Effect.provideContext(node)),
    (services) => Context.get(services, AmiClient.AmiClient)
  )

/** A file of SQLite for the locks of some nodes. */
export const temporaryLocks = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(`${tmpdir()}/ami-cluster-`)),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  ),
  (folder) => `${folder}/locks.db`
)
