import { NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { parseArgs } from "node:util"
import { house } from "./house.ts"
import { play, shapesOf } from "./play.ts"
import { inShort } from "./stage.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { version: { type: "string" }, show: { type: "boolean" }, variant: { type: "string" } }
})
const main = Effect.gen(function*() {
  const version = values.version === "16" ? 16 : 22
  const home = yield* house(version, { variant: values.variant === "named" ? "named" : "plain" })
  for (const name of positionals.length > 0 ? positionals : shapesOf(version)) {
    const { failure, messages, millis } = yield* play(home, name)
    yield* Console.log(`${version} ${name}: ${failure ?? "ok"} (${millis} ms, ${messages.length} messages)`)
    if (values.show) { for (const line of inShort(messages)) yield* Console.log(`  ${line}`) }
  }
})
main.pipe(Effect.scoped, NodeRuntime.runMain)
