/** Effect as most programs import it, without using it. */
import { Effect, Layer, Schema, Stream } from "effect"
import { mark } from "./marks.ts"

mark("imported")
await Effect.runPromise(Stream.runDrain(Stream.make(1)).pipe(Effect.provide(Layer.empty)))
if (!Schema.is(Schema.String)("")) throw new Error("not a string")
