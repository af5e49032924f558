/** Effect, and NodeRuntime as most programs import it. */
import { NodeRuntime } from "@effect/platform-node"
import { Effect } from "effect"
import { mark } from "./marks.ts"

mark("imported")
NodeRuntime.runMain(Effect.void)
