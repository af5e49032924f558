/**
 * The PBX of `--from`: a recording that is played.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Fs from "node:fs"
import type { AmiError } from "../AmiError.ts"
import * as AmiRecording from "../journal/AmiRecording.ts"
import type { AmiTransport } from "../transport/AmiTransport.ts"
import { type Failed, usage } from "./failure.ts"

/** Layer of the transport that plays a recording. */
export const transport = (file: string): Layer.Layer<AmiTransport, AmiError | Failed> =>
  Layer.unwrap(Effect.gen(function*() {
    const text = yield* Effect.try({
      try: () => Fs.readFileSync(file, "utf8"),
      catch: () => usage(`The recording ${file} cannot be read`)
    })
    return AmiRecording.layerTransport(yield* AmiRecording.parse(text))
  }))
