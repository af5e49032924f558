/**
 * Says how far the simulator speaks as recorded Asterisk servers do: `npm run fidelity`.
 *
 * Puts the requests of every recorded conversation to the simulator, and compares message by message, all headers in
 * order; ids, times, durations and addresses are replaced. Fails below what `test/fidelity/floors.json` keeps.
 *
 * - `-- NAME…` or `-- --show NAME`: the differences of one conversation; `--ast16` for that of Asterisk 16, and
 *   `--said` for all that the simulator said instead.
 * - `-- --by-message`, `--by-recording`: tables by kinds of messages and by recordings.
 * - `-- --reasons`: what remains, a row for each cause.
 * - `-- --stories`: in which calls with telephones something else happened than was recorded, and what.
 * - `-- --keep`: what is reached is what is kept from now on.
 * - `-- --requests`: odd requests instead of conversations, beside what real servers answered; with `--asterisk`, beside
 *   servers that are started for it (root on Debian, `--port 7038` and the seven after it), and with `--keep` their
 *   answers are kept for the next time.
 * - `-- --group NAME`: only the recordings of a group. `--control` compares 16 with 22 instead of the simulator.
 */
import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { recordings, versions } from "../test/fidelity/conversations.ts"
import { groupOf } from "../test/fidelity/groups.ts"
import { ignored } from "../test/fidelity/pbx.ts"
import { hasTelephones } from "../test/fidelity/play.ts"
import {
  byGroup,
  byMessage,
  byRecording,
  differences,
  failuresOf,
  kinds,
  reached,
  reasons,
  rowsOf,
  saidIn,
  stories,
  unfinished
} from "../test/fidelity/report.ts"
import { compareRequests } from "../test/fidelity/requests/compare.ts"
import { controlOf, outcomeOf } from "../test/fidelity/run.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    show: { type: "string", multiple: true, default: [] },
    said: { type: "boolean", default: false },
    ast16: { type: "boolean", default: false },
    group: { type: "string" },
    "by-message": { type: "boolean", default: false },
    "by-recording": { type: "boolean", default: false },
    reasons: { type: "boolean", default: false },
    stories: { type: "boolean", default: false },
    requests: { type: "boolean", default: false },
    asterisk: { type: "boolean", default: false },
    port: { type: "string", default: "7038" },
    keep: { type: "boolean", default: false },
    control: { type: "boolean", default: false }
  }
})

if (values.requests) {
  const { asterisk, keep } = values
  process.exit(await compareRequests({ asterisk, keep, port: Number(values.port) }) ? 0 : 1)
}

const everything = recordings().filter(({ isShape }) => !isShape || hasTelephones || values.control)
const shown = [...values.show, ...positionals]
const chosen = everything.filter(({ name, version }) =>
  shown.length > 0
    ? shown.some((one) => one === `${name}.ast${version}` || (one === name && (version === "16") === values.ast16))
    : values.group === undefined || groupOf(name) === values.group
)
const unknown = shown.filter((one) =>
  !chosen.some(({ name, version }) => one === name || one === `${name}.ast${version}`)
)
if (unknown.length > 0 || chosen.length === 0) {
  console.error(
    `no recording ${unknown.join(", ")}; there are ${[...new Set(everything.map(({ name }) => name))].join(", ")}`
  )
  process.exit(1)
}

const began = performance.now()
const outcomes = values.control
  ? chosen.flatMap((recording) => {
    const again = everything.find(({ name, version }) => name === recording.name && version !== recording.version)
    return again === undefined ? [] : [controlOf(recording, again)]
  })
  : await chosen.reduce(
    async (before, recording) => [...await before, await outcomeOf(recording)],
    Promise.resolve<ReadonlyArray<Awaited<ReturnType<typeof outcomeOf>>>>([])
  )

if (shown.length > 0) {
  for (const outcome of outcomes) console.log(values.said ? saidIn(outcome) : differences(outcome))
  process.exit(0)
}
const rows = kinds.flatMap((kind) => versions.map((version) => rowsOf(outcomes, version, kind)))
  .filter(({ length }) => length > 0)
for (const some of rows) console.log(`${byGroup(some)}\n`)
if (values["by-message"]) console.log(`${byMessage(outcomes)}\n`)
if (values["by-recording"]) console.log(`${byRecording(outcomes)}\n`)
if (values.reasons) console.log(`${reasons(outcomes)}\n`)
if (outcomes.some(({ recording }) => recording.isShape)) console.log(stories(outcomes, values.stories))
if (!values.control) console.log(unfinished(outcomes))
console.log(`${outcomes.length} conversations in ${((performance.now() - began) / 1000).toFixed(1)} s`)
if (!values.control) console.log(`Not translated from the configuration yet: ${ignored.join("; ")}`)
if (!values.control && values.group === undefined) {
  if (values.keep) writeFileSync(new URL("../test/fidelity/floors.json", import.meta.url), reached(rows.flat()))
  const failures = values.keep ? [] : failuresOf(rows.flat())
  if (failures.length > 0) console.error(`\n${failures.join("\n")}`)
  process.exitCode = failures.length === 0 ? 0 : 1
}
