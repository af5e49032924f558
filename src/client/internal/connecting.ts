/**
 * From nothing to a client that is ready, and back to nothing.
 *
 * Epochs come one after the other, each with a scope of its own that is closed
 * before the next is opened; status and subscriptions outlive them. The next
 * epoch is opened where Asterisk has forgotten an HTTP session, or nothing
 * answered any more; every other loss of a connection ends the subscriptions
 * behind a `Disconnected` mark.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import { AmiError, ConnectionLost } from "../../AmiError.ts"
import type { AmiTransport } from "../../transport/AmiTransport.ts"
import type { Buffer, Connected as ConnectedMark } from "../AmiInbox.ts"
import { type EpochOptions, establish, type Watcher } from "./epoch.ts"
import type { Session } from "./session.ts"
import * as Status from "./status.ts"
import { Subscriptions } from "./subscriptions.ts"
import { Wakes } from "./wakes.ts"

export interface Settings extends EpochOptions {
  readonly actionTimeout: Duration.Duration
  readonly maxListItems: number
  readonly buffer: Buffer
}

export interface Connected {
  /** The session of the last epoch that was ready; it refuses actions once its connection is lost. */
  readonly current: () => Session
  readonly status: Status.StatusHolder
  readonly subscriptions: Subscriptions
}

/** Connects, logs in and waits until Asterisk has booted; the scope logs off. */
export const connect = Effect.fnUntraced(function*(
  transport: AmiTransport["Service"],
  settings: Settings
): Effect.fn.Return<Connected, AmiError, Scope.Scope> {
  const scope = yield* Effect.scope
  const status = Status.make()
  let connected: ConnectedMark | undefined
  let current: Session | undefined
  const subscriptions = new Subscriptions(() => connected)

  const disconnected = (cause: AmiError, lastMessageAt: number | undefined, wakes: Wakes) => {
    if (connected === undefined) return
    subscriptions.mark({ _tag: "Disconnected", epoch: connected.epoch, cause, lastMessageAt }, wakes)
    connected = undefined
  }
  const watcher = (epoch: number): Watcher => ({
    onState: status.set,
    onReady: (mark, session) => {
      current = session
      connected = mark
      subscriptions.mark(mark, session.wakes)
      status.set({ ...mark, _tag: "Ready" }, session.wakes)
    },
    // What comes before the `Connected` mark belongs to the time that nobody can tell about.
    sink: (items, wakes) => {
      if (connected?.epoch === epoch) subscriptions.publish(items, wakes)
    },
    onMissed: (reason, lastSeq, wakes) => {
      if (connected?.epoch !== epoch) return
      subscriptions.mark({ _tag: "Gap", epoch, dropped: "unknown", reason, firstSeq: lastSeq + 1, lastSeq }, wakes)
    },
    onLost: (cause, lastMessageAt, wakes) => {
      if (status.current()._tag === "Closing") return
      // Lost before it was ready, an epoch was seen by nobody, and whoever opens it decides what follows.
      const wasReady = connected?.epoch === epoch
      status.set({ _tag: "Disconnected", epoch, cause }, wakes)
      disconnected(cause, lastMessageAt, wakes)
      if (wasReady && !isResumed(cause)) subscriptions.close(wakes)
    }
  })

  let own = yield* Scope.fork(scope)
  const begin = (epoch: number) => Scope.provide(establish(transport, epoch, settings, watcher(epoch)), own)
  const beginAnew = Effect.fnUntraced(function*(epoch: number) {
    own = yield* Scope.fork(scope)
    status.set({ _tag: "Connecting" }, new Wakes())
    return yield* Effect.onError(begin(epoch), (cause) => Scope.close(own, Exit.failCause(cause)))
  })
  const first = yield* begin(1)

  /** Opens the next epoch whenever one ends that has a next, until it cannot be opened. */
  const keepConnected = Effect.gen(function*() {
    let { lost, session: { epoch } } = first
    let shortLived = 0
    while (true) {
      const [lived, cause] = yield* Effect.timed(Deferred.await(lost))
      if (!isResumed(cause)) return
      yield* Effect.logWarning(`${cause.message}. Logging in again`)
      yield* Scope.close(own, Exit.fail(cause))
      epoch += 1
      shortLived = Duration.isLessThan(lived, stableAfter) ? shortLived + 1 : 0
      // The first new login comes at once; whoever loses each session soon must not log in without end.
      if (shortLived > 1) yield* Effect.sleep(yield* delayOf(shortLived - 2))
      lost = (yield* Effect.retry(beginAnew(epoch), { while: mayPass, schedule: backoff })).lost
    }
  }).pipe(
    Effect.tapError((error) => Effect.logError(`No new login: ${error.message}`)),
    Effect.catch((cause) =>
      Effect.sync(() => {
        const wakes = new Wakes()
        status.set({ _tag: "Disconnected", epoch: current?.epoch ?? 0, cause }, wakes)
        subscriptions.close(wakes)
      })
    )
  )
  const keeper = yield* Effect.forkScoped(keepConnected)

  const close = Effect.fnUntraced(function*(exit: Exit.Exit<unknown, unknown>) {
    const wakes = new Wakes()
    status.set({ _tag: "Closing" }, wakes)
    yield* Fiber.interrupt(keeper)
    yield* Scope.close(own, exit)
    const cause = new AmiError({ reason: new ConnectionLost({ why: "ClientClosed" }) })
    wakes.batch(() => {
      disconnected(cause, current?.lastMessageAt(), wakes)
      subscriptions.close(wakes)
    })
    status.set({ _tag: "Closed" }, wakes)
  })
  yield* Effect.addFinalizer(close)
  return { current: () => current ?? first.session, status, subscriptions }
})

/** The ends of a connection behind which the client logs in again by itself. */
const resumed: ReadonlySet<string> = /*#__PURE__*/ new Set(["SessionExpired", "SessionStolen", "Unreachable"])

const isResumed = ({ reason }: AmiError): boolean => reason._tag === "ConnectionLost" && resumed.has(reason.why)

/** While Asterisk starts, its HTTP server answers 404 for a moment, which says nothing of the address then. */
const mayPass = (error: AmiError): boolean => error.isRetryable || error.reason._tag === "NotAmi"

/** An epoch that was ready for less does not count as a recovery: the delays go on growing. */
const stableAfter = Duration.seconds(60)
const floor = Duration.millis(100)
/** Asterisk keeps an HTTP session for a minute, and an account may allow only one. */
const floorInUse = Duration.seconds(5)
const ceiling = Duration.seconds(30)

/** Full jitter, so that clients that lost the same server do not come back together. */
const delayOf = (attempt: number, atLeast: Duration.Duration = floor): Effect.Effect<Duration.Duration> =>
  Effect.map(
    Random.next,
    (random) =>
      Duration.max(atLeast, Duration.times(Duration.min(Duration.millis(250 * 2 ** attempt), ceiling), random))
  )

const backoff = Schedule.forever.pipe(
  Schedule.setInputType<AmiError>(),
  Schedule.modifyDelay(({ attempt, input: { reason } }) =>
    delayOf(
      attempt - 1,
      reason._tag === "LoginRejected" && reason.message === "Login Already In Use" ? floorInUse : floor
    )
  )
)
