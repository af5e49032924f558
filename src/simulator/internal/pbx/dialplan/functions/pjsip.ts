/**
 * The functions that read objects of `pjsip.conf` (res_pjsip_endpoint).
 *
 * @since 0.2.0
 */
import * as Pjsip from "../../config/pjsip.ts"
import { argumentsOf, type DialplanFunction, type DialplanFunctions } from "./function.ts"

/** A field of an object, as it was configured; any other reads as nothing. */
const fieldOf = (type: Parameters<typeof Pjsip.find>[1]): DialplanFunction => ({
  read: ({ draft }, data) => {
    const [name = "", field = ""] = argumentsOf(data, 2)
    const object = Pjsip.find(draft, type, name)
    return object === undefined || field === "" ? undefined : Pjsip.valueOf(object, Pjsip.fieldOf(field.toLowerCase()))
  }
})

/** The functions. */
export const functions: DialplanFunctions = {
  PJSIP_AOR: fieldOf("aor"),
  PJSIP_ENDPOINT: fieldOf("endpoint")
}
