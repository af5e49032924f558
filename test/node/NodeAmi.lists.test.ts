/**
 * Odd lists and commands, over TCP and over HTTP alike.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { Actions, Ami, AmiAction, AmiClient, type AmiMessage } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"

type Answer = (actionId: string) => ReadonlyArray<ReadonlyArray<AmiMessage.Header>>

const ways = {
  TCP: ({ port }: AmiSimulator.AmiSimulator["Service"]) => NodeAmi.layerTcp({ port }),
  HTTP: ({ httpPort }: AmiSimulator.AmiSimulator["Service"]) =>
    NodeAmi.layerHttp({ url: `http://127.0.0.1:${httpPort}` })
}

/** Runs a program with a client whose server answers these actions like this. */
const answering = <A, E>(
  way: keyof typeof ways,
  answers: Readonly<Record<string, Answer>>,
  program: Effect.Effect<A, E, AmiClient.AmiClient>
) =>
  Effect.gen(function*() {
    const simulator = yield* AmiSimulator.AmiSimulator
    for (const [action, answer] of Object.entries(answers)) {
      yield* simulator.respondWith(action, ({ actionId = "" }) => answer(actionId))
    }
    const live = AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
      Layer.provide(ways[way](simulator))
    )
    return yield* Effect.provide(program, live)
  }).pipe(Effect.provide(NodeSimulator.layer({ http: true })))

for (const way of ["TCP", "HTTP"] as const) {
  describe(`Odd answers over ${way}`, () => {
    it.live("a list of Asterisk 11 is whole", () =>
      Effect.gen(function*() {
        const [agents, requested] = yield* answering(
          way,
          {
            Agents: (id) => [
              [["Response", "Success"], ["ActionID", id], ["Message", "Agents will follow"]],
              [["Event", "Agents"], ["Agent", "1001"], ["Name", "Alice"], ["Status", "AGENT_IDLE"], ["ActionID", id]],
              [["Event", "AgentsComplete"], ["ActionID", id]]
            ]
          },
          Effect.all([
            AmiClient.AmiClient.use((ami) => ami.collect(Actions.Agents())),
            Ami.request({ Action: "Agents" })
          ])
        )

        assert.deepStrictEqual(agents.map(({ Agent }) => Agent), ["1001"])
        assert.deepStrictEqual([requested.items.length, requested.complete?.name], [1, "AgentsComplete"])
      }))

    it.live("an error within a list fails it with the text and the items so far", () =>
      Effect.gen(function*() {
        const errors = yield* answering(
          way,
          {
            PJSIPShowEndpoint: (id) => [
              [["Response", "Success"], ["ActionID", id], ["EventList", "start"]],
              [["Event", "EndpointDetail"], ["ActionID", id], ["ObjectName", "lost"]],
              [["Response", "Error"], ["ActionID", id], ["Message", "Unable to retrieve transport nope\n"]],
              [["Response", "Error"], ["ActionID", id], ["Message", "Unable to format endpoint lost\n"]],
              [["Event", "EndpointDetailComplete"], ["ActionID", id], ["EventList", "Complete"], ["ListItems", "1"]]
            ]
          },
          Effect.all([
            Effect.flip(AmiClient.AmiClient.use((ami) => ami.collect(AmiAction.rawList("PJSIPShowEndpoint")))),
            Effect.flip(Ami.request({ Action: "PJSIPShowEndpoint" }))
          ])
        )

        for (const { message, reason } of errors) {
          assert.include(message, "Unable to retrieve transport nope")
          assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "Failed" && reason.items.length === 1)
        }
      }))

    it.live("separates items in one message, or reports that they cannot be separated", () =>
      Effect.gen(function*() {
        const [devices, error] = yield* answering(
          way,
          {
            SKINNYdevices: (id) => [
              [["Response", "Success"], ["ActionID", id], ["EventList", "start"]],
              [
                ...["a", "b"].flatMap((name): ReadonlyArray<AmiMessage.Header> => [
                  ["Event", "DeviceEntry"],
                  ["ActionID", id],
                  ["ObjectName", name]
                ]),
                ["Event", "DevicelistComplete"],
                ["ActionID", id],
                ["EventList", "Complete"],
                ["ListItems", "2"]
              ]
            ],
            Devices: (id) => [
              [["Response", "Success"], ["ActionID", id], ["EventList", "start"]],
              [
                ["Event", "Device"],
                ["Name", "a"],
                ["Event", "DevicesComplete"],
                ["ActionID", id],
                ["EventList", "Complete"],
                ["ListItems", "1"]
              ]
            ]
          },
          Effect.all([
            Ami.request({ Action: "SKINNYdevices" }),
            Effect.flip(Ami.request({ Action: "Devices" }))
          ])
        )

        assert.deepStrictEqual(devices.items.map((item) => item.get("ObjectName")), ["a", "b"])
        assert.isTrue(error.reason._tag === "ListIncomplete" && error.reason.cause === "CountMismatch")
      }))

    it.live("accepts an answer that begins with its ActionID, and a failed command says why", () =>
      Effect.gen(function*() {
        const [node, error] = yield* answering(
          way,
          {
            RptStatus: (id) => [[["ActionID", id], ["Response", "Success"], ["Node", "2000"]]],
            Command: (id) => [
              [
                ["Response", "Error"],
                ["ActionID", id],
                ["Message", "Command output follows"],
                ["Output", "No such command 'frob'"]
              ]
            ]
          },
          Effect.all([
            Ami.request({ Action: "RptStatus", Command: "XStat", Node: "2000" }),
            Effect.flip(Ami.command("frob"))
          ])
        )

        assert.strictEqual(node.response.get("Node"), "2000")
        assert.match(error.message, /Command failed: No such command .frob.$/)
      }))
  })
}
