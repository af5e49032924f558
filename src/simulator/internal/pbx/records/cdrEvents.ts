/**
 * What a complete call detail record says (cdr_manager.c).
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import { timeOf } from "../numbers.ts"
import { callerIdOf } from "../parties.ts"
import type { Cdr } from "./cdrRecord.ts"

const secondsBetween = (draft: Draft, from: number, to: number): number =>
  Math.floor((draft.since(from) - draft.since(to)) / 1000)

const linesOf = (draft: Draft, cdr: Cdr): ReadonlyArray<string> => [
  `AccountCode: ${cdr.a.accountCode}`,
  `Source: ${cdr.a.caller.number}`,
  `Destination: ${cdr.exten}`,
  `DestinationContext: ${cdr.context}`,
  `CallerID: ${callerIdOf(cdr.a.caller)}`,
  `Channel: ${cdr.a.name}`,
  `DestinationChannel: ${cdr.b?.name ?? ""}`,
  `LastApplication: ${cdr.application}`,
  `LastData: ${cdr.data}`,
  `StartTime: ${timeOf(cdr.start)}`,
  `AnswerTime: ${cdr.answer === 0 ? "" : timeOf(cdr.answer)}`,
  `EndTime: ${timeOf(cdr.end)}`,
  `Duration: ${secondsBetween(draft, cdr.start, cdr.end)}`,
  `BillableSeconds: ${cdr.answer === 0 ? 0 : secondsBetween(draft, cdr.answer, cdr.end)}`,
  `Disposition: ${cdr.disposition ?? "NO ANSWER"}`,
  "AMAFlags: DOCUMENTATION",
  `UniqueID: ${cdr.a.uniqueid}`,
  "UserField: "
]

/** Raises the records of a channel that has ended, except those that cdr.conf leaves out by default. */
export const raise = (draft: Draft, cdrs: ReadonlyArray<Cdr>): void => {
  for (const cdr of cdrs) {
    // A dialled channel is in the record of its caller.
    if (cdr.isDisabled || (cdr.a.isDialled && cdr.b === undefined)) continue
    // cdr.conf, unanswered: a call that was not answered and had one party only.
    if (cdr.disposition !== "ANSWERED" && cdr.disposition !== "CONGESTION" && cdr.b === undefined) continue
    draft.raise("Cdr", "cdr", linesOf(draft, cdr))
  }
}
