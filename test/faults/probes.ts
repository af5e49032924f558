/** Requests that are identified by their number: in the log of a server, and by their outcome. */
import { AmiAction, type AmiClient, type AmiError } from "effect-ami"
import type { Action } from "../node/answeringServer.ts"

type Ami = AmiClient.AmiClient["Service"]

export const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

export const probe = (ami: Ami, number: number) => ami.send(AmiAction.raw("Probe", [["Number", `${number}`]]))

/** The numbers of the probes that a server has seen. */
export const seenBy = (server: { readonly actions: ReadonlyArray<Action> }) =>
  server.actions.filter(({ name }) => name === "Probe").map(({ get }) => Number(get("Number")))

/** What a failed request says about whether it ran. */
export const wordsOf = ({ reason }: AmiError.AmiError) =>
  reason._tag === "OutcomeUnknown" ? `OutcomeUnknown ${reason.cause}` : reason._tag
