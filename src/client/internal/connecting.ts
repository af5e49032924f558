/**
 * From nothing to a client that is ready, and back to nothing.
 *
 * Epochs come one after the other, each with a scope of its own that is closed
 * before the next is opened; status and subscriptions outlive them. The next
 * epoch is opened whenever one is lost, unless the client does not reconnect or
 * a logoff was sent: then the subscriptions end behind a `Disconnected` mark, as
 * they do where an error says that no attempt can succeed.
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
import { AmiError, ConnectionLost } from "../../AmiError.ts"
import * as Foreign from "../../internal/foreign.ts"
import type { Identity } from "../../internal/identity.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import type { AmiTransport } from "../../transport/AmiTransport.ts"
import type { Buffer, Connected as ConnectedMark } from "../AmiInbox.ts"
import { Subscriptions } from "./inbox/subscriptions.ts"
import { type Meter, meterOf } from "./meter.ts"
import { Progress } from "./progress.ts"
import type { Destination } from "./requests/requests.ts"
import * as Retrying from "./retrying.ts"
import { type EpochOptions, establish, type Watcher } from "./session/epoch.ts"
import type { Session } from "./session/session.ts"
import { Wakes } from "./session/wakes.ts"
import * as Status from "./status.ts"

export interface Settings extends EpochOptions {
  readonly actionTimeout: Duration.Duration
  readonly buffer: Buffer
  readonly reconnect: Retrying.Policy
}

export interface Connected extends Destination {
  readonly status: Status.StatusHolder
  readonly subscriptions: Subscriptions
  readonly meter: Meter
}

/** Connects, logs in and waits until Asterisk has booted; the scope logs off. */
export const connect = Effect.fnUntraced(function*(
  transport: AmiTransport["Service"],
  settings: Settings,
  { name, named }: Identity
): Effect.fn.Return<Connected, AmiError, Scope.Scope> {
  const meter = meterOf(yield* Effect.context<never>())
  const status = Status.make(name)
  const client = name === undefined ? {} : { client: name }
  let connected: ConnectedMark | undefined
  let current: Session | undefined
  /** Whether there will be no other epoch. */
  let isLast = false
  const clock = yield* Clock.Clock
  const now = () => Number(clock.monotonicTimeNanosUnsafe()) / 1e6
  const subscriptions = new Subscriptions(() => connected, now, {
    dropped: (subscription) => meter.dropped(subscription),
    gap: (reason) => meter.gap(reason),
    of: client
  })
  const progress = new Progress(now, settings.reconnect.first)
  const live = {
    state: status.current,
    inFlight: () => current?.correlation.inFlight ?? 0,
    queued: () => current?.correlation.queued ?? 0,
    heard: () => current?.bytesRead() ?? 0
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => meter.clients.add(live)),
    () => Effect.sync(() => meter.clients.delete(live))
  )

  const disconnected = (cause: AmiError, lastMessageAt: number | undefined, wakes: Wakes) => {
    if (connected === undefined) return
    subscriptions.mark(
      { _tag: "Disconnected", epoch: connected.epoch, cause: named(cause), lastMessageAt, ...client },
      wakes
    )
    connected = undefined
  }
  const watcher = (epoch: number): Watcher => ({
    meter,
    onState: status.set,
    onReady: (ready, session) => {
      const mark = { ...ready, ...client }
      current = session
      connected = mark
      subscriptions.mark(mark, session.wakes)
      status.set({ ...ready, _tag: "Ready" }, session.wakes)
    },
    onUnbooted: (waited) => progress.unbooted(waited),
    subscribers: subscriptions,
    // What comes before the `Connected` mark belongs to the time that nobody can tell about.
    sink: (items, wakes) => {
      if (connected?.epoch !== epoch) return
      meter.totals.received += items.length
      subscriptions.publish(items, wakes)
    },
    onMissed: (gap, wakes) => {
      if (connected?.epoch !== epoch) return
      meter.gap(gap.reason)
      if (gap.dropped !== "unknown") meter.dropped("transport", gap.dropped)
      subscriptions.mark({ ...gap, ...client }, wakes)
    },
    onLost: (cause, lastMessageAt, wakes) => {
      if (status.current()._tag === "Closing") return
      // Lost before it was ready, an epoch was seen by nobody, and whoever opens it decides what follows.
      const wasReady = connected?.epoch === epoch
      const isFinal = wasReady &&
        (Foreign.isDefect(cause) || !settings.reconnect.isOn || current?.isLeaving() !== false)
      isLast ||= isFinal
      status.set({ _tag: "Disconnected", epoch, cause: named(cause), isFinal }, wakes)
      disconnected(cause, lastMessageAt, wakes)
      if (isFinal) subscriptions.close(wakes)
    }
  })

  // One scope for all epochs, opened before there is a finalizer: else those of later epochs would be closed before `close`
  // has said so, and has stopped what would make another.
  const epochs = yield* Scope.fork(yield* Effect.scope)
  let own = epochs
  /** A transport that never finishes closing is left behind: nothing else may wait for it. */
  const closeOwn = Effect.fnUntraced(function*(exit: Exit.Exit<unknown, unknown>) {
    const closing = yield* Effect.forkDetach(Scope.close(own, exit), { startImmediately: true, uninterruptible: true })
    const closed = yield* Effect.timeoutOption(Fiber.await(closing), Duration.sum(settings.drainTimeout, closeMargin))
    if (Option.isNone(closed)) {
      return yield* log("Error", "The transport does not close its connection. It is left behind")
    }
    if (Exit.isFailure(closed.value)) {
      yield* log("Error", "The transport failed to close its connection", closed.value.cause)
    }
  })
  const begin = Effect.fnUntraced(function*(epoch: number, attempt: number, cause: AmiError | undefined) {
    own = yield* Scope.fork(epochs)
    status.set({ _tag: "Connecting", attempt, cause: cause && named(cause) }, new Wakes(ignore))
    return yield* Scope.provide(establish(transport, epoch, settings, watcher(epoch)), own)
  })
  /** Attempts at an epoch, one each time it is run. What one that failed has left is closed, whether or not another follows. */
  const attempts = (epoch: number, loss?: AmiError) => {
    let count = 0
    let cause = loss
    return Effect.tapError(Effect.suspend(() => begin(epoch, ++count, cause)), (error) => {
      cause = error
      return Effect.andThen(
        closeOwn(Exit.fail(error)),
        Effect.suspend(() => progress.failed(count, error))
      )
    })
  }
  let row = yield* surviving(Retrying.begin(settings.reconnect))
  const first = yield* surviving(settings.reconnect.first ? row.until(attempts(1)) : attempts(1))
  yield* progress.connected(1)

  /** Opens the next epoch whenever one ends that has a next, until it cannot be opened. */
  const keepConnected = Effect.gen(function*() {
    let { lost, session: { epoch } } = first
    while (true) {
      const [lived, cause] = yield* Effect.timed(Deferred.await(lost))
      if (isLast) {
        if (!current?.isLeaving()) yield* log("Error", `${wordsOf(cause)}. The client has ended`)
        // A connection that was given up, because it is silent or by a defect, would stay open until the client is closed.
        return yield* closeOwn(Exit.fail(cause))
      }
      meter.reconnect(cause)
      progress.lost()
      yield* log("Warn", `${wordsOf(cause)}. Logging in again`)
      yield* closeOwn(Exit.fail(cause))
      epoch += 1
      if (!Duration.isLessThan(lived, stableAfter)) row = yield* Retrying.begin(settings.reconnect)
      yield* row.pause(cause)
      lost = (yield* row.until(attempts(epoch, cause))).lost
      yield* progress.connected(epoch)
    }
  })
  const giveUp = (cause: AmiError) =>
    Effect.suspend(() => {
      const wakes = new Wakes(ignore)
      isLast = true
      status.set({ _tag: "Disconnected", epoch: current?.epoch ?? 0, cause: named(cause), isFinal: true }, wakes)
      disconnected(cause, current?.lastMessageAt(), wakes)
      subscriptions.close(wakes)
      return log("Error", `No new login: ${wordsOf(cause)}`)
    })
  const keeper = yield* Effect.forkScoped(Effect.catch(surviving(keepConnected), giveUp))

  const close = Effect.fnUntraced(function*(exit: Exit.Exit<unknown, unknown>) {
    const wakes = new Wakes(ignore)
    status.set({ _tag: "Closing" }, wakes)
    yield* Fiber.interrupt(keeper)
    yield* closeOwn(exit)
    const cause = new AmiError({ reason: new ConnectionLost({ why: "ClientClosed" }) })
    wakes.batch(() => {
      disconnected(cause, current?.lastMessageAt(), wakes)
      subscriptions.close(wakes)
    })
    status.set({ _tag: "Closed" }, wakes)
  })
  yield* Effect.addFinalizer(close)
  const decided = status.changes.pipe(
    Stream.takeUntil((state) =>
      state._tag === "Ready" || state._tag === "Closing" || state._tag === "Disconnected" && state.isFinal
    ),
    Stream.runDrain
  )
  const isReady = () => status.current()._tag === "Ready"
  return { current: () => current ?? first.session, isReady, status, subscriptions, meter, decided }
})

/** What logs off, and what closes a socket, have 1 s and half a second; the rest is for a busy machine. */
const closeMargin = Duration.seconds(3)

const ignore = () => undefined

/** A schedule and a transport may be the caller's: what they throw is told as an error. */
const surviving = <A, R>(effect: Effect.Effect<A, AmiError, R>) =>
  Foreign.withoutDefects("the schedule of new connections, or the transport,", effect)

const wordsOf = ({ message }: AmiError): string => AmiMessage.printable(message, longest)

/** A logger that throws must not end what it is told of. */
const log = (level: "Debug" | "Warn" | "Error", ...message: ReadonlyArray<unknown>): Effect.Effect<void> =>
  Foreign.quietly(Effect.logWithLevel(level)(...message))

/** An epoch that was ready for less does not count as a recovery: the delays go on growing. */
const stableAfter = Duration.seconds(60)

/** Words of the peer may stand in an error, between words of ours that say what to do: room for both, and no more. */
const longest = 400
