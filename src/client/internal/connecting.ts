/**
 * From nothing to a client that is ready, and back to nothing.
 *
 * An epoch is a connection: it is established, lasts until it is lost, and is
 * closed before the next one is tried. Epochs follow one another under a retry
 * schedule, unless the client does not reconnect, a logoff was sent, or an error
 * says that no attempt can succeed. What the client is at any moment stands in
 * `status`; the inbox outlives epochs, and ends after the last `Disconnected`.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import { lost } from "../../internal/failing.ts"
import * as Foreign from "../../internal/foreign.ts"
import type { Identity } from "../../internal/identity.ts"
import { monotonicMillis } from "../../internal/monotonic.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import type { AmiTransport } from "../../transport/AmiTransport.ts"
import type { BufferOptions } from "../AmiInbox.ts"
import { Inbox } from "./inbox/inbox.ts"
import { type Meter, meterOf } from "./meter.ts"
import { Progress } from "./progress.ts"
import type { Destination, Live } from "./requests/requests.ts"
import * as Retrying from "./retrying.ts"
import { type Client, type EpochOptions, establish } from "./session/epoch.ts"
import * as Status from "./status.ts"
import { WakeQueue } from "./wakes.ts"

export interface Settings extends EpochOptions {
  readonly actionTimeout: Duration.Duration
  readonly buffer: BufferOptions
  readonly reconnect: Retrying.Policy
}

export interface Connected extends Destination {
  readonly status: Status.StatusHolder
  readonly inbox: Inbox
  readonly meter: Meter
}

/** A connection that is being closed. */
interface Closing {
  readonly scope: Scope.Scope
  readonly fiber: Fiber.Fiber<void>
  /** Whether it is closed, or left behind. */
  isOver: boolean
}

/** Connects, logs in and waits until Asterisk has booted; the scope logs off. */
export const connect = Effect.fnUntraced(function*(
  transport: AmiTransport["Service"],
  settings: Settings,
  { name, named }: Identity
): Effect.fn.Return<Connected, AmiError, Scope.Scope> {
  const { reconnect } = settings
  const meter = meterOf(yield* Effect.context<never>())
  const clock = yield* Clock.Clock
  const now = monotonicMillis(clock)
  /** The latest session that was ready; `status` says whether it still is. */
  let live: Live | undefined
  const wakes = new WakeQueue()
  const status = Status.make(name, wakes)
  const of = name === undefined ? {} : { client: name }
  const inbox = new Inbox({ mask: settings.events, meter, wakes, clock, of })
  const progress = new Progress(now, reconnect.first)
  const figures = {
    state: status.current,
    inFlight: () => live?.session.correlation.inFlight ?? 0,
    queued: () => live?.session.correlation.queued ?? 0,
    heard: () => live?.session.bytesRead() ?? 0
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => meter.clients.add(figures)),
    () => Effect.sync(() => meter.clients.delete(figures))
  )

  const disconnect = (epoch: number, cause: AmiError, isFinal: boolean) => {
    status.set({ _tag: "Disconnected", epoch, cause: named(cause), isFinal })
    inbox.disconnect(named(cause), live?.session.lastMessageAt())
    if (isFinal) inbox.close()
  }

  const client: Client = {
    inbox,
    meter,
    wakes,
    status,
    progress,
    onReady: (session, bootState) => {
      const { banner, epoch } = session
      if (live === undefined) live = { session }
      else live.session = session
      inbox.open({ _tag: "Connected", epoch, banner, bootState })
      status.set({ _tag: "Ready", epoch, banner, bootState })
    },
    onLost: (session, cause) => {
      const { _tag } = status.current()
      if (_tag === "Closing") return
      // An epoch that is lost before it is ready was visible to nobody: the attempt fails instead.
      const isFinal = _tag === "Ready" && (Foreign.isDefect(cause) || !reconnect.isOn || session.isLeaving())
      disconnect(session.epoch, cause, isFinal)
    }
  }

  // All epochs share one scope, forked before `close` is registered. Finalizers run in reverse order, so `close` can stop the
  // reconnect loop before any epoch is torn down.
  const epochs = yield* Scope.fork(yield* Effect.scope)
  let connection = epochs
  let closingConnection: Closing | undefined
  /** Closes the connection. A transport that never finishes is left behind: nothing else may wait for it. */
  const closeConnection = Effect.fnUntraced(function*(exit: Exit.Exit<unknown, unknown>) {
    const scope = connection
    if (closingConnection?.scope !== scope) {
      const fiber = yield* Effect.forkDetach(Scope.close(scope, exit), {
        startImmediately: true,
        uninterruptible: true
      })
      closingConnection = { scope, fiber, isOver: false }
    }
    const closing = closingConnection
    if (closing.isOver) return
    const closed = yield* Effect.timeoutOption(
      Fiber.await(closing.fiber),
      Duration.sum(settings.drainTimeout, closeMargin)
    )
    closing.isOver = true
    if (Option.isNone(closed)) {
      return yield* log("Error", "The transport does not close its connection. It is left behind")
    }
    if (Exit.isFailure(closed.value)) {
      yield* log("Error", "The transport failed to close its connection", closed.value.cause)
    }
  })

  /** Done when the client is ready for the first time, or will never be. */
  const opened = Deferred.makeUnsafe<Live, AmiError>()
  let epoch = 1
  /** Counts the attempts at this epoch; 0 while it is ready. */
  let attempt = 0
  let cause: AmiError | undefined
  /** Whether the latest connection had lived for long when it was lost. */
  let wasStable = false
  const isOver = () => {
    const state = status.current()
    return state._tag === "Disconnected" && state.isFinal
  }

  /** One connection attempt per run. One that succeeds lasts until its connection is lost: either way it fails with why. */
  const lifetime = Effect.gen(function*() {
    connection = yield* Scope.fork(epochs)
    attempt += 1
    status.set({ _tag: "Connecting", attempt, cause: cause && named(cause) })
    const session = yield* Scope.provide(establish(transport, epoch, settings, client), connection)
    attempt = 0
    const readyAt = now()
    yield* progress.connected(epoch)
    if (live !== undefined) Deferred.doneUnsafe(opened, Exit.succeed(live))
    const loss = yield* Deferred.await(session.lost)
    // Not later: to close a connection takes time too.
    wasStable = now() - readyAt >= stableAfter
    return yield* Effect.fail(loss)
  })

  /** Closes what an attempt, or a connection that was lost, has left, and says what follows. */
  const ended = Effect.fnUntraced(function*(error: AmiError) {
    cause = error
    if (attempt > 0) {
      yield* closeConnection(Exit.fail(error))
      return yield* progress.failed(attempt, error)
    }
    if (!isOver()) {
      meter.reconnect(error)
      progress.lost()
      yield* log("Warn", `${wordsOf(error)}. Logging in again`)
    } else if (!live?.session.isLeaving()) yield* log("Error", `${wordsOf(error)}. The client has ended`)
    yield* closeConnection(Exit.fail(error))
    epoch += 1
  })

  const retries = Retrying.schedule(reconnect, {
    isFirst: () => live === undefined,
    isLost: () => attempt === 0,
    isOver,
    isStable: () => attempt === 0 && wasStable
  })
  const lifetimes = Foreign.withoutDefects(
    "the schedule of new connections, or the transport,",
    Effect.retry(Effect.tapError(lifetime, ended), retries)
  )
  const givenUp = Effect.fnUntraced(function*(error: AmiError) {
    if (isOver()) return
    // An attempt that threw has left what it opened.
    if (live === undefined) {
      yield* closeConnection(Exit.fail(error))
      return yield* Deferred.fail(opened, error)
    }
    disconnect(live.session.epoch, error, true)
    yield* log("Error", `No new login: ${wordsOf(error)}`)
    yield* closeConnection(Exit.fail(error))
  })
  let keeper: Fiber.Fiber<unknown> | undefined

  const close = Effect.fnUntraced(function*(exit: Exit.Exit<unknown, unknown>) {
    status.set({ _tag: "Closing" })
    if (keeper !== undefined) {
      keeper.interruptUnsafe()
      const ended = yield* Effect.timeoutOption(Fiber.await(keeper), closeMargin)
      if (Option.isNone(ended)) yield* log("Error", "The transport does not stop connecting. It is left behind")
    }
    yield* closeConnection(exit)
    wakes.batch(() => {
      inbox.disconnect(
        named(lost("ClientClosed")),
        live?.session.lastMessageAt()
      )
      inbox.close()
    })
    status.set({ _tag: "Closed" })
    Deferred.doneUnsafe(opened, Exit.fail(lost("ClientClosed")))
  })
  /** Set if the client closes before its scope does. */
  let closing: Fiber.Fiber<void> | undefined
  yield* Effect.addFinalizer((exit) => closing === undefined ? close(exit) : Effect.asVoid(Fiber.await(closing)))
  // Not a child of the scope, which would wait for it: `close` stops it, and waits for a while.
  keeper = yield* Effect.forkDetach(Effect.catch(lifetimes, givenUp), { startImmediately: true })

  const decided = status.changes.pipe(
    Stream.takeUntil((state) =>
      state._tag === "Ready" || state._tag === "Closing" || state._tag === "Disconnected" && state.isFinal
    ),
    Stream.runDrain
  )
  const isReady = () => status.current()._tag === "Ready"
  // A caller that no longer waits for the client wants no connection either, though its scope may stay open.
  const ready = Effect.onInterrupt(Deferred.await(opened), () =>
    Effect.map(
      Effect.forkDetach(close(Exit.interrupt()), { startImmediately: true, uninterruptible: true }),
      (fiber) => {
        closing = fiber
      }
    ))
  return { live: yield* ready, isReady, status, inbox, meter, decided }
})

/** What logs off, and what closes a socket, have 1 s and half a second; the rest is for a busy machine. */
const closeMargin = Duration.seconds(3)

/** An epoch that was ready for less, in milliseconds, does not count as a recovery: the delays go on growing. */
const stableAfter = 60_000

const wordsOf = ({ message }: AmiError): string => AmiMessage.printable(message, longest)

/** A logger that throws must not end what it logs. */
const log = (level: "Warn" | "Error", ...message: ReadonlyArray<unknown>): Effect.Effect<void> =>
  Foreign.quietly(Effect.logWithLevel(level)(...message))

/** Words of the peer may stand in an error, between words of ours that say what to do: room for both, and no more. */
const longest = 400
