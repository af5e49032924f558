/**
 * The program of docs/home-assistant.md with Mosquitto and the simulator, as Home Assistant sees it.
 *
 * Home Assistant itself is not here: its documentation of MQTT discovery says what it accepts, which `Discovery` repeats.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Schema, type Scope } from "effect"
import { Ami } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { faultProxy } from "../faults/proxy.ts"
import { folder } from "../journal/databases.ts"
import { isQuick } from "../size.ts"
import { run } from "./programs.ts"
import { absenceOf, broker } from "./servers.ts"

const shared = {
  unique_id: Schema.NonEmptyString,
  name: Schema.String,
  icon: Schema.String,
  state_topic: Schema.String
}

/** Unknown keys are ignored by Home Assistant, so a wrong one would not show: here they are refused. */
const Discovery = Schema.Struct({
  device: Schema.Struct({
    identifiers: Schema.NonEmptyArray(Schema.String),
    name: Schema.String,
    manufacturer: Schema.String
  }),
  origin: Schema.Struct({ name: Schema.NonEmptyString }),
  availability: Schema.NonEmptyArray(Schema.Struct({ topic: Schema.String })),
  components: Schema.Record(
    Schema.String,
    Schema.Union([
      Schema.Struct({ platform: Schema.Literal("binary_sensor"), ...shared }),
      Schema.Struct({
        platform: Schema.Literal("sensor"),
        ...shared,
        value_template: Schema.String,
        json_attributes_topic: Schema.String
      }),
      Schema.Struct({ platform: Schema.Literal("event"), ...shared, event_types: Schema.NonEmptyArray(Schema.String) })
    ])
  )
})

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Discovery), { onExcessProperty: "error" })

interface Watcher {
  /** The last message of each topic, and all of each, with whether they were retained. */
  readonly last: (topic: string) => string | undefined
  readonly all: (topic: string) => ReadonlyArray<{ readonly text: string; readonly isRetained: boolean }>
  readonly until: (condition: () => boolean) => Effect.Effect<unknown>
}

/** A client that sees everything, from what is retained on. */
const watcher = Effect.fnUntraced(function*(port: number): Effect.fn.Return<Watcher, never, Scope.Scope> {
  const { connect } = yield* Effect.promise(() => import("mqtt"))
  const seen = new Map<string, Array<{ readonly text: string; readonly isRetained: boolean }>>()
  const client = yield* Effect.acquireRelease(
    Effect.sync(() => connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 50 })),
    (one) => Effect.promise(() => one.endAsync(true))
  )
  client.on("error", () => undefined).on("message", (topic, body, { retain }) => {
    seen.set(topic, [...seen.get(topic) ?? [], { text: body.toString(), isRetained: retain }])
  })
  yield* Effect.promise(() => client.subscribeAsync("#", { qos: 1 }))
  return {
    last: (topic) => seen.get(topic)?.at(-1)?.text,
    all: (topic) => seen.get(topic) ?? [],
    until: (condition) => Effect.repeat(Effect.sleep("5 millis"), { until: condition })
  }
})

const config = "homeassistant/device/ami_berlin/config"
const absence = absenceOf("mosquitto")
const name = `The program of docs/home-assistant.md${absence === undefined ? "" : ` (${absence})`}`

const started = Effect.gen(function*() {
  const simulator = Context.get(yield* Layer.build(NodeSimulator.layer({ loginDelay: 0 })), AmiSimulator.AmiSimulator)
  const link = yield* faultProxy({ port: simulator.port })
  const mosquitto = yield* broker("mosquitto")
  const home = yield* folder
  const start = run("home-assistant.mts", home, { 5038: link.port, 1883: mosquitto.port })
  return { simulator, link, mosquitto, start }
})

const eventsOf = (house: Watcher, topic: string) =>
  house.all(topic).map(({ text }) => JSON.parse(text) as Record<string, unknown>)

describe.skipIf(isQuick || absence !== undefined)(name, () => {
  it.live("announces a device, and shows a call and a UserEvent", () =>
    Effect.gen(function*() {
      const { mosquitto, simulator, start } = yield* started
      // The broker is away at the start.
      yield* start
      yield* mosquitto.start
      const house = yield* watcher(mosquitto.port)
      yield* house.until(() => house.last("ami/berlin/availability") === "online")

      const { availability, components, device } = decode(house.last(config))
      assert.deepStrictEqual(device.identifiers, ["ami_berlin"])
      assert.deepStrictEqual(availability, [{ topic: "ami/berlin/availability" }])
      assert.strictEqual(new Set(Object.values(components).map((one) => one.unique_id)).size, 4)
      assert.strictEqual(house.last("ami/berlin/ringing"), "OFF")

      yield* simulator.pbx.call("101").to("155").rings()
      yield* house.until(() => house.last("ami/berlin/ringing") === "ON")
      yield* simulator.perform({ command: "answer", phone: "155" })
      yield* house.until(() => house.last("ami/berlin/ringing") === "OFF")
      yield* simulator.perform({ command: "hangUp", phone: "101" })
      yield* house.until(() => eventsOf(house, "ami/berlin/call").some(({ event_type }) => event_type === "ended"))
      assert.deepStrictEqual(house.all("ami/berlin/ringing").slice(-3).map(({ text }) => text), ["OFF", "ON", "OFF"])
      assert.deepInclude(eventsOf(house, "ami/berlin/caller")[0], { number: "101", dialed: "155" })
      const events = eventsOf(house, "ami/berlin/call")
      assert.deepStrictEqual(events.map(({ event_type }) => event_type), ["ringing", "answered", "ended"])
      assert.deepInclude(events[0], { telephone: "PJSIP/155", direction: "Internal" })
      assert.deepInclude(events[2], { outcome: "Answered" })

      yield* Ami.request({ Action: "UserEvent", UserEvent: "Doorbell", Door: "front" }).pipe(
        Effect.provide(NodeAmi.layerUrl(`ami://hello:world@127.0.0.1:${simulator.port}`))
      )
      yield* house.until(() => house.all("ami/berlin/user_event").length > 0)
      assert.deepInclude(eventsOf(house, "ami/berlin/user_event")[0], { event_type: "Doorbell", Door: "front" })

      // Each component has a topic on which something came, of a kind that its platform knows.
      for (const one of Object.values(components)) {
        assert.isAbove(house.all(one.state_topic).length, 0, one.state_topic)
        if (one.platform !== "event") continue
        const known: ReadonlyArray<string> = one.event_types
        for (const { event_type } of eventsOf(house, one.state_topic)) assert.include(known, event_type)
      }
      // Who comes later gets the states, and no event that is over.
      const late = yield* watcher(mosquitto.port)
      const states = [config, "ami/berlin/ringing", "ami/berlin/caller", "ami/berlin/availability"]
      yield* late.until(() => states.every((topic) => late.all(topic)[0]?.isRetained === true))
      assert.strictEqual(late.last("ami/berlin/ringing"), "OFF")
      assert.deepStrictEqual([late.all("ami/berlin/call"), late.all("ami/berlin/user_event")], [[], []])
    }).pipe(Effect.scoped))

  it.live("is unavailable when it is killed or Asterisk is away, and tells a broker again that has forgotten all", () =>
    Effect.gen(function*() {
      const { link, mosquitto, start } = yield* started
      yield* mosquitto.start
      const house = yield* watcher(mosquitto.port)
      const first = yield* start
      const isAvailable = (as: string) => house.until(() => house.last("ami/berlin/availability") === as)
      yield* isAvailable("online")
      yield* first.kill
      yield* isAvailable("offline")

      const second = yield* start
      yield* isAvailable("online")
      link.refuse()
      link.rst()
      yield* isAvailable("offline")
      yield* link.listenAgain
      yield* isAvailable("online")

      // Mosquitto has not written its database yet.
      yield* mosquitto.end("SIGKILL")
      yield* mosquitto.start
      const later = yield* watcher(mosquitto.port)
      yield* later.until(() => later.last("ami/berlin/availability") === "online" && later.last(config) !== undefined)
      assert.strictEqual(later.last("ami/berlin/ringing"), "OFF")
      decode(later.last(config))

      assert.isTrue(second.isAlive(), second.printed())
      second.interrupt()
      yield* later.until(() => later.last("ami/berlin/availability") === "offline")
    }).pipe(Effect.scoped))
})
