/**
 * A client from a URL, or from configuration: it logs in over what the URL names, and no error reveals any of the URL.
 */
import { NodeSocketServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Exit, Layer, Logger, Redacted } from "effect"
import { Ami, AmiClient, AmiError } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { inspect } from "node:util"
import { ca, good } from "./certificates.ts"

const canary = "c4nary"
const secretText = `${canary}%/:?#@ \\"ü+&=`
const nameText = "sales team/2:ä"
const users = { hello: { secret: "world" }, [nameText]: { secret: secretText } }
const encoded = `${encodeURIComponent(nameText)}:${encodeURIComponent(secretText)}`

const Plain = NodeSimulator.layer({ users, http: true, httpPrefix: "asterisk" })
const Secure = AmiSimulator.layer({ users }).pipe(
  Layer.provide(NodeSocketServer.layerTls({ host: "127.0.0.1", port: 0, key: good.key, cert: good.cert }))
)
const SecureHttp = NodeSimulator.layer({ users, http: { tls: good } })

type Simulated = Layer.Layer<AmiSimulator.AmiSimulator, unknown>
type Client<E> = Layer.Layer<AmiClient.AmiClient, AmiError.AmiError | E>

/** The answer that a client gets from a simulator, and the client's name. */
const onSimulator = <E>(simulator: Simulated, client: (ports: { port: number; http: number }) => Client<E>) =>
  Effect.gen(function*() {
    const { httpPort, port } = yield* AmiSimulator.AmiSimulator
    const seen = yield* Effect.gen(function*() {
      const { Ping } = yield* Ami.ping
      const ami = yield* AmiClient.AmiClient
      return { Ping, name: ami.status.name }
    }).pipe(Effect.provide(client({ port, http: httpPort ?? 0 })))
    return { ...seen, port, httpPort }
  }).pipe(Effect.provide([simulator, Logger.layer([])]))

describe("NodeAmi.layerUrl", () => {
  const ways: ReadonlyArray<
    readonly [
      what: string,
      simulator: Simulated,
      url: (ports: { port: number; http: number }) => NodeAmi.UrlInput,
      options?: NodeAmi.UrlOptions
    ]
  > = [
    ["over TCP", Plain, ({ port }) => `ami://hello:world@127.0.0.1:${port}`],
    ["with a slash at the end", Plain, ({ port }) => `ami://hello:world@127.0.0.1:${port}/`],
    ["in capitals", Plain, ({ port }) => `AMI://hello:world@127.0.0.1:${port}`],
    ["with white space around it, as read from a file", Plain, ({ port }) => ` ami://hello:world@127.0.0.1:${port}\n`],
    ["with the name of the host", Plain, ({ port }) => `ami://hello:world@localhost:${port}`],
    ["as a URL", Plain, ({ port }) => new URL(`ami://hello:world@127.0.0.1:${port}`)],
    ["as a Redacted", Plain, ({ port }) => Redacted.make(`ami://hello:world@127.0.0.1:${port}`)],
    ["as a Redacted URL", Plain, ({ port }) => Redacted.make(new URL(`ami://hello:world@127.0.0.1:${port}`))],
    ["with a name and secret of any characters", Plain, ({ port }) => `ami://${encoded}@127.0.0.1:${port}`],
    ["with a secret in clear text", Plain, ({ port }) => `ami://hello:world@127.0.0.1:${port}?auth=plaintext`],
    [
      "with the account as options",
      Plain,
      ({ port }) => `ami://127.0.0.1:${port}`,
      { username: nameText, secret: Redacted.make(secretText) }
    ],
    [
      "with the secret as an option",
      Plain,
      ({ port }) => `ami://hello@127.0.0.1:${port}`,
      { secret: Redacted.make("world") }
    ],
    [
      "with options that override it",
      Plain,
      ({ port }) => `ami://nobody:wrong@127.0.0.1:${port}`,
      { username: "hello", secret: Redacted.make("world") }
    ],
    [
      "with options of client and transport",
      Plain,
      ({ port }) => `ami://hello:world@127.0.0.1:${port}`,
      { connectTimeout: "9 seconds", bannerTimeout: 9000, limits: { inFlight: 5, lineBytes: 5000 }, reconnect: false }
    ],
    ["over TLS", Secure, ({ port }) => `amis://hello:world@127.0.0.1:${port}`, { ca }],
    ["over TLS, by name", Secure, ({ port }) => `amis://${encoded}@localhost:${port}`, { ca, servername: "localhost" }],
    ["over HTTP", Plain, ({ http }) => `http://hello:world@127.0.0.1:${http}/asterisk/rawman`],
    ["over HTTP, with only the prefix", Plain, ({ http }) => `http://${encoded}@127.0.0.1:${http}/asterisk`],
    ["over HTTP, with a slash at the end", Plain, ({ http }) => `http://hello:world@127.0.0.1:${http}/asterisk/`],
    ["by HTTP Digest", Plain, ({ http }) => `http://hello:world@127.0.0.1:${http}/asterisk?auth=digest`],
    ["by HTTP Digest, by its path", Plain, ({ http }) => `http://hello:world@127.0.0.1:${http}/asterisk/arawman`],
    [
      "by HTTP Digest, as an option",
      Plain,
      ({ http }) => `http://hello:world@127.0.0.1:${http}/asterisk`,
      { auth: "digest", maxRequests: 2, pollTimeout: "1 second" }
    ],
    ["over HTTPS", SecureHttp, ({ http }) => `https://hello:world@127.0.0.1:${http}`, { ca }],
    ["over HTTPS, by Digest", SecureHttp, ({ http }) => `https://hello:world@localhost:${http}/arawman`, { ca }]
  ]
  for (const [what, simulator, url, options] of ways) {
    it.live(`logs in ${what}`, () =>
      Effect.gen(function*() {
        const { Ping } = yield* onSimulator(simulator, (ports) => NodeAmi.layerUrl(url(ports), options))

        assert.strictEqual(Ping, "Pong")
      }))
  }

  it.live("accepts an IPv6 address in brackets", () =>
    Effect.gen(function*() {
      const { Ping, name, port } = yield* onSimulator(
        NodeSimulator.layer({ host: "::1" }),
        ({ port }) => NodeAmi.layerUrl(`ami://hello:world@[::1]:${port}`)
      )

      assert.strictEqual(Ping, "Pong")
      assert.strictEqual(name, `[::1]:${port}`)
    }))

  it.live("is named after the address, without the account, unless a name is given", () =>
    Effect.gen(function*() {
      const tcp = yield* onSimulator(Plain, ({ port }) => NodeAmi.layerUrl(`ami://hello:world@127.0.0.1:${port}`))
      const http = yield* onSimulator(
        Plain,
        ({ http }) => NodeAmi.layerUrl(`http://hello:world@127.0.0.1:${http}/asterisk/rawman`)
      )
      const named = yield* onSimulator(
        Plain,
        ({ port }) => NodeAmi.layerUrl(`ami://hello:world@127.0.0.1:${port}`, { name: "pbx1" })
      )

      assert.strictEqual(tcp.name, `127.0.0.1:${tcp.port}`)
      assert.strictEqual(http.name, `http://127.0.0.1:${http.httpPort}/asterisk`)
      assert.strictEqual(named.name, "pbx1")
    }))

  for (
    const [scheme, address] of [
      ["ami", "nobody.invalid:5038"],
      ["amis", "nobody.invalid:5039"],
      ["http", "http://nobody.invalid"],
      ["https", "https://nobody.invalid"]
    ] as const
  ) {
    it.live(`connects to ${address} for ${scheme}: without a port`, () =>
      Effect.gen(function*() {
        const error = yield* refusal(NodeAmi.layerUrl(`${scheme}://hello:${canary}@nobody.invalid`))

        assert.deepInclude(error.reason, { _tag: "ConnectFailed", address })
        assert.strictEqual(error.client, address)
      }))
  }

  const wrongUrls: ReadonlyArray<readonly [url: unknown, words: RegExp]> = [
    ...[undefined, null, 5, {}, [], () => canary, Redacted.make(5), Redacted.make({ canary })].map(
      (url) => [url, /must be a URL such as ami:\/\/user:secret@host/] as const
    ),
    ...["", canary, `hello:${canary}@pbx`, `ami:hello:${canary}@pbx`, `tcp://hello:${canary}@pbx`, `//${canary}`].map(
      (url) => [url, /must begin with ami:\/\/, amis:\/\/, http:\/\/ or https:\/\//] as const
    ),
    [`ami://hello:${canary} x@pbx`, /no spaces/],
    [`ami://hello:${canary}\n@pbx`, /no control characters/],
    [`ami://hello:${canary}\tx@pbx`, /no control characters/],
    [`ami://hello:${canary}#x@pbx`, /write .*# as %23/],
    [`ami://hello:${canary}/x@pbx`, /\/ as %2F/],
    [`ami://hello:${canary}?x@pbx`, /\? as %3F/],
    [`ami://hello:12#${canary}@pbx`, /# as %23/],
    [`ami://hello:12/${canary}@pbx`, /\/ as %2F/],
    [`ami://hello:12?${canary}@pbx`, /\? as %3F/],
    [`http://hello:12/${canary}@pbx`, /the `prefix` of http\.conf/],
    [`http://hello:12?${canary}@pbx`, /\? as %3F/],
    [`http://hello:12#${canary}@pbx`, /# as %23/],
    [`ami://hello:50%${canary}@pbx`, /% as %25/],
    [`ami://hello:%ff${canary}@pbx`, /% as %25/],
    [`ami://%zz:${canary}@pbx`, /% as %25/],
    [`ami://hello:${canary}@`, /./],
    [`ami://hello:${canary}@:5038`, /./],
    [`ami://hello:${canary}@pbx:0`, /port from 1 to 65535/],
    [`http://hello:${canary}@pbx:0`, /port from 1 to 65535/],
    [`ami://hello:${canary}@pbx:70000`, /up to 65535/],
    [`ami://hello:${canary}@pbx:call`, /up to 65535/],
    [`ami://hello:${canary}@my%20pbx`, /must name a host/],
    [`ami://hello:${canary}@pbx/${canary}`, /no path/],
    [`ami://hello:${canary}@pbx?tls=${canary}`, /no query but `auth`/],
    [`ami://hello:${canary}@pbx?auth=${canary}`, /`auth` that is session, digest, challenge, plaintext/],
    [`ami://hello:${canary}@pbx?auth=digest`, /without HTTP/],
    [`ami://hello:${canary}@pbx?auth=challenge&auth=challenge`, /no query but/],
    [`http://hello:${canary}@pbx/arawman?auth=session`, /auth=digest/],
    [`http://hello:${canary}@pbx/manager`, /must end with rawman/],
    [`http://hello:${canary}@pbx/asterisk/mxml`, /must end with rawman/],
    [`http://hello:${canary}@pbx/a%20b/rawman`, /the `prefix` of http\.conf/]
  ]
  for (const [index, [url, words]] of wrongUrls.entries()) {
    it.live(`says what is wrong with a URL, and reveals nothing of it (${index}: ${words.source})`, () =>
      Effect.gen(function*() {
        const error = yield* refusal(NodeAmi.layerUrl(url as string))

        assert.deepInclude(error.reason, { _tag: "InvalidOption", of: "NodeAmi.layerUrl", option: "url" })
        assert.match(error.message, words)
        assert.match(error.message, /^The option `url` of NodeAmi\.layerUrl must /)
      }))
  }

  const wrongOptions: ReadonlyArray<readonly [url: string, options: unknown, option: string, words: RegExp]> = [
    ["ami://pbx", {}, "username", /must be given, in the URL/],
    ["ami://hello@pbx", {}, "secret", /must be given, in the URL/],
    ["ami://hello:@pbx", {}, "secret", /must be given, in the URL/],
    [`ami://:${canary}@pbx`, {}, "username", /must be given/],
    ["ami://hello@pbx", { secret: canary }, "secret", /must be a Redacted/],
    [`ami://hello:${canary}@pbx`, { usrname: "a" }, "usrname", /did you mean `username`\?/],
    [`ami://hello:${canary}@pbx`, { host: "a" }, "host", /is not known/],
    [`ami://hello:${canary}@pbx`, { limits: { inflight: 5 } }, "limits.inflight", /did you mean `inFlight`\?/],
    [`ami://hello:${canary}@pbx`, { limits: { lineByte: 5 } }, "limits.lineByte", /did you mean `lineBytes`\?/],
    [`ami://hello:${canary}@pbx`, { ca: "pem" }, "ca", /it is for amis:\/\/ and https:\/\//],
    [`http://hello:${canary}@pbx`, { ca: "pem" }, "ca", /it is for amis:\/\/ and https:\/\//],
    [`ami://hello:${canary}@pbx`, { pollTimeout: 5 }, "pollTimeout", /it is for http:\/\/ and https:\/\//],
    [`amis://hello:${canary}@pbx`, { maxRequests: 5 }, "maxRequests", /it is for http:\/\/ and https:\/\//],
    [`https://hello:${canary}@pbx`, { bannerTimeout: 5 }, "bannerTimeout", /it is for ami:\/\/ and amis:\/\//],
    [`ami://hello:${canary}@pbx`, { auth: "digest" }, "auth", /without HTTP/],
    [`ami://hello:${canary}@pbx`, { auth: "md5" }, "auth", /`session` or `digest`/],
    [`ami://hello:${canary}@pbx`, { connectTimeout: "soon" }, "connectTimeout", /must be a duration/],
    [`ami://hello:${canary}@pbx`, { actionTimeout: "soon" }, "actionTimeout", /must be a duration/],
    [`ami://hello:${canary}@pbx`, null, "options", /must be an object/]
  ]
  for (const [url, options, option, words] of wrongOptions) {
    it.live(`rejects \`${option}\` of ${inspect(options)} with ${new URL(url).protocol}`, () =>
      Effect.gen(function*() {
        const error = yield* refusal(NodeAmi.layerUrl(url, options as NodeAmi.UrlOptions))

        assert.deepInclude(error.reason, { _tag: "InvalidOption", option })
        assert.match(error.message, words)
      }))
  }
})

/** The error of a client that cannot be built, which contains no secret. */
function refusal<E>(client: Client<E>) {
  return Effect.gen(function*() {
    const exit = yield* Effect.exit(Effect.scoped(Layer.build(client)))
    assert.isTrue(Exit.isFailure(exit))
    const shown = inspect(exit, { depth: 20, showHidden: true }) + String(exit) + JSON.stringify(exit)
    assert.notInclude(shown, canary)
    const error = yield* Effect.flip(Effect.scoped(Layer.build(client)))
    if (!AmiError.isAmiError(error)) return assert.fail(inspect(error))
    assert.notInclude(error.message, canary)
    return error
  }).pipe(Effect.provide(Logger.layer([])))
}

describe("NodeAmi.layerConfig", () => {
  const within = <E>(environment: Record<string, string>, client: Client<E>) =>
    Layer.provide(client, ConfigProvider.layer(ConfigProvider.fromEnvRecord(environment)))
  const text = (port: number) => String(port)

  const ways: ReadonlyArray<
    readonly [
      what: string,
      environment: (ports: { port: number; http: number }) => Record<string, string>,
      options?: (ports: { port: number; http: number }) => Parameters<typeof NodeAmi.layerConfig>[0]
    ]
  > = [
    ["AMI_URL", ({ port }) => ({ AMI_URL: `ami://hello:world@127.0.0.1:${port}` })],
    [
      "AMI_URL without an account",
      ({ port }) => ({ AMI_URL: `ami://127.0.0.1:${port}`, AMI_USERNAME: "hello", AMI_SECRET: "world" })
    ],
    [
      "AMI_URL, whose account takes precedence",
      ({ port }) => ({ AMI_URL: `ami://hello:world@127.0.0.1:${port}`, AMI_USERNAME: "nobody", AMI_SECRET: "wrong" })
    ],
    [
      "AMI_URL over HTTP",
      ({ http }) => ({ AMI_URL: `http://hello@127.0.0.1:${http}/asterisk?auth=digest`, AMI_SECRET: "world" })
    ],
    [
      "AMI_HOST and AMI_PORT",
      ({ port }) => ({
        AMI_HOST: "127.0.0.1",
        AMI_PORT: text(port),
        AMI_USERNAME: nameText,
        AMI_SECRET: secretText,
        AMI_TLS: "false"
      })
    ],
    [
      "only AMI_PORT, with empty other variables",
      ({ port }) => ({
        AMI_URL: "",
        AMI_HOST: "",
        AMI_TLS: "",
        AMI_PORT: text(port),
        AMI_USERNAME: "hello",
        AMI_SECRET: "world"
      })
    ],
    [
      "values and Configs mixed",
      () => ({ PBX_SECRET: "world", PBX_LIMIT: "5" }),
      ({ port }) => ({
        url: `ami://hello@127.0.0.1:${port}`,
        secret: Config.Redacted("PBX_SECRET"),
        actionTimeout: "5 seconds",
        connectTimeout: Config.succeed("5 seconds"),
        limits: { inFlight: Config.Int("PBX_LIMIT"), queued: 5 },
        buffer: { capacity: Config.Int("PBX_LIMIT"), overflow: "fail" },
        reconnect: false
      })
    ],
    [
      "a Config of the URL",
      ({ port }) => ({ PBX: `ami://hello:world@127.0.0.1:${port}` }),
      () => ({ url: Config.Redacted("PBX") })
    ],
    [
      "a Config of everything",
      ({ port }) => ({ PBX: `ami://hello:world@127.0.0.1:${port}` }),
      () => Config.map(Config.String("PBX"), (url) => ({ url, name: "pbx" }))
    ]
  ]
  for (const [what, environment, options] of ways) {
    it.live(`logs in with ${what}`, () =>
      Effect.gen(function*() {
        const { Ping } = yield* onSimulator(
          Plain,
          (ports) => within(environment(ports), NodeAmi.layerConfig(options?.(ports)))
        )

        assert.strictEqual(Ping, "Pong")
      }))
  }

  it.live("goes over TLS with AMI_TLS", () =>
    Effect.gen(function*() {
      const { Ping } = yield* onSimulator(Secure, ({ port }) =>
        within(
          { AMI_TLS: "yes", AMI_PORT: text(port), AMI_USERNAME: "hello", AMI_SECRET: "world" },
          NodeAmi.layerConfig({ ca })
        ))

      assert.strictEqual(Ping, "Pong")
    }))

  it.live("accepts an IPv6 address in AMI_HOST with and without brackets", () =>
    Effect.gen(function*() {
      for (const host of ["::1", "[::1]"]) {
        const { Ping } = yield* onSimulator(NodeSimulator.layer({ host: "::1" }), ({ port }) =>
          within(
            { AMI_HOST: host, AMI_PORT: text(port), AMI_USERNAME: "hello", AMI_SECRET: "world" },
            NodeAmi.layerConfig()
          ))

        assert.strictEqual(Ping, "Pong")
      }
    }))

  for (
    const [what, environment, words] of [
      ["no account", { AMI_URL: "ami://pbx" }, /`username` of NodeAmi\.layerConfig must be given, as AMI_USERNAME in/],
      [
        "no secret, with an empty port",
        { AMI_USERNAME: "hello", AMI_PORT: "" },
        /`secret` of NodeAmi\.layerConfig must be given, as AMI_SECRET in/
      ],
      [
        "an invalid URL",
        { AMI_URL: canary },
        /`url` of NodeAmi\.layerConfig must begin with .*; it is read from AMI_URL/
      ],
      ["an invalid host", { AMI_HOST: "a/b", AMI_USERNAME: "a", AMI_SECRET: canary }, /`AMI_HOST` of .* only a name/],
      ["a URL as host", { AMI_HOST: "ami://pbx", AMI_USERNAME: "a", AMI_SECRET: canary }, /and a URL is AMI_URL/],
      ["TLS beside ami://", { AMI_TLS: "true", AMI_URL: `ami://a:${canary}@pbx` }, /`AMI_TLS` of .* amis:\/\//],
      ["TLS beside http://", { AMI_TLS: "true", AMI_URL: `http://a:${canary}@pbx` }, /`AMI_TLS` of .* https:\/\//]
    ] as const
  ) {
    it.live(`says what is missing for ${what}`, () =>
      Effect.gen(function*() {
        const error = yield* refusal(within(environment, NodeAmi.layerConfig()))

        assert.strictEqual(error.reason._tag, "InvalidOption")
        assert.match(error.message, words)
      }))
  }

  it.live("knows `url` when an option is misspelt", () =>
    Effect.gen(function*() {
      const options = JSON.parse(`{ "ulr": "ami://a:${canary}@pbx" }`)
      const error = yield* refusal(within({}, NodeAmi.layerConfig(options)))

      assert.include(error.message, "`ulr` of NodeAmi.layerConfig is not known: did you mean `url`?")
    }))

  it.live("fails with the name of an invalid variable", () =>
    Effect.gen(function*() {
      const client = within({ AMI_PORT: "many", AMI_USERNAME: "a", AMI_SECRET: canary }, NodeAmi.layerConfig())
      const error = yield* Effect.flip(Effect.scoped(Layer.build(client)))

      assert.strictEqual(error._tag, "ConfigError")
      assert.include(error.message, "AMI_PORT")
      assert.notInclude(inspect(error, { depth: 20 }), canary)
    }))
})

describe("a transport from configuration", () => {
  for (
    const [what, simulator, layer, option] of [
      [
        "TCP",
        Plain,
        NodeAmi.layerTcpConfig({ host: "127.0.0.1", port: Config.Port("PORT"), connectTimeout: "5 seconds" }),
        "port"
      ],
      ["TLS", Secure, NodeAmi.layerTlsConfig({ port: Config.Port("PORT"), ca }), "port"],
      ["HTTP", Plain, NodeAmi.layerHttpConfig({ url: Config.String("URL"), prefix: "asterisk" }), "http"]
    ] as const
  ) {
    it.live(`accepts values and Configs over ${what}`, () =>
      Effect.gen(function*() {
        const { Ping } = yield* onSimulator(simulator, ({ http, port }) =>
          AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
            Layer.provide(layer),
            Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord({
              PORT: String(option === "http" ? http : port),
              URL: `http://127.0.0.1:${http}`
            })))
          ))

        assert.strictEqual(Ping, "Pong")
      }))

    it.live(`fails with the name of a missing variable, over ${what}`, () =>
      Effect.gen(function*() {
        const environment = ConfigProvider.layer(ConfigProvider.fromEnvRecord({}))
        const error = yield* Effect.flip(Effect.scoped(Layer.build(Layer.provide(layer, environment))))

        assert.strictEqual(error._tag, "ConfigError")
        assert.match(error.message, /PORT|URL/)
      }))
  }
})
