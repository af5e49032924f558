/**
 * Compares what `docs/observability.md` says about logs, spans and metrics with the sources.
 *
 * The page is written by hand. It has to list each metric and span of the code, and each of its log lines has to be in the code.
 */
import { child, children, nameOf, type Source, sourcesUnder, walk } from "../../test/project/source.ts"
import type { Page } from "./markdown.ts"

const stringsIn = (from: Source): ReadonlyArray<string> => {
  const found: Array<string> = []
  walk(from.program, (node) => {
    if (node.type === "Literal" && typeof node["value"] === "string") found.push(node["value"])
    if (node.type === "TemplateElement") found.push((node["value"] as { readonly cooked: string }).cooked)
  })
  return found
}

/** The kinds of actions that are traced, as in `AmiClient.send`. */
const tracedIn = (from: Source): ReadonlyArray<string> => {
  const found: Array<string> = []
  walk(from.program, (node) => {
    if (node.type !== "TSTypeAliasDeclaration" || nameOf(child(node, "id")) !== "Kind") return
    const union = child(node, "typeAnnotation")
    for (const one of union === undefined ? [] : children(union, "types")) {
      const kind = nameOf(child(one, "literal"))
      if (kind !== undefined) found.push(`AmiClient.${kind}`)
    }
  })
  return found
}

/** What a page lacks of the code, and what it lists that the code does not have. */
export const differences = (page: string, sources: ReadonlyArray<Source>): ReadonlyArray<string> => {
  const strings = sources.flatMap(stringsIn)
  const all = strings.join("\n")
  const metrics = new Set(strings.filter((text) => /^ami_(?!(journal|call)_?$|migrations)[a-z_]+$/.test(text)))
  const spans = new Set([
    ...strings.filter((text) => /^AmiClient\.connect$/.test(text)),
    ...sources.filter(({ path }) => path.endsWith("observing.ts")).flatMap(tracedIn)
  ])
  const named = new Set([...page.matchAll(/`(ami_[a-z_]+)(?:\{[^`]*)?`/g)].map(([, name = ""]) => name))
  const lines = [...page.matchAll(/^\| (?:debug|info|warn|error) +\| `(.*?)` +\|/gm)].map(([, line = ""]) => line)
  return [
    ...[...metrics].filter((name) => !named.has(name)).map((name) => `lacks the metric ${name}`),
    ...[...named].filter((name) => !metrics.has(name)).map((name) =>
      `names the metric ${name}, which the code does not have`
    ),
    ...[...spans].filter((name) => !page.includes(`\`${name}\``)).map((name) => `lacks the span ${name}`),
    ...lines.flatMap((line) =>
      line.split("…").map((part) => part.trim()).filter((part) => part.length > 3 && !all.includes(part))
        .map((part) => `has a log line that the code does not write: ${part}`)
    )
  ]
}

/** `docs/observability.md`. */
export const observabilityPage = (read: (path: string) => string): Page => {
  const path = "docs/observability.md"
  const sources = sourcesUnder("src").filter(({ path }) => !/^src\/catalog\/|^src\/simulator\//.test(path))
  return { path, parts: {}, faults: differences(read(path), sources) }
}
