/**
 * The items of an inbox in short form, and a peer that accepts every login: for tests of epochs, notices and gaps.
 */
import { Effect, Stream } from "effect"
import { type AmiClient, type AmiCodec, type AmiInbox, Events } from "effect-ami"
import { accepted, challenge, fullyBooted, type Peer, start } from "./scriptedTransport.ts"

export const event = (number: number) => `Event: UserEvent\nPrivilege: user,all\nUserEvent: Test\nNumber: ${number}`

export const wordsOf = (item: AmiInbox.Item): string => {
  switch (item._tag) {
    case "Received":
      return `${item.epoch}: ${item.message.get("Number") ?? item.message.name}`
    case "Gap":
      return `gap ${item.dropped} ${item.reason} ${item.firstSeq}-${item.lastSeq}`
    default:
      return `${item._tag} ${item.epoch}`
  }
}

/** Records what an inbox delivers from here on. */
export const inboxOf = Effect.fnUntraced(function*(ami: AmiClient.AmiClient["Service"]) {
  const words: Array<string> = []
  const fiber = yield* start(Stream.runForEach(ami.inbox, (item) => Effect.sync(() => words.push(wordsOf(item)))))
  return { words, fiber }
})

/** Records the typed events of a subscription from here on. */
export const userEventsOf = Effect.fnUntraced(function*(ami: AmiClient.AmiClient["Service"]) {
  const names: Array<string> = []
  yield* start(
    Stream.runForEach(ami.events(Events.UserEvent), ({ UserEvent }) => Effect.sync(() => names.push(UserEvent)))
  )
  return names
})

export const logIn = (peer: Peer, { says = [fullyBooted] }: { readonly says?: ReadonlyArray<string> } = {}) => {
  peer.answer(peer.last("Challenge"), challenge)
  peer.answer(peer.last("Login"), accepted)
  peer.deliver(...says)
}

/** Accepts every login at once. */
export const lettingIn = (action: AmiCodec.EncodedAction, peer: Peer) => {
  if (action.name === "Challenge") peer.answer(action, challenge)
  if (action.name !== "Login") return
  peer.answer(action, accepted)
  peer.deliver(fullyBooted)
}

export const count = (peer: Peer, name: string) => peer.written.filter((action) => action.name === name).length
