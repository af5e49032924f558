/**
 * How an action of the PBX is described: by the function that answers it.
 *
 * @since 0.1.0
 */
import type { Lines } from "../messages.ts"
import type { Draft } from "../pbx/draft.ts"
import type { Request } from "../requests.ts"

/** An action of the PBX: changes the draft and returns the messages of its answer. */
export interface PbxAction {
  readonly answer: (draft: Draft, request: Request) => ReadonlyArray<Lines>
}

/** Actions by their names. */
export type PbxActions = Readonly<Record<string, PbxAction>>
