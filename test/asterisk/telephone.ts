/**
 * A SIP telephone for tests: it registers at a server, and handles calls as told.
 *
 * It speaks just enough SIP over UDP for Asterisk on loopback: no authentication and no audio. Retransmissions are
 * answered again, and the answer to a call is repeated until it is acknowledged. `etc/pjsip.conf` has an account for each
 * `TelephoneName`.
 */
import { Data, type Duration, Effect, type Scope } from "effect"
import { randomBytes } from "node:crypto"
import { createSocket } from "node:dgram"
import { once } from "node:events"
import type { AsteriskServer } from "./servers.ts"

/** The accounts of `etc/pjsip.conf`. The extension of the same name dials it. */
export type TelephoneName = "tel1" | "tel2" | "tel3" | "tel4"

/**
 * What a telephone does with a call: ring and answer, ring until cancelled, not even say that it rings, or refuse with a
 * SIP status such as 486 (busy), 603 (declined) or 302 (forwards to an extension).
 */
export type Habit =
  | "answers"
  | "rings"
  | "silent"
  | { readonly refuses: number; readonly afterRinging?: boolean }
  | { readonly forwards: string }

/** An incoming call and its current state. */
export interface Call {
  /** The number that it comes from. */
  readonly from: string
  readonly state: "ringing" | "answered" | "refused" | "cancelled" | "over"
}

export interface Telephone {
  readonly name: TelephoneName
  /** What it does with the next call. */
  habit: Habit
  /** What it does with the calls of one number, instead. */
  readonly habits: Map<string, Habit>
  /** Every incoming call, the oldest first. */
  readonly calls: ReadonlyArray<Call>
  /** Waits until a condition holds for its calls. */
  readonly until: (
    what: string,
    holds: (calls: ReadonlyArray<Call>) => boolean,
    timeout?: Duration.Input
  ) => Effect.Effect<void, TelephoneError>
}

export class TelephoneError extends Data.TaggedError("TelephoneError")<{ readonly message: string }> {}

const reasons: Readonly<Record<number, string>> = {
  100: "Trying",
  180: "Ringing",
  200: "OK",
  302: "Moved Temporarily",
  481: "Call Does Not Exist",
  486: "Busy Here",
  487: "Request Terminated",
  603: "Decline"
}

/** A SIP message: its first line, and its headers by lower-case name. */
interface Message {
  readonly start: string
  readonly get: (name: string) => string
  readonly all: (name: string) => ReadonlyArray<string>
}

const parse = (text: string): Message => {
  const [head = ""] = text.split("\r\n\r\n", 1)
  const [start = "", ...lines] = head.split("\r\n")
  const headers = lines.map((line) => {
    const colon = line.indexOf(":")
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  const all = (name: string) => headers.filter(([key]) => key === name).map(([, value]) => value)
  return { start, all, get: (name) => all(name)[0] ?? "" }
}

const token = () => randomBytes(6).toString("hex")

const format = (start: string, headers: ReadonlyArray<readonly [string, string | number]>, body = ""): string =>
  [
    start,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === "" ? [] : ["Content-Type: application/sdp"]),
    `Content-Length: ${body.length}`,
    "",
    body
  ].join("\r\n")

/** An SDP offer or answer with one audio stream, which nobody listens to. */
const sound = (port: number): string =>
  ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", `m=audio ${port} RTP/AVP 0`, ""].join(
    "\r\n"
  )

interface LiveCall {
  readonly from: string
  state: Call["state"]
  readonly tag: string
  readonly invite: Message
  /** The last answer to its INVITE, for retransmissions. */
  answer: string
  isAcknowledged: boolean
}

/** A telephone takes a moment to ring. */
const reactionMillis = 10

/** For how many seconds it registers: a test that lasts longer would find it gone. Asterisk takes no more (`maximum_expiration`). */
const expires = 7200

/** How often an unacknowledged answer is sent, and at what interval. */
const repeats = { times: 10, millis: 500 }

/** Registers a telephone; the scope unregisters it. Calls that it has not hung up by then stay in Asterisk. */
export const telephone = Effect.fnUntraced(function*(
  server: Pick<AsteriskServer, "host" | "port">,
  name: TelephoneName,
  habit: Habit = "answers"
): Effect.fn.Return<Telephone, TelephoneError, Scope.Scope> {
  let isClosed = false
  const socket = yield* Effect.acquireRelease(
    Effect.sync(() => createSocket("udp4")),
    (socket) =>
      Effect.promise(() => {
        isClosed = true
        return new Promise<void>((resolve) => socket.close(() => resolve()))
      })
  )
  yield* Effect.promise(async () => {
    socket.bind(0, "127.0.0.1")
    await once(socket, "listening")
  })
  const { port } = socket.address()
  const contact = `<sip:${name}@127.0.0.1:${port}>`
  const live = new Map<string, LiveCall>()
  const calls: Array<LiveCall> = []
  const registrations = new Map<number, number>()
  const waiting = new Set<() => void>()
  const registration = token()
  let registered = 0

  const send = (text: string): string => {
    socket.send(Buffer.from(text, "latin1"), server.port, server.host)
    return text
  }
  const until = (what: string, holds: () => boolean, timeout: Duration.Input = "45 seconds") =>
    Effect.callback<void>((resume) => {
      const look = () => {
        if (!holds()) return
        waiting.delete(look)
        resume(Effect.void)
      }
      waiting.add(look)
      look()
      return Effect.sync(() => waiting.delete(look))
    }).pipe(
      Effect.timeoutOrElse({
        duration: timeout,
        orElse: () => Effect.fail(new TelephoneError({ message: `${name} has not seen ${what}` }))
      })
    )
  const look = () => waiting.forEach((one) => one())

  const respond = (request: Message, status: number, tag: string, { body = "", to = contact } = {}) =>
    send(format(`SIP/2.0 ${status} ${reasons[status] ?? "Refused"}`, [
      ...request.all("via").map((via) => ["Via", via] as const),
      ["From", request.get("from")],
      ["To", request.get("to").includes(";tag=") ? request.get("to") : `${request.get("to")};tag=${tag}`],
      ["Call-ID", request.get("call-id")],
      ["CSeq", request.get("cseq")],
      ["Contact", to]
    ], body))

  /** Sends the final answer to a call. */
  const settle = (call: LiveCall, status: number, more: { readonly body?: string; readonly to?: string } = {}) => {
    call.answer = respond(call.invite, status, call.tag, more)
    let left = repeats.times
    const timer = setInterval(() => {
      if (call.isAcknowledged || --left === 0 || isClosed) clearInterval(timer)
      else send(call.answer)
    }, repeats.millis)
  }

  /** For how many seconds it registers; 0 unregisters. */
  const register = (seconds: number) =>
    Effect.suspend(() => {
      const number = ++registered
      const address = `<sip:${name}@${server.host}>`
      send(format(`REGISTER sip:${server.host} SIP/2.0`, [
        ["Via", `SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${token()}`],
        ["Max-Forwards", 70],
        ["From", `${address};tag=${registration}`],
        ["To", address],
        ["Call-ID", registration],
        ["CSeq", `${number} REGISTER`],
        ["Contact", contact],
        ["Expires", seconds]
      ]))
      return Effect.andThen(
        until("an answer to its registration", () => registrations.has(number)),
        Effect.suspend(() =>
          registrations.get(number) === 200 ? Effect.void : Effect.fail(
            new TelephoneError({ message: `${name} may not register (${registrations.get(number)})` })
          )
        )
      )
    })

  const invited = (invite: Message) => {
    const from = /<sip:([^@;>]*)/.exec(invite.get("from"))?.[1] ?? ""
    const call: LiveCall = { from, state: "ringing", tag: token(), invite, answer: "", isAcknowledged: false }
    live.set(invite.get("call-id"), call)
    calls.push(call)
    call.answer = respond(invite, 100, call.tag)
    setTimeout(() => {
      decide(call)
      look()
    }, reactionMillis)
  }

  const decide = (call: LiveCall) => {
    const { from, invite, state } = call
    const habit = phone.habits.get(from) ?? phone.habit
    if (habit === "silent" || state !== "ringing" || isClosed) return
    if (typeof habit === "string" || ("refuses" in habit && habit.afterRinging)) {
      call.answer = respond(invite, 180, call.tag)
    }
    if (habit === "answers") return settle(call, 200, { body: sound(port) })
    if (typeof habit === "string") return
    call.state = "refused"
    if ("refuses" in habit) settle(call, habit.refuses)
    else settle(call, 302, { to: `<sip:${habit.forwards}@127.0.0.1:${port}>` })
  }

  const requested = (request: Message) => {
    const [method] = request.start.split(" ", 1)
    const call = live.get(request.get("call-id"))
    if (method === "INVITE" && call === undefined) return invited(request)
    if (method === "ACK") {
      if (call === undefined) return
      call.isAcknowledged = true
      if (call.state === "ringing") call.state = "answered"
      return
    }
    if (call === undefined) return respond(request, method === "BYE" || method === "CANCEL" ? 481 : 200, token())
    if (method === "INVITE") {
      // A retransmission, or a new offer within the call.
      return request.get("to").includes(";tag=")
        ? respond(request, 200, call.tag, { body: sound(port) })
        : send(call.answer)
    }
    respond(request, 200, call.tag)
    if (method === "CANCEL" && call.state === "ringing") {
      call.state = "cancelled"
      settle(call, 487)
    }
    if (method === "BYE") call.state = "over"
  }

  socket.on("message", (bytes) => {
    const message = parse(bytes.toString("latin1"))
    const status = /^SIP\/2\.0 (\d+)/.exec(message.start)?.[1]
    if (status === undefined) requested(message)
    else if (Number(status) >= 200) registrations.set(Number.parseInt(message.get("cseq"), 10), Number(status))
    look()
  })

  const phone: Telephone = {
    name,
    habit,
    habits: new Map(),
    calls,
    until: (what, holds, timeout) => until(what, () => holds(calls), timeout)
  }
  yield* Effect.acquireRelease(register(expires), () => Effect.ignore(register(0)))
  return phone
})
