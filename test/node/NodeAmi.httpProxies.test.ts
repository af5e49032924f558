import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { AmiClient, type AmiTransport, AmiTransportHttp } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { FetchHttpClient } from "effect/http"
import * as Zlib from "node:zlib"
import { sample } from "../size.ts"
import {
  awaitPoll,
  captured,
  clientOver,
  inboxOf,
  numbers,
  numbersOf,
  probe,
  secretStaysHidden,
  serverOf
} from "./httpClients.ts"
import { account } from "./httpHarness.ts"
import { type Answered, httpProxy, type Manner, type Passing, without } from "./httpProxy.ts"
import { httpServer, respond, userEvent } from "./httpServer.ts"
import { scriptedServer, type ServerPeer } from "./scriptedServer.ts"

type Options = AmiTransportHttp.HttpOptions

const carriers = {
  layerHttp: (options: Options) => NodeAmi.layerHttp(options),
  fetch: (options: Options) => Layer.provide(AmiTransportHttp.layer(options), FetchHttpClient.layer)
} satisfies Record<string, (options: Options) => Layer.Layer<AmiTransport.AmiTransport>>

const setCookie = (answer: Answered, change: (cookies: ReadonlyArray<string>) => ReadonlyArray<string>): Answered => {
  const given = answer.headers["set-cookie"]
  const headers = without(answer.headers, "set-cookie")
  const cookies = change(Array.isArray(given) ? given : [])
  return { ...answer, headers: cookies.length === 0 ? headers : { ...headers, "set-cookie": [...cookies] } }
}

const withHeaders = (answer: Answered, headers: Answered["headers"]): Answered => ({
  ...answer,
  headers: { ...answer.headers, ...headers }
})

const compressed = (encoding: string, compress: (body: Buffer) => Buffer) => async (answer: Answered) => {
  const body = compress(answer.body)
  return withHeaders({ ...answer, body }, { "content-encoding": encoding, "content-length": body.length })
}

/** What proxies do to answers that are still Asterisk's. */
const harmless: Readonly<Record<string, (answer: Answered) => Promise<Answered>>> = {
  "give the cookie another path": async (answer) =>
    setCookie(answer, (cookies) => cookies.map((cookie) => `${cookie}; Path=/elsewhere; HttpOnly; SameSite=Strict`)),
  "give the cookie the domain of another host, for TLS only": async (answer) =>
    setCookie(answer, (cookies) => cookies.map((cookie) => `${cookie}; Domain=pbx.example.org; Secure`)),
  "remove the type": async (answer) => ({ ...answer, headers: without(answer.headers, "content-type") }),
  "give another type": async (answer) => withHeaders(answer, { "content-type": "application/octet-stream" }),
  "call it a page": async (answer) => withHeaders(answer, { "content-type": "text/html" }),
  "give the type in another case, with a charset": async (answer) =>
    withHeaders(answer, { "content-type": "TEXT/Plain; charset=UTF-8" }),
  "compress it by gzip": compressed("gzip", Zlib.gzipSync),
  "compress it by x-gzip": compressed("x-gzip", Zlib.gzipSync),
  "compress it by deflate": compressed("deflate", Zlib.deflateSync),
  "say that it is not compressed": async (answer) => withHeaders(answer, { "content-encoding": "identity" }),
  "send it in chunks": async (answer) => ({ ...answer, headers: without(answer.headers, "content-length") })
}

const page = (status: number, headers: Answered["headers"], body = "<html>no</html>"): Manner => async () => ({
  status,
  headers: { "content-type": "text/html", ...headers },
  body: Buffer.from(body)
})

/** Answers that are not Asterisk's, and what the user is told. */
const pages: ReadonlyArray<
  readonly [what: string, manner: Manner, tag: "NotAmi" | "ConnectFailed", says: ReadonlyArray<string>]
> = [
  ...[301, 302, 307, 308].map((status) =>
    [
      `a redirect ${status} to https`,
      (passing: Passing) => page(status, { location: `https://pbx.example.org${passing.path}` })(passing),
      "NotAmi",
      [`HTTP ${status}`, "it leads to https://pbx.example.org/", "Give `https://pbx.example.org` in `url`"]
    ] as const
  ),
  ["a redirect to another path", page(301, { location: "/asterisk/rawman" }), "NotAmi", ["/asterisk` as `url`"]],
  [
    "a redirect to a login, with a token",
    page(302, { location: "https://user:pass@sso.example.org/login?token=abc#def" }),
    "NotAmi",
    ["https://sso.example.org/login", "must allow this address"]
  ],
  ["a redirect without a location", page(302, {}), "NotAmi", ["redirects are not followed"]],
  ["a redirect to nowhere", page(302, { location: "http://[" }), "NotAmi", ["redirects are not followed"]],
  [
    "a login of the proxy",
    page(401, { "www-authenticate": "Basic realm=\"pbx\"" }),
    "NotAmi",
    ["HTTP 401", "requires its own login (Basic)", "layerClient"]
  ],
  ["a firewall", page(403, {}), "NotAmi", ["HTTP 403", "does not allow this address"]],
  ["a plain request at a port of HTTPS", page(400, {}), "NotAmi", ["HTTP 400", "`url` begins with https:"]],
  ["an upstream that is away", page(502, {}), "ConnectFailed", ["HTTP_502", "cannot reach Asterisk"]],
  ["a web interface", page(200, {}), "NotAmi", ["HTTP 200 with text/html", "`prefix`"]]
]

for (const [name, carry] of sample(Object.entries(carriers), 2)) {
  describe.concurrent(`AMI over HTTP through proxies, by ${name}`, () => {
    for (const [what, change] of Object.entries(harmless)) {
      for (const auth of ["session", "digest"] as const) {
        it.live(`works when they ${what}, by ${auth}`, () =>
          Effect.gen(function*() {
            const server = yield* serverOf()
            const proxy = yield* httpProxy(async ({ ask }) => change(await ask(server.port)))

            const ami = yield* clientOver(carry({ url: proxy.url, auth }))
            const inbox = yield* inboxOf(ami)
            yield* Effect.forEach(numbers(3), (number) => probe(ami, number), { concurrency: 3 })
            yield* awaitPoll(server)
            server.push(userEvent(1))
            yield* inbox.until("1")

            assert.deepStrictEqual(inbox.words(), ["Connected 1", "1"])
          }).pipe(captured))
      }
    }

    for (const [what, manner, tag, says] of pages) {
      it.live(`explains ${what} and what to do`, () =>
        Effect.gen(function*() {
          const proxy = yield* httpProxy(manner)

          const reasons = yield* Effect.forEach(["session", "digest"] as const, (auth) =>
            Effect.flip(Effect.scoped(clientOver(carry({ url: proxy.url, auth })))))

          for (const { message, reason } of reasons) {
            assert.strictEqual(reason._tag, tag)
            for (const part of says) {
              assert.include(message, part)
            }
            assert.notInclude(message, "token")
            assert.notInclude(message, "user:pass")
          }
          assert.strictEqual(proxy.seen.length, 2)
        }).pipe(captured))
    }

    for (const auth of ["session", "digest"] as const) {
      it.live(`returns the cookie of a load balancer, and so stays on one of its servers, by ${auth}`, () =>
        Effect.gen(function*() {
          const servers = [yield* serverOf(), yield* serverOf()]
          const proxy = yield* httpProxy(async ({ ask, headers, number }) => {
            const chosen = /SERVERID=(\d+)/.exec(headers.cookie ?? "")?.[1]
            const port = chosen === undefined ? servers[number % 2]?.port ?? 0 : Number(chosen)
            const answer = await ask(port)
            return chosen === undefined
              ? setCookie(answer, (cookies) => [...cookies, `SERVERID=${port}; path=/`])
              : answer
          })

          const ami = yield* clientOver(carry({ url: proxy.url, auth }))
          yield* Effect.forEach(numbers(20), (number) => probe(ami, number), { concurrency: 5 })

          // A request whose proof arrives after a later one is refused and challenged again.
          assert.deepStrictEqual(servers.map((server) => new Set(numbersOf(server.named("Probe"))).size), [20, 0])
        }).pipe(captured))
    }

    it.live("forgets a revoked cookie, and returns the latest value of a changing one", () =>
      Effect.gen(function*() {
        const server = yield* serverOf((request) => {
          const cookies = [["a=1", "b=1"], ["a=2"], ["b=; Max-Age=0"], ["a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]]
          const set = cookies[Number(request.get("Number"))] ?? []
          return request.action === "Probe"
            ? { body: respond(request), headers: set.map((cookie) => ["Set-Cookie", cookie] as const) }
            : undefined
        })
        const ami = yield* clientOver(carry({ url: server.url }))

        yield* Effect.forEach(numbers(5), (number) => probe(ami, number))

        const sent = server.named("Probe").map(({ headers }) =>
          headers.cookie?.replace(/^mansession_id=[^;]*(; )?/, "")
        )
        assert.deepStrictEqual(sent, ["", "b=1; a=1", "a=2; b=1", "a=2", ""])
      }).pipe(captured))

    it.live("reports that a proxy removes the cookie from the answers", () =>
      Effect.gen(function*() {
        const server = yield* serverOf()
        const proxy = yield* httpProxy(async ({ ask }) => setCookie(await ask(server.port), () => []))

        const { message, reason } = yield* Effect.flip(Effect.scoped(clientOver(carry({ url: proxy.url }))))

        assert.deepInclude(reason, { _tag: "ConnectFailed", code: "NO_SESSION_COOKIE" })
        assert.include(message, "a proxy in front of it removes `Set-Cookie`")
        assert.strictEqual(server.named("Login").length, 0)
      }).pipe(captured))

    it.live("reports that the cookie does not reach Asterisk, and sends no login", () =>
      Effect.gen(function*() {
        const server = yield* serverOf()
        const proxy = yield* httpProxy(({ ask, headers }) => {
          delete headers.cookie
          return ask(server.port)
        })

        const { message, reason } = yield* Effect.flip(Effect.scoped(clientOver(carry({ url: proxy.url }))))

        assert.strictEqual(reason._tag, "ConnectionLost")
        assert.include(message, "the cookie `mansession_id` does not reach Asterisk")
        assert.isTrue(reason.isRetryable)
        assert.strictEqual(server.named("Login").length, 0)
      }).pipe(captured))

    for (const count of [2, 3]) {
      it.live(`reports that ${count} servers answer in turn`, () =>
        Effect.gen(function*() {
          const servers = yield* Effect.forEach(numbers(count), () => serverOf())
          const proxy = yield* httpProxy(({ ask, number }) => ask(servers[number % count]?.port ?? 0))

          const { message, reason } = yield* Effect.flip(Effect.scoped(clientOver(carry({ url: proxy.url }))))

          assert.strictEqual(reason._tag, "ConnectionLost")
          assert.include(message, "several servers answer in turn")
          assert.deepStrictEqual(servers.map((server) => server.named("Login").length), numbers(count).map(() => 0))
        }).pipe(captured))
    }

    it.live("does not accept a login that another session received", () =>
      Effect.gen(function*() {
        const server = yield* httpServer(account)
        const proxy = yield* httpProxy(({ ask, headers }) => {
          delete headers.cookie
          return ask(server.port)
        })
        const credentials = { username: "hello", secret: Redacted.make("world"), auth: "plaintext" } as const

        const { message } = yield* AmiClient.make(credentials).pipe(
          Effect.provide(carry({ url: proxy.url })),
          Effect.scoped,
          Effect.flip
        )

        assert.include(message, "the cookie `mansession_id` does not reach Asterisk")
        assert.strictEqual(server.named("WaitEvent").length, 0)
      }))

    for (
      const [what, server, code, words] of [
        [
          "the port speaks AMI without HTTP",
          { greeting: "Asterisk Call Manager/11.0.0\r\n" },
          "NOT_HTTP",
          ["Asterisk Call Manager/11.0.0", "use NodeAmi.layerTcp"]
        ],
        [
          "the port does not speak HTTP",
          { greeting: "SSH-2.0-OpenSSH_9.2\r\n" },
          "NOT_HTTP",
          ["SSH-2.0-OpenSSH_9.2", "usually 8088"]
        ],
        [
          "the port may speak TLS, if it closes without a byte",
          { onPeer: (peer: ServerPeer) => peer.onReceived(() => peer.end()) },
          undefined,
          ["Then `url` begins with https:", "`sessionlimit`"]
        ]
      ] as const
    ) {
      it.live(`says that ${what}`, () =>
        Effect.gen(function*() {
          const { port } = yield* scriptedServer(server)

          const error = yield* Effect.flip(Effect.scoped(clientOver(carry({ url: `http://127.0.0.1:${port}` }))))

          assert.deepInclude(error.reason, { _tag: "ConnectFailed", ...code === undefined ? {} : { code } })
          for (const part of words) assert.include(error.message, part)
        }).pipe(captured))
    }
  })
}

it.live("reports that an answer is in an encoding that it cannot read", () =>
  Effect.gen(function*() {
    const server = yield* serverOf()
    const proxy = yield* httpProxy(async ({ ask }) => compressed("br", Zlib.brotliCompressSync)(await ask(server.port)))

    const { message, reason } = yield* Effect.flip(Effect.scoped(clientOver(NodeAmi.layerHttp({ url: proxy.url }))))

    assert.strictEqual(reason._tag, "NotAmi")
    assert.include(message, "in the encoding br, which was not asked for")
  }).pipe(captured))

secretStaysHidden()
