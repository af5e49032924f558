/** The contract of transports, over the owner of a server in the same process. */
import { Context, Effect, Layer, Redacted } from "effect"
import { AmiClient, AmiTransport, AmiTransportMock } from "effect-ami"
import { AmiCluster } from "effect-ami/cluster"
import { type Harness, type Peer, transportSuite } from "../transport/suite.ts"
import { changing } from "../transport/waiting.ts"
import { cluster } from "./inProcess.ts"

const harness = (greeting: string) =>
  Effect.gen(function*() {
    const mocked = yield* Layer.build(AmiTransportMock.layer({ Ping: AmiTransportMock.silence }))
    const mock = Context.get(mocked, AmiTransportMock.AmiTransportMock)
    // The contract writes more than are usually under way at once, and answers none.
    const limits = { inFlight: 1000 }
    const upstream = AmiClient.layer({ username: "owner", secret: Redacted.make("secret"), limits }).pipe(
      Layer.provide(Layer.succeedContext(mocked))
    )
    const node = yield* Layer.build(
      Layer.merge(AmiCluster.layer({ servers: ["berlin"], upstream: () => upstream }), AmiCluster.transport("berlin"))
        .pipe(
          Layer.provide(cluster)
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
    const connect = Effect.tap(transport.connect, () => messages === "" ? Effect.void : mock.push(messages))
    return {
      transport: { connect },
      accept: Effect.succeed(peer),
      open: consumers,
      allClosed: peer.ended
    } satisfies Harness
  }).pipe(Effect.orDie)

transportSuite("a cluster", harness, { banner: false, network: false, ordered: true, hangsUp: true })
