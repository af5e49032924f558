/**
 * Lists as Asterisk 1.8 to 13.1 announce them: by text, without the marks of later versions.
 */
import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient, AmiEvent, type AmiMessage, AmiValue } from "effect-ami"
import { TestClock } from "effect/testing"
import { failure, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { collected, ping } from "./doorList.ts"
import { connected, pong, start, turn, watch } from "./scriptedTransport.ts"

interface OldList {
  readonly action: string
  readonly words: string
  readonly items: ReadonlyArray<string>
  readonly complete: string
}

// Names and headers are those of 11.25.3, and of 12.8.2 where noted.
const oldLists: ReadonlyArray<OldList> = [
  {
    action: "QueueStatus",
    words: "Queue status will follow",
    items: ["Event: QueueParams\nQueue: a", "Event: QueueMember\nQueue: a", "Event: QueueEntry\nQueue: a"],
    complete: "Event: QueueStatusComplete"
  },
  {
    action: "QueueSummary",
    words: "Queue summary will follow",
    items: ["Event: QueueSummary\nQueue: a"],
    complete: "Event: QueueSummaryComplete"
  },
  {
    action: "Status",
    words: "Channel status will follow",
    items: ["Event: Status\nPrivilege: Call\nChannel: SIP/1-1"],
    complete: "Event: StatusComplete\nItems: 1"
  },
  {
    action: "Agents",
    words: "Agents will follow",
    items: ["Event: Agents\nAgent: 1", "Event: Agents\nAgent: 2"],
    complete: "Event: AgentsComplete"
  },
  {
    action: "ParkedCalls",
    words: "Parked calls will follow",
    items: ["Event: ParkedCall\nExten: 701"],
    complete: "Event: ParkedCallsComplete\nTotal: 1"
  },
  {
    action: "Parkinglots",
    words: "Parking lots will follow",
    items: ["Event: Parkinglot\nName: default"],
    complete: "Event: ParkinglotsComplete"
  },
  {
    action: "DBGet",
    words: "Result will follow",
    items: ["Event: DBGetResponse\nFamily: a\nKey: b\nVal: c"],
    complete: "Event: DBGetComplete"
  },
  {
    action: "VoicemailUsersList",
    words: "Voicemail user list will follow",
    items: ["Event: VoicemailUserEntry\nVMContext: default"],
    complete: "Event: VoicemailUserEntryComplete"
  },
  {
    action: "DAHDIShowChannels",
    words: "DAHDI channel status will follow",
    items: ["Event: DAHDIShowChannels\nDAHDIChannel: 1"],
    complete: "Event: DAHDIShowChannelsComplete\nItems: 1"
  },
  {
    action: "PRIShowSpans",
    words: "Span status will follow",
    items: ["Event: PRIShowSpans\nSpan: 1"],
    complete: "Event: PRIShowSpansComplete\nItems: 1"
  },
  {
    action: "SIPpeerstatus",
    words: "Peer status will follow",
    items: ["Event: PeerStatus\nPrivilege: System\nPeer: SIP/1"],
    complete: "Event: SIPpeerstatusComplete"
  },
  {
    action: "IAXpeerlist",
    words: "IAX Peer status list will follow",
    items: ["Event: PeerEntry\nObjectName: a"],
    complete: "Event: PeerlistComplete\nListItems: 1"
  },
  {
    action: "BridgeList",
    words: "Bridge listing will follow",
    items: ["Event: BridgeListItem\nBridgeUniqueid: a"],
    complete: "Event: BridgeListComplete"
  }
]

const begin = (words: string) => `Response: Success\nMessage: ${words}`

const names = (items: ReadonlyArray<AmiMessage.AmiMessage>) => items.map(({ name }) => name)

const nameOf = (message: string) => message.slice(7).split("\n")[0]

for (const { action, complete, items, words } of oldLists) {
  describe(`${action} as old versions of Asterisk list it`, () => {
    test("delivers its items to collect, stream and request, and none to subscribers", () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const others = yield* watch(ami)
        const all = [begin(words), ...items, complete]
        const expected = items.map(nameOf)
        const collected = yield* start(ami.collect(AmiAction.rawList(action)))
        for (const message of all) peer.answer(peer.last(action), message)
        const streamed = yield* start(Stream.runCollect(ami.stream(AmiAction.rawList(action))))
        peer.answer(peer.last(action), ...all)
        const requested = yield* start(
          Effect.provideService(Ami.request({ Action: action }), AmiClient.AmiClient, ami)
        )
        peer.answer(peer.last(action), ...all)

        assert.deepStrictEqual(names(yield* Fiber.join(collected)), expected)
        assert.deepStrictEqual(names(yield* Fiber.join(streamed)), expected)
        const answer = yield* Fiber.join(requested)
        assert.deepStrictEqual(names(answer.items), expected)
        assert.strictEqual(answer.complete?.name, nameOf(complete))
        assert.deepStrictEqual(others, [])
        assert.strictEqual(yield* ping(ami, peer), "Pong")
      }))

    test("is empty when nothing follows", () =>
      Effect.gen(function*() {
        const items = yield* collected(AmiAction.rawList(action), begin(words), complete.replace(/\n.*/, ""))

        assert.deepStrictEqual(items, [])
      }))
  })
}

describe("Lists that are announced only by text", () => {
  const Door = AmiEvent.define("Door", { Name: AmiValue.Int })
  const DoorsEnd = AmiEvent.define("DoorsEnd", {})
  const Doors = AmiAction.defineList("DoorList", { items: [Door], complete: DoorsEnd })
  const door = (number: number) => `Event: Door\nName: ${number}`

  for (const words of ["Doors will follow", "DOORS WILL FOLLOW", "Doors will follow.", "Doors will follow: "]) {
    test(`are recognized by \`${words}\``, () =>
      Effect.gen(function*() {
        const items = yield* collected(Doors(), begin(words), door(1), door(2), "Event: DoorListComplete")

        assert.deepStrictEqual(items.map(({ Name }) => Name), [1, 2])
      }))
  }

  test("end at the completing event of their action, whatever its name", () =>
    Effect.gen(function*() {
      const items = yield* collected(Doors(), begin("Doors will follow"), door(1), "Event: DoorsEnd")

      assert.deepStrictEqual(items.map(({ Name }) => Name), [1])
    }))

  test("accept an item without ActionID, and end at a mark too", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fiber = yield* start(ami.collect(Doors()))
      peer.answer(peer.last("DoorList"), begin("Doors will follow"))
      peer.deliver(door(1))
      peer.answer(peer.last("DoorList"), "Event: Over\nEventList: Complete\nListItems: 1")

      assert.deepStrictEqual((yield* Fiber.join(fiber)).map(({ Name }) => Name), [1])
    }))

  test("fail with the items so far if their end does not come", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ actionTimeout: "5 seconds" })
      const fiber = yield* start(reasonOf(ami.collect(Doors())))
      peer.answer(peer.last("DoorList"), begin("Doors will follow"), door(1))
      yield* TestClock.adjust("5100 millis")

      const reason = yield* Fiber.join(fiber)
      assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "Timeout" && reason.items.length === 1)
    }))

  test("are swallowed up to their end if their caller has gone, but not what follows", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const others = yield* watch(ami)
      const fiber = yield* start(ami.collect(Doors()))
      const action = peer.last("DoorList")
      yield* Fiber.interrupt(fiber)
      peer.answer(action, begin("Doors will follow"), door(1))
      peer.deliver(door(2))
      peer.answer(action, "Event: DoorListComplete")
      peer.deliver("Event: Door\nName: 3")

      assert.deepStrictEqual(others.map((message) => message.get("Name")), ["3"])
    }))

  test("are swallowed after `send`, which returns a single answer", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const others = yield* watch(ami)
      const fiber = yield* start(ami.send(AmiAction.raw("QueueStatus")))
      peer.answer(
        peer.last("QueueStatus"),
        begin("Queue status will follow"),
        "Event: QueueParams\nQueue: a",
        "Event: QueueStatusComplete"
      )

      assert.strictEqual((yield* Fiber.join(fiber)).get("Message"), "Queue status will follow")
      assert.deepStrictEqual(others, [])
    }))

  test("count as in flight until they end", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1 } })
      const list = yield* start(ami.collect(Doors()))
      const pinged = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("DoorList"), begin("Doors will follow"), door(1))
      assert.isFalse(peer.written.some(({ name }) => name === "Ping"))
      peer.answer(peer.last("DoorList"), "Event: DoorListComplete")
      peer.answer(peer.last("Ping"), pong)

      assert.strictEqual((yield* Fiber.join(list)).length, 1)
      assert.strictEqual((yield* Fiber.join(pinged)).Ping, "Pong")
    }))

  test("do not include those followed by one event without an end: FAXStats and FAXSession", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      for (const action of ["FAXStats", "FAXSession"]) {
        const fiber = yield* start(Effect.provideService(Ami.request({ Action: action }), AmiClient.AmiClient, ami))
        peer.answer(peer.last(action), begin(`${action} event will follow`))
        assert.deepStrictEqual((yield* Fiber.join(fiber)).items, [])
      }
    }))

  test("are not ended by a broadcast event to which another client gave their ActionID", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const others = yield* watch(ami)
      const fiber = yield* start(ami.collect(Doors()))
      peer.answer(
        peer.last("DoorList"),
        begin("Doors will follow"),
        "Event: UserEvent\nPrivilege: user,all\nUserEvent: DoorListComplete",
        door(1),
        "Event: DoorListComplete"
      )

      assert.strictEqual((yield* Fiber.join(fiber)).length, 1)
      assert.deepStrictEqual(names(others), ["UserEvent"])
    }))
})

describe("A list with a mark at its start but none at its end", () => {
  test("ends at an event that counts its items", () =>
    Effect.gen(function*() {
      const items = yield* collected(
        AmiAction.rawList("IAXpeers"),
        "Response: Success\nEventList: start",
        "Event: PeerEntry\nObjectName: a",
        "Event: PeerlistComplete\nListItems: 1"
      )

      assert.strictEqual(items.length, 1)
    }))

  test("continues after an item whose name only looks like an end", () =>
    Effect.gen(function*() {
      const items = yield* collected(
        AmiAction.rawList("Jobs"),
        "Response: Success\nEventList: start",
        "Event: JobComplete\nName: a",
        "Event: JobComplete\nName: b",
        "Event: JobsComplete\nEventList: Complete\nListItems: 2"
      )

      assert.strictEqual(items.length, 2)
    }))
})

describe("An error within a list", () => {
  const listStart = "Response: Success\nEventList: start\nMessage: Following are Events"
  const words = "Unable to retrieve transport nope"
  const error = `Response: Error\nMessage: ${words}`
  const complete = "Event: EndpointDetailComplete\nEventList: Complete\nListItems: 1"
  const item = "Event: EndpointDetail\nObjectName: lost"

  for (const start_ of [listStart, "Response: Success\nMessage: Details will follow"]) {
    test(`fails it at once with the text and the items so far, and what follows is swallowed (${start_})`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const others = yield* watch(ami)
        const fiber = yield* start(failure(ami.collect(AmiAction.rawList("PJSIPShowEndpoint"))))
        const action = peer.last("PJSIPShowEndpoint")
        peer.answer(action, start_, item, error)

        const { isRetryable, message, reason } = yield* Fiber.join(fiber)
        assert.strictEqual(message, `The list of PJSIPShowEndpoint broke off after 1 items (Failed: ${words})`)
        assert.isFalse(isRetryable)
        assert.isTrue(reason._tag === "ListIncomplete" && reason.response?.get("Message") === words)
        peer.answer(action, "Response: Error\nMessage: Unable to format endpoint lost", item, complete)
        assert.deepStrictEqual(others, [])
        assert.strictEqual(yield* ping(ami, peer), "Pong")
      }))
  }

  test("fails Ami.request and the stream too", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen: Array<AmiMessage.AmiMessage> = []
      const requested = yield* start(
        failure(Effect.provideService(Ami.request({ Action: "PJSIPShowEndpoint" }), AmiClient.AmiClient, ami))
      )
      peer.answer(peer.last("PJSIPShowEndpoint"), listStart, item, error, complete)
      const streamed = yield* start(
        reasonOf(
          Stream.runForEach(
            ami.stream(AmiAction.rawList("PJSIPShowEndpoint")),
            (one) => Effect.sync(() => seen.push(one))
          )
        )
      )
      peer.answer(peer.last("PJSIPShowEndpoint"), listStart, item, error, complete)

      for (const reason of [(yield* Fiber.join(requested)).reason, yield* Fiber.join(streamed)]) {
        assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "Failed")
        assert.isTrue(reason._tag === "ListIncomplete" && reason.response?.get("Message") === words)
      }
      const { reason } = yield* Fiber.join(requested)
      assert.strictEqual(reason._tag === "ListIncomplete" && reason.items.length, 1)
      assert.strictEqual(seen.length, 1)
      assert.strictEqual(yield* ping(ami, peer), "Pong")
    }))

  test("gives way to the next action if no end follows", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1 } })
      const others = yield* watch(ami)
      const fiber = yield* start(reasonOf(ami.collect(AmiAction.rawList("CoreShowChannelMap"))))
      peer.answer(peer.last("CoreShowChannelMap"), listStart, "Response: Error\nMessage: Could not create channel map")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "ListIncomplete")

      assert.strictEqual(yield* ping(ami, peer), "Pong")
      peer.deliver("Event: Custom\nName: 1")
      yield* turn
      assert.deepStrictEqual(names(others), ["Custom"])
    }))

  test("is an empty list if the text says so and nothing came", () =>
    Effect.gen(function*() {
      const items = yield* collected(
        AmiAction.rawList("ConfbridgeListRooms"),
        listStart,
        "Response: Error\nMessage: No active conferences."
      )

      assert.deepStrictEqual(items, [])
    }))

  test("is an ordinary message of an exchange, which continues", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen: Array<AmiMessage.AmiMessage> = []
      const fiber = yield* start(
        Stream.runForEach(
          ami.exchange(AmiAction.raw("PJSIPShowEndpoint")),
          (message) => Effect.sync(() => seen.push(message))
        )
      )
      peer.answer(peer.last("PJSIPShowEndpoint"), listStart, item, error, complete)
      yield* turn

      assert.deepStrictEqual(names(seen), ["Success", "EndpointDetail", "Error", "EndpointDetailComplete"])
      assert.isUndefined(fiber.pollUnsafe())
    }))
})

describe("Items in one message, without empty lines between them", () => {
  const listStart = "Response: Success\nEventList: start\nMessage: Device status list will follow"

  /** chan_skinny.c writes all items and the end like this, each with its ActionID. */
  const glued = (actionId: string) =>
    ["a", "b"].map((name) =>
      `Event: DeviceEntry\nActionID: ${actionId}\nChanneltype: SKINNY\nObjectName: ${name}\n`
      + `ChannelObjectType: device\nDeviceId: SEP\nIPaddress: -none-\nType: 7960\nDevicestatus: unregistered\n`
      + `NumberOfLines: 1\n`
    ).join("") + `Event: DevicelistComplete\nActionID: ${actionId}\nEventList: Complete\nListItems: 2`

  test("are separated if each carries the ActionID", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const typed = yield* start(ami.collect(Actions.SKINNYdevices()))
      peer.answer(peer.last("SKINNYdevices"), listStart)
      peer.deliver(glued(peer.last("SKINNYdevices").actionId))
      const raw = yield* start(ami.collect(AmiAction.rawList("SKINNYdevices")))
      peer.answer(peer.last("SKINNYdevices"), listStart)
      peer.deliver(glued(peer.last("SKINNYdevices").actionId))
      const requested = yield* start(
        Effect.provideService(Ami.request({ Action: "SKINNYdevices" }), AmiClient.AmiClient, ami)
      )
      peer.answer(peer.last("SKINNYdevices"), listStart)
      peer.deliver(glued(peer.last("SKINNYdevices").actionId))

      assert.deepStrictEqual((yield* Fiber.join(typed)).map(({ ObjectName }) => ObjectName), ["a", "b"])
      assert.deepStrictEqual((yield* Fiber.join(raw)).map((item) => item.get("ObjectName")), ["a", "b"])
      const { complete, items } = yield* Fiber.join(requested)
      assert.deepStrictEqual(items.map((item) => item.get("ObjectName")), ["a", "b"])
      assert.strictEqual(complete?.name, "DevicelistComplete")
    }))

  for (
    const [what, message] of [
      ["no item has it", "Event: Device\nName: a\nEvent: Device\nName: b\nEvent: DeviceListComplete\nActionID: ID\n"],
      [
        "only the first item has it",
        "Event: Device\nActionID: ID\nName: a\nEvent: Device\nName: b\nEvent: DeviceListComplete\n"
      ],
      ["only the end has it", "Event: Device\nName: a\nEvent: DeviceListComplete\nActionID: ID\n"]
    ] as const
  ) {
    test(`are never an empty success if ${what}`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const end = `${message}EventList: Complete\nListItems: 2`
        const answered = (action: string) => {
          peer.answer(peer.last(action), listStart)
          peer.deliver(end.replace("ID: ID", `ID: ${peer.last(action).actionId}`))
        }
        const collected = yield* start(reasonOf(ami.collect(AmiAction.rawList("Devices"))))
        answered("Devices")
        const requested = yield* start(
          reasonOf(Effect.provideService(Ami.request({ Action: "Devices" }), AmiClient.AmiClient, ami))
        )
        answered("Devices")

        for (const reason of [yield* Fiber.join(collected), yield* Fiber.join(requested)]) {
          assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "CountMismatch")
          assert.deepStrictEqual(
            reason._tag === "ListIncomplete" && reason.items.map((item) => String(item).includes("Name: a")),
            [true]
          )
        }
        assert.strictEqual(yield* ping(ami, peer), "Pong")
      }))
  }

  test("are not made from the lines of a value, whose writer cannot know the ActionID", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fiber = yield* start(ami.collect(AmiAction.rawList("Status")))
      const { actionId } = peer.last("Status")
      peer.answer(peer.last("Status"), listStart)
      peer.deliver(
        `Event: Status\nVariable: X=1\nEvent: Forged\nActionID: ${actionId}`,
        `Event: Status\nActionID: ${actionId}\nVariable: X=1\nEvent: Forged\nActionID: guessed-1`,
        `Event: StatusComplete\nActionID: ${actionId}\nEventList: Complete\nListItems: 2`
      )

      assert.deepStrictEqual(names(yield* Fiber.join(fiber)), ["Status", "Status"])
    }))

  test("a raw list does not trust a driver's count, as chan_sccp counts lines", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const collected = yield* start(ami.collect(AmiAction.rawList("SCCPShowDevices")))
      const end = "Event: TableEnd\nEventList: Complete\nListItems: 17"
      peer.answer(peer.last("SCCPShowDevices"), listStart, "Event: DeviceEntry\nName: a", end)
      const requested = yield* start(
        Effect.provideService(Ami.request({ Action: "SCCPShowDevices" }), AmiClient.AmiClient, ami)
      )
      peer.answer(peer.last("SCCPShowDevices"), listStart, "Event: DeviceEntry\nName: a", end)

      assert.strictEqual((yield* Fiber.join(collected)).length, 1)
      assert.strictEqual((yield* Fiber.join(requested)).items.length, 1)
    }))

  test("a raw list that announces items and sends none is ListIncomplete", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const collected = yield* start(reasonOf(ami.collect(AmiAction.rawList("SCCPShowDevices"))))
      const end = "Event: TableEnd\nEventList: Complete\nListItems: 17"
      peer.answer(peer.last("SCCPShowDevices"), listStart, end)
      const requested = yield* start(
        reasonOf(Effect.provideService(Ami.request({ Action: "SCCPShowDevices" }), AmiClient.AmiClient, ami))
      )
      peer.answer(peer.last("SCCPShowDevices"), listStart, end)

      for (const reason of [yield* Fiber.join(collected), yield* Fiber.join(requested)]) {
        assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "CountMismatch")
      }
    }))

  secretStaysHidden()
})
