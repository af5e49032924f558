/**
 * What a probe is, and the functions that probes share.
 */
import type { Contestant, Session } from "../contestant.ts"
import type { Script } from "../peer.ts"
import { listen, type Peer } from "./peer.ts"

/**
 * `silent` is worse than an error: no answer, no event and no error within a short time. `crashed` is detected from
 * outside: the client threw where its user cannot catch it, or took the process down.
 */
export interface Verdict {
  readonly verdict: "right" | "wrong" | "silent" | "crashed"
  readonly why: string
}

/** What the process of a probe reports once it has loaded the client. */
export const started = "started"

export interface Probe {
  readonly name: string
  /** Answered with yes if the client is right according to the protocol. */
  readonly question: string
  readonly run: (contestant: Contestant) => Promise<Verdict>
}

export const right: Verdict = { verdict: "right", why: "" }
export const wrong = (why: string): Verdict => ({ verdict: "wrong", why })
export const silent = (why: string): Verdict => ({ verdict: "silent", why })

/** How long anything that happens on one machine may take. */
export const shortMillis = 1500

/** What became of a promise within a time. */
export type Outcome<A> =
  | { readonly _tag: "Given"; readonly value: A }
  | { readonly _tag: "Failed"; readonly why: string }
  | { readonly _tag: "Silent" }

export const outcomeOf = <A>(promise: Promise<A>, millis = shortMillis): Promise<Outcome<A>> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ _tag: "Silent" }), millis)
    const settle = (outcome: Outcome<A>) => {
      clearTimeout(timer)
      resolve(outcome)
    }
    promise.then(
      (value) => settle({ _tag: "Given", value }),
      (error) => settle({ _tag: "Failed", why: error instanceof Error ? error.message : String(error) })
    )
  })

/** Right if the caller is told that it failed; `given` describes a success. */
export const failureOf = (outcome: Outcome<unknown>, given: string): Verdict => {
  if (outcome._tag === "Failed") return right
  return outcome._tag === "Given" ? wrong(given) : silent("reports nothing")
}

/** Judges a result; that there was none, or an error instead, is a verdict already. */
export const judged = <A>(outcome: Outcome<A>, judge: (value: A) => Verdict): Verdict => {
  if (outcome._tag === "Given") return judge(outcome.value)
  return outcome._tag === "Failed" ? wrong(`failed: ${outcome.why}`) : silent("no answer")
}

/** Compares a value with the one that the protocol expects. */
export const equal = (got: unknown, expected: unknown): Verdict => {
  const [a, b] = [JSON.stringify(got) ?? "nothing", JSON.stringify(expected)]
  return a === b ? right : wrong(`${a.slice(0, 80)} instead of ${b.slice(0, 80)}`)
}

/** The first verdict that is not right, or right. */
export const all = (...verdicts: ReadonlyArray<Verdict>): Verdict =>
  verdicts.find(({ verdict }) => verdict !== "right") ?? right

/** Logs in to a server that follows a script, and continues. */
export const connected = async (
  contestant: Contestant,
  script: Script,
  go: (session: Session<unknown>, peer: Peer) => Promise<Verdict>,
  options: { readonly reconnect?: boolean; readonly timeoutMillis?: number } = {}
): Promise<Verdict> => {
  const peer = await listen(script)
  const session = await outcomeOf(contestant.connect({ ...peer.target, ...options }), 3000)
  return session._tag === "Given" ? go(session.value, peer) : judged(session, () => right)
}

/** The marker after what is raised: when it arrives, everything before it has arrived or is lost. */
export const end = "Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: End\r\n\r\n"

/** Collects events up to the marker, or for a short time. */
export const eventsUntilEnd = async (
  contestant: Contestant,
  session: Session<unknown>,
  raise: () => void,
  onEach: (event: unknown) => void = () => undefined
): Promise<{ readonly events: ReadonlyArray<unknown>; readonly ended: boolean }> => {
  const events: Array<unknown> = []
  const marker = new Promise<void>((resolve) =>
    session.onEvent((event) => {
      if (contestant.get(event, "UserEvent") === "End") return resolve()
      if (contestant.get(event, "Event") === "FullyBooted") return
      events.push(event)
      onEach(event)
    })
  )
  raise()
  return { ended: (await outcomeOf(marker))._tag === "Given", events }
}
