/** What the documentation of the catalogue says: every sentence is the project's own. */
import { actionsAToD } from "./actionsAToD.ts"
import { actionsEToO } from "./actionsEToO.ts"
import { actionsPToR } from "./actionsPToR.ts"
import { actionsSToW } from "./actionsSToW.ts"
import { eventsAToB } from "./eventsAToB.ts"
import { eventsCToD } from "./eventsCToD.ts"
import { eventsEToL } from "./eventsEToL.ts"
import { eventsMToP } from "./eventsMToP.ts"
import { eventsQToU } from "./eventsQToU.ts"
import { eventsVToW } from "./eventsVToW.ts"
import type { Sentences } from "./Sentences.ts"

export type { Sentences }

export const actionSentences: Readonly<Record<string, Sentences>> = {
  ...actionsAToD,
  ...actionsEToO,
  ...actionsPToR,
  ...actionsSToW
}

export const eventSentences: Readonly<Record<string, Sentences>> = {
  ...eventsAToB,
  ...eventsCToD,
  ...eventsEToL,
  ...eventsMToP,
  ...eventsQToU,
  ...eventsVToW
}
