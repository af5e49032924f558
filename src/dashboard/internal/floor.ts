/**
 * What the live models say at one moment, and how it is shown: of this the rows are made.
 *
 * @since 0.2.0
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as AmiCalls from "../../live/AmiCalls.ts"
import type * as AmiChannels from "../../live/AmiChannels.ts"
import type * as AmiQueues from "../../live/AmiQueues.ts"
import type * as AmiRegistrations from "../../live/AmiRegistrations.ts"
import type * as AmiStates from "../../live/AmiStates.ts"
import type * as CallRecord from "../../live/CallRecord.ts"

/** The values of the live models. A model that the account may not have is empty. */
export interface Floor {
  readonly at: number
  readonly queues: ReadonlyMap<string, AmiQueues.Queue>
  readonly calls: ReadonlyMap<string, AmiCalls.Call>
  readonly channels: ReadonlyMap<string, AmiChannels.Channel>
  readonly devices: ReadonlyMap<string, AmiStates.DeviceState>
  readonly registrations: ReadonlyMap<string, AmiRegistrations.Registration>
}

/** What is shown of numbers, and which endpoints are lines to the outside. */
export class Showing {
  private readonly redact: ((text: string) => string) | undefined
  private readonly trunks: ReadonlySet<string>

  constructor(
    options: {
      readonly redact?: ((text: string) => string) | undefined
      readonly trunks?: ReadonlyArray<string> | undefined
    } = {}
  ) {
    this.redact = options.redact
    this.trunks = new Set(options.trunks)
  }

  isTrunk(endpoint: string): boolean {
    return this.trunks.has(endpoint)
  }

  /** What is shown of a number or name of a caller. If the function for it throws, nothing is. */
  text(text: string): string {
    const { redact } = this
    if (redact === undefined || text === "") return text
    const shown: unknown = Option.getOrUndefined(Result.getSuccess(Result.try(() => redact(text))))
    return typeof shown === "string" ? shown : ""
  }

  /** The name of a channel. The counter at its end, by which channels differ, stays as it is. */
  channel(name: string): string {
    if (this.redact === undefined) return name
    const counter = name.lastIndexOf("-")
    const of = counter < 0 ? name : name.slice(0, counter)
    const end = counter < 0 ? "" : name.slice(counter)
    return of.replaceAll(/\+?\d{6,}/g, (number) => this.text(number)) + end
  }

  /** A party as people know it: outside by its number, inside by its name. */
  party(party: CallRecord.Party | undefined): string {
    if (party === undefined) return ""
    const { endpoint, side } = party
    const name = known(party.name)
    const number = known(party.number)
    if (side === "Inside") return name || number || endpoint
    return this.text(number || name) || endpoint
  }
}

/** A text of a caller ID. Asterisk writes `<unknown>` if there is none, and lists `unknown`. */
export const known = (text: string | undefined): string =>
  text === undefined || text === "<unknown>" || text === "unknown" ? "" : text

/** The legs of a call that are there. */
export const legsOf = (call: AmiCalls.Call): ReadonlyArray<AmiCalls.CallLeg> =>
  call.legs.filter(({ endedAt }) => endedAt === undefined)
