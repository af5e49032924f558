/**
 * Headers by name, each with all of its values.
 *
 * @since 0.2.0
 */
import type * as AmiMessage from "../../protocol/AmiMessage.ts"

/** The values of headers by their names, in their order. Names may be anything, `__proto__` too. */
export const valuesOf = (
  headers: ReadonlyArray<AmiMessage.Header>
): { readonly [name: string]: ReadonlyArray<string> } => {
  const values = new Map<string, Array<string>>()
  for (const [name, value] of headers) values.set(name, [...values.get(name) ?? [], value])
  return Object.fromEntries(values)
}
