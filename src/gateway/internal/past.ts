/**
 * What is no longer in memory, from the journal: what came between a place and the first item that memory has of each server.
 *
 * Its items have no `id`: a reader that is cut off meanwhile comes back with the place that it had before, and reads them again.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import { quietly } from "../../internal/foreign.ts"
import type * as AmiJournal from "../../journal/AmiJournal.ts"
import { eventText, gapText, type Place } from "./kept.ts"
import type { Rights } from "./rights.ts"

/** The texts between a place and the first items of memory, by server, as far as they may be seen. */
export type Past = (rights: Rights, place: Place, first: ReadonlyMap<string, Place>) => Stream.Stream<string>

/** How far back a reader may come, in milliseconds. */
export const reach = 3_600_000

type Journal = AmiJournal.AmiJournal["Service"]

const expired = (server: string): string => gapText({ server, dropped: "unknown", reason: "Expired" })

/** The past of a journal. */
export const ofJournal = (journal: Journal): Past => (rights, place, first) =>
  Stream.unwrap(Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    const from = Math.max(place.at, now - reach)
    const servers = (yield* journal.servers).filter(({ server }) => rights.knows(server))
    if (servers.length === 0) return Stream.make(expired("*"))
    return Stream.fromIterable(servers).pipe(
      Stream.flatMap(({ firstAt, server }) => {
        const isWhole = from === place.at && firstAt !== undefined && firstAt <= from
        const items = ofServer(journal, rights, { server, from, now, place, until: first.get(server) })
        return isWhole ? items : Stream.concat(Stream.make(expired(server)), items)
      })
    )
  })).pipe(
    Stream.catchCause((cause) =>
      Stream.unwrap(
        Effect.as(
          quietly(Effect.logWarning("The gateway could not read the journal", cause)),
          Stream.make(gapText({ server: "*", dropped: "unknown", reason: "JournalFailed" }))
        )
      )
    )
  )

const ofServer = (journal: Journal, rights: Rights, { from, now, place, server, until }: {
  readonly server: string
  readonly from: number
  readonly now: number
  /** After this one. */
  readonly place: Place
  /** Before this one. */
  readonly until: Place | undefined
}): Stream.Stream<string, AmiJournal.JournalError | AmiError> =>
  Stream.suspend(() => {
    const isSeen = (at: number, seq: number) => place.server === server && at === place.at && seq <= place.seq
    const isKept = (at: number, seq: number) =>
      until !== undefined && (at > until.at || at === until.at && seq >= until.seq)
    /** Whether the journal has what memory has, and if not, the number of the last message before. */
    let isReached = until === undefined
    let last = place.server === server ? Math.max(0, place.seq) : undefined
    const texts = journal.replay({ server, from: new Date(from), to: new Date(now) }).pipe(
      Stream.map((item) => {
        if (item._tag === "Missing") {
          const { at, dropped, reason } = item
          return isKept(at, Infinity) ? undefined : gapText({ server, dropped, reason, at })
        }
        const { message, receivedAt, seq } = item
        if (isKept(receivedAt, seq)) {
          isReached = true
          return undefined
        }
        last = seq
        return isSeen(receivedAt, seq) || !rights.sees(server, message)
          ? undefined
          : eventText(rights, { server, at: receivedAt, message })
      }),
      Stream.filter((text) => text !== undefined)
    )
    // What the journal has not stored yet, and memory no longer has, is missing.
    const missing = Stream.suspend(() =>
      isReached || last !== undefined && last + 1 === until?.seq
        ? Stream.empty
        : Stream.make(gapText({ server, dropped: "unknown", reason: "NotStored" }))
    )
    return Stream.concat(texts, missing)
  })
