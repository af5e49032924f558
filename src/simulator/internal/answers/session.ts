/**
 * What answers an action that has to do with sessions.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { Hub } from "../hub.ts"
import type { Lines } from "../messages.ts"
import type { Request } from "../requests.ts"
import type { Session } from "../sessions.ts"
import type { Described } from "./answer.ts"

/** An answer, and whether the session ends with it: at once, or as a login that was refused. */
export interface SessionAnswer {
  readonly messages: ReadonlyArray<Lines>
  readonly end?: "closed" | "refused"
}

/** An action that has to do with sessions. It is answered at once, or takes its time. */
export interface SessionAction extends Described {
  readonly answer: (hub: Hub, session: Session, request: Request) => SessionAnswer | Effect.Effect<SessionAnswer>
}

/** Actions by their names. */
export type SessionActions = Readonly<Record<string, SessionAction>>
