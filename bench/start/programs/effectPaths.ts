/** The same as `effect.ts`, with the path of each module. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { mark } from "./marks.ts"

mark("imported")
await Effect.runPromise(Stream.runDrain(Stream.make(1)).pipe(Effect.provide(Layer.empty)))
if (!Schema.is(Schema.String)("")) throw new Error("not a string")
