/**
 * The commands that keep what Asterisk sends in a file, and read it.
 *
 * @since 0.2.0
 */
import { argument, argumentsOf, command, family, flag, int, number, text, texts } from "./declare.ts"

const commands = () => import("../commands/journal.ts")

const file = argument("FILE", "the file of the journal")

const server = text("server", "NAME", "only this one of its servers")

const write = command("write", {
  does: "Write what Asterisk sends to a journal.",
  details:
    "Ends with Ctrl-C, or after --duration. The file is made if it is missing. With several profiles, all of them are "
    + "written. What could not be written is a gap that counts it. With --from, a recording is written.",
  examples: [
    ["ami journal write new.db", "until Ctrl-C"],
    ["ami journal write --keep 30 --duration 3600 new.db", "an hour; a month is kept"]
  ],
  own: true,
  config: {
    file: argument("FILE", "the file of the journal, which is made if it is missing"),
    server: text("server", "NAME", "its name in the journal; the profile or the address if left out"),
    keep: number("keep", "DAYS", "how long events are kept", { default: 7 }),
    duration: number("duration", "SECONDS", "how long; until Ctrl-C if left out")
  },
  load: () => commands().then(({ write }) => write)
})

const read = command("read", {
  does: "Print events of a journal.",
  details:
    "They are printed as ami events does, one server after another, and gaps in their places. A moment is 10m, 2h or "
    + "3d ago, or 2026-11-29T12:00.",
  examples: [
    ["ami journal read journal.db --since 2h Hangup", "what has ended in two hours"],
    ["ami journal read journal.db --call 1790000000.1", "all of a call, by its Linkedid"],
    ["ami journal read journal.db Hangup --follow", "and those that come"]
  ],
  config: {
    file,
    names: argumentsOf("EVENT", "names; * stands for any letters"),
    where: texts("where", "HEADER=VALUE", "only these; ami help filters", { alias: "W" }),
    server,
    since: text("since", "MOMENT", "from then on"),
    until: text("until", "MOMENT", "until then"),
    call: text("call", "LINKEDID", "only the events of this call"),
    follow: flag("follow", "go on with what is written next", { alias: "f" }),
    count: int("count", "N", "end after so many", { alias: "n" }),
    raw: flag("raw", "values as text, as on the wire")
  },
  load: () => commands().then(({ read }) => read)
})

const ls = command("ls", {
  does: "List the servers of a journal.",
  details: "With the first and the last event, how many there are and are missing, and the size.",
  examples: [["ami journal ls journal.db", ""], ["ami journal ls journal.db --json", ""]],
  config: { file },
  load: () => commands().then(({ ls }) => ls)
})

const gaps = command("gaps", {
  does: "List where events are missing, how many, and why.",
  examples: [["ami journal gaps journal.db", ""], ["ami journal gaps journal.db --json", ""]],
  config: { file, server },
  load: () => commands().then(({ gaps }) => gaps)
})

const prune = command("prune", {
  does: "Remove old events from a journal.",
  examples: [
    ["ami journal prune journal.db --older-than 30", ""],
    ["ami journal prune journal.db --older-than 0.5 --json", "half a day; how many, as JSON"]
  ],
  config: { file, olderThan: number("older-than", "DAYS", "how old; required") },
  load: () => commands().then(({ prune }) => prune)
})

export const journal = family("journal", {
  does: "Keep what Asterisk sends in a file, and read it.",
  details: "The file is a database of SQLite, some 20 bytes an event. Secrets are never in it; numbers and names are.",
  examples: [["ami journal ls journal.db", ""], ["ami journal read journal.db --since 10m", ""]]
}, [write, read, ls, gaps, prune])
