/**
 * Everything that a client's inbox delivers, including marks, for tests of the fate of a session.
 */
import { Effect, Stream } from "effect"
import { Ami, AmiClient, type AmiInbox } from "effect-ami"
import { changing } from "../transport/waiting.ts"

/** Records everything from here on. */
export const inboxOf = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  const items: Array<AmiInbox.Item> = []
  const { changed, until } = changing()
  const take = (item: AmiInbox.Item) =>
    Effect.sync(() => {
      items.push(item)
      changed()
    })
  yield* Effect.forkScoped(Effect.ignore(Stream.runForEach(ami.inbox, take)), { startImmediately: true })
  return {
    items: items as ReadonlyArray<AmiInbox.Item>,
    /** Waits until a matching item has come. */
    until: (what: string, fits: (item: AmiInbox.Item) => boolean) => until(what, () => items.some(fits), "40 seconds")
  }
})

export const isConnected = (epoch: number) => (item: AmiInbox.Item): boolean =>
  item._tag === "Connected" && item.epoch === epoch

export const isDisconnected = (item: AmiInbox.Item): boolean => item._tag === "Disconnected"

/** Whether an item is the UserEvent with that note, and of that epoch if one is given. */
export const isNote = (note: string, epoch?: number) => (item: AmiInbox.Item): boolean =>
  item._tag === "Received" && item.message.get("Note") === note && (epoch === undefined || item.epoch === epoch)

/** The marks in order, as text: `Connected 1`, `Gap PollFailed`, `Disconnected 1 SessionExpired`. */
export const marksOf = (items: ReadonlyArray<AmiInbox.Item>): ReadonlyArray<string> =>
  items.flatMap((item) => {
    switch (item._tag) {
      case "Received":
        return []
      case "Connected":
        return [`Connected ${item.epoch}`]
      case "Gap":
        return [`Gap ${item.reason}`]
      case "Disconnected": {
        const { reason } = item.cause
        return [`Disconnected ${item.epoch} ${reason._tag === "ConnectionLost" ? reason.why : reason._tag}`]
      }
    }
  })

/** Raises a UserEvent with a note. */
export const raise = (note: string) => Ami.request({ Action: "UserEvent", UserEvent: "Note", Note: note })
