/**
 * `Originate`: validates it and passes it to the PBX.
 *
 * @since 0.1.0
 */
import { acknowledgement, type Lines, refusal } from "../messages.ts"
import { split } from "../pbx/dialplan/argumentText.ts"
import { applicationAt, priorityOf } from "../pbx/dialplan/dialplan.ts"
import type { Draft } from "../pbx/draft.ts"
import type { Origin } from "../pbx/model.ts"
import { isTrue, scanned } from "../pbx/numbers.ts"
import { partyOf } from "../pbx/parties.ts"
import { type Request, valueOf, valuesOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

/** How long Asterisk takes to start the thread that places the call. */
const setup = 5

/** The variables of a request: several headers, each with a list; entries without `=` are ignored. */
const variablesOf = (request: Request): Origin["variables"] =>
  valuesOf(request, "Variable").flatMap((list) => split(list)).flatMap((pair) => {
    const equals = pair.indexOf("=")
    return equals > 0 ? [[pair.slice(0, equals), pair.slice(equals + 1)] as const] : []
  })

const maxId = 149

const answerOriginate = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const get = (name: string) => valueOf(request, name)
  const target = get("Channel")
  const priority = get("Priority")
  const timeout = get("Timeout")
  if (get("ChannelId").length > maxId || get("OtherChannelId").length > maxId) {
    return [refusal(request, `Uniqueid length exceeds maximum of ${maxId}\n`)]
  }
  if (target === "") return [refusal(request, "Channel not specified")]
  const where = { context: get("Context"), exten: get("Exten") }
  const number = priority === "" ? 0 : scanned(priority) ?? priorityOf(draft.dialplan, where, priority)
  if (number === undefined) return [refusal(request, "Invalid priority")]
  const place = { ...where, priority: number }
  if (timeout !== "" && scanned(timeout) === undefined) return [refusal(request, "Invalid timeout")]
  if (!target.includes("/")) return [refusal(request, "Invalid channel")]
  if (number !== 0 && applicationAt(draft.dialplan, place) === undefined) {
    return [refusal(request, "Extension does not exist.")]
  }
  const async = isTrue(get("Async"))
  const application = get("Application")
  if (!async && application === "" && place.priority === 0) {
    return [refusal(request, "Originate with 'Exten' requires 'Context' and 'Priority'")]
  }
  const ticket = draft.next("plan")
  const origin: Origin = {
    async,
    ticket,
    actionId: get("ActionID"),
    target,
    place,
    application,
    data: get("Data"),
    timeout: scanned(timeout) ?? 30_000,
    caller: partyOf(get("CallerID")),
    accountCode: get("Account"),
    variables: variablesOf(request),
    channelId: get("ChannelId"),
    otherChannelId: get("OtherChannelId"),
    // Only a call to an extension for which the session waits takes it, on 22 (manager.c, action_originate).
    preDial: !async && application === "" && draft.dialect === 22 ? get("PreDialGoSub") : ""
  }
  draft.later(setup, { _tag: "Originate", origin })
  if (!async) draft.awaits = ticket
  return [originated(request, true)]
}

/** The answer to an `Originate`: with `Async` that it was queued, without it whether it was answered. */
export const originated = (request: Request, answered: boolean): Lines =>
  answered ? acknowledgement(request, "Originate successfully queued") : refusal(request, "Originate failed")

/** `Originate`. */
export const actions: PbxActions = {
  Originate: { answer: answerOriginate }
}
