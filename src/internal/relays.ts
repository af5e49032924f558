/**
 * A client that carries the actions of others: what one connection to Asterisk needs to serve several clients.
 *
 * An action keeps the ActionID that it has there, so everything that Asterisk writes about it, later events too, is as its
 * client expects it. All that Asterisk says is handed over in the step in which it arrives, so that answers and events keep
 * their order.
 *
 * @since 0.2.0
 */
import type { Item } from "../client/AmiInbox.ts"
import type { AmiMessage, Header } from "../protocol/AmiMessage.ts"
import type { Due, Notice } from "../transport/AmiTransport.ts"

/** An action of another client. */
export interface Relayed {
  readonly name: string
  readonly actionId: string
  /** Without `Action` and `ActionID`. */
  readonly headers: ReadonlyArray<Header>
  readonly due: Due
}

/** Why an action will not be answered. */
export type Unanswered = Exclude<Notice, { readonly _tag: "Missed" }>

/** Gets what becomes of an action; it must not throw. */
export interface RelayListener {
  /** A message that belongs to the action. `done` takes no more of them. */
  readonly onMessage: (message: AmiMessage, endsList: boolean) => "more" | "done"
  readonly onUnanswered: (notice: Unanswered) => void
  /** Asked in the very step before the action is written. */
  readonly mayWrite: () => boolean
}

export interface Relay {
  /** Writes an action, or queues it; the effect takes no more of its answer. */
  readonly begin: (action: Relayed, listener: RelayListener) => () => void
  /** Hands over every item of the inbox in the step in which it comes, until the function that it gives is called. */
  readonly tap: (tap: (items: ReadonlyArray<Item>) => void) => () => void
}

const relays = new WeakMap<object, Relay>()

/** Keeps the relay of a client, by the stream of all its messages, for those who are given the client alone. */
export const remember = (all: object, relay: Relay): void => {
  relays.set(all, relay)
}

/** The relay of a client; undefined for one that a test has made. */
export const of = (client: { readonly inbox: object }): Relay | undefined => relays.get(client.inbox)
