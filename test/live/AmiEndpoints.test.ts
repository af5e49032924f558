import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { AmiEndpoints, AmiRegistrations } from "effect-ami"
import { TestClock } from "effect/testing"
import { type Answer, build, event, follow, serve } from "./modelServer.ts"

const endpoint = (ObjectName: string, contacts: ReadonlyArray<string>, DeviceState: string, more = {}) =>
  event("EndpointList", {
    ObjectType: "endpoint",
    ObjectName,
    Aor: ObjectName,
    Contacts: contacts.map((uri) => `${ObjectName}/${uri},`).join(""),
    DeviceState,
    ActiveChannels: 0,
    ...more
  })
const contact = (AOR: string, Uri: string, Status: string, more = {}) =>
  event("ContactList", {
    ObjectType: "contact",
    ObjectName: `${AOR};@a1`,
    Endpoint: AOR,
    Uri,
    Status,
    RoundtripUsec: "N/A",
    ...more
  })
const status = (AOR: string, URI: string, ContactStatus: string, RoundtripUsec = 0) =>
  event("ContactStatus", { URI, ContactStatus, AOR, EndpointName: AOR, RoundtripUsec })
const peer = (name: string, PeerStatus: string) =>
  event("PeerStatus", { ChannelType: "PJSIP", Peer: `PJSIP/${name}`, PeerStatus })
const device = (Device: string, State: string) => event("DeviceStateChange", { Device, State })

const home = "sip:101@192.0.2.1:5060"
const away = "sip:101@198.51.100.7:5060;transport=tcp"
const lists: Record<string, Answer> = {
  PJSIPShowEndpoints: [
    endpoint("101", [home], "Not in use"),
    endpoint("102", [], "Unavailable"),
    endpoint("line", ["sip:provider.example"], "Ring+Inuse", { ActiveChannels: "" })
  ],
  PJSIPShowContacts: [contact("101", home, "Reachable", {
    RoundtripUsec: 4100,
    UserAgent: "Phone 1.0",
    ViaAddr: "192.0.2.1",
    ViaPort: 5060,
    ExpirationTime: 3600
  })]
}

const open = Effect.fnUntraced(function*(lists: Record<string, Answer>) {
  const server = yield* serve({ ...lists })
  const endpoints = yield* build(AmiEndpoints.layer, server, AmiEndpoints.AmiEndpoints)
  const told = yield* follow(endpoints, ({ ActiveChannels, DeviceState, contacts, isReachable }) => {
    const addresses = contacts.map(({ RoundtripUsec, Status }) =>
      [Status, RoundtripUsec].filter((one) => one !== undefined).join(" ")
    )
    return `${DeviceState} ${ActiveChannels} ${isReachable ? "reachable" : "gone"} [${addresses.join(", ")}]`
  })
  return { endpoints, server, told }
})

describe("AmiEndpoints", () => {
  it.effect("has endpoints with their contacts, and changes them by events", () =>
    Effect.gen(function*() {
      const { endpoints, server, told } = yield* open(lists)
      const key = `101/${home}`
      const { value } = yield* endpoints.lookup("PJSIP/101")
      if (value === undefined) return assert.fail("there is no endpoint")
      assert.deepStrictEqual(value, {
        Endpoint: "PJSIP/101",
        ObjectName: "101",
        DeviceState: "NOT_INUSE",
        ActiveChannels: 0,
        isReachable: true,
        contacts: [{
          AOR: "101",
          Uri: home,
          Endpoint: "PJSIP/101",
          Status: "Reachable",
          RoundtripUsec: 4100,
          UserAgent: "Phone 1.0",
          ViaAddr: "192.0.2.1",
          ViaPort: 5060,
          expiresAt: 3_600_000
        }]
      })
      assert.deepStrictEqual((yield* endpoints.contacts.lookup(key)).value, value.contacts[0])
      const json = Schema.toCodecJson(AmiEndpoints.Endpoint)
      assert.deepStrictEqual(Schema.decodeUnknownSync(json)(Schema.encodeSync(json)(value)), value)

      yield* TestClock.adjust("9 seconds")
      yield* server.say(
        status("101", home, "Unreachable"),
        status("101", away, "NonQualified"),
        status("101", home, "Removed"),
        device("PJSIP/101", "INUSE"),
        status("102", "sip:102@192.0.2.2", "NonQualified"),
        peer("102", "Reachable"),
        device("PJSIP/102", "NOT_INUSE"),
        status("102", "sip:102@192.0.2.2", "Reachable", 900),
        status("102", "sip:102@192.0.2.2", "Removed"),
        peer("line", "Unreachable"),
        device("PJSIP/nobody", "INUSE")
      )
      assert.deepStrictEqual(told(), [
        "present, PJSIP/101 NOT_INUSE 0 reachable [Reachable 4100], PJSIP/102 UNAVAILABLE 0 gone [], "
        + "PJSIP/line RINGINUSE undefined reachable []",
        "PJSIP/101 NOT_INUSE 0 gone [Unreachable] by ContactStatus",
        "PJSIP/101 NOT_INUSE 0 reachable [Unreachable, NonQualified] by ContactStatus",
        "PJSIP/101 NOT_INUSE 0 reachable [NonQualified] by ContactStatus",
        "PJSIP/101 INUSE undefined reachable [NonQualified] by DeviceStateChange",
        "PJSIP/102 UNAVAILABLE 0 reachable [NonQualified] by ContactStatus",
        "PJSIP/102 UNAVAILABLE 0 reachable [NonQualified] by PeerStatus",
        "PJSIP/102 NOT_INUSE undefined reachable [NonQualified] by DeviceStateChange",
        "PJSIP/102 NOT_INUSE undefined reachable [Reachable 900] by ContactStatus",
        "PJSIP/102 NOT_INUSE undefined gone [] by ContactStatus",
        "PJSIP/line RINGINUSE undefined gone [] by PeerStatus"
      ])
      assert.strictEqual((yield* endpoints.contacts.lookup(`101/${away}`)).value?.statusSince, 9000)
    }))

  it.effect("learns every 5 minutes what raises no event, and corrects itself after an outage", () =>
    Effect.gen(function*() {
      const { endpoints, server, told } = yield* open(lists)
      told()
      server.lists.PJSIPShowContacts = [
        contact("101", home, "Reachable", { RoundtripUsec: 4100, ExpirationTime: 7200 })
      ]
      yield* TestClock.adjust("6 minutes")
      assert.strictEqual((yield* endpoints.contacts.lookup(`101/${home}`)).value?.expiresAt, 7_200_000)
      told()
      yield* server.reconnect({
        PJSIPShowEndpoints: [endpoint("101", [away], "In use"), endpoint("103", [], "Unavailable")],
        PJSIPShowContacts: [contact("101", away, "NonQualified")]
      })
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(told(), [
        "stale Disconnected",
        "PJSIP/101 INUSE 0 reachable [Reachable 4100, NonQualified] by Connected and",
        "PJSIP/103 UNAVAILABLE 0 gone [] by Connected",
        "gone PJSIP/102 UNAVAILABLE 0 gone [] by unknown and",
        "gone PJSIP/line RINGINUSE undefined reachable [] by unknown and",
        "PJSIP/101 INUSE 0 reachable [NonQualified] by Connected",
        "synced Connected 6"
      ])
    }))

  it.effect("is empty without endpoints, and not available without PJSIP", () =>
    Effect.gen(function*() {
      for (
        const [lists, isAvailable] of [
          [{}, false],
          [{
            PJSIPShowEndpoints: "Response: Error\nMessage: No endpoints found",
            PJSIPShowContacts: "Response: Error\nMessage: No Contacts found"
          }, true]
        ] as const
      ) {
        const { endpoints } = yield* open(lists)
        assert.deepStrictEqual((yield* endpoints.isAvailable.get).value, isAvailable)
        assert.strictEqual((yield* endpoints.get).value.size, 0)
      }
    }))
})

describe("AmiRegistrations", () => {
  const listed = (ObjectName: string, uri: string, Status: string, NextReg = 0) =>
    event("OutboundRegistrationDetail", {
      ObjectName,
      ClientUri: `sip:${uri}`,
      ServerUri: "sip:provider.example",
      Status,
      NextReg
    })
  const auth = event("AuthDetail", { ObjectName: "auth", Password: "no" })
  const registry = (uri: string, Status: string, ChannelType = "PJSIP") =>
    event("Registry", { ChannelType, Username: `sip:${uri}`, Domain: "sip:provider.example", Status })
  const openRegistrations = Effect.fnUntraced(function*(lists: Record<string, Answer>) {
    const server = yield* serve(lists)
    const registrations = yield* build(AmiRegistrations.layer, server, AmiRegistrations.AmiRegistrations)
    const told = yield* follow(registrations, ({ Status, nextAt, statusSince }) => `${Status} ${statusSince} ${nextAt}`)
    return { registrations, server, told }
  })

  it.effect("changes every registration with the URIs of an event in one step", () =>
    Effect.gen(function*() {
      const { registrations, server, told } = yield* openRegistrations({
        PJSIPShowRegistrationsOutbound: [
          listed("a", "one", "Registered", 60),
          auth,
          listed("b", "one", "Registered", 61),
          listed("c", "two", "Rejected")
        ]
      })
      yield* TestClock.adjust("2 seconds")
      yield* server.say(
        registry("one", "Unregistered"),
        registry("one", "Unregistered"),
        registry("two", "Rejected"),
        registry("two", "Registered", "IAX2")
      )
      assert.deepStrictEqual(told(), [
        "present, a Registered undefined 60000, b Registered undefined 61000, c Rejected undefined undefined",
        "a Unregistered 2000 undefined by Registry and",
        "b Unregistered 2000 undefined by Registry"
      ])
      const { value } = yield* registrations.lookup("a")
      if (value === undefined) return assert.fail("there is no registration")
      const json = Schema.toCodecJson(AmiRegistrations.Registration)
      assert.deepStrictEqual(Schema.decodeUnknownSync(json)(Schema.encodeSync(json)(value)), value)

      yield* server.reconnect({
        PJSIPShowRegistrationsOutbound: [listed("a", "one", "Registered", 30), listed("d", "four", "Rejected")]
      })
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(told(), [
        "stale Disconnected",
        "a Registered undefined 32000 by Connected and",
        "d Rejected undefined undefined by Connected",
        "gone b Unregistered 2000 undefined by unknown and",
        "gone c Rejected undefined undefined by unknown",
        "synced Connected 3"
      ])
    }))

  it.effect("is not available without PJSIP", () =>
    Effect.gen(function*() {
      const { registrations } = yield* openRegistrations({})
      assert.strictEqual((yield* registrations.isAvailable.get).value, false)
    }))
})
