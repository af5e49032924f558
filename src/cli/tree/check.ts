/**
 * The commands that check a connection and an account.
 *
 * @since 0.2.0
 */
import { argumentsOf, command, flag, group, int, texts } from "./declare.ts"

const ping = command("ping", {
  does: "Measure the round trip to Asterisk.",
  examples: [
    ["ami ping", ""],
    ["ami ping -c 2 --json", "for a monitoring check"]
  ],
  config: { count: int("count", "N", "how many, a second apart", { alias: "c", default: 1 }) },
  across: true,
  load: () => import("../commands/ping.ts")
})

const tasks = "dial, channels, transfer, queues, agents, dashboard, command"

const doctor = command("doctor", {
  does: "Find out why the connection or the account does not work.",
  details:
    "Looks at the name, the port, TLS, the login and the rights of the account, and ends at the first thing that makes "
    + "the rest impossible. Each finding has its cause, and the exact line to write or command to run. "
    + `Tasks for --for: ${tasks}.`,
  examples: [
    ["ami doctor", ""],
    ["ami doctor --for dial --probe", "may the account place calls?"],
    ["ami doctor --json | jq .findings", "for programs"]
  ],
  config: {
    tasks: texts("for", "TASK", "whether the account can do this; repeat it for several"),
    probe: flag("probe", "make a call that rings nobody, which proves read = call"),
    strict: flag("strict", "exit with 1 if there are warnings")
  },
  load: () => import("../commands/doctor.ts")
})

const permissions = command("permissions", {
  does: "Print the section of manager.conf with the least rights.",
  details: "For tasks, actions and events, in any mixture; works without a PBX. "
    + `Tasks: ${tasks}. Of a name that is an action and an event, action:NAME or event:NAME says which.`,
  examples: [
    ["ami permissions dial queues", ""],
    ["ami permissions QueuePause event:Hangup", "for a program of your own"],
    ["ami permissions dashboard --username wallboard", "with the name of the account"]
  ],
  config: { uses: argumentsOf("TASK|ACTION|EVENT", "what the account is for", { min: 1 }) },
  load: () => import("../commands/permissions.ts")
})

export const check = group("Check", [ping, doctor, permissions])
