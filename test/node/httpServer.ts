/**
 * An HTTP server that behaves like Asterisk's, and as oddly as a test wants.
 *
 * It shares no code with `src`. Sessions, cookies, digests and polls follow `http.c` and `manager.c`. A test says which
 * requests to answer differently, and reads from `requests` what really arrived: a client that reports an action as not
 * sent must agree with this log.
 */
import { Effect, type Scope } from "effect"
import * as Http from "node:http"
import * as Https from "node:https"
import type * as Net from "node:net"
import type * as Tls from "node:tls"
import { changing, turns, within } from "../transport/waiting.ts"
import { digestDoor, secretKey } from "./httpDoor.ts"

/** A request that arrived whole. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: Http.IncomingHttpHeaders
  readonly body: string
  /** The parameters of the body, in order. */
  readonly params: ReadonlyArray<readonly [name: string, value: string]>
  readonly get: (name: string) => string | undefined
  readonly action: string
  readonly actionId: string
  /** The connection that it arrived on. */
  readonly socket: Net.Socket
  readonly session: Session
  readonly response: Http.ServerResponse
  readonly at: number
}

/** What Asterisk keeps per session. */
export interface Session {
  /** The id in its cookie, or its nonce. */
  readonly id: string
  isLoggedIn: boolean
  /** The challenge, which never changes. */
  readonly challenge: string
  readonly queue: Array<string>
  waiting: { readonly request: Request; readonly timer: NodeJS.Timeout } | undefined
  readonly sockets: Set<Net.Socket>
  /** The highest number of concurrent polls. */
  polls: number
  /** Ends with its next poll that has no events. */
  isEnding: boolean
  /** Is no longer answered. */
  isFrozen: boolean
}

/** The answer to a request. */
export type Reply =
  /** The body of an AMI answer, with the usual head. */
  | string
  /** The connection is ended or reset instead, or nothing happens at all. */
  | "END"
  | "RESET"
  | "NEVER"
  | {
    readonly status?: number
    readonly type?: string
    readonly headers?: ReadonlyArray<readonly [string, string]>
    /** Text, or pieces that are written separately. */
    readonly body?: string | ReadonlyArray<string>
    /** Declares another length than that of the body. */
    readonly length?: number
    /** The id in the cookie; null for no cookie. */
    readonly cookie?: string | null
    /** What happens to the connection after the body. */
    readonly afterBody?: "END" | "RESET" | "NEVER"
  }

/** Answers a request; undefined for the usual answer. */
export type Answer = (request: Request) => Reply | undefined

export interface ServerOptions {
  readonly answer?: Answer | undefined
  readonly tls?: Tls.TlsOptions | undefined
  /** The secret of the account, which may change. */
  readonly secret: () => string
  readonly prefix?: string | undefined
  /** The address to listen on. Defaults to `127.0.0.1`. */
  readonly host?: string | undefined
  /** `sessionlimit` of http.conf: further connections are closed without a byte. */
  readonly sessionLimit?: number | undefined
  /** `httptimeout`, in seconds. */
  readonly maxAge?: number | undefined
  /** Additional headers in the answer to a login. */
  readonly loginEvents?: string | undefined
}

export const booted = "Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n"
export const respond = ({ actionId }: Request, more = "", response = "Success") =>
  `Response: ${response}\r\n${actionId === "" ? "" : `ActionID: ${actionId}\r\n`}${more}\r\n`
export const denied = (request: Request) => respond(request, "Message: Permission denied\r\n", "Error")
export const userEvent = (number: number | string) =>
  `Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: Test\r\nNumber: ${number}\r\n\r\n`
/** The answer to a poll. */
export const polled = (request: Request, events = "") =>
  `${respond(request, "Message: Waiting for Event completed.\r\n")}${events}`
  + `Event: WaitEventComplete\r\nActionID: ${request.actionId}\r\n\r\n`

const page = (status: number) => ({ status, type: "text/html", body: `<h1>${status}</h1>`, cookie: null })

/** Unique across servers. */
let servers = 0

/** A server on its own port; it and its connections end with its scope. */
export const httpServer = Effect.fnUntraced(function*(options: ServerOptions) {
  const { answer = () => undefined, loginEvents = booted, maxAge = 60, prefix = "" } = options
  const sockets = new Set<Net.Socket>()
  const sessions = new Map<string, Session>()
  const everySession: Array<Session> = []
  const requests: Array<Request> = []
  const { changed, until } = changing()
  const firstId = 0x1000_0000 + (++servers % 0x800) * 0x1_0000
  let created = 0
  let attempts = 0
  let mostPolls = 0

  const newSession = (id = (firstId + ++created * 0x77).toString(16)): Session => {
    const challenge = String(161_805_990 + everySession.length)
    const session: Session = {
      id,
      challenge,
      isLoggedIn: false,
      queue: [],
      waiting: undefined,
      sockets: new Set(),
      polls: 0,
      isEnding: false,
      isFrozen: false
    }
    sessions.set(id, session)
    everySession.push(session)
    return session
  }
  const door = digestDoor({ secret: options.secret, find: (nonce) => sessions.get(nonce), make: newSession })

  const reply = (request: Request, given: Reply): void => {
    const { response, session, socket } = request
    if (given === "NEVER") return
    if (given === "END") return void socket.end()
    if (given === "RESET") return void socket.resetAndDestroy()
    const { afterBody, body = "", cookie = session.id, headers = [], length, status = 200, type = "text/plain" } =
      typeof given === "string" ? { body: given } : given
    const pieces = typeof body === "string" ? [body] : body
    const size = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
    const isDigest = request.path.endsWith("/arawman")
    const head: Array<readonly [string, string]> = [
      ["Server", "Asterisk/22.10.1"],
      ["Cache-Control", "no-cache, no-store"],
      ["Content-type", type],
      ...(cookie === null || isDigest
        ? []
        : [["Set-Cookie", `mansession_id="${cookie}"; Version=1; Max-Age=${maxAge}`] as const]),
      ["Content-Length", String(length ?? size)],
      ...headers
    ]
    response.strictContentLength = false
    response.writeHead(status, head.flat())
    const finish = () => {
      if (afterBody === "RESET") socket.resetAndDestroy()
      else if (afterBody === "END") socket.end()
      else if (afterBody === undefined) response.end()
    }
    if (typeof body !== "string") {
      const piecewise = Effect.forEach(
        pieces,
        (piece) => Effect.andThen(Effect.sync(() => response.write(piece)), turns(2))
      )
      Effect.runFork(Effect.andThen(piecewise, Effect.sync(finish)))
    } else if (afterBody === undefined) response.end(body)
    // What was written has left before the end or the reset follows.
    else response.write(body === "" ? " " : body, () => setImmediate(finish))
  }

  const settle = (session: Session, body: (request: Request) => Reply) => {
    if (session.waiting === undefined) return
    const { request, timer } = session.waiting
    session.waiting = undefined
    clearTimeout(timer)
    reply(request, body(request))
  }
  const forget = (session: Session) => {
    if (sessions.get(session.id) === session) sessions.delete(session.id)
  }
  const takeQueue = (session: Session) => session.queue.splice(0).join("")

  const waitEvent = (request: Request): Reply => {
    const { session } = request
    // One waiter per session: a newcomer ends the previous one with an empty answer.
    settle(session, () => "")
    if (session.queue.length > 0) return polled(request, takeQueue(session))
    const seconds = Number(request.get("Timeout") ?? 50)
    if (seconds === 0) return polled(request)
    const timer = setTimeout(() => settle(session, (one) => polled(one)), seconds * 1000)
    session.waiting = { request, timer }
    return "NEVER"
  }

  const usual = (request: Request): Reply => {
    const { session } = request
    switch (request.action) {
      case "Challenge":
        return respond(request, `Challenge: ${session.challenge}\r\n`)
      case "Login": {
        const isRight = request.get("Secret") === options.secret()
          || request.get("Key") === secretKey(session.challenge, options.secret())
        if (!isRight) return respond(request, "Message: Authentication failed\r\n", "Error")
        session.isLoggedIn = true
        return respond(request, "Message: Authentication accepted\r\n") + loginEvents
      }
      case "Logoff":
        settle(session, (one) => polled(one))
        forget(session)
        return respond(request, "Message: Thanks for all the fish.\r\n", "Goodbye")
    }
    if (!session.isLoggedIn) return denied(request)
    switch (request.action) {
      case "WaitEvent":
        return waitEvent(request)
      case "Ping":
        return respond(request, "Ping: Pong\r\nTimestamp: 1\r\n")
      case "Events":
        return respond(request, "Events: On\r\n")
      default:
        return respond(request)
    }
  }

  /** The session of a request, a new one if it has none, or the refusal. */
  const enter = (message: Http.IncomingMessage): Session | { readonly refusal: Reply } => {
    if (message.url === `${prefix}/arawman`) return door(message)
    const id = /mansession_id="?([0-9a-f]+)"?/.exec(message.headers.cookie ?? "")?.[1]
    const known = id === undefined ? undefined : sessions.get(id)
    return known ?? newSession()
  }

  const onRequest = (message: Http.IncomingMessage, response: Http.ServerResponse) => {
    const chunks: Array<Buffer> = []
    message.on("data", (chunk: Buffer) => chunks.push(chunk))
    message.on("error", () => undefined)
    message.on("end", () => {
      const body = Buffer.concat(chunks).toString()
      const params = [...new URLSearchParams(body)]
      const get = (name: string) => params.find(([key]) => key === name)?.[1]
      let entered = enter(message)
      if ("id" in entered && entered.isEnding && (get("Action") !== "WaitEvent" || entered.queue.length === 0)) {
        forget(entered)
        entered = message.url === `${prefix}/arawman` ? { refusal: door.refuse("") } : newSession()
      }
      const session = "id" in entered ? entered : newSession("none")
      const request: Request = {
        method: message.method ?? "",
        path: message.url ?? "",
        headers: message.headers,
        body,
        params,
        get,
        action: get("Action") ?? "",
        actionId: get("ActionID") ?? "",
        socket: message.socket,
        session,
        response,
        at: performance.now()
      }
      requests.push(request)
      session.sockets.add(message.socket)
      if (request.action === "WaitEvent" && !("refusal" in entered)) {
        session.polls += 1
        mostPolls = Math.max(mostPolls, session.polls)
        response.on("close", () => session.polls--)
      }
      if (!session.isFrozen) {
        const isPath = request.path === `${prefix}/rawman` || request.path === `${prefix}/arawman`
        const given = answer(request)
          ?? ("refusal" in entered ? entered.refusal : isPath ? usual(request) : page(404))
        reply(request, given)
      }
      changed()
    })
  }

  const keep = { keepAliveTimeout: 15_000, noDelay: true }
  const server = options.tls === undefined
    ? Http.createServer(keep, onRequest)
    : Https.createServer({ ...keep, ...options.tls }, onRequest)
  server.on("connection", (socket: Net.Socket) => {
    attempts += 1
    sockets.add(socket)
    if (sockets.size > (options.sessionLimit ?? Infinity)) socket.destroy()
    socket.on("error", () => undefined)
    socket.on("close", () => {
      sockets.delete(socket)
      changed()
    })
    changed()
  })
  server.on("secureConnection", (socket: Tls.TLSSocket) => socket.on("close", changed))
  server.on("tlsClientError", () => undefined)
  server.on("clientError", (_error, socket) => socket.destroy())

  const listen = (port: number) =>
    Effect.callback<void>((resume) => void server.listen(port, options.host ?? "127.0.0.1", () => resume(Effect.void)))
  const stop = Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    everySession.forEach(({ waiting }) => clearTimeout(waiting?.timer))
    sockets.forEach((socket) => socket.resetAndDestroy())
  })
  yield* Effect.acquireRelease(listen(0), () => stop)
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : 0
  const named = (name: string) => requests.filter(({ action }) => action === name)

  return {
    port,
    url: `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    requests,
    sessions: everySession,
    /** The requests of an action. */
    named,
    until: (what: string, holds: () => boolean) => until(what, holds),
    awaitRequests: (name: string, count: number) =>
      until(`${count} requests of ${name}`, () => named(name).length >= count),
    /** Raises an event for every session that is logged in. */
    push: (text: string, only?: Session) => {
      for (const session of only === undefined ? sessions.values() : [only]) {
        if (!session.isLoggedIn || session.isEnding) continue
        session.queue.push(text)
        settle(session, (request) => polled(request, takeQueue(session)))
      }
    },
    /** Answers the pending poll, if there is one. */
    answerPoll: (given: (request: Request) => Reply) => everySession.forEach((session) => settle(session, given)),
    /** Forgets every session, as `httptimeout` does; a pending poll gets an empty answer. */
    expire: () => {
      const known = [...sessions.values()]
      known.forEach(forget)
      known.forEach((session) => settle(session, (request) => polled(request)))
    },
    /** Ends a session after what it was sent. */
    end: (session: Session) => {
      session.isEnding = true
      settle(session, (request) => polled(request))
    },
    /** Continues to listen, but does nothing more for a session. */
    freeze: (session: Session) => {
      session.isFrozen = true
      session.sockets.forEach((socket) => socket.pause())
    },
    /** Answers a request that was not answered yet. */
    reply,
    /** The answer to a digest request with a right proof and a stale nonce: it contains the next nonce. */
    stale: (request: Request): Reply => door.stale(request.session),
    /** Goes away: nothing listens, and every connection is reset. */
    stop,
    start: Effect.suspend(() => listen(port)),
    mostPolls: () => mostPolls,
    attempts: () => attempts,
    open: () => sockets.size,
    allClosed: until("the end of every connection", () => sockets.size === 0)
  }
}) satisfies (options: ServerOptions) => Effect.Effect<unknown, never, Scope.Scope>

export type HttpServer = Effect.Success<ReturnType<typeof httpServer>>

/** Waits until a session has logged in and its first poll is pending. */
export const polling = (server: HttpServer, index: number) =>
  server.until(`poll ${index}`, () => server.named("WaitEvent").length > index).pipe(within("a poll"))
