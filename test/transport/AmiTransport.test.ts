import { Context, Effect, Layer } from "effect"
import { AmiTransport, AmiTransportMock } from "effect-ami"
import { type Harness, type Peer, transportSuite } from "./suite.ts"
import { changing } from "./waiting.ts"

type Mock = AmiTransportMock.AmiTransportMock["Service"]

/** The mock as its own peer: one script for all connections, no banner and no network. */
const mockHarness = (greeting: string): Effect.Effect<Harness> =>
  Effect.map(Effect.scoped(Layer.build(AmiTransportMock.layer({ Ping: AmiTransportMock.silence }))), (services) => {
    const transport = Context.get(services, AmiTransport.AmiTransport)
    const mock = Context.get(services, AmiTransportMock.AmiTransportMock)
    const { changed, until } = changing()
    const peer: Peer = {
      send: (text) => Effect.runSync(mock.push(text)),
      end: () => Effect.runSync(mock.drop),
      reset: () => Effect.runSync(mock.drop),
      freeze: () => undefined,
      received: () => received(mock),
      awaitReceived: (characters) => until(`${characters} characters`, () => received(mock).length >= characters),
      ended: until("the end of the client's side", () => open(mock) === 0)
    }
    const messages = greeting.slice(greeting.indexOf("\n") + 1)
    const connect = Effect.gen(function*() {
      yield* Effect.addFinalizer(() => Effect.sync(changed))
      const connection = yield* transport.connect
      if (messages !== "") yield* mock.push(messages)
      return connection
    })
    return { transport: { connect }, accept: Effect.succeed(peer), open: () => open(mock), allClosed: peer.ended }
  })

const open = (mock: Mock) => Effect.runSync(mock.connections)

const received = (mock: Mock) =>
  Effect.runSync(mock.sent)
    .map(({ headers }) => `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`)
    .join("")

transportSuite("the mock", mockHarness, { banner: false, network: false, ordered: true, hangsUp: true })
