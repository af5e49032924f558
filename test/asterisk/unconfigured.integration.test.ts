import { assert, it } from "@effect/vitest"
import { Effect, Schedule, Stream } from "effect"
import { AmiAction, AmiClient, type AmiMessage } from "effect-ami"
import { rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { client } from "./clients.ts"
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

const registration = `[nowhere]
type = registration
server_uri = sip:127.0.0.1:9
client_uri = sip:nobody@127.0.0.1:9
retry_interval = 3600
`

/** The items of every list, collected and streamed. */
const everyList = AmiClient.AmiClient.use((ami) =>
  Effect.forEach(Object.keys(lists), (name) =>
    Effect.zip(
      ami.collect(AmiAction.rawList(name)),
      Stream.runCollect(ami.stream(AmiAction.rawList(name)))
    ))
)

const eventNames = (items: ReadonlyArray<AmiMessage.AmiMessage>) => items.map((item) => item.name)

/** Takes away agents, hints, queues, mailboxes and everything of PJSIP, and starts anew: a reload keeps the states it knows. */
const unconfigure = (server: PrivateServer) =>
  Effect.sync(() => {
    for (const file of ["agents.conf", "cli.conf", "extensions.conf", "pjsip.conf", "queues.conf", "voicemail.conf"]) {
      writeFileSync(join(dirname(server.ca), file), "")
    }
    rmSync(join(dirname(server.ca), "..", "lib", "astdb.sqlite3"), { force: true })
  }).pipe(Effect.andThen(server.cli("core restart now")))

forEachServer("lists of what is configured", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "are filled by a configuration, and empty without it",
    () =>
      Effect.gen(function*() {
        const own = yield* privateServer(server.version, { config: { "pjsip.conf": registration } })

        const filled = yield* Effect.provide(everyList, client(own))
        yield* unconfigure(own)
        const empty = yield* everyList.pipe(
          Effect.provide(client(own)),
          // While it starts, connections are refused and actions are not known yet.
          Effect.retry({
            while: (error) => error.isRetryable || error.reason._tag === "NotExecuted",
            schedule: Schedule.spaced("100 millis")
          }),
          Effect.timeout("15 seconds")
        )

        Object.values(lists).forEach((item, index) => {
          assert.include(eventNames(filled[index]?.[0] ?? []), item)
          assert.include(eventNames(filled[index]?.[1] ?? []), item)
        })
        const left = Object.keys(lists).filter((_, index) => empty[index]?.some((items) => items.length > 0))
        assert.deepStrictEqual(left, [])
      }).pipe(Effect.scoped),
    30_000
  )
})
