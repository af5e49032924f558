/**
 * The actions that make PJSIP do something.
 *
 * @since 0.2.0
 */
import { acknowledgement, item, type Lines, list, refusal } from "../messages.ts"
import * as Channels from "../pbx/channels.ts"
import * as ConfigFiles from "../pbx/config/configFiles.ts"
import * as Pjsip from "../pbx/config/pjsip.ts"
import * as Registrations from "../pbx/config/registrations.ts"
import type { Draft } from "../pbx/draft.ts"
import * as Hangups from "../pbx/hangups.ts"
import { scanned } from "../pbx/numbers.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

type Answer = PbxActions[string]["answer"]

const qualify: Answer = (draft, request) => {
  const name = valueOf(request, "Endpoint")
  if (name === "") return [refusal(request, "Endpoint parameter missing.")]
  const endpoint = Pjsip.find(draft, "endpoint", name)
  if (endpoint === undefined) return [refusal(request, "Unable to retrieve endpoint\n")]
  if (Pjsip.namesIn(endpoint, "Aors").length === 0) return [refusal(request, "No AoRs configured for endpoint\n")]
  return [acknowledgement(request, "Endpoint found, will qualify")]
}

const registering = (isWanted: boolean): Answer => (draft, request) => {
  const prefix = isWanted ? "Rer" : "Unr"
  const name = valueOf(request, "Registration")
  if (name === "") return [refusal(request, "Registration parameter missing.")]
  if (name.startsWith("*all")) {
    Registrations.setAll(draft, isWanted)
    return [acknowledgement(request, `${prefix}egistrations queued.`)]
  }
  const registration = Pjsip.find(draft, "registration", name)
  if (registration === undefined) return [refusal(request, "Unable to retrieve registration entry\n")]
  Registrations.set(draft, registration, isWanted)
  return [acknowledgement(request, `${prefix}egistration sent`)]
}

const eitherOr = "PJSIPNotify requires either an Option or Variable(s).You must use only one of them."
const needsTarget = "PJSIPNotify requires either an endpoint name, a SIP URI, or a channel."

const notify: Answer = (draft, request) => {
  const endpoint = valueOf(request, "Endpoint")
  const uri = valueOf(request, "URI")
  const channel = valueOf(request, "Channel")
  const option = valueOf(request, "Option")
  if (draft.dialect === 22) {
    if ((option === "") === (valueOf(request, "Variable") === "")) return [refusal(request, eitherOr)]
    const isKnown = ConfigFiles.sectionsOf(draft, "pjsip_notify.conf").some(({ name }) => name === option)
    if (option !== "" && !isKnown) return [refusal(request, `Unable to find notify type '${option}'\n`)]
  }
  const targets = [endpoint, uri, channel].filter((target) => target !== "")
  if (targets.length === 0) return [refusal(request, needsTarget)]
  if (targets.length > 1) return [refusal(request, `${needsTarget}  You must use only one of them.`)]
  if (endpoint !== "" && Pjsip.find(draft, "endpoint", endpoint) === undefined) {
    return [refusal(request, `Unable to retrieve endpoint ${endpoint}`)]
  }
  if (channel !== "" && Channels.find(draft, channel) === undefined) return [refusal(request, "Channel not found")]
  return [acknowledgement(request, "NOTIFY sent")]
}

/** Refuses an incoming call that is not up yet; any other channel stays (chan_pjsip, pjsip_app_hangup_handler). */
const hangUp: Answer = (draft, request) => {
  const name = valueOf(request, "Channel")
  if (name === "") return [refusal(request, "No channel specified")]
  const channel = Channels.find(draft, name)
  if (channel === undefined) return [refusal(request, "No such channel")]
  const status = scanned(valueOf(request, "Cause")) ?? 603
  if (channel.name.startsWith("PJSIP/") && channel.state === Channels.State.Ring) {
    Hangups.ask(draft, channel, causes.get(status) ?? 21)
  }
  return [acknowledgement(request, "Channel Hungup")]
}

/** The hangup cause of a SIP status (res_pjsip.c, ast_sip_hangup_sip2cause). */
const causes: ReadonlyMap<number, number> = /*#__PURE__*/ new Map([
  [403, 21],
  [404, 1],
  [408, 102],
  [410, 22],
  [480, 19],
  [484, 28],
  [486, 17],
  [500, 127],
  [503, 34],
  [600, 17],
  [603, 21],
  [604, 3]
])

const maintenance = (endpoint: string, isOn: boolean): Lines => [
  `Endpoint: ${endpoint}`,
  `Status: ${isOn ? "enabled" : "disabled"}`
]

const setMaintenance: Answer = (draft, request) => {
  const name = valueOf(request, "Endpoint")
  const state = valueOf(request, "State").toLowerCase()
  if (name === "") return [refusal(request, "Endpoint parameter missing")]
  if (state === "") return [refusal(request, "State parameter missing")]
  if (state !== "on" && state !== "off") return [refusal(request, "State must be 'on' or 'off'")]
  if (Pjsip.find(draft, "endpoint", name) === undefined) return [refusal(request, `Endpoint '${name}' not found`)]
  if (state === "on") draft.maintained.set(name, true)
  else draft.maintained.delete(name)
  draft.raise("PJSIPMaintenanceStatus", "system", maintenance(name, state === "on"))
  return [acknowledgement(request, `Maintenance mode ${state === "on" ? "enabled" : "disabled"}`)]
}

/** Of one endpoint, whether it exists or not; or of all that are maintained. */
const showMaintenance = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const name = valueOf(request, "Endpoint")
  const names = name === "" ? [...draft.maintained.keys()].sort() : [name]
  const items = names.map((endpoint) =>
    item(request, "PJSIPMaintenanceStatus", maintenance(endpoint, draft.maintained.has(endpoint)))
  )
  return list(request, "Maintenance status events follow", items, "PJSIPMaintenanceStatusComplete")
}

/** The actions that make PJSIP do something. */
export const actions: PbxActions = {
  PJSIPHangup: { answer: hangUp },
  PJSIPNotify: { answer: notify },
  PJSIPQualify: { answer: qualify },
  PJSIPRegister: { answer: registering(true) },
  PJSIPSetMaintenance: { answer: setMaintenance },
  PJSIPShowMaintenance: { answer: showMaintenance },
  PJSIPUnregister: { answer: registering(false) }
}
