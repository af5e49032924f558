/**
 * `ami help`: what concerns all commands.
 *
 * @since 0.2.0
 */
import { writeOut } from "../output.ts"
import { topics } from "../topics.ts"

export const output = undefined

export const run = ({ topic }: { readonly topic: keyof typeof topics }) => writeOut(topics[topic])
