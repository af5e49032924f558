/**
 * The options of a telephone, how it handles a call, and what its user can do: plain data that `SimulatedPbx` exports.
 *
 * @since 0.2.0
 */
import type * as Duration from "effect/Duration"

/** How a telephone handles a call, in one word. */
export type Behaviour =
  | "answers"
  | "rings"
  | "busy"
  | "rejects"
  | "congested"
  | "unreachable"
  | "unregistered"
  | "manual"

/** How a telephone handles a call, step by step. */
export interface Reaction {
  /** How long until it rings (180). Defaults to 10 milliseconds; false if it does not ring. */
  readonly ringsAfter?: Duration.Input | false | undefined
  /** How long until it answers. Defaults to never. */
  readonly answersAfter?: Duration.Input | undefined
  /** How long it talks until it hangs up. Defaults to never. */
  readonly hangsUpAfter?: Duration.Input | undefined
  /** The SIP status with which it refuses, such as 486 or 603, instead of answering. */
  readonly status?: number | undefined
  /** The number that it forwards to (302), instead of answering. */
  readonly forwardsTo?: string | undefined
  /** How long until it refuses or forwards. Defaults to 10 milliseconds. */
  readonly refusesAfter?: Duration.Input | undefined
}

/** A PJSIP endpoint. */
export interface Telephone {
  /** How it handles a call. Defaults to `answers`. */
  readonly onCall?: Behaviour | Reaction | undefined
  /** The context of its calls. Defaults to `from-internal`. */
  readonly context?: string | undefined
  /** Its caller id, such as `"Alice" <101>`. Defaults to none. */
  readonly callerId?: string | undefined
  /** Its account code. Defaults to none. */
  readonly accountCode?: string | undefined
  /** Its language. Defaults to `en`. */
  readonly language?: string | undefined
  /** Variables of its channels, as `set_var` of pjsip.conf sets them. */
  readonly variables?: Readonly<Record<string, string>> | undefined
  /** The addresses that it is reached at; none until it registers. Defaults to one. */
  readonly contacts?: ReadonlyArray<string> | undefined
  /** The number of calls that makes its device busy, as `device_state_busy_at` of pjsip.conf. Defaults to never. */
  readonly busyAt?: number | undefined
  /** Its call groups: members of a pick-up group with the same number may pick up its calls. */
  readonly callGroup?: string | undefined
  /** The groups whose calls it may pick up. */
  readonly pickupGroup?: string | undefined
  /** Whether it sends audio in a call, so that Local channels are optimised away. Defaults to `true`, if it is not manual. */
  readonly talks?: boolean | undefined
}

/** A PJSIP endpoint: how it handles a call, or all its options. */
export type Endpoint = Behaviour | Telephone

/** All options of an endpoint. */
export const describe = (endpoint: Endpoint): Telephone =>
  typeof endpoint === "string" ? { onCall: endpoint } : endpoint

/** The addresses of an endpoint, unless it has registered others. */
export const ownContacts = (name: string, { contacts, onCall }: Telephone): ReadonlyArray<string> =>
  contacts ?? (onCall === "unregistered" ? [] : [`sip:${name}@127.0.0.1`])

/** The call of a telephone that a command is for: a channel, or the newest one that it fits. */
interface OfCall {
  /** The name of the endpoint. */
  readonly phone: string
  /** The channel of the call. Defaults to the newest call of this telephone that the command fits. */
  readonly channel?: string | undefined
}

/** What the user of a telephone does. */
export type Command =
  /** Calls an extension. A trunk also gives the caller id. */
  | {
    readonly command: "call"
    readonly phone: string
    readonly number: string
    readonly callerId?: { readonly number: string; readonly name?: string | undefined } | undefined
  }
  /** Rings (180). */
  | OfCall & { readonly command: "ring" }
  /** Sends early media (183). */
  | OfCall & { readonly command: "progress" }
  | OfCall & { readonly command: "answer" }
  /** Refuses a call with a SIP status, such as 486 or 603. */
  | OfCall & { readonly command: "reject"; readonly status: number }
  /** Forwards a call (302). */
  | OfCall & { readonly command: "forward"; readonly number: string }
  /** Ends a call: BYE, or CANCEL of a call that was not answered. */
  | OfCall & { readonly command: "hangUp" }
  | OfCall & { readonly command: "hold" }
  | OfCall & { readonly command: "unhold" }
  /** Starts to send audio. */
  | OfCall & { readonly command: "talk" }
  /** Starts a blind transfer (REFER). */
  | OfCall & { readonly command: "transfer"; readonly number: string }
  /** Connects two of its calls (REFER with Replaces): `channel` is the one on hold, `other` the consultation. */
  | OfCall & { readonly command: "attendedTransfer"; readonly other?: string | undefined }
  /** Takes over the call of another channel (INVITE with Replaces): ringing or connected. */
  | { readonly command: "replace"; readonly phone: string; readonly channel: string }
  /** Presses keys (RFC 4733), each for some milliseconds. */
  | OfCall & { readonly command: "press"; readonly digits: string; readonly milliseconds?: number | undefined }
  | { readonly command: "register"; readonly phone: string; readonly contact?: string | undefined }
  | { readonly command: "unregister"; readonly phone: string; readonly contact?: string | undefined }
