/**
 * The paths of a dashboard, and who may ask for them.
 *
 * A page that another site has loaded cannot read them (`Host`) nor act (`Origin`, a header of its own, and a token that is
 * compared in constant time). Nothing is loaded from elsewhere: the policy of the page names the hashes of its one style and
 * its one script.
 *
 * @since 0.2.0
 */
import * as ByteSize from "effect/ByteSize"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { AmiClient } from "../../client/AmiClient.ts"
import * as Callbacks from "../../internal/callbacks.ts"
import { base64, isSame, sha256 } from "../../internal/hashes.ts"
import { isFromHere, privately } from "../../internal/requests.ts"
import * as Acting from "./actions.ts"
import type { Board } from "./board.ts"
import type { Feed } from "./feed.ts"
import type { ActionName, ActResponse, EndpointRow } from "./row.ts"

type Response = HttpServerResponse.HttpServerResponse

/** An action that somebody asked for. */
export interface Acted {
  /** When, in milliseconds since 1970. */
  readonly at: number
  /** The address of who asked. */
  readonly remote: string
  readonly action: ActionName
  /** The agent, or what is shown of the channel. */
  readonly target: string
  /** The reason of a pause, the extension of a transfer, or the telephone of who listens. */
  readonly detail: string
  /** `done`, what Asterisk said, or why it was refused before it was sent. */
  readonly outcome: string
}

export interface Settings {
  readonly path: string
  readonly page: string
  readonly hosts: ReadonlyArray<string> | undefined
  readonly viewKey: Redacted.Redacted | undefined
  readonly acting: (Acting.Allowed & { readonly token: Redacted.Redacted }) | undefined
  readonly log: (acted: Acted) => Effect.Effect<void>
  readonly metrics: (endpoints: Iterable<readonly [string, EndpointRow]>) => Effect.Effect<string>
}

// --- Hashes -------------------------------------------------------------------

/** A short name for a version of the page. */
export const buildOf = (page: string): Effect.Effect<string> =>
  Effect.map(sha256(page), (hash) => base64(hash).replaceAll(/[^A-Za-z0-9]/g, "").slice(0, 12))

const hashesOf = (page: string, tag: "script" | "style"): Effect.Effect<string> => {
  const texts = [...page.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, "g"))].map(([, text = ""]) => text)
  return texts.length === 0
    ? Effect.succeed("'none'")
    : Effect.map(
      Effect.forEach(texts, (text) => Effect.map(sha256(text), (hash) => `'sha256-${base64(hash)}'`)),
      (hashes) => hashes.join(" ")
    )
}

/** The policy of the page. */
export const policyOf = (page: string): Effect.Effect<string> =>
  Effect.gen(function*() {
    const scripts = yield* hashesOf(page, "script")
    const styles = yield* hashesOf(page, "style")
    return `default-src 'none'; script-src ${scripts}; style-src ${styles}; connect-src 'self'; img-src data:; `
      + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
  })

// --- Who may ask --------------------------------------------------------------

/** `[::1]` of `[::1]:8380`, in lower case. */
const nameOfHost = (host: string): string => host.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "")

const isOurs = (host: string | undefined, hosts: ReadonlyArray<string> | undefined): boolean =>
  hosts === undefined || (host !== undefined && hosts.some((one) => one.toLowerCase() === nameOfHost(host)))

const plain = (text: string, status: number): Response => HttpServerResponse.text(`${text}\n`, { status })

const json = (body: ActResponse, status: number): Response => HttpServerResponse.jsonUnsafe(body, { status })

const headers = {
  ...privately,
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "SAMEORIGIN"
}

const addressOf = ({ remoteAddress }: HttpServerRequest.HttpServerRequest): string =>
  Option.getOrElse(remoteAddress, () => "an unknown address")

/** The longest request to act. */
const maxBody = /*#__PURE__*/ ByteSize.bytes(4096)

// --- The paths ----------------------------------------------------------------

/** Adds the paths to a router. */
export const add = Effect.fnUntraced(function*(
  router: HttpRouter.HttpRouter,
  settings: Settings,
  { board, feed, possible, ami }: {
    readonly board: Board
    readonly feed: Feed
    readonly possible: () => ReadonlyArray<ActionName>
    readonly ami: AmiClient["Service"]
  }
) {
  const { acting, hosts, page, path, viewKey } = settings
  const policy = yield* policyOf(page)
  const base = `${path}${viewKey === undefined ? "" : "/:viewKey"}`

  /** Refuses those who may not ask. */
  const guarded = <E, R>(
    handle: (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<Response, E, R>
  ) =>
    Effect.gen(function*() {
      const request = yield* HttpServerRequest.HttpServerRequest
      if (!isOurs(request.headers.host, hosts)) {
        return HttpServerResponse.setHeaders(plain("This server does not go by that name", 421), headers)
      }
      if (viewKey !== undefined) {
        const { viewKey: given = "" } = yield* HttpRouter.params
        if (!(yield* isSame(given, Redacted.value(viewKey)))) return plain("Not found", 404)
      }
      return HttpServerResponse.setHeaders(yield* handle(request), headers)
    })
  const get = <E, R>(
    at: string,
    handle: (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<Response, E, R>
  ) => router.add("GET", `/${`${base}${at}`.slice(1)}`, guarded(handle))

  // The page asks for what is beside it, so its path must end with a slash.
  const home = guarded(({ originalUrl }) => {
    const [pathname = "", query] = originalUrl.split("?", 2)
    const slashed = `./${pathname.slice(pathname.lastIndexOf("/") + 1)}/${query === undefined ? "" : `?${query}`}`
    return Effect.succeed(
      pathname.endsWith("/")
        ? HttpServerResponse.setHeader(HttpServerResponse.html(page), "content-security-policy", policy)
        : HttpServerResponse.redirect(slashed, { status: 308 })
    )
  })
  yield* router.add("GET", `/${base.slice(1)}`, home)
  yield* get("/events", (request) =>
    Effect.gen(function*() {
      const type = "text/event-stream; charset=utf-8"
      if (request.method === "HEAD") return HttpServerResponse.empty({ status: 200, headers: { "content-type": type } })
      const stream = yield* feed.view
      return stream === undefined
        ? HttpServerResponse.setHeader(plain("Too many pages are open", 503), "retry-after", "30")
        : HttpServerResponse.stream(stream, { contentType: type, headers: { "x-accel-buffering": "no" } })
    }))
  yield* get(
    "/state",
    () => Effect.map(feed.state, (text) => HttpServerResponse.text(text, { contentType: "application/json" }))
  )
  yield* get("/healthz", () =>
    Effect.sync(() => {
      const { since, state } = board.link()
      const isCurrent = feed.isCurrent()
      const body = { link: state, since: new Date(since).toISOString(), rows: isCurrent ? "current" : "failed" }
      return HttpServerResponse.jsonUnsafe(body, { status: state === "live" && isCurrent ? 200 : 503 })
    }))
  yield* get(
    "/metrics",
    () =>
      Effect.map(
        settings.metrics(board.endpoints()),
        (text) => HttpServerResponse.text(text, { contentType: "text/plain; version=0.0.4; charset=utf-8" })
      )
  )

  /** Says what came of a request to act, of somebody who has the token. */
  const log = (
    request: HttpServerRequest.HttpServerRequest,
    order: Pick<Acting.Order, "name" | "target" | "detail"> | undefined,
    outcome: string
  ) =>
    Effect.gen(function*() {
      const remote = addressOf(request)
      if (order === undefined) {
        return yield* Effect.logWarning(`A request to act from ${remote} was refused: ${outcome}`)
      }
      const { detail, name, target } = order
      const acted: Acted = { at: yield* Clock.currentTimeMillis, remote, action: name, target, detail, outcome }
      return yield* Callbacks.run("`onAction` of the dashboard", () => settings.log(acted), undefined)
    })

  const act = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<Response> =>
    Effect.gen(function*() {
      if (acting === undefined) return json({ ok: false, error: "This dashboard only shows" }, 403)
      if (!isFromHere(request)) return json({ ok: false, error: "The request comes from another site" }, 403)
      if (!(yield* isSame(request.headers["x-token"] ?? "", Redacted.value(acting.token)))) {
        return json(
          { ok: false, error: "The token is missing or wrong: it is in the address that the server printed" },
          403
        )
      }
      const body = yield* Effect.option(
        Effect.provideService(request.json, HttpIncomingMessage.MaxBodySize, maxBody)
      )
      const order = Acting.read(Option.getOrUndefined(body), acting, possible(), board.shown())
      if ("status" in order) {
        const { error, field, status } = order
        yield* log(request, Acting.asked(Option.getOrUndefined(body)), error)
        return json({ ok: false, error, ...(field === undefined ? {} : { field }) }, status)
      }
      const failure = yield* Effect.match(order.send(ami), { onSuccess: () => undefined, onFailure: Acting.wordsOf })
      yield* log(request, order, failure ?? "done")
      return failure === undefined ? json({ ok: true }, 200) : json({ ok: false, error: failure }, 409)
    })
  // What was sent is sent: a page that goes away meanwhile does not stop it half way.
  yield* router.add("POST", `/${`${base}/act`.slice(1)}`, guarded(act), { uninterruptible: true })
})
