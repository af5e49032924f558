/**
 * The clauses and rows of `docs/contract.md`, and the codes with which tests refer to them.
 */

/** What tests can prove. */
export interface Contract {
  /** The numbers of the clauses: 12 is C12. */
  readonly clauses: ReadonlyArray<number>
  /** The numbers of the faults. */
  readonly rows: ReadonlyArray<number>
}

/** Parses the page: a line `- **C12** …` is a clause, a line `- **row 12** …` a fault. */
export const contractOf = (page: string): Contract => {
  const numbered = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, number]) => Number(number))
  return { clauses: numbered(/^- \*\*C(\d+)\*\* /gm), rows: numbered(/^- \*\*row (\d+)\*\* /gm) }
}

const namesIn = (pattern: RegExp, name: string): ReadonlyArray<number> =>
  [...name.matchAll(pattern)].flatMap(([, list = ""]) => [...list.matchAll(/\d+/g)].map(Number))

/** The faults in the name of a test: `row 12`, `rows 12, 13`. */
export const rowsOf = (name: string): ReadonlyArray<number> => namesIn(/\brows? (\d+(?:, \d+)*)/g, name)

/** The clauses in the name of a test: `C12`. */
export const clausesOf = (name: string): ReadonlyArray<number> => namesIn(/\bC(\d{1,2})\b/g, name)
