/**
 * The messages of a client that answer no action, those that somebody wants alone: what others do not want takes no room in
 * the buffer of a subscription.
 *
 * @since 0.2.0
 */
import type * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import type { BufferOptions, Item } from "../client/AmiInbox.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"

/** A subscription to the messages for which `wants` is true at the moment that they come; it does not throw. */
export type Inbox = (wants: (message: AmiMessage) => boolean, buffer: BufferOptions) => Stream.Stream<Item, AmiError>

const inboxes = new WeakMap<object, Inbox>()

/** Keeps the inbox of a client, by the stream of all its messages, for those who are given the client alone. */
export const remember = (all: object, inbox: Inbox): void => {
  inboxes.set(all, inbox)
}

/** The inbox of a client; undefined for one whose messages a test has made. */
export const of = (client: { readonly inbox: object }): Inbox | undefined => inboxes.get(client.inbox)
