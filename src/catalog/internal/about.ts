/**
 * Facts about an action besides its name and headers.
 *
 * @since 0.2.0
 */
import type * as AmiEvent from "../AmiEvent.ts"
import type * as AmiPermission from "../AmiPermission.ts"
import type { Fields } from "./fields.ts"
import { known } from "./known.ts"

/** The facts in a declaration. */
export interface About {
  /** Privilege classes of which an account needs one. Defaults to those of the same name in the catalogue. */
  readonly needs?: ReadonlyArray<AmiPermission.Class>
  /** The releases of Asterisk that have it. */
  readonly versions?: ReadonlyArray<string>
  /** Whether it can block the session. */
  readonly blocks?: boolean
  /** How it could be misused. Defaults to that of the same name in the catalogue. */
  readonly danger?: string
}

/** The facts that apply to an action. */
export interface Facts {
  /** Privilege classes of which an account needs one in `write=`; empty if any account may send it. */
  readonly needs: ReadonlyArray<AmiPermission.Class>
  /** The releases of Asterisk in which the catalogue knows it; empty for your own actions. */
  readonly versions: ReadonlyArray<string>
  /** Whether it can block the session: Asterisk reads no other action of the session until it has answered. */
  readonly blocks: boolean
  /** How the action could be misused, at least with some payloads. */
  readonly danger: string | undefined
}

/** The schemas and rules for the values of an action. */
export interface Described {
  /** The schemas of the payload, by header name. */
  readonly fields: () => Fields
  /**
   * The schemas of the answer, by header name; for a list action, the events that are its items.
   *
   * @since 0.2.0
   */
  readonly answer: () => Fields | ReadonlyArray<AmiEvent.Any>
  /**
   * Whether a missing or invalid header affects only that field of the answer, as in the actions of the catalogue.
   *
   * @since 0.2.0
   */
  readonly isLenient: boolean
  /**
   * Whether the payload may contain headers that have no schema.
   *
   * @since 0.2.0
   */
  readonly isOpen: () => boolean
}

export const described = (
  facts: Facts,
  model: () => { readonly payload?: Fields | undefined; readonly open?: boolean | undefined },
  answer: Described["answer"],
  isLenient: boolean
): Facts & Described => ({
  ...facts,
  fields: () => model().payload ?? {},
  answer,
  isLenient,
  isOpen: () => model().open ?? false
})

/** The facts as declared, without a look-up by name: the catalogue declares all it knows. */
export const declared = (about: About & { readonly blocksFor?: unknown }): Facts => ({
  needs: about.needs ?? [],
  versions: about.versions ?? [],
  blocks: about.blocks ?? about.blocksFor !== undefined,
  danger: about.danger
})

/** If a definition omits `needs` or `danger`, those of the same name in the catalogue apply. */
export const inherited = (name: string, about: About): Facts => {
  const { danger, needs = [] } = known(name)
  const facts = declared(about)
  return { ...facts, needs: about.needs ?? needs, danger: about.danger ?? danger }
}
