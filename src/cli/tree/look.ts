/**
 * The commands that look, and change nothing.
 *
 * @since 0.2.0
 */
import { type NounName, nouns } from "../nouns.ts"
import { argumentsOf, command, flag, group, int, number, optionalArgument, texts } from "./declare.ts"
import { gateway } from "./gateway.ts"
import { serve } from "./serve.ts"
import { top } from "./top.ts"

const watch = flag("watch", "keep it current; in a pipe with --ndjson", { alias: "w" })

const queue = optionalArgument("QUEUE", "only this queue")

const channels = command("channels", {
  does: "List the channels, the oldest first.",
  examples: [
    ["ami channels", ""],
    ["ami channels --fields Channel,Duration --csv", "two columns for a spreadsheet"],
    ["ami channels --json | head -1", "with all fields"]
  ],
  config: { watch },
  across: true,
  load: () => import("../commands/look.ts").then((m) => m.channels)
})

const calls = command("calls", {
  does: "List the calls: who talks with whom, rings or waits.",
  details: "A call is all channels that belong together. Times and ages are those of the call, not of a channel.",
  examples: [
    ["ami calls", ""],
    ["ami calls --fields id,from,to,legs", "with the id of each call"]
  ],
  config: { watch },
  across: true,
  load: () => import("../commands/look.ts").then((m) => m.calls)
})

const queues = command("queues", {
  does: "List the queues: who waits, and who can take a call.",
  details:
    "BUSY rings, talks or rests after a call; OUT cannot be reached. DONE, ABANDONED and SLA are what Asterisk has "
    + "counted since it started: SLA is the share of answered calls that were answered in time.",
  examples: [
    ["ami queues", ""],
    ["ami queues support --json", "one queue, with all that is counted"],
    ["ami queues --fields queue,waiting,recentWait,recentTalk", ""]
  ],
  config: { queue, watch },
  across: true,
  load: () => import("../commands/look.ts").then((m) => m.queues)
})

const members = command("members", {
  does: "List the agents of the queues: what they do, since when.",
  details: "An agent of several queues has a row for each. FOR is known for pauses and for what began while somebody "
    + "looked, as with --watch.",
  examples: [
    ["ami members support", ""],
    ["ami members --ndjson | grep Paused", "who takes a break"]
  ],
  config: { queue, watch },
  across: true,
  load: () => import("../commands/look.ts").then((m) => m.members)
})

const noun = (name: NounName) => {
  const { does, example: [options, purpose] } = nouns[name]
  return command(name, {
    does,
    short: "One list of Asterisk each.",
    examples: [[`ami ${name}`, ""], [`ami ${name} ${options}`, purpose]],
    config: {},
    across: true,
    load: () => import("../commands/nouns.ts").then((m) => m.nounCommand(name))
  })
}

const events = command("events", {
  does: "Print events as they come; in a pipe as JSON, one a line.",
  details:
    "Names are patterns in any case: Queue*, *Pause. A condition is Header=value (* is any text), Header!=value, "
    + "Header~regexp or Header!~regexp; all must hold. In JSON, _ has the time and the place of an event, and lines that have "
    + "only _ mark where a connection began or ended and where events were lost. Asterisk sends an account only the classes "
    + "of its read line in manager.conf.",
  alias: "ev",
  examples: [
    ["ami events", ""],
    ["ami events Hangup | jq 'select(.Event).Cause'", "why channels end"],
    ["ami events 'Queue*' -W Queue=support", "one queue"],
    ["ami ev -n 1 --timeout 60", "wait for any; exit 6 if none comes"]
  ],
  config: {
    names: argumentsOf("EVENT", "names or patterns; all events if there are none"),
    where: texts("where", "CONDITION", "only events whose headers fit; may be repeated", { alias: "W" }),
    count: int("count", "N", "end after so many events", { alias: "n" }),
    timeout: number("timeout", "SECONDS", "end after this time; exit 6 if -n was not reached"),
    raw: flag("raw", "values as text, as on the wire")
  },
  across: true,
  load: () => import("../commands/events.ts")
})

const trace = command("trace", {
  does: "Draw the ladder of one call, until it ends.",
  details:
    "CALL is a Linkedid, a Uniqueid or the name of a channel; without it, the call that begins next is drawn. What a "
    + "call did before somebody looked is in a recording only: ami trace CALL --from FILE.",
  examples: [
    ["ami trace", "the next call"],
    ["ami trace 1790000000.1 --from session.ndjson", "a call of a recording"],
    ["ami trace 1790000000.1 --from session.ndjson --json", "its steps as JSON"]
  ],
  config: { call: optionalArgument("CALL", "as ami calls --fields id lists it") },
  load: () => import("../commands/trace.ts")
})

export const look = group("Look", [
  channels,
  calls,
  queues,
  members,
  noun("endpoints"),
  noun("registrations"),
  noun("parked"),
  noun("bridges"),
  noun("mailboxes"),
  noun("devices"),
  events,
  trace,
  top,
  serve,
  gateway
])
