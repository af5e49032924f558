/**
 * One call of a telephone, over SIP: what its user does with it, and what the server says of it.
 */
import { Effect } from "effect"
import type { Changing } from "../transport/waiting.ts"
import { type Media, openMedia } from "./media.ts"
import {
  answerTo,
  audioOf,
  format,
  newBranch,
  type SipHeader,
  type SipMessage,
  soundAt,
  statusOf,
  tagOf,
  token,
  uriOf
} from "./sip.ts"

/** What a call needs of its telephone. */
export interface Line {
  readonly user: string
  readonly port: () => number
  readonly server: () => { readonly host: string; readonly port: number }
  readonly send: (text: string) => void
  readonly changing: Changing
}

/** Whom a call goes to, and who the called party sees. */
export interface Outgoing {
  readonly number: string
  readonly from: string
  readonly name?: string | undefined
  /** The call that it takes over (INVITE with Replaces). */
  readonly replaces?: Dialog | undefined
}

interface Transaction {
  readonly seq: number
  readonly branch: string
}

export class Dialog {
  readonly id: string
  /** `offered` comes in and waits for what the user does, `calling` goes out and waits for an answer. */
  state: "calling" | "offered" | "up" | "over"
  /** The last status that the server answered its INVITE with, and all that it reported of a transfer. */
  status = 0
  readonly notified: Array<number> = []
  private readonly line: Line
  private readonly tag = token(4)
  /** From and To, as this side writes them. */
  private local = ""
  private remote = ""
  private target = ""
  private direction: "sendrecv" | "sendonly" = "sendrecv"
  private seq = 100
  private inviting: Transaction = { seq: 0, branch: "" }
  private offer: SipMessage | undefined
  private lastAnswer = ""
  private media: Media | undefined
  /** Final answers to requests, by `seq method`. */
  private readonly finals = new Map<string, number>()

  constructor(line: Line, id: string, state: "calling" | "offered") {
    this.line = line
    this.id = id
    this.state = state
  }

  // --- A call that goes out -----------------------------------------------------

  start({ from, name, number, replaces }: Outgoing): void {
    const { host, port } = this.line.server()
    this.target = `sip:${number}@${host}:${port}`
    this.remote = `<${this.target}>`
    this.local = `${name === undefined ? "" : `"${name}" `}<sip:${from}@127.0.0.1>;tag=${this.tag}`
    const headers: Array<SipHeader> = replaces === undefined ? [] : [["Replaces", replaces.replacing()]]
    openMedia((media) => {
      this.media = media
      this.inviting = { seq: ++this.seq, branch: newBranch() }
      this.send("INVITE", { ...this.inviting, headers, body: this.sound() })
    })
  }

  /** What another telephone of the same server writes in its Replaces to take this call over. */
  private replacing(): string {
    const early = this.state === "up" ? "" : ";early-only"
    return `${this.id};to-tag=${tagOf(this.remote) ?? ""};from-tag=${this.tag}${early}`
  }

  // --- A call that comes in -----------------------------------------------------

  offered(request: SipMessage, onReady: () => void): void {
    this.offer = request
    this.remote = request.get("from")
    this.local = `${request.get("to")};tag=${this.tag}`
    this.target = uriOf(request.get("contact"))
    this.reply(100)
    openMedia((media) => {
      this.media = media
      media.aim(audioOf(request.body))
      if (this.state === "over") media.close()
      else onReady()
    })
  }

  get ring(): Effect.Effect<void> {
    return Effect.sync(() => this.reply(180))
  }

  get progress(): Effect.Effect<void> {
    return Effect.sync(() => this.reply(183, [], this.sound()))
  }

  get answer(): Effect.Effect<void> {
    return Effect.andThen(
      Effect.sync(() => this.reply(200, [], this.sound())),
      this.until("an ACK", () => this.state !== "offered")
    )
  }

  refuse(status: number, headers: ReadonlyArray<SipHeader> = []): void {
    this.reply(status, headers)
    this.end()
  }

  reject(status: number): Effect.Effect<void> {
    return Effect.sync(() => this.refuse(status))
  }

  forward(number: string): Effect.Effect<void> {
    return Effect.sync(() => this.refuse(302, [["Contact", `<sip:${number}@127.0.0.1:${this.line.port()}>`]]))
  }

  // --- Either -------------------------------------------------------------------

  get hold(): Effect.Effect<void> {
    return this.offerAgain("sendonly")
  }

  get unhold(): Effect.Effect<void> {
    return this.offerAgain("sendrecv")
  }

  get talk(): Effect.Effect<void> {
    return Effect.sync(() => this.media?.talk())
  }

  /** Says words with pauses between them, so many milliseconds each in turn, and is silent then. */
  speak(words: ReadonlyArray<number>): Effect.Effect<void> {
    return Effect.sync(() => this.media?.speak(words))
  }

  press(digits: string): Effect.Effect<void> {
    return Effect.suspend(() => this.media?.press(digits) ?? Effect.void)
  }

  refer(number: string): Effect.Effect<number> {
    const { host, port } = this.line.server()
    return this.referring(`<sip:${number}@${host}:${port}>`)
  }

  referTo(other: Dialog): Effect.Effect<number> {
    return Effect.suspend(() => {
      const call = `${other.id};to-tag=${tagOf(other.remote) ?? ""};from-tag=${other.tag}`
      return this.referring(`<${other.target.split(";")[0]}?Replaces=${encodeURIComponent(call)}>`)
    })
  }

  /** Hangs up: BYE, CANCEL before the answer, or 486 to a call that comes in. */
  get hangUp(): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.state === "offered") return this.reject(486)
      if (this.state === "calling") {
        return Effect.andThen(
          this.request("CANCEL", this.inviting),
          this.until("the end of a cancelled call", () => this.state === "over")
        )
      }
      if (this.state === "over") return Effect.void
      this.end()
      return Effect.asVoid(this.request("BYE"))
    })
  }

  /** How many packets of audio and digits came. */
  get heard(): number {
    return this.media?.heard ?? 0
  }

  until(what: string, holds: () => boolean): Effect.Effect<void> {
    return this.line.changing.until(`${what} at ${this.line.user}`, holds)
  }

  /** Its telephone is closed. */
  close(): void {
    this.state = "over"
    this.media?.close()
  }

  // --- What the server sends ----------------------------------------------------

  receive(method: string, request: SipMessage): void {
    if (method === "ACK") {
      if (this.state === "offered") this.state = "up"
    } else if (method === "INVITE") {
      // The same INVITE once more, or a new offer within the call.
      if (tagOf(request.get("to")) === undefined) return this.line.send(this.lastAnswer)
      this.media?.aim(audioOf(request.body))
      this.respond(request, 200, this.sound())
    } else if (method === "CANCEL") {
      this.respond(request, 200)
      if (this.state === "offered") this.refuse(487)
    } else {
      this.respond(request, 200)
      if (method === "BYE") this.end()
      if (method === "NOTIFY") this.notified.push(Number(/SIP\/2\.0 (\d+)/.exec(request.body)?.[1]))
    }
    this.line.changing.changed()
  }

  receiveAnswer(answer: SipMessage): void {
    const status = statusOf(answer) ?? 0
    const [seq = "", method = ""] = answer.get("cseq").split(" ")
    if (method === "INVITE") this.invited(Number(seq), status, answer)
    if (status >= 200) this.finals.set(`${seq} ${method}`, status)
    this.line.changing.changed()
  }

  private invited(seq: number, status: number, answer: SipMessage): void {
    if (tagOf(answer.get("to")) !== undefined) this.remote = answer.get("to")
    if (status < 300 && answer.get("contact") !== "") this.target = uriOf(answer.get("contact"))
    if (seq === this.inviting.seq && this.state === "calling") this.status = status
    this.media?.aim(audioOf(answer.body))
    if (status < 200) return
    const branch = status < 300 ? newBranch() : this.inviting.branch
    this.send("ACK", { seq, branch, to: answer.get("to") })
    if (this.state !== "calling") return
    if (status < 300) this.state = "up"
    else this.end()
  }

  // --- Writing ------------------------------------------------------------------

  private end(): void {
    this.close()
    this.line.changing.changed()
  }

  private sound(): string {
    return soundAt(this.media?.port ?? 0, this.direction)
  }

  private get contact(): string {
    return `<sip:${this.line.user}@127.0.0.1:${this.line.port()}>`
  }

  private reply(status: number, headers: ReadonlyArray<SipHeader> = [], body = ""): void {
    if (this.offer === undefined) return
    const contact: ReadonlyArray<SipHeader> = headers.length > 0 ? [] : [["Contact", this.contact]]
    this.lastAnswer = answerTo(this.offer, status, this.tag, [...contact, ...headers], body)
    this.line.send(this.lastAnswer)
  }

  private respond(request: SipMessage, status: number, body = ""): void {
    this.line.send(answerTo(request, status, this.tag, [["Contact", this.contact]], body))
  }

  private offerAgain(direction: Dialog["direction"]): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.direction = direction
      return Effect.asVoid(this.request("INVITE", { body: this.sound() }))
    })
  }

  private referring(to: string): Effect.Effect<number> {
    return this.request("REFER", {
      headers: [["Refer-To", to], ["Referred-By", `<sip:${this.line.user}@127.0.0.1>`]]
    })
  }

  /** Sends a request, and waits for the status that answers it. */
  private request(method: string, options: Partial<Transaction> & Content = {}): Effect.Effect<number> {
    return Effect.suspend(() => {
      const { branch = newBranch(), seq = ++this.seq } = options
      const key = `${seq} ${method}`
      this.send(method, { ...options, branch, seq })
      return Effect.map(
        this.until(`an answer to ${method}`, () => this.finals.has(key)),
        () => this.finals.get(key) ?? 0
      )
    })
  }

  private send(method: string, { body, branch, headers = [], seq, to = this.remote }: Transaction & Content): void {
    const via = `SIP/2.0/UDP 127.0.0.1:${this.line.port()};branch=${branch}`
    this.line.send(format(`${method} ${this.target} SIP/2.0`, [
      ["Via", via],
      ["Max-Forwards", 70],
      ["From", this.local],
      ["To", to],
      ["Call-ID", this.id],
      ["CSeq", `${seq} ${method}`],
      ["Contact", this.contact],
      ...headers
    ], body))
  }
}

interface Content {
  readonly headers?: ReadonlyArray<SipHeader> | undefined
  readonly body?: string | undefined
  readonly to?: string | undefined
}
