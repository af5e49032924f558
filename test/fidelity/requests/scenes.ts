/**
 * The odd requests of this folder: what is sent, in which state.
 *
 * A line of a file is a request, its headers parted by ` | `. `# ` begins a scene, on a server without calls; `@ NAME SECRET`
 * says who logs in; `= ` is a request whose answer is not compared; `- 300` waits. In a request, `{ID}` is the name of
 * the channel with that Uniqueid, `{upper ID}` the same in capitals, `{prefix ID}` without its end, and `{150}` a text of
 * that many characters.
 */
import { readdirSync, readFileSync } from "node:fs"

export type Line =
  | { readonly _tag: "Request"; readonly text: string; readonly isCompared: boolean }
  | { readonly _tag: "Wait"; readonly millis: number }

export interface Scene {
  readonly title: string
  readonly user: readonly [name: string, secret: string]
  readonly lines: ReadonlyArray<Line>
}

const lineOf = (line: string): Line =>
  line.startsWith("- ")
    ? { _tag: "Wait", millis: Number(line.slice(2)) }
    : { _tag: "Request", text: line.startsWith("= ") ? line.slice(2) : line, isCompared: !line.startsWith("= ") }

const scenesIn = (text: string): ReadonlyArray<Scene> =>
  text.split(/^# /m).slice(1).map((block) => {
    const [title = "", ...lines] = block.split("\n").filter((line) => line !== "")
    const [name, secret] = lines.find((line) => line.startsWith("@ "))?.slice(2).split(" ") ?? []
    return {
      title,
      user: [name ?? "hello", secret ?? "world"],
      lines: lines.filter((line) => !line.startsWith("@ ")).map(lineOf)
    }
  })

/** All scenes, in the order of their files. */
export const scenes = (): ReadonlyArray<Scene> =>
  readdirSync(new URL("./", import.meta.url)).filter((file) => file.endsWith(".txt")).sort()
    .flatMap((file) => scenesIn(readFileSync(new URL(file, import.meta.url), "utf8")))

/** The bytes of a request, given the names of channels by their Uniqueids. */
export const requestOf = (text: string, channels: ReadonlyMap<string, string>, actionId: string): string => {
  const filled = text.replaceAll(/\{(?:(upper|prefix) )?([\w-]+)\}/g, (all, how: string | undefined, id: string) => {
    if (/^\d+$/.test(id)) return "x".repeat(Number(id))
    const name = channels.get(id)
    if (name === undefined) return all
    return how === "upper" ? name.toUpperCase() : how === "prefix" ? name.slice(0, -4) : name
  })
  const lines = filled.split(" | ").map((line) => line.replace(/ \|$/, ""))
  const own = lines.some((line) => /^actionid:/i.test(line)) ? [] : [`ActionID: ${actionId}`]
  return [...lines, ...own, "", ""].join("\r\n")
}
