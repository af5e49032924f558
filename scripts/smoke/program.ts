/**
 * What has to work on a runtime, one check after the other, against the simulator in the same process.
 *
 * Prints a line of JSON for each: its name, and what went wrong, if anything. It imports the package as users do, and
 * never calls `process.exit`: the process exits on its own if nothing was left open.
 */
import { Cause, Deferred, Effect, Exit, Layer, Redacted, type Scope, Stream } from "effect"
import { Ami, AmiClient, type AmiTransport, AmiTransportHttp, Events } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import * as Tcp from "effect-ami/node/tcp"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { FetchHttpClient } from "effect/http"
import { readFileSync, rmSync } from "node:fs"
import * as Net from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Tls from "node:tls"

const pem = (name: string) => readFileSync(new URL(`./certificates/${name}`, import.meta.url), "utf8")
const ca = pem("ca.pem")
const named = (name: string) => ({ cert: pem(`${name}.pem`), key: pem("server.key") })
const server = named("server")

type Simulator = AmiSimulator.AmiSimulator["Service"]
type Transport = Layer.Layer<AmiTransport.AmiTransport>

const client = (transport: Transport, options?: Partial<AmiClient.Options>) =>
  Layer.provide(AmiClient.layer({ username: "hello", secret: Redacted.make("world"), ...options }), transport)

const expect = (what: string, found: unknown, wanted: unknown): Effect.Effect<void, string> =>
  found === wanted ? Effect.void : Effect.fail(`${what} is ${String(found)}, not ${String(wanted)}`)

// --- Checks -----------------------------------------------------------------

/** A call from start to end: answers, a list, and events, raw and typed. */
const call = Effect.gen(function*() {
  const ended = yield* Deferred.make<Events.Hangup>()
  yield* expect("the answer to Ping", (yield* Ami.ping).Ping, "Pong")
  const { Channel } = yield* Ami.dial({ originator: "100", extension: "200" })
  yield* Ami.onEvent(
    Events.Hangup,
    (event) => event.Channel === Channel ? Deferred.succeed(ended, event) : Effect.void
  )
  const listed = yield* Ami.channels
  yield* expect("the channel in the list", listed.some((channel) => channel.Channel === Channel), true)
  yield* Ami.hangup({ channel: Channel, cause: 17 })
  yield* expect("the cause of the hangup", (yield* Deferred.await(ended)).Cause, 17)
})

/** Makes a call, and leaves no session behind. */
const talk = (simulator: Simulator, transport: Transport) =>
  Effect.gen(function*() {
    yield* Effect.provide(Effect.scoped(call), client(transport))
    const left = yield* Effect.repeat(simulator.sessions, { until: (sessions) => sessions === 0, times: 100 })
    yield* expect("the number of sessions afterwards", left, 0)
  })

/** With the server's own certificate as `ca` instead of its authority's, which Deno does not trust, and says so. */
const byCertificate = (simulator: Simulator, port: number) => {
  const transport = NodeAmi.layerTls({ port, ca: server.cert })
  if (!("deno" in process.versions)) return talk(simulator, transport)
  return Effect.flatMap(
    Effect.flip(Effect.scoped(Layer.build(client(transport)))),
    ({ message }) => expect(`Deno's message in "${message}"`, message.includes("Deno trusts only authorities"), true)
  )
}

/** A login that must fail: with this reason, and this retryability. */
const refused = (transport: Transport, reason: string, isRetryable: boolean) =>
  Effect.gen(function*() {
    const error = yield* Effect.flip(Effect.scoped(Layer.build(client(transport))))
    yield* expect(`the reason (${error.message})`, error.reason._tag, reason)
    yield* expect("isRetryable", error.isRetryable, isRetryable)
  })

const many = 20_000

/** More events than one read holds; a handler must see each of them, in order. */
const burst = (simulator: Simulator, transport: Transport) =>
  Effect.gen(function*() {
    const numbers: Array<number> = []
    const seenAll = yield* Deferred.make<void>()
    yield* Ami.onEvent("UserEvent", (event) => {
      numbers.push(Number(event.get("Number")))
      return numbers.length === many ? Deferred.succeed(seenAll, undefined) : Effect.void
    })
    yield* Effect.forEach(Array.from({ length: many }, (_, number) => number), (number) =>
      simulator.broadcast([
        ["Event", "UserEvent"],
        ["Privilege", "user,all"],
        ["UserEvent", "Burst"],
        ["Number", String(number)]
      ]), { discard: true })
    yield* Deferred.await(seenAll)
    yield* expect("the first event out of order", numbers.findIndex((number, index) => number !== index), -1)
  }).pipe(
    Effect.scoped,
    Effect.provide(client(transport, { buffer: { capacity: many, overflow: "dropOldest" } }))
  )

/** A lost connection is restored. */
const reconnect = (end: Effect.Effect<void>, transport: Transport) =>
  Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    yield* end
    const state = yield* ami.status.changes.pipe(
      Stream.filter((state) => state._tag === "Ready" && state.epoch === 2),
      Stream.runHead
    )
    yield* expect("the state", state._tag, "Some")
    yield* expect("the answer to Ping", (yield* Ami.ping).Ping, "Pong")
  }).pipe(Effect.scoped, Effect.provide(client(transport)))

/** The same if the server resets it. */
const reset = (port: number) =>
  Effect.gen(function*() {
    const peers: Array<Net.Socket> = []
    const relaying = yield* relay(port, (onPeer) =>
      Net.createServer((peer) => {
        peers.push(peer)
        onPeer(peer)
      }))
    const end = Effect.sync(() => {
      for (const peer of peers) peer.resetAndDestroy()
    })
    yield* reconnect(end, NodeAmi.layerTcp({ port: portOf(relaying) }))
  })

// --- Where they connect to --------------------------------------------------

type Where = { readonly port: number } | { readonly path: string }

/** Listens while the scope is open, and forwards each peer to a port. */
const relay = (port: number, listen: (onPeer: (peer: Net.Socket) => void) => Net.Server, where?: Where) =>
  Effect.acquireRelease(
    Effect.callback<Net.Server>((resume) => {
      const relaying = listen((peer) => {
        const onward = Net.connect({ port, host: "127.0.0.1" })
        for (const [one, other] of [[peer, onward], [onward, peer]] as const) {
          one.on("error", () => other.destroy())
          one.on("close", () => other.destroy())
          one.pipe(other)
        }
      })
      relaying.listen(where ?? { port: 0, host: "127.0.0.1" }, () => resume(Effect.succeed(relaying)))
    }),
    (relaying) => Effect.callback<void>((resume) => void relaying.close(() => resume(Effect.void)))
  )

const portOf = (listening: Net.Server): number => {
  const address = listening.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

/** The port of a server that accepts, and never sends anything. */
const silent = Effect.map(
  Effect.acquireRelease(
    Effect.callback<{ readonly listening: Net.Server; readonly peers: Set<Net.Socket> }>((resume) => {
      const peers = new Set<Net.Socket>()
      const listening = Net.createServer((peer) => void peers.add(peer.on("error", () => undefined)))
      listening.listen({ port: 0, host: "127.0.0.1" }, () => resume(Effect.succeed({ listening, peers })))
    }),
    ({ listening, peers }) =>
      Effect.callback<void>((resume) => {
        for (const peer of peers) peer.destroy()
        listening.close(() => resume(Effect.void))
      })
  ),
  ({ listening }) => portOf(listening)
)

// --- All of them ------------------------------------------------------------

type Check = readonly [name: string, check: Effect.Effect<void, unknown, Scope.Scope>]

const checks = Effect.gen(function*() {
  const simulator = yield* AmiSimulator.AmiSimulator
  const { port } = simulator
  const url = `http://127.0.0.1:${simulator.httpPort}`
  const path = join(tmpdir(), `effect-ami-smoke-${process.pid}.sock`)
  const tlsWith = (options: Tls.TlsOptions) => Effect.map(relay(port, (on) => Tls.createServer(options, on)), portOf)
  const tls = yield* tlsWith(server)
  const otherName = yield* tlsWith(named("otherName"))
  const nobody = yield* Effect.scoped(Effect.map(relay(port, (onPeer) => Net.createServer(onPeer)), portOf))
  const byFetch = (options: AmiTransportHttp.HttpOptions) =>
    Layer.provide(AmiTransportHttp.layer(options), FetchHttpClient.layer)

  const address = { ca, servername: "127.0.0.1" }
  const pbx = { ca, servername: "pbx.example.org" }

  const all: ReadonlyArray<Check> = [
    ["tcp", talk(simulator, NodeAmi.layerTcp({ port }))],
    ["tcp without HTTP", talk(simulator, Tcp.layerTcp({ port }))],
    [
      "unix socket",
      Effect.gen(function*() {
        yield* relay(port, (onPeer) => Net.createServer(onPeer), { path })
        yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(path, { force: true })))
        yield* talk(simulator, Tcp.layerTcp({ path }))
      })
    ],
    ["tls", talk(simulator, NodeAmi.layerTls({ port: tls, ca }))],
    ["tls, with the certificate itself as ca", byCertificate(simulator, tls)],
    ["tls, not trusted", refused(NodeAmi.layerTls({ port: tls }), "TlsRejected", false)],
    [
      "tls, an address as the server name",
      talk(simulator, NodeAmi.layerTls({ host: "localhost", ...address, port: tls }))
    ],
    ["tls, another address", refused(NodeAmi.layerTls({ ...address, port: otherName }), "TlsRejected", false)],
    ["tls, another name", refused(NodeAmi.layerTls({ host: "localhost", port: otherName, ca }), "TlsRejected", false)],
    ["tls, the given server name", talk(simulator, NodeAmi.layerTls({ ...pbx, port: otherName }))],
    [
      "tls, expired",
      Effect.gen(function*() {
        const port = yield* tlsWith(named("expired"))
        yield* refused(NodeAmi.layerTls({ port, ca }), "TlsRejected", false)
      })
    ],
    [
      "tls, with a certificate of the client",
      Effect.gen(function*() {
        const port = yield* tlsWith({ ...server, ca, requestCert: true, rejectUnauthorized: true })
        const key = Redacted.make(pem("client.key"))
        yield* talk(simulator, NodeAmi.layerTls({ port, ca, cert: pem("client.pem"), key }))
        yield* refused(NodeAmi.layerTls({ port, ca }), "TlsRejected", false)
      })
    ],
    ["tls, another name", refused(NodeAmi.layerTls({ port: tls, ca, servername: "pbx" }), "TlsRejected", false)],
    ["http by fetch", talk(simulator, byFetch({ url }))],
    ["http by fetch, digest", talk(simulator, byFetch({ url, auth: "digest" }))],
    ["http", talk(simulator, NodeAmi.layerHttp({ url }))],
    ["http, digest", talk(simulator, NodeAmi.layerHttp({ url, auth: "digest" }))],
    [
      "https",
      Effect.gen(function*() {
        const secure = yield* AmiSimulator.AmiSimulator
        yield* talk(secure, NodeAmi.layerHttp({ url: `https://127.0.0.1:${secure.httpPort}`, ca }))
      }).pipe(Effect.provide(NodeSimulator.layer({ http: { tls: server } })))
    ],
    [
      "https, not trusted",
      Effect.gen(function*() {
        const { httpPort } = yield* AmiSimulator.AmiSimulator
        yield* refused(NodeAmi.layerHttp({ url: `https://127.0.0.1:${httpPort}` }), "TlsRejected", false)
      }).pipe(Effect.provide(NodeSimulator.layer({ http: { tls: server } })))
    ],
    ["refused", refused(NodeAmi.layerTcp({ port: nobody }), "ConnectFailed", true)],
    ["refused over http", refused(NodeAmi.layerHttp({ url: `http://127.0.0.1:${nobody}` }), "ConnectFailed", true)],
    [
      "silent",
      Effect.gen(function*() {
        yield* refused(NodeAmi.layerTcp({ port: yield* silent, bannerTimeout: "100 millis" }), "ConnectFailed", true)
      })
    ],
    [
      "silent over http",
      Effect.gen(function*() {
        const silence = `http://127.0.0.1:${yield* silent}`
        yield* refused(NodeAmi.layerHttp({ url: silence, connectTimeout: "100 millis" }), "ConnectFailed", true)
      })
    ],
    [`${many} events`, burst(simulator, NodeAmi.layerTcp({ port }))],
    ["connects again after a reset", reset(port)],
    ["connects again after the end", reconnect(simulator.kick, NodeAmi.layerTcp({ port }))]
  ]
  for (const [check, run] of all) {
    const exit = yield* Effect.exit(Effect.scoped(Effect.timeout(run, "30 seconds")))
    const error = Exit.isFailure(exit) ? { error: Cause.pretty(exit.cause) } : {}
    console.log(JSON.stringify({ check, ...error }))
  }
}).pipe(Effect.scoped, Effect.provide(NodeSimulator.layer({ http: true })))

await Effect.runPromise(checks)
