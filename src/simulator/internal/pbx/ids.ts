/**
 * Ids that look random: the seed of the PBX makes them, so the same seed makes the same ones.
 *
 * @since 0.2.0
 */
import type { Draft } from "./draft.ts"

/** A number in hexadecimal digits, at least eight. */
export const hexOf = (value: number, digits = 8): string => value.toString(16).padStart(digits, "0")

/** Some hexadecimal digits. */
export const hex = (draft: Draft, digits: number): string => hexOf(Math.floor(draft.random() * 16 ** digits), digits)

/** A UUID of version 4. */
export const uuid = (draft: Draft): string =>
  `${hex(draft, 8)}-${hex(draft, 4)}-4${hex(draft, 3)}-a${hex(draft, 3)}-${hex(draft, 6)}${hex(draft, 6)}`
