/**
 * A sink of files in a process of its own, for `fileKills.ts`: `killFiles.ts DATABASE FOLDER SERVER…`.
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import { NodeZstd } from "../../src/node/index.ts"
import { AmiNdjson, AmiSink } from "../../src/sink/index.ts"
import { journalIn } from "./filling.ts"

// It ends with who started it.
process.stdin.on("end", () => process.exit()).resume()

const [filename = "", folder = "", ...servers] = process.argv.slice(2)

// Small files, and a few lines at once, so that most moments are within a write, a rotation or a compression.
AmiNdjson.make({ folder, batch: 10, maxBytes: 20_000 }).pipe(
  Effect.tap(() => Console.log("ready")),
  Effect.flatMap((files) => AmiSink.run(files, servers)),
  Effect.scoped,
  Effect.provide([journalIn(filename), NodeFileSystem.layer, NodeZstd.layer]),
  NodeRuntime.runMain
)
