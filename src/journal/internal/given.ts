/**
 * Rules for what is stored in a database.
 *
 * @since 0.2.0
 */
import * as Rules from "../../internal/options.ts"

/** Databases index no text of any length. */
export const name: Rules.Rule = /*#__PURE__*/ Rules.satisfies(
  "must be a text of 1 to 255 characters without control characters",
  // oxlint-disable-next-line no-control-regex
  (value) => typeof value === "string" && /^[^\0-\x1f\x7f]{1,255}$/.test(value) && value.isWellFormed()
)

export const isDate = (value: unknown): boolean => value instanceof Date && !Number.isNaN(value.getTime())
