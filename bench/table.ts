/** Prints measurements as Markdown tables, with a sentence on every column. */

export interface Column<Row> {
  readonly name: string
  /** What the column shows. */
  readonly about: string
  readonly value: (row: Row) => string | number | undefined
  /** Digits after the decimal point. */
  readonly digits?: number
}

/** The table in Markdown. */
export const tableOf = <Row>(rows: ReadonlyArray<Row>, columns: ReadonlyArray<Column<Row>>): string => {
  const text = (value: string | number | undefined, digits: number): string =>
    value === undefined || Number.isNaN(value) ? "" : typeof value === "string" ? value : grouped(value, digits)
  const cells = [
    columns.map(({ name }) => name),
    ...rows.map((row) => columns.map(({ digits = 0, value }) => text(value(row), digits)))
  ]
  const isText = columns.map(({ value }) => rows.some((row) => typeof value(row) === "string"))
  const widths = columns.map((_, index) => Math.max(3, ...cells.map((row) => row[index]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>): string =>
    `| ${row.map((cell, index) => pad(cell, widths[index] ?? 0, isText[index] ?? true)).join(" | ")} |`
  const rule = widths.map((width, index) => (isText[index] ? "-".repeat(width) : `${"-".repeat(width - 1)}:`))
  const [head = [], ...body] = cells
  return [line(head), line(rule), ...body.map(line)].join("\n")
}

export const printTable = <Row>(
  title: string,
  rows: ReadonlyArray<Row>,
  columns: ReadonlyArray<Column<Row>>
): void => {
  const about = columns.filter((column) => column.about !== "").map((column) => `- ${column.name}: ${column.about}`)
  console.log([`\n## ${title}\n`, tableOf(rows, columns), "", ...about].join("\n"))
}

const pad = (cell: string, width: number, isText: boolean): string => isText ? cell.padEnd(width) : cell.padStart(width)

export const grouped = (value: number, digits: number): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** Prints what failed, and makes the process exit with status 1 if anything did. */
export const printFaults = (faults: ReadonlyArray<string>): void => {
  for (const fault of faults) console.log(`\nDOES NOT HOLD: ${fault}`)
  if (faults.length > 0) process.exitCode = 1
}
