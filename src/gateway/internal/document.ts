/**
 * What says what a gateway is: its OpenAPI document, a page that shows it, and whether Asterisk is connected.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as OpenApi from "effect/http-api/OpenApi"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { Api } from "../AmiGatewayApi.ts"
import type { Source } from "./source.ts"
import type { Tokens } from "./tokens.ts"

type Response = HttpServerResponse.HttpServerResponse

// --- The page -----------------------------------------------------------------

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)

const code = (value: unknown): string => `<pre>${escaped(JSON.stringify(value, null, 2))}</pre>`

const details = (title: string, value: unknown): string =>
  value === undefined ? "" : `<details><summary>${escaped(title)}</summary>${code(value)}</details>`

const operation = (name: string, { parameters, requestBody, responses, summary = "" }: OpenApi.OpenAPISpecOperation) =>
  `<h2><code>${escaped(name)}</code></h2><p>${escaped(summary)}</p>`
  + details("Parameters", parameters.length > 0 ? parameters : undefined)
  + details("Body", requestBody)
  + Object.entries(responses).map(([status, answer]) => details(status, answer)).join("")

const pageOf = ({ components, info, paths }: OpenApi.OpenAPISpec): string => {
  const all = Object.entries(paths).flatMap(([path, { get, post }]) => [
    ...get === undefined ? [] : [operation(`GET ${path}`, get)],
    ...post === undefined ? [] : [operation(`POST ${path}`, post)]
  ])
  const title = escaped(info.title)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>`
    + "<style>body{font:16px system-ui;max-width:60em;margin:2em auto;padding:0 1em}pre{overflow:auto}</style>"
    + `<h1>${title}</h1><p>${escaped(info.description ?? "")}</p>${all.join("")}`
    + `<h2>Schemas</h2>${Object.entries(components.schemas).map(([name, schema]) => details(name, schema)).join("")}`
}

/** Nothing runs in it. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// --- The routes ---------------------------------------------------------------

const unauthorized = /*#__PURE__*/ HttpServerResponse.jsonUnsafe(
  { _tag: "Unauthorized", message: "This needs a token: send `Authorization: Bearer ami_…`" },
  { status: 401 }
)

/** Answers those who have a token, or everybody if the gateway is open. */
const admitting = (tokens: Tokens, isOpen: boolean) => (answer: Effect.Effect<Response>) =>
  isOpen ? answer : Effect.gen(function*() {
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    const token = /^Bearer (.+)$/i.exec(headers["authorization"] ?? "")?.[1]
    const rights = token === undefined ? undefined : yield* tokens.of(token, yield* Clock.currentTimeMillis)
    return rights === undefined ? unauthorized : yield* answer
  })

/** Whether Asterisk is connected: of a fleet, one of its servers. */
const health = (source: Source): Effect.Effect<Response> =>
  Effect.map(source.servers, (servers) => {
    const ready = servers.filter(({ state }) => state === "Ready").length
    return HttpServerResponse.jsonUnsafe({ servers: servers.length, ready }, { status: ready > 0 ? 200 : 503 })
  })

export const layer = ({ isOpen, source, tokens }: {
  readonly isOpen: boolean
  readonly source: Source
  readonly tokens: Tokens
}) =>
  Layer.effectDiscard(Effect.gen(function*() {
    const router = yield* HttpRouter.HttpRouter
    const admitted = admitting(tokens, isOpen)
    const spec = yield* Effect.cached(Effect.sync(() => OpenApi.fromApi(Api)))
    yield* router.add("GET", "/healthz", admitted(health(source)))
    yield* router.add("GET", "/openapi.json", admitted(Effect.map(spec, (spec) => HttpServerResponse.jsonUnsafe(spec))))
    yield* router.add(
      "GET",
      "/docs",
      admitted(
        Effect.map(spec, (spec) =>
          HttpServerResponse.text(pageOf(spec), {
            contentType: "text/html; charset=utf-8",
            headers: { "content-security-policy": policy }
          }))
      )
    )
  }))
