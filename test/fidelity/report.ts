/**
 * The tables of `npm run fidelity`.
 */
import { reasonOf } from "./because.ts"
import type { Pair, Verdict } from "./compare.ts"
import type { Lines, Recording, Version } from "./conversations.ts"
import { aimOfAll, ceilingsOf, floorOf, groupOf, groups } from "./groups.ts"
import { differing, storyOf } from "./story.ts"

export interface Outcome {
  readonly recording: Recording
  readonly pairs: ReadonlyArray<Pair>
  /** What was said, as it was. */
  readonly said: ReadonlyArray<Lines>
  /** Why it could not be played to its end. */
  readonly failure: string | undefined
}

export type Counts = Readonly<Record<Verdict, number>> & {
  readonly recorded: number
  /** Equal messages in a hundred recorded and surplus ones. */
  readonly share: number
}

export const countsOf = (pairs: ReadonlyArray<Pair>): Counts => {
  const counts = { equal: 0, shape: 0, near: 0, missing: 0, surplus: 0 }
  for (const { verdict } of pairs) counts[verdict]++
  const recorded = pairs.length - counts.surplus
  return { ...counts, recorded, share: pairs.length === 0 ? 100 : counts.equal / pairs.length * 100 }
}

export const table = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row.map((cell, column) => column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))
      .join("  ").trimEnd()
  ).join("\n")
}

const heads = ["recorded", "equal", "shape", "near", "missing", "surplus", "%"]

const cellsOf = (counts: Counts): ReadonlyArray<string> => [
  String(counts.recorded),
  String(counts.equal),
  String(counts.shape),
  String(counts.near),
  String(counts.missing),
  String(counts.surplus),
  counts.share.toFixed(1)
]

/** Conversations of requests alone, and those in which telephones took part. */
export type Kind = "requests" | "telephones"

export const kinds: ReadonlyArray<Kind> = ["requests", "telephones"]

/** One row of the table by groups. */
export interface Row {
  readonly name: string
  readonly version: Version
  readonly kind: Kind
  readonly counts: Counts
  /** Recordings that were not played to their end. */
  readonly unfinished: ReadonlyArray<string>
  readonly aim: number
}

/** The rows of the table by groups: those that have recordings, and `all`. */
export const rowsOf = (outcomes: ReadonlyArray<Outcome>, version: Version, kind: Kind): ReadonlyArray<Row> => {
  const own = outcomes.filter(({ recording }) =>
    recording.version === version && recording.isShape === (kind === "telephones")
  )
  if (own.length === 0) return []
  const row = (name: string, aim: number, some: ReadonlyArray<Outcome>): Row => ({
    name,
    version,
    kind,
    aim,
    counts: countsOf(some.flatMap(({ pairs }) => pairs)),
    unfinished: some.flatMap(({ failure, recording }) => failure === undefined ? [] : [recording.name])
  })
  const parts = groups.map(({ aim, name }) =>
    row(name, aim, own.filter(({ recording }) => groupOf(recording.name) === name))
  )
  return [...parts.filter(({ counts }) => counts.recorded > 0), row("all", aimOfAll, own)]
}

/** The table by groups. */
export const byGroup = (rows: ReadonlyArray<Row>): string =>
  table([
    [`Asterisk ${rows[0]?.version ?? ""}, ${rows[0]?.kind ?? ""}`, ...heads, "aim", "floor"],
    ...rows.map((row) => [row.name, ...cellsOf(row.counts), `${row.aim}`, `${floorOf(row)}`])
  ])

/** Surplus messages for a hundred recorded ones. */
const excessOf = ({ counts }: Row): number => counts.surplus / counts.recorded * 100

const named = ({ kind, name, version }: Row): string => `${name} on ${version} (${kind})`

/** What is worse than what is kept. */
export const failuresOf = (rows: ReadonlyArray<Row>): ReadonlyArray<string> => [
  ...rows.flatMap((row) => {
    const floor = floorOf(row)
    return row.counts.share < floor ? [`${named(row)}: ${row.counts.share.toFixed(2)} %, and ${floor} % is kept`] : []
  }),
  ...rows.filter(({ name }) => name === "all").flatMap((row) => {
    const { surplus, unfinished } = ceilingsOf(row)
    const excess = excessOf(row)
    return [
      ...excess > surplus ? [`${named(row)}: ${excess.toFixed(2)} % surplus, and ${surplus} % is allowed`] : [],
      ...row.unfinished.length > unfinished
        ? [`${named(row)}: ${row.unfinished.length} were not played to their end, and ${unfinished} is allowed`]
        : []
    ]
  })
]

/** The recordings that were not played to their end, and why. */
export const unfinished = (outcomes: ReadonlyArray<Outcome>): string =>
  outcomes.flatMap(({ failure, recording }) =>
    failure === undefined ? [] : [`${recording.name}.ast${recording.version} stopped: ${failure}`]
  ).join("\n")

/** What is reached, as `floors.json` keeps it. */
export const reached = (rows: ReadonlyArray<Row>): string => {
  const tenth = (value: number, round: (value: number) => number) => round(value * 10) / 10
  const kept: Record<string, Record<string, Record<string, number>>> = {}
  for (const row of rows) {
    const groups = (kept[row.kind] ??= {})
    ;(groups[row.name] ??= {})[row.version] = tenth(row.counts.share, Math.floor)
    if (row.name !== "all") continue
    ;(groups.surplus ??= {})[row.version] = tenth(excessOf(row), Math.ceil)
    ;(groups.unfinished ??= {})[row.version] = row.unfinished.length
  }
  return `${JSON.stringify(kept, undefined, 2)}\n`
}

/** How many of the calls with telephones take the same course, and with `isLong` what differs in the others. */
export const stories = (outcomes: ReadonlyArray<Outcome>, isLong: boolean): string => {
  const compared = outcomes.filter(({ recording }) => recording.isShape).map(({ recording, said }) => ({
    recording,
    differences: differing(storyOf(recording.messages), storyOf(said))
  }))
  const same = ["22", "16"].map((version) => {
    const own = compared.filter(({ recording }) => recording.version === version)
    return `${own.filter(({ differences }) => differences.length === 0).length} of ${own.length} on ${version}`
  })
  const others = compared.filter(({ differences }) => isLong && differences.length > 0)
  return [
    ...others.flatMap(({ differences, recording }) => [
      `# ${recording.name}.ast${recording.version}`,
      ...differences.map((fact) => `  ${fact}`)
    ]),
    `Calls with telephones that take the same course: ${same.join(", ")}`
  ].join("\n")
}

/** The table by kinds of messages, the most different first. */
export const byMessage = (outcomes: ReadonlyArray<Outcome>): string => {
  const kinds = Map.groupBy(outcomes.flatMap(({ pairs }) => pairs), ({ kind }) => kind)
  const rows = [...kinds].map(([kind, pairs]) => ({ kind, counts: countsOf(pairs), different: pairs.length }))
    .map((row) => ({ ...row, different: row.different - row.counts.equal }))
    .sort((left, right) => right.different - left.different || left.kind.localeCompare(right.kind))
  return table([["message", ...heads], ...rows.map(({ counts, kind }) => [kind, ...cellsOf(counts)])])
}

/** By recording, the most different first. */
export const byRecording = (outcomes: ReadonlyArray<Outcome>): string => {
  const rows = outcomes.map(({ pairs, recording }) => ({
    name: `${recording.name}.ast${recording.version}`,
    counts: countsOf(pairs),
    different: pairs.filter(({ verdict }) => verdict !== "equal").length
  })).sort((left, right) => right.different - left.different)
  return table([["recording", ...heads], ...rows.map(({ counts, name }) => [name, ...cellsOf(counts)])])
}

/** The differing lines of two messages: `-` is recorded, `+` said, and equal ones have neither. */
const linesOf = ({ recorded = [], said = [], verdict }: Pair): ReadonlyArray<string> => {
  if (verdict === "missing") return recorded.map((line) => `- ${line}`)
  if (verdict === "surplus") return said.map((line) => `+ ${line}`)
  if (verdict === "shape") {
    return recorded.flatMap((line, index) =>
      line === said[index] ? [`  ${line}`] : [`- ${line}`, `+ ${said[index] ?? ""}`]
    )
  }
  const lost = recorded.filter((line) => !said.includes(line))
  return [
    ...recorded.map((line) => lost.includes(line) ? `- ${line}` : `  ${line}`),
    ...said.filter((line) => !recorded.includes(line)).map((line) => `+ ${line}`)
  ]
}

/** The differences of one recording, message by message, in the order of the recording. */
export const differences = ({ pairs, recording }: Outcome): string => {
  const counts = countsOf(pairs)
  const head = `# ${recording.name}.ast${recording.version}: ${recording.about}\n` +
    `${counts.equal} of ${counts.recorded} equal, ${counts.surplus} surplus\n`
  const texts = pairs.filter(({ verdict }) => verdict !== "equal").map((pair) =>
    [`${pair.verdict}: ${pair.kind} [${pair.subject}]`, ...linesOf(pair).map((line) => `  ${line}`), ""].join("\n")
  )
  return [head, ...texts].join("\n")
}

/** All that was said in the place of a recording, in order. */
export const saidIn = ({ said }: Outcome): string => said.map((lines) => `${lines.join("\n")}\n`).join("\n")

/** What differs in a message, in a few words. */
const causeOf = (pair: Pair): string => {
  if (pair.verdict === "missing" || pair.verdict === "surplus") return pair.verdict
  const { recorded = [], said = [] } = pair
  if (pair.verdict === "shape") {
    const names = recorded.filter((line, index) => line !== said[index])
      .map((line) => line.slice(0, line.indexOf(":")))
    return `other ${[...new Set(names)].slice(0, 5).join(", ")}`
  }
  const names = (lines: ReadonlyArray<string>) => lines.map((line) => line.slice(0, line.indexOf(":")))
  const lacks = names(recorded).filter((name) => !names(said).includes(name))
  const adds = names(said).filter((name) => !names(recorded).includes(name))
  return [
    ...lacks.length > 0 ? [`lacks ${[...new Set(lacks)].slice(0, 4).join(", ")}`] : [],
    ...adds.length > 0 ? [`adds ${[...new Set(adds)].slice(0, 4).join(", ")}`] : [],
    ...lacks.length + adds.length === 0 ? ["other number of headers"] : []
  ].join("; ")
}

/** The kind of a message, with the variable if one was set. */
const titleOf = ({ kind, recorded, said }: Pair): string => {
  const variable = (recorded ?? said)?.find((line) => line.startsWith("Variable: "))
  return kind === "VarSet" && variable !== undefined ? `VarSet ${variable.slice("Variable: ".length)}` : kind
}

/** What remains: by reason, a row for each difference, the most frequent first, with an example. */
export const reasons = (outcomes: ReadonlyArray<Outcome>): string => {
  const found = new Map<string, Map<string, { count: number; readonly where: Set<string> }>>()
  for (const { pairs, recording } of outcomes) {
    for (const pair of pairs) {
      if (pair.verdict === "equal") continue
      const difference = `${titleOf(pair)}: ${causeOf(pair)}`
      const reason = reasonOf(recording.name, difference)
      const rows = found.get(reason) ?? new Map()
      const row = rows.get(difference) ?? { count: 0, where: new Set() }
      row.count++
      row.where.add(`${recording.name}.ast${recording.version}`)
      found.set(reason, rows.set(difference, row))
    }
  }
  const total = (rows: ReadonlyMap<string, { readonly count: number }>) =>
    [...rows.values()].reduce((sum, { count }) => sum + count, 0)
  const counted = (count: number, text: string) => `${String(count).padStart(5)}  ${text}`
  return [...found].sort(([, left], [, right]) => total(right) - total(left)).flatMap(([reason, rows]) => [
    counted(total(rows), reason),
    ...[...rows].sort(([, left], [, right]) => right.count - left.count).map(([difference, { count, where }]) => {
      const [first = ""] = where
      return counted(count, `  ${difference}  (${first}${where.size > 1 ? ` and ${where.size - 1} more` : ""})`)
    })
  ]).join("\n")
}
