/**
 * On which side of Asterisk a leg is.
 *
 * @since 0.2.0
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Side } from "../../CallRecord.ts"
import { kept } from "../text.ts"
import type { Leg } from "./state.ts"

/** Names of trunks, or what says of an endpoint whether it is one. */
export type Trunks = ReadonlyArray<string> | ((endpoint: string) => boolean)

/** Contexts that callers from outside come in by, as they are usually named. */
const outerContext = /(^|-)(trunk|pstn|did|external|provider|inbound|incoming|outside)(-|$)/

/** How many endpoints are remembered. */
const maxEndpoints = 100_000

/** What an option says of an endpoint; nothing if it throws or says neither. */
const sideBy = (isTrunk: (endpoint: string) => boolean, endpoint: string): Side => {
  const said: unknown = Option.getOrUndefined(Result.getSuccess(Result.try(() => isTrunk(endpoint))))
  return said === true ? "Outside" : said === false ? "Inside" : "Unknown"
}

export class Sides {
  private readonly isTrunk: ((endpoint: string) => boolean) | undefined
  /** Telephones that a hint or a queue names. */
  private readonly inside = new Set<string>()
  private readonly known = new Map<string, Side>()

  constructor(trunks: Trunks | undefined) {
    if (trunks === undefined) this.isTrunk = undefined
    else if (typeof trunks === "function") this.isTrunk = trunks
    else {
      const names = new Set(trunks)
      this.isTrunk = (endpoint) => names.has(endpoint)
    }
  }

  /** Whether sides follow from an option, and not from what Asterisk lets see. */
  get isGiven(): boolean {
    return this.isTrunk !== undefined
  }

  /** The devices of a hint, such as `PJSIP/101&Custom:night`, are of the house. */
  noteHint(hint: string): void {
    if (!hint.includes("&") && !hint.includes(",")) return this.noteInside(hint)
    for (const device of hint.split(/[&,]/)) this.noteInside(device)
  }

  /** A hint or a queue names a telephone of the house. */
  noteInside(endpoint: string): void {
    if (this.isTrunk !== undefined || this.inside.has(endpoint)) return
    if (endpoint.includes("/") && this.inside.size < maxEndpoints) this.inside.add(kept(endpoint))
  }

  of(leg: Leg): Side {
    const side = this.ofEndpoint(leg.endpoint)
    if (side !== "Unknown" || this.isTrunk !== undefined) return side
    if (leg.member.dialString?.includes("@") === true) return "Outside"
    return leg.context !== undefined && outerContext.test(leg.context) ? "Outside" : "Unknown"
  }

  /** As far as the endpoint says it. */
  ofEndpoint(endpoint: string): Side {
    if (this.isTrunk !== undefined) {
      const known = this.known.get(endpoint)
      if (known !== undefined) return known
      const side = sideBy(this.isTrunk, endpoint)
      if (this.known.size < maxEndpoints) this.known.set(endpoint, side)
      return side
    }
    return this.inside.has(endpoint) ? "Inside" : "Unknown"
  }
}
