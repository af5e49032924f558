/**
 * The commands that look at what is going on, and change nothing.
 *
 * @since 0.2.0
 */
import { group } from "./declare.ts"
import { top } from "./top.ts"

export const look = group("Look", [top])
