/**
 * How an action of the PBX is described: its privilege, its synopsis and a function that answers it.
 *
 * @since 0.1.0
 */
import type { Lines } from "../messages.ts"
import type { Draft } from "../pbx/draft.ts"
import type { Request } from "../requests.ts"

/** An action. */
export interface Described {
  /** Not printed: `ListCommands` has the words of Asterisk for each version (actionList.ts). */
  readonly synopsis?: string
}

/** An action of the PBX: changes the draft and returns the messages of its answer. */
export interface PbxAction extends Described {
  readonly answer: (draft: Draft, request: Request) => ReadonlyArray<Lines>
}

/** Actions by their names. */
export type PbxActions = Readonly<Record<string, PbxAction>>
