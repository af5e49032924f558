/**
 * Channels and bridges as a program sees them, on a scripted server.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import { AmiBridges, AmiChannels, AmiError } from "effect-ami"
import { TestClock } from "effect/testing"
import { count } from "../client/inboxWords.ts"
import { turn } from "../client/scriptedTransport.ts"
import { build, event, follow, serve } from "./modelServer.ts"

type Headers = Readonly<Record<string, string | number | undefined>>

/** The block of a channel in events. */
const block = (id: string, more: Headers = {}): Headers => ({
  Channel: `PJSIP/${id}-1`,
  ChannelState: 6,
  ChannelStateDesc: "Up",
  CallerIDNum: id,
  CallerIDName: "<unknown>",
  ConnectedLineNum: "<unknown>",
  ConnectedLineName: "<unknown>",
  AccountCode: "",
  Context: "from-internal",
  Exten: "",
  Priority: 1,
  Uniqueid: `1.${id}`,
  Linkedid: `1.${id}`,
  ...more
})

const bridgeBlock = (id: string, more: Headers = {}): Headers => ({
  BridgeUniqueid: id,
  BridgeType: "basic",
  BridgeTechnology: "simple_bridge",
  BridgeCreator: "<unknown>",
  BridgeName: "<unknown>",
  BridgeNumChannels: 0,
  ...more
})

/** An item of `Status`. */
const listed = (id: string, more: Headers = {}) =>
  event("Status", { ...block(id), DNID: "", BridgeID: "", Application: "", Data: "", Seconds: 0, ...more })

const bridgeItem = (id: string, more: Headers = {}) => event("BridgeListItem", bridgeBlock(id, more))

const born = (id: string, more: Headers = {}) => event("Newchannel", block(id, { ChannelState: 0, ...more }))

const lists = (status: ReadonlyArray<string> = [], bridges: ReadonlyArray<string> = []) => ({
  Status: status,
  BridgeList: bridges
})

const both = Layer.mergeAll(AmiChannels.layer, AmiBridges.layer)

const open = Effect.fnUntraced(function*(first = lists()) {
  const server = yield* serve(first)
  const [channels, bridges] = yield* build(both, server, Effect.all([AmiChannels.AmiChannels, AmiBridges.AmiBridges]))
  const wordsOf = ({ bridge, state }: AmiChannels.Channel) =>
    [state, bridge].filter((word) => word !== undefined).join(" ")
  const told = yield* follow(channels, wordsOf)
  const toldOfBridges = yield* follow(bridges, ({ members }) => `[${members.join(" ")}]`)
  return { server, channels, bridges, told, toldOfBridges }
})

const channelOf = (channels: AmiChannels.AmiChannels["Service"], id: string) =>
  Effect.map(channels.lookup(id), ({ value }) => value ?? assert.fail(`no channel ${id}`))

describe("AmiChannels", () => {
  it.effect("gives a listed channel with what the list says, and nothing that nobody said", () =>
    Effect.gen(function*() {
      yield* TestClock.adjust("10 seconds")
      const { channels } = yield* open(lists([
        listed("101", {
          ChannelState: 5,
          CallerIDName: "Alice",
          ConnectedLineNum: "0201234",
          AccountCode: "sales",
          Exten: "5550100",
          DNID: "5550100",
          Application: "AppDial",
          Data: "(Outgoing Line)",
          BridgeID: "b-1",
          Seconds: 7
        }),
        listed("102", { Channel: "Local/102@from-internal-00000001;1", CallerIDNum: "" }),
        listed("103", { Channel: "Local/102@from-internal-00000001;2", ChannelState: "", Linkedid: "" })
      ]))

      const channel = yield* channelOf(channels, "1.101")
      assert.deepStrictEqual(channel, {
        Uniqueid: "1.101",
        Channel: "PJSIP/101-1",
        Linkedid: "1.101",
        endpoint: "PJSIP/101",
        state: "Ringing",
        startedAt: 3_000,
        CallerIDNum: "101",
        CallerIDName: "Alice",
        ConnectedLineNum: "0201234",
        AccountCode: "sales",
        DNID: "5550100",
        Context: "from-internal",
        Exten: "5550100",
        Priority: 1,
        Application: "AppDial",
        AppData: "(Outgoing Line)",
        bridge: "b-1"
      })
      const json = Schema.toCodecJson(AmiChannels.Channel)
      assert.deepStrictEqual(
        Schema.decodeUnknownSync(json)(JSON.parse(JSON.stringify(Schema.encodeSync(json)(channel)))),
        channel
      )
      assert.deepStrictEqual(yield* channelOf(channels, "1.103"), {
        Uniqueid: "1.103",
        Channel: "Local/102@from-internal-00000001;2",
        localPeer: "1.102",
        startedAt: 10_000,
        CallerIDNum: "103",
        Context: "from-internal",
        Priority: 1
      })
      assert.strictEqual((yield* channelOf(channels, "1.102")).localPeer, "1.103")
    }))

  it.effect.each<[what: string, events: ReadonlyArray<string>, changed: Partial<AmiChannels.Channel>]>([
    ["its state", [event("Newstate", block("101", { ChannelState: 5 }))], { state: "Ringing" }],
    ["its caller id", [event("NewCallerid", block("101", { CallerIDNum: "7", CallerIDName: "Seven" }))], {
      CallerIDNum: "7",
      CallerIDName: "Seven"
    }],
    [
      "the other side",
      [event("NewConnectedLine", block("101", { ConnectedLineNum: "8", ConnectedLineName: "Eight" }))],
      {
        ConnectedLineNum: "8",
        ConnectedLineName: "Eight"
      }
    ],
    ["its account", [event("NewAccountCode", block("101", { AccountCode: "night", OldAccountCode: "" }))], {
      AccountCode: "night"
    }],
    ["its name and its telephone", [event("Rename", { ...block("101"), Newname: "PJSIP/x-2-9<ZOMBIE>" })], {
      Channel: "PJSIP/x-2-9<ZOMBIE>",
      endpoint: "PJSIP/x-2"
    }],
    ["that it holds", [event("Hold", block("101"))], { isHeld: true, heldSince: 5_000 }],
    ["that it holds no more", [event("Hold", block("101")), event("Unhold", block("101"))], { isHeld: false }],
    ["that it does not hold, if it never did", [event("Unhold", block("101"))], { isHeld: false }],
    ["its bridge", [event("BridgeEnter", { ...bridgeBlock("b-1"), ...block("101") })], { bridge: "b-1" }],
    ["its conference, which it entered without BridgeEnter", [
      event("ConfbridgeJoin", { Conference: "daily", ...bridgeBlock("b-1", { BridgeType: "base" }), ...block("101") })
    ], { bridge: "b-1" }],
    ["who dials it", [
      born("102"),
      event("DialBegin", { ...block("102"), DestUniqueid: "1.101", DestChannel: "PJSIP/101-1", DialString: "101" })
    ], { dialedBy: "1.102" }]
  ])("follows %s", ([_, events, changed]) =>
    Effect.gen(function*() {
      const { channels, server } = yield* open(lists([listed("101")]))
      const before = yield* channelOf(channels, "1.101")
      yield* TestClock.adjust("5 seconds")
      yield* server.say(...events)

      assert.deepStrictEqual(yield* channelOf(channels, "1.101"), { ...before, ...changed })
    }))

  it.effect("forgets who dials a channel when the dial ends or the caller does, and an application when it goes on", () =>
    Effect.gen(function*() {
      const { channels, server } = yield* open(lists([
        listed("101", { Application: "Echo", Data: "x" }),
        listed("102"),
        listed("103")
      ]))
      const dial = (id: string) => event("DialBegin", { ...block("101"), DestUniqueid: `1.${id}`, DialString: id })
      yield* server.say(
        dial("102"),
        dial("103"),
        event("DialEnd", { ...block("101"), DestUniqueid: "1.102", DialStatus: "ANSWER" })
      )
      assert.strictEqual((yield* channelOf(channels, "1.103")).dialedBy, "1.101")
      assert.isFalse("dialedBy" in (yield* channelOf(channels, "1.102")))
      assert.strictEqual((yield* channelOf(channels, "1.101")).Application, "Echo")
      yield* server.say(
        event("Newstate", block("101", { ChannelState: 4, Priority: 2 })),
        event("Hangup", block("101"))
      )
      assert.isFalse("dialedBy" in (yield* channelOf(channels, "1.103")))
      yield* server.say(event("Newstate", block("102", { ChannelState: 4, Exten: "s" })))
      assert.isFalse("Application" in (yield* channelOf(channels, "1.102")))
    }))

  it.effect("gives the channels of a telephone and of a name, which comes again", () =>
    Effect.gen(function*() {
      const { channels, server } = yield* open()
      const watch = channels.ofEndpoint("PJSIP/101")
      const ids = Effect.map(watch.get, ({ value }) => value.map(({ Uniqueid }) => Uniqueid))
      yield* server.say(born("101"), born("102"), born("201", { Channel: "PJSIP/101-2" }))
      assert.deepStrictEqual(yield* ids, ["1.101", "1.201"])
      yield* server.say(event("Hangup", block("101")), born("301", { Channel: "PJSIP/101-1" }))
      assert.deepStrictEqual(yield* ids, ["1.201", "1.301"])
      assert.strictEqual((yield* channels.byName("PJSIP/101-1")).value?.Uniqueid, "1.301")
      // A masquerade: two channels swap their names in three steps.
      yield* server.say(
        event("Rename", { ...block("301", { Channel: "PJSIP/101-1" }), Newname: "PJSIP/101-1<MASQ>" }),
        event("Rename", { ...block("102"), Newname: "PJSIP/101-1" }),
        event("Rename", { ...block("301", { Channel: "PJSIP/101-1<MASQ>" }), Newname: "PJSIP/102-1<ZOMBIE>" })
      )
      assert.deepStrictEqual(yield* ids, ["1.201", "1.102"])
      assert.strictEqual((yield* channels.byName("PJSIP/101-1")).value?.Uniqueid, "1.102")
      yield* server.say(event("Hangup", block("301", { Channel: "PJSIP/102-1<ZOMBIE>" })))
      assert.strictEqual((yield* channels.byName("PJSIP/101-1")).value?.Uniqueid, "1.102")
      assert.isUndefined((yield* channels.byName("PJSIP/102-1<ZOMBIE>")).value)
    }))

  it.effect("keeps the oldest Linkedid: that of the whole bridge when another enters, never a newer one", () =>
    Effect.gen(function*() {
      const { channels, server } = yield* open(lists([listed("200"), listed("300"), listed("400"), listed("500")]))
      const enter = (id: string, bridge: Headers, Linkedid: string) =>
        event("BridgeEnter", { ...bridge, ...block(id, { Linkedid }) })
      const linkedids = Effect.map(channels.get, ({ value }) => [...value.values()].map(({ Linkedid }) => Linkedid))
      yield* server.say(
        enter("300", bridgeBlock("b-1"), "1.300"),
        enter("200", bridgeBlock("b-1"), "1.200"),
        enter("400", bridgeBlock("b-2", { BridgeType: "base" }), "1.400"),
        enter("500", bridgeBlock("b-2", { BridgeType: "base" }), "1.500")
      )
      assert.deepStrictEqual(yield* linkedids, ["1.200", "1.200", "1.400", "1.500"])
      yield* server.say(event("NewConnectedLine", block("300", { Linkedid: "1.300" })))
      assert.deepStrictEqual(yield* linkedids, ["1.200", "1.200", "1.400", "1.500"])
    }))

  it.effect("does not bring back a channel that has ended, by a late event or a list", () =>
    Effect.gen(function*() {
      const { channels, server, told } = yield* open(lists([listed("101"), listed("102")]))
      told()
      yield* server.say(
        event("Hangup", block("101")),
        event("NewCallerid", block("101", { CallerIDNum: "9" })),
        event("Newstate", block("101", { ChannelState: 7 })),
        event("Hangup", block("101"))
      )
      assert.deepStrictEqual(told(), ["gone 1.101 Up by Hangup"])
      yield* server.gap
      assert.deepStrictEqual(told(), ["stale Gap", "synced Gap 0"])
      assert.deepStrictEqual([...(yield* channels.get).value.keys()], ["1.102"])
    }))

  it.effect("knows a channel that has the id of one that has ended, since a program may choose it once more", () =>
    Effect.gen(function*() {
      const { channels, server, told } = yield* open()
      const ids: Headers = { Uniqueid: "lead-7", Linkedid: "lead-7" }
      yield* server.say(born("101", ids), event("Hangup", block("101", ids)), born("102", ids))
      assert.strictEqual((yield* channels.lookup("lead-7")).value?.Channel, "PJSIP/102-1")
      told()
      server.lists["Status"] = [listed("102", ids)]
      yield* server.gap
      assert.deepStrictEqual(told(), ["stale Gap", "lead-7 Up by Gap", "synced Gap 0"])
      yield* server.say(event("Hangup", block("102", ids)))
      assert.deepStrictEqual(told(), ["gone lead-7 Up by Hangup"])
    }))

  it.effect("says of what ended unseen that its end is unknown, and forgets who holds", () =>
    Effect.gen(function*() {
      const { channels, server, told } = yield* open(lists([listed("101"), listed("102")]))
      yield* server.say(event("Hold", block("102")), born("103"))
      told()
      yield* server.reconnect(lists([listed("102"), listed("103"), listed("104")]))
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(told(), [
        "stale Disconnected",
        "1.102 Up by Connected and",
        "1.103 Up by Connected and",
        "1.104 Up by Connected",
        "gone 1.101 Up by unknown",
        "synced Connected 2"
      ])
      assert.isFalse("isHeld" in (yield* channelOf(channels, "1.102")))
      assert.strictEqual((yield* channels.get)._tag, "Fresh")
    }))

  it.effect("waits for a Hangup that a list is ahead of, and takes events over a list that is behind them", () =>
    Effect.gen(function*() {
      const { channels, server, told } = yield* open(lists([listed("101"), listed("102"), listed("103")]))
      server.lists.Status = [listed("102", { ChannelState: 4 }), listed("104"), listed("105"), listed("103")]
      server.held.add("Status")
      told()
      yield* server.gap
      // The list is behind these: it has 102 as it was, lacks 106, and has 103 that has ended.
      yield* server.say(
        event("Newstate", block("102", { ChannelState: 7 })),
        born("106"),
        event("Hangup", block("103"))
      )
      yield* server.release
      // It is ahead of these: it lacks 101 and has 104.
      yield* server.say(event("Hangup", block("101")), born("104"))
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(told(), [
        "stale Gap",
        "1.102 Busy by Newstate",
        "1.106 Down by Newchannel",
        "gone 1.103 Up by Hangup",
        "1.104 Up by Gap and",
        "1.105 Up by Gap",
        "gone 1.101 Up by Hangup",
        "1.104 Up by Newchannel",
        "synced Gap 1"
      ])
      assert.deepStrictEqual([...(yield* channels.get).value.keys()], ["1.102", "1.106", "1.104", "1.105"])
    }))

  it.effect("emits nothing for an event that changes nothing, and for one of a channel that it does not know", () =>
    Effect.gen(function*() {
      const { server, told } = yield* open(lists([listed("101")]))
      told()
      yield* server.say(
        event("Newstate", block("101")),
        event("NewCallerid", block("101")),
        event("NewConnectedLine", block("999")),
        event("BridgeLeave", { ...bridgeBlock("b-9"), ...block("101") }),
        event("BridgeLeave", { ...bridgeBlock("b-9"), ...block("999") }),
        event("DialEnd", { DestUniqueid: "1.999" }),
        event("Rename", {}),
        event("Newstate", {}),
        event("Hangup", {}),
        event("BridgeEnter", {})
      )
      assert.deepStrictEqual(told(), [])
    }))

  it.effect("knows ids that somebody chose, and those of a server with a name", () =>
    Effect.gen(function*() {
      const { channels, server } = yield* open()
      const id = (Uniqueid: string, Linkedid: string): Headers => ({ Uniqueid, Linkedid })
      yield* server.say(
        born("101", id("pbx-1795929740.134", "pbx-1795929740.134")),
        born("102", id("pbx-1795929741.2", "pbx-1795929741.2")),
        born("103", id("my call", "my call"))
      )
      yield* server.say(
        event("BridgeEnter", { ...bridgeBlock("b-1"), ...block("102", id("pbx-1795929741.2", "pbx-1795929741.2")) }),
        event("BridgeEnter", {
          ...bridgeBlock("b-1"),
          ...block("101", id("pbx-1795929740.134", "pbx-1795929740.134"))
        }),
        event("BridgeEnter", { ...bridgeBlock("b-1"), ...block("103", id("my call", "pbx-1795929740.134")) })
      )
      assert.deepStrictEqual(
        [...(yield* channels.get).value.values()].map(({ Linkedid }) => Linkedid),
        ["pbx-1795929740.134", "pbx-1795929740.134", "pbx-1795929740.134"]
      )
    }))

  it.effect("fails if the account may not list channels, and says what it needs", () =>
    Effect.gen(function*() {
      const server = yield* serve({ BridgeList: [], Status: "Response: Error\nMessage: Permission denied" })
      const error = yield* Effect.flip(build(AmiChannels.layer, server, AmiChannels.AmiChannels))
      assert.isTrue(AmiError.isAmiError(error))
      assert.strictEqual(error.reason._tag, "PermissionDenied")
      assert.include(error.message, "Status")
    }))
})

describe("AmiBridges", () => {
  it.effect("asks once for the lists of both models, and not again for a model that comes later", () =>
    Effect.gen(function*() {
      const server = yield* serve(lists([listed("101")]))
      yield* build(AmiChannels.layer, server, AmiChannels.AmiChannels)
      const bridges = yield* build(AmiBridges.layer, server, AmiBridges.AmiBridges)
      yield* turn
      assert.deepStrictEqual([count(server.peer, "Status"), count(server.peer, "BridgeList")], [1, 1])
      assert.strictEqual((yield* bridges.get)._tag, "Fresh")
      yield* server.gap
      assert.deepStrictEqual([count(server.peer, "Status"), count(server.peer, "BridgeList")], [2, 2])
    }))

  it.effect("gives bridges with their members, in the order in which they came", () =>
    Effect.gen(function*() {
      const { bridges, server, toldOfBridges } = yield* open(lists(
        [listed("101"), listed("102"), listed("103", { BridgeID: "b-1" })],
        [bridgeItem("b-0", { BridgeType: "parking", BridgeName: "default" }), bridgeItem("b-1")]
      ))
      assert.deepStrictEqual(toldOfBridges(), ["present, b-0 [], b-1 [1.103]"])
      yield* TestClock.adjust("1 second")
      const base = bridgeBlock("b-2", { BridgeType: "base", BridgeCreator: "ConfBridge", BridgeName: "daily" })
      yield* server.say(
        event("BridgeCreate", base),
        event("BridgeEnter", { ...base, ...block("101") }),
        event("BridgeEnter", { ...base, ...block("102"), BridgeTechnology: "softmix" })
      )
      assert.deepStrictEqual((yield* bridges.lookup("b-2")).value, {
        BridgeUniqueid: "b-2",
        BridgeType: "base",
        BridgeTechnology: "softmix",
        BridgeCreator: "ConfBridge",
        BridgeName: "daily",
        createdAt: 1_000,
        members: ["1.101", "1.102"]
      })
      const names = Effect.map(bridges.members("b-2").get, ({ value }) => value.map(({ Channel }) => Channel))
      assert.deepStrictEqual(yield* names, ["PJSIP/101-1", "PJSIP/102-1"])
      yield* server.say(
        event("BridgeLeave", { ...base, ...block("101") }),
        event("BridgeEnter", { ...base, ...block("103"), SwapUniqueid: "1.102" }),
        event("BridgeDestroy", base),
        event("BridgeLeave", { ...base, ...block("103") })
      )
      assert.deepStrictEqual(toldOfBridges(), [
        "b-2 [] by BridgeCreate",
        "b-2 [1.101] by BridgeEnter",
        "b-2 [1.101 1.102] by BridgeEnter",
        "b-2 [1.102] by BridgeLeave",
        "b-2 [1.103] by BridgeEnter and",
        "b-1 [] by BridgeEnter",
        "gone b-2 [1.103] by BridgeDestroy"
      ])
      assert.deepStrictEqual(yield* names, [])
    }))

  it.effect("moves members from one bridge to another by their own events, and takes out who hangs up", () =>
    Effect.gen(function*() {
      const { bridges, server, toldOfBridges } = yield* open(lists(
        [listed("101", { BridgeID: "b-1" }), listed("102", { BridgeID: "b-1" }), listed("103", { BridgeID: "b-2" })],
        [bridgeItem("b-1"), bridgeItem("b-2")]
      ))
      toldOfBridges()
      yield* server.say(
        event("BridgeMerge", { ToBridgeUniqueid: "b-2", FromBridgeUniqueid: "b-1" }),
        event("BridgeLeave", { ...bridgeBlock("b-1"), ...block("101") }),
        event("BridgeEnter", { ...bridgeBlock("b-2"), ...block("101") }),
        event("Hangup", block("102")),
        event("BridgeDestroy", bridgeBlock("b-1"))
      )
      assert.deepStrictEqual(toldOfBridges(), [
        "b-1 [1.102] by BridgeLeave",
        "b-2 [1.103 1.101] by BridgeEnter",
        "b-1 [] by Hangup",
        "gone b-1 [] by BridgeDestroy"
      ])
      const bridge = (yield* bridges.lookup("b-2")).value ?? assert.fail("no bridge")
      const json = Schema.toCodecJson(AmiBridges.Bridge)
      assert.deepStrictEqual(Schema.decodeUnknownSync(json)(Schema.encodeSync(json)(bridge)), bridge)
    }))

  it.effect("says of a bridge that ended unseen that its end is unknown, and takes one that only the channels name", () =>
    Effect.gen(function*() {
      const { bridges, server, toldOfBridges } = yield* open(lists(
        [listed("101", { BridgeID: "b-1" })],
        [bridgeItem("b-1")]
      ))
      toldOfBridges()
      yield* server.reconnect(lists([listed("101", { BridgeID: "b-2" })]))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(toldOfBridges(), [
        "stale Disconnected",
        "b-2 [1.101] by Connected and",
        "b-1 [] by Connected",
        "gone b-1 [] by unknown",
        "synced Connected 2"
      ])
      yield* server.say(event("BridgeEnter", { ...bridgeBlock("b-2"), ...block("101") }))
      assert.strictEqual((yield* bridges.lookup("b-2")).value?.BridgeType, "basic")
    }))
})
