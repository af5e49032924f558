import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Scope } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { isQuick } from "../size.ts"
import { runExample } from "./queueExamples.ts"

/** A simulator with a queue that one agent serves, which can be killed and started again. */
const office = Effect.fnUntraced(function*(port = 0) {
  const scope = yield* Scope.fork(yield* Effect.scope)
  const context = yield* Scope.provide(Layer.build(NodeSimulator.layer({ port })), scope)
  const simulator = yield* Effect.provide(AmiSimulator.AmiSimulator, context)
  yield* simulator.pbx.queue("sales", { ringinuse: false }).member("Alice", "PJSIP/301", { answers: "1 second" })
    .extension("400")
  return {
    simulator,
    port: simulator.port,
    url: `ami://hello:world@127.0.0.1:${simulator.port}`,
    kill: Scope.close(scope, Exit.void)
  }
})

describe.skipIf(isQuick)("the example programs about queues", () => {
  it.live("show a wallboard that survives a restart, and says when it is out of date", () =>
    Effect.gen(function*() {
      const { kill, port, simulator, url } = yield* office()
      const board = yield* runExample("wallboard.ts", url)
      yield* board.prints(/^sales \| nobody waits \| Alice Ready \| 0 served, 0 lost$/)
      yield* simulator.pbx.call("100").to("400")
      yield* board.prints(/^sales \| 1\. 100 0 s \| Alice Ringing \| 0 served, 0 lost$/)
      yield* board.prints(/^sales \| nobody waits \| Alice InCall 100 \|/)
      yield* simulator.pbx.call("102").to("400")
      yield* board.prints(/^sales \| 1\. 102 0 s \| Alice InCall 100 \|/)
      yield* kill
      yield* board.prints(/^as of \d+:\d+:\d+.*: sales \| 1\. 102 \d+ s \| Alice InCall 100 \|/)
      yield* office(port)
      yield* board.prints(/^sales \| nobody waits \| Alice Ready \| 0 served, 0 lost$/)
    }), 120_000)

  it.live("let a supervisor look, pause, resume and redirect", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* office()
      const board = yield* runExample("wallboard.ts", url)
      yield* board.prints(/Alice Ready/)
      yield* simulator.pbx.call("100").to("400")
      yield* board.prints(/Alice InCall 100/)
      yield* simulator.pbx.call("102").to("400")
      yield* board.prints(/1\. 102 .*Alice InCall 100/)

      const seen = yield* runExample("supervisor.ts", url)
      yield* seen.prints(/^102 waits in sales for \d+ s$/)
      yield* seen.prints(/^100 talks to 301$/)
      assert.strictEqual((yield* seen.ends).status, 0)
      for (
        const [args, shown] of [
          [["pause", "PJSIP/301", "Lunch"], /Alice Paused Lunch/],
          [["resume", "PJSIP/301"], /Alice InCall 100/],
          [["redirect", "sales", "200"], /^sales \| nobody waits/]
        ] as const
      ) {
        const act = yield* runExample("supervisor.ts", url, ...args)
        yield* board.prints(shown)
        assert.strictEqual((yield* act.ends).status, 0)
      }
      const late = yield* runExample("supervisor.ts", url, "redirect", "sales", "200")
      yield* late.prints(/^nobody waits in sales$/)
    }), 120_000)
})
