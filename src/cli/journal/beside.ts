/**
 * The journal that another command writes beside what it does, such as `ami gateway`.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as AmiJournal from "../../journal/AmiJournal.ts"
import { failing, openToWrite } from "./file.ts"

/** Runs with the journal in a file, to which all that the client receives is written; ends if it cannot be written any more. */
export const writing = <A, E, R>(file: string, server: string, use: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const context = yield* openToWrite(file)
    const { ended } = yield* Effect.provideContext(AmiJournal.record({ server }), context)
    // An inbox that ends is the end of the client, which the command reports itself.
    const failed = Effect.andThen(failing(file, ended), Effect.never)
    return yield* Effect.raceFirst(Effect.provideContext(use, context), failed)
  })
