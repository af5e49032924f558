/**
 * The privilege classes of AMI: what an account may do, and what it is told.
 *
 * The `write` line of an account in manager.conf names the classes of actions
 * that it may send, the `read` line those of the events that it gets. The class
 * of an event is in its `Privilege` header, those of an action in its `needs`.
 *
 * @since 0.1.0
 */

/**
 * Every privilege class (manager.c, perms). The names are case-sensitive in an event mask.
 *
 * @category constants
 * @since 0.1.0
 */
export const classes = [
  "system",
  "call",
  "log",
  "verbose",
  "command",
  "agent",
  "user",
  "config",
  "dtmf",
  "reporting",
  "cdr",
  "dialplan",
  "originate",
  "agi",
  "cc",
  "aoc",
  "test",
  "security",
  "message"
] as const

/**
 * The name of a privilege class.
 *
 * @category models
 * @since 0.1.0
 */
export type Class = typeof classes[number]
