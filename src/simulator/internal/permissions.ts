/**
 * What an account without the class `system` may not do although it may send the action.
 *
 * Applications and functions that run programs of the machine are refused (manager.c, is_originate_app_permitted and
 * function_capable_string_allowed_with_auths).
 *
 * @since 0.2.0
 */
import type { Version } from "./actionList.ts"
import { type Lines, refusal } from "./messages.ts"
import { scanned } from "./pbx/numbers.ts"
import * as privileges from "./privileges.ts"
import { type Request, valueOf } from "./requests.ts"

const system = /*#__PURE__*/ privileges.parse("system")
const systemOrAgi = /*#__PURE__*/ privileges.parse("system,agi")

const evaluates = (text: string): boolean => text.includes("SHELL") || text.includes("EVAL")

const applications: Readonly<Record<Version, RegExp>> = {
  "16": /system|exec|agi|mixmonitor|externalivr|originate/i,
  "22": /agi|dbdeltree|exec|externalivr|mixmonitor|originate|reload|system/i
}

const functions = /CURL|DB|EVAL|FILE|ODBC|REALTIME|SHELL/

/** What Asterisk says about an application that the account may not start. */
const refusedStart = (version: Version, write: number, application: string, data: string): string | undefined => {
  const isSystem = (write & system) !== 0
  if (version === "16") {
    if (isSystem) return undefined
    if (applications[16].test(application)) return "Originate Access Forbidden: Application"
    return evaluates(data) ? "Originate Access Forbidden: Data" : undefined
  }
  const refused = "Originate Access Forbidden: app or data blacklisted"
  if (applications[22].test(application)) return isSystem ? undefined : refused
  // The sixth argument of Queue is an AGI program.
  if (/queue/i.test(application) && (data.split(",")[5] ?? "") !== "") {
    return (write & systemOrAgi) !== 0 ? undefined : refused
  }
  return functions.test(data) && !isSystem ? refused : undefined
}

/** Originate looks at the channel and the timeout first. */
const isCall = (channel: string, timeout: string): boolean =>
  channel.includes("/") && (timeout === "" || scanned(timeout) !== undefined)

/** The refusal of a request that the account may not make in this form; undefined if it may. */
export const refused = (version: Version, write: number, action: string, request: Request): Lines | undefined => {
  const get = (name: string) => valueOf(request, name)
  const isSystem = (write & system) !== 0
  switch (action) {
    case "getvar":
      return !isSystem && evaluates(get("Variable")) ? refusal(request, "GetVar Access Forbidden: Variable") : undefined
    case "status":
      return !isSystem && evaluates(get("Variables"))
        ? refusal(request, "Status Access Forbidden: Variables")
        : undefined
    case "originate": {
      const application = get("Application")
      if (application === "" || !isCall(get("Channel"), get("Timeout"))) return undefined
      const why = refusedStart(version, write, application, get("Data"))
      return why === undefined ? undefined : refusal(request, why)
    }
    default:
      return undefined
  }
}
