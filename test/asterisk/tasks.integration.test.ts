import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Ami } from "effect-ami"
import { everydayTasks } from "../tasks/everydayTasks.ts"
import { clientOver, offers, type Way } from "./clients.ts"
import { forEachServer } from "./servers.ts"

const ways: ReadonlyArray<Way> = ["tcp", "tls", "http", "https", "digest"]

forEachServer("everyday tasks", (server) => {
  for (const way of ways) {
    describe.skipIf(!offers(server, way))(`over ${way}`, () => {
      everydayTasks(() => clientOver(way, server))

      it.live("runs a console command of more than 1,000 lines", () =>
        Effect.gen(function*() {
          const lines = yield* Ami.command("dialplan show")

          assert.isAbove(lines.length, 1000)
          assert.isTrue(lines.some((line) => line.startsWith("[ Context 'from-internal'")))
        }).pipe(Effect.provide(clientOver(way, server))))
    })
  }
})
