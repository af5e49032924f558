/**
 * `ami replay`: the messages of a recording, at the pace they came.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Cli } from "../context.ts"
import { usage } from "../failure.ts"
import { typedJson } from "../messages.ts"
import { writeOut } from "../output.ts"
import { load } from "../recorded/file.ts"
import { items } from "../recorded/inbox.ts"

/** A message, or a mark, which has only `_`: each is a line. */
export const output = Schema.Record(Schema.String, Schema.Json)

export const run = ({ file, speed }: { readonly file: string; readonly speed: number }) =>
  Effect.gen(function*() {
    if (!(speed >= 0)) return yield* usage("--speed must be 0 or more; 0 prints at once")
    if ((yield* Cli).from !== undefined) return yield* usage("The recording is the argument, and not --from")
    const recording = yield* load(file)
    yield* Stream.runForEachArray(items(recording, speed === 0 ? Infinity : speed), (some) =>
      writeOut(
        some.flatMap((item) =>
          item._tag === "Received" ? [`${JSON.stringify(typedJson({ isRaw: false })(item.message))}\n`] : []
        ).join("")
      ))
  })
