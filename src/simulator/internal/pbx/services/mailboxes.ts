/**
 * Mailboxes and the number of their messages (app_voicemail.c, mwi.c).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"
import type { Mailbox } from "./serviceState.ts"

/** The name of a mailbox with its context, which is `default` if it has none. */
const nameOf = (name: string): string => name.includes("@") ? name : `${name}@default`

/** Finds a mailbox. */
export const find = (draft: Draft, name: string): Mailbox | undefined => draft.services.mailboxes.get(nameOf(name))

/** Announces the number of messages; with a channel, as that channel's event. */
const announce = (draft: Draft, { name, newMessages, oldMessages }: Mailbox, channel?: Channel): void => {
  const lines = [
    `Mailbox: ${name}`,
    `Waiting: ${newMessages > 0 ? 1 : 0}`,
    `New: ${newMessages}`,
    `Old: ${oldMessages}`
  ]
  if (channel === undefined) draft.raise("MessageWaiting", "call", lines)
  else Channels.raise(draft, "MessageWaiting", channel, lines)
  draft.deviceChanged(`MWI:${name}`, newMessages > 0 ? "INUSE" : "NOT_INUSE")
}

/** Changes the number of messages, and announces it. */
export const change = (draft: Draft, mailbox: Mailbox, changes: Partial<Mailbox>, channel?: Channel): Mailbox => {
  const changed = { ...mailbox, ...changes }
  draft.services.mailboxes.set(changed.name, changed)
  announce(draft, changed, channel)
  return changed
}
