/**
 * `ami gateway`: AMI for other programs and pages, in a server of its own.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import * as Fs from "node:fs"
import * as Http from "node:http"
import * as Https from "node:https"
import { AmiClient } from "../../client/AmiClient.ts"
import * as AmiGateway from "../../gateway/AmiGateway.ts"
import * as AmiGrant from "../../gateway/AmiGrant.ts"
import { resolveTarget, withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { type Failed, usage } from "../failure.ts"
import { Host } from "../host.ts"
import { printable, printOne } from "../output.ts"
import * as Grants from "../serve/grants.ts"
import * as Listening from "../serve/listening.ts"

/** The address, and the token of the demo; or a new token with its grant. */
export const output = Schema.Struct({
  url: Schema.optionalKey(Schema.String),
  server: Schema.optionalKey(Schema.String),
  token: Schema.optionalKey(Schema.String),
  grant: Schema.optionalKey(AmiGrant.Grant)
})

interface Options {
  readonly grants: string | undefined
  readonly newToken: string | undefined
  readonly name: string | undefined
  readonly port: number
  readonly listen: string
  readonly tlsCert: string | undefined
  readonly tlsKey: string | undefined
  readonly behindProxy: boolean
  readonly origin: ReadonlyArray<string>
  readonly journal: string | undefined
}

// --- A token ------------------------------------------------------------------

/** Prints a token, which is stored nowhere, and a grant for it. */
const newToken = (name: string) =>
  Effect.gen(function*() {
    const token = yield* AmiGrant.newToken
    const grant = Grants.ofName(name, yield* AmiGrant.hashOf(token))
    yield* Effect.mapError(AmiGrant.read([grant]), () => usage("--new-token must be a name of 1 to 80 characters"))
    yield* printOne({ token: Redacted.value(token), grant }, [
      `The token of ${printable(name)}, which is shown this once: ${Redacted.value(token)}`,
      "Its grant, for the list in the file of --grants; name there what it may do and see:",
      JSON.stringify(grant)
    ])
  })

// --- The server ---------------------------------------------------------------

const checked = (options: Options): Effect.Effect<void, Failed> =>
  Effect.gen(function*() {
    const { behindProxy, listen, origin, port, tlsCert, tlsKey } = options
    if (port < 0 || port > 65_535) return yield* usage("--port must be a number from 0 to 65535")
    if ((tlsCert === undefined) !== (tlsKey === undefined)) return yield* usage("--tls-cert and --tls-key go together")
    if (!Listening.isLoopback(listen) && tlsCert === undefined && !behindProxy) {
      return yield* usage(
        `--listen ${listen} would send tokens through the network in clear text`,
        "--tls-cert FILE --tls-key FILE",
        "--behind-proxy, if a proxy before it has TLS and nobody else reaches this port"
      )
    }
    const wrong = origin.find((one) => !URL.canParse(one) || new URL(one).origin !== one)
    if (wrong !== undefined) {
      return yield* usage(`--origin ${wrong} must be like https://crm.example.org, without a path`)
    }
  })

const content = (file: string): Effect.Effect<string, Failed> =>
  Effect.try({ try: () => Fs.readFileSync(file, "utf8"), catch: () => usage(`The file ${file} cannot be read`) })

const serverOf = ({ tlsCert, tlsKey }: Options): Effect.Effect<Http.Server, Failed> =>
  tlsCert === undefined || tlsKey === undefined
    ? Effect.sync(() => Http.createServer())
    : Effect.gen(function*() {
      const cert = yield* content(tlsCert)
      const key = yield* content(tlsKey)
      return yield* Effect.try({
        try: () => Https.createServer({ cert, key }),
        catch: () => usage(`${tlsCert} and ${tlsKey} are not a certificate and its key, in PEM`)
      })
    })

/** The name of the PBX in paths. */
const nameOf = (given: string | undefined) =>
  Effect.gen(function*() {
    const { from, isDemo } = yield* Cli
    if (given !== undefined) return given
    if (isDemo || from !== undefined) return "demo"
    const { host, profile } = yield* resolveTarget
    return profile?.name ?? host
  })

const grantsOf = (options: Options) =>
  Effect.gen(function*() {
    const { isDemo } = yield* Cli
    const host = yield* Host
    if (options.grants !== undefined) {
      const warn = (words: string) => host.stderr(`ami: ${printable(words)}\n`)
      return { grants: yield* Grants.ofFile(options.grants, warn), token: undefined }
    }
    if (!isDemo) {
      return yield* usage("--grants must name the file that says what each token may do", "ami gateway --new-token crm")
    }
    const token = yield* AmiGrant.newToken
    return { grants: [Grants.ofDemo(yield* AmiGrant.hashOf(token))], token: Redacted.value(token) }
  })

const serving = (options: Options, name: string) =>
  Effect.gen(function*() {
    const ami = yield* AmiClient
    const host = yield* Host
    const { grants, token } = yield* grantsOf(options)
    const gateway = AmiGateway.layer({
      grants,
      server: name,
      origins: options.origin,
      // Through a proxy others would ask too.
      open: Listening.isLoopback(options.listen) && !options.behindProxy,
      onAction: ({ action, at, headers, ms, outcome, server, token, why }) =>
        host.stderr(
          `${Listening.clock(at)}  ${token}  ${action}  ${server}  ${headers.join(",")}  ${outcome}  ${ms} ms${
            why === undefined ? "" : `  ${why}`
          }\n`
        )
    })
    // First what is served: what asks a server that listens and serves nothing yet is never answered.
    const app = yield* HttpRouter.toHttpEffect(gateway)
    const port = yield* Listening.open(yield* serverOf(options), app, { host: options.listen, port: options.port })
    const protocol = options.tlsCert === undefined ? "http" : "https"
    const url = `${protocol}://${Listening.bracketed(options.listen)}:${port}`
    const path = encodeURIComponent(name)
    yield* printOne({ url, server: name, ...(token === undefined ? {} : { token }) }, [
      `The gateway to ${printable(name)} is at ${url}`,
      token === undefined
        ? `Actions go to ${url}/v1/servers/${path}/actions/…, events come from ${url}/v1/events. Ctrl-C ends it.`
        : `curl -N -H 'Authorization: Bearer ${token}' ${url}/v1/events`
    ])
    return yield* Listening.whileConnected(ami)
  })

/** Serves, and writes a journal if it is named: the streams go on from it. */
const served = (options: Options) =>
  Effect.gen(function*() {
    const name = yield* nameOf(options.name)
    const serve = serving(options, name)
    if (options.journal === undefined) return yield* serve
    const { writing } = yield* Effect.promise(() => import("./journal.ts"))
    return yield* writing(options.journal, name, serve)
  })

export const run = (options: Options) =>
  Effect.gen(function*() {
    if (options.newToken !== undefined) return yield* newToken(options.newToken)
    yield* checked(options)
    const host = yield* Host
    const context = yield* Effect.context<never>()
    return yield* withClient(Effect.scoped(served(options)), { isPlayed: true }).pipe(
      Effect.mapError(Listening.failure({ host: options.listen, port: options.port })),
      Effect.provideService(References.MinimumLogLevel, "Info"),
      Effect.provide(Listening.logging(host, context))
    )
  })
