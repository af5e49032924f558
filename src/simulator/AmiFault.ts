/**
 * What may go wrong between a client and Asterisk, on demand.
 *
 * `simulator.fault` starts one; it lasts until it is removed, or for a number of times. Each of them was seen on real
 * servers, networks or proxies, or is what an older or newer release does.
 *
 * @since 0.2.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { Header } from "../protocol/AmiMessage.ts"

/**
 * Which answers a fault is about: those of one action, or of every action.
 *
 * @category models
 * @since 0.2.0
 */
export interface OfAction {
  /** The name of the action, in any case. Defaults to every action. */
  readonly action?: string | undefined
}

/**
 * A fault.
 *
 * @category models
 * @since 0.2.0
 */
export type Fault =
  | { readonly _tag: "Fragments"; readonly bytes: number }
  | ({ readonly _tag: "Latency"; readonly duration: Duration.Input } & OfAction)
  | { readonly _tag: "Silence" }
  | ({ readonly _tag: "Drop" } & OfAction)
  | { readonly _tag: "HalfOpen" }
  | ({ readonly _tag: "Reset" } & OfAction)
  | ({ readonly _tag: "Duplicate" } & OfAction)
  | ({ readonly _tag: "Reorder" } & OfAction)
  | { readonly _tag: "LoginRefused"; readonly message: string }
  | { readonly _tag: "ShuttingDown" }
  | { readonly _tag: "AuthLimit" }
  | { readonly _tag: "SlowReader" }
  | ({ readonly _tag: "EndlessList" } & OfAction)
  | ({
    readonly _tag: "BrokenList"
    readonly message: string
    readonly after: number
    readonly completes: boolean
  } & OfAction)
  | ({ readonly _tag: "UnknownEvents"; readonly headers: ReadonlyArray<Header> } & OfAction)
  | { readonly _tag: "UnknownHeaders"; readonly headers: ReadonlyArray<Header> }
  | { readonly _tag: "MissingHeaders"; readonly headers: ReadonlyArray<string>; readonly of?: string | undefined }

/**
 * How long a fault lasts.
 *
 * @category models
 * @since 0.2.0
 */
export interface Lasting {
  /** How many times it happens. Defaults to any number, until it is removed. */
  readonly times?: number | undefined
  /** The number of the session that it happens to, as in `ReceivedAction`. Defaults to all. */
  readonly session?: number | undefined
}

/**
 * A fault that was started.
 *
 * @category models
 * @since 0.2.0
 */
export interface Active {
  /** Ends it. */
  readonly remove: Effect.Effect<void>
  /** How many times it happened. */
  readonly hits: Effect.Effect<number>
}

/**
 * What the server writes arrives in pieces of `bytes` bytes. Defaults to 1.
 *
 * **Details**
 *
 * A message then ends in the middle of a read, and so does a line, a CR LF and a character of several bytes. Over HTTP it
 * does nothing.
 *
 * **Example** (Cutting after each byte)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.fragments() // => { _tag: "Fragments", bytes: 1 }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const fragments = (options: { readonly bytes?: number | undefined } = {}): Fault => ({
  _tag: "Fragments",
  bytes: options.bytes ?? 1
})

/**
 * Everything arrives later, in order. With `action`, only the answers of that action take longer.
 *
 * **Details**
 *
 * An action that takes long holds up its session, events included, as in Asterisk.
 *
 * **Example** (Making the network slow)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.latency({ duration: "1 second" }) // => { _tag: "Latency", duration: "1 second" }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const latency = (options: { readonly duration: Duration.Input } & OfAction): Fault => ({
  _tag: "Latency",
  ...options
})

/**
 * The server accepts connections and reads, but never writes anything, not even its banner.
 *
 * **Details**
 *
 * What it would have written while this lasts is lost. Requests over HTTP are not answered.
 *
 * @category constants
 * @since 0.2.0
 */
export const silence: Fault = { _tag: "Silence" }

/**
 * An action is executed, but never answered.
 *
 * **Details**
 *
 * Its events come as usual. A request over HTTP is not answered.
 *
 * **Example** (Losing the answer of a call)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.drop({ action: "Originate" }) // => { _tag: "Drop", action: "Originate" }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const drop = (options: OfAction = {}): Fault => ({ _tag: "Drop", ...options })

/**
 * The sessions that are open now are dead, but their clients do not notice.
 *
 * **Details**
 *
 * It is as if the server or a firewall had lost power: what clients send is ignored and nothing comes, while new connections
 * work. When the fault is removed, the dead connections end. Over HTTP it does nothing.
 *
 * @category constants
 * @since 0.2.0
 */
export const halfOpen: Fault = { _tag: "HalfOpen" }

/**
 * The connection is reset in the middle of an answer.
 *
 * **Details**
 *
 * Over TCP the client sees `ECONNRESET`. Over HTTP it does nothing.
 *
 * **Example** (Losing the connection during a list)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.reset({ action: "QueueStatus" }) // => { _tag: "Reset", action: "QueueStatus" }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const reset = (options: OfAction = {}): Fault => ({ _tag: "Reset", ...options })

/**
 * An answer comes twice.
 *
 * **Details**
 *
 * `ModuleLoad` without a `Module` does so, and so do proxies.
 *
 * **Example** (Answering each ping twice)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.duplicate({ action: "Ping" }) // => { _tag: "Duplicate", action: "Ping" }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const duplicate = (options: OfAction = {}): Fault => ({ _tag: "Duplicate", ...options })

/**
 * An answer comes after the next one.
 *
 * **Details**
 *
 * Asterisk answers in order, but a proxy with several connections may not. The answer waits until the session sends another
 * request. Over HTTP it does nothing.
 *
 * **Example** (Answering a ping late)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.reorder({ action: "Ping" }) // => { _tag: "Reorder", action: "Ping" }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const reorder = (options: OfAction = {}): Fault => ({ _tag: "Reorder", ...options })

/**
 * Logins are refused although name and secret are right. Defaults to "Authentication failed".
 *
 * **Details**
 *
 * As when the account was changed, or an address is not permitted. HTTP digests are still accepted.
 *
 * **Example** (Refusing an account that is in use)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.loginRefused({ message: "Login Already In Use" }) // => { _tag: "LoginRefused", message: "Login Already In Use" }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const loginRefused = (options: { readonly message?: string | undefined } = {}): Fault => ({
  _tag: "LoginRefused",
  message: options.message ?? "Authentication failed"
})

/**
 * Every action is answered `Asterisk is shutting down`, logins too.
 *
 * **Details**
 *
 * As after `core stop gracefully` while there are calls.
 *
 * @category constants
 * @since 0.2.0
 */
export const shuttingDown: Fault = { _tag: "ShuttingDown" }

/**
 * New connections are closed without a banner.
 *
 * **Details**
 *
 * As when `authlimit` connections have not logged in yet. Over HTTP it does nothing.
 *
 * @category constants
 * @since 0.2.0
 */
export const authLimit: Fault = { _tag: "AuthLimit" }

/**
 * The connection ends in the middle of a line of the next event.
 *
 * **Details**
 *
 * As when the client did not read for longer than `writetimeout`. Over HTTP it does nothing.
 *
 * @category constants
 * @since 0.2.0
 */
export const slowReader: Fault = { _tag: "SlowReader" }

/**
 * A list comes without its completion.
 *
 * **Details**
 *
 * Some modules forget it when an item fails.
 *
 * **Example** (Leaving a list without its end)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.endlessList({ action: "Status" }) // => { _tag: "EndlessList", action: "Status" }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const endlessList = (options: OfAction = {}): Fault => ({ _tag: "EndlessList", ...options })

/**
 * An error comes in the middle of a list.
 *
 * **Details**
 *
 * `PJSIPShowEndpoint` does so for an endpoint whose transport does not exist.
 *
 * **Example** (Failing at the start of a list)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.brokenList({ action: "PJSIPShowEndpoint", after: 0 })._tag // => "BrokenList"
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const brokenList = (options: OfAction & {
  readonly message?: string | undefined
  /** After how many items. Defaults to 1. */
  readonly after?: number | undefined
  /** Whether the rest of the list comes nevertheless. Defaults to `false`. */
  readonly completes?: boolean | undefined
} = {}): Fault => ({
  _tag: "BrokenList",
  action: options.action,
  message: options.message ?? "Unable to send list",
  after: options.after ?? 1,
  completes: options.completes ?? false
})

/**
 * An event that no release has yet comes before each answer.
 *
 * **Details**
 *
 * The event has the class `system`, unless its headers say otherwise.
 *
 * **Example** (Raising an event of a module of your own)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.unknownEvents({ headers: [["Event", "Gadget"], ["Privilege", "user,all"]] })._tag // => "UnknownEvents"
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const unknownEvents = (
  options: OfAction & { readonly headers?: ReadonlyArray<Header> | undefined } = {}
): Fault => ({
  _tag: "UnknownEvents",
  action: options.action,
  headers: options.headers ?? [["Event", "FutureEvent"], ["Privilege", "system,all"], ["Future", "1"]]
})

/**
 * Every message ends with a header that no release has yet.
 *
 * **Details**
 *
 * As later releases add them.
 *
 * **Example** (Adding a header of a later release)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.unknownHeaders() // => { _tag: "UnknownHeaders", headers: [["FutureHeader", "1"]] }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const unknownHeaders = (options: { readonly headers?: ReadonlyArray<Header> | undefined } = {}): Fault => ({
  _tag: "UnknownHeaders",
  headers: options.headers ?? [["FutureHeader", "1"]]
})

/**
 * Headers of these names are left out, as by releases that do not have them yet. With `of`, only that event lacks them.
 *
 * **Details**
 *
 * The first header of a message is never left out.
 *
 * **Example** (Speaking as an older app_queue)
 *
 * ```ts import.meta.vitest
 * import { AmiFault } from "effect-ami/simulator"
 *
 * AmiFault.missingHeaders({ headers: ["LoginTime"], of: "QueueMember" })._tag // => "MissingHeaders"
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const missingHeaders = (
  options: { readonly headers: ReadonlyArray<string>; readonly of?: string | undefined }
): Fault => ({ _tag: "MissingHeaders", ...options })
