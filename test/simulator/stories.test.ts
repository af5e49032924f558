import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { Actions, Ami, AmiClient, Events } from "effect-ami"
import { AmiSimulator, type SimulatedStory } from "effect-ami/simulator"
import { TestClock } from "effect/testing"

const simulated = (options: AmiSimulator.Options = {}) =>
  AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
    Layer.provideMerge(AmiSimulator.layerTransport(options))
  )

const told = ({ answered, ended, from, outcome, started, to }: SimulatedStory.Call) => ({
  from,
  to,
  answered: answered === undefined ? undefined : answered - started,
  ended: ended === undefined ? undefined : ended - started,
  outcome
})

describe("a story on a simulated PBX", () => {
  it.effect("is a call that is answered after a while, and ends", () =>
    Effect.gen(function*() {
      const { pbx } = yield* AmiSimulator.AmiSimulator
      const names: Array<string> = []
      yield* Ami.onEvent("*", (event) => Effect.sync(() => names.push(event.name)))
      yield* pbx.call("100").to("200").answers("2 seconds").hangsUp("10 seconds")
      yield* TestClock.adjust("1 second")
      const ringing = yield* pbx.channels
      yield* TestClock.adjust("2 seconds")
      const talking = yield* pbx.channels
      yield* TestClock.adjust("20 seconds")
      const [call] = yield* pbx.calls

      assert.deepStrictEqual(ringing.map(({ callerIdNum, state }) => [callerIdNum, state]), [["100", "Ring"], [
        "200",
        "Ringing"
      ]])
      assert.isDefined(talking[0]?.bridge)
      assert.strictEqual(talking[0]?.bridge, talking[1]?.bridge)
      assert.deepStrictEqual(yield* pbx.channels, [])
      assert.deepStrictEqual(call && told(call), {
        from: "100",
        to: "200",
        answered: 2_000,
        ended: 12_000,
        outcome: "answered"
      })
      for (const name of ["Newchannel", "DialBegin", "DialState", "DialEnd", "BridgeEnter", "Hangup"]) {
        assert.include(names, name)
      }
    }).pipe(Effect.scoped, Effect.provide(simulated())))

  it.effect("ends as its called telephone, or the patience of its caller, has it", () =>
    Effect.gen(function*() {
      const { pbx } = yield* AmiSimulator.AmiSimulator
      const outcomes = yield* Effect.forEach([
        pbx.call("100").to("200").busy(),
        pbx.call("100").to("201").rejects(),
        pbx.call("100").to("202").rings().givesUp("5 seconds"),
        pbx.call("100").to("203").rings(),
        pbx.call("provider").to("204").as({ number: "5550102030", name: "Bob" }).answers(0).hangsUp("1 second")
      ], (story) =>
        Effect.gen(function*() {
          const { linkedid } = yield* story
          yield* TestClock.adjust("2 minutes")
          const call = (yield* pbx.calls).find((call) => call.linkedid === linkedid)
          return call && told(call)
        }))

      assert.deepStrictEqual(outcomes.map((call) => call?.outcome), [
        "busy",
        "rejected",
        "cancelled",
        "noAnswer",
        "answered"
      ])
      assert.strictEqual(outcomes[2]?.ended, 5_000)
      assert.strictEqual(outcomes[4]?.from, "5550102030")
    }).pipe(Effect.scoped, Effect.provide(simulated())))

  it.effect("keeps to the dialplan that it is given, and hangs up for a caller who reaches no telephone", () =>
    Effect.gen(function*() {
      const { pbx } = yield* AmiSimulator.AmiSimulator
      yield* pbx.extension("777", ["Wait(1)", "Answer()", "Echo()"])
      yield* pbx.call("100").to("777").hangsUp("30 seconds")
      yield* TestClock.adjust("2 minutes")
      const [call] = yield* pbx.calls
      const unknown = yield* Effect.flip(pbx.call("100").to("999"))
      const broken = yield* Effect.flip(pbx.call("100\r\nAction: Originate").to("777"))
      const short = yield* Effect.flip(pbx.call("100").to("777").hangsUp(-1))

      assert.deepStrictEqual(call && told(call), {
        from: "100",
        to: "777",
        answered: 1_000,
        ended: 31_000,
        outcome: "answered"
      })
      assert.include(unknown.message, "`to(\"999\")` of AmiSimulator.pbx is neither in the dialplan nor a telephone")
      assert.include(broken.message, "must be a text without line breaks")
      assert.include(short.message, "`hangsUp` of AmiSimulator.pbx must not be negative")
    }).pipe(Effect.scoped, Effect.provide(simulated({ extensions: { "from-internal": {} } }))))

  it.effect("opens a queue with members, which clients see", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const { pbx } = yield* AmiSimulator.AmiSimulator
      const added: Array<string> = []
      yield* Ami.onEvent(Events.QueueMemberAdded, (event) => Effect.sync(() => added.push(event.MemberName)))
      yield* pbx.queue("sales", { strategy: "rrmemory" })
        .member("Alice", "PJSIP/101")
        .member("Bob", "PJSIP/102", { penalty: 2, answers: "3 seconds", talks: "1 minute" })
        .extension("400")
      yield* pbx.queue("sales").member("Carol", "PJSIP/103")
      const members = (yield* ami.collect(Actions.QueueStatus({ Queue: "sales" }))).flatMap((item) =>
        item.Event === "QueueMember" ? [[item.Name, item.Penalty] as const] : []
      )
      const again = yield* Effect.flip(pbx.queue("sales").member("Alice", "PJSIP/101"))
      const wrong = yield* Effect.flip(pbx.queue("other", { strategy: "fair" as "random" }))

      assert.deepStrictEqual(added, ["Alice", "Bob", "Carol"])
      assert.sameDeepMembers(members, [["Alice", 0], ["Bob", 2], ["Carol", 0]])
      assert.include(again.message, "cannot be added to sales")
      assert.include(wrong.message, "strategy")
    }).pipe(Effect.scoped, Effect.provide(simulated())))

  it.effect("takes names in any script: queues, telephones, callers, contexts and what the dialplan says", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const { pbx } = yield* AmiSimulator.AmiSimulator
      const heard: Array<string> = []
      yield* Ami.onEvent(
        Events.QueueCallerJoin,
        (event) => Effect.sync(() => heard.push(`${event.CallerIDName} ${event.Queue}`))
      )
      yield* Ami.onEvent(
        Events.AgentCalled,
        (event) => Effect.sync(() => heard.push(`${event.MemberName} ${event.CallerIDName}`))
      )
      yield* Ami.onEvent(
        Events.Newexten,
        (event) => Effect.sync(() => heard.push(`${event.Application} ${event.AppData}`))
      )
      yield* pbx.queue("очередь").member("Алиса", "PJSIP/102").extension("400")
      yield* pbx.telephone("101", { onCall: "manual", callerId: "\"Zoë\" <101>", context: "büro" })
      yield* pbx.extension("500", ["Queue(a b/ü)"], "büro")
      yield* pbx.call("101").to("500").hangsUp("1 second")
      yield* pbx.call("Jörg").to("400").as({ number: "1", name: "東京" })
      yield* TestClock.adjust("3 seconds")
      const refused = yield* Effect.flip(pbx.call("101").to("ü"))
      const names = new Set(
        (yield* ami.collect(Actions.QueueStatus())).map((item) => "Queue" in item ? item.Queue : "")
      )

      for (
        const one of ["Queue a b/ü", "Zoë a b/ü", "Jürgen Zoë", "Queue очередь", "東京 очередь", "Алиса 東京"]
      ) assert.include(heard, one)
      assert.sameMembers([...names].filter((name) => name !== ""), ["a b/ü", "очередь"])
      assert.include(refused.message, "`to(\"ü\")`")
      assert.isDefined((yield* pbx.calls).find(({ channel }) => channel.startsWith("PJSIP/Jörg-")))
    }).pipe(
      Effect.scoped,
      Effect.provide(simulated({
        endpoints: { "100": { onCall: "manual", callerId: "\"Jürgen\" <100>" } },
        queues: { "a b/ü": { members: [{ interface: "PJSIP/100", membername: "Jürgen" }] } }
      }))
    ))
})
