/**
 * Any action, as people write it: its name in any case, and headers as `Name=value`.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../AmiError.ts"
import type { AmiClient } from "../client/AmiClient.ts"
import * as Dangers from "../internal/dangers.ts"
import * as Ami from "../tasks/Ami.ts"
import { confirm } from "./ask.ts"
import type { Cli } from "./context.ts"
import { type Failed, usage } from "./failure.ts"
import type { Host } from "./host.ts"
import * as Known from "./known.ts"
import { printed } from "./messages.ts"
import { warn } from "./output.ts"
import type { Style } from "./style.ts"

/** An action that was read. */
export interface Request {
  readonly name: string
  readonly headers: Readonly<Record<string, ReadonlyArray<string>>>
  /** What it could do that nobody may expect. */
  readonly danger: string | undefined
}

/** Reads an action, and warns of what Asterisk would ignore or not know. */
export const read = (
  action: string,
  given: ReadonlyArray<string>
): Effect.Effect<Request, Failed, Cli | Host> =>
  Effect.gen(function*() {
    const headers = yield* headersOf(given)
    const known = Known.actionOf(action)
    yield* known === undefined ? warnOfAction(action) : warnOfHeaders(known, Object.keys(headers))
    return {
      name: known?.name ?? action,
      headers,
      danger: known === undefined ? undefined : Dangers.dangerOf(known.name, headers)
    }
  })

/** Asks before an action is sent that is dangerous. */
export const confirmed = ({ danger, name }: Request): Effect.Effect<void, Failed, Cli | Host> =>
  danger === undefined ? Effect.void : confirm(`${name} ${danger}. Send it?`)

/** Sends it. */
export const send = ({ headers, name }: Request): Effect.Effect<Ami.Answer, AmiError, AmiClient> =>
  Ami.request({ ...headers, Action: name })

/** An answer as people read it. */
export const textOf = ({ items, response }: Ami.Answer, style: Style): string =>
  [response, ...items].map((one) => printed(one, style)).join("\n")

/** Headers as they are given: `Name=value`; the same name several times is several headers. */
const headersOf = (given: ReadonlyArray<string>): Effect.Effect<Record<string, ReadonlyArray<string>>, Failed> =>
  Effect.gen(function*() {
    const headers: Record<string, ReadonlyArray<string>> = {}
    for (const text of given) {
      const [, name, value] = /^([\w()$/.-]+)=([^]*)$/.exec(text) ?? []
      if (name === undefined || value === undefined) return yield* usage(`${text} is no header: write Name=value`)
      if (name.toLowerCase() === "action") return yield* usage("The action is the first argument, and no header")
      headers[name] = [...headers[name] ?? [], value]
    }
    return headers
  })

const warnOfAction = (name: string) => {
  const near = Known.near(name, Known.actionNames)
  const meant = near.length === 0 ? "" : ` Did you mean ${near.join(", ")}?`
  return warn(`Asterisk 16 to 23 have no action ${name}; it is sent as it is.${meant}`)
}

const warnOfHeaders = (action: Dangers.Action, names: ReadonlyArray<string>) => {
  const has = Dangers.headersOf(action.name)
  const odd = names.filter((name) =>
    !has.some((one) => one.toLowerCase() === name.toLowerCase()) && !/^ActionID$/i.test(name)
  )
  if (odd.length === 0) return Effect.void
  const list = has.length === 0 ? "no headers" : has.join(", ")
  return warn(`${action.name} has no header ${odd.join(", ")}; Asterisk will ignore it. It has ${list}`)
}
