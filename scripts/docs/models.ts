/**
 * The table of `docs/live.md`: every live model, with the rights that its account needs; and the program of `docs/calls.md`.
 */
import { readdirSync, readFileSync } from "node:fs"
import type * as AmiPermission from "../../src/catalog/AmiPermission.ts"
import { type Page, table } from "./markdown.ts"
import { programFence } from "./programs.ts"

const folder = new URL("../../src/live/", import.meta.url)

/** The first sentence of a module. */
const sentenceOf = (text: string): string => {
  const [, comment = ""] = /^\/\*\*\n([\s\S]*?)\n \*\//.exec(text) ?? []
  const words = comment.split("\n").map((line) => line.replace(/^ \* ?/, "")).join(" ").trim()
  return words.split(/(?<=\.)\s/)[0]?.replace(/\.$/, "") ?? ""
}

const listed = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? "none" : names.map((name) => `\`${name}\``).join(", ")

/** `docs/calls.md`. */
export const callsPage = (readPage: (path: string) => string): Page => ({
  path: "docs/calls.md",
  parts: { program: programFence("popup", readPage) },
  faults: []
})

/** `docs/live.md`. */
export const modelsPage = async (): Promise<Page> => {
  const rows: Array<ReadonlyArray<string>> = []
  for (const file of readdirSync(folder).filter((name) => /^Ami\w+\.ts$/.test(name)).sort()) {
    const url = new URL(file, folder)
    const { account }: { readonly account?: AmiPermission.Account } = await import(url.href)
    if (account === undefined) continue
    const name = file.replace(/\.ts$/, "")
    rows.push([`\`${name}\``, sentenceOf(readFileSync(url, "utf8")), listed(account.read), listed(account.write)])
  }
  return {
    path: "docs/live.md",
    parts: { models: table(["model", "what it has", "`read`", "`write`, one of these"], rows) },
    faults: []
  }
}
