import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { forEachServer, privateServer } from "./servers.ts"
forEachServer("failing", (server) => {
  it.live("fails with a private one frozen", () => Effect.gen(function*() {
    const p = yield* privateServer(server.version)
    process.kill(p.pid, "SIGSTOP")
    assert.strictEqual(1, Number(process.env["ONE"] ?? 2))
  }))
  it.live("hangs", () => Effect.gen(function*() {
    yield* privateServer(server.version)
    process.stderr.write("HANGING\n")
    yield* Effect.never
  }), process.env["HANG"] ? 60000 : 3000)
})
