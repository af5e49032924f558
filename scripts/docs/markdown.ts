/**
 * Tables in the project's format, and the generated part of a page.
 */

/** A page of `docs/`, and the errors in its sources. */
export interface Page {
  readonly path: string
  /** The generated parts of the page, by name. */
  readonly parts: Readonly<Record<string, string>>
  readonly faults: ReadonlyArray<string>
}

/** A Markdown table. A `|` in a cell is escaped. */
export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>) =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`
  const [first = [], ...others] = cells
  return [line(first), line(widths.map((width) => "-".repeat(width))), ...others.map(line)].join("\n")
}

/** Wraps text at 120 characters. */
export const wrapped = (text: string): string =>
  text.split(" ").reduce<ReadonlyArray<string>>(([...lines], word) => {
    const last = lines.pop()
    if (last === undefined) return [word]
    return last.length + word.length < 120 ? [...lines, `${last} ${word}`] : [...lines, last, word]
  }, []).join("\n")

/** Text with its generated parts replaced, and the names of missing parts. */
export const filled = (
  text: string,
  parts: Page["parts"]
): { readonly text: string; readonly absent: ReadonlyArray<string> } => {
  const absent: Array<string> = []
  let page = text
  for (const [name, part] of Object.entries(parts)) {
    const [open, close] = [`<!-- generated: ${name} -->`, "<!-- /generated -->"]
    const from = page.indexOf(open)
    const to = page.indexOf(close, from)
    if (from < 0 || to < 0) absent.push(name)
    else page = `${page.slice(0, from + open.length)}\n\n${part}\n\n${page.slice(to)}`
  }
  return { text: page, absent }
}
