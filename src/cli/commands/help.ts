/**
 * `ami help`: what concerns all commands.
 *
 * @since 0.2.0
 */
import { writeOut } from "../output.ts"
import { topics } from "../topics.ts"

export const output = undefined

// `ami help flags` is made of the flags themselves, before a command is looked for.
export const run = ({ topic }: { readonly topic: keyof typeof topics | "flags" }) =>
  writeOut(topics[topic === "flags" ? "environment" : topic])
