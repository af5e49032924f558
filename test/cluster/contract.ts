/** What the contract of transports needs of an owner, wherever that is. */
import { Context, Effect, Layer, Redacted, type Scope } from "effect"
import { AmiClient, AmiTransport, AmiTransportMock } from "effect-ami"
import { AmiCluster } from "effect-ami/cluster"
import type { Sharding } from "effect/cluster/Sharding"
import type { Harness, Peer } from "../transport/suite.ts"
import { changing } from "../transport/waiting.ts"
import type { cluster } from "./inProcess.ts"

/** What an owner and its consumers run on. */
interface Places {
  readonly owner: typeof cluster
  readonly consumer: Layer.Layer<Sharding>
}

/** Each connection has an owner of its own. */
export const harness = (places: Effect.Effect<Places, never, Scope.Scope>) => (greeting: string) =>
  Effect.gen(function*() {
    const { consumer, owner } = yield* places
    const mocked = yield* Layer.build(AmiTransportMock.layer({ Ping: AmiTransportMock.silence }))
    const mock = Context.get(mocked, AmiTransportMock.AmiTransportMock)
    // The contract writes more than are usually under way at once, and answers none.
    const limits = { inFlight: 1000 }
    const upstream = AmiClient.layer({ username: "owner", secret: Redacted.make("secret"), limits }).pipe(
      Layer.provide(Layer.succeedContext(mocked))
    )
    const node = yield* Layer.build(
      Layer.merge(
        AmiCluster.layer({ servers: ["berlin"], upstream: () => upstream }).pipe(Layer.provide(owner)),
        AmiCluster.transport("berlin").pipe(Layer.provide(consumer))
      )
    )
    const { owned } = Context.get(node, AmiCluster.AmiCluster)
    const transport = Context.get(node, AmiTransport.AmiTransport)
    const { changed, until } = changing()
    yield* Effect.sync(changed).pipe(Effect.delay("10 millis"), Effect.forever, Effect.forkScoped)

    const consumers = () => Effect.runSync(owned).reduce((sum, { consumers }) => sum + consumers, 0)
    /** What consumers have written: the owner itself logs in, and says how it lives. */
    const received = () =>
      Effect.runSync(mock.sent)
        .filter(({ name }) => !["Challenge", "Login", "Events", "Logoff"].includes(name))
        .map(({ headers }) => `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`)
        .join("")
    const peer: Peer = {
      send: (text) => Effect.runSync(mock.push(text)),
      end: () => Effect.runSync(mock.drop),
      reset: () => Effect.runSync(mock.drop),
      freeze: () => undefined,
      received,
      awaitReceived: (characters) => until(`${characters} characters`, () => received().length >= characters),
      ended: until("the end of the session", () => consumers() === 0)
    }
    const messages = greeting.slice(greeting.indexOf("\n") + 1)
    // On a busy machine the owner may not be there within the time that connecting waits for it.
    const connect = Effect.tap(
      Effect.retry(transport.connect, { times: 3 }),
      () => messages === "" ? Effect.void : mock.push(messages)
    )
    return {
      transport: { connect },
      accept: Effect.succeed(peer),
      open: consumers,
      allClosed: peer.ended
    } satisfies Harness
  }).pipe(Effect.orDie)

export const abilities = { banner: false, network: false, ordered: true, hangsUp: true }
