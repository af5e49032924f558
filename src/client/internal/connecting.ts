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
import { AmiError, ConnectionLost } from "../../AmiError.ts"
import type { AmiTransport } from "../../transport/AmiTransport.ts"
import type { Buffer, Received } from "../AmiInbox.ts"
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
    const subscriptions = new Subscriptions(() => {
      const state = status.current()
      return state._tag === "Ready" ? { ...state, _tag: "Connected" } : undefined
    })
    const booted = Deferred.makeUnsafe<void>()
    const isVisible = Mask.visible(settings.events)

    const sink = (items: ReadonlyArray<Received>, wakes: Wakes) => {
      if (!Deferred.isDoneUnsafe(booted) && items.some(({ message }) => message.name === "FullyBooted")) {
        wakes.run(() => Deferred.doneUnsafe(booted, Exit.void))
      }
      subscriptions.publish(settings.events === "on" ? items : items.filter(({ message }) => isVisible(message)), wakes)
    }
    const session: Session = yield* open(transport, {
      epoch,
      maxInFlight: settings.maxInFlight,
      maxQueued: settings.maxQueued,
      sink,
      onLost: (cause, wakes) => {
        if (status.current()._tag === "Closing") return
        status.set({ _tag: "Disconnected", epoch, cause }, wakes)
        disconnected(cause, wakes)
      }
    })
    const { correlation, wakes } = session
    const disconnected = (cause: AmiError, wakes: Wakes) => {
      subscriptions.mark({ _tag: "Disconnected", epoch, cause, lastMessageAt: session.lastMessageAt() }, wakes)
      subscriptions.close(wakes)
    }

    const close = Effect.fnUntraced(function*(exit: Exit.Exit<unknown, unknown>) {
      const wasReady = status.current()._tag === "Ready"
      status.set({ _tag: "Closing" }, wakes)
      if (wasReady) {
        yield* session.drain(Exit.hasInterrupts(exit) ? Duration.zero : settings.drainTimeout)
        yield* logoff(session, logoffTimeout)
        disconnected(new AmiError({ reason: new ConnectionLost({ why: "ClientClosed" }) }), wakes)
      }
      status.set({ _tag: "Closed" }, wakes)
    })
    yield* Effect.addFinalizer(close)

    status.set({ _tag: "LoggingIn" }, wakes)
    yield* login(session, settings, Mask.wireMask(settings.events), settings.loginTimeout)
    correlation.lenient = false
    status.set({ _tag: "Booting" }, wakes)
    const boot = yield* Effect.timeoutOption(Deferred.await(booted), settings.bootTimeout)
    const bootState = Option.isSome(boot) ? "booted" : "unknown"
    if (bootState === "unknown") yield* Effect.logDebug(notBooted)
    status.set({ _tag: "Ready", epoch, banner: session.banner, bootState }, wakes)
    return { session, status, subscriptions }
  },
  Effect.withSpan("AmiClient.connect")
)
