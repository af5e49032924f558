/**
 * Programs of `examples/` as pages show them.
 */

/** The fence of a program, which is run beside a busy call centre: `busy.mts` of `docs/call-records.md`. */
export const programFence = (name: string, read: (path: string) => string): string =>
  `\`\`\`ts program=${name}.mts beside=busy.mts\n${read(`examples/${name}.ts`).trimEnd()}\n\`\`\``
