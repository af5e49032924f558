/** What the documentation of the catalogue says: every sentence is the project's own. */
import { actionsAToL } from "./actionsAToL.ts"
import { actionsMToZ } from "./actionsMToZ.ts"
import { eventsAToC } from "./eventsAToC.ts"
import { eventsDToO } from "./eventsDToO.ts"
import { eventsPToZ } from "./eventsPToZ.ts"
import type { Sentences } from "./Sentences.ts"

export type { Sentences }

export const actionSentences: Readonly<Record<string, Sentences>> = { ...actionsAToL, ...actionsMToZ }

export const eventSentences: Readonly<Record<string, Sentences>> = {
  ...eventsAToC,
  ...eventsDToO,
  ...eventsPToZ
}
