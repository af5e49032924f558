import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { lint, parse } from "./exposition.ts"
import { house, open, secret } from "./server.ts"

describe("the metrics of a dashboard", () => {
  it.effect("have names and labels as it wants them", () =>
    Effect.gen(function*() {
      const { ask, server, view } = yield* open({ name: "pbx" })
      yield* view
      yield* server.perform({ command: "call", phone: "provider", number: "500" })
      yield* TestClock.adjust("3 seconds")
      const { headers, text } = yield* ask("/metrics")
      assert.strictEqual(headers["content-type"], "text/plain; version=0.0.4; charset=utf-8")
      for (
        const line of [
          "asterisk_queue_callers_waiting{server=\"pbx\",queue=\"sales\"} 1",
          "asterisk_queue_members{server=\"pbx\",queue=\"sales\",state=\"ringing\"} 2",
          "asterisk_queue_calls_completed_total{server=\"pbx\",queue=\"sales\"} 8",
          "asterisk_queue_service_level_ratio{server=\"pbx\",queue=\"sales\"} 0.75",
          "asterisk_calls_active{server=\"pbx\"} 1",
          "ami_connected{server=\"pbx\"} 1",
          "ami_dashboard_viewers{server=\"pbx\"} 1"
        ]
      ) assert.include(text.split("\n"), line)
      assert.deepStrictEqual(lint(parse(text)), [])
      assert.notInclude(text, "0201234567")
    }))

  it.effect("are what Prometheus reads, whatever queues and agents are called", () =>
    Effect.gen(function*() {
      const { ask, server } = yield* open({ name: "a\\b\"c\n" }, {
        ...house,
        queues: { "a \"b\\ü": house.queues.sales, "A \"b\\ü 2": house.queues.support }
      })
      yield* server.perform({ command: "call", phone: "provider", number: "500" })
      yield* TestClock.adjust("3 seconds")
      const families = parse((yield* ask("/metrics")).text)
      assert.deepStrictEqual(lint(families), [])
      const queues = families.find(({ name }) => name === "asterisk_queue_callers_waiting")?.samples
      assert.deepStrictEqual(queues?.map(({ labels }) => [labels.get("server"), labels.get("queue")]), [
        ["a\\b\"c\n", "a \"b\\ü"],
        ["a\\b\"c\n", "A \"b\\ü 2"]
      ])
    }))

  it.effect("have the states of telephones, and the round trips of contacts if the account may list them", () =>
    Effect.gen(function*() {
      const of = (users: AmiSimulator.Options["users"]) =>
        Effect.gen(function*() {
          const { ask, server } = yield* open({}, { ...house, users }, { bootTimeout: 0 })
          yield* TestClock.adjust("2 seconds")
          // It reaches one of two contacts in 1.5 ms, and one in 2.5 ms; a third one is not reached.
          for (const [host, status, trip] of [[1, "Reachable", 1500], [2, "Reachable", 2500], [3, "Unreachable", 0]]) {
            yield* server.broadcast([
              ["Event", "ContactStatus"],
              ["URI", `sip:101@192.0.2.${host}:5060`],
              ["ContactStatus", `${status}`],
              ["AOR", "101"],
              ["EndpointName", "101"],
              ["RoundtripUsec", `${trip}`]
            ])
          }
          yield* TestClock.adjust("1 second")
          const { text } = yield* ask("/metrics")
          assert.deepStrictEqual(lint(parse(text)), [])
          const samples = (name: string) => parse(text).find((family) => family.name === name)?.samples ?? []
          assert.deepStrictEqual(
            samples("asterisk_device_state").map(({ labels }) => [labels.get("device"), labels.get("state")]).sort(),
            ["101", "102", "200", "provider"].map((name) => [`PJSIP/${name}`, "NOT_INUSE"])
          )
          return samples("asterisk_contact_rtt_seconds")
        })
      const trips = yield* of(house.users)
      assert.deepStrictEqual(trips.map(({ labels, value }) => [labels.get("endpoint"), value]), [["PJSIP/101", 0.0025]])
      assert.isEmpty(yield* of({ floor: { secret, read: "call,agent", write: "reporting" } }))
    }))
})
