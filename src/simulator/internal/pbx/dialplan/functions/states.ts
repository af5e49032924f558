/**
 * The functions of devices, hints, presence and the dialplan (func_devstate.c, func_extstate.c, func_presencestate.c,
 * func_dialplan.c).
 *
 * @since 0.2.0
 */
import * as Devices from "../../devices.ts"
import type { Draft } from "../../draft.ts"
import * as Hints from "../../hints.ts"
import { atoi } from "../../numbers.ts"
import * as Presence from "../../presence.ts"
import { applicationAt } from "../dialplan.ts"
import { argumentsOf, type DialplanFunctions, type Scope } from "./function.ts"

/** The extension and the context of `exten@context`; without a context, `default`. */
const placeOf = (data: string): readonly [context: string, exten: string] => {
  const at = data.indexOf("@")
  return at === -1 ? ["default", data] : [data.slice(at + 1), data.slice(0, at)]
}

const extensionStates: ReadonlyMap<number, string> = /*#__PURE__*/ new Map([
  [0, "NOT_INUSE"],
  [1, "INUSE"],
  [2, "BUSY"],
  [4, "UNAVAILABLE"],
  [8, "RINGING"],
  [9, "RINGINUSE"],
  [16, "HOLD"],
  [17, "HOLDINUSE"]
])

const presence = ({ draft }: Scope, data: string): string | undefined => {
  const [provider = "", field = "value", options = ""] = argumentsOf(data, 3)
  const known = Presence.of(draft, provider)
  if (provider === "" || known === undefined) return undefined
  const encode = (text: string) => options.includes("e") ? btoa(text) : text
  switch (field.toLowerCase()) {
    case "value":
      return known.state
    case "subtype":
      return encode(known.subtype)
    case "message":
      return encode(known.message)
    default:
      return undefined
  }
}

const exists = (draft: Draft, context: string, exten: string | undefined, priority: string | undefined): boolean => {
  if (exten === undefined || exten === "") return draft.dialplan.has(context)
  const number = priority === undefined || priority === "" ? 1 : atoi(priority)
  return applicationAt(draft.dialplan, { context, exten, priority: number }) !== undefined
}

/** The functions of states. */
export const functions: DialplanFunctions = {
  DEVICE_STATE: {
    read: ({ draft }, data) => Devices.stateOf(draft, data),
    write: ({ draft }, data, value) => Devices.setCustom(draft, data, value)
  },
  DIALPLAN_EXISTS: {
    read: ({ draft }, data) => {
      const [context = "", exten, priority] = argumentsOf(data, 3)
      return context === "" ? undefined : exists(draft, context, exten, priority) ? "1" : "0"
    }
  },
  EXTENSION_STATE: {
    read: ({ draft }, data) => {
      const [context, exten] = placeOf(data)
      if (exten === "") return undefined
      const hint = Hints.find(draft, context, exten)
      return hint === undefined ? "UNKNOWN" : extensionStates.get(Hints.stateOf(draft, hint.hint)) ?? "UNKNOWN"
    }
  },
  HINT: {
    read: ({ draft }, data) => {
      const [place = "", options = ""] = argumentsOf(data, 2)
      const hint = Hints.find(draft, ...placeOf(place))
      return hint === undefined ? undefined : options.includes("n") ? "" : hint.hint
    }
  },
  PRESENCE_STATE: {
    read: presence,
    write: ({ draft }, data, value) => Presence.setCustom(draft, data, value)
  },
  VALID_EXTEN: {
    read: ({ channel, draft }, data) => {
      const [context = "", exten = "", priority] = argumentsOf(data, 3)
      if (exten === "") return undefined
      return exists(draft, context === "" ? channel?.context ?? "" : context, exten, priority) ? "1" : "0"
    }
  }
}
