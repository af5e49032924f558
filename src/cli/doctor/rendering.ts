/**
 * What `ami doctor` prints: lines for people, and a value for `--json`.
 *
 * @since 0.2.0
 */
import type { Style } from "../style.ts"
import { managerConf, onFreePbx } from "./configuration.ts"
import type { Finding, Fix, Report } from "./finding.ts"

const marks: Readonly<Record<Finding["status"], (style: Style) => string>> = {
  ok: ({ green }) => green("✓"),
  info: ({ cyan }) => cyan("i"),
  warn: ({ yellow }) => yellow("!"),
  fail: ({ red }) => red("✗"),
  skip: ({ dim }) => dim("-")
}

const rows = (text: string): ReadonlyArray<string> => text.split("\n")

const fixLines = (style: Style, { file, line, note, run, section }: Fix): ReadonlyArray<string> => [
  ...file === undefined
    ? []
    : [`in ${file}${file === managerConf && section !== "[general]" ? ` (${onFreePbx})` : ""}`],
  ...section === undefined ? [] : [`    ${section}`],
  ...line === undefined ? [] : rows(line).map((one) => `    ${style.bold(one)}`),
  ...run === undefined
    ? []
    : rows(run).map((one, index) => `${index > 0 || file === undefined ? "" : "then "}${style.bold(one)}`),
  ...note === undefined ? [] : [note]
]

/** A finding, as lines. */
export const linesOf = (style: Style, { cause, fix, status, title }: Finding): ReadonlyArray<string> => [
  `${marks[status](style)} ${title}`,
  ...cause === undefined ? [] : [`    ${cause}`],
  ...fix === undefined ? [] : fixLines(style, fix).map((one) => `      ${one}`)
]

/** The last line: what there is to do. */
export const summaryOf = (style: Style, { findings }: Report): string => {
  const count = (status: Finding["status"]) => findings.filter((one) => one.status === status).length
  const failed = count("fail")
  const warned = count("warn")
  const first = failed > 0 ? style.red(`${failed} to fix`) : style.green("Ready")
  return warned > 0 ? `${first}, ${style.yellow(`${warned} to look at`)}` : first
}
