/**
 * A gateway to a simulated PBX, in this process and without a port, and what its readers hear.
 */
import { Context, Effect, Layer, Redacted, Stream } from "effect"
import { AmiClient } from "effect-ami"
import { AmiGateway, AmiGrant } from "effect-ami/gateway"
import { AmiSimulator } from "effect-ami/simulator"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"

/** A token for each name, as good as any in a test. */
export const tokenOf = (name: string): string => `ami_${name}_${"x".repeat(32)}`

/** A grant for a name, whose token is `tokenOf` it. */
export const grantOf = (name: string, rest: Partial<AmiGrant.Grant> = {}): Effect.Effect<AmiGrant.Grant> =>
  Effect.map(AmiGrant.hashOf(Redacted.make(tokenOf(name))), (tokenHash) => ({
    name,
    tokenHash,
    servers: ["berlin"],
    ...rest
  }))

export const house = {
  users: { gateway: { secret: "secret" } },
  endpoints: { "100": { onCall: "answers" }, "101": { onCall: "manual" } },
  extensions: { "from-internal": { "101": ["Dial(PJSIP/101)"], "900": ["Answer()", "Wait(300)"] } },
  queues: { sales: { members: [{ interface: "PJSIP/100" }] } }
} as const satisfies AmiSimulator.Options

/** An item of a stream of events. */
export interface Heard {
  readonly event: string
  readonly id: string | undefined
  readonly data: {
    readonly server: string
    readonly at?: number
    readonly headers?: ReadonlyArray<readonly [string, string]>
    readonly dropped?: number | null
    readonly reason?: string
  }
}

/** What a reader has heard. */
export class Reader {
  readonly items: Array<Heard> = []
  pings = 0
  isOver = false
  private rest = ""

  hear(text: string): void {
    const blocks = (this.rest + text).split("\n\n")
    this.rest = blocks.pop() ?? ""
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`(?:^|\n)${name}: ([^\n]*)`).exec(block)?.[1]
      const event = field("event")
      if (block.startsWith(":")) this.pings++
      if (event !== undefined) this.items.push({ event, id: field("id"), data: JSON.parse(field("data") ?? "null") })
    }
  }

  /** The names of the events, and the other items as they are called. */
  get names(): ReadonlyArray<string> {
    return this.items.map(({ data, event }) =>
      event === "event" ? data.headers?.[0]?.[1] ?? "" : data.reason === undefined ? event : `${event} ${data.reason}`
    )
  }

  /** The values of the header `N` of user events. */
  get numbers(): ReadonlyArray<number> {
    return this.items.flatMap(({ data }) => {
      const found = data.headers?.find(([name]) => name === "N")
      return found === undefined ? [] : [Number(found[1])]
    })
  }
}

export interface Asked {
  readonly method?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** What is in answers, of one kind or another; a test that looks at what is not there fails. */
export interface Json {
  readonly _tag: string
  readonly message: string
  readonly reason: string
  readonly retryAfter: number
  readonly response: ReadonlyArray<readonly [string, string]>
  readonly items: ReadonlyArray<ReadonlyArray<readonly [string, string]>>
  readonly ticket: string
  readonly seconds: number
  readonly openapi: string
  readonly paths: Readonly<Record<string, { readonly post: { readonly responses: object } }>>
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly json: Json
}

const requestOf = (path: string, { body, headers = {}, method = body === undefined ? "GET" : "POST", token }: Asked) =>
  new globalThis.Request(`http://localhost${path}`, {
    method,
    headers: {
      host: "localhost:8390",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers
    },
    ...(body === undefined || method === "GET" ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
  })

/** Opens the routes of a layer. */
export const openRoutes = Effect.fnUntraced(function*<E>(routes: Layer.Layer<never, E, HttpRouter.HttpRouter>) {
  const handler = yield* HttpRouter.toHttpEffect(routes)
  const respond = (path: string, asked: Asked = {}) =>
    handler.pipe(
      Effect.provideService(HttpServerRequest.HttpServerRequest, HttpServerRequest.fromWeb(requestOf(path, asked))),
      Effect.catch(() => Effect.succeed(HttpServerResponse.empty({ status: 404 })))
    )
  const ask = (path: string, asked: Asked = {}): Effect.Effect<Answered> =>
    Effect.scoped(Effect.gen(function*() {
      const response = HttpServerResponse.toWeb(yield* respond(path, asked))
      const text = yield* Effect.promise(() => response.text())
      const isJson = response.headers.get("content-type")?.includes("json") === true
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        text,
        json: JSON.parse(isJson ? text : "null")
      }
    }))
  /** Sends an action, with the token of a name. */
  const act = (name: string, action: string, body: unknown = {}, headers: Readonly<Record<string, string>> = {}) =>
    ask(`/v1/servers/berlin/actions/${action}`, { body, token: tokenOf(name), headers })
  /** Reads events until the scope closes. */
  const read = Effect.fnUntraced(function*(asked: Asked, query = "") {
    const reader = new Reader()
    const decoder = new TextDecoder()
    const { body, status } = yield* respond(`/v1/events${query}`, asked)
    if (body._tag !== "Stream") return yield* Effect.die(`status ${status}`)
    yield* body.stream.pipe(
      Stream.runForEach((bytes) => Effect.sync(() => reader.hear(decoder.decode(bytes)))),
      Effect.ensuring(Effect.sync(() => {
        reader.isOver = true
      })),
      Effect.forkScoped({ startImmediately: true })
    )
    return reader
  })
  return { act, ask, read, respond }
})

/** Opens a gateway to a simulated PBX, which is named berlin. */
export const open = Effect.fnUntraced(function*(
  options: AmiGateway.ClientOptions,
  beside: Context.Context<never> = Context.empty()
) {
  const context = yield* Layer.build(
    AmiClient.layer({ username: "gateway", secret: Redacted.make("secret"), actionTimeout: "5 seconds" }).pipe(
      Layer.provideMerge(AmiSimulator.layerTransport(house))
    )
  )
  const server = Context.get(context, AmiSimulator.AmiSimulator)
  const routes = yield* openRoutes(
    AmiGateway.layer({ server: "berlin", ...options }).pipe(
      Layer.provide(Layer.succeedContext(Context.merge(context, beside)))
    )
  )
  return { ...routes, server, ami: Context.get(context, AmiClient.AmiClient) }
})
