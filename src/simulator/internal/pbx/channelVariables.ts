/**
 * The variables of channels that their events carry, as `channelvars` of `manager.conf` names them.
 *
 * Each snapshot in an event ends with one `ChanVariable` a variable, under the prefix of the snapshot and escaped
 * (manager_channels.c, ast_manager_build_channel_state_string_prefix). `OriginateResponse` has no snapshot, and has them
 * at its end (manager.c, append_channel_vars).
 *
 * @since 0.2.0
 */
import type { Lines } from "../messages.ts"
import * as wire from "../wire.ts"
import * as Scope from "./dialplan/scope.ts"
import type { Draft } from "./draft.ts"

const valuesOf = (
  draft: Draft,
  name: string,
  names: ReadonlyArray<string>
): ReadonlyArray<readonly [string, string]> => {
  const channel = draft.lastSeen(name)
  if (channel === undefined) return []
  return names.map((variable) => [variable, Scope.get(draft, channel, variable, "manager") ?? ""] as const)
}

/** An event with the variables of its channels. */
export const shown = (draft: Draft, event: string, lines: Lines): Lines => {
  const names = draft.channelVars
  if (names.length === 0) return lines
  const channels = new Map<string, string>()
  const complete = lines.flatMap((line) => {
    const [, prefix = "", header, value = ""] = /^([A-Za-z]*?)(Channel|Linkedid): (.*)$/.exec(line) ?? []
    if (header === "Channel") channels.set(prefix, value)
    if (header !== "Linkedid") return [line]
    const values = valuesOf(draft, channels.get(prefix) ?? "", names)
    return [line, ...values.map(([name, text]) => `${prefix}ChanVariable: ${name}=${wire.escaped(text)}`)]
  })
  if (event !== "OriginateResponse") return complete
  const name = channels.get("") ?? ""
  return [...complete, ...valuesOf(draft, name, names).map(([one, text]) => `ChanVariable(${name}): ${one}=${text}`)]
}
