/**
 * A server that speaks AMI the way Asterisk does, for tests and for work without a PBX.
 *
 * It has accounts with privileges, sessions, and a `SimulatedPbx` that makes,
 * transfers and hangs up calls and raises the events of a real one. `requests`
 * shows what clients sent. `broadcast`, `pushRaw`, `kick` and `respondWith` force
 * what a real server does only rarely.
 *
 * It shares only the wire format with the client, and never imports it: a client
 * tested against it is not tested against itself.
 * `NodeSimulator` gives it a TCP port, and ports for TLS and HTTP if those are wanted; `layerTransport` needs none.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as NetAddress from "effect/net/NetAddress"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as SocketServer from "effect/socket/SocketServer"
import type { AmiError } from "../AmiError.ts"
import { invalidOption } from "../internal/failing.ts"
import type { Rules } from "../internal/options.ts"
import type { AmiMessage, Header } from "../protocol/AmiMessage.ts"
import type { Recording } from "../protocol/AmiRecordingFile.ts"
import { AmiTransport } from "../transport/AmiTransport.ts"
import type { Active, Fault, Lasting } from "./AmiFault.ts"
import { amiVersion } from "./internal/actions/version.ts"
import * as http from "./internal/http/routes.ts"
import { Hub } from "./internal/hub.ts"
import * as Hubs from "./internal/hubs.ts"
import { ofSocket, TlsListener } from "./internal/line.ts"
import * as memory from "./internal/memory.ts"
import { check, checkFault, simulator as simulatorRules } from "./internal/options.ts"
import * as Replaying from "./internal/replaying.ts"
import { accountsOf, type Settings } from "./internal/settings.ts"
import { serve } from "./internal/socketSession.ts"
import { storiesOf } from "./internal/stories.ts"
import * as wire from "./internal/wire.ts"
import type * as SimulatedPbx from "./SimulatedPbx.ts"
import type { Story } from "./SimulatedStory.ts"

/**
 * A filter of the events that an account receives: a regular expression, or criteria and a pattern.
 *
 * @category models
 * @since 0.2.0
 */
export type EventFilter = string | { readonly criteria: string; readonly pattern?: string | undefined }

/**
 * An account.
 *
 * @category models
 * @since 0.1.0
 */
export interface User {
  readonly secret: string
  /** Privilege classes of the events that it may read, as in `manager.conf`. Defaults to `all`. */
  readonly read?: string | ReadonlyArray<string> | undefined
  /** Privilege classes of the actions that it may send, as in `manager.conf`. Defaults to `all`. */
  readonly write?: string | ReadonlyArray<string> | undefined
  /**
   * Which events its sessions receive, as in `manager.conf`: regular expressions, which exclude after a `!`, or from 22 on
   * criteria such as `name(Hangup),header(Cause),method(exact)` with a pattern. Defaults to all.
   */
  readonly eventFilter?: ReadonlyArray<EventFilter> | undefined
  /** Whether it may have several sessions at the same time. Defaults to `true`. */
  readonly allowMultipleLogin?: boolean | undefined
  /** How long its peers may go without reading. Defaults to the option of the simulator. */
  readonly writeTimeout?: Duration.Input | undefined
}

/**
 * Options of a simulator, in addition to those of its PBX.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends SimulatedPbx.Options {
  /** Who may log in. Defaults to `{ hello: { secret: "world" } }`. */
  readonly users?: Readonly<Record<string, User>> | undefined
  /** The first line. Defaults to that of the version, such as `Asterisk Call Manager/11.0.0`. */
  readonly banner?: string | undefined
  /** Whether events carry their time in a header `Timestamp`, as `timestampevents` in `manager.conf`. Defaults to `false`. */
  readonly timestampEvents?: boolean | undefined
  /** Whether events carry their number and their place in Asterisk's source, as `debug` in `manager.conf`. Defaults to `false`. */
  readonly debugEvents?: boolean | undefined
  /**
   * How long it takes to boot. Until then clients may log in, but only the actions of Asterisk itself are known, and
   * `FullyBooted` comes at its end. Defaults to 0.
   */
  readonly bootTime?: Duration.Input | undefined
  /** How long a refused login waits for its answer. Defaults to 1 second, as in Asterisk. */
  readonly loginDelay?: Duration.Input | undefined
  /** How long a peer may take to log in. Defaults to 30 seconds, as in Asterisk. */
  readonly authTimeout?: Duration.Input | undefined
  /** How many sessions may be open without being logged in. Defaults to 50, as in Asterisk. */
  readonly authLimit?: number | undefined
  /**
   * How long a peer may go without reading. Defaults to 5 seconds. Asterisk waits 100 ms, but client and simulator
   * often share one event loop.
   */
  readonly writeTimeout?: Duration.Input | undefined
  /**
   * How many bytes may wait for a peer that reads slowly. Defaults to 64 MiB. A session over HTTP that does not fetch its
   * events loses the oldest ones beyond that.
   */
  readonly maxQueuedBytes?: number | undefined
  /** Whether each line is written separately, as Asterisk does. Defaults to `false`. */
  readonly fragment?: boolean | undefined
  /** Whether `CoreSettings` says that HTTP is enabled. Defaults to whether the simulator serves HTTP. */
  readonly httpEnabled?: boolean | undefined
  /** Prefix of the HTTP paths, as in `http.conf`: `asterisk` makes `/asterisk/rawman`. Defaults to none. */
  readonly httpPrefix?: string | undefined
  /** How long a session over HTTP lives after its last request. Defaults to 60 seconds, as in Asterisk. */
  readonly httpTimeout?: Duration.Input | undefined
}

/**
 * A request that was received.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReceivedAction {
  /** The number of its session: 1 for the first. Over HTTP a session may have many connections. */
  readonly session: number
  /** The value of its `Action` header. */
  readonly action: string
  readonly actionId: string | undefined
  /** All of its headers. Printing it hides the secrets. */
  readonly message: AmiMessage
}

/**
 * How a simulator stops.
 *
 * @category models
 * @since 0.2.0
 */
export interface Shutdown {
  /** At once, or when there are no calls. Defaults to `now`. */
  readonly when?: "now" | "gracefully" | undefined
  /** Whether it starts again. Defaults to `false`. */
  readonly restart?: boolean | undefined
}

/**
 * A server that speaks AMI as Asterisk does.
 *
 * @category services
 * @since 0.1.0
 */
export class AmiSimulator extends Context.Service<AmiSimulator, {
  /** Where it listens. */
  readonly address: { readonly host: string; readonly port: number }
  /** The port, which is in `address` too. */
  readonly port: number
  /** Where it listens for AMI over TLS; undefined if it does not. */
  readonly tlsPort: number | undefined
  /** Where it listens for HTTP; undefined if it does not. */
  readonly httpPort: number | undefined
  /** Every request with an `Action` that was received, in order; the last 100,000 are kept. */
  readonly requests: Effect.Effect<ReadonlyArray<ReceivedAction>>
  /** How many sessions are logged in. */
  readonly sessions: Effect.Effect<number>
  /**
   * Raises an event. If its headers have a `Privilege`, only sessions that may read it and want it receive it; otherwise
   * every session that is logged in does.
   */
  readonly broadcast: (headers: ReadonlyArray<Header>) => Effect.Effect<void>
  /**
   * Plays a recording to every session, as soon as somebody is logged in, and waits for its end. Messages come at their
   * recorded intervals, `speed` times as fast, and sessions are closed when the connection was lost. Requests are answered
   * as usual.
   */
  readonly play: (
    recording: Pick<Recording, "entries">,
    options?: { readonly speed?: number | undefined }
  ) => Effect.Effect<void, AmiError>
  /** Writes text as it is to every session over a socket, logged in or not. */
  readonly pushRaw: (data: string | Uint8Array) => Effect.Effect<void>
  /** Closes every session without notice, as `manager kick session` does. Requests over HTTP are still answered. */
  readonly kick: Effect.Effect<void>
  /**
   * Stops, as `core stop now` or `core restart now` do: an event `Shutdown`, then all sessions end, and new ones are closed
   * at once. After a restart it listens again a second later, with a new PBX. With `gracefully` it refuses every action
   * until there are no calls, and then stops.
   */
  readonly shutdown: (options?: Shutdown) => Effect.Effect<void>
  /** Starts a fault, such as `AmiFault.drop({ action: "Originate" })`, until it is removed or has happened `times` times. */
  readonly fault: (fault: Fault, lasting?: Lasting) => Effect.Effect<Active, AmiError>
  /**
   * Answers an action with the messages that a function returns, possibly none. If it returns undefined, the action is
   * answered as usual. Passing undefined instead of a function removes the script.
   */
  readonly respondWith: (
    action: string,
    script: ((received: ReceivedAction) => ReadonlyArray<ReadonlyArray<Header>> | undefined) | undefined
  ) => Effect.Effect<void>
  /**
   * Lets the user of a telephone do something, as `SimulatedPbx.perform` does. Fails with the reason `InvalidOption` if
   * that cannot be done.
   */
  readonly perform: (command: SimulatedPbx.Command) => Effect.Effect<void, AmiError>
  /** Runs stories, such as who calls whom, and shows their results. */
  readonly pbx: Story
}>()("effect-ami/simulator/AmiSimulator") {}

const addressOf = (address: NetAddress.SocketAddress) =>
  NetAddress.isInetAddress(address)
    ? { host: NetAddress.formatHost(address), port: address.port }
    : { host: address.path, port: 0 }

/** `asterisk`, `/asterisk` and `/asterisk/` are equivalent. */
const prefixOf = (name: string): Settings["httpPrefix"] => {
  const bare = name.replaceAll(/^\/+|\/+$/g, "")
  return bare === "" ? "" : `/${bare}`
}

const rules: Rules<Options> = simulatorRules

const makeHub = Effect.fnUntraced(function*(given: Options, servesHttp: boolean) {
  const options = yield* check("AmiSimulator", given, rules)
  const version = options.version ?? "22"
  const settings: Settings = {
    version,
    systemName: wire.fromText(options.systemName ?? ""),
    banner: options.banner ?? `Asterisk Call Manager/${amiVersion[version]}`,
    accounts: accountsOf(version, options.users ?? { hello: { secret: "world" } }),
    timestampEvents: options.timestampEvents ?? false,
    debugEvents: options.debugEvents ?? false,
    bootTime: Duration.toMillis(options.bootTime ?? 0),
    loginDelay: options.loginDelay ?? "1 second",
    authTimeout: options.authTimeout ?? "30 seconds",
    authLimit: options.authLimit ?? 50,
    writeTimeout: options.writeTimeout ?? "5 seconds",
    maxQueuedBytes: options.maxQueuedBytes ?? 64 << 20,
    fragment: options.fragment ?? false,
    servesHttp: options.httpEnabled ?? servesHttp,
    httpPrefix: prefixOf(options.httpPrefix ?? ""),
    httpTimeout: Duration.toMillis(options.httpTimeout ?? "60 seconds")
  }
  return new Hub(settings, options, { clock: yield* Clock.Clock, random: yield* Random.Random })
})

/** Where a simulator listens. */
interface Listening {
  readonly address: { readonly host: string; readonly port: number }
  readonly tlsPort?: number | undefined
  readonly httpPort?: number | undefined
}

const serviceOf = (hub: Hub, scope: Scope.Scope, { address, httpPort, tlsPort }: Listening) =>
  Hubs.remember(
    AmiSimulator.of({
      pbx: storiesOf(hub, scope),
      address,
      port: address.port,
      tlsPort,
      httpPort,
      requests: Effect.sync(() => [...hub.received]),
      sessions: Effect.sync(() => hub.sessions().filter(({ user }) => user !== undefined).length),
      broadcast: (headers) => Effect.sync(() => Replaying.broadcast(hub, headers)),
      play: (recording, options = {}) => Replaying.play(hub, recording, options),
      pushRaw: (data) =>
        Effect.sync(() => {
          const text = typeof data === "string" ? wire.fromText(data) : wire.fromBytes(data)
          for (const session of hub.sessions()) session.push(text)
        }),
      kick: Effect.sync(() => {
        for (const session of hub.sessions()) hub.close(session)
      }),
      fault: (fault, lasting = {}) => Effect.map(checkFault(fault, lasting), () => start(hub, fault, lasting)),
      shutdown: ({ restart = false, when = "now" } = {}) =>
        Effect.sync(() => when === "now" ? hub.shutDown(restart) : hub.stop(restart)),
      respondWith: (action, script) =>
        Effect.sync(() => {
          if (script === undefined) hub.scripts.delete(action.toLowerCase())
          else hub.scripts.set(action.toLowerCase(), script)
        }),
      perform: (command) =>
        Effect.suspend(() => {
          const refusal = hub.perform(command)
          return refusal === undefined
            ? Effect.void
            : Effect.fail(invalidOption("AmiSimulator.perform", { option: command.command, rule: refusal }))
        })
    }),
    hub
  )

const start = (hub: Hub, fault: Fault, lasting: Lasting): Active => {
  const started = hub.faults.add(fault, lasting)
  const { session: chosen } = lasting
  const revive = fault._tag === "HalfOpen"
    ? hub.forget((session) => chosen === undefined || session.id === chosen)
    : undefined
  return {
    remove: Effect.sync(() => {
      hub.faults.remove(started)
      revive?.()
    }),
    hits: Effect.sync(() => started.hits)
  }
}

const serveSockets = Effect.fnUntraced(function*(hub: Hub, httpPort: number | undefined) {
  const server = yield* SocketServer.SocketServer
  const tls = Option.getOrUndefined(yield* Effect.serviceOption(TlsListener))
  yield* Effect.forkScoped(hub.ticking)
  yield* Effect.forkScoped(hub.living)
  for (const { run } of tls === undefined ? [server] : [server, tls]) {
    yield* Effect.forkScoped(run((socket) => serve(hub, ofSocket(socket))))
  }
  const tlsPort = tls === undefined ? undefined : addressOf(tls.address).port
  return serviceOf(hub, yield* Effect.scope, { address: addressOf(server.address), tlsPort, httpPort })
})

/**
 * Makes a simulator that serves every connection of the `SocketServer`, until its scope closes.
 *
 * **Example** (Serving on a port of the system's choice)
 *
 * ```ts
 * import { NodeSocketServer } from "@effect/platform-node"
 * import { AmiSimulator } from "effect-ami/simulator"
 * import { Effect } from "effect"
 *
 * const port = AmiSimulator.make({ loginDelay: 0 }).pipe(
 *   Effect.map((simulator) => simulator.port),
 *   Effect.provide(NodeSocketServer.layer({ host: "127.0.0.1", port: 0 })),
 *   Effect.scoped
 * )
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function*(
  options: Options = {}
): Effect.fn.Return<AmiSimulator["Service"], AmiError, SocketServer.SocketServer | Scope.Scope> {
  return yield* serveSockets(yield* makeHub(options, false), undefined)
})

const makeHttp = Effect.fnUntraced(function*(options: Options) {
  const server = yield* HttpServer.HttpServer
  const hub = yield* makeHub(options, true)
  const simulator = yield* serveSockets(hub, addressOf(server.address).port)
  yield* http.serve(hub)
  return simulator
})

/**
 * Layer of a simulator that serves every connection of the `SocketServer`.
 *
 * **When to use**
 *
 * With a socket server of your own, such as one for TLS. `NodeSimulator.layer`
 * brings its own TCP port.
 *
 * **Example** (Serving over TLS)
 *
 * ```ts
 * import { NodeSocketServer } from "@effect/platform-node"
 * import { AmiSimulator } from "effect-ami/simulator"
 * import { Layer } from "effect"
 *
 * const SimulatorTls = (key: string, cert: string) =>
 *   AmiSimulator.layer().pipe(
 *     Layer.provide(NodeSocketServer.layerTls({ host: "127.0.0.1", port: 0, key, cert }))
 *   )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options?: Options): Layer.Layer<AmiSimulator, AmiError, SocketServer.SocketServer> =>
  Layer.effect(AmiSimulator, make(options))

/**
 * Layer of a simulator that serves AMI over HTTP too, for the same PBX.
 *
 * **When to use**
 *
 * With servers of your own. `NodeSimulator.layer({ http: true })` brings its own ports.
 *
 * **Details**
 *
 * `/rawman` keeps sessions by a cookie, `/arawman` by HTTP digests; there is
 * neither `/mxml` nor `/manager`. Sessions, `WaitEvent` and errors are those of
 * Asterisk 22.10.
 *
 * **Example** (Serving TCP and HTTP)
 *
 * ```ts
 * import { NodeHttpServer, NodeSocketServer } from "@effect/platform-node"
 * import { AmiSimulator } from "effect-ami/simulator"
 * import { Layer } from "effect"
 * import { createServer } from "node:http"
 *
 * const Simulator = AmiSimulator.layerHttp({ httpPrefix: "asterisk" }).pipe(
 *   Layer.provide(NodeSocketServer.layer({ host: "127.0.0.1", port: 0 })),
 *   Layer.provide(NodeHttpServer.layer(() => createServer(), { host: "127.0.0.1", port: 0 }))
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerHttp = (
  options: Options = {}
): Layer.Layer<AmiSimulator, AmiError, SocketServer.SocketServer | HttpServer.HttpServer> =>
  Layer.effect(AmiSimulator, makeHttp(options))

/**
 * Layer of a simulator inside the process, and of the transport that connects a client to it without a socket.
 *
 * **When to use**
 *
 * In unit tests: nothing is opened, and all times are those of Effect's clock, so that `TestClock` decides how long calls take.
 *
 * **Details**
 *
 * Sessions, limits and faults are those of a port: only the socket is missing. Each connection of the client is a session.
 *
 * **Example** (Watching a call without waiting for it)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { TestClock } from "effect/testing"
 * import { Ami, AmiClient } from "effect-ami"
 * import { AmiSimulator } from "effect-ami/simulator"
 *
 * const Pbx = AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
 *   Layer.provideMerge(AmiSimulator.layerTransport())
 * )
 *
 * const program = Effect.gen(function*() {
 *   const simulator = yield* AmiSimulator.AmiSimulator
 *   yield* Ami.originate({ originator: "100", extension: "200" })
 *   yield* TestClock.adjust("10 seconds")
 *   return (yield* simulator.requests).map(({ action }) => action)
 * })
 *
 * const result = await Effect.runPromise(program.pipe(Effect.provide(Pbx), Effect.provide(TestClock.layer())))
 * result // => ["Challenge", "Login", "Originate"]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerTransport = (options: Options = {}): Layer.Layer<AmiSimulator | AmiTransport, AmiError> =>
  Layer.effectContext(Effect.gen(function*() {
    const hub = yield* makeHub(options, false)
    const scope = yield* Effect.scope
    yield* Effect.addFinalizer(() => Effect.sync(() => hub.isListening = false))
    yield* Effect.forkScoped(hub.ticking)
    yield* Effect.forkScoped(hub.living)
    const { address } = memory
    return Context.make(AmiSimulator, serviceOf(hub, scope, { address })).pipe(
      Context.add(AmiTransport, {
        connect: memory.connect(hub, scope),
        address: `${address.host}:${address.port}`
      })
    )
  }))
