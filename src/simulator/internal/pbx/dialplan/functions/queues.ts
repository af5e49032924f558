/**
 * The functions of queues (app_queue.c).
 *
 * @since 0.2.0
 */
import { reads, writes } from "../../queues/functions.ts"
import type { DialplanFunction, DialplanFunctions } from "./function.ts"

const functionOf = (name: string): DialplanFunction => {
  const read = reads[name]
  const write = writes[name]
  return {
    ...(read === undefined ? {} : { read: ({ channel, draft }, data) => read(draft, channel, data) }),
    ...(write === undefined ? {} : { write: ({ channel, draft }, data, value) => write(draft, channel, data, value) })
  }
}

/** The functions of queues. */
export const functions: DialplanFunctions = Object.fromEntries(
  Object.keys(reads).map((name) => [name, functionOf(name)])
)
