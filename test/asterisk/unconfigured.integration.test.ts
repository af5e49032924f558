import { assert, it } from "@effect/vitest"
import { Effect, Schedule, Stream } from "effect"
import { Actions, AmiClient, AmiEvent } from "effect-ami"
import { rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { client } from "./clients.ts"
import { listing } from "./listCases.ts"
import { forEachServer, type PrivateServer, privateServer } from "./servers.ts"

/** List actions that show what is configured, and the event of an item. */
const lists = {
  Agents: "Agents",
  DeviceStateList: "DeviceStateChange",
  ExtensionStateList: "ExtensionStatus",
  PresenceStateList: "PresenceStateChange",
  PJSIPShowAors: "AorList",
  PJSIPShowAuths: "AuthList",
  PJSIPShowEndpoints: "EndpointList",
  PJSIPShowRegistrationsInbound: "InboundRegistrationDetail",
  PJSIPShowRegistrationsOutbound: "OutboundRegistrationDetail",
  PJSIPShowResourceLists: "ResourceListDetail"
}

/** List actions that are empty on a server without configuration and calls. */
const bare = [
  "BridgeList",
  "ConfbridgeListRooms",
  "CoreShowChannels",
  "FAXSessions",
  "ParkedCalls",
  "PJSIPShowContacts",
  "PJSIPShowMaintenance",
  "PJSIPShowRegistrationInboundContactStatuses",
  "PJSIPShowSubscriptionsInbound",
  "PJSIPShowSubscriptionsOutbound",
  "QueueStatus",
  "QueueSummary",
  "Status",
  "VoicemailUsersList"
]

const registration = `[nowhere]
type = registration
server_uri = sip:127.0.0.1:9
client_uri = sip:nobody@127.0.0.1:9
retry_interval = 3600
`

/** The items of lists, collected and streamed. */
const everyList = (names: ReadonlyArray<string>) =>
  AmiClient.AmiClient.use((ami) =>
    Effect.forEach(names, (name) =>
      Effect.zip(
        ami.collect(listing(name, {})),
        Stream.runCollect(ami.stream(listing(name, {})))
      ))
  )

const eventNames = (items: ReadonlyArray<unknown>) => items.map((item) => AmiEvent.messageOf(item as object)?.name)

/** Removes agents, hints, queues, mailboxes and all of PJSIP, and restarts: a reload would keep known states. */
const unconfigure = (server: PrivateServer) =>
  Effect.sync(() => {
    for (const file of ["agents.conf", "cli.conf", "extensions.conf", "pjsip.conf", "queues.conf", "voicemail.conf"]) {
      writeFileSync(join(dirname(server.ca), file), "")
    }
    rmSync(join(dirname(server.ca), "..", "lib", "astdb.sqlite3"), { force: true })
  }).pipe(Effect.andThen(server.cli("core restart now")))

forEachServer("lists of what is configured", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "have items with a configuration, and are empty without it",
    () =>
      Effect.gen(function*() {
        const own = yield* privateServer(server.version, { config: { "pjsip.conf": registration } })

        const filled = yield* Effect.provide(everyList(Object.keys(lists)), client(own))
        const { Commands } = yield* Effect.provide(
          AmiClient.AmiClient.use((ami) => ami.send(Actions.ListCommands())),
          client(own)
        )
        const names = [...Object.keys(lists), ...bare.filter((name) => name in Commands)]
        yield* unconfigure(own)
        const empty = yield* everyList(names).pipe(
          Effect.provide(client(own)),
          // While it starts, connections are refused and actions are unknown.
          Effect.retry({
            while: (error) => error.isRetryable || error.reason._tag === "NotExecuted",
            schedule: Schedule.spaced("100 millis")
          }),
          Effect.timeout("60 seconds")
        )

        Object.values(lists).forEach((item, index) => {
          assert.include(eventNames(filled[index]?.[0] ?? []), item)
          assert.include(eventNames(filled[index]?.[1] ?? []), item)
        })
        const left = names.filter((_, index) => empty[index]?.some((items) => items.length > 0))
        assert.deepStrictEqual(left, [])
      }).pipe(Effect.scoped)
  )
})
