/**
 * One epoch of a client: a connection that is logged in, until it is lost or its scope logs off.
 *
 * Whoever opens an epoch is told in the step in which they happen: that it is
 * ready, what it received, and that its connection was lost.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { AmiError, LoginTimeout } from "../../../AmiError.ts"
import { isDefect } from "../../../internal/foreign.ts"
import * as Mask from "../../../internal/mask.ts"
import type { AmiTransport } from "../../../transport/AmiTransport.ts"
import type { Connected } from "../../AmiInbox.ts"
import type { State } from "../../AmiStatus.ts"
import * as KeepAlive from "./keepAlive.ts"
import { type Credentials, login, logoff } from "./login.ts"
import { open, type Session, type SessionOptions, supervised } from "./session.ts"
import type { Wakes } from "./wakes.ts"

export interface EpochOptions extends Credentials, KeepAlive.KeepAliveOptions {
  readonly events: Mask.EventMask
  readonly loginTimeout: Duration.Duration
  readonly bootTimeout: Duration.Duration
  readonly drainTimeout: Duration.Duration
  readonly maxInFlight: number
  readonly maxQueued: number
}

/** Who is told of an epoch. */
export interface Watcher extends Pick<SessionOptions, "sink" | "subscribers" | "onMissed" | "onLost" | "meter"> {
  readonly onState: (state: State, wakes: Wakes) => void
  readonly onReady: (mark: Connected, session: Session) => void
  /** Asterisk did not say in this time that it has booted. */
  readonly onUnbooted: (waited: Duration.Duration) => Effect.Effect<void>
}

export interface Epoch {
  readonly session: Session
  /** Done when the connection is lost. */
  readonly lost: Deferred.Deferred<AmiError>
}

const logoffTimeout = Duration.seconds(1)

/** Connects, logs in and waits until Asterisk has booted; the scope logs off. */
export const establish = Effect.fnUntraced(
  function*(
    transport: AmiTransport["Service"],
    epoch: number,
    options: EpochOptions,
    watcher: Watcher
  ): Effect.fn.Return<Epoch, AmiError, Scope.Scope> {
    const lost = Deferred.makeUnsafe<AmiError>()
    let loss: AmiError | undefined
    /** Done when Asterisk has booted, and when the connection was lost. */
    const booted = Deferred.makeUnsafe<void>()
    const isWanted = Mask.visible(options.events)
    const session = yield* open(transport, {
      ...watcher,
      epoch,
      maxInFlight: options.maxInFlight,
      maxQueued: options.maxQueued,
      isVisible: (message, wakes) => {
        if (message.name === "FullyBooted") wakes.run(() => Deferred.doneUnsafe(booted, Exit.void))
        return isWanted(message)
      },
      onLost: (cause, lastMessageAt, wakes) => {
        loss = cause
        wakes.run(() => Deferred.doneUnsafe(booted, Exit.void))
        watcher.onLost(cause, lastMessageAt, wakes)
        wakes.run(() => Deferred.doneUnsafe(lost, Exit.succeed(cause)))
      }
    })
    const { wakes } = session

    let isLoggedIn = false
    yield* Effect.addFinalizer((exit) =>
      !isLoggedIn || loss !== undefined
        ? Effect.void
        : session.drain(Exit.hasInterrupts(exit) ? Duration.zero : options.drainTimeout).pipe(
          Effect.andThen(logoff(session, logoffTimeout))
        )
    )

    watcher.onState({ _tag: "LoggingIn" }, wakes)
    yield* Effect.timeoutOrElse(login(session, options, Mask.wireMask(options.events), options.loginTimeout), {
      duration: options.loginTimeout,
      orElse: () => Effect.fail(new AmiError({ reason: new LoginTimeout({ username: options.username }) }))
    }).pipe(
      // A connection that was lost by a defect would be lost again: that says more than the login that it has cut off.
      Effect.mapError((error) => loss !== undefined && isDefect(loss) ? loss : error)
    )
    isLoggedIn = true
    session.correlation.lenient = false
    watcher.onState({ _tag: "Booting" }, wakes)
    // FullyBooted answers a Login (manager.c, action_login). A session that its connection has authenticated hears of a
    // boot that is still to come, and never of one that was, so nothing waits for it.
    const boot = session.authenticate === undefined
      ? yield* Effect.timeoutOption(Deferred.await(booted), options.bootTimeout)
      : Option.none()
    const bootState = Option.isSome(boot) ? "booted" : "unknown"
    const isUnbooted = bootState === "unknown" && session.authenticate === undefined
    if (isUnbooted && Duration.isPositive(options.bootTimeout)) yield* watcher.onUnbooted(options.bootTimeout)
    // In one step, so that no loss can come between the look and the word.
    yield* Effect.suspend(() => {
      if (loss !== undefined) return Effect.fail(loss)
      watcher.onReady({ _tag: "Connected", epoch, banner: session.banner, bootState }, session)
      return Effect.void
    })
    if (!session.noticesSilence && Duration.isFinite(options.pingInterval)) {
      yield* Effect.forkScoped(
        supervised("the keep-alive", KeepAlive.watch(session, options, watcher.meter), session.abort)
      )
    }
    return { session, lost }
  },
  Effect.withSpan("AmiClient.connect")
)
