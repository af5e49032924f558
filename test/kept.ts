/**
 * What test modules keep for the current file, such as its logs. A worker runs one file after the other in the same
 * modules, and `setup.ts` clears it before each.
 */
const forgets: Array<() => void> = []

/** Runs a function at the end of each test file. */
export const afterFile = (forget: () => void): void => {
  forgets.push(forget)
}

/** An array that is emptied at the end of each test file. */
export const kept = <A>(): Array<A> => {
  const values: Array<A> = []
  afterFile(() => values.splice(0))
  return values
}

export const forgetAll = (): void => forgets.forEach((forget) => forget())
