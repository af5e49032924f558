/**
 * A webhook in a process of its own, for `kills.ts`: `killSink.ts DATABASE URL SERVER…`.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect, Layer, Logger, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { AmiJournal } from "../../src/journal/index.ts"
import { NodeSqlite, NodeZstd } from "../../src/node/index.ts"
import { AmiSink, AmiWebhook } from "../../src/sink/index.ts"

// It ends with who started it.
process.stdin.on("end", () => process.exit()).resume()

const [filename = "", url = "", secret = "", ...servers] = process.argv.slice(2)

const Journal = AmiJournal.layer.pipe(
  Layer.provide([NodeSqlite.layer({ filename, survives: "process" }), NodeZstd.layer])
)

AmiWebhook.make({ name: "crm", url, secret: Redacted.make(secret), retryAfter: "5 millis" }).pipe(
  Effect.flatMap((webhook) => AmiSink.run(webhook, servers)),
  Effect.provide([Journal, FetchHttpClient.layer, Logger.layer([])]),
  NodeRuntime.runMain
)
