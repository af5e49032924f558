/**
 * What is known of an action beside its name and its headers.
 *
 * @since 0.2.0
 */
import type * as AmiEvent from "../AmiEvent.ts"
import type * as AmiPermission from "../AmiPermission.ts"
import type { Fields } from "./fields.ts"
import { known } from "./known.ts"

/** What a declaration says. */
export interface About {
  /** Privilege classes of which an account needs one; defaults to those that the catalogue knows of the name. */
  readonly needs?: ReadonlyArray<AmiPermission.Class>
  /** The releases of Asterisk that have it. */
  readonly versions?: ReadonlyArray<string>
  /** Whether it can hold up the session. */
  readonly blocks?: boolean
  /** What it could be misused for; defaults to what the catalogue knows of the name. */
  readonly danger?: string
}

/** What holds for an action. */
export interface Facts {
  /** Privilege classes of which an account needs one in `write=`; empty if any account may. */
  readonly needs: ReadonlyArray<AmiPermission.Class>
  /** The releases of Asterisk that the catalogue knows it from; empty for an action of your own. */
  readonly versions: ReadonlyArray<string>
  /** Whether it can hold up the session: Asterisk reads no other action of it before it answered. */
  readonly blocks: boolean
  /** What the action could be misused for, with some payload at least. */
  readonly danger: string | undefined
}

/** What there is to say of the values of an action. */
export interface Described {
  /** The schemas of the payload, by the names of its headers. */
  readonly fields: () => Fields
  /**
   * The schemas of the answer, by the names of its headers; of a list action, the events that are its items.
   *
   * @since 0.2.0
   */
  readonly answer: () => Fields | ReadonlyArray<AmiEvent.Any>
  /**
   * Whether a header that is absent or does not fit costs that field of the answer alone, as in the actions of the catalogue.
   *
   * @since 0.2.0
   */
  readonly isLenient: boolean
  /**
   * Whether the payload may hold headers that have no schema.
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

/** What a declaration says, and no more: the catalogue is not asked, which says all that it knows itself. */
export const declared = (about: About & { readonly blocksFor?: unknown }): Facts => ({
  needs: about.needs ?? [],
  versions: about.versions ?? [],
  blocks: about.blocks ?? about.blocksFor !== undefined,
  danger: about.danger
})

/** A definition that does not say what an action needs, or is dangerous for, leaves it to what is known of its name. */
export const inherited = (name: string, about: About): Facts => {
  const { danger, needs = [] } = known(name)
  const facts = declared(about)
  return { ...facts, needs: about.needs ?? needs, danger: about.danger ?? danger }
}
