/**
 * The peer of a scenario: it records what reached it, says what the steps tell it to, and reports faults: input that no
 * server should ever get.
 *
 * It does not know how its messages are carried: see `Line`. It answers nothing on its own unless `open` says so.
 */
import { accepted, challenge, fullyBooted, pong } from "../../client/scriptedTransport.ts"

/** Carries the messages of the peer to the client. */
export interface Line {
  /** Delivers messages as one read. */
  readonly deliver: (texts: ReadonlyArray<string>) => void
  readonly end: (why: "Ended" | "Reset") => void
  /** Refuses further writes although the connection has not ended; undefined if impossible. */
  readonly refuse: (() => void) | undefined
  /** Whether the client is certain to receive what is said now. */
  readonly isHeard: () => boolean
  /** Makes the client's transport throw; false if the connection has ended. Undefined if impossible. */
  readonly die: (() => boolean) | undefined
}

/** An action as it arrived. */
export interface Arrival {
  readonly name: string
  readonly actionId: string
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
}

/** A request of the client, and what was answered. */
export interface Asked {
  readonly number: string
  readonly actionId: string
  readonly isList: boolean
  readonly isLogoff: boolean
  readonly link: Link
  /** The first answer that was sent to the client; later ones do not count. */
  answer: Answer | undefined
  /** How many answers were sent, or ends in place of one. */
  answers: number
  /** How many items were sent, and how many of them before the end of the list. */
  items: number
  complete: number | undefined
}

export type Answer = "success" | "failed" | "denied" | "refused" | "empty" | "goodbye"

const answers: Readonly<Record<Answer, string>> = {
  success: "Response: Success",
  empty: "Response: Success",
  goodbye: "Response: Goodbye",
  failed: "Response: Error\nMessage: No such channel",
  denied: "Response: Error\nMessage: Permission denied",
  refused: "Response: Error\nMessage: Invalid/unknown command"
}

export type LoginAnswer = "ok" | "Authentication failed" | "Login Already In Use" | "Asterisk is shutting down" | "No"

const withId = (actionId: string, message: string) => message.replace(/(\n|$)/, `\nActionID: ${actionId}$1`)

const ownNames: ReadonlySet<string> = new Set(["Challenge", "Login", "Ping", "Logoff"])

/** Whether it is the client's own action, rather than one of the numbered requests. */
const isOwn = (action: Arrival): boolean => ownNames.has(action.name) && numberOf(action) === none

const none = "none"

/** The header of a Logoff that is to be refused. */
export const refusal = ["Refuse", "yes"] as const

/** One connection, seen from the peer. */
export class Link {
  /** The names of what was written, in order. */
  readonly names: Array<string> = []
  readonly number: number
  private readonly line: Line
  private readonly farEnd: FarEnd
  private stage: "new" | "challenged" | "asked" | "in" | "booted" = "new"
  private handshakeId = ""
  /** Whether the client may have taken an unmatched answer for the one to its login. */
  private isVague = false
  private hole = false
  private isRefusing = false
  /** The requested Logoffs that arrived, until the client has certainly received a refusal. */
  private readonly logoffs = new Set<string>()
  /** Whether a requested Logoff arrived, and all that arrived were followed. */
  private hasLeft = false
  private held: Array<() => void> = []
  private cork: Array<string> | undefined
  ended = false

  constructor(number: number, line: Line, farEnd: FarEnd) {
    this.number = number
    this.line = line
    this.farEnd = farEnd
  }

  /** Accepts an action that the client has written; a black hole swallows it until it is healed. */
  take(action: Arrival): void {
    const { names, number } = this
    if (names.length === 0 && action.name !== "Challenge") {
      this.farEnd.blame(`link ${number} begins with ${action.name}`)
    }
    if (action.name === "Login" && names.includes("Login")) this.farEnd.blame(`link ${number} has a second Login`)
    if (action.name !== "Challenge" && action.name !== "Login" && !this.isIn() && !this.isVague) {
      this.farEnd.blame(`link ${number} has ${action.name} before its login was answered`)
    }
    if (names.includes("Logoff")) this.farEnd.blame(`link ${number} has ${action.name} after its Logoff`)
    const isLogoff = action.name === "Logoff" && !isOwn(action)
    if (isLogoff) {
      this.hasLeft = (this.hasLeft || !names.includes(requestedLogoff)) && !isRefused(action)
      this.logoffs.add(action.actionId)
    }
    names.push(isLogoff ? requestedLogoff : action.name)
    this.farEnd.write(action, this)
    if (this.hole) this.held.push(() => this.handle(action))
    else this.handle(action)
  }

  private isIn(): boolean {
    return this.stage === "in" || this.stage === "booted"
  }

  private handle(action: Arrival): void {
    if (action.name === "Challenge") this.stage = "challenged"
    if (action.name === "Login") this.stage = "asked"
    if (action.name === "Challenge" || action.name === "Login") this.handshakeId = action.actionId
    if (action.name === "Ping") this.say(withId(action.actionId, pong))
    if (action.name === "Logoff" && isOwn(action)) this.say(withId(action.actionId, answers.goodbye))
    if (!isOwn(action)) this.farEnd.ask(action, this)
    if (this.farEnd.open) this.handshake("ok")
    if (this.farEnd.open && action.name === "Login") this.handshake("ok")
  }

  /** Sends whatever the login waits for. */
  handshake(answer: LoginAnswer): void {
    const said = answer === "ok" ? undefined : `Response: Error\nMessage: ${answer}`
    if (this.stage === "challenged") {
      this.stage = "new"
      if (answer === "No") this.farEnd.mayGiveUp = true
      this.say(withId(this.handshakeId, said ?? challenge))
    } else if (this.stage === "asked") {
      this.stage = answer === "ok" ? "in" : "new"
      this.say(withId(this.handshakeId, said ?? accepted))
    } else if (this.stage === "in") {
      this.stage = "booted"
      this.say(fullyBooted)
    }
  }

  /** Sends messages, as one read with everything that is corked. */
  say(...texts: ReadonlyArray<string>): void {
    this.later(() => {
      if (this.cork !== undefined) this.cork.push(...texts)
      else this.deliver(texts)
    })
  }

  /** Sends an answer without ActionID. A waiting login takes it as its own; later it is unmatched. */
  sayNameless(): void {
    if (!this.isIn()) {
      this.isVague = true
      // If it is taken for the answer to a Challenge, it contains none.
      this.farEnd.mayGiveUp = true
    }
    this.say("Response: Success\nMessage: nobody's")
  }

  end(why: "Ended" | "Reset"): void {
    this.later(() => {
      if (this.ended) return
      this.uncorkNow()
      this.ended = true
      this.line.end(why)
    })
  }

  /** Makes the client's transport throw, and returns whether that ends the client. */
  die(): boolean {
    const hasEnded = this.line.die?.() ?? false
    this.ended ||= hasEnded
    this.farEnd.mayGiveUp ||= hasEnded
    return hasEnded
  }

  /** Whether the client may want this connection to end, and whether it must. */
  isLeft(): { readonly perhaps: boolean; readonly certainly: boolean } {
    return { perhaps: this.logoffs.size > 0, certainly: this.hasLeft }
  }

  refuse(): void {
    if (this.line.refuse === undefined) return
    this.isRefusing = true
    this.line.refuse()
  }

  /** Whether only a request can find out that it is dead. */
  isDead(): boolean {
    return this.hole || this.isRefusing
  }

  /** Lets nothing pass in either direction. */
  blackhole(): void {
    this.hole = true
  }

  /** Delivers what was swallowed. */
  heal(): void {
    this.hole = false
    for (const release of this.held.splice(0)) release()
    this.uncork()
  }

  /** Collects what is said, to deliver it as one read. */
  corkUp(): void {
    this.cork ??= []
  }

  uncork(): void {
    this.later(() => this.uncorkNow())
  }

  private uncorkNow(): void {
    const texts = this.cork ?? []
    this.cork = undefined
    if (texts.length > 0) this.deliver(texts)
  }

  private deliver(texts: ReadonlyArray<string>): void {
    if (!this.ended) this.farEnd.onDeliver(texts, this)
    const isFatal = texts.some((text) => text.includes("Message: Authentication failed"))
    this.farEnd.mayGiveUp ||= isFatal || texts.some((text) => text.endsWith("Message: No") && this.farEnd.saidNo())
    this.farEnd.mustGiveUp ||= isFatal && this.line.isHeard() && !this.isVague
    if (this.line.isHeard()) { for (const id of this.logoffs) if (texts.some(denies(id))) this.logoffs.delete(id) }
    this.line.deliver(texts)
  }

  private later(what: () => void): void {
    if (this.hole) this.held.push(what)
    else what()
  }
}

const requestedLogoff = "a requested Logoff"

const isRefused = ({ headers }: Arrival): boolean => headers.some(([name]) => name === refusal[0])

const denies = (actionId: string) => (text: string): boolean =>
  text.startsWith(`Response: Error\nActionID: ${actionId}\n`)

/** Everything that the server knows. */
export class FarEnd {
  /** What becomes of the next connection. */
  connecting: "accept" | "refuse" | "notAmi" | "silence" = "accept"
  /** Whether every login is answered automatically. */
  open = false
  /** Whether something was sent after which no attempt can succeed, and whether the client has certainly received it. */
  mayGiveUp = false
  mustGiveUp = false
  /** Called with what leaves for the client. */
  onDeliver: (texts: ReadonlyArray<string>, link: Link) => void = () => undefined
  readonly links: Array<Link> = []
  readonly asked: Array<Asked> = []
  /** Input that no server should ever get. */
  readonly faults: Array<string> = []
  /** The numbers of the written requests, whether or not they arrived. */
  readonly written = new Set<string>()
  private readonly ids = new Set<string>()
  /** How many events were raised. */
  events = 0
  private noes = 0

  /** A new connection. */
  accept(line: Line): Link {
    if (this.mustGiveUp) this.blame("was connected to again by a client whose secret is wrong")
    if (this.links.some((link) => link.isLeft().certainly)) this.blame("was connected to again after a Logoff")
    const link = new Link(this.links.length + 1, line, this)
    this.links.push(link)
    return link
  }

  /** Counts unknown refusals: the same one twice in a row is final. */
  saidNo(): boolean {
    this.noes += 1
    return this.noes > 1
  }

  /** Whether the client may have a reason not to reconnect. */
  mayEnd(): boolean {
    return this.mayGiveUp || this.links.some((link) => link.isLeft().perhaps)
  }

  /** The latest connection. */
  current(): Link | undefined {
    return this.links.at(-1)
  }

  blame(fault: string): void {
    this.faults.push(fault)
  }

  /** Notes an action that was handed to the wire. */
  write(action: Arrival, link: Link): void {
    if (this.ids.has(action.actionId)) this.blame(`${action.actionId} was written twice`)
    this.ids.add(action.actionId)
    if (isOwn(action)) return
    const number = numberOf(action)
    if (this.written.has(number)) this.blame(`request ${number} was written again, on link ${link.number}`)
    this.written.add(number)
  }

  ask(action: Arrival, link: Link): void {
    const { actionId, name } = action
    const isLogoff = name === "Logoff"
    const asked: Asked = {
      number: numberOf(action),
      actionId,
      isList: name === "List",
      isLogoff,
      link,
      answer: undefined,
      answers: 0,
      items: 0,
      complete: undefined
    }
    this.asked.push(asked)
    if (isLogoff) this.answer(asked, isRefused(action) ? "denied" : "goodbye")
  }

  /** Answers a request; for a list, announces its items. */
  answer(asked: Asked, answer: Answer): void {
    asked.answer ??= answer
    asked.answers += 1
    const start = answer === "success" && asked.isList ? "\nEventList: start" : ""
    asked.link.say(`${withId(asked.actionId, `${answers[answer]}${start}`)}\nNumber: ${asked.number}`)
  }

  item(asked: Asked): void {
    if (asked.answer === "success" && asked.complete === undefined) asked.items += 1
    asked.link.say(withId(asked.actionId, `Event: Item\nNumber: ${asked.number}`))
  }

  /** Ends a list, and announces this many items too many. */
  complete(asked: Asked, more: number): void {
    if (asked.answer === "success") asked.complete ??= asked.items
    // An end without a beginning counts for a client that swallows a list up to its end.
    else asked.answers += 1
    const count = Math.max(0, asked.items + more)
    asked.link.say(withId(asked.actionId, `Event: ListComplete\nEventList: Complete\nListItems: ${count}`))
  }

  /** Raises a numbered event. */
  raise(link: Link): void {
    this.events += 1
    link.say(`Event: UserEvent\nPrivilege: user,all\nUserEvent: Test\nNumber: e${this.events}`)
  }

  /** Raises an event with the ActionID of a request and text that looks like its answer. */
  forge(asked: Asked): void {
    const text = "Event: UserEvent\nPrivilege: user,all\nUserEvent: Test\nResponse: Success\nEventList: Complete"
    this.events += 1
    asked.link.say(`${withId(asked.actionId, text)}\nNumber: e${this.events}`)
  }

  /** The executed requests: all that arrived, except those that were refused. */
  executed(): ReadonlyArray<string> {
    return this.asked.filter(({ answer }) => answer !== "denied" && answer !== "refused").map(({ number }) => number)
  }
}

export const numberOf = ({ headers }: Pick<Arrival, "headers">): string =>
  headers.find(([name]) => name === "Number")?.[1] ?? none
