/**
 * The catalogue against real servers: privileges, lists with all modules, and that its sentences are original.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Actions, Ami, AmiClient, AmiEvent } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import { existsSync, readFileSync } from "node:fs"
import { actionSentences, eventSentences } from "../../tools/catalog/sentences/index.ts"
import { withoutField } from "../catalog/recorded.ts"
import { bridgedCall, reasonOf } from "../tasks/watching.ts"
import { client } from "./clients.ts"
import { conference, listing, parkedCall } from "./listCases.ts"
import { forEachServer, type PrivateServer, privateServer } from "./servers.ts"

/** Modules that Debian does not build, or that the configuration does not load: no server has their actions. */
const notLoaded = new Set([
  "app_meetme",
  "chan_dahdi",
  "chan_iax2",
  "chan_sip",
  "chan_skinny",
  "res_mwi_external_ami",
  // It declines to load without a pjsip_notify.conf.
  "res_pjsip_notify",
  "res_xmpp",
  "app_voicemail",
  "app_voicemail_imap",
  "app_voicemail_odbc",
  "res_monitor",
  "app_mf"
])

const modulesOf: Readonly<Record<string, string>> = Object.fromEntries(
  (JSON.parse(readFileSync(new URL("../../tools/catalog/inventory.json", import.meta.url), "utf8")) as {
    readonly actions: ReadonlyArray<{ readonly name: string; readonly module: string }>
  }).actions.map(({ module, name }) => [name, module])
)

forEachServer("the catalogue", (server) => {
  const version = String(server.version)

  it.live("knows every action that the server offers, and what it needs", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient

      const { Commands } = yield* ami.send(Actions.ListCommands())

      const rows = Object.entries(Commands)
      assert.isAbove(rows.length, 100)
      for (const [name, { Privileges, Synopsis }] of rows) {
        const make = AllActions.byName(name)
        assert.deepStrictEqual([...make?.needs ?? ["unknown"]].sort(), [...Privileges].sort(), name)
        assert.isTrue(make?.versions.includes(version), name)
        assert.isNotEmpty(Synopsis)
      }
    }).pipe(Effect.provide(client(server))))

  it.live("offers every action of its release, except those of missing modules", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const { Commands } = yield* ami.send(Actions.ListCommands())

      const missing = AllActions.all.filter(({ name, versions }) =>
        versions.includes(version) && !(name in Commands) && !notLoaded.has(modulesOf[name] ?? "")
      ).map(({ name }) => `${name} of ${modulesOf[name]}`)

      assert.deepStrictEqual(missing, [])
    }).pipe(Effect.provide(client(server))))

  it.live("names what an account lacks, for an action by its type and by its name", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient

      const typed = yield* reasonOf(
        ami.send(Actions.Originate({ Channel: "Local/100@from-internal", Application: "Wait" }))
      )
      const untyped = yield* reasonOf(Ami.request({ Action: "originate", Channel: "Local/100@from-internal" }))

      for (const reason of [typed, untyped]) {
        assert.deepInclude(reason, { _tag: "PermissionDenied", needs: ["originate"] })
      }
    }).pipe(Effect.provide(client(server, { user: server.users.readonly }))))

  describe("with all modules", () => {
    it.live.skipIf(!server.offers.cli)(
      "lists everything that it has, and every item matches its schema",
      () =>
        Effect.gen(function*() {
          const full = yield* privateServer(server.version, { config: configuration })
          for (const module of modules) yield* Effect.ignore(full.cli(`module load ${module}.so`))

          yield* Effect.provide(everyList(full), client(full))
        }).pipe(Effect.scoped)
    )
  })

  it("is documented in original sentences", (context) => {
    const [root = ""] = server.ca.split("/srv/instances/")
    const path = `${root}/usr/share/asterisk/documentation/core-en_US.xml`
    if (!existsSync(path)) return context.skip()
    const documentation = readFileSync(path, "utf8").replace(/<[^>]+>/g, "").replace(/\s+/g, " ").toLowerCase()

    const sentences = [...Object.values(actionSentences), ...Object.values(eventSentences)].flatMap((entry) => [
      entry.says,
      ...entry.details ?? [],
      ...entry.gotchas ?? [],
      ...Object.values(entry.fields ?? {}),
      ...Object.values(entry.answer ?? {})
    ]).flatMap((text) => text.split(/(?<=\.)\s/)).filter((sentence) => sentence.split(" ").length > 4)
    const copied = sentences.filter((sentence) =>
      documentation.includes(sentence.replace(/`/g, "").replace(/\.$/, "").toLowerCase())
    )

    assert.isAbove(sentences.length, 500)
    assert.deepStrictEqual([...new Set(copied)], [])
  })
})

// --- Lists ------------------------------------------------------------------

const modules = ["chan_iax2", "chan_sip", "app_voicemail", "res_pjsip_maintenance", "chan_skinny"]

const configuration = {
  "iax.conf":
    "[general]\nbindaddr = 127.0.0.1\nbindport = @TLS_PORT@\nregister => me:secret@127.0.0.1:9\n[desk]\ntype = friend\nhost = 127.0.0.1\nport = 9\n",
  "sip.conf":
    "[general]\nudpbindaddr = 127.0.0.1:@HTTP_PORT@\nregister => me:secret@127.0.0.1:9\n[desk]\ntype = peer\nhost = 127.0.0.1\nport = 9\n",
  "skinny.conf":
    "[general]\nbindaddr = 127.0.0.1\nbindport = @HTTPS_PORT@\n[lines]\n[100]\ntype = line\n[devices]\n[desk]\ntype = device\ndevice = SEP000000000001\nline = 100\n",
  "pjsip.conf":
    "[provider]\ntype = registration\ntransport = udp\nserver_uri = sip:127.0.0.1:9\nclient_uri = sip:me@127.0.0.1:9\noutbound_auth = alice\n"
}

interface Listed {
  readonly payload?: Readonly<Record<string, unknown>>
  /** Headers of the same list if it has nothing; absent if the list cannot be emptied. */
  readonly empty?: Readonly<Record<string, unknown>>
  /** Why it may have no items here. */
  readonly bare?: string
}

const noPhone = "no phone registers, calls by SIP or subscribes here"

/** Every list action, with what fills it. */
const lists: Readonly<Record<string, Listed>> = {
  Agents: {},
  BridgeInfo: {},
  BridgeList: { empty: { BridgeType: "nosuch" } },
  BridgeTechnologyList: {},
  ConfbridgeList: { payload: { Conference: "room1" }, empty: { Conference: "nosuch" } },
  ConfbridgeListRooms: {},
  CoreShowChannelMap: {},
  CoreShowChannels: {},
  DBGet: { payload: { Family: "lists", Key: "a" }, empty: { Family: "lists", Key: "none" } },
  DBGetTree: { payload: { Family: "lists" }, empty: { Family: "nosuch" } },
  DeviceStateList: {},
  ExtensionStateList: {},
  FAXSessions: { bare: "no fax is sent here" },
  Hangup: { payload: { Channel: "/^Local/100@/" }, empty: { Channel: "/^nobody/" } },
  IAXpeerlist: {},
  IAXpeers: { bare: "its items have no ActionID" },
  IAXregistry: {},
  ParkedCalls: { empty: { ParkingLot: "sales" } },
  Parkinglots: {},
  PJSIPHangup: { payload: { Channel: "/^PJSIP/", Cause: "486" }, bare: noPhone },
  PJSIPShowAors: {},
  PJSIPShowAuths: {},
  PJSIPShowContacts: { bare: noPhone },
  PJSIPShowEndpoint: { payload: { Endpoint: "alice" } },
  PJSIPShowEndpoints: {},
  PJSIPShowMaintenance: {},
  PJSIPShowRegistrationInboundContactStatuses: { bare: noPhone },
  PJSIPShowRegistrationsInbound: {},
  PJSIPShowRegistrationsOutbound: {},
  PJSIPShowResourceLists: {},
  PJSIPShowSubscriptionsInbound: { bare: noPhone },
  PJSIPShowSubscriptionsOutbound: { bare: noPhone },
  PresenceStateList: {},
  QueueStatus: { empty: { Queue: "nosuch" } },
  QueueSummary: { empty: { Queue: "nosuch" } },
  ShowDialPlan: { payload: { Context: "from-internal" } },
  SIPpeers: {},
  SIPpeerstatus: {},
  SIPshowregistry: {},
  SKINNYdevices: {},
  SKINNYlines: {},
  Status: {},
  VoicemailBoxSummary: { payload: { Context: "default", Mailbox: "110" }, bare: "no message was left here" },
  VoicemailUsersList: {},
  VoicemailUserStatus: { payload: { Context: "default", Mailbox: "110" }, empty: { Context: "default", Mailbox: "9" } }
}

const collected = (name: string, payload: Readonly<Record<string, unknown>>) =>
  AmiClient.AmiClient.use((ami) => ami.collect(listing(name, payload)))

/** Headers that need no field in an item. */
const around = /^(Event|Privilege|ActionID)$/

/** Whether each header of an item has a field, and each value matches it. */
const checkItem = (name: string, item: unknown) => {
  const decoded = item as object
  assert.deepStrictEqual(AmiEvent.faultsOf(decoded), [], name)
  assert.deepStrictEqual(withoutField(decoded).filter(([header]) => !around.test(header)), [], name)
}

const everyList = (server: PrivateServer) =>
  Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    const { Commands } = yield* ami.send(Actions.ListCommands())
    const bridged = yield* bridgedCall("100")
    yield* conference
    yield* parkedCall
    yield* ami.send(Actions.DBPut({ Family: "lists", Key: "a", Val: "1" }))
    yield* Effect.ignore(ami.send(Actions.PJSIPSetMaintenance({ Endpoint: "alice", State: "on" })))
    const call = (yield* ami.collect(Actions.CoreShowChannels())).find(({ Channel }) => Channel === bridged)
    const payloads: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
      BridgeInfo: { BridgeUniqueid: call?.BridgeId },
      CoreShowChannelMap: { Channel: bridged }
    }

    const seen: Array<string> = []
    // A hangup by pattern comes last: the others list the calls that it ends.
    const names = Object.keys(lists).filter((name) => name in Commands).sort((one) => (one.endsWith("Hangup") ? 1 : -1))
    for (const name of names) {
      const { bare, empty, payload } = lists[name] ?? {}
      const items = yield* collected(name, payloads[name] ?? payload ?? {})

      for (const item of items) checkItem(name, item)
      if (bare === undefined) assert.isNotEmpty(items, `${name} has no items on ${server.version}`)
      if (empty !== undefined) assert.deepStrictEqual(yield* collected(name, empty), [], `${name} is not empty`)
      seen.push(name)
    }

    // Every list action of this release is tried here, or exists on none of our servers.
    const listed = AllActions.all.filter((make) => make({} as never)._tag === "ListAction" && make.name in Commands)
    assert.deepStrictEqual(listed.map(({ name }) => name).filter((name) => !seen.includes(name)), [])
    assert.isAbove(seen.length, 35)
  }).pipe(Effect.scoped)
