/**
 * The rights of the sender of a request.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import type { Rights } from "./rights.ts"

export class CurrentRights extends Context.Service<CurrentRights, Rights>()(
  "effect-ami/gateway/internal/currentRights/CurrentRights"
) {}
