/** Shared by the tests of the HTTP transport: connections that have logged in, and the contract's view of them. */
import { Context, Effect, Layer, Logger, Queue, Redacted, Result } from "effect"
import { AmiClient, AmiCodec, AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { TLSSocket } from "node:tls"
import type { Harness, Peer } from "../transport/suite.ts"
import { within } from "../transport/waiting.ts"
import { ca, good } from "./certificates.ts"
import { type HttpServer, httpServer, type Request, type ServerOptions, type Session } from "./httpServer.ts"

/** The account of every server. */
const credentials = { username: "hello", secret: Redacted.make("world") }

/** An account with the secret of the servers. */
export const account = { secret: () => "world" } satisfies Partial<ServerOptions>

const encode = (name: string, id: string, headers: ReadonlyArray<readonly [string, string]> = []) =>
  Result.getOrThrow(AmiCodec.encode(name, id, headers))

/** A client that has logged in over the transport of a Layer, without its warnings, in the scope of the test. */
export const clientOn = Effect.fnUntraced(function*(layer: Layer.Layer<AmiTransport.AmiTransport>) {
  const transport = yield* transportOf(layer)
  return yield* Effect.provideService(AmiClient.make(credentials), AmiTransport.AmiTransport, transport)
})

/** The reason why no client can log in over the transport of a Layer, after everything that it opened has ended. */
export const rejectionOn = (layer: Layer.Layer<AmiTransport.AmiTransport>) =>
  Effect.flip(Effect.scoped(clientOn(layer)))

/** The transport of a Layer, without its warnings. */
const transportOf = (layer: Layer.Layer<AmiTransport.AmiTransport>) =>
  Effect.map(
    Layer.build(Layer.provide(layer, Logger.layer([]))),
    (services) => Context.get(services, AmiTransport.AmiTransport)
  )

/** An action as the client encoded it, rebuilt from its form. */
const actionOf = ({ params }: Request): string =>
  `${params.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`

/** Logs in as the client does, by action or by proof, and waits for the first poll; the session is then its peer's. */
const logIn = Effect.fnUntraced(function*(
  server: HttpServer,
  connection: AmiTransport.Connection,
  id: string
) {
  if (connection.authenticate === undefined) {
    connection.write(encode("Login", id, [["Username", "hello"], ["Secret", "world"]]))
  } else {
    yield* connection.authenticate(credentials).pipe(Effect.orDie)
    connection.write(encode("Events", id, [["EventMask", "on"]]))
  }
  const session = () => server.requests.find(({ actionId }) => actionId === id)?.session
  yield* server.until("the first poll of a session", () => session()?.waiting !== undefined)
  return session() ?? (yield* Effect.die("no session"))
})

interface HarnessOptions {
  readonly tls?: boolean
  readonly auth?: NodeAmi.HttpOptions["auth"]
}

/** Connections to a server that behaves like Asterisk, with a session as peer. */
export const httpHarness = Effect.fnUntraced(function*(greeting: string, { auth, tls = false }: HarnessOptions) {
  const server = yield* httpServer({ ...account, loginEvents: "", tls: tls ? good : undefined })
  const transport = yield* transportOf(NodeAmi.layerHttp({ url: server.url, auth, ca }))
  const peers = yield* Queue.unbounded<Peer>()
  let logins = 0
  // There is no banner, so nothing is sent before the login.
  const messages = greeting.slice(greeting.indexOf("\n") + 1)
  const connect = Effect.gen(function*() {
    const connection = yield* transport.connect
    const session = yield* logIn(server, connection, `harness-${++logins}`)
    if (messages !== "") {
      server.push(messages, session)
      yield* server.until("the poll after the greeting", () => session.waiting !== undefined)
    }
    Queue.offerUnsafe(peers, peerOf(server, session))
    return unanswered(connection)
  })
  return {
    transport: { connect },
    accept: Queue.take(peers).pipe(within("a session")),
    open: server.open,
    allClosed: server.allClosed
  } satisfies Harness
})

/** Without the responses that every request has over HTTP: the peers of the contract send only what a test says. */
const unanswered = (connection: AmiTransport.Connection): AmiTransport.Connection => ({
  ...connection,
  receive: (onMessages, onNotice) =>
    connection.receive((messages) => {
      const said = messages.filter(({ kind }) => kind !== "Response")
      if (said.length > 0) onMessages(said)
    }, onNotice)
})

const peerOf = (server: HttpServer, session: Session): Peer => {
  const isTest = (request: Request) =>
    request.session === session
    && !request.actionId.startsWith("harness-")
    && !["WaitEvent", "Challenge"].includes(request.action)
  const received = () => server.requests.filter(isTest).map(actionOf).join("")
  return {
    send: (text) => server.push(text, session),
    end: () => server.end(session),
    // As a process that is killed and restarted: it has forgotten the session.
    reset: () => {
      server.end(session)
      session.sockets.forEach((socket) => socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy())
    },
    freeze: () => server.freeze(session),
    received,
    awaitReceived: (characters) => server.until(`${characters} characters`, () => received().length >= characters),
    ended: server.until("the end of the client's side", () => [...session.sockets].every((one) => one.destroyed))
  }
}
