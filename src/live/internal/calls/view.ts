/**
 * How calls are shown: with sides that follow from the trunks, and with numbers hidden if that is wanted.
 *
 * @since 0.2.0
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { Sides, type Trunks } from "./sides.ts"

/** Gives what is shown of a number. */
export type Redact = (number: string) => string

export interface ViewOptions {
  readonly trunks?: Trunks | undefined
  readonly redact?: Redact | undefined
  /** The name of the server in records. */
  readonly server?: string | undefined
}

export class View {
  readonly sides: Sides
  readonly server: string | undefined
  private readonly redact: Redact | undefined

  constructor({ redact, server, trunks }: ViewOptions = {}) {
    this.sides = new Sides(trunks)
    this.server = server
    this.redact = redact
  }

  /** What is shown of a number. If the function for it throws, nothing is. */
  number(number: string | undefined): string | undefined {
    const { redact } = this
    if (number === undefined || redact === undefined) return number
    const shown: unknown = Option.getOrUndefined(Result.getSuccess(Result.try(() => redact(number))))
    return typeof shown === "string" ? shown : undefined
  }
}
