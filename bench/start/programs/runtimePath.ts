/** The same as `runtime.ts`, with NodeRuntime by its path. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect } from "effect"
import { mark } from "./marks.ts"

mark("imported")
NodeRuntime.runMain(Effect.void)
