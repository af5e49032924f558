/**
 * Every everyday task, with its effect seen in events: the same on real servers and on the simulator.
 */
import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, type Layer, Option, Stream } from "effect"
import { Ami, AmiClient, AmiEvent, type AmiMessage, Events } from "effect-ami"
import { answeredCall, bridgedCall, listen, reasonOf, watch } from "./watching.ts"

const isHangup = (channel: string) => (event: { readonly Event: string }): event is Events.Hangup =>
  event.Event === "Hangup" && "Channel" in event && event.Channel === channel

/** Declares a test for each task. The dialplan is that of `test/asterisk/etc/extensions.conf`. */
export const everydayTasks = <E>(over: () => Layer.Layer<AmiClient.AmiClient, E>) => {
  it.live("pings", () =>
    Effect.gen(function*() {
      const pong = yield* Ami.ping

      assert.strictEqual(pong.Ping, "Pong")
    }).pipe(Effect.provide(over())))

  it.live("originates a call with the promised Uniqueid, finds it by that id, and hangs it up (C13)", () =>
    Effect.gen(function*() {
      const next = yield* watch(Events.Newchannel, Events.OriginateResponse, Events.Hangup)

      const { channelId, message } = yield* Ami.originate({ originator: "100", extension: "200" })
      const created = yield* next(
        "Newchannel",
        (event): event is Events.Newchannel => event.Event === "Newchannel" && event.Uniqueid === channelId
      )
      const outcome = yield* next(
        "OriginateResponse",
        (event): event is Events.OriginateResponse =>
          event.Event === "OriginateResponse" && event.Uniqueid === channelId
      )
      const channels = yield* Ami.channels
      const found = yield* Ami.findCall(channelId)
      const hungup = yield* Ami.hangup({ channel: created.Channel, cause: 17 })
      const end = yield* next("Hangup", isHangup(created.Channel))
      // Asterisk 16 first reports the end of a channel, and removes it from its list after that (manager_channels.c).
      const gone = yield* Effect.repeat(Ami.findCall(channelId), { until: Option.isNone }).pipe(
        Effect.timeoutOption("60 seconds")
      )

      assert.strictEqual(message, "Originate successfully queued")
      assert.strictEqual(outcome.Response, "Success")
      assert.include(channels.map((channel) => channel.Uniqueid), channelId)
      assert.strictEqual(Option.isSome(found) && found.value.Channel, created.Channel)
      assert.isTrue(Option.isSome(gone))
      assert.strictEqual(hungup.Message, "Channel Hungup")
      assert.strictEqual(end.Cause, 17)
    }).pipe(Effect.provide(over())))

  it.live("dials, and says why nobody answered", () =>
    Effect.gen(function*() {
      const outcomeOf = (originator: string) =>
        Effect.map(reasonOf(Ami.dial({ originator, extension: "200", timeout: "1 second" })), (reason) =>
          reason._tag === "NotAnswered" ? reason.outcome : reason._tag)

      assert.deepStrictEqual(
        yield* Effect.forEach(["301", "302", "300", "nobody", "PJSIP/nobody"], outcomeOf),
        ["Busy", "Congestion", "NoAnswer", "Unreachable", "Unreachable"]
      )
    }).pipe(Effect.provide(over())))

  it.live("names an extension that does not exist, and its context", () =>
    Effect.gen(function*() {
      const reason = yield* reasonOf(Ami.dial({ originator: "100", extension: "no-such" }))

      assert.strictEqual(reason._tag === "ActionFailed" && reason.message, "Extension does not exist.")
      assert.include(reason._tag === "ActionFailed" ? reason.hint : "", "no extension no-such")
    }).pipe(Effect.provide(over())))

  it.live("hangs up a call whose dial is interrupted, and leaves it with `onInterrupt: leave`", () =>
    Effect.gen(function*() {
      const next = yield* watch(Events.Newstate, Events.Hangup)
      const ringing = Effect.fnUntraced(function*(channelId: string, onInterrupt?: "leave") {
        const dialling = yield* Effect.forkChild(
          Ami.dial({ originator: "300", extension: "200", channelId, onInterrupt })
        )
        yield* next(
          "ringing",
          (event) => event.Event === "Newstate" && event.Uniqueid === channelId && event.ChannelStateDesc === "Ringing"
        )
        yield* Fiber.interrupt(dialling)
      })
      const [first, second] = [`ring-${Math.random()}`, `ring-${Math.random()}`]

      yield* ringing(first)
      yield* next("the end", (event) => event.Event === "Hangup" && event.Uniqueid === first)
      yield* ringing(second, "leave")
      const found = yield* Ami.findCall(second)
      yield* Effect.forEach(Option.toArray(found), ({ Channel }) => Ami.hangup({ channel: Channel }))

      assert.isTrue(Option.isSome(found))
    }).pipe(Effect.scoped, Effect.provide(over())))

  it.live("redirects a channel, which then runs the other extension", () =>
    Effect.gen(function*() {
      const next = yield* watch(Events.Newexten)
      const { Channel } = yield* answeredCall("100", "200")

      const done = yield* Ami.redirect({ channel: Channel, extension: "101" })
      const moved = yield* next("Newexten at 101", (event): event is Events.Newexten =>
        event.Channel === Channel && event.Exten === "101")

      assert.strictEqual(done.Message, "Redirect successful")
      assert.strictEqual(moved.Context, "from-internal")
    }).pipe(Effect.scoped, Effect.provide(over())))

  it.live("transfers blindly", () =>
    Effect.gen(function*() {
      const next = yield* watch(Events.BlindTransfer)
      const channel = yield* bridgedCall("100")

      const done = yield* Ami.blindTransfer({ channel, extension: "102" })
      const event = yield* next("BlindTransfer", (event): event is Events.BlindTransfer =>
        event.TransfererChannel === channel)

      assert.strictEqual(done.Message, "Transfer succeeded")
      assert.strictEqual(event.Result, "Success")
      assert.strictEqual(event.Extension, "102")
    }).pipe(Effect.scoped, Effect.provide(over())))

  it.live("fails to transfer a channel that is in no bridge, with Asterisk's message", () =>
    Effect.gen(function*() {
      const { Channel } = yield* answeredCall("100", "200")

      const reason = yield* reasonOf(Ami.blindTransfer({ channel: Channel, extension: "102" }))

      assert.strictEqual(reason._tag === "ActionFailed" && reason.message, "Transfer invalid")
    }).pipe(Effect.scoped, Effect.provide(over())))

  it.live("transfers with consultation", () =>
    Effect.gen(function*() {
      const next = yield* watch(Events.BridgeEnter, Events.DialEnd, Events.AttendedTransfer)
      // 170 plays a tone, as a telephone does: on a silent channel Asterisk sometimes loses a digit of the transfer.
      const channel = yield* bridgedCall("170")
      const isEnter = (event: { readonly Event: string }): event is Events.BridgeEnter =>
        event.Event === "BridgeEnter" && "Channel" in event && event.Channel === channel
      const { BridgeUniqueid } = yield* next("the first bridge", isEnter)

      const done = yield* Ami.attendedTransfer({ channel, extension: "103" })
      yield* next("the bridge with the target", (event): event is Events.BridgeEnter =>
        isEnter(event) && event.BridgeUniqueid !== BridgeUniqueid)
      // A hangup before Asterisk knows that the target has answered aborts the transfer (bridge_basic.c).
      yield* next("the answer of the target", (event): event is Events.DialEnd =>
        event.Event === "DialEnd" && event.DialStatus === "ANSWER" && event.DestChannel.startsWith("Local/103@"))
      yield* Ami.hangup({ channel })
      const event = yield* next("AttendedTransfer", (event): event is Events.AttendedTransfer =>
        event.Event === "AttendedTransfer" && event.OrigTransfererChannel === channel)

      assert.strictEqual(done.Message, "Atxfer successfully queued")
      assert.strictEqual(event.Result, "Success")
    }).pipe(Effect.scoped, Effect.provide(over())))

  it.live("sends any action by name, and calls handlers for a name, a schema and everything", () =>
    Effect.gen(function*() {
      const note = `note-${Math.random()}`
      const named = yield* Deferred.make<string | undefined>()
      const typed = yield* Deferred.make<AmiMessage.AmiMessage | undefined>()
      const any = yield* Deferred.make<string>()
      const isOurs = (message: AmiMessage.AmiMessage | undefined) => message?.get("Note") === note
      yield* Ami.onEvent(
        "UserEvent",
        (event) => Effect.when(Deferred.succeed(named, event.get("Note")), Effect.sync(() => isOurs(event)))
      )
      yield* Ami.onEvent(Events.UserEvent, (event) => {
        const message = AmiEvent.messageOf(event)
        return Effect.when(
          Deferred.succeed(typed, message),
          Effect.sync(() => isOurs(message))
        )
      })
      yield* Ami.onEvent(
        "*",
        (event) => Effect.when(Deferred.succeed(any, event.name), Effect.sync(() => isOurs(event)))
      )

      const { response } = yield* Ami.request({ Action: "UserEvent", UserEvent: "Checkout", Note: note })

      assert.strictEqual(response.get("Message"), "Event Sent")
      assert.strictEqual(yield* Deferred.await(named), note)
      assert.strictEqual((yield* Deferred.await(typed))?.get("Note"), note)
      assert.strictEqual(yield* Deferred.await(any), "UserEvent")
    }).pipe(Effect.scoped, Effect.timeout("60 seconds"), Effect.provide(over())))

  it.live("runs a console command, and fails on an unknown one", () =>
    Effect.gen(function*() {
      const [version] = yield* Ami.command("core show version")
      const reason = yield* reasonOf(Ami.command("no such command"))

      assert.match(version ?? "", /^Asterisk \d/)
      assert.strictEqual(reason._tag, "ActionFailed")
    }).pipe(Effect.provide(over())))

  it.live("says goodbye, upon which Asterisk closes", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const states = yield* listen(ami.status.changes)

      yield* Ami.logoff
      const end = yield* Stream.fromQueue(states).pipe(
        Stream.filter((state) => state._tag === "Disconnected"),
        Stream.runHead
      )
      const reason = yield* reasonOf(Ami.ping)

      assert.strictEqual(end._tag, "Some")
      assert.strictEqual(reason._tag === "NotSent" && reason.why, "NotConnected")
    }).pipe(Effect.scoped, Effect.timeout("60 seconds"), Effect.provide(over())))
}
