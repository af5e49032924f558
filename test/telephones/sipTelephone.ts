/**
 * A telephone over SIP and UDP: it registers, calls, and keeps the calls that come in until its user takes them.
 *
 * It speaks just enough SIP for Asterisk on loopback: no authentication, and no repetition of its own. What comes twice is
 * answered twice. `SIP_LOG=1` prints what goes over the wire.
 */
import { Effect, type Scope } from "effect"
import { createSocket, type Socket } from "node:dgram"
import { once } from "node:events"
import { changing } from "../transport/waiting.ts"
import { Dialog, type Line, type Outgoing } from "./dialog.ts"
import { answerTo, format, newBranch, parse, type SipMessage, statusOf, tagOf, token } from "./sip.ts"

/** What it does with calls that nobody takes: keep them, ring, refuse with a status, or answer and hang up some time later. */
export type Habit = "ring" | number | { readonly talksFor: number } | undefined

export interface SipTelephone {
  readonly user: string
  readonly port: number
  /** Whose server it is. It may be set after the telephone has its port, and changed after a restart. */
  server: { readonly host: string; readonly port: number }
  /** What it does with calls from now on. Those that nobody has taken are left to themselves. */
  readonly attend: (habit: Habit) => void
  /** All calls since `forget`, in order. */
  readonly calls: ReadonlyArray<Dialog>
  /** How many INVITEs of new calls came in since `forget`. */
  readonly invites: () => number
  readonly call: (outgoing: Partial<Outgoing> & Pick<Outgoing, "number">) => Effect.Effect<Dialog>
  /** The next call that comes in and that nobody has taken yet. */
  readonly ringing: Effect.Effect<Dialog>
  /** Registers for some seconds, and gives the status of the answer; 0 takes it back. */
  readonly register: (seconds: number) => Effect.Effect<number>
  /** Drops all calls, without a word to the server. */
  readonly forget: () => void
  /** Gives its port away until the scope closes. */
  readonly lend: Effect.Effect<number, never, Scope.Scope>
}

const log = process.env["SIP_LOG"] === undefined ? undefined : (text: string) => process.stderr.write(text)

const visit = (dialog: Dialog, millis: number) =>
  dialog.ring.pipe(
    Effect.andThen(dialog.answer),
    Effect.andThen(Effect.sleep(millis)),
    Effect.andThen(dialog.hangUp)
  )

/** A telephone on a free port; the scope closes it. */
export const sipTelephone = Effect.fnUntraced(function*(
  user: string
): Effect.fn.Return<SipTelephone, never, Scope.Scope> {
  const context = yield* Effect.context<never>()
  const waits = changing()
  const dialogs = new Map<string, Dialog>()
  const calls: Array<Dialog> = []
  let waiting: Array<Dialog> = []
  let invites = 0
  let habit: Habit
  let socket: Socket | undefined
  let port = 0
  const registration = token()
  const registrations = new Map<number, number>()
  let registered = 0

  const send = (text: string) => {
    log?.(`[${user}] > ${text.split("\r\n")[0]}\n`)
    socket?.send(Buffer.from(text, "latin1"), phone.server.port, phone.server.host)
  }
  const line: Line = { user, port: () => port, server: () => phone.server, send, changing: waits }
  const respond = (request: SipMessage, status: number, contact?: string) =>
    send(answerTo(request, status, token(4), contact === undefined ? [] : [["Contact", contact]]))

  const add = (dialog: Dialog): Dialog => {
    dialogs.set(dialog.id, dialog)
    calls.push(dialog)
    return dialog
  }
  const invited = (request: SipMessage) => {
    invites += 1
    const dialog = add(new Dialog(line, request.get("call-id"), "offered"))
    dialog.offered(request, () => {
      if (typeof habit === "number") dialog.refuse(habit)
      else if (typeof habit === "object") Effect.runForkWith(context)(visit(dialog, habit.talksFor))
      else {
        if (habit === "ring") Effect.runSyncWith(context)(dialog.ring)
        waiting.push(dialog)
      }
      waits.changed()
    })
  }
  const requested = (request: SipMessage) => {
    const [method = ""] = request.start.split(" ", 1)
    const dialog = dialogs.get(request.get("call-id"))
    if (dialog !== undefined) return dialog.receive(method, request)
    if (method === "INVITE" && tagOf(request.get("to")) === undefined) return invited(request)
    if (method === "REGISTER") return respond(request, 200, `${request.get("contact")};expires=600`)
    if (method !== "ACK") respond(request, method === "OPTIONS" || method === "NOTIFY" ? 200 : 481)
  }
  const receive = (bytes: Buffer) => {
    const message = parse(bytes.toString("latin1"))
    const status = statusOf(message)
    if (message.get("call-id") === "") return
    log?.(`[${user}] < ${message.start} ${message.get("cseq")}\n`)
    if (status === undefined) requested(message)
    else if (message.get("cseq").endsWith(" REGISTER")) {
      if (status >= 200) registrations.set(Number.parseInt(message.get("cseq"), 10), status)
    } else dialogs.get(message.get("call-id"))?.receiveAnswer(message)
    waits.changed()
  }
  const open = Effect.promise(async () => {
    socket = createSocket("udp4")
    socket.on("message", receive).bind(port, "127.0.0.1")
    await once(socket, "listening")
    port = socket.address().port
  })
  const close = Effect.promise(async () => {
    const closed = socket
    socket = undefined
    await new Promise<void>((resolve) => closed === undefined ? resolve() : closed.close(() => resolve()))
  })
  const forget = () => {
    for (const dialog of dialogs.values()) dialog.close()
    dialogs.clear()
    calls.length = 0
    waiting = []
    invites = 0
    habit = undefined
  }

  const phone: SipTelephone = {
    user,
    get port() {
      return port
    },
    server: { host: "127.0.0.1", port: 5060 },
    attend: (next) => {
      habit = next
      waiting = []
    },
    calls,
    invites: () => invites,
    call: (outgoing) =>
      Effect.sync(() => {
        const dialog = add(new Dialog(line, `${token()}@127.0.0.1`, "calling"))
        dialog.start({ from: user, ...outgoing })
        return dialog
      }),
    ringing: Effect.suspend(() => {
      // A call that the other side has given up before anybody took it is gone.
      const next = () => {
        while (waiting[0]?.state === "over") waiting.shift()
        return waiting.length > 0
      }
      return waits.until(`an incoming call at ${user}`, next).pipe(
        Effect.flatMap(() => {
          const dialog = waiting.shift()
          return dialog === undefined
            ? Effect.die(new Error(`somebody else took the call of ${user}`))
            : Effect.succeed(dialog)
        })
      )
    }),
    register: (seconds) =>
      Effect.suspend(() => {
        const number = ++registered
        const address = `<sip:${user}@${phone.server.host}>`
        send(format(`REGISTER sip:${phone.server.host} SIP/2.0`, [
          ["Via", `SIP/2.0/UDP 127.0.0.1:${port};branch=${newBranch()}`],
          ["Max-Forwards", 70],
          ["From", `${address};tag=${registration}`],
          ["To", address],
          ["Call-ID", registration],
          ["CSeq", `${number} REGISTER`],
          ["Contact", `<sip:${user}@127.0.0.1:${port}>`],
          ["Expires", seconds]
        ]))
        return Effect.map(
          waits.until(`an answer to the registration of ${user}`, () => registrations.has(number)),
          () => registrations.get(number) ?? 0
        )
      }),
    forget,
    lend: Effect.acquireRelease(Effect.map(close, () => port), () => open)
  }
  yield* Effect.acquireRelease(open, () => Effect.andThen(Effect.sync(forget), close))
  return phone
})
