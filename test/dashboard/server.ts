/**
 * A dashboard of a simulated PBX, in this process and without a port.
 */
import { Context, Effect, Layer, Redacted, Stream } from "effect"
import { AmiClient } from "effect-ami"
import { AmiDashboard } from "effect-ami/dashboard"
import { AmiSimulator } from "effect-ami/simulator"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import type { Rows } from "../../src/dashboard/internal/row.ts"

export const secret = "a-secret-of-the-account"

export const token = "a-token-of-supervisors"

/** A queue with two telephones, which do what a test says. */
export const house = {
  users: { floor: { secret } },
  endpoints: {
    "101": { onCall: "manual", callerId: "\"Alice\" <101>" },
    "102": { onCall: "manual", callerId: "\"Bob\" <102>" },
    "200": { onCall: "answers" },
    "provider": { onCall: "manual", callerId: "\"Eve\" <0201234567>", context: "from-trunk" }
  },
  extensions: {
    "from-trunk": { "500": ["Answer()", "Queue(sales)"] },
    "from-internal": { "500": ["Queue(sales)"], "200": ["Dial(PJSIP/200)"], "900": ["Answer()", "Wait(300)"] }
  },
  queues: {
    sales: {
      servicelevel: 20,
      completed: 8,
      completedinlevel: 6,
      members: [{ interface: "PJSIP/101", membername: "Alice" }, { interface: "PJSIP/102", membername: "Bob" }]
    },
    support: { members: [{ interface: "PJSIP/101", membername: "Alice" }] }
  }
} as const satisfies AmiSimulator.Options

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

interface Request {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** The rows of a stream of events, and the messages that led to them. */
export class Viewer {
  readonly events: Array<{ readonly event: string; readonly id: number | undefined }> = []
  readonly rows = new Map<string, unknown>()
  private rest = ""

  hear(text: string): void {
    const blocks = (this.rest + text).split("\n\n")
    this.rest = blocks.pop() ?? ""
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1]
      const event = field("event")
      if (event === undefined) continue
      const id = field("id")
      this.events.push({ event, id: id === undefined ? undefined : Number(id) })
      const data = JSON.parse(field("data") ?? "null")
      if (event === "state") this.rows.clear()
      for (const [key, row] of Object.entries(data.rows ?? data.set ?? {})) this.rows.set(key, row)
      for (const key of data.del ?? []) this.rows.delete(key)
    }
  }

  /** The rows whose keys begin so. */
  of(prefix: string): ReadonlyArray<object> {
    return [...this.rows].flatMap(([key, row]) => key.startsWith(prefix) ? [row as object] : [])
  }
}

/** Opens a dashboard; the layer of the client can be another. */
export const open = Effect.fnUntraced(function*(
  options: AmiDashboard.Options = {},
  simulator: AmiSimulator.Options = house,
  client: Partial<AmiClient.Options> = {},
  beside: Layer.Layer<never, never, HttpRouter.HttpRouter> = Layer.empty
) {
  const context = yield* Layer.build(
    AmiClient.layer({ username: "floor", secret: Redacted.make(secret), ...client }).pipe(
      Layer.provideMerge(AmiSimulator.layerTransport(simulator))
    )
  )
  const server = Context.get(context, AmiSimulator.AmiSimulator)
  const handler = yield* HttpRouter.toHttpEffect(
    Layer.merge(Layer.provide(AmiDashboard.layer(options), Layer.succeedContext(context)), beside)
  )
  const respond = (path: string, { body, headers = {}, method = body === undefined ? "GET" : "POST" }: Request = {}) =>
    handler.pipe(
      Effect.provideService(
        HttpServerRequest.HttpServerRequest,
        HttpServerRequest.fromWeb(
          new globalThis.Request(`http://localhost${path}`, {
            method,
            headers: { host: "localhost:8380", ...headers },
            ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
          })
        )
      ),
      Effect.catch(() => Effect.succeed(HttpServerResponse.empty({ status: 404 })))
    )
  const ask = (path: string, request: Request = {}): Effect.Effect<Answer> =>
    Effect.scoped(Effect.gen(function*() {
      const response = HttpServerResponse.toWeb(yield* respond(path, request))
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        text: yield* Effect.promise(() => response.text())
      }
    }))
  const act = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    Effect.map(
      ask("/act", { body, headers: { "x-token": token, "content-type": "application/json", ...headers } }),
      ({ status, text }) => ({ status, ...JSON.parse(text) as { ok: boolean; error?: string; field?: string } })
    )
  const rows = Effect.map(ask("/state"), ({ text }) => JSON.parse(text).rows as Rows)
  /** Looks at the events until the scope closes. */
  const view = Effect.gen(function*() {
    const viewer = new Viewer()
    const decoder = new TextDecoder()
    const { body } = yield* respond("/events")
    if (body._tag !== "Stream") return yield* Effect.die("no stream")
    yield* body.stream.pipe(
      Stream.runForEach((bytes) => Effect.sync(() => viewer.hear(decoder.decode(bytes)))),
      Effect.forkScoped
    )
    return viewer
  })
  return { act, ask, rows, server, view }
})
