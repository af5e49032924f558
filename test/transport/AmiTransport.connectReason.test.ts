import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiTransport } from "effect-ami"
import * as Http from "node:http"
import * as Https from "node:https"
import { good } from "../node/certificates.ts"
import { resolving } from "../node/connecting.ts"
import { scriptedServer, type ServerOptions } from "../node/scriptedServer.ts"
import { within } from "./waiting.ts"

const error = (more: object, message = "it failed") => Object.assign(new Error(message), more)

const refused = error({ code: "ECONNREFUSED", syscall: "connect", address: "127.0.0.1", port: 8088 })

describe("AmiTransport.connectCodeOf", () => {
  for (
    const [what, given, code] of [
      ["a refused connection", refused, "ECONNREFUSED"],
      ["a network that is not there", error({ code: "ENETUNREACH", syscall: "connect" }), "ENETUNREACH"],
      ["a connection that the system gave up", error({ code: "ETIMEDOUT", syscall: "connect" }), "ETIMEDOUT"],
      ["a socket that is not there", error({ code: "ENOENT", syscall: "connect", address: "/ami" }), "ENOENT"],
      ["an unknown name", error({ code: "ENOTFOUND", syscall: "getaddrinfo" }), "ENOTFOUND"],
      ["a name server that is away", error({ code: "EAI_AGAIN", syscall: "getaddrinfo" }), "EAI_AGAIN"],
      ["a refusal without a system call", error({ code: "ECONNREFUSED" }), "ECONNREFUSED"],
      ["undici's own connect timeout", error({ code: "UND_ERR_CONNECT_TIMEOUT" }), "UND_ERR_CONNECT_TIMEOUT"],
      ["what `fetch` makes of it", new TypeError("fetch failed", { cause: refused }), "ECONNREFUSED"],
      ["what Effect makes of that", { reason: "Transport", cause: { cause: { cause: refused } } }, "ECONNREFUSED"],
      [
        "several addresses",
        Object.assign(new AggregateError([refused, refused]), { code: "ECONNREFUSED" }),
        "ECONNREFUSED"
      ],
      ["several addresses without a code", new AggregateError([refused]), "ECONNREFUSED"],
      ["an expired certificate", error({ code: "CERT_HAS_EXPIRED" }), "CERT_HAS_EXPIRED"],
      ["an unknown authority", error({ code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" }), "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
      ["another name", error({ code: "ERR_TLS_CERT_ALTNAME_INVALID" }), "ERR_TLS_CERT_ALTNAME_INVALID"],
      ["an invalid key", error({ code: "ERR_OSSL_PEM_NO_START_LINE" }), "ERR_OSSL_PEM_NO_START_LINE"],
      ["a certificate of its own", error({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" }), "DEPTH_ZERO_SELF_SIGNED_CERT"]
    ] as const
  ) {
    it(`proves from ${what} that nothing was written`, () => {
      assert.deepStrictEqual(AmiTransport.connectCodeOf(given), { code, connecting: true })
    })
  }

  for (
    const [what, given, code] of [
      ["a reset", error({ code: "ECONNRESET", syscall: "read" }), "ECONNRESET"],
      ["a broken pipe", error({ code: "EPIPE", syscall: "write" }), "EPIPE"],
      ["a timeout after connecting", error({ code: "ETIMEDOUT", syscall: "read" }), "ETIMEDOUT"],
      ["a network that went away", error({ code: "EHOSTUNREACH", syscall: "read" }), "EHOSTUNREACH"],
      ["a peer that hung up", error({ code: "UND_ERR_SOCKET" }, "other side closed"), "UND_ERR_SOCKET"],
      ["a head that did not come", error({ code: "UND_ERR_HEADERS_TIMEOUT" }), "UND_ERR_HEADERS_TIMEOUT"],
      ["a body that did not come", error({ code: "UND_ERR_BODY_TIMEOUT" }), "UND_ERR_BODY_TIMEOUT"],
      ["no HTTP", error({ code: "HPE_INVALID_CONSTANT" }), "HPE_INVALID_CONSTANT"],
      ["a port that is plain", error({ code: "ERR_SSL_WRONG_VERSION_NUMBER" }), "ERR_SSL_WRONG_VERSION_NUMBER"],
      [
        "an alert of TLS 1.3, which comes after what was written",
        error({ code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" }),
        "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"
      ],
      [
        "what `fetch` makes of a reset",
        new TypeError("fetch failed", { cause: error({ code: "ECONNRESET" }) }),
        "ECONNRESET"
      ],
      ["a code that is not a string", error({ code: 20, name: "AbortError" }, "aborted"), "aborted"],
      ["a code that is empty", error({ code: "" }, "empty"), "empty"],
      ["no code", new Error("fetch failed"), "fetch failed"],
      ["a call without a code", error({ syscall: "connect" }, "odd"), "odd"],
      ["text", "ECONNREFUSED", "ECONNREFUSED"],
      ["nothing", undefined, "undefined"],
      ["null", null, "null"]
    ] as const
  ) {
    it(`does not conclude from ${what} that nothing was written`, () => {
      assert.deepStrictEqual(AmiTransport.connectCodeOf(given), { code, connecting: false })
    })
  }

  it("returns the code of the underlying cause", () => {
    const inner = error({ code: "CERT_HAS_EXPIRED" })
    const outer = error({ code: "UND_ERR_SOCKET", cause: error({ code: "ERR_SOMETHING", cause: inner }) })

    assert.deepStrictEqual(AmiTransport.connectCodeOf(outer), { code: "CERT_HAS_EXPIRED", connecting: true })
  })

  it("terminates on errors that cause themselves", () => {
    const circle = error({ code: "ECONNRESET" })
    circle.cause = circle
    const list = new AggregateError([])
    list.errors.push(list)

    assert.strictEqual(AmiTransport.connectCodeOf(circle).code, "ECONNRESET")
    assert.isFalse(AmiTransport.connectCodeOf(list).connecting)
  })
})

const post = { method: "POST", body: "Action=Ping" }

/** The error of a request. */
const clients = {
  fetch: (url: string) =>
    Effect.promise(() => fetch(url, post).then((response) => response.text()).catch((one: unknown) => one)),
  "node:http": (url: string) =>
    Effect.callback<unknown>((resume) => {
      const request = (url.startsWith("https:") ? Https : Http).request(url, { method: "POST", agent: false })
      request.on("error", (one) => resume(Effect.succeed(one)))
      request.on("response", (response) => {
        response.on("error", (one) => resume(Effect.succeed(one)))
        response.on("end", () => resume(Effect.succeed(new Error("answered"))))
        response.resume()
      })
      request.end(post.body)
    })
} as const

const headOfAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"

for (const [client, send] of Object.entries(clients)) {
  describe(`the errors of ${client}`, () => {
    /** The code of a request to a server, and what that server had read of it. */
    const failed = Effect.fnUntraced(function*(scheme: "http" | "https", options: ServerOptions) {
      let read = ""
      const server = yield* scriptedServer({
        ...options,
        onPeer: (peer) => {
          peer.onReceived((text) => (read = text))
          options.onPeer?.(peer)
        }
      })
      const found = yield* send(`${scheme}://127.0.0.1:${server.port}/rawman`).pipe(within("the error"))
      return { ...AmiTransport.connectCodeOf(found), read }
    })

    it.live("prove that nothing was written to a port where nobody listens", () =>
      Effect.gen(function*() {
        const { port } = yield* Effect.scoped(scriptedServer())

        const found = yield* send(`http://127.0.0.1:${port}/rawman`)

        assert.deepStrictEqual(AmiTransport.connectCodeOf(found), { code: "ECONNREFUSED", connecting: true })
      }))

    it.live("prove that nothing was written to several addresses where nobody listens", () =>
      Effect.gen(function*() {
        yield* resolving(["127.0.0.1", "::1"])
        const { port } = yield* Effect.scoped(scriptedServer())

        const found = yield* send(`http://pbx.example.org:${port}/rawman`)

        assert.isTrue(AmiTransport.connectCodeOf(found).connecting)
      }))

    it.live("prove that nothing was written to an unknown name", () =>
      Effect.gen(function*() {
        yield* resolving({ code: "ENOTFOUND" })

        const found = yield* send("http://pbx.example.org/rawman")

        assert.deepStrictEqual(AmiTransport.connectCodeOf(found), { code: "ENOTFOUND", connecting: true })
      }))

    it.live("prove that nothing was written to a server whose certificate is not trusted", () =>
      Effect.gen(function*() {
        const { code, connecting, read } = yield* failed("https", { tls: good })

        assert.strictEqual(code, "UNABLE_TO_VERIFY_LEAF_SIGNATURE")
        assert.isTrue(connecting)
        assert.strictEqual(read, "")
      }))

    for (const how of ["end", "reset"] as const) {
      it.live(`prove nothing if a request ended by ${how}`, () =>
        Effect.gen(function*() {
          const { connecting, read } = yield* failed("http", { onPeer: (peer) => peer.onReceived(() => peer[how]()) })

          assert.isFalse(connecting)
          assert.include(read, "POST /rawman")
        }))
    }

    it.live("prove nothing if an answer was cut off", () =>
      Effect.gen(function*() {
        const { connecting, read } = yield* failed("http", {
          onPeer: (peer) =>
            peer.onReceived(() => {
              peer.send(headOfAnswer)
              peer.end()
            })
        })

        assert.isFalse(connecting)
        assert.include(read, "POST /rawman")
      }))

    it.live("prove nothing if a port is plain, or speaks TLS instead", () =>
      Effect.gen(function*() {
        const plain = yield* failed("https", {
          onPeer: (peer) => peer.onReceived(() => peer.send("HTTP/1.1 400\r\n\r\n"))
        })
        const secure = yield* failed("http", { tls: good })

        assert.isFalse(plain.connecting)
        assert.match(plain.code, /^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER)$/)
        assert.isFalse(secure.connecting)
      }))
  })
}

describe("AmiTransport.connectReasonOf", () => {
  const address = "pbx.example.org:5039"
  const lookUp = error({ code: "ENOTFOUND", syscall: "getaddrinfo" }, "getaddrinfo ENOTFOUND pbx.example.org")
  const noPort = error({ code: "ECONNREFUSED", syscall: "connect" }, "connect ECONNREFUSED 203.0.113.5:5039")
  const openssl = error(
    { code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", library: "SSL routines", reason: "tlsv1 alert protocol version" },
    "404DE48B927F0000:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../rec_layer_s3.c:918:\n"
  )

  for (
    const [what, given, code, detail] of [
      [
        "that has no code",
        error({ code: "UNSPECIFIED" }, "EE certificate key too weak"),
        "UNSPECIFIED",
        "EE certificate key too weak"
      ],
      [
        "of OpenSSL, without the place in its source",
        openssl,
        "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
        "tlsv1 alert protocol version"
      ],
      [
        "after the error of a library",
        new TypeError("fetch failed", { cause: openssl }),
        "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
        "tlsv1 alert protocol version"
      ],
      [
        "that names another address than the one given",
        noPort,
        "ECONNREFUSED",
        "connect ECONNREFUSED 203.0.113.5:5039"
      ],
      ["unless it is only the code and the address", lookUp, "ENOTFOUND", undefined],
      ["unless there is only a message", new Error("fetch failed"), "fetch failed", undefined]
    ] as const
  ) {
    it(`keeps the description of a failure ${what}`, () => {
      const reason = AmiTransport.connectReasonOf(given, { address, tls: true })

      assert.deepStrictEqual("code" in reason && [reason.code, "detail" in reason ? reason.detail : undefined], [
        code,
        detail
      ])
      assert.include(reason.message, detail ?? code)
    })
  }

  it("treats an error without a code as a failed connection, with TLS too", () => {
    assert.strictEqual(AmiTransport.connectReasonOf(new Error("closed"), { address, tls: true })._tag, "ConnectFailed")
  })

  it("escapes and shortens the description", () => {
    const long = error({ code: "UNSPECIFIED" }, `\u001b[2J${"x".repeat(1000)}`)

    const reason = AmiTransport.connectReasonOf(long, { address, tls: true })

    assert.include(reason.message, "\\u001b[2J")
    assert.isBelow(reason.message.length, 400)
  })
})

describe("AmiTransport.connectReason", () => {
  const address = "pbx:5039"

  for (
    const [code, hint] of [
      ["CERT_HAS_EXPIRED", "renewed"],
      ["DEPTH_ZERO_SELF_SIGNED_CERT", "`ca`"],
      ["SELF_SIGNED_CERT_IN_CHAIN", "`ca`"],
      ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "`ca`"],
      ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "`ca`"],
      ["A_SELF_SIGNED_ONE_TO_COME", "`ca`"],
      ["ERR_SSL_WRONG_VERSION_NUMBER", "8089 for HTTP"],
      ["ERR_SSL_PACKET_LENGTH_TOO_LONG", "8089 for HTTP"],
      ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "`cert` and `key`"],
      ["ERR_TLS_CERT_ALTNAME_INVALID", "`servername`"],
      ["UNABLE_TO_GET_ISSUER_CERT", "`ca`"],
      ["CERT_SIGNATURE_FAILURE", "`ca`"],
      ["CERT_NOT_YET_VALID", "clock"],
      ["INVALID_CA", "`ca`"],
      ["INVALID_PURPOSE", "`ca`"],
      ["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "TLS 1.2"],
      ["ERR_SSL_UNSUPPORTED_PROTOCOL", "TLS 1.2"],
      ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "`tlscipher`"],
      ["ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "`tlscipher`"],
      ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "`cert`"],
      ["ERR_SSL_EE_KEY_TOO_SMALL", "`cert`"],
      ["ERR_OSSL_X509_KEY_VALUES_MISMATCH", "`key`"],
      ["ERR_OSSL_PEM_NO_START_LINE", "PEM"],
      ["EPROTO", undefined]
    ] as const
  ) {
    it(`treats ${code} as a TLS rejection${hint === undefined ? "" : `, and says ${hint}`}`, () => {
      const reason = AmiTransport.connectReason({ address, code, tls: true })

      assert.deepInclude(reason, { _tag: "TlsRejected", address, code })
      assert.include(reason.message, hint ?? code)
      assert.isFalse(reason.isRetryable)
    })
  }

  for (
    const code of [
      "ECONNREFUSED",
      "ECONNRESET",
      "ETIMEDOUT",
      "EHOSTUNREACH",
      "EPIPE",
      "ENOTFOUND",
      "EAI_AGAIN",
      "TIMEOUT",
      "ERR_SOCKET_BAD_PORT",
      "ERR_SOCKET_CONNECTION_TIMEOUT",
      "UND_ERR_SOCKET",
      "UND_ERR_CONNECT_TIMEOUT",
      "HPE_INVALID_CONSTANT"
    ]
  ) {
    it(`treats ${code} as a temporary failure, with and without TLS`, () => {
      for (const tls of [true, false]) {
        const reason = AmiTransport.connectReason({ address, code, tls })

        assert.deepInclude(reason, { _tag: "ConnectFailed", address, code })
        assert.isTrue(reason.isRetryable)
      }
    })
  }

  it("says what to check if nobody listens, and if the host name cannot be resolved", () => {
    const hints = ["ECONNREFUSED", "ENOTFOUND", "ECONNRESET"].map((code) =>
      AmiTransport.connectReason({ address, code, tls: false }).message
    )

    assert.include(hints[0], "http.conf")
    assert.include(hints[1], "cannot be resolved")
    assert.strictEqual(hints[2], "No AMI connection to pbx:5039: ECONNRESET")
  })

  it("treats every code as a failed connection without TLS", () => {
    for (const code of ["CERT_HAS_EXPIRED", "EPROTO", "anything else"]) {
      assert.strictEqual(AmiTransport.connectReason({ address, code, tls: false })._tag, "ConnectFailed")
    }
  })
})
