/**
 * The commands for any action and any console command.
 *
 * @since 0.2.0
 */
import { argument, argumentsOf, command, flag, group, optionalArgument } from "./declare.ts"

const send = command("send", {
  does: "Send any action; a list is collected.",
  details:
    "Headers are written Name=value; a header may be repeated. ami describe ACTION lists those of an action. A header "
    + "that the action does not have, and an action that Asterisk 16 to 23 do not have, are sent with a warning. What can "
    + "run a program, change a file or show a secret asks first.",
  examples: [
    ["ami send QueueStatus Queue=support --json", "all headers of a list, as JSON"],
    ["ami send QueueSummary --ndjson | head -1", "only the items, one a line"],
    ["ami send Setvar Variable=DND Value=1", "set a global variable"],
    ["ami send Originate Channel=PJSIP/101 --dry-run", "print it, send nothing"]
  ],
  config: {
    action: argument("ACTION", "its name, such as QueueStatus"),
    headers: argumentsOf("Header=value", "its headers"),
    dryRun: flag("dry-run", "print what would be sent, and send nothing"),
    raw: flag("raw", "values as text, as on the wire")
  },
  load: () => import("../commands/send.ts")
})

const console = command("command", {
  does: "Run a command of the Asterisk console.",
  details: "The words need no quotes. Words that begin with - follow after --.",
  alias: "cli",
  examples: [
    ["ami command core show uptime", ""],
    ["ami cli core show channels concise | wc -l", "cli is the same command"]
  ],
  config: { words: argumentsOf("WORD", "the words of the command", { min: 1 }) },
  load: () => import("../commands/command.ts")
})

const describe = command("describe", {
  does: "Explain actions and events, without a PBX.",
  details:
    "Headers with their types, the classes that an account needs, the releases of Asterisk that have it, and what can "
    + "surprise. Without a name, all actions and events; * stands for any letters.",
  examples: [
    ["ami describe Originate", ""],
    ["ami describe 'Queue*'", "all whose name begins with Queue"],
    ["ami describe --json | jq -r '.[] | select(.danger) | .name'", "what is dangerous"]
  ],
  config: { name: optionalArgument("NAME", "an action, an event, or a pattern such as 'Queue*'") },
  load: () => import("../commands/describe.ts")
})

const repl = command("repl", {
  does: "Open a prompt for actions and console commands.",
  details:
    "Tab completes actions, headers, channels, queues and console commands. watch PATTERN prints events above the prompt. "
    + "Lines are kept in the state folder of the user, without secrets. In a pipe it runs the lines of stdin.",
  examples: [
    ["ami repl", ""],
    ["ami repl --profile prod", "at a saved target"]
  ],
  config: {},
  load: () => import("../commands/repl.ts")
})

export const any = group("Any", [send, console, describe, repl])
