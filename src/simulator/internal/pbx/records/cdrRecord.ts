/**
 * One call detail record in progress, and what changes it in any state (cdr.c, cdr_object).
 *
 * @since 0.2.0
 */
import type { Party } from "../model.ts"

/** What a record knows of one of its parties. */
export interface CdrParty {
  readonly name: string
  readonly uniqueid: string
  readonly linkedid: string
  readonly accountCode: string
  readonly caller: Party
  readonly application: string
  readonly data: string
  readonly context: string
  readonly exten: string
  readonly priority: number
  readonly isUp: boolean
  /** How many channels there were before it. */
  readonly order: number
  /** Whether a `Dial` called it. */
  readonly isDialled: boolean
  readonly hasEnded: boolean
  /** Whether it runs its `h` extension: by then its records are complete. */
  readonly isEnding: boolean
  readonly cause: number
}

/** The states of a record. */
export type CdrState = "single" | "dial" | "dialPending" | "bridge" | "parked" | "finalized"

/** The outcome of a record. */
export type Disposition = "NO ANSWER" | "FAILED" | "BUSY" | "ANSWERED" | "CONGESTION"

/** A record. Only what processes one message changes it. */
export interface Cdr {
  state: CdrState
  a: CdrParty
  b: CdrParty | undefined
  bridge: string
  context: string
  exten: string
  application: string
  data: string
  /** Whether the application stays as it is. */
  isLocked: boolean
  linkedid: string
  /** Times in milliseconds since the epoch; 0 if not reached. */
  start: number
  answer: number
  end: number
  last: number
  disposition: Disposition | undefined
  /** Whether it is not raised. */
  isDisabled: boolean
}

/** Whether two parties are the same channel. */
export const isSame = (one: Pick<CdrParty, "name">, other: Pick<CdrParty, "name">): boolean =>
  one.name.toLowerCase() === other.name.toLowerCase()

/** Makes a record of a channel that has no other party yet. */
export const make = (a: CdrParty, now: number): Cdr => {
  const cdr: Cdr = {
    state: "single",
    a,
    b: undefined,
    bridge: "",
    context: "",
    exten: "",
    application: "",
    data: "",
    isLocked: false,
    linkedid: a.linkedid,
    start: 0,
    answer: 0,
    end: 0,
    last: now,
    disposition: undefined,
    isDisabled: false
  }
  enter(cdr, "single")
  return cdr
}

/** Makes a record after others of the same channel. */
export const append = (cdrs: Array<Cdr>, now: number): Cdr | undefined => {
  const last = cdrs.at(-1)
  if (last === undefined) return undefined
  const cdr: Cdr = {
    ...make(last.a, now),
    linkedid: last.linkedid,
    application: last.application,
    data: last.data,
    context: last.context,
    exten: last.exten,
    isDisabled: last.isDisabled
  }
  cdrs.push(cdr)
  return cdr
}

/** Moves a record to a state, and does what that begins with. */
export const enter = (cdr: Cdr, state: CdrState): void => {
  cdr.state = state
  if (state === "single") {
    cdr.start = cdr.last
    checkAnswer(cdr)
  } else if (state === "finalized") finalize(cdr)
}

const dispositionOf = (cause: number): Disposition | undefined => {
  switch (cause) {
    case 17:
      return "BUSY"
    case 3:
    case 20:
    case 34:
      return "FAILED"
    case 16:
    case 19:
      return "NO ANSWER"
    default:
      return undefined
  }
}

/** Sets the end of a record, once. */
export const finalize = (cdr: Cdr): void => {
  if (cdr.end !== 0) return
  cdr.end = cdr.last
  if (cdr.disposition !== undefined) return
  const cause = cdr.a.cause !== 0 ? cdr.a.cause : cdr.b?.cause ?? 0
  cdr.disposition = cdr.answer !== 0 ? "ANSWERED" : cause === 0 ? "FAILED" : dispositionOf(cause)
}

/** A record is answered when its first party is up. */
export const checkAnswer = (cdr: Cdr): void => {
  if (cdr.a.isUp && cdr.answer === 0) cdr.answer = cdr.last
}

/** Takes over what is new of the first party (cdr.c, base_process_party_a). */
export const updateParty = (cdr: Cdr, party: CdrParty): void => {
  if (party.isEnding) return finalize(cdr)
  cdr.context = party.context
  cdr.exten = party.exten
  cdr.a = party
  const isDial = party.application.toLowerCase().startsWith("appdial")
  if (!cdr.isLocked && party.application !== "" && (!isDial || cdr.application === "")) {
    cdr.application = party.application
    cdr.data = party.data
    if (party.application === "Dial") cdr.isLocked = true
  }
  cdr.linkedid = party.linkedid
  checkAnswer(cdr)
  if (party.hasEnded && cdr.state !== "finalized") enter(cdr, "finalized")
}

/** Whether a channel runs another application at another place (cdr.c, snapshot_cep_changed). */
export const isElsewhere = (before: CdrParty, party: CdrParty): boolean =>
  !party.isEnding && before.application !== party.application &&
  !party.application.toLowerCase().startsWith("appdial") &&
  (before.context !== party.context || before.exten !== party.exten || before.priority !== party.priority)

/** Which of two parties is the first one: not the one that was dialled, or else the older one. */
export const firstOf = (one: CdrParty, other: CdrParty): CdrParty => {
  if (one.isDialled !== other.isDialled) return one.isDialled ? other : one
  return one.order <= other.order ? one : other
}

/** The outcome that a dial means for its record. */
export const dialled = (status: string): Disposition => {
  switch (status) {
    case "ANSWER":
      return "ANSWERED"
    case "BUSY":
      return "BUSY"
    case "CANCEL":
    case "NOANSWER":
      return "NO ANSWER"
    default:
      return "FAILED"
  }
}
