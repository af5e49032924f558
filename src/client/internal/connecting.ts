/**
 * From nothing to a client that is ready, and back to nothing.
 *
 * One connection is made. When it is lost, its requests fail, the subscriptions
 * end behind a `Disconnected` mark, and the status says so. A client that
 * connects again would open the next session here: status and subscriptions
 * outlive a session on purpose.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { AmiError, ConnectionLost, LoginTimeout } from "../../AmiError.ts"
import type { AmiTransport } from "../../transport/AmiTransport.ts"
import type { Buffer, Mark } from "../AmiInbox.ts"
import { type Credentials, login, logoff } from "./login.ts"
import * as Mask from "./mask.ts"
import { open, type Session } from "./session.ts"
import * as Status from "./status.ts"
import { Subscriptions } from "./subscriptions.ts"
import { Wakes } from "./wakes.ts"

export interface Settings extends Credentials {
  readonly events: Mask.EventMask
  readonly actionTimeout: Duration.Duration
  readonly loginTimeout: Duration.Duration
  readonly bootTimeout: Duration.Duration
  readonly drainTimeout: Duration.Duration
  readonly maxInFlight: number
  readonly maxQueued: number
  readonly maxListItems: number
  readonly buffer: Buffer
}

export interface Connected {
  readonly session: Session
  readonly status: Status.StatusHolder
  readonly subscriptions: Subscriptions
}

const logoffTimeout = Duration.seconds(1)

const notBooted = "Asterisk did not say in time that it has booted: it says so to accounts with `read = system`. "
  + "Set bootTimeout to 0 for an account without it"

/** Connects, logs in and waits until Asterisk has booted; the scope logs off. */
export const connect = Effect.fnUntraced(
  function*(
    transport: AmiTransport["Service"],
    settings: Settings
  ): Effect.fn.Return<Connected, AmiError, Scope.Scope> {
    const epoch = 1
    const status = Status.make()
    let connected: Mark | undefined
    const subscriptions = new Subscriptions(() => connected)
    /** Done when Asterisk has booted, and when the connection was lost. */
    const booted = Deferred.makeUnsafe<void>()
    let lost: AmiError | undefined
    const isWanted = Mask.visible(settings.events)

    const disconnected = (cause: AmiError, lastMessageAt: number | undefined, wakes: Wakes) => {
      connected = undefined
      subscriptions.mark({ _tag: "Disconnected", epoch, cause, lastMessageAt }, wakes)
      subscriptions.close(wakes)
    }
    const session: Session = yield* open(transport, {
      epoch,
      maxInFlight: settings.maxInFlight,
      maxQueued: settings.maxQueued,
      isVisible: (message, wakes) => {
        if (message.name === "FullyBooted") wakes.run(() => Deferred.doneUnsafe(booted, Exit.void))
        return isWanted(message)
      },
      sink: (items, wakes) => subscriptions.publish(items, wakes),
      onLost: (cause, lastMessageAt, wakes) => {
        lost = cause
        wakes.run(() => Deferred.doneUnsafe(booted, Exit.void))
        if (status.current()._tag === "Closing") return
        status.set({ _tag: "Disconnected", epoch, cause }, wakes)
        disconnected(cause, lastMessageAt, wakes)
      }
    })
    const { correlation, wakes } = session

    const close = Effect.fnUntraced(function*(exit: Exit.Exit<unknown, unknown>) {
      const state = status.current()._tag
      status.set({ _tag: "Closing" }, wakes)
      if (state === "Booting" || state === "Ready") {
        yield* session.drain(Exit.hasInterrupts(exit) ? Duration.zero : settings.drainTimeout)
        yield* logoff(session, logoffTimeout)
        const cause = new AmiError({ reason: new ConnectionLost({ why: "ClientClosed" }) })
        wakes.batch(() => disconnected(cause, session.lastMessageAt(), wakes))
      }
      status.set({ _tag: "Closed" }, wakes)
    })
    yield* Effect.addFinalizer(close)

    status.set({ _tag: "LoggingIn" }, wakes)
    yield* Effect.timeoutOrElse(login(session, settings, Mask.wireMask(settings.events), settings.loginTimeout), {
      duration: settings.loginTimeout,
      orElse: () => Effect.fail(new AmiError({ reason: new LoginTimeout({ username: settings.username }) }))
    })
    correlation.lenient = false
    status.set({ _tag: "Booting" }, wakes)
    const boot = yield* Effect.timeoutOption(Deferred.await(booted), settings.bootTimeout)
    if (lost !== undefined) return yield* lost
    const bootState = Option.isSome(boot) ? "booted" : "unknown"
    if (bootState === "unknown") yield* Effect.logDebug(notBooted)
    const { banner } = session
    connected = { _tag: "Connected", epoch, banner, bootState }
    status.set({ _tag: "Ready", epoch, banner, bootState }, wakes)
    return { session, status, subscriptions }
  },
  Effect.withSpan("AmiClient.connect")
)
