/**
 * HTTP clients for tests, and everything that they reveal.
 *
 * `captured` records what a test logs and traces, and each server made here records what it receives, so that
 * `secretStaysHidden`, the last test of a file, finds the secret wherever it went.
 */
import { assert, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Logger, References, Scope, Stream, Tracer } from "effect"
import { AmiAction, AmiClient, type AmiError, type AmiInbox, type AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { inspect } from "node:util"
import { canary, credentials, failure, letOut } from "../client/clientOutput.ts"
import { kept } from "../kept.ts"
import { changing } from "../transport/waiting.ts"
import {
  type Answer,
  type HttpServer,
  httpServer,
  type Request,
  type ServerOptions,
  type Session
} from "./httpServer.ts"

export type Ami = AmiClient.AmiClient["Service"]

export const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

// --- What is revealed -------------------------------------------------------

const printed = kept<string>()
const spans = kept<Tracer.Span>()
const servers = kept<HttpServer>()

const print = (value: unknown) => printed.push(inspect(value, { depth: 20, showHidden: true }))

const Capture = Layer.mergeAll(
  Logger.layer([
    Logger.make(({ cause, message }) => {
      printed.push(String(message), Cause.pretty(cause))
      print(cause)
      print(message)
    }),
    Logger.map(Logger.formatJson, print)
  ]),
  Layer.succeed(
    Tracer.Tracer,
    Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
  ),
  Layer.succeed(References.MinimumLogLevel, "Trace")
)

/** Records what a test logs and traces. */
export const captured = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, Capture)

/** Records an error in every form in which it may be printed. */
export const keep = (error: AmiError.AmiError) => Effect.ignore(failure(Effect.fail(error)))

/** Checks everything that the file has revealed; comes after all of its tests. */
export const secretStaysHidden = (): void =>
  it("shows the secret in no error, log, span, address or request of all these tests (row 89)", () => {
    const traced = spans.map((span) =>
      inspect([span.name, span.attributes, span.status, Reflect.get(span, "events")], { depth: 20 })
    )
    const wire = servers.flatMap(({ requests }) =>
      requests.map(({ body, headers, path }) => `${path}\n${inspect(headers)}\n${body}`)
    )
    const output = [letOut(), ...printed, ...traced, ...wire].join("\n")

    assert.include(traced.join("\n"), "AmiClient.connect")
    assert.isAbove(wire.length, 0)
    assert.notInclude(output, canary)
    assert.notInclude(output, Buffer.from(canary).toString("base64"))
    assert.notInclude(output, encodeURIComponent(Buffer.from(canary).toString("base64")))
  })

// --- Servers and clients ----------------------------------------------------

/** A server with the account of `credentials`. */
export const serverOf = Effect.fnUntraced(function*(answer?: Answer, options: Partial<ServerOptions> = {}) {
  const server = yield* httpServer({ secret: () => canary, answer, ...options })
  servers.push(server)
  return server
})

/** A client over a transport, in the scope of the test. */
export const clientOver = (
  transport: Layer.Layer<AmiTransport.AmiTransport>,
  options: Partial<AmiClient.Options> = {}
) => Effect.tapError(Effect.provide(AmiClient.make({ ...credentials, ...options }), transport), keep)

/** A client of the server, in the scope of the test. */
export const clientOf = (
  server: { readonly url: string },
  http: NodeAmi.HttpOptions = {},
  options: Partial<AmiClient.Options> = {}
) => clientOver(NodeAmi.layerHttp({ url: server.url, ...http }), options)

/** The reason why no client can log in to the server. */
export const rejection = (server: { readonly url: string }, http: NodeAmi.HttpOptions = {}) =>
  Effect.scoped(clientOf(server, http)).pipe(Effect.flip, Effect.map(({ reason }) => reason))

/** A client in a scope that the test closes. */
export const closable = Effect.fnUntraced(function*(
  server: { readonly url: string },
  http: NodeAmi.HttpOptions = {},
  options: Partial<AmiClient.Options> = {}
) {
  const scope = yield* Scope.fork(yield* Effect.scope)
  const ami = yield* Scope.provide(clientOf(server, http, options), scope)
  return { ami, close: Scope.close(scope, Exit.void) }
})

/** A request that is unique in the log of the server. */
export const probe = (ami: Ami, number: number | string = 1) =>
  ami.send(AmiAction.raw("Probe", [["Number", `${number}`]])).pipe(Effect.tapError(keep))

/** The reason that a probe fails with. */
export const probeFailure = (ami: Ami, number: number | string = 1) =>
  Effect.map(Effect.flip(probe(ami, number)), ({ reason }) => reason)

export const numbersOf = (requests: ReadonlyArray<Request>) => requests.map((request) => request.get("Number"))

/** Waits until a poll is pending, and returns its session. */
export const awaitPoll = (server: HttpServer): Effect.Effect<Session> => {
  const waiting = () => server.sessions.find(({ waiting }) => waiting?.request.socket.destroyed === false)
  return Effect.flatMap(server.until("a poll that waits", () => waiting() !== undefined), () => {
    const session = waiting()
    return session === undefined ? Effect.die(new Error("the poll was answered meanwhile")) : Effect.succeed(session)
  })
}

// --- Inboxes ----------------------------------------------------------------

/** As text: `Connected 1`, `Gap PollFailed unknown`, `Disconnected 1 SessionExpired`, or the number of an event. */
export const wordsOf = (item: AmiInbox.Item): string => {
  switch (item._tag) {
    case "Received":
      return item.message.get("Number") ?? item.message.name
    case "Connected":
      return `Connected ${item.epoch}`
    case "Gap":
      return `Gap ${item.reason} ${item.dropped}`
    case "Disconnected": {
      const { reason } = item.cause
      return `Disconnected ${item.epoch} ${reason._tag === "ConnectionLost" ? reason.why : reason._tag}`
    }
  }
}

/** Everything that the client delivers from here on. */
export const inboxOf = Effect.fnUntraced(function*(ami: Ami) {
  const items: Array<AmiInbox.Item> = []
  const { changed, until } = changing()
  const take = Effect.fnUntraced(function*(item: AmiInbox.Item) {
    if (item._tag === "Disconnected") yield* keep(item.cause)
    items.push(item)
    changed()
  })
  const ended = yield* Effect.forkScoped(Effect.exit(Stream.runForEach(ami.inbox, take)), { startImmediately: true })
  const words = () => items.map(wordsOf)
  return {
    items: items as ReadonlyArray<AmiInbox.Item>,
    ended,
    words,
    marks: () => items.flatMap((item) => item._tag === "Received" ? [] : [wordsOf(item)]),
    /** Waits for an item with this text. */
    until: (word: string, duration?: `${number} seconds`) => until(word, () => words().includes(word), duration)
  }
})

/** A client of a server with default behaviour, after its first poll, and everything that it delivers. */
export const watched = Effect.fnUntraced(function*(http: NodeAmi.HttpOptions = {}) {
  const server = yield* serverOf()
  const ami = yield* clientOf(server, http)
  const inbox = yield* inboxOf(ami)
  return { server, ami, inbox, session: yield* awaitPoll(server) }
})
