/**
 * `ami replay`: the messages of a recording, at the pace they came.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import { Cli } from "../context.ts"
import { formOf, print } from "../events/printing.ts"
import { usage } from "../failure.ts"
import { load } from "../recorded/file.ts"
import { items } from "../recorded/inbox.ts"

export { output } from "./events.ts"

export const run = (options: { readonly file: string; readonly speed: number; readonly raw: boolean }) =>
  Effect.gen(function*() {
    const { file, speed } = options
    if (!(speed >= 0)) return yield* usage("--speed must be 0 or more; 0 prints at once")
    if ((yield* Cli).from !== undefined) return yield* usage("The recording is the argument, and not --from")
    const recording = yield* load(file)
    yield* print(items(recording, speed === 0 ? Infinity : speed), yield* formOf(options), { isRecorded: true })
  })
