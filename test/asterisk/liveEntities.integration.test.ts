/**
 * The smaller live models on real servers: what happens is seen as it happens, and at the end they have what is listed.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Queue, type Scope, Stream } from "effect"
import { Actions, Ami, AmiClient, type AmiLive } from "effect-ami"
import { agree, openModels } from "../live/models.ts"
import { within } from "../transport/waiting.ts"
import { clientOver, offers, type Way } from "./clients.ts"
import { forEachServer } from "./servers.ts"
import { telephone } from "./telephone.ts"

const ways: ReadonlyArray<Way> = ["tcp", "http"]

/** A call to an extension, which ends with its scope. */
const call = (extension: string, context = "from-internal") =>
  Effect.acquireRelease(
    Ami.originate({ originator: "Local/200@from-internal/n", extension, context }),
    ({ channelId }) => Effect.ignore(Ami.hangup({ channel: channelId }))
  )

/** Waits until a key has a value. */
const until = <V>(model: AmiLive.Model<V>, key: string, what: string, holds: (value: V | undefined) => boolean) =>
  model.watch(key).changes.pipe(
    Stream.filter(({ _tag, value }) => _tag === "Fresh" && holds(value)),
    Stream.runHead,
    Effect.map((found) => Option.getOrThrow(found).value),
    within(`${key}: ${what}`)
  )

/** Takes the last values of what ends from here on, when so many have ended. */
const endings = Effect.fnUntraced(function*<V>(model: AmiLive.Model<V>) {
  const ended = yield* Queue.unbounded<V>()
  yield* Effect.forkScoped(
    Stream.runForEach(
      model.changes,
      (change) => change._tag === "Gone" && !change.finalStateUnknown ? Queue.offer(ended, change.last) : Effect.void
    ),
    { startImmediately: true }
  )
  return (count: number) => within("what ends")(Queue.takeN(ended, count))
})

const setvar = (Variable: string, Value: string) => Ami.request({ Action: "Setvar", Variable, Value })

forEachServer("live models", (server) => {
  for (const way of ways) {
    describe.skipIf(!offers(server, way))(`over ${way}`, () => {
      const test = <E>(name: string, body: Effect.Effect<void, E, AmiClient.AmiClient | Scope.Scope>) =>
        it.live(name, () => body.pipe(Effect.scoped, Effect.provide(clientOver(way, server))))

      test(
        "follow a conference: who joins, is muted, is recorded and leaves",
        Effect.gen(function*() {
          const { conferences } = yield* openModels(yield* AmiClient.AmiClient)
          const ended = yield* endings(conferences)
          yield* call("600")
          yield* call("600")
          const both = yield* until(conferences, "room1", "two members", (room) => room?.members.length === 2)
          assert.isDefined(both?.startedAt)
          assert.deepInclude(both, { isRecording: false, isLocked: false })
          const Channel = both?.members[0]?.Channel ?? ""
          const { members } = conferences
          const key = both?.members[0]?.Uniqueid ?? ""
          const conference = { Conference: "room1", Channel }
          yield* Ami.request({ Action: "ConfbridgeMute", ...conference })
          const muted = yield* until(members, key, "muted", (member) => member?.Muted === true)
          assert.isDefined(muted?.joinedAt)
          yield* Ami.request({ Action: "ConfbridgeUnmute", ...conference })
          yield* until(members, key, "unmuted", (member) => member?.Muted === false)
          yield* Ami.request({ Action: "ConfbridgeStartRecord", Conference: "room1" })
          yield* until(conferences, "room1", "recorded", (room) => room?.isRecording === true)
          yield* Ami.request({ Action: "ConfbridgeStopRecord", Conference: "room1" })
          yield* until(conferences, "room1", "not recorded", (room) => room?.isRecording === false)
          yield* Ami.request({ Action: "ConfbridgeKick", ...conference })
          yield* until(members, key, "kicked", (member) => member === undefined)
          yield* Ami.request({ Action: "ConfbridgeKick", Conference: "room1", Channel: "all" })
          yield* until(conferences, "room1", "over", (room) => room === undefined)
          assert.deepStrictEqual((yield* ended(1)).map(({ Conference }) => Conference), ["room1"])
        })
      )

      test(
        "follow parked calls, and say how each ended",
        Effect.gen(function*() {
          const { parking } = yield* openModels(yield* AmiClient.AmiClient)
          const ended = yield* endings(parking)
          yield* call("700")
          const full = yield* until(parking.lots, "default", "a call", (lot) => lot?.calls.length === 1)
          assert.deepInclude(full, { StartSpace: 901, StopSpace: 910, Timeout: 45 })
          const [parked] = full?.calls ?? []
          assert.strictEqual((parked?.timeoutAt ?? 0) - (parked?.parkedAt ?? 0), 45_000)
          yield* call(String(parked?.ParkingSpace), "parkedcalls")
          yield* until(parking, parked?.Uniqueid ?? "", "retrieved", (one) => one === undefined)
          yield* call("700")
          const again = yield* until(parking.lots, "default", "another call", (lot) => lot?.calls.length === 1)
          yield* Ami.hangup({ channel: again?.calls[0]?.Channel ?? "" })
          yield* until(parking.lots, "default", "empty", (lot) => lot?.calls.length === 0)
          const [first, second] = yield* ended(2)
          assert.deepStrictEqual([first?.ended, second?.ended], ["Retrieved", "GaveUp"])
          assert.match(first?.RetrieverChannel ?? "", /^Local\//)
        })
      )

      test(
        "follow the states of devices, extensions and presence",
        Effect.gen(function*() {
          const { states } = yield* openModels(yield* AmiClient.AmiClient)
          yield* Effect.addFinalizer(() =>
            Effect.ignore(Effect.andThen(
              setvar("DEVICE_STATE(Custom:desk110)", "NOT_INUSE"),
              setvar("PRESENCE_STATE(CustomPresence:desk110)", "not_set")
            ))
          )
          yield* setvar("DEVICE_STATE(Custom:desk110)", "NOT_INUSE")
          yield* setvar("DEVICE_STATE(Custom:desk110)", "RINGING")
          const device = yield* until(states.devices, "Custom:desk110", "ringing", (one) => one?.State === "RINGING")
          assert.isDefined(device?.since)
          const extension = yield* until(states.extensions, "110@from-internal", "ringing", (one) => one?.Status === 8)
          assert.deepInclude(extension, { Hint: "Custom:desk110,CustomPresence:desk110", StatusText: "Ringing" })
          yield* setvar("PRESENCE_STATE(CustomPresence:desk110)", "not_set")
          yield* setvar("PRESENCE_STATE(CustomPresence:desk110)", "away,lunch,back at one")
          const presence = yield* until(
            states.presence,
            "CustomPresence:desk110",
            "at lunch",
            (one) => one?.Subtype === "lunch"
          )
          assert.deepInclude(presence, { Status: "away", Message: "back at one" })
          yield* until(states.extensions, "110@from-internal", "away", (one) => one?.presence === "away")
        })
      )

      test(
        "follow an agent: logged in, on a call, logged off",
        Effect.gen(function*() {
          const { agents, states } = yield* openModels(yield* AmiClient.AmiClient)
          const status = (status: string) => until(agents, "1001", status, (agent) => agent?.status === status)
          yield* status("LoggedOff")
          const { channelId } = yield* call("agent")
          const idle = yield* status("Idle")
          assert.deepInclude(idle, { Name: "Agent One" })
          assert.isDefined(idle?.loggedInAt)
          // Asterisk gives a new agent a few seconds before it sends calls there.
          yield* until(states.devices, "Agent:1001", "free", (one) => one?.State === "NOT_INUSE")
          const caller = yield* call("foragent")
          const busy = yield* until(agents, "1001", "talking", (agent) => agent?.TalkingToChan !== undefined)
          assert.strictEqual(busy?.status, "OnCall")
          assert.match(busy?.TalkingToChan ?? "", /^Local\/200@from-internal-/)
          yield* Ami.hangup({ channel: caller.channelId })
          yield* status("Idle")
          yield* Ami.hangup({ channel: channelId })
          const off = yield* status("LoggedOff")
          assert.isFalse("Channel" in (off ?? {}))
        })
      )

      test(
        "follow telephones that register and go",
        Effect.gen(function*() {
          const { endpoints } = yield* openModels(yield* AmiClient.AmiClient)
          const { value } = yield* endpoints.lookup("PJSIP/alice")
          assert.deepStrictEqual(value?.contacts.map(({ Uri }) => Uri), ["sip:alice@127.0.0.1:9"])
          yield* Effect.scoped(Effect.andThen(
            telephone(server, "tel4"),
            until(endpoints, "PJSIP/tel4", "registered", (one) => one?.contacts.length === 1 && one.isReachable)
          ))
          yield* until(endpoints, "PJSIP/tel4", "gone", (one) => one?.contacts.length === 0 && !one.isReachable)
        })
      )

      test(
        "have at any moment what another client is listed",
        Effect.gen(function*() {
          const ami = yield* AmiClient.AmiClient
          const models = yield* openModels(ami)
          const pause = Effect.ignore(ami.send(Actions.Ping()))
          yield* agree(models, ami, "at first", pause)
          yield* call("600")
          yield* call("600")
          yield* call("700")
          yield* call("agent")
          yield* until(models.conferences, "room1", "two members", (room) => room?.members.length === 2)
          yield* until(models.parking.lots, "default", "a call", (lot) => lot?.calls.length === 1)
          yield* agree(models, ami, "with calls", pause)
        })
      )
    })
  }
})
