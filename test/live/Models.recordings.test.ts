/**
 * The models of parked calls, conferences, agents and states on recorded calls: from the beginning, and from any moment with the
 * lists that the server would have given then.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { AmiAgents, AmiClient, AmiConferences, type AmiLive, AmiMessage, AmiParking, AmiStates } from "effect-ami"
import { TestClock } from "effect/testing"
import { sample, size } from "../size.ts"
import {
  epoch,
  messages,
  type Recording,
  recordings,
  type Timed,
  withExtras,
  withSystemname
} from "./calls/recordings.ts"
import { type Answer, event, follow, serve, type Server } from "./modelServer.ts"

const folder = new URL("../captures/", import.meta.url)
const older = ["i-parking", "f-confbridge", "n-agent-login", "k-misc-channel"].flatMap((shape) =>
  ["16", "22"].map((version): Recording => ({ shape, version, file: new URL(`${shape}.ast${version}.ami`, folder) }))
)

const names = /^(?:(?:Un)?ParkedCall|Confbridge|Agent(?:Login|Logoff)|Presence|ExtensionStatus|DeviceState)/
/** Recordings that say something to a model which few others do. */
const telling = [...recordings, ...older].filter((recording) =>
  messages(recording).some(({ message }) =>
    message.kind === "Event" && names.test(message.name) &&
    !message.name.startsWith("DeviceState") && !message.name.startsWith("ExtensionStatus")
  )
)

const isEvent = ({ message }: Timed): boolean => message.kind === "Event" && message.get("ActionID") === undefined

interface Values {
  readonly parking: ReadonlyMap<string, AmiParking.ParkedCall>
  readonly conferences: ReadonlyMap<string, AmiConferences.Conference>
  readonly agents: ReadonlyMap<string, AmiAgents.Agent>
  readonly devices: ReadonlyMap<string, AmiStates.DeviceState>
}

/** The models of one client. */
const open = Effect.fnUntraced(function*(server: Server) {
  const layer = Layer.mergeAll(AmiParking.layer, AmiConferences.layer, AmiAgents.layer, AmiStates.layer)
  const context = yield* Layer.build(Layer.provide(layer, Layer.succeed(AmiClient.AmiClient, server.ami)))
  const models = yield* Effect.provide(
    Effect.all({
      parking: AmiParking.AmiParking,
      conferences: AmiConferences.AmiConferences,
      agents: AmiAgents.AmiAgents,
      states: AmiStates.AmiStates
    }),
    context
  )
  const valueOf = <V>(model: AmiLive.Model<V>) => Effect.map(model.get, ({ value }) => value)
  const values: Effect.Effect<Values> = Effect.all({
    parking: valueOf(models.parking),
    conferences: valueOf(models.conferences),
    agents: valueOf(models.agents),
    devices: valueOf(models.states.devices)
  })
  return { ...models, values }
})

const yesNo = (flag: boolean | undefined) => flag === undefined ? undefined : flag ? "Yes" : "No"

/** What Asterisk would list. */
const listsOf = ({ agents, conferences, devices, parking }: Values, at: number): Record<string, Answer> => ({
  Parkinglots: [],
  ParkedCalls: [...parking.values()].map((call) =>
    event("ParkedCall", {
      ParkeeChannel: call.Channel,
      ParkeeUniqueid: call.Uniqueid,
      ParkeeLinkedid: call.Linkedid,
      ParkeeCallerIDNum: call.CallerIDNum,
      ParkeeCallerIDName: call.CallerIDName,
      ParkerDialString: call.ParkerDialString,
      Parkinglot: call.Parkinglot,
      ParkingSpace: call.ParkingSpace,
      ParkingTimeout: call.timeoutAt === undefined ? 0 : Math.floor((call.timeoutAt - at) / 1000),
      ParkingDuration: Math.floor((at - (call.parkedAt ?? at)) / 1000)
    })
  ),
  ConfbridgeListRooms: conferences.size === 0
    ? "Response: Error\nMessage: No active conferences."
    : [...conferences.keys()].map((Conference) => event("ConfbridgeListRooms", { Conference, Locked: "No" })),
  ConfbridgeList: (header) =>
    (conferences.get(header("Conference") ?? "")?.members ?? []).map((member) =>
      event("ConfbridgeList", {
        Conference: member.Conference,
        Channel: member.Channel,
        Uniqueid: member.Uniqueid,
        Linkedid: member.Linkedid,
        CallerIDNum: member.CallerIDNum,
        CallerIDName: member.CallerIDName,
        Admin: yesNo(member.Admin),
        Muted: yesNo(member.Muted),
        Talking: yesNo(member.Talking)
      })
    ),
  Agents: [...agents.values()].map((agent) =>
    event("Agents", {
      Agent: agent.Agent,
      Name: agent.Name,
      Status: { Idle: "AGENT_IDLE", OnCall: "AGENT_ONCALL", LoggedOff: "AGENT_LOGGEDOFF", Unknown: "" }[agent.status],
      TalkingToChan: agent.TalkingToChan,
      Channel: agent.Channel,
      Uniqueid: agent.Uniqueid,
      CallerIDNum: agent.CallerIDNum
    })
  ),
  DeviceStateList: [...devices.values()].map(({ Device, State }) => event("DeviceStateChange", { Device, State })),
  ExtensionStateList: [],
  PresenceStateList: []
})

/** Plays messages on a server, each at its time. */
const play = Effect.fnUntraced(
  function*(server: Server, timed: ReadonlyArray<Timed>, after?: (at: number) => Effect.Effect<void>) {
    for (const { at, message } of timed) {
      yield* TestClock.setTime(at)
      server.peer.deliverWire(AmiMessage.wire(message) ?? "")
      yield* TestClock.adjust(0)
      if (after !== undefined) yield* after(at)
    }
  }
)

const nothing: Values = { parking: new Map(), conferences: new Map(), agents: new Map(), devices: new Map() }

/** The agents of the recorded servers, of which no event says that they exist. */
const initial: Values = {
  ...nothing,
  agents: new Map(["1001", "1002"].map((Agent) => [Agent, { Agent, status: "LoggedOff" }]))
}

/** What a list is sure to have, in a form that can be compared. */
const essence = ({ agents, conferences, devices, parking }: Values) => ({
  parking: [...parking].map((
    [key, { ParkerDialString, ParkingSpace, Parkinglot }]
  ) => [key, Parkinglot, ParkingSpace, ParkerDialString]),
  conferences: [...conferences].map(([key, { members }]) => [
    key,
    members.map(({ Admin, Channel, Muted, Uniqueid }) => [Uniqueid, Channel, Admin, Muted]).toSorted()
  ]).toSorted(),
  agents: [...agents].map(([key, { Channel, TalkingToChan, status }]) => [key, status, Channel, TalkingToChan])
    .toSorted(),
  devices: [...devices].map(([key, { State }]) => [key, State]).toSorted()
})

/** What models say of a recording, in short form. */
const said = Effect.fnUntraced(function*(timed: ReadonlyArray<Timed>) {
  yield* TestClock.setTime(epoch)
  const server = yield* serve(listsOf(initial, epoch))
  const models = yield* open(server)
  const parking = yield* follow(models.parking, ({ ended }) => ended ?? "parked")
  const conferences = yield* follow(models.conferences, ({ members }) => String(members.length))
  const agents = yield* follow(models.agents, ({ status }) => status)
  yield* play(server, timed)
  // What is the same in this form has changed in something else.
  const words = (told: () => ReadonlyArray<string>) =>
    told().slice(1).map((text) => text.replace(/^(gone )?\S+ (.*) by .*$/, "$1$2"))
      .filter((word, index, all) => word !== all[index - 1])
  return { parking: words(parking), conferences: words(conferences), agents: words(agents), end: yield* models.values }
})

const expected: Readonly<
  Record<string, { readonly parking?: string; readonly conferences?: string; readonly agents?: string }>
> = {
  "park-timeout": { parking: "parked, gone TimedOut" },
  "park-retrieved": { parking: "parked, gone Retrieved" },
  "park-abandoned": { parking: "parked, gone GaveUp" },
  "park-ami": { parking: "parked, gone Retrieved" },
  "park-dtmf": { parking: "parked, gone Retrieved" },
  "sipp-parked": { parking: "parked, gone Retrieved" },
  conference: { conferences: "0, 1, 2, 3, 2, 1, 0, gone 0" },
  "call-to-conference": { conferences: "0, 1, 2, 1, 0, gone 0" },
  "attended-refer-to-conference": { conferences: "0, 1, 2, 1, 2, 1, 0, gone 0" },
  "agent-pool": { agents: "Idle, OnCall, Idle, OnCall, Idle, LoggedOff" },
  "n-agent-login": { agents: "Idle, LoggedOff" }
}

describe("models of recorded calls", () => {
  it.effect("say how each parked call ended, who came into a conference, and what agents did", () =>
    Effect.gen(function*() {
      for (const recording of sample(telling, 3)) {
        const wanted = expected[recording.shape]
        if (wanted === undefined) continue
        const timed = messages(recording).filter(isEvent)
        for (const form of size([timed, withSystemname(timed, "sys"), withExtras(timed)], [withExtras(timed)])) {
          const { end, ...told } = yield* Effect.scoped(said(form))
          for (const key of ["parking", "conferences", "agents"] as const) {
            assert.strictEqual(
              told[key].join(", "),
              wanted[key] ?? "",
              `${recording.shape} ${recording.version} ${key}`
            )
          }
          assert.strictEqual(end.parking.size + end.conferences.size, 0, recording.shape)
        }
      }
    }))

  it.effect("have the members, the parked calls and the agents that the recorded lists have", () =>
    Effect.gen(function*() {
      let compared = 0
      for (const recording of older) {
        yield* Effect.scoped(Effect.gen(function*() {
          yield* TestClock.setTime(epoch)
          const server = yield* serve(listsOf(initial, epoch))
          const models = yield* open(server)
          const items = new Map<string, Array<string>>()
          // Whoever hears that nobody else is there is listed, and joins after that.
          const joined = new Set<string>()
          for (const one of messages(recording)) {
            const { message } = one
            const id = message.get("ActionID")
            if (message.name === "ConfbridgeJoin") joined.add(message.get("Uniqueid") ?? "")
            if (isEvent(one)) yield* play(server, [one])
            else if (message.kind !== "Event") continue
            else if (!message.name.endsWith("Complete")) {
              const key = message.get("ParkeeUniqueid") ?? message.get("Uniqueid") ?? ""
              items.set(id ?? "", [...items.get(id ?? "") ?? [], key])
            } else {
              const { conferences, parking } = yield* models.values
              const known = message.name === "ParkedCallsComplete"
                ? [...parking.keys()]
                : message.name === "ConfbridgeListComplete"
                ? [...conferences.values()].flatMap(({ members }) => members.map(({ Uniqueid }) => Uniqueid))
                : undefined
              if (known === undefined) continue
              const listed = (items.get(id ?? "") ?? []).filter((key) =>
                message.name === "ParkedCallsComplete" || joined.has(key)
              )
              assert.deepStrictEqual(
                known.filter((key) => listed.includes(key)).toSorted(),
                listed.toSorted(),
                recording.shape
              )
              compared += 1
            }
          }
        }))
      }
      assert.isAtLeast(compared, 6)
    }))

  it.effect("end up with the same when they begin with lists in the middle", () =>
    Effect.gen(function*() {
      let cuts = 0
      for (const recording of sample(telling, 5)) {
        const timed = messages(recording).filter(isEvent)
        const states: Array<{ readonly at: number; readonly values: Values; readonly after: number }> = []
        const end = yield* Effect.scoped(Effect.gen(function*() {
          yield* TestClock.setTime(epoch)
          const server = yield* serve(listsOf(initial, epoch))
          const models = yield* open(server)
          let after = 0
          yield* play(server, timed, (at) =>
            Effect.map(models.values, (values) => {
              after += 1
              const before = states.at(-1)
              if (before === undefined || JSON.stringify(essence(before.values)) !== JSON.stringify(essence(values))) {
                states.push({ at, values, after })
              }
            }))
          return yield* models.values
        }))
        for (const { after, at, values } of sample(states, 20)) {
          const late = yield* Effect.scoped(Effect.gen(function*() {
            yield* TestClock.setTime(at)
            const server = yield* serve(listsOf(values, at))
            const models = yield* open(server)
            assert.deepStrictEqual(
              essence(yield* models.values),
              essence(values),
              `${recording.shape} ${recording.version} at ${after}`
            )
            yield* play(server, timed.slice(after))
            return yield* models.values
          }))
          assert.deepStrictEqual(essence(late), essence(end), `${recording.shape} ${recording.version} from ${after}`)
          cuts += 1
        }
      }
      assert.isAtLeast(cuts, size(100, 3))
    }), size(600_000, 120_000))
})
