/**
 * One authenticated connection, from its first byte to its last.
 *
 * A session owns the connection, the table of requests and the numbering of
 * messages; all of it dies with the connection. Messages are dispatched in the
 * step in which they arrive: answers go to their callers, everything else to
 * the inbox, which never waits for a subscriber.
 *
 * What follows the end of a session is decided in `connecting`.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"
import { type AmiError, ConnectFailed } from "../../../AmiError.ts"
import type * as AmiAction from "../../../catalog/AmiAction.ts"
import { encoded } from "../../../internal/decoding.ts"
import { fail } from "../../../internal/failing.ts"
import * as Foreign from "../../../internal/foreign.ts"
import { monotonicMillis } from "../../../internal/monotonic.ts"
import type { AmiMessage, Header } from "../../../protocol/AmiMessage.ts"
import type { AmiTransport, Connection, Notice } from "../../../transport/AmiTransport.ts"
import type { Received } from "../../AmiInbox.ts"
import type { Inbox } from "../inbox/inbox.ts"
import type { Meter } from "../meter.ts"
import type { WakeQueue } from "../wakes.ts"
import { Correlation, type Listener, type Request } from "./correlation.ts"
import { failureOf } from "./failures.ts"

export interface SessionOptions {
  readonly epoch: number
  readonly maxInFlight: number
  readonly maxQueued: number
  readonly meter: Meter
  readonly wakes: WakeQueue
  /** Gets what answers no request. */
  readonly inbox: Inbox
  /** Called at the end of the connection, before the requests that it leaves unanswered fail. */
  readonly onLost: (session: Session, cause: AmiError) => void
}

/** When an answer is due. */
export interface Timeout {
  readonly after: Duration.Duration
  /** True for lists: each item moves the deadline. */
  readonly idle: boolean
  /** Since when, by the monotonic clock in milliseconds. Defaults to now. */
  readonly from?: number | undefined
}

export interface Session {
  readonly epoch: number
  readonly banner: string | undefined
  /** Proves the secret, if the connection does so itself. */
  readonly authenticate: Connection["authenticate"]
  readonly correlation: Correlation
  readonly wakes: WakeQueue
  /** Done when Asterisk says that it has booted, and when the connection is lost. */
  readonly booted: Deferred.Deferred<void>
  /** Done when the connection is lost. */
  readonly lost: Deferred.Deferred<AmiError>
  /** Why the connection was lost, if it was. */
  readonly loss: () => AmiError | undefined
  /** Writes an action, under the ActionID of another client if that is given; its listener gets everything that follows. */
  readonly begin: (
    action: AmiAction.Any,
    timeout: Timeout,
    listener: Listener,
    actionId?: string
  ) => Request | undefined
  readonly abandon: (request: Request | undefined) => void
  /** When the latest messages arrived, by the monotonic clock in milliseconds. */
  readonly arrivedAt: () => number
  /** Takes no more actions, waits for the answers that are due, and fails what is not answered in time. */
  readonly drain: (atMost: Duration.Duration) => Effect.Effect<void>
  /** Sends an action by name and gives its response, whatever it says. For login and logoff. */
  readonly ask: (
    name: string,
    headers: ReadonlyArray<Header>,
    timeout: Duration.Input
  ) => Effect.Effect<AmiMessage, AmiError>
  readonly lastMessageAt: () => number | undefined
  /** Grows with everything that is received. */
  readonly heard: () => number
  /** Bytes that were read and are not part of any total yet. */
  readonly bytesRead: () => number
  /** Until when an action may block Asterisk, by the monotonic clock in milliseconds. */
  readonly blockedUntil: () => number
  /** True if the connection detects a silence itself. */
  readonly noticesSilence: boolean
  /** True once a logoff was written: the end that follows is wanted. */
  readonly isLeaving: () => boolean
  /** Ends the session though its connection has not ended. */
  readonly abort: (cause: AmiError) => void
}

/** How often deadlines are checked, while there are any: one fiber serves them all. */
const sweepInterval = Duration.millis(100)

/** Transports have deadlines of their own; this is for one whose attempt never ends. */
const longestConnect = Duration.minutes(5)
const neverConnects = () =>
  fail(
    new ConnectFailed({ address: "the transport", code: "TIMEOUT", hint: "It neither connected nor failed in 5 min" })
  )

/** Runs what a session cannot do without, and ends the session when it ends, unless its fiber is interrupted. */
export const supervised = (
  what: string,
  effect: Effect.Effect<unknown, AmiError>,
  end: (error: AmiError) => void
): Effect.Effect<void> =>
  Effect.matchCauseEffect(effect, {
    onSuccess: () => Effect.sync(() => end(Foreign.stopped(what))),
    onFailure: (cause) => Effect.sync(() => end(Foreign.errorOf(what, cause)))
  })

/** Connects and starts to read. Nothing was sent yet. */
export const open = Effect.fnUntraced(function*(
  transport: AmiTransport["Service"],
  options: SessionOptions
): Effect.fn.Return<Session, AmiError, Scope.Scope> {
  const connection: Connection = yield* Effect.timeoutOrElse(transport.connect, {
    duration: longestConnect,
    orElse: neverConnects
  })
  const clock = yield* Clock.Clock
  const { epoch, inbox, wakes } = options
  const { totals } = options.meter
  const busy = Latch.makeUnsafe(false)
  const booted = Deferred.makeUnsafe<void>()
  const lost = Deferred.makeUnsafe<AmiError>()
  // Not the time of day, which may be set while an action waits.
  const now = monotonicMillis(clock)
  const correlation = new Correlation({
    get maxInFlight() {
      return Math.min(options.maxInFlight, connection.maxInFlight ?? Infinity)
    },
    maxQueued: options.maxQueued,
    write: (action, due) => {
      const { actionId, bytes, name } = action
      const logoffBefore = logoffId
      // Before it is written: a transport in memory may be answered within the write.
      if (name.toLowerCase() === "logoff") logoffId = actionId
      // Whether a byte was written is unknown if it throws.
      let isWritten = true
      Foreign.contain(
        () => isWritten = connection.write(action, due),
        (defect) => lose(Foreign.defectOf("the transport", defect))
      )
      if (isWritten) totals.bytesOut += bytes
      else logoffId = logoffBefore
      return isWritten
    },
    refusal: connection.refusal,
    now,
    counters: totals
  })
  let seq = 0
  let lastMessageAt: number | undefined
  let arrivedAt = -Infinity
  let reads = 0
  let loss: AmiError | undefined
  let isClosed = false
  let bytesCounted = 0
  const heard = () => {
    let bytes = reads
    Foreign.contain(() => bytes = connection.heard?.() ?? reads, () => undefined)
    return bytes
  }
  const bytesRead = () => connection.heard === undefined ? 0 : heard() - bytesCounted
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      const bytes = bytesRead()
      totals.bytesIn += bytes
      bytesCounted += bytes
    })
  )
  /** The ActionID of a logoff that was written, until the answer is anything but a goodbye. */
  let logoffId: string | undefined
  // The monotonic clock may begin at 0.
  let blockedUntil = -Infinity

  const stayIfRefused = (message: AmiMessage) => {
    const isAnswer = message.kind === "Response" && message.get("ActionID") === logoffId
    if (isAnswer && message.name.toLowerCase() !== "goodbye") logoffId = undefined
  }

  const boot = () => Deferred.doneUnsafe(booted, Exit.void)

  const dispatch = (messages: ReadonlyArray<AmiMessage>) => {
    if (loss !== undefined || isClosed) return
    reads += 1
    const receivedAt = (lastMessageAt = clock.currentTimeMillisUnsafe())
    arrivedAt = now()
    const items: Array<Received> = []
    for (const message of messages) {
      if (message.kind === "Unknown") totals.malformed += message.headers.length
      if (logoffId !== undefined) stayIfRefused(message)
      if (correlation.dispatch(message)) continue
      if (message.name === "FullyBooted") wakes.run(boot)
      // Only what subscribers see has a number.
      if (inbox.isVisible?.(message) === false) continue
      items.push({ _tag: "Received", epoch, seq: ++seq, receivedAt, message })
    }
    if (items.length > 0) inbox.publish(epoch, items)
  }

  const onNotice = (notice: Notice) => {
    if (isClosed) return
    switch (notice._tag) {
      case "Missed":
        return inbox.missed(gapOf(notice))
      case "NotSent":
        if (notice.actionId === logoffId) logoffId = undefined
        return correlation.fail(notice.actionId, { _tag: "Refused", why: "NotConnected" })
      case "NotExecuted":
        if (notice.actionId === logoffId) logoffId = undefined
        return correlation.fail(notice.actionId, notice)
      case "Unanswered":
        return correlation.fail(notice.actionId, notice)
    }
  }

  /** Messages that were counted have numbers of their own, so that what follows shows how many are missing. */
  const gapOf = ({ dropped, why }: Notice & { readonly _tag: "Missed" }) => {
    const firstSeq = seq + 1
    const isCounted = dropped !== undefined && Number.isSafeInteger(dropped) && dropped > 0
    if (isCounted) seq += dropped
    return {
      _tag: "Gap" as const,
      epoch,
      dropped: isCounted ? dropped : "unknown" as const,
      reason: why,
      firstSeq,
      lastSeq: seq
    }
  }

  const lose = (error: AmiError) =>
    wakes.batch(() => {
      if (loss !== undefined || isClosed) return
      loss = error
      wakes.run(boot)
      options.onLost(session, error)
      wakes.run(() => Deferred.doneUnsafe(lost, Exit.succeed(error)))
      const { reason } = error
      correlation.failAll("Disconnected", reason._tag === "ConnectionLost" ? reason.detail : undefined)
    })

  wakes.onDefect = (defect) => lose(Foreign.defectOf("the dispatch of a message", defect))

  let closing = false
  const begin: Session["begin"] = (action, timeout, listener, actionId) => {
    if (closing) {
      listener.onFailure({ _tag: "Refused", why: "Closed" })
      return undefined
    }
    const headers = encoded(action)
    if (headers._tag === "Failure") {
      listener.onFailure({ _tag: "Invalid", failure: headers.failure })
      return undefined
    }
    const blocks = action.blocksFor !== undefined
    const request = write(action.name, headers.success, { ...timeout, blocks }, listener, actionId)
    if (request !== undefined && blocks) {
      blockedUntil = Math.max(blockedUntil, now() + Duration.toMillis(timeout.after))
    }
    return request
  }
  const write = (
    name: string,
    headers: ReadonlyArray<Header>,
    { after, blocks, from, idle }: Timeout & { readonly blocks?: boolean },
    listener: Listener,
    actionId?: string
  ) => {
    const due = { timeout: Duration.toMillis(after), idle, from, blocks }
    const request = correlation.begin(name, headers, due, listener, actionId)
    if (!correlation.isIdle) busy.openUnsafe()
    return request
  }
  const abandon = (request: Request | undefined) => {
    if (request !== undefined) correlation.abandon(request)
  }

  const settled = Effect.callback<void>((resume) => correlation.whenSettled(() => wakes.run(() => resume(Effect.void))))
  const drain = Effect.fnUntraced(function*(atMost: Duration.Duration) {
    closing = true
    wakes.batch(() => correlation.refuseQueued("Closed"))
    if (Duration.isPositive(atMost)) yield* Effect.timeoutOption(settled, atMost)
    wakes.batch(() => correlation.failAll("Closed"))
  })

  const session: Session = {
    epoch,
    banner: connection.banner,
    authenticate: connection.authenticate,
    correlation,
    wakes,
    booted,
    lost,
    loss: () => loss,
    begin,
    abandon,
    drain,
    ask: (name, headers, timeout) =>
      Effect.callback((resume) => {
        const after = Duration.fromInputUnsafe(timeout)
        const request = write(name, headers, { after, idle: false }, {
          onMessage: (message) => {
            wakes.run(() => resume(Effect.succeed(message)))
            return "done"
          },
          onFailure: (failure) => wakes.run(() => resume(Effect.fail(failureOf({ name }, epoch, failure))))
        })
        return Effect.sync(() => abandon(request))
      }),
    lastMessageAt: () => lastMessageAt,
    arrivedAt: () => arrivedAt,
    heard,
    bytesRead,
    blockedUntil: () => blockedUntil,
    noticesSilence: connection.noticesSilence ?? false,
    isLeaving: () => logoffId !== undefined,
    abort: lose
  }

  const reader = connection.receive(
    (messages) => wakes.batch(() => dispatch(messages)),
    (notice) => wakes.batch(() => onNotice(notice)),
    inbox
  )
  // A reader that dies or returns has read its last message.
  yield* Effect.forkScoped(supervised("the transport", reader, lose), { startImmediately: true })

  const sweeper = Effect.gen(function*() {
    yield* busy.await
    yield* Effect.sleep(sweepInterval)
    wakes.batch(() => correlation.sweep())
    if (correlation.isIdle) busy.closeUnsafe()
  })
  yield* Effect.forkScoped(supervised("the deadlines of actions", Effect.forever(sweeper), lose))

  // A transport that goes on after it was closed must not report: another session may have begun.
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      isClosed = true
    })
  )
  return session
})
