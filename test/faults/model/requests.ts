/** The requests of a scenario: what was requested, how it ended, and whether that can be true. */
import { type Cause, Exit } from "effect"
import { AmiError } from "effect-ami"
import { inspect } from "node:util"
import { type Entry, outcomeOf, violations } from "../history.ts"
import type { FarEnd } from "./farEnd.ts"

/** The caller's result: the numbers in the answer, or those of the items. */
export type Given = ReadonlyArray<string | undefined>

export interface Requested {
  readonly number: string
  readonly how: "send" | "collect" | "stream" | "logoff"
  /** How many connections there were when it began. */
  readonly link: number
  /** Whether its schema throws. */
  readonly broken: boolean
  /** When it began, or last received something: each item moves the deadline of a list. */
  heardAt: number
  exit: Exit.Exit<Given, AmiError.AmiError> | undefined
  readonly interrupt: () => void
}

/** One request in this many has its error printed in full, which takes longer than all the rest. */
const printedInFull = 20

export class Requests {
  readonly all: Array<Requested> = []
  readonly faults: Array<string> = []
  /** Every error in its printed forms. */
  readonly printed: Array<string> = []
  /** The outcomes of requests, as text. */
  readonly ends = new Set<string>()
  private readonly history: Array<Entry> = []
  /** Those whose caller had left before they were written. */
  private readonly goneBefore: Array<Requested> = []
  private readonly farEnd: FarEnd
  private readonly isInstant: boolean

  /** Unless the peer receives at once, what was written may never have arrived. */
  constructor(farEnd: FarEnd, isInstant: boolean) {
    this.farEnd = farEnd
    this.isInstant = isInstant
  }

  begin(request: Requested): void {
    this.all.push(request)
    this.history.push({ kind: "invoke", id: request.number })
  }

  /** Notes which requests are heard of: when a message is delivered, which may be long after it was said. */
  hear(texts: ReadonlyArray<string>, now: number): void {
    for (const text of texts) {
      const actionId = /^ActionID: (.*)$/m.exec(text)?.[1]
      const asked = this.farEnd.asked.find((asked) => asked.actionId === actionId)
      const request = asked && this.all[Number(asked.number)]
      if (request !== undefined) request.heardAt = now
    }
  }

  /** Takes the end of a request, and reports what cannot be true. */
  end(request: Requested, exit: Exit.Exit<Given, AmiError.AmiError>): void {
    const { number } = request
    this.history.push({ kind: outcomeOf(exit), id: number })
    request.exit = exit
    const asked = this.farEnd.asked.find((asked) => asked.number === number)
    if (Exit.isSuccess(exit)) {
      this.ends.add("ok")
      if (isList(request) && exit.value.length > 1) this.ends.add("several items")
      const isAnswered = asked?.answer === "success" || asked?.answer === "empty" || asked?.answer === "goodbye"
      if (!isAnswered) this.blame(request, "succeeded unanswered")
      if (request.broken && exit.value.length > 0) this.blame(request, "was given what its schema threw at")
      if (exit.value.some((value) => value !== number)) this.blame(request, `was given the answer of ${exit.value}`)
      const isWhole = asked?.answer !== "success" || !isList(request) || exit.value.length === asked.complete
      if (!isWhole) this.blame(request, `was given ${exit.value.length} of ${asked?.complete} items`)
      return
    }
    const error = errorOf(exit.cause)
    if (error === undefined) {
      this.ends.add("interrupted")
      if (this.isInstant && !this.farEnd.written.has(number)) this.goneBefore.push(request)
      if (exit.cause.reasons.some(({ _tag }) => _tag === "Die")) this.blame(request, `died: ${exit.cause}`)
      return
    }
    this.print(error)
    const { reason } = error
    const detail = "why" in reason ? ` ${reason.why}` : "cause" in reason ? ` ${reason.cause}` : ""
    this.ends.add(`${reason._tag}${detail}`)
    switch (reason._tag) {
      case "NotSent":
        return this.checkNotSent(request, exit)
      case "NotExecuted":
      case "PermissionDenied":
        if (asked?.answer !== (reason._tag === "NotExecuted" ? "refused" : "denied")) {
          this.blame(request, `is called ${reason._tag}, and was answered ${asked?.answer}`)
        }
        return
      case "ActionFailed":
        if (asked?.answer !== "failed") this.blame(request, `is called failed, and was answered ${asked?.answer}`)
        return
      case "OutcomeUnknown":
        if (this.isInstant && !this.farEnd.written.has(number)) this.blame(request, "is called unknown, and never came")
        return
      case "ListIncomplete":
        if (asked?.answer !== "success") this.blame(request, "is called incomplete, and never began")
        return
      case "DecodeFailed":
        if (!request.broken || (asked?.answer !== "success" && asked?.answer !== "empty")) {
          this.blame(request, `is called undecodable, and was answered ${asked?.answer}`)
        }
        return
      default:
        this.blame(request, `ended with ${reason._tag}`)
    }
  }

  /** Finds the requests that should have ended by now. */
  checkDeadlines(now: number, allowed: number): void {
    for (const request of this.all) {
      if (request.exit === undefined && now - request.heardAt > allowed) {
        this.blame(request, `has not ended ${now - request.heardAt} ms after it was last heard of`)
      }
    }
  }

  /** Compares what callers were told with what the peer did, at the end. */
  checkHistory(): void {
    this.faults.push(...violations(this.history, this.farEnd.executed()))
    for (const request of this.goneBefore) {
      if (this.farEnd.written.has(request.number)) this.blame(request, "was written after its caller had left")
    }
    for (const request of this.all) if (request.exit !== undefined) this.checkNotSent(request, request.exit)
  }

  /** What is reported as not sent must not have arrived, then or later. */
  private checkNotSent(request: Requested, exit: Exit.Exit<Given, AmiError.AmiError>): void {
    const reason = Exit.isFailure(exit) ? errorOf(exit.cause)?.reason : undefined
    if (reason?._tag === "NotSent" && this.farEnd.written.has(request.number)) {
      this.blame(request, `is called not sent (${reason.why}), and was written`)
    }
  }

  private print(error: AmiError.AmiError): void {
    this.printed.push(error.message)
    if (this.all.length % printedInFull === 0) this.printed.push(inspect(error, { depth: 9 }), JSON.stringify(error))
  }

  private blame({ how, number }: Requested, fault: string): void {
    this.faults.push(`request ${number} (${how}) ${fault}`)
  }
}

const isList = ({ how }: Requested): boolean => how === "collect" || how === "stream"

const errorOf = (cause: Cause.Cause<AmiError.AmiError>): AmiError.AmiError | undefined => {
  const reason = cause.reasons[0]
  return reason?._tag === "Fail" && AmiError.isAmiError(reason.error) ? reason.error : undefined
}
