/**
 * How an action of a session is described.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { Hub } from "../hub.ts"
import type { Lines } from "../messages.ts"
import type { Request } from "../requests.ts"
import type { Session } from "../sessions.ts"

/** An answer, and whether the session ends after it: at once, or like a refused login. */
export interface SessionAnswer {
  readonly messages: ReadonlyArray<Lines>
  readonly end?: "closed" | "refused"
  /** What a fault makes of it: it never arrives, comes after the next answer, or is cut by a reset. */
  readonly delivery?: "lost" | "later" | "reset" | undefined
}

/** An action of a session. It is answered at once or later. */
export interface SessionAction {
  readonly answer: (hub: Hub, session: Session, request: Request) => SessionAnswer | Effect.Effect<SessionAnswer>
}

/** Actions by their names. */
export type SessionActions = Readonly<Record<string, SessionAction>>
