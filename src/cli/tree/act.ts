/**
 * The commands that start calls, move them and end them, and that pause agents.
 *
 * @since 0.2.0
 */
import { argument, command, flag, group, int, number, optionalArgument, text, texts } from "./declare.ts"

/** How a call is made: the same for `dial` and `originate`. */
const calling = {
  who: argument("WHO", "a number of the dialplan, such as 100, or a channel, such as PJSIP/100"),
  then: argument("THEN", "the extension that WHO is connected with"),
  context: text("context", "CONTEXT", "where both numbers are looked up", { default: "from-internal" }),
  timeout: number("timeout", "SECONDS", "how long WHO may ring", { default: 30 }),
  callerId: text("caller-id", "TEXT", "what WHO sees, such as \"Sales <100>\""),
  variables: texts("var", "NAME=VALUE", "a channel variable; may be repeated")
}

const dial = command("dial", {
  does: "Ring WHO, wait, and connect with THEN.",
  details:
    "Ends when WHO has answered or not: exit code 0 is answered, 7 is not (busy, no answer, unreachable), 8 is not known. "
    + "Ctrl-C hangs up what rings.",
  examples: [
    ["ami dial 100 200", "100 answers, and hears 200"],
    ["ami dial 100 200 --timeout 20 --json", "20 seconds at most, as JSON"],
    ["ami dial 100 200 --caller-id \"Sales <100>\" --var ORDER=17", ""]
  ],
  config: { ...calling, keep: flag("keep", "let it ring on after Ctrl-C") },
  load: () => import("../commands/dial.ts")
})

const originate = command("originate", {
  does: "Queue a call, print its channel id, and do not wait.",
  details: "The id is the Uniqueid of its first channel. ami hangup takes it, and events of the call carry it.",
  examples: [
    ["ami originate 100 200", "prints the id, and nothing else"],
    ["ami originate 100 200 --var ORDER=17 --json", ""]
  ],
  config: calling,
  load: () => import("../commands/originate.ts")
})

const channel = argument("CHANNEL", "its name, such as PJSIP/100-0000001a, or its Uniqueid")
const context = text("context", "CONTEXT", "where EXTEN is looked up; that of the channel if not given")
const dryRun = flag("dry-run", "print what would be sent, and send nothing")

const hangup = command("hangup", {
  does: "Hang up a channel, or all that match.",
  details:
    "CHANNEL is a name, such as PJSIP/100-0000001a, or a Uniqueid. With --matching it lists the channels, asks, and hangs up "
    + "those that were listed.",
  examples: [
    ["ami hangup --matching ^PJSIP/1001- --yes", "all calls of one telephone"],
    ["ami hangup --matching ^PJSIP/provider- --cause 34 --yes --json", ""]
  ],
  config: {
    channel: optionalArgument("CHANNEL", "its name, or its Uniqueid"),
    matching: text("matching", "REGEXP", "every channel whose name matches; asks first"),
    cause: int("cause", "NUMBER", "the Q.850 cause for the other end, such as 17 for busy")
  },
  load: () => import("../commands/hangup.ts")
})

const transfer = command("transfer", {
  does: "Hand the other end of a call over to an extension.",
  details:
    "CHANNEL is the one who transfers, and leaves the call; the other end goes to EXTEN. To move CHANNEL itself, see ami "
    + "redirect. With --attended CHANNEL talks to EXTEN first, and completes the transfer by hanging up.",
  examples: [
    ["ami transfer PJSIP/1001-0000001a 200 --dry-run", "without --dry-run it is sent"],
    ["ami transfer PJSIP/1001-0000001a 200 --attended --dry-run", ""]
  ],
  config: {
    channel,
    extension: argument("EXTEN", "where the other end goes"),
    context,
    attended: flag("attended", "CHANNEL talks to EXTEN first"),
    dryRun
  },
  load: () => import("../commands/moving.ts").then(({ transfer }) => transfer)
})

const redirect = command("redirect", {
  does: "Move a channel to another place in the dialplan.",
  details: "The other end of its call is hung up, unless its dialplan goes on or --with moves it too.",
  examples: [
    ["ami redirect PJSIP/1001-0000001a 200 --dry-run", "without --dry-run it is sent"],
    ["ami redirect PJSIP/1001-0000001a 600 --with PJSIP/1002-0000001b --dry-run", "both"]
  ],
  config: {
    channel,
    extension: argument("EXTEN", "where it goes"),
    context: text("context", "CONTEXT", "where EXTEN is looked up", { default: "from-internal" }),
    priority: int("priority", "NUMBER", "where in EXTEN it goes on", { default: 1 }),
    extra: text("with", "CHANNEL", "another channel that goes there too, such as the other end"),
    dryRun
  },
  load: () => import("../commands/moving.ts").then(({ redirect }) => redirect)
})

const park = command("park", {
  does: "Park a channel, and print where.",
  examples: [
    ["ami park PJSIP/1001-0000001a --dry-run", "without --dry-run it is sent"],
    ["ami park PJSIP/1001-0000001a --lot sales --timeout 60 --dry-run", ""]
  ],
  config: {
    channel,
    lot: text("lot", "NAME", "a lot of res_parking.conf; that of the channel if not given"),
    timeout: number("timeout", "SECONDS", "how long it may be parked; that of the lot if not given"),
    dryRun
  },
  load: () => import("../commands/moving.ts").then(({ park }) => park)
})

const member = argument("IFACE", "the device of the agent, such as PJSIP/1001")
const queue = text("queue", "NAME", "only in this queue; in all if not given")

const pausing = "Let an agent pause, and take it back into service."

const pause = command("pause", {
  does: "Pause an agent: queues do not ring it.",
  short: pausing,
  examples: [
    ["ami pause PJSIP/1001 --reason Lunch", "in all queues"],
    ["ami pause PJSIP/1002 --json", ""]
  ],
  config: { member, queue, reason: text("reason", "TEXT", "why; queue log and members show it") },
  load: () => import("../commands/pausing.ts").then(({ pause }) => pause)
})

const unpause = command("unpause", {
  does: "Take a paused agent back into service.",
  short: pausing,
  examples: [
    ["ami unpause PJSIP/1001", "in all queues"],
    ["ami unpause PJSIP/1002 --json", ""]
  ],
  config: { member, queue },
  load: () => import("../commands/pausing.ts").then(({ unpause }) => unpause)
})

const spy = command("spy", {
  does: "Ring a telephone, and let it listen to a channel.",
  details:
    "Ends when WHO has answered or not, with the exit codes of ami dial. The two who talk hear nothing of it, unless --whisper "
    + "lets CHANNEL hear WHO, or --barge lets both. WHO hangs up to end it. The law may want them to know. --from WHO is "
    + "--by WHO here.",
  examples: [
    ["ami spy PJSIP/1001-0000001a --by PJSIP/1014 --dry-run", "without --dry-run it is sent"],
    ["ami spy PJSIP/1001-0000001a --by 100 --whisper --dry-run", ""]
  ],
  config: {
    channel,
    by: text("by", "WHO", "who listens: a number of the dialplan, or a channel, such as PJSIP/100"),
    whisper: flag("whisper", "CHANNEL hears WHO, the other end does not"),
    barge: flag("barge", "both hear WHO"),
    context: text("context", "CONTEXT", "where a number in WHO is looked up", { default: "from-internal" }),
    timeout: number("timeout", "SECONDS", "how long WHO may ring", { default: 30 }),
    dryRun
  },
  from: "by",
  load: () => import("../commands/spy.ts")
})

export const act = group("Act", [dial, originate, hangup, transfer, redirect, park, pause, unpause, spy])
