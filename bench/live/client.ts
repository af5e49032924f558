/**
 * One form of `bench/live.ts`, in a separate process: `node --expose-gc bench/live/client.ts '{"form":"models",…}'`
 *
 * It connects, sets its form up and warms it up, and then runs one measuring period for each line of its input. Each period is
 * printed as a line of JSON. Options are the defaults. When its input ends, nobody waits for it any more.
 */
import { Effect, Layer, Redacted } from "effect"
import { createInterface } from "node:readline"
import { AmiClient } from "../../src/index.ts"
import { NodeAmi } from "../../src/node/index.ts"
import { watch } from "../usage.ts"
import type { Period } from "./form.ts"
import { type FormName, forms } from "./forms.ts"

export interface ClientOrder {
  readonly form: FormName
  readonly port: number
  readonly warmMillis: number
  readonly periodMillis: number
}

/** What a period took: the CPU of the process, user and system, and what the form says of it. */
export interface ClientFigures extends Period {
  readonly cpuMillis: number
  readonly millis: number
}

const order: ClientOrder = JSON.parse(process.argv[2] ?? "")
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

const program = Effect.gen(function*() {
  const run = yield* forms[order.form]
  const period = Effect.fnUntraced(function*(times: number) {
    const stop = watch(false)
    const done = yield* run(times)
    const { cpuMillis, millis } = stop()
    const figures: ClientFigures = { cpuMillis, millis, ...done }
    return figures
  })
  let times = 1
  for (const from = performance.now();;) {
    const { millis } = yield* period(times)
    const fitting = Math.max(1, Math.round(times * order.periodMillis / millis))
    times = Math.min(fitting, times * 4)
    if (performance.now() - from > order.warmMillis) break
  }
  console.log("warm")
  for (;;) {
    if ((yield* Effect.promise(() => lines.next())).done === true) return
    console.log(JSON.stringify(yield* period(times)))
  }
})

const Client = AmiClient.layer({ username: "bench", secret: Redacted.make("bench") }).pipe(
  Layer.provide(NodeAmi.layerTcp({ port: order.port }))
)
await program.pipe(Effect.scoped, Effect.provide(Client), Effect.runPromise)
process.exit(0)
