/** What is made of clients, over a cluster whose owners are processes that are killed. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Schedule, Stream } from "effect"
import { AmiAction, AmiCalls, AmiClient, type AmiError, AttemptLog } from "effect-ami"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { begin, given } from "../dialer/campaigns.ts"
import { dialplan, endpoints, extensions, numberOf } from "../dialer/house.ts"
import { isQuick, size } from "../size.ts"
import { within } from "../transport/waiting.ts"
import { dialsAway } from "./dialsAway.ts"
import { fleetAway } from "./fleetAway.ts"
import { modelsAway } from "./modelsAway.ts"
import { oracle as startOracle } from "./oracle.ts"
import { type Fault, owners } from "./owners.ts"

const account = { username: "hello", secret: "world" }

const simulated = Effect.fnUntraced(function*(options: AmiSimulator.Options) {
  const simulator = Context.get(yield* Layer.build(NodeSimulator.layer(options)), AmiSimulator.AmiSimulator)
  return { simulator, place: { port: simulator.port, account } }
})

const oracle = Effect.acquireRelease(Effect.promise(startOracle), (oracle) => Effect.promise(oracle.close))

const list = (count: number) => AmiAction.rawList("CoreShowChannels", [["Count", String(count)]])

const tagOf = (exit: Exit.Exit<unknown, AmiError.AmiError>) =>
  Exit.match(exit, {
    onSuccess: () => "Success",
    onFailure: ({ reasons }) =>
      reasons.map((reason) => reason._tag === "Fail" ? reason.error.reason._tag : reason._tag).join()
  })

/** Each test starts two processes. In `npm test` there is only one of these tests. */
const faults = size(["SIGKILL", "SIGTERM", "SIGSTOP"], []) satisfies ReadonlyArray<Fault>

// They wait, with limits of their own, for what `within` names: owners that stay, and others after those have ended.
describe.concurrent("AmiCluster, whose owner ends", { timeout: 240_000 }, () => {
  for (const fault of faults) {
    it.live(`has live models that are stale, and then equal to the server again (${fault})`, () =>
      Effect.gen(function*() {
        const { place } = yield* simulated({
          extensions: { "from-internal": { "900": ["Answer()", "Wait(300)"], "990": ["Wait(300)"] } },
          queues: { sales: {} }
        })
        yield* modelsAway(place, fault, "900")
      }))
  }

  for (const fault of faults) {
    it.live(`gives no half of a list (${fault})`, () =>
      Effect.gen(function*() {
        const asterisk = yield* oracle
        const cluster = yield* owners(asterisk)
        const ami = Context.get(yield* Layer.build(cluster.client("berlin")), AmiClient.AmiClient)
        const owner = yield* cluster.ownerOf("berlin")
        const collecting = yield* Effect.forkChild(Effect.exit(ami.collect(list(500))), { startImmediately: true })
        let streamed = 0
        const streaming = yield* ami.stream(list(500)).pipe(
          Stream.runForEach(() =>
            Effect.sync(() => {
              streamed += 1
              if (streamed === 1) owner.signal(fault)
            })
          ),
          Effect.exit,
          Effect.forkChild
        )

        const ends = [tagOf(yield* Fiber.join(collecting)), tagOf(yield* Fiber.join(streaming))]
        const again = yield* Effect.retry(ami.collect(list(500)), Schedule.spaced("100 millis")).pipe(
          within("a list of another owner", "1 minute")
        )

        const told = fault === "SIGTERM" ? "Success" : "ListIncomplete"
        assert.deepStrictEqual(ends, [told, told])
        assert.strictEqual(streamed < 500, fault !== "SIGTERM")
        assert.deepStrictEqual(
          again.map((channel) => channel.get("Channel")),
          again.map((_, index) => `Local/${index + 1}`)
        )
        assert.strictEqual(again.length, 500)
      }))
  }

  it.live("leaves the other servers of a fleet unharmed", () => Effect.flatMap(oracle, fleetAway))

  for (const fault of faults) {
    it.live(`dials nobody twice, and says what is true or that it does not know (${fault})`, () =>
      Effect.gen(function*() {
        const { place, simulator } = yield* simulated({ endpoints, extensions })
        const numbers = [["100", "Answered"], ["2486", "Busy"], ["2603", "Rejected"], [
          "PJSIP/100",
          "Answered"
        ]] as const
        // No id is dialled twice in a process.
        const idOf = (index: number) => `dial-${fault}-${index}`
        const counts = yield* dialsAway(place, fault, {
          dial: (index) => {
            const [first, truth] = numbers[index % numbers.length] ?? numbers[0]
            const options = { id: idOf(index), first, then: { Exten: "500" }, blackBox: index % 3 > 0 }
            return { options, truth }
          },
          asked: (index) =>
            Effect.map(
              simulator.requests,
              (requests) =>
                requests.filter(({ action, message }) =>
                  action === "Originate" && message.get("ChannelId") === idOf(index)
                ).length
            )
        })

        assert.isAbove(counts["Answered"] ?? 0, 0, JSON.stringify(counts))
      }))
  }

  it.live.skipIf(isQuick)("goes on with a campaign, and calls nobody twice", () =>
    Effect.gen(function*() {
      const { place, simulator } = yield* simulated({ endpoints, extensions: dialplan })
      const cluster = yield* owners(place)
      const services = yield* Layer.build(
        Layer.merge(AmiCalls.layer, AttemptLog.layerMemory).pipe(Layer.provideMerge(cluster.client("berlin")))
      )
      const numbers = Array.from({ length: 60 }, (_, index) => numberOf(index))
      const campaign = yield* begin(given(numbers, {
        dial: (_, first) => ({
          first,
          context: "dialout",
          then: { Exten: "500", Context: "from-internal" },
          ringFor: "2 seconds"
        }),
        retry: { Busy: "never", NoAnswer: "never", Congestion: "never" }
      })).pipe(Effect.provideContext(services))
      const { seen } = campaign
      const count = (word: string) => seen.filter((line) => line.startsWith(word)).length
      yield* Effect.repeat(Effect.sync(() => count("start")), {
        until: (started) => started > 10,
        schedule: Schedule.spaced("10 millis")
      }).pipe(within("some calls"))
      ;(yield* cluster.ownerOf("berlin")).signal("SIGKILL")
      yield* campaign.completed.pipe(within("the end of the campaign", "2 minutes"))

      const asked = new Map<string, number>()
      for (const { action, message } of yield* simulator.requests) {
        const channel = message.get("Channel") ?? ""
        if (action === "Originate") asked.set(channel, (asked.get(channel) ?? 0) + 1)
      }
      assert.deepStrictEqual([...asked].filter(([, times]) => times > 1), [])
      assert.strictEqual(count("finish"), numbers.length)
      assert.deepStrictEqual(seen.filter((line) => /^(pause|Resumed)/.test(line)).slice(0, 2), [
        "pause NotConnected",
        "Resumed"
      ])
    }))
})
