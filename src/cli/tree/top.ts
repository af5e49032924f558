/**
 * The command `ami top`.
 *
 * @since 0.2.0
 */
import { command, flag, oneOf } from "./declare.ts"

export const top = command("top", {
  does: "Queues, agents, calls and events on the whole screen.",
  details:
    "? lists the keys. While there is no connection, all is dim and it says since when. Without a terminal it prints "
    + "one frame. It needs read = call,agent and write = call,reporting; with --allow-actions, h hangs up what is selected.",
  examples: [
    ["ami top", ""],
    ["ami top --list calls", "begin with the calls"],
    ["ami top --once", "one frame, and the end"]
  ],
  config: {
    list: oneOf("list", ["queues", "agents", "calls", "events"], "the list to begin with; default queues"),
    once: flag("once", "print one frame and end"),
    allowActions: flag("allow-actions", "let keys hang up calls")
  },
  load: () => import("../top/top.ts")
})
