import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Logger, Schema, Scope, Stream } from "effect"
import { Actions, AmiBridges, AmiCalls, AmiChannels, AmiLive, CallRecord } from "effect-ami"
import { TestClock } from "effect/testing"
import { count } from "../client/inboxWords.ts"
import { turn } from "../client/scriptedTransport.ts"
import { messages, recordings } from "./calls/recordings.ts"
import { build, event, follow, serve, type Server } from "./modelServer.ts"

const nothing = { BridgeList: [], ExtensionStateList: [], ParkedCalls: [], QueueStatus: [], Status: [] }

const trunks = ["PJSIP/provider"]

const open = Effect.fnUntraced(
  function*(options: AmiCalls.Options = { trunks }, lists: Parameters<typeof serve>[0] = nothing) {
    const server = yield* serve({ ...lists })
    const calls = yield* build(AmiCalls.layerWith(options), server, AmiCalls.AmiCalls)
    const told: Array<AmiCalls.CallEvent | AmiCalls.Mark> = []
    const records: Array<CallRecord.CallRecord> = []
    const collect = <A>(stream: Stream.Stream<A, unknown>, into: Array<A>) =>
      Effect.forkScoped(
        Effect.ignore(Stream.runForEach(stream, (one) => Effect.sync(() => into.push(one)))),
        { startImmediately: true }
      )
    yield* collect(calls.events, told)
    yield* collect(calls.records, records)
    yield* turn
    return { calls, records, server, told }
  }
)

/** The events of a recording of Asterisk 22, as far as models want them. */
const textsOf = (shape = ""): ReadonlyArray<string> => {
  const recording = recordings.find((one) => one.shape === shape && one.version === "22")
  return (recording === undefined ? [] : messages(recording)).filter(({ message }) => message.kind === "Event")
    .map(({ message }) => message.headers.map(([name, value]) => `${name}: ${value}`).join("\n"))
}

const play = (server: Server, shape?: string) => Effect.forEach(textsOf(shape), (text) => server.say(text))

const caller = {
  Channel: "PJSIP/provider-1",
  Uniqueid: "1.1",
  Linkedid: "1.1",
  CallerIDNum: "0201234",
  Exten: "5550100"
}
const callee = { Channel: "PJSIP/101-2", Uniqueid: "1.2", Linkedid: "1.1", CallerIDNum: "101" }
const dial = {
  ...caller,
  DestChannel: callee.Channel,
  DestUniqueid: callee.Uniqueid,
  DestLinkedid: callee.Linkedid,
  DialString: "101"
}
const bridge = { BridgeUniqueid: "b-1", BridgeType: "basic" }

const story = {
  calls: event("Newchannel", { ...caller, ChannelState: 4 }),
  dials: [event("Newchannel", { ...callee, ChannelState: 0 }), event("DialBegin", dial)],
  rings: event("Newstate", { ...callee, ChannelState: 5 }),
  answers: [
    event("Newstate", { ...callee, ChannelState: 6 }),
    event("DialEnd", { ...dial, DialStatus: "ANSWER" }),
    event("Newstate", { ...caller, ChannelState: 6 })
  ],
  talk: [event("BridgeEnter", { ...bridge, ...callee }), event("BridgeEnter", { ...bridge, ...caller })],
  hold: event("Hold", callee),
  unhold: event("Unhold", callee),
  ends: [
    event("HangupRequest", { ...callee, Cause: 16 }),
    event("BridgeLeave", { ...bridge, ...callee }),
    event("BridgeLeave", { ...bridge, ...caller }),
    event("Hangup", { ...callee, Cause: 16, "Cause-txt": "Normal Clearing" }),
    event("Hangup", { ...caller, Cause: 16, "Cause-txt": "Normal Clearing" })
  ]
}

const callJson = Schema.toCodecJson(AmiCalls.Call)
const eventJson = Schema.toCodecJson(AmiCalls.CallEvent)

describe("AmiCalls", () => {
  it.effect("shows what a call does at each moment, and gives a record when it ends", () =>
    Effect.gen(function*() {
      const { calls, records, server } = yield* open()
      const changes = yield* follow(calls, ({ answeredBy, direction, state }) =>
        `${direction} ${state} ${answeredBy?.number ?? ""}`.trim())
      yield* server.say(
        story.calls,
        ...story.dials,
        story.rings,
        ...story.answers,
        ...story.talk,
        story.hold,
        story.unhold
      )
      assert.deepStrictEqual(
        [...changes()].filter((line, index, all) =>
          line !== all[index - 1]
        ),
        [
          "present",
          "1.1 Inbound Setup by Newchannel",
          "1.1 Inbound Setup by DialBegin",
          "1.1 Inbound Ringing by Newstate",
          "1.1 Inbound Setup by DialEnd",
          "1.1 Inbound Talking 101 by BridgeEnter",
          "1.1 Inbound Held 101 by Hold",
          "1.1 Inbound Talking 101 by Unhold"
        ]
      )

      const { value } = yield* calls.lookup("1.1")
      if (value === undefined) return assert.fail("there is no call")
      assert.deepStrictEqual(Schema.decodeUnknownSync(callJson)(Schema.encodeSync(callJson)(value)), value)
      assert.deepStrictEqual(value.legs.map(({ isTalking, role }) => [role, isTalking]), [["Caller", true], [
        "Callee",
        true
      ]])

      yield* server.say(...story.ends)
      assert.strictEqual((yield* calls.get).value.size, 0)
      assert.deepStrictEqual(
        records.map(({ answeredBy, dialed, end, holds, outcome }) => [
          outcome,
          dialed,
          answeredBy?.endpoint,
          end._tag === "HungUp" ? end.by : end._tag,
          holds
        ]),
        [["Answered", "5550100", "PJSIP/101", "Callee", 1]]
      )
      for (const record of records) {
        assert.deepStrictEqual(Schema.decodeSync(CallRecord.json)(Schema.encodeSync(CallRecord.json)(record)), record)
      }
    }))

  it.effect("gives a channel that still has the Linkedid of a call that has ended a call with an id of its own", () =>
    Effect.gen(function*() {
      const { records, server } = yield* open()
      const late = { ...callee, Uniqueid: "1.9", Channel: "PJSIP/103-9" }
      yield* server.say(story.calls, ...story.dials, ...story.answers, ...story.talk, ...story.ends)
      yield* server.say(event("Newchannel", { ...late, ChannelState: 4 }), event("Hangup", { ...late, Cause: 16 }))

      assert.deepStrictEqual(records.map(({ id }) => id), ["1.1", "1.9"])
    }))

  it.effect("ends the visit of a queue whose caller an action bridges with somebody else", () =>
    Effect.gen(function*() {
      const { records, server } = yield* open()
      yield* server.say(
        story.calls,
        event("QueueCallerJoin", { ...caller, Queue: "sales", Position: 1, Count: 1 }),
        event("Newchannel", { ...callee, Linkedid: callee.Uniqueid, ChannelState: 4 }),
        ...story.talk,
        ...story.ends
      )

      const kept = records.filter(({ end }) => end._tag !== "Merged")
      assert.deepStrictEqual(kept.map(({ queues }) => queues.map(({ outcome }) => outcome)), [["Left"]])
    }))

  it.effect.each([
    ["hold-unhold", "Started Ringing Answered Held Resumed Ended"],
    [
      "attended-refer",
      "Started Ringing Answered Held Started Ringing Answered Held Resumed Resumed Merged Ended TransferStarted TransferEnded Ended"
    ],
    ["attended-dtmf-cancelled", "Started Ringing Answered Held TransferStarted Ringing TransferEnded Resumed Ended"],
    ["blind-refer", "Started Ringing Answered TransferStarted Ringing TransferEnded Ended"],
    ["queue-second-member", "Started Queued Ringing Ringing QueueConnected Answered Ended"],
    ["forward-302", "Started Forwarded Ringing Answered Ended"],
    ["pickup-directed", "Started Ringing Started Merged Ended PickedUp Answered Ended"],
    [
      "park-retrieved",
      "Started Ringing Answered TransferStarted TransferEnded Parked Started Merged Ended Unparked Ended"
    ]
  ])("says what happens to a call as it happens: %s", ([shape, expected]) =>
    Effect.gen(function*() {
      const { server, told } = yield* open()
      yield* play(server, shape)
      assert.strictEqual(told.map(({ _tag }) => _tag).join(" "), expected)
      for (const one of told) {
        if (one._tag === "Stale" || one._tag === "Synced") continue
        assert.deepStrictEqual(Schema.decodeUnknownSync(eventJson)(Schema.encodeSync(eventJson)(one)), one)
      }
      const ended = new Set<string>()
      for (const one of told) {
        if (one._tag === "Stale" || one._tag === "Synced") continue
        assert.isFalse(ended.has(one.call.id), `${one._tag} after the end of ${one.call.id}`)
        if (one._tag === "Ended") ended.add(one.call.id)
      }
    }))

  it.effect("finds a call by the id and the name of each of its channels, by its Linkedid, and by a telephone", () =>
    Effect.gen(function*() {
      const { calls, server } = yield* open()
      yield* server.say(story.calls, ...story.dials)
      for (const key of ["1.1", "1.2", "PJSIP/provider-1", "PJSIP/101-2"]) {
        assert.strictEqual((yield* calls.findCall(key)).value?.id, "1.1", key)
      }
      assert.deepStrictEqual((yield* calls.ofEndpoint("PJSIP/101").get).value.map(({ id }) => id), ["1.1"])
      yield* server.say(event("Rename", { ...callee, Newname: "PJSIP/101-9" }))
      assert.strictEqual((yield* calls.findCall("PJSIP/101-9")).value?.id, "1.1")
      assert.isUndefined((yield* calls.findCall("PJSIP/101-2")).value)
      yield* server.say(...story.ends)
      for (const key of ["1.1", "1.2", "PJSIP/provider-1", ""]) {
        assert.isUndefined((yield* calls.findCall(key)).value, key)
      }
      assert.deepStrictEqual((yield* calls.ofEndpoint("PJSIP/101").get).value, [])
    }))

  it.effect("shows a telephone its calls as they come and go", () =>
    Effect.gen(function*() {
      const { calls, server } = yield* open()
      const seen: Array<string> = []
      yield* calls.ofEndpoint("PJSIP/101").changes.pipe(
        Stream.runForEach(({ value }) => Effect.sync(() => seen.push(value.map(({ state }) => state).join()))),
        Effect.forkScoped({ startImmediately: true })
      )
      for (const text of [story.calls, ...story.dials, story.rings]) yield* server.say(text)
      yield* server.say(...story.answers, ...story.talk)
      yield* server.say(...story.ends)
      assert.deepStrictEqual(seen.filter((one, index) => one !== seen[index - 1]), [
        "",
        "Setup",
        "Ringing",
        "Talking",
        ""
      ])
    }))

  it.effect("says which calls ended without being seen, and since when nothing is known of the others", () =>
    Effect.gen(function*() {
      const { calls, records, server, told } = yield* open()
      yield* server.say(story.calls, ...story.dials, story.rings, ...story.answers, ...story.talk)
      yield* server.say(
        event("Newchannel", { Channel: "PJSIP/103-7", Uniqueid: "1.7", Linkedid: "1.7", ChannelState: 4 })
      )
      const item = {
        Channel: "PJSIP/103-7",
        Uniqueid: "1.7",
        Linkedid: "1.7",
        ChannelState: 6,
        Application: "Echo",
        DNID: "200"
      }
      yield* server.reconnect({ ...nothing, Status: [event("Status", item)] })
      assert.strictEqual(told.find(({ _tag }) => _tag === "Stale")?._tag, "Stale")
      assert.deepStrictEqual(records.map(({ end, id, outcome }) => [id, end._tag, outcome]), [])
      // What is missing may still be explained by an event.
      yield* TestClock.adjust("1 second")
      yield* turn
      assert.deepStrictEqual(records.map(({ end, id, outcome }) => [id, end._tag, outcome]), [[
        "1.1",
        "Vanished",
        "Answered"
      ]])
      assert.strictEqual(records[0]?.unknown[0]?.cause, "Disconnected")
      const { _tag, value } = yield* calls.findCall("1.7")
      assert.strictEqual(_tag, "Fresh")
      assert.deepStrictEqual(value?.unknown.map(({ cause }) => cause), ["Disconnected"])
      assert.isUndefined((yield* calls.findCall("1.1")).value)
    }))

  it.effect("knows a call that was there before by its lists, and invents nothing of it", () =>
    Effect.gen(function*() {
      const item = (headers: Record<string, string | number>) =>
        event("Status", { ChannelState: 6, BridgeID: "b-1", Seconds: 30, ...headers })
      const { calls } = yield* open({ trunks }, {
        ...nothing,
        BridgeList: [event("BridgeListItem", bridge)],
        Status: [
          item({ ...caller, DNID: "5550100", Application: "Dial", Data: "PJSIP/101,20" }),
          item({ ...callee, Application: "AppDial", Data: "(Outgoing Line)" })
        ]
      })
      const { value } = yield* calls.findCall("1.2")
      assert.deepInclude(value, { state: "Talking", direction: "Inbound", dialed: "5550100", origin: "Dialed" })
      assert.isFalse("answeredAt" in (value ?? {}))
      assert.deepStrictEqual(value?.unknown.map(({ cause, from }) => [cause, from]), [["Connected", undefined]])
      assert.deepStrictEqual(value?.legs.map(({ calledBy, role }) => [role, calledBy]), [["Caller", undefined], [
        "Callee",
        "1.1"
      ]])
    }))

  it.effect("gives a record of a program's call that a list shows with the Linkedid of another one, which has ended", () =>
    Effect.gen(function*() {
      const names = ["Local/100@from-internal-1;1", "Local/100@from-internal-1;2"]
      const halves = names.map((Channel, index) => ({ Channel, Uniqueid: `1.${index + 3}`, Linkedid: "1.1" }))
      const Status = halves.map((half) => event("Status", { ...half, ChannelState: 6, Seconds: 5 }))
      const { records, server } = yield* open({ trunks }, { ...nothing, Status })
      yield* server.say(...halves.map((half) => event("Hangup", { ...half, Cause: 16 })))

      assert.deepStrictEqual(records.map(({ id, origin }) => [id, origin]), [["1.1", "Unknown"]])
    }))

  it.effect("knows the file of a recording from a list, and no file if the list prints a variable that is not set", () =>
    Effect.gen(function*() {
      const listed = (file: string) => [
        event("Status", { ...caller, ChannelState: 6, Seconds: 5, Variable: `MIXMONITOR_FILENAME=${file}` })
      ]
      for (const [file, expected] of [["one.wav", ["one.wav"]], ["(null)", []], ["", []]] as const) {
        const { calls, records, server } = yield* open({ trunks }, { ...nothing, Status: listed(file) })
        const before = (yield* calls.findCall("1.1")).value?.recordings
        yield* server.say(event("MixMonitorStart", caller))
        const meanwhile = (yield* calls.findCall("1.1")).value?.recordings
        yield* server.reconnect({ ...nothing, Status: listed(file) })
        yield* server.say(event("MixMonitorStop", caller), event("Hangup", { ...caller, Cause: 16 }))

        assert.deepStrictEqual(before?.map((one) => one.file), [...expected])
        for (const recordings of [meanwhile, records[0]?.recordings]) {
          assert.strictEqual(recordings?.length, 1)
          assert.strictEqual(recordings?.[0]?.Uniqueid, "1.1")
          assert.strictEqual(recordings?.[0]?.file, expected[0])
          assert.notInclude(JSON.stringify(recordings), "(null)")
        }
      }
    }))

  it.effect("finds the calls that are there if another model of the client was first, and goes on alone", () =>
    Effect.gen(function*() {
      const server = yield* serve({ ...nothing })
      const first = yield* Scope.make()
      yield* build(AmiChannels.layer, server, AmiChannels.AmiChannels).pipe(Scope.provide(first))
      yield* server.say(story.calls, ...story.dials, story.rings, ...story.answers, ...story.talk)
      server.lists.Status = [
        event("Status", { ...caller, ChannelState: 6, BridgeID: "b-1", DNID: "5550100" }),
        event("Status", { ...callee, ChannelState: 6, BridgeID: "b-1" })
      ]
      server.lists.BridgeList = [event("BridgeListItem", bridge)]
      const calls = yield* build(AmiCalls.layerWith({ trunks }), server, AmiCalls.AmiCalls)
      assert.deepInclude((yield* calls.findCall("1.2")).value, { id: "1.1", state: "Talking", dialed: "5550100" })
      yield* Scope.close(first, Exit.void)
      yield* server.say(...story.ends)
      assert.strictEqual((yield* calls.get).value.size, 0)
    }))

  it.effect("takes the list of channels once, also for the models of channels and bridges that begin with it", () =>
    Effect.gen(function*() {
      const server = yield* serve({
        ...nothing,
        Status: [event("Status", { ...caller, ChannelState: 6 })]
      })
      const models = Layer.mergeAll(AmiChannels.layer, AmiCalls.layerWith({ trunks }), AmiBridges.layer)
      const [channels, calls] = yield* build(models, server, Effect.all([AmiChannels.AmiChannels, AmiCalls.AmiCalls]))
      assert.strictEqual((yield* channels.lookup("1.1")).value?.state, "Up")
      assert.strictEqual((yield* calls.findCall("1.1")).value?.id, "1.1")
      assert.deepStrictEqual([count(server.peer, "Status"), count(server.peer, "BridgeList")], [1, 1])
    }))

  it.effect("fails the stream of a subscriber that reads its records too slowly", () =>
    Effect.gen(function*() {
      const server = yield* serve({ ...nothing })
      const layer = AmiCalls.layer.pipe(Layer.provide(Layer.succeed(AmiLive.Settings, { capacity: 1 })))
      const calls = yield* build(layer, server, AmiCalls.AmiCalls)
      const gate = yield* Deferred.make<void>()
      const failure = yield* calls.records.pipe(
        Stream.runForEach(() => Deferred.await(gate)),
        Effect.flip,
        Effect.forkScoped({ startImmediately: true })
      )
      yield* turn
      for (let index = 0; index < 6; index++) {
        const one = { Channel: `PJSIP/101-${index}`, Uniqueid: `2.${index}`, Linkedid: `2.${index}` }
        yield* server.say(event("Newchannel", { ...one, ChannelState: 4 }), event("Hangup", { ...one, Cause: 16 }))
      }
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual((yield* Fiber.join(failure)).reason._tag, "SlowConsumer")
      assert.strictEqual((yield* calls.get).value.size, 0)
    }))

  it.effect("says that this client hung up or redirected a call", () =>
    Effect.gen(function*() {
      const done = "Response: Success\nMessage: Done"
      const { records, server } = yield* open({ trunks }, { ...nothing, Hangup: done, Redirect: done })
      yield* server.say(story.calls, ...story.dials, ...story.answers, ...story.talk)
      yield* server.ami.send(Actions.Redirect({ Channel: caller.Channel, Context: "in", Exten: "600", Priority: 1 }))
      yield* server.say(event("BridgeLeave", { ...bridge, ...caller }), event("BridgeLeave", { ...bridge, ...callee }))
      yield* server.say(event("Hangup", { ...callee, Cause: 16 }))
      yield* server.say(
        event("ConfbridgeJoin", { ...caller, Conference: "600", BridgeUniqueid: "b-2", BridgeType: "base" })
      )
      yield* server.ami.send(Actions.Hangup({ Channel: caller.Channel }))
      yield* server.say(event("Hangup", { ...caller, Cause: 16 }))
      assert.deepStrictEqual(
        records.map(({ end, transfers }) => [
          end._tag === "HungUp" ? end.by : end._tag,
          transfers.map(({ kind, outcome, to, transferee }) => [kind, to, transferee?.number, outcome])
        ]),
        [["Manager", [["Redirect", "600", "0201234", "Completed"]]]]
      )
    }))

  it.effect("takes an agent who logs in for no call, and gives no record of it", () =>
    Effect.gen(function*() {
      const { calls, records, server, told } = yield* open()
      yield* play(server, "agent-pool")
      assert.deepStrictEqual(records.map(({ answeredBy, from }) => [from?.number, answeredBy?.number]), [
        ["103", "102"],
        ["104", "102"]
      ])
      const login = told.filter((one) => "call" in one && one.call.from?.number === "102")
      assert.deepStrictEqual(login.map(({ _tag }) => _tag), ["Started", "Ended"])
      assert.strictEqual((yield* calls.get).value.size, 0)
    }))

  it.effect("hides numbers as `redact` says, and leaves out those for which it throws", () =>
    Effect.gen(function*() {
      const redact = (number: string) => {
        if (number === "101") throw new Error("no")
        return `${number.slice(0, 4)}…`
      }
      const { records, server } = yield* open({ trunks, redact })
      yield* play(server, "forward-302-outside")
      const json = JSON.stringify(records)
      assert.notInclude(json, "0201234")
      assert.notInclude(json, "5550100")
      assert.deepStrictEqual(records.map(({ dialed, from, legs }) => [from?.number, dialed, legs[1]?.party.number]), [
        ["0201…", "5550…", undefined]
      ])
    }))

  it.effect("guesses sides without trunks, says Unknown if it cannot, and warns once of what to say", () =>
    Effect.gen(function*() {
      const logged: Array<string> = []
      const logger = Logger.make(({ message }) => logged.push(String(message)))
      const hint = event("ExtensionStatus", { Exten: 102, Context: "in", Hint: "PJSIP/102&Custom:night", Status: 0 })
      const { records, server } = yield* open({}, { ...nothing, ExtensionStateList: [hint] }).pipe(
        Effect.provide(Logger.layer([logger]))
      )
      yield* play(server, "inbound-answered")
      yield* play(server, "outbound-answered")
      const call = (id: string, from: string, to: string) => {
        const a = { Channel: `${from}-1${id}`, Uniqueid: `3.${id}1`, Linkedid: `3.${id}1` }
        const z = { Channel: `${to}-2${id}`, Uniqueid: `3.${id}2`, Linkedid: `3.${id}1` }
        return [
          event("Newchannel", { ...a, ChannelState: 4 }),
          event("Newchannel", { ...z, ChannelState: 0 }),
          event("DialBegin", { ...a, DestChannel: z.Channel, DestUniqueid: z.Uniqueid, DestLinkedid: z.Linkedid }),
          event("Hangup", { ...z, Cause: 17 }),
          event("Hangup", { ...a, Cause: 17 })
        ]
      }
      for (
        const [id, from, to] of [["1", "PJSIP/102", "PJSIP/105"], ["2", "PJSIP/104", "PJSIP/105"], [
          "3",
          "PJSIP/102",
          "PJSIP/102"
        ]] as const
      ) {
        yield* server.say(...call(id, from, to))
      }
      assert.deepStrictEqual(records.map(({ direction }) => direction), [
        "Inbound",
        "Outbound",
        "Unknown",
        "Unknown",
        "Internal"
      ])
      assert.strictEqual(logged.filter((one) => one.includes("trunks: [")).length, 1)
    }))

  it.effect("follows calls on a server without queues and parking lots", () =>
    Effect.gen(function*() {
      const { records, server } = yield* open({ trunks }, { BridgeList: [], Status: [] })
      yield* play(server, "internal-busy")
      assert.deepStrictEqual(records.map(({ outcome }) => outcome), ["Busy"])
    }))

  it.effect("goes on if the function for trunks throws: sides are Unknown then", () =>
    Effect.gen(function*() {
      const { records, server } = yield* open({
        trunks: () => {
          throw new Error("no")
        }
      })
      yield* play(server, "inbound-answered")
      assert.deepStrictEqual(records.map(({ direction, outcome }) => [direction, outcome]), [["Unknown", "Answered"]])
    }))

  it.effect.each(
    [
      [{ trunks: "PJSIP/provider" }, "trunks"],
      [{ trunks: ["provider"] }, "trunks[0]"],
      [{ redact: true }, "redact"],
      [{ dialplan: "yes" }, "dialplan"],
      [{ server: "" }, "server"],
      [{ trunk: [] }, "trunk"]
    ] as const
  )("refuses options that are wrong, and names them: %o", ([options, option]) =>
    Effect.gen(function*() {
      const server = yield* serve({ ...nothing })
      const failure = yield* Effect.flip(
        build(Reflect.apply(AmiCalls.layerWith, undefined, [options]), server, AmiCalls.AmiCalls)
      )
      assert.deepInclude(failure.reason, { _tag: "InvalidOption", of: "AmiCalls", option })
    }))
})
