/**
 * The commands that record what Asterisk sends, play it, keep it, and play Asterisk.
 *
 * @since 0.2.0
 */
import { argument, command, flag, group, int, number, oneOf, text } from "./declare.ts"
import { journal } from "./journal.ts"

const record = command("record", {
  does: "Record what Asterisk sends to a new file.",
  details:
    "Ends with Ctrl-C, or after --duration. The file is text, one message a line, readable by you alone. Secrets are "
    + "never in it; with --mask, no telephone numbers of six digits and more, names of callers and addresses either: such a "
    + "file can go with a bug report. With --from, an existing recording is copied, and masked with --mask.",
  examples: [
    ["ami record --mask report.ndjson", "until Ctrl-C, without numbers and names"],
    ["ami record --duration 60 --json monday.ndjson", "a minute; how much, as JSON"]
  ],
  config: {
    file: argument("FILE", "the new file; one that exists is not overwritten"),
    mask: flag("mask", "replace telephone numbers, names and addresses"),
    duration: number("duration", "SECONDS", "how long; until Ctrl-C if left out")
  },
  load: () => import("../commands/record.ts")
})

const replay = command("replay", {
  does: "Print the messages of a recording at the pace they came.",
  details:
    "In a pipe it prints JSON, one message a line, as ami events does. Every command that looks at Asterisk reads a "
    + "recording with --from FILE: it sees what there was at the end, and ami events --from FILE prints it at once.",
  examples: [
    ["ami replay session.ndjson", "at the pace they came"],
    ["ami replay --speed 10 session.ndjson", "ten times as fast"],
    ["ami replay --speed 0 session.ndjson.gz | wc -l", "at once"]
  ],
  config: {
    file: argument("FILE", "the recording, or .gz of it; - reads stdin"),
    speed: number("speed", "N", "how many times as fast; 0 is at once", { default: 1 }),
    raw: flag("raw", "values as text, as on the wire")
  },
  load: () => import("../commands/replay.ts")
})

const simulate = command("simulate", {
  does: "Serve a simulated call centre to any AMI client.",
  details:
    "Prints where it listens and the account. Callers wait and give up, agents answer, transfer and take breaks. The "
    + "same seed makes the same calls. With --from, it sends the events of a recording instead.",
  examples: [
    ["ami simulate --port 0", "on a free port, until Ctrl-C"],
    ["ami simulate --port 0 --http-port 0 --json", "HTTP too; the URLs as JSON"],
    ["ami simulate --port 0 --from session.ndjson", "send what was recorded"]
  ],
  config: {
    port: int("port", "PORT", "AMI over TCP; 0 takes a free port", { default: 5038 }),
    httpPort: int("http-port", "PORT", "AMI over HTTP too; 0 takes a free port"),
    host: text("host", "ADDRESS", "where to listen", { default: "127.0.0.1" }),
    secret: text("secret", "TEXT", "the secret; the account is --username, or hello", { default: "world" }),
    callsPerMinute: number("calls-per-minute", "N", "how many call", { default: 12 }),
    agents: int("agents", "N", "how many answer; as many as needed if left out"),
    queues: text("queues", "A,B", "the queues", { default: "sales,support" }),
    serviceTime: number("service-time", "SECONDS", "how long they talk on average", { default: 60 }),
    day: flag("day", "fewer calls at night, as in a working day"),
    asterisk: oneOf("asterisk", ["16", "22"], "whose messages it speaks (default 22)"),
    seed: int("seed", "N", "where the random numbers start", { default: 1 }),
    speed: number("speed", "N", "of --from: how many times as fast", { default: 1 }),
    duration: number("duration", "SECONDS", "how long; until Ctrl-C if left out")
  },
  load: () => import("../commands/simulate.ts")
})

export const capture = group("Capture", [record, replay, journal, simulate])
