/**
 * The model of queues on real servers: beside their lists while things happen, and over a restart of Asterisk.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Exit, Layer, Random, Schedule, Scope, Stream } from "effect"
import { Actions, Ami, AmiClient, AmiQueues } from "effect-ami"
import { driftOf } from "../live/queueDrift.ts"
import { runExample } from "../live/queueExamples.ts"
import { seeds } from "../protocol/properties.ts"
import { size } from "../size.ts"
import { clientOver, offers, type Options, type Way } from "./clients.ts"
import { type AsteriskServer, forEachServer, privateServer } from "./servers.ts"

const config = {
  "queues.conf": [
    "[wall]",
    "strategy = ringall",
    "timeout = 3",
    "retry = 1",
    "context = leaving",
    "[Wall Two](wall)",
    "member => Local/300@from-internal/n,0,Bob"
  ].join("\n"),
  "extensions.conf": [
    "[leaving]",
    "exten => 9,1,Wait(1)",
    "[from-internal](+)",
    "exten => wall,1,Answer()",
    " same => n,Queue(wall)",
    " same => n,Wait(1)",
    "exten => short,1,Answer()",
    " same => n,Queue(wall,,,,2)",
    " same => n,Wait(1)",
    "exten => two,1,Answer()",
    " same => n,Queue(Wall Two)"
  ].join("\n")
}

const alice = "Local/100@from-internal/n"
const bob = "Local/300@from-internal/n"

/** A caller: its other half waits, as a telephone does. */
const call = (exten: string, priority = 0) =>
  AmiClient.AmiClient.use((ami) =>
    ami.send(Actions.Originate({
      Channel: `Local/${exten}@from-internal/n`,
      Application: "Wait",
      Data: "60",
      Async: true,
      Variable: { __QUEUE_PRIO: String(priority) }
    }))
  )

/** Repeats a look until it is true; what it saw last is in the failure. */
const until = <E, R>(what: string, look: Effect.Effect<string | undefined, E, R>) => {
  let last: string | undefined
  return look.pipe(
    Effect.tap((seen) => Effect.sync(() => last = seen)),
    Effect.repeat({ until: (seen) => seen === undefined, schedule: Schedule.spaced("100 millis") }),
    Effect.timeoutOrElse({ duration: "20 seconds", orElse: () => Effect.die(new Error(`no ${what}: ${last}`)) }),
    Effect.asVoid
  )
}

const isRight = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  const queues = yield* AmiQueues.AmiQueues
  const truth = yield* ami.collect(Actions.QueueStatus())
  const known = yield* queues.get
  const drift = driftOf(known.value, truth)
  return known._tag === "Fresh" && drift.length === 0 ? undefined : [known._tag, ...drift].join("; ")
})

const right = until("agreement with QueueStatus", isRight)

const queueNow = (name: string) =>
  Effect.map(AmiQueues.AmiQueues.use((queues) => queues.queue(name).get), ({ value }) => value)

const waiting = (count: number) =>
  until(
    `${count} callers`,
    Effect.map(queueNow("wall"), (queue) => queue?.callers.length === count ? undefined : String(queue?.callers.length))
  )

/** The callers that have left, by the place at which they joined. */
const leaves = Effect.gen(function*() {
  const queues = yield* AmiQueues.AmiQueues
  const left: Array<string> = []
  yield* Effect.forkScoped(
    Stream.runForEach(queues.callers.changes, (change) =>
      Effect.sync(() => {
        if (change._tag === "Gone") left.push(change.last.left?.reason ?? `unknown ${change.finalStateUnknown}`)
      })),
    { startImmediately: true }
  )
  return left
})

const hangUpCaller = (index: number) =>
  Effect.gen(function*() {
    const channel = (yield* queueNow("wall"))?.callers[index]?.Channel ?? ""
    // The other half hangs up, as a telephone does.
    yield* Ami.hangup({ channel: channel.replace(/;2$/, ";1") })
  })

const layer = (server: AsteriskServer, way: Way, options: Options = {}) =>
  AmiQueues.layer.pipe(Layer.provideMerge(clientOver(way, server, options)))

forEachServer("live queues", (server) => {
  for (const way of ["tcp", "http"] as const) {
    it.live.skipIf(!offers(server, way) || !server.offers.cli)(
      `follows members, callers and counters over ${way}`,
      () =>
        Effect.gen(function*() {
          const own = yield* privateServer(server.version, { config })
          yield* Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            const queues = yield* AmiQueues.AmiQueues
            const left = yield* leaves
            yield* ami.send(Actions.QueueAdd({ Queue: "WALL", Interface: alice, MemberName: "Alice", Paused: true }))
            yield* call("wall")
            yield* waiting(1)
            yield* call("wall", 5)
            yield* waiting(2)
            yield* call("wall")
            yield* waiting(3)
            yield* until(
              "priority",
              Effect.map(
                queueNow("wall"),
                (queue) => queue?.callers[0]?.Priority === 5 ? undefined : `${queue?.callers[0]?.Priority}`
              )
            )
            yield* right

            const last = (yield* queueNow("wall"))?.callers[2]
            yield* ami.send(
              Actions.QueueChangePriorityCaller({
                Queue: "wall",
                Caller: last?.Channel ?? "",
                Priority: 9,
                Immediate: true
              })
            )
            yield* queues.refresh("wall")
            yield* right
            const moved = (yield* queueNow("wall"))?.callers.findIndex(({ Uniqueid }) => Uniqueid === last?.Uniqueid)
            // 16 changes the priority only.
            assert.strictEqual(moved, server.version === 22 ? 0 : 2)
            assert.strictEqual((yield* queueNow("wall"))?.callers[moved ?? 0]?.Priority, 9)

            yield* hangUpCaller(0)
            yield* waiting(2)
            yield* Ami.redirect({
              channel: (yield* queueNow("wall"))?.callers[1]?.Channel ?? "",
              context: "leaving",
              extension: "9"
            })
            yield* waiting(1)
            yield* call("short")
            yield* waiting(2)
            yield* waiting(1)
            // 16 does not say that a caller was redirected.
            const redirected = server.version === 22 ? "Left" : "TimedOut"
            yield* until("a third caller that left", Effect.sync(() => left.length === 3 ? undefined : String(left)))
            assert.deepStrictEqual(left, ["Abandoned", redirected, "TimedOut"])

            yield* ami.send(Actions.QueuePause({ Interface: alice, Paused: true, Reason: "Lunch" }))
            const status = Effect.map(queues.member(alice).get, ({ value }) => value[0])
            yield* until(
              "a pause",
              Effect.map(status, (one) => one?.PausedReason === "Lunch" ? undefined : one?.PausedReason)
            )
            yield* ami.send(Actions.QueuePause({ Interface: alice, Paused: false }))
            yield* until("a call", Effect.map(status, (one) => one?.status === "InCall" ? undefined : one?.status))
            yield* right
            yield* Ami.hangup({ channel: (yield* status)?.call?.Channel?.replace(/;2$/, ";1") ?? "" })
            yield* until("an end", Effect.map(status, (one) => one?.status === "Ready" ? undefined : one?.status))
            yield* right
            const queue = yield* queueNow("wall")
            assert.deepInclude(queue?.counters, { Completed: 1, Abandoned: 3 })
            assert.deepInclude(queue?.totals, {
              joined: 4,
              connected: 1,
              completed: 1,
              abandoned: 1
            })

            yield* ami.send(Actions.QueueReset({ Queue: "wall" }))
            yield* queues.refresh("wall")
            yield* right
            assert.deepInclude((yield* queueNow("wall"))?.counters, { Completed: 0, Abandoned: 0 })
          }).pipe(Effect.provide(layer(own, way)))
        })
    )
  }

  it.live.skipIf(!server.offers.cli)("agrees with QueueStatus whatever happens", () =>
    Effect.gen(function*() {
      const own = yield* privateServer(server.version, { config })
      const oneOf = <A>(values: ReadonlyArray<A>) =>
        Effect.map(Random.nextIntBetween(0, Math.max(1, values.length)), (index) => values[index])
      yield* Effect.gen(function*() {
        const ami = yield* AmiClient.AmiClient
        const queues = yield* AmiQueues.AmiQueues
        const act = Effect.gen(function*() {
          const Queue = (yield* oneOf(["wall", "Wall Two"])) ?? "wall"
          const Interface = (yield* oneOf([alice, bob, "Local/110@from-internal/n"])) ?? alice
          const caller = yield* oneOf((yield* queueNow(Queue))?.callers ?? [])
          const channel = caller?.Channel ?? "none"
          const Priority = yield* Random.nextIntBetween(0, 9)
          const Paused = yield* Random.nextBoolean
          const exten = (yield* oneOf(["wall", "two", "short"])) ?? "wall"
          const acts: ReadonlyArray<Effect.Effect<unknown, unknown, AmiClient.AmiClient>> = [
            call(exten, Priority),
            call(exten),
            call(exten),
            Ami.hangup({ channel }),
            Ami.hangup({ channel: channel.replace(/;2$/, ";1") }),
            ami.send(Actions.QueueAdd({ Queue, Interface })),
            ami.send(Actions.QueueAdd({ Queue, Interface })),
            ami.send(Actions.QueueRemove({ Queue, Interface })),
            ami.send(Actions.QueuePause({ Interface, Paused, Reason: "Tea" })),
            ami.send(Actions.QueuePenalty({ Interface, Penalty: Priority })),
            ami.send(Actions.QueueWithdrawCaller({ Queue, Caller: channel })),
            Effect.andThen(
              Effect.ignore(ami.send(Actions.QueueChangePriorityCaller({ Queue, Caller: channel, Priority }))),
              queues.refresh(Queue)
            )
          ]
          yield* Effect.ignore((yield* oneOf(acts)) ?? Effect.void)
        })
        for (let moment = 0; moment < size(60, 12); moment++) {
          for (let count = yield* Random.nextIntBetween(1, 6); count > 0; count--) yield* act
          yield* Effect.sleep(yield* Random.nextIntBetween(0, 700))
          yield* right
        }
      }).pipe(Effect.provide(layer(own, "tcp")))
    }).pipe(Random.withSeed(seeds.at(-1) ?? 1)))

  it.live.skipIf(!server.offers.cli)(
    "survives a restart of Asterisk, and is right again",
    () =>
      Effect.gen(function*() {
        const scope = yield* Scope.fork(yield* Effect.scope)
        const first = yield* Scope.provide(privateServer(server.version, { config }), scope)
        const options = { reconnect: { schedule: Schedule.spaced("200 millis") } }
        yield* Effect.gen(function*() {
          const queues = yield* AmiQueues.AmiQueues
          const left = yield* leaves
          const told: Array<string> = []
          yield* Effect.forkScoped(
            Stream.runForEach(queues.queue("Wall Two").changes, (live) => Effect.sync(() => void told.push(live._tag))),
            { startImmediately: true }
          )
          yield* call("wall")
          yield* call("wall")
          yield* waiting(2)
          yield* right

          process.kill(first.pid, "SIGKILL")
          yield* until("staleness", Effect.map(queues.get, ({ _tag }) => _tag === "Stale" ? undefined : _tag))
          const stale = yield* queues.get
          assert.strictEqual(stale.value.get("wall")?.callers.length, 2)
          yield* Scope.close(scope, Exit.void)
          yield* privateServer(server.version, { config, port: first.port })
          yield* waiting(0)
          yield* right
          assert.deepStrictEqual(left, ["unknown true", "unknown true"])
          assert.deepStrictEqual(told.slice(0, 1), ["Fresh"])
          assert.include(told, "Stale")
          assert.strictEqual(told.at(-1), "Fresh")

          yield* call("short")
          yield* waiting(1)
          yield* waiting(0)
          yield* right
          const { gaps, timedOut } = (yield* queueNow("wall"))?.totals ?? { gaps: [], timedOut: 0 }
          assert.strictEqual(timedOut, 1)
          assert.strictEqual(gaps.length, 1)
          assert.isDefined(gaps[0]?.to)
        }).pipe(Effect.provide(layer(first, "tcp", options)))
      })
  )

  it.live.skipIf(!server.offers.cli)("is shown and steered by the example programs", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.fork(yield* Effect.scope)
      const first = yield* Scope.provide(privateServer(server.version, { config }), scope)
      const { secret, username } = first.users.hello
      const url = `ami://${username}:${secret}@${first.host}:${first.port}`
      const board = yield* runExample("wallboard.ts", url)
      yield* board.prints(/^wall \| nobody waits \| {2}\| 0 served, 0 lost$/)
      yield* Effect.provide(call("wall"), clientOver("tcp", first))
      yield* board.prints(/^wall \| 1\. \S+ 0 s \|/)
      const seen = yield* runExample("supervisor.ts", url)
      yield* seen.prints(/ waits in wall for \d+ s$/)
      const pause = yield* runExample("supervisor.ts", url, "pause", bob, "Lunch")
      yield* board.prints(/^Wall Two .* Bob Paused Lunch \|/)
      assert.strictEqual((yield* pause.ends).status, 0)
      const redirect = yield* runExample("supervisor.ts", url, "redirect", "wall", "200")
      yield* redirect.prints(/ is sent to 200$/)
      yield* board.prints(/^wall \| nobody waits \|/)
      process.kill(first.pid, "SIGKILL")
      yield* board.prints(/^as of .*: wall \|/)
      yield* Scope.close(scope, Exit.void)
      yield* privateServer(server.version, { config, port: first.port })
      yield* board.prints(/^Wall Two \| nobody waits \| Bob Ready \| 0 served, 0 lost$/)
    }), 240_000)
})
