/**
 * One epoch of a client: a connection that is logged in, until it is lost or its scope logs off.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type AmiError, LoginTimeout } from "../../../AmiError.ts"
import { fail } from "../../../internal/failing.ts"
import { isDefect } from "../../../internal/foreign.ts"
import * as Mask from "../../../internal/mask.ts"
import * as Spans from "../../../internal/spans.ts"
import type { AmiTransport } from "../../../transport/AmiTransport.ts"
import type { Progress } from "../progress.ts"
import type { StatusHolder } from "../status.ts"
import * as KeepAlive from "./keepAlive.ts"
import { type Credentials, login, logoff } from "./login.ts"
import { open, type Session, type SessionOptions, supervised } from "./session.ts"

export interface EpochOptions extends Credentials, KeepAlive.KeepAliveOptions {
  readonly events: Mask.EventMask
  readonly loginTimeout: Duration.Duration
  readonly bootTimeout: Duration.Duration
  readonly drainTimeout: Duration.Duration
  readonly maxInFlight: number
  readonly maxQueued: number
}

/** The client that an epoch is one of. */
export interface Client extends Pick<SessionOptions, "inbox" | "meter" | "onLost" | "wakes"> {
  readonly status: StatusHolder
  readonly progress: Progress
  /** Called when Asterisk takes actions; what comes from here on is shown to subscribers. */
  readonly onReady: (session: Session, bootState: "booted" | "unknown") => void
}

const logoffTimeout = Duration.seconds(1)

/** Connects, logs in and waits until Asterisk has booted; the scope logs off. */
export const establish = Effect.fnUntraced(
  function*(
    transport: AmiTransport["Service"],
    epoch: number,
    options: EpochOptions,
    client: Client
  ): Effect.fn.Return<Session, AmiError, Scope.Scope> {
    const { progress, status } = client
    const { maxInFlight, maxQueued } = options
    const session = yield* open(transport, { ...client, epoch, maxInFlight, maxQueued })

    let isLoggedIn = false
    yield* Effect.addFinalizer((exit) =>
      !isLoggedIn || session.loss() !== undefined
        ? Effect.void
        : session.drain(Exit.hasInterrupts(exit) ? Duration.zero : options.drainTimeout).pipe(
          Effect.andThen(logoff(session, logoffTimeout))
        )
    )

    status.set({ _tag: "LoggingIn" })
    yield* Effect.timeoutOrElse(login(session, options, Mask.wireMask(options.events), options.loginTimeout), {
      duration: options.loginTimeout,
      orElse: () => fail(new LoginTimeout({ username: options.username }))
    }).pipe(
      // A connection that was lost by a defect would be lost again: that says more than the login that it has cut off.
      Effect.mapError((error) => {
        const loss = session.loss()
        return loss !== undefined && isDefect(loss) ? loss : error
      })
    )
    isLoggedIn = true
    session.correlation.lenient = false
    status.set({ _tag: "Booting" })
    // FullyBooted answers a Login (manager.c, action_login). A session that its connection has authenticated hears of a
    // boot that is still to come, and never of one that was, so nothing waits for it.
    const waits = session.authenticate === undefined
    const boot = waits
      ? yield* Effect.timeoutOption(Deferred.await(session.booted), options.bootTimeout)
      : Option.none()
    const bootState = Option.isSome(boot) ? "booted" : "unknown"
    if (waits && bootState === "unknown" && Duration.isPositive(options.bootTimeout)) {
      yield* progress.unbooted(options.bootTimeout)
    }
    // In one step, so that no loss can come between the look and the word.
    yield* Effect.suspend(() => {
      const loss = session.loss()
      if (loss !== undefined) return Effect.fail(loss)
      client.onReady(session, bootState)
      return Effect.void
    })
    if (!session.noticesSilence && Duration.isFinite(options.pingInterval)) {
      yield* Effect.forkScoped(
        supervised("the keep-alive", KeepAlive.watch(session, options, client.meter), session.abort)
      )
    }
    return session
  },
  (connecting) => Spans.within("AmiClient.connect", {}, undefined, connecting)
)
