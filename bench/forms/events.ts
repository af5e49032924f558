/**
 * The ways to read events with the library that its README shows, all with default options.
 *
 * No form knows when the mix ends: it runs until it is interrupted, as a program would. All forms of `inbox` have the same
 * subscription; they differ in how the stream is run.
 */
import { Deferred, Effect, type Scope, Stream } from "effect"
import * as AllEvents from "../../src/catalog/AllEvents.ts"
import { Ami, AmiAction, AmiClient, type AmiError, AmiEvent, type AmiInbox, Events } from "../../src/index.ts"
import type { EventForm, SlowCount } from "../form.ts"
import { count, emptyTally, type Tally } from "../mix.ts"
import { type Ami as Client, open } from "./client.ts"

/** Counts the events of one replay, and notices when it has seen the last. */
class Reader {
  readonly tally: Tally = emptyTally()
  readonly over = Deferred.makeUnsafe<void>()

  readonly message = (message: Fields): void => {
    if (message.name === "UserEvent" && message.get("UserEvent") === "ReplayDone") return this.end()
    count(this.tally, message.name, message.get("Channel"), message.get("Uniqueid"))
  }

  readonly item = (item: AmiInbox.Item): void => {
    if (item._tag === "Received") this.message(item.message)
  }

  readonly event = (event: object): void => {
    const { Channel, Event, UniqueID, Uniqueid, UserEvent } = event as TypedFields
    if (Event === "UserEvent" && UserEvent === "ReplayDone") return this.end()
    count(this.tally, Event, Channel, Uniqueid ?? UniqueID)
  }

  end(): void {
    Deferred.doneUnsafe(this.over, Effect.void)
  }
}

interface Fields {
  readonly name: string
  readonly get: (name: string) => string | undefined
}

interface TypedFields {
  readonly Event: string
  readonly Channel?: string
  readonly Uniqueid?: string
  readonly UniqueID?: string
  readonly UserEvent?: string
}

/** Reads until its scope closes. */
type Reading = (reader: Reader) => Effect.Effect<unknown, AmiError.AmiError, AmiClient.AmiClient | Scope.Scope>

/** A subscriber that waits 1 ms per event; once the others have seen everything, it takes the rest at once. */
class SlowReader {
  hasTime = true
  readonly counts = { received: 0, dropped: 0 }
  readonly over = Deferred.makeUnsafe<void>()

  readonly read = (ami: Client): Effect.Effect<void, AmiError.AmiError> =>
    Stream.runForEach(ami.inbox, (item) => {
      this.count(item)
      return this.hasTime ? Effect.sleep(1) : Effect.void
    })

  private count(item: AmiInbox.Item): void {
    if (item._tag === "Gap") this.counts.dropped += Number(item.dropped)
    if (item._tag !== "Received") return
    if (item.message.get("UserEvent") === "ReplayDone") Deferred.doneUnsafe(this.over, Effect.void)
    else this.counts.received += 1
  }
}

/** With more than one subscriber, the last one is slow and all others read in the same form. */
const form = (read: Reading): EventForm => async (place) => {
  const { ami, close } = await open(place)
  const run = Effect.fnUntraced(function*(times: number, segment: number, subscribers: number) {
    const readers = Array.from({ length: Math.max(1, subscribers - 1) }, () => new Reader())
    for (const reader of readers) yield* Effect.forkScoped(read(reader), { startImmediately: true })
    const slow = subscribers > 1 ? new SlowReader() : undefined
    if (slow !== undefined) yield* Effect.forkScoped(slow.read(ami), { startImmediately: true })
    yield* turned
    yield* ami.send(AmiAction.raw("Replay", [["Times", String(times)], ["Segment", String(segment)]]))
    yield* Effect.forEach(readers, ({ over }) => Deferred.await(over), { discard: true })
    const [tally] = readers.map((reader) => reader.tally).toSorted((one, other) => one.events - other.events)
    return { ...tally ?? emptyTally(), ...(slow === undefined ? {} : { slow: yield* countsOf(slow) }) }
  })
  return {
    run: (times, segment, subscribers) =>
      run(times, segment, subscribers).pipe(
        Effect.scoped,
        Effect.provideService(AmiClient.AmiClient, ami),
        Effect.runPromise
      ),
    close
  }
}

/** Some operators subscribe in another fiber, one turn later: they miss what is sent before. */
const turned = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 1))).pipe(Effect.repeat({ times: 4 }))

const countsOf = (slow: SlowReader): Effect.Effect<SlowCount> => {
  slow.hasTime = false
  return Effect.as(Deferred.await(slow.over), slow.counts)
}

// --- Everything, undecoded --------------------------------------------------

const inboxBy = (run: (items: Client["inbox"], reader: Reader) => Effect.Effect<unknown, AmiError.AmiError>) =>
  form((reader) => AmiClient.AmiClient.use((ami) => run(ami.inbox, reader)))

/** The cheapest form, which the others are compared with. */
export const inboxArrays = inboxBy((items, reader) =>
  Stream.runForEachArray(items, (array) =>
    Effect.sync(() => {
      for (const item of array) reader.item(item)
    }))
)

export const inboxForEach = inboxBy((items, reader) =>
  Stream.runForEach(items, (item) => Effect.sync(() => reader.item(item)))
)

const handler = Effect.fnUntraced(function*(reader: Reader, item: AmiInbox.Item) {
  yield* Effect.void
  reader.item(item)
})

export const inboxEffectful = inboxBy((items, reader) => Stream.runForEach(items, (item) => handler(reader, item)))

export const inboxMapEffect = inboxBy((items, reader) =>
  items.pipe(Stream.mapEffect((item) => Effect.sync(() => reader.item(item))), Stream.runDrain)
)

export const inboxGrouped = inboxBy((items, reader) =>
  items.pipe(
    Stream.groupedWithin(256, "100 millis"),
    Stream.runForEach((group) =>
      Effect.sync(() => {
        for (const item of group) reader.item(item)
      })
    )
  )
)

export const onAny = form((reader) => Ami.onEvent("*", (message) => Effect.sync(() => reader.message(message))))

// --- Everything, typed ------------------------------------------------------

const ReplayDone = AmiEvent.userEvent("ReplayDone", {})
type AnyEvent = (typeof AllEvents.all)[number]["Type"] | typeof ReplayDone.Type

const typedBy = (
  run: (events: Stream.Stream<AnyEvent, AmiError.AmiError>, reader: Reader) => Effect.Effect<unknown, AmiError.AmiError>
) => form((reader) => AmiClient.AmiClient.use((ami) => run(ami.events(ReplayDone, ...AllEvents.all), reader)))

export const typedArrays = typedBy((events, reader) =>
  Stream.runForEachArray(events, (array) =>
    Effect.sync(() => {
      for (const event of array) reader.event(event)
    }))
)

export const typedForEach = typedBy((events, reader) =>
  Stream.runForEach(events, (event) => Effect.sync(() => reader.event(event)))
)

export const typedMapEffect = typedBy((events, reader) =>
  events.pipe(Stream.mapEffect((event) => Effect.sync(() => reader.event(event))), Stream.runDrain)
)

export const typedGrouped = typedBy((events, reader) =>
  events.pipe(
    Stream.groupedWithin(256, "100 millis"),
    Stream.runForEach((group) =>
      Effect.sync(() => {
        for (const event of group) reader.event(event)
      })
    )
  )
)

// --- One type out of the mix ------------------------------------------------

const hangupsBy = (
  run: (
    events: Stream.Stream<typeof Events.Hangup.Type | typeof ReplayDone.Type, AmiError.AmiError>,
    reader: Reader
  ) => Effect.Effect<unknown, AmiError.AmiError>
) => form((reader) => AmiClient.AmiClient.use((ami) => run(ami.events(Events.Hangup, ReplayDone), reader)))

export const hangupArrays = hangupsBy((events, reader) =>
  Stream.runForEachArray(events, (array) =>
    Effect.sync(() => {
      for (const event of array) reader.event(event)
    }))
)

export const hangupForEach = hangupsBy((events, reader) =>
  Stream.runForEach(events, (event) => Effect.sync(() => reader.event(event)))
)

/** The end of the replay has another name, and so its own handler, which waits until the other has nothing to do. */
const onEnd = (reader: Reader) =>
  Ami.onEvent(ReplayDone, () =>
    Effect.gen(function*() {
      for (let before = -1; before !== reader.tally.events;) {
        before = reader.tally.events
        yield* Effect.sleep(20)
      }
      reader.end()
    }))

export const onHangup = form((reader) =>
  Effect.andThen(onEnd(reader), Ami.onEvent(Events.Hangup, (event) => Effect.sync(() => reader.event(event))))
)

export const onHangupByName = form((reader) =>
  Effect.andThen(onEnd(reader), Ami.onEvent("Hangup", (message) => Effect.sync(() => reader.message(message))))
)
