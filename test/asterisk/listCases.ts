/**
 * List actions, filled and empty: the same over every transport.
 */
import { assert, it } from "@effect/vitest"
import { Effect, type Layer, type Scope, Stream } from "effect"
import { Ami, AmiAction, AmiClient, type AmiMessage } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import { answeredCall, bridgedCall, watchMessages } from "../tasks/watching.ts"

type Headers = ReadonlyArray<AmiMessage.Header>

interface ListCase {
  readonly name: string
  readonly headers?: Headers
  /** The event of an item that a filled list must contain. */
  readonly item: string
  /** Fills the list while the scope is open; absent if it already has items. */
  readonly fill?: Effect.Effect<unknown, unknown, AmiClient.AmiClient | Scope.Scope>
  /** Headers that make the list empty, if asking for something that does not exist does. */
  readonly emptyHeaders?: Headers
}

const call = answeredCall("100", "200")
/** Calls an extension, and waits for the event that shows its caller in a list. */
const callerIn = (extension: string, event: string) =>
  Effect.gen(function*() {
    const next = yield* watchMessages
    const { Channel } = yield* answeredCall(`Local/${extension}@from-internal/n`, "200")
    const other = Channel.replace(/1$/, "2")
    yield* next(`${event} of ${other}`, (message) => message.name === event && message.get("Channel") === other)
  })
export const conference = callerIn("600", "ConfbridgeJoin")
export const parkedCall = Effect.gen(function*() {
  const next = yield* watchMessages
  const { Channel } = yield* answeredCall("Local/700@from-internal/n", "200")
  const parked = Channel.replace(/1$/, "2")
  yield* next(
    `ParkedCall of ${parked}`,
    (message) => message.name === "ParkedCall" && message.get("ParkeeChannel") === parked
  )
})
/** In its own family, since lists may be requested concurrently. */
const databaseEntry = (family: string) =>
  Effect.acquireRelease(
    Ami.request({ Action: "DBPut", Family: family, Key: "a", Val: "1" }),
    () => Effect.ignore(Ami.request({ Action: "DBDelTree", Family: family }))
  )

/** List actions of both versions. */
const lists = (family: string): ReadonlyArray<ListCase> => [
  { name: "CoreShowChannels", item: "CoreShowChannel", fill: call },
  { name: "Status", item: "Status", fill: call },
  { name: "BridgeList", item: "BridgeListItem", fill: bridgedCall("100") },
  { name: "BridgeTechnologyList", item: "BridgeTechnologyListItem" },
  { name: "ConfbridgeListRooms", item: "ConfbridgeListRooms", fill: conference },
  {
    name: "ConfbridgeList",
    headers: [["Conference", "room1"]],
    item: "ConfbridgeList",
    fill: conference,
    emptyHeaders: [["Conference", "no-such-room"]]
  },
  {
    name: "DBGet",
    headers: [["Family", `${family}-get`], ["Key", "a"]],
    item: "DBGetResponse",
    fill: databaseEntry(`${family}-get`),
    emptyHeaders: [["Family", `${family}-get`], ["Key", "none"]]
  },
  {
    name: "DBGetTree",
    headers: [["Family", `${family}-tree`]],
    item: "DBGetTreeResponse",
    fill: databaseEntry(`${family}-tree`),
    emptyHeaders: [["Family", "no-such-family"]]
  },
  { name: "DeviceStateList", item: "DeviceStateChange", fill: call },
  { name: "ExtensionStateList", item: "ExtensionStatus" },
  { name: "PresenceStateList", item: "PresenceStateChange" },
  { name: "Parkinglots", item: "Parkinglot" },
  { name: "ParkedCalls", item: "ParkedCall", fill: parkedCall },
  { name: "Agents", item: "Agents" },
  { name: "PJSIPShowAors", item: "AorList" },
  { name: "PJSIPShowAuths", item: "AuthList" },
  { name: "PJSIPShowResourceLists", item: "ResourceListDetail" },
  { name: "PJSIPShowEndpoints", item: "EndpointList" },
  { name: "PJSIPShowEndpoint", headers: [["Endpoint", "alice"]], item: "EndpointDetail" },
  {
    name: "QueueStatus",
    headers: [["Queue", "support"]],
    item: "QueueMember",
    emptyHeaders: [["Queue", "no-such-queue"]]
  },
  { name: "QueueSummary", item: "QueueSummary", emptyHeaders: [["Queue", "no-such-queue"]] },
  { name: "ShowDialPlan", headers: [["Context", "from-internal"]], item: "ListDialplan" },
  { name: "PJSIPShowRegistrationsInbound", item: "InboundRegistrationDetail" }
]

/** List actions of both versions for which nothing is configured here: Error, or a list without items. */
const emptyLists: ReadonlyArray<string> = [
  "PJSIPShowContacts",
  "PJSIPShowRegistrationsOutbound",
  "PJSIPShowRegistrationInboundContactStatuses",
  "PJSIPShowSubscriptionsInbound",
  "PJSIPShowSubscriptionsOutbound",
  "FAXSessions"
]

const listsOfCalls = ["CoreShowChannels", "Status", "BridgeList", "ConfbridgeListRooms", "ParkedCalls"]

const eventNames = (items: ReadonlyArray<AmiMessage.AmiMessage>) => items.map((item) => item.name)

export const collected = (name: string, headers?: Headers) =>
  AmiClient.AmiClient.use((ami) => ami.collect(AmiAction.rawList(name, headers)))

/** The list of this name in the catalogue. */
export const listing = (name: string, payload: Readonly<Record<string, unknown>>): AmiAction.ListAction<unknown> => {
  // `Hangup` has two constructors; the second one lists.
  const [action] = AllActions.all.filter((make) => make.name === name).map((make) => make(payload as never))
    .filter((action) => action._tag === "ListAction")
  return action ?? assert.fail(`${name} does not list`)
}

const streamed = (name: string, headers?: Headers) =>
  AmiClient.AmiClient.use((ami) => Stream.runCollect(ami.stream(AmiAction.rawList(name, headers))))

/** Declares a test for each list: filled, and empty if it can be emptied or nothing is configured. */
export const filledAndEmptyLists = <E>(over: () => Layer.Layer<AmiClient.AmiClient, E>) => {
  const cases = lists(`lists-${Math.random()}`)

  it.live.each(cases)("collects and streams $name, filled", ({ fill, headers, item, name }) =>
    Effect.gen(function*() {
      if (fill !== undefined) yield* fill

      const whole = yield* collected(name, headers)
      const asItComes = yield* streamed(name, headers)

      assert.include(eventNames(whole), item)
      assert.include(eventNames(asItComes), item)
      assert.isTrue(whole.every((message) => message.get("EventList") === undefined))
    }).pipe(Effect.scoped, Effect.provide(over())))

  it.live.each(cases.filter((list) => list.emptyHeaders !== undefined))(
    "returns no items for $name if there are none",
    ({ emptyHeaders, name }) =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* collected(name, emptyHeaders), [])
        assert.deepStrictEqual(yield* streamed(name, emptyHeaders), [])
      }).pipe(Effect.provide(over()))
  )

  it.live.each(emptyLists)(
    "returns no items for %s, for which nothing is configured",
    (name) =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* collected(name), [])
        assert.deepStrictEqual(yield* streamed(name), [])
      }).pipe(Effect.provide(over()))
  )
}

/** Lists of calls, on a server without calls: they have no items. */
export const noCallsListed = Effect.forEach(
  listsOfCalls,
  (name) => Effect.zip(collected(name), streamed(name))
).pipe(
  Effect.map((items) => assert.deepStrictEqual(items, listsOfCalls.map(() => [[], []])))
)
