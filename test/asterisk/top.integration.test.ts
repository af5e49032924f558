/**
 * `ami top` over the end of a real server: it says so at once, dims, and comes back alone.
 */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { Ami } from "effect-ami"
import { decode } from "../../src/cli/top/keys.ts"
import { collecting } from "../../src/cli/top/screen.ts"
import { watching } from "../../src/cli/top/watching.ts"
import { within } from "../transport/waiting.ts"
import { client } from "./clients.ts"
import { mortalServer } from "./ends.ts"
import { forEachServer } from "./servers.ts"

forEachServer("ami top", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "says that a killed server is not live, dims, and shows the new one without a key",
    () =>
      Effect.gen(function*() {
        const { kill, restart, server: doomed } = yield* mortalServer(server.version)
        const { frames, layer } = collecting({ columns: 100, rows: 30 })
        const shows = (what: RegExp) =>
          Effect.sync(() => what.test(frames.text())).pipe(
            Effect.tap((isShown) => isShown ? Effect.void : Effect.sleep("20 millis")),
            Effect.repeat({ until: (isShown) => isShown }),
            within(String(what), "25 seconds")
          )
        yield* Effect.gen(function*() {
          yield* Effect.forkScoped(
            watching({ target: "test", allowsActions: false, list: "queues" }).pipe(Effect.provide(layer))
          )
          yield* shows(/● live/)
          yield* Ami.originate({ originator: "300", extension: "600" }).pipe(Effect.ignore)
          frames.press(...decode("3"))
          yield* shows(/FROM +TO/)
          yield* kill
          // The first frame that says it is at most a second old.
          yield* shows(/● (no connection|connecting).* — as of 0:0[01] ago/)
          const looks = (frames.drawn.at(-1) ?? []).slice(5, -1).flat().map(({ look }) => look)
          assert.isTrue(looks.every((look) => look === "2"), looks.join())
          yield* restart
          yield* shows(/● live/)
        }).pipe(Effect.scoped, Effect.provide(client(doomed)))
      }).pipe(Effect.scoped)
  )
})
