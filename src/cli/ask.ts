/**
 * Questions on the terminal: only there, never in a pipe.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import { Cli } from "./context.ts"
import { type Failed, usage } from "./failure.ts"
import { Host } from "./host.ts"

/** Whether somebody can be asked: stdin and stderr are a terminal. */
export const isAsking = Host.use(({ isTerminal }) => Effect.succeed(isTerminal.stdin && isTerminal.stderr))

/** Goes on if the answer is yes, or with `--yes`; otherwise fails with exit code 2, and nothing was sent. */
export const confirm = (question: string): Effect.Effect<void, Failed, Cli | Host> =>
  Effect.gen(function*() {
    const { errorStyle, isYes } = yield* Cli
    if (isYes) return
    if (!(yield* isAsking)) {
      return yield* usage(`${question} Nobody can be asked here`, "Add --yes to go on without a question")
    }
    const answer = yield* (yield* Host).ask(`${errorStyle.yellow(question)} [y/N] `, { hidden: false })
    if (!/^y(es)?$/i.test(answer?.trim() ?? "")) {
      return yield* usage("Nothing was sent")
    }
  })

const asked = (question: string, missing: Failed, hidden: boolean): Effect.Effect<string, Failed, Host> =>
  Effect.gen(function*() {
    if (!(yield* isAsking)) return yield* missing
    const answer = yield* (yield* Host).ask(question, { hidden })
    return answer === undefined || answer === "" ? yield* missing : answer
  })

/** Asks for a text; fails with `missing` if nobody can be asked, or nothing is answered. */
export const askText = (question: string, missing: Failed): Effect.Effect<string, Failed, Host> =>
  asked(question, missing, false)

/** Asks for a text that is not shown. */
export const askSecret = (question: string, missing: Failed): Effect.Effect<string, Failed, Host> =>
  asked(question, missing, true)
