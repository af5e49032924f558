/**
 * Which message answers which action: the only place that knows ActionIDs.
 *
 * One table serves one connection and dies with it. An action waits for its
 * turn, is written once, and settles once: by its answer, by its deadline, by
 * the end of the connection, or by its caller, who may leave at any time. A
 * later answer is swallowed and counted.
 *
 * Everything here runs synchronously, so that a message is dispatched and a
 * request written in one step. Listeners only note what to do (see `Wakes`),
 * because waking a fiber runs its next steps at once.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import type { NotExecuted, OutcomeUnknown } from "../../../AmiError.ts"
import { eventsIn, forgotten, isListEnd, isListStart, isRaised, listMark } from "../../../internal/listMarks.ts"
import * as AmiCodec from "../../../protocol/AmiCodec.ts"
import type { AmiMessage, Header } from "../../../protocol/AmiMessage.ts"

/** Why a request ended without its answer. */
export type Failure =
  | { readonly _tag: "Invalid"; readonly failure: AmiCodec.EncodeFailure }
  | { readonly _tag: "Refused"; readonly why: "NotConnected" | "QueueFull" | "QueuedTimeout" | "Closed" }
  | { readonly _tag: "NotExecuted"; readonly message: string; readonly why?: NotExecuted["why"] }
  | {
    readonly _tag: "Unanswered"
    readonly actionId: string
    readonly cause: OutcomeUnknown["cause"]
    readonly detail?: string | undefined
  }

/** What a caller wants to know of its request. Both run within the dispatch and must not run fibers. */
export interface Listener {
  /** Takes a message that belongs to the request, and says whether more may come; `endsList` is true for the end of its list. */
  readonly onMessage: (message: AmiMessage, endsList: boolean) => "more" | "done"
  readonly onFailure: (failure: Failure) => void
  /** The name of the event that completes the list, if it is known. */
  readonly completes?: string | undefined
  /** Asked in the step before the action is written; false refuses it. */
  readonly mayWrite?: (() => boolean) | undefined
}

export interface Options {
  readonly maxInFlight: number
  readonly maxQueued: number
  readonly write: (
    action: AmiCodec.EncodedAction,
    due: { readonly timeout: number; readonly blocks: boolean }
  ) => boolean
  /** What the connection cannot carry. */
  readonly refusal?: ((action: AmiCodec.EncodedAction) => AmiCodec.EncodeFailure | undefined) | undefined
  readonly now: () => number
  /** The counters of the client, which outlive its connections. */
  readonly counters?: Counters
}

/** When an answer is due, in milliseconds. */
export interface Due {
  readonly timeout: number
  /** True for lists: each item moves the deadline. */
  readonly idle: boolean
  /** Since when, if the clock was read already. */
  readonly from?: number | undefined
  /** True if Asterisk may answer nothing else meanwhile. */
  readonly blocks?: boolean | undefined
}

/** Counts of what nobody waited for. */
export interface Counters {
  late: number
  unmatched: number
}

/**
 * References are dropped as soon as they are no longer needed. V8 promotes requests to the old generation, where garbage and
 * everything it references is collected late: with 1,000 in flight that takes a third of the time of `send`.
 */
export interface Request {
  readonly actionId: string
  /** Until it is written. */
  encoded: AmiCodec.EncodedAction | undefined
  /** Until it is settled. */
  listener: Listener
  readonly timeout: number
  /** True for lists: each item moves the deadline. */
  readonly idle: boolean
  readonly blocks: boolean
  deadline: number
  state: "queued" | "written" | "answered" | "settled"
  isList: boolean
  /** Whether the response that opened the list has its mark. */
  isMarked: boolean
  /** Outcomes that came before the answer, as they may over HTTP, where events and answers take different connections. */
  early: Array<AmiMessage> | undefined
}

/** Listens for a request that was settled. */
const gone: Listener = { onMessage: () => "done", onFailure: () => undefined }

const maxTombstones = 1024

/** Events that everybody gets, and that carry the ActionID of the action whose outcome they report. */
const outcomes: ReadonlySet<string> = /*#__PURE__*/ new Set(["OriginateResponse", "SIPQualifyPeerDone"])

export class Correlation {
  readonly counters: Counters
  /** While logging in, an answer without ActionID belongs to the one request there is. */
  lenient = true

  private readonly options: Options
  private readonly prefix = randomPrefix()
  private counter = 0
  private unanswered = 0
  /** The ActionID of the list whose items are coming, even if its caller has left: items without an ActionID belong to it. */
  private openList: string | undefined
  private ended = false
  private onSettled: (() => void) | undefined
  private readonly pending = new Map<string, Request>()
  private readonly queue = new Set<Request>()
  private readonly tombstones = new Set<string>()

  constructor(options: Options) {
    this.options = options
    this.counters = options.counters ?? { late: 0, unmatched: 0 }
  }

  /** How many actions were written and are not answered. */
  get inFlight(): number {
    return this.unanswered
  }

  /** How many wait for their turn. */
  get queued(): number {
    return this.queue.size
  }

  /** True if nothing waits for a deadline. A request that was answered and stays open has none. */
  get isIdle(): boolean {
    return this.unanswered === 0 && this.queue.size === 0
  }

  /** Calls back once every written request has its answer. */
  whenSettled(onSettled: () => void): void {
    this.onSettled = onSettled
    this.checkSettled()
  }

  /** Writes an action or queues it, under an ActionID of its own unless it has one. A refusal reaches the listener before this returns, with nothing written. */
  begin(
    name: string,
    fields: ReadonlyArray<Header>,
    options: Due,
    listener: Listener,
    actionId = `${this.prefix}-${(++this.counter).toString(36)}`
  ): Request | undefined {
    const encoded = AmiCodec.encode(name, actionId, fields)
    if (Result.isFailure(encoded)) return this.refuse(listener, { _tag: "Invalid", failure: encoded.failure })
    const failure = this.options.refusal?.(encoded.success)
    if (failure !== undefined) return this.refuse(listener, { _tag: "Invalid", failure })
    if (this.ended) return this.refuse(listener, { _tag: "Refused", why: "NotConnected" })
    const request: Request = {
      actionId: encoded.success.actionId,
      encoded: encoded.success,
      listener,
      timeout: options.timeout,
      idle: options.idle,
      blocks: options.blocks ?? false,
      deadline: (options.from ?? this.options.now()) + options.timeout,
      state: "queued",
      isList: false,
      isMarked: false,
      early: undefined
    }
    if (this.unanswered < this.options.maxInFlight) {
      if (this.writeNow(request)) return request
      this.settle(request)
      return this.refuse(listener, { _tag: "Refused", why: "NotConnected" })
    }
    if (this.queue.size >= this.options.maxQueued) {
      return this.refuse(listener, { _tag: "Refused", why: "QueueFull" })
    }
    this.queue.add(request)
    return request
  }

  /** Takes a message that answers a request; false leaves it to the subscribers. */
  dispatch(message: AmiMessage): boolean {
    const actionId = message.get("ActionID")
    if (message.kind === "Response") return this.takeResponse(message, actionId)
    if (message.kind !== "Event") return false
    return this.takeEvent(message, this.openList === undefined ? actionId : actionId ?? this.idOfItem(message))
  }

  private takeResponse(message: AmiMessage, actionId: string | undefined): boolean {
    const request = actionId === undefined ? this.loginRequest() : this.pending.get(actionId)
    if (request === undefined) return this.unexpected(message, actionId)
    if (request.state !== "answered") {
      if (message.get("Event") === undefined) this.answer(request, message)
      else this.answerInPieces(request, message)
      return true
    }
    // An error within a list is the end of it (pjsip_configuration.c, ami_show_endpoint); any other second answer is none.
    if (!request.isList || message.name.toLowerCase() !== "error") return this.countLate()
    this.deliver(request, message, false)
    return true
  }

  /** The first items of a list may stand in one message with the response that opens it. */
  private answerInPieces(request: Request, message: AmiMessage): void {
    for (const part of eventsIn(message, request.actionId)) {
      if (part.kind === "Response") this.answer(request, part)
      else this.takeEvent(part, request.actionId)
    }
  }

  private takeEvent(message: AmiMessage, actionId: string | undefined): boolean {
    // Another client may put our ActionID into a UserEvent.
    const raised = isRaised(message)
    if (raised && !outcomes.has(message.name)) return false
    const request = actionId === undefined ? undefined : this.pending.get(actionId)
    if (request === undefined) return !raised && actionId !== undefined && this.takeLate(actionId, message)
    if (request.state !== "answered") {
      if (raised) (request.early ??= []).push(message)
      return false
    }
    if (request.isList && !raised) this.takeItems(request, message)
    else this.deliver(request, message, false)
    // Its caller may wait for an OriginateResponse, and so may every subscriber.
    return !raised
  }

  /** Takes an event of a list, which may hold several. */
  private takeItems(request: Request, message: AmiMessage): void {
    const { isMarked, listener: { completes } } = request
    for (const part of eventsIn(message, request.actionId)) {
      // An earlier part may have been the last that its caller wanted.
      if (request.state === "settled") {
        this.takeLate(request.actionId, part)
        continue
      }
      const endsList = isListEnd(part, { isMarked, completes })
      if (endsList) this.finishList(request)
      this.deliver(request, part, endsList)
    }
  }

  /**
   * Forgets a request whose caller has left, and returns its listener. What was written is not taken back; its answer will be
   * swallowed.
   */
  abandon(request: Request): Listener {
    if (request.state === "settled") return gone
    if (request.state !== "queued") this.addTombstone(request.actionId)
    const listener = this.settle(request)
    this.drainQueue()
    return listener
  }

  /** Fails the request of an action that will not be answered; one whose answer is complete stays as it is. */
  fail(actionId: string, failure: Failure): void {
    const request = this.pending.get(actionId)
    if (request === undefined || (request.state === "answered" && !request.isList)) return
    this.abandon(request).onFailure(failure)
  }

  /** Fails every request whose time is over. */
  sweep(): void {
    const now = this.options.now()
    for (const request of this.queue) {
      if (request.deadline > now) continue
      this.abandon(request).onFailure({ _tag: "Refused", why: "QueuedTimeout" })
    }
    for (const request of this.pending.values()) {
      if (request.deadline > now) continue
      this.abandon(request).onFailure({ _tag: "Unanswered", actionId: request.actionId, cause: "Timeout" })
    }
  }

  /** Fails the requests that were not written yet. */
  refuseQueued(why: "NotConnected" | "Closed"): void {
    for (const request of this.queue) {
      this.settle(request).onFailure({ _tag: "Refused", why })
    }
  }

  /** Fails every request: the connection is gone, or its client is closing and waits no longer. */
  failAll(cause: "Disconnected" | "Closed", detail?: string): void {
    this.ended ||= cause === "Disconnected"
    this.refuseQueued(cause === "Closed" ? "Closed" : "NotConnected")
    for (const request of this.pending.values()) {
      this.addTombstone(request.actionId)
      this.settle(request).onFailure({ _tag: "Unanswered", actionId: request.actionId, cause, detail })
    }
  }

  private refuse(listener: Listener, failure: Failure): undefined {
    listener.onFailure(failure)
  }

  private writeNow(request: Request): boolean {
    const { encoded } = request
    if (encoded === undefined || request.listener.mayWrite?.() === false) return false
    request.encoded = undefined
    // Registered first: an answer may come within the write.
    this.pending.set(request.actionId, request)
    request.state = "written"
    this.unanswered += 1
    return this.options.write(encoded, request)
  }

  private drainQueue(): void {
    if (this.queue.size === 0) return
    for (const request of this.queue) {
      if (this.unanswered >= this.options.maxInFlight) return
      this.queue.delete(request)
      if (!this.writeNow(request)) this.settle(request).onFailure({ _tag: "Refused", why: "NotConnected" })
    }
  }

  private answer(request: Request, response: AmiMessage): void {
    request.state = "answered"
    request.isList = isListStart(response)
    request.isMarked = request.isList && listMark(response) !== undefined
    this.noteOpenList(request.isList, request.actionId)
    if (!request.isList) this.complete(request)
    this.deliver(request, response, false)
    for (const outcome of request.early ?? []) {
      if (request.state === "answered") this.deliver(request, outcome, false)
    }
  }

  /**
   * The actions of a session run one after another (manager.c, session_do), so at most one list is open: another answer shows
   * that a list whose caller has left is over, though its end never came.
   */
  private noteOpenList(isList: boolean, actionId: string): void {
    if (isList) this.openList = actionId
    else if (this.openList !== undefined && !this.pending.has(this.openList)) this.openList = undefined
  }

  private finishList(request: Request): void {
    if (this.openList === request.actionId) this.openList = undefined
    this.complete(request)
  }

  /** The answer is complete: the next action may be written. */
  private complete(request: Request): void {
    request.isList = false
    request.deadline = Infinity
    this.unanswered -= 1
    this.drainQueue()
    this.checkSettled()
  }

  private deliver(request: Request, message: AmiMessage, endsList: boolean): void {
    if (request.idle && request.isList) request.deadline = this.options.now() + request.timeout
    if (request.listener.onMessage(message, endsList) === "more") return
    if (request.isList) this.addTombstone(request.actionId)
    this.settle(request)
    this.drainQueue()
  }

  private settle(request: Request): Listener {
    if (request.state === "written" || (request.state === "answered" && request.isList)) this.unanswered -= 1
    if (request.state === "queued") this.queue.delete(request)
    request.state = "settled"
    this.pending.delete(request.actionId)
    const { listener } = request
    request.encoded = undefined
    request.listener = gone
    this.checkSettled()
    return listener
  }

  private checkSettled(): void {
    if (this.unanswered > 0 || this.queue.size > 0) return
    this.onSettled?.()
    this.onSettled = undefined
  }

  /** PeerEntry of IAXpeers has no ActionID (chan_iax2.c): such an item belongs to the list that is open. */
  private idOfItem(message: AmiMessage): string | undefined {
    return message.get("Privilege") === undefined ? this.openList : undefined
  }

  private loginRequest(): Request | undefined {
    if (!this.lenient) return undefined
    for (const request of this.pending.values()) return request
    return undefined
  }

  private addTombstone(actionId: string): void {
    this.tombstones.add(actionId)
    for (const oldest of this.tombstones) {
      if (this.tombstones.size <= maxTombstones) return
      this.tombstones.delete(oldest)
    }
  }

  /** A later item of a list that its caller left. */
  private takeLate(actionId: string, message: AmiMessage): boolean {
    if (!this.tombstones.has(actionId)) return false
    if (isListEnd(message, forgotten)) {
      this.tombstones.delete(actionId)
      if (this.openList === actionId) this.openList = undefined
    }
    return this.countLate()
  }

  private unexpected(response: AmiMessage, actionId: string | undefined): boolean {
    if (actionId === undefined || !this.tombstones.has(actionId)) {
      this.counters.unmatched += 1
      return false
    }
    this.noteOpenList(isListStart(response), actionId)
    return this.countLate()
  }

  private countLate(): true {
    this.counters.late += 1
    return true
  }
}

/** 13 digits of base 36 are 67 bits: a message forged from inside a call cannot guess them. */
const randomPrefix = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(13)), (value) => (value % 36).toString(36)).join("")
