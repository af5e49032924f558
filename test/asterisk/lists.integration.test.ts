import { assert, it } from "@effect/vitest"
import { Effect, type Scope, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient, type AmiMessage } from "effect-ami"
import { answeredCall, bridgedCall, reasonOf, watchMessages } from "../tasks/watching.ts"
import { client } from "./clients.ts"
import { forEachServer, privateServer } from "./servers.ts"

type Headers = ReadonlyArray<AmiMessage.Header>

interface ListCase {
  readonly name: string
  readonly headers?: Headers
  /** The event of an item that must be there, when the list is filled. */
  readonly item: string
  /** Fills the list for the time of the scope; absent where it is filled already. */
  readonly fill?: Effect.Effect<unknown, unknown, AmiClient.AmiClient | Scope.Scope>
  /** Headers with which the list is empty, where it can be emptied by asking for something that is not there. */
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
const conference = callerIn("600", "ConfbridgeJoin")
const parkedCall = Effect.gen(function*() {
  const next = yield* watchMessages
  const { Channel } = yield* answeredCall("Local/700@from-internal/n", "200")
  const parked = Channel.replace(/1$/, "2")
  yield* next(
    `ParkedCall of ${parked}`,
    (message) => message.name === "ParkedCall" && message.get("ParkeeChannel") === parked
  )
})
const databaseEntry = Effect.acquireRelease(
  Ami.request({ Action: "DBPut", Family: "lists", Key: "a", Val: "1" }),
  () => Effect.ignore(Ami.request({ Action: "DBDelTree", Family: "lists" }))
)

/** List actions that both versions have. */
const lists: ReadonlyArray<ListCase> = [
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
    headers: [["Family", "lists"], ["Key", "a"]],
    item: "DBGetResponse",
    fill: databaseEntry,
    emptyHeaders: [["Family", "lists"], ["Key", "none"]]
  },
  {
    name: "DBGetTree",
    headers: [["Family", "lists"]],
    item: "DBGetTreeResponse",
    fill: databaseEntry,
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

/** List actions of both versions of which nothing is configured here: Error, or a list without items. */
const emptyLists: ReadonlyArray<string> = [
  "PJSIPShowContacts",
  "PJSIPShowRegistrationsOutbound",
  "PJSIPShowRegistrationInboundContactStatuses",
  "PJSIPShowSubscriptionsInbound",
  "PJSIPShowSubscriptionsOutbound",
  "FAXSessions"
]

/** List actions of calls, of which there are none on a server of one's own. */
const listsOfCalls = ["CoreShowChannels", "Status", "BridgeList", "ConfbridgeListRooms", "ParkedCalls"]

const eventNames = (items: ReadonlyArray<AmiMessage.AmiMessage>) => items.map((item) => item.name)

const collected = (name: string, headers?: Headers) =>
  AmiClient.AmiClient.use((ami) => ami.collect(AmiAction.rawList(name, headers)))

const streamed = (name: string, headers?: Headers) =>
  AmiClient.AmiClient.use((ami) => Stream.runCollect(ami.stream(AmiAction.rawList(name, headers))))

forEachServer("lists", (server) => {
  it.live.each(lists)("collects and streams $name, filled", ({ fill, headers, item, name }) =>
    Effect.gen(function*() {
      if (fill !== undefined) yield* fill

      const whole = yield* collected(name, headers)
      const asItComes = yield* streamed(name, headers)

      assert.include(eventNames(whole), item)
      assert.include(eventNames(asItComes), item)
      assert.isTrue(whole.every((message) => message.get("EventList") === undefined))
    }).pipe(Effect.scoped, Effect.provide(client(server))))

  it.live.each(lists.filter((list) => list.emptyHeaders !== undefined))(
    "gives no items for $name where there are none",
    ({ emptyHeaders, name }) =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* collected(name, emptyHeaders), [])
        assert.deepStrictEqual(yield* streamed(name, emptyHeaders), [])
      }).pipe(Effect.provide(client(server)))
  )

  it.live.each(emptyLists)("gives no items for %s, of which nothing is configured", (name) =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* collected(name), [])
      assert.deepStrictEqual(yield* streamed(name), [])
    }).pipe(Effect.provide(client(server))))

  it.live.skipIf(!server.offers.cli)(
    "gives no items for lists of calls where there is no call",
    () =>
      Effect.gen(function*() {
        const idle = yield* privateServer(server.version)

        const items = yield* Effect.forEach(listsOfCalls, (name) => Effect.zip(collected(name), streamed(name))).pipe(
          Effect.provide(client(idle))
        )

        assert.deepStrictEqual(items, listsOfCalls.map(() => [[], []]))
      }).pipe(Effect.scoped),
    20_000
  )

  it.live("lists what a hangup by pattern has hung up, and nothing where nothing matches", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const { Channel } = yield* answeredCall("100", "200")
      const matching = (pattern: string) => ami.collect(Actions.HangupMatching({ Channel: pattern }))

      const hungUp = yield* matching(`/^${Channel}$/`)
      const nothing = yield* matching("/^PJSIP/nobody-at-all/")

      assert.deepStrictEqual(hungUp.map((item) => item.Channel), [Channel])
      assert.deepStrictEqual(nothing, [])
    }).pipe(Effect.scoped, Effect.provide(client(server))))

  it.live("fails where Asterisk means an error and no empty list", () =>
    Effect.gen(function*() {
      const endpoint = yield* reasonOf(collected("PJSIPShowEndpoint", [["Endpoint", "nobody"]]))
      const channel = yield* reasonOf(collected("Status", [["Channel", "PJSIP/nobody"]]))

      assert.strictEqual(endpoint._tag === "ActionFailed" && endpoint.message, "Unable to retrieve endpoint nobody")
      assert.strictEqual(channel._tag === "ActionFailed" && channel.message, "No such channel")
    }).pipe(Effect.provide(client(server))))

  it.live("stops a stream early, and the connection goes on", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient

      const two = yield* ami.stream(AmiAction.rawList("ShowDialPlan")).pipe(Stream.take(2), Stream.runCollect)
      const pong = yield* Ami.ping

      assert.strictEqual(two.length, 2)
      assert.strictEqual(pong.Ping, "Pong")
    }).pipe(Effect.provide(client(server))))

  it.live("answers 10,000 pings in flight, each with its own answer", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      // Getvar says which variable it was asked for, so that an answer in the wrong place shows.
      const names = Array.from({ length: 10_000 }, (_, index) => `PING_${index}`)

      const pings = yield* Effect.forEach(names, () => Ami.ping, { concurrency: "unbounded" })
      const answers = yield* Effect.forEach(
        names,
        (name) => ami.send(AmiAction.raw("Getvar", [["Variable", name]])),
        { concurrency: "unbounded" }
      )

      assert.strictEqual(pings.filter((pong) => pong.Ping === "Pong").length, 10_000)
      assert.deepStrictEqual(answers.map((answer) => answer.get("Variable")), names)
    }).pipe(Effect.provide(client(server, { maxInFlight: 10_000 }))))

  it.live("queues what is over the limit of actions in flight, in order", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const names = Array.from({ length: 1000 }, (_, index) => `QUEUED_${index}`)

      const answers = yield* Effect.forEach(
        names,
        (name) => ami.send(AmiAction.raw("Getvar", [["Variable", name]])),
        { concurrency: "unbounded" }
      )

      assert.deepStrictEqual(answers.map((answer) => answer.get("Variable")), names)
    }).pipe(Effect.provide(client(server, { maxInFlight: 3 }))))
})
