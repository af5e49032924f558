/**
 * A storm for the forms that people write, with default options, from a process that sends as fast as it is read.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Redacted, Ref, type Scope, Stream } from "effect"
import { Ami, AmiAction, AmiClient, type AmiError, AmiEvent, type AmiInbox, type AmiMessage, Events } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { watchCore } from "../core.ts"
import { ca } from "../node/certificates.ts"
import { child } from "../node/child.ts"
import { size } from "../size.ts"
import { within } from "../transport/waiting.ts"

const transports = {
  TCP: ({ port }: Ports) => NodeAmi.layerTcp({ port }),
  TLS: ({ tls }: Ports) => NodeAmi.layerTls({ port: tls, ca, servername: "localhost" }),
  HTTP: ({ http }: Ports) => NodeAmi.layerHttp({ url: `http://127.0.0.1:${http}`, auth: "session" })
}

interface Ports {
  readonly port: number
  readonly tls: number
  readonly http: number
}

/** What a handler has seen. */
class Seen {
  events = 0
  gaps = 0
  dropped = 0
  misplaced = 0
  readonly all = Deferred.makeUnsafe<void>()
  private readonly count: number

  constructor(count: number) {
    this.count = count
  }

  message(message: AmiMessage.AmiMessage): void {
    if (message.name === "Newexten") this.event(Number(message.get("Number")))
  }

  event(number: number): void {
    if (number !== this.events + this.dropped) this.misplaced += 1
    this.events += 1
    this.look()
  }

  item(item: AmiInbox.Item): void {
    if (item._tag === "Received") return this.message(item.message)
    if (item._tag !== "Gap") return
    this.gaps += 1
    this.dropped += Number(item.dropped)
    this.look()
  }

  private look(): void {
    if (this.events + this.dropped === this.count) Deferred.doneUnsafe(this.all, Exit.void)
  }
}

const numberOf = (event: Events.Newexten): number => Number(AmiEvent.messageOf(event)?.get("Number"))

type Form = (ami: AmiClient.AmiClient["Service"], seen: Seen) => Effect.Effect<unknown, AmiError.AmiError>

const onEvent = (run: (seen: Seen) => Effect.Effect<void, never, AmiClient.AmiClient | Scope.Scope>) => {
  const form: Form = (ami, seen) =>
    Effect.andThen(run(seen), Effect.never).pipe(Effect.scoped, Effect.provideService(AmiClient.AmiClient, ami))
  return form
}

const forms: Readonly<Record<string, Form>> = {
  "Ami.onEvent(\"*\")": onEvent((seen) => Ami.onEvent("*", (message) => Effect.sync(() => seen.message(message)))),
  "Ami.onEvent by name": onEvent((seen) =>
    Ami.onEvent("Newexten", (message) => Effect.sync(() => seen.message(message)))
  ),
  "Ami.onEvent by event": onEvent((seen) =>
    Ami.onEvent(Events.Newexten, (event) => Effect.sync(() => seen.event(numberOf(event))))
  ),
  "inbox with runForEach": (ami, seen) => Stream.runForEach(ami.inbox, (item) => Effect.sync(() => seen.item(item))),
  "events with runForEach": (ami, seen) =>
    Stream.runForEach(ami.events(Events.Newexten), (event) => Effect.sync(() => seen.event(numberOf(event)))),
  "an effectful handler": (ami, seen) =>
    Effect.flatMap(Ref.make(0), (total) =>
      Stream.runForEach(ami.inbox, (item) =>
        Effect.gen(function*() {
          yield* Ref.update(total, (count) => count + 1)
          yield* Effect.promise(() => Promise.resolve())
          seen.item(item)
        }))),
  "mapEffect": (ami, seen) =>
    Stream.runDrain(Stream.mapEffect(ami.inbox, (item) => Effect.sync(() => seen.item(item)))),
  "groupedWithin": (ami, seen) =>
    ami.inbox.pipe(
      Stream.groupedWithin(100, "1 second"),
      Stream.runForEach((items) => Effect.sync(() => items.forEach((item) => seen.item(item))))
    )
}

const serve = Effect.gen(function*() {
  const server = yield* child("servesAmi.ts", [])
  yield* server.awaitOutput("http")
  const [port = 0, tls = 0, http = 0] = [...server.output().matchAll(/\w+ (\d+);/g)].map(([, digits]) => Number(digits))
  return { port, tls, http }
})

/** More than the default buffer holds. The benchmark uses a million, on a machine that has time for it. */
const count = 20_000

const storm = Effect.fnUntraced(function*(
  transport: keyof typeof transports,
  followers: ReadonlyArray<Form>,
  write?: number
) {
  const ami = yield* AmiClient.make({ username: "demo", secret: Redacted.make("demo") }).pipe(
    Effect.provide(transports[transport](yield* serve))
  )
  const all = followers.map(() => new Seen(count))
  yield* Effect.forEach(
    followers,
    (follow, index) => Effect.forkScoped(follow(ami, all[index] ?? new Seen(count)), { startImmediately: true })
  )
  yield* ami.send(
    AmiAction.raw("Storm", [
      ["Count", String(count)],
      ...(write === undefined ? [] : [["Write", String(write)] as const])
    ])
  )
  const core = watchCore()
  // The last one may be slow.
  const quickOnes = all.slice(0, Math.max(1, all.length - 1))
  yield* Effect.forEach(quickOnes, (seen) => within("all events", "60 seconds")(Deferred.await(seen.all)))
  return { all, share: core() }
})

const nothingLost = { dropped: 0, events: count, gaps: 0, misplaced: 0 }

/** Nobody lost anything. If other processes starved the handlers, everything lost must be in the gaps. */
const assertKept = (all: ReadonlyArray<Seen>, share: number) => {
  for (const { dropped, events, gaps, misplaced } of all) {
    if (share > 0.4 || dropped === 0) assert.deepStrictEqual({ dropped, events, gaps, misplaced }, nothingLost)
    else assert.deepStrictEqual({ lost: count - events, misplaced }, { lost: dropped, misplaced: 0 })
  }
}

describe("a storm loses nothing with default options", () => {
  for (const transport of ["TCP", "TLS", "HTTP"] as const) {
    // Every form over TCP, and one over the others, covers a little of everything.
    const some = Object.entries(forms).slice(0, transport === "TCP" ? Infinity : size(Infinity, 1))
    for (const [name, follow] of some) {
      it.live(
        `over ${transport} for ${name} (C18)`,
        () => Effect.map(storm(transport, [follow]), ({ all, share }) => assertKept(all, share))
      )
    }
  }
})

/** Blocks the only thread for a millisecond. */
const compute = () => {
  const end = performance.now() + 1
  while (performance.now() < end);
}

const slow: Readonly<Record<string, Form>> = {
  "sleeps": (ami, seen) =>
    Stream.runForEach(
      ami.inbox,
      (item) => Effect.andThen(Effect.sync(() => seen.item(item)), Effect.sleep("1 millis"))
    ),
  "computes": (ami, seen) =>
    Stream.runForEach(ami.inbox, (item) =>
      Effect.sync(() => {
        seen.item(item)
        compute()
      }))
}

const quick: Form = (ami, seen) => Stream.runForEach(ami.inbox, (item) => Effect.sync(() => seen.item(item)))

type Way = readonly [transport: keyof typeof transports, write?: number]

const some: ReadonlyArray<Way> = [["TCP"]]
const every: ReadonlyArray<Way> = [...some, ["HTTP"], ["TCP", 1_448], ["TCP", 400], ["TLS"], ["TLS", 400]]

describe("a storm loses nothing for subscribers that keep up", () => {
  for (const [transport, write] of size(every, some)) {
    const writes = write === undefined ? "" : ` in writes of ${write} bytes`
    for (const [how, follow] of Object.entries(slow)) {
      for (const others of size([2, 9], [2])) {
        it.live(`over ${transport}${writes}, ${others} beside one that ${how} (C18, C19)`, () =>
          Effect.gen(function*() {
            const { all, share } = yield* storm(
              transport,
              [...Array.from({ length: others }, () => quick), follow],
              write
            )
            const slowest = all.pop()
            assertKept(all, share)
            // What its buffer cannot hold is counted in place.
            assert.strictEqual(slowest?.misplaced, 0)
          }))
      }
    }
  }
})
