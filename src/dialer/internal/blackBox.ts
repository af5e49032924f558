/**
 * The black box: two lines of dialplan that write down how a call ended, so that it can be asked for by who did not see it.
 *
 * A hangup handler runs on the channel whose id the call has, also if it never got into the dialplan: of a Local channel on
 * its first half (pbx_builtin hangup handlers, channel.c).
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import * as Causes from "../../internal/causes.ts"
import { withoutDefects } from "../../internal/foreign.ts"
import { wholeOf } from "../../internal/text.ts"
import { inWords, type Outcome, refused } from "./outcome.ts"

const context = "ami-black-box"
export const family = "ami"

/** The variable of an Originate that has the handler run. */
export const variable: Readonly<Record<string, string>> = { "CHANNEL(hangup_handler_push)": `${context},s,1` }

/** What it writes, in the order in which it does. The name of a channel has slashes, so it comes last. */
const entry = "${HANGUPCAUSE}/${DIALSTATUS}/${ANSWEREDTIME}/${EPOCH}/${CHANNEL(state)}/${DIALEDPEERNAME}"

const lines = [
  { Priority: 1, Application: "Set", ApplicationData: `DB(${family}/\${UNIQUEID})=${entry}` },
  { Priority: 2, Application: "Return" }
] as const

export const install = (ami: AmiClient["Service"]): Effect.Effect<void, AmiError> =>
  Effect.forEach(
    lines,
    (line) => ami.send(Actions.DialplanExtensionAdd({ Context: context, Extension: "s", Replace: true, ...line })),
    { discard: true }
  )

/** What became of both parties of a call. */
export interface Entry {
  readonly first: Outcome
  readonly second: Outcome | undefined
}

/** Reads the entry of a call; undefined if there is none. */
export const read = (ami: AmiClient["Service"], id: string): Effect.Effect<Entry | undefined, AmiError> =>
  Effect.map(
    withoutDefects("The client", Effect.suspend(() => ami.collect(Actions.DBGet({ Family: family, Key: id })))),
    (items) => {
      const value = items[0]?.Val
      return value === undefined ? undefined : entryOf(id, value)
    }
  )

const up = "Up"

export const entryOf = (id: string, value: string): Entry | undefined => {
  const [causeText = "", dialStatus = "", answeredTime = "", epoch = "", state, ...peer] = value.split("/")
  const cause = wholeOf(causeText)
  if (cause === undefined || wholeOf(epoch) === undefined) return undefined
  // Without the state, which lines of one's own may lack: only a channel that was answered dials.
  const isAnswered = state === up || dialStatus !== "" || answeredTime !== ""
  const why = { cause, ...(dialStatus === "" ? {} : { dialStatus }) }
  const ofCause = Causes.ofCause(cause)
  if (!isAnswered) {
    return { first: refused(inWords(ofCause ?? (cause === 0 ? "NoAnswer" : "Cancelled")), why), second: undefined }
  }
  const name = peer.join("/")
  const first: Outcome = { _tag: "Answered", channel: id, Uniqueid: id }
  if (dialStatus === "ANSWER") return { first, second: { _tag: "Answered", channel: name === "" ? id : name } }
  const outcome = ofCause ?? Causes.ofStatus(dialStatus)
  return { first, second: outcome === undefined ? undefined : refused(inWords(outcome), why) }
}
