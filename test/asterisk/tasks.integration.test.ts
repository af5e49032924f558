import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { Ami } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { readFileSync } from "node:fs"
import { everydayTasks } from "../tasks/everydayTasks.ts"
import { client } from "./clients.ts"
import { forEachServer } from "./servers.ts"

forEachServer("everyday tasks over TCP", (server) => {
  everydayTasks(() => client(server))

  it.live("runs a console command of more than 1,000 lines", () =>
    Effect.gen(function*() {
      const lines = yield* Ami.command("dialplan show")

      assert.isAbove(lines.length, 1000)
      assert.isTrue(lines.some((line) => line.startsWith("[ Context 'from-internal'")))
    }).pipe(Effect.provide(client(server))))
})

forEachServer("everyday tasks over TLS", (server) => {
  everydayTasks(() =>
    client(server, {}, NodeAmi.layerTls({ host: "localhost", port: server.tlsPort, ca: readFileSync(server.ca) }))
  )
})
