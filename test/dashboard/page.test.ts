import { assert, describe, it } from "@effect/vitest"
import { gzipSync } from "node:zlib"
import { page } from "../../src/dashboard/internal/page.ts"
import type { Rows } from "../../src/dashboard/internal/row.ts"
import { floorOf, levelOf } from "../../web/dashboard/floor.ts"
import { duration, visible } from "../../web/dashboard/format.ts"
import { type Forms, languages } from "../../web/dashboard/languages.ts"
import { read, tokenOf } from "../../web/dashboard/options.ts"
import { paged } from "../../web/dashboard/pages.ts"
import { State } from "../../web/dashboard/state.ts"
import { choose, fill, form } from "../../web/dashboard/words.ts"
import { filesUnder, readText } from "../project/source.ts"

const rows: Rows = {
  link: { state: "live", since: 0 },
  server: { name: "pbx", actions: [], reasons: [] },
  "q:a": { name: "a", completed: 100, abandoned: 5, perf: 79.6, perf2: 70 },
  "q:b": { name: "b", completed: 300, abandoned: 0, perf: 60, perf2: 60 },
  "q:new": { name: "new" },
  "w:b:1": { queue: "b", num: "1", name: "", since: 50, position: 1 },
  "w:a:2": { queue: "a", num: "2", name: "", since: 20, position: 2 },
  "w:a:3": { queue: "a", num: "3", name: "", since: 10, position: 1 },
  "a:X": {
    name: "X",
    iface: "X",
    queues: ["a", "b"],
    taken: 1,
    state: "hold",
    paused: false,
    reason: "",
    since: 3,
    known: true
  },
  "a:Y": {
    name: "Y",
    iface: "Y",
    queues: ["b"],
    taken: 1,
    state: "ready",
    paused: false,
    reason: "",
    since: 2,
    known: true
  },
  "a:Z": {
    name: "Z",
    iface: "Z",
    queues: ["a"],
    taken: 1,
    state: "ringing",
    paused: false,
    reason: "",
    since: 9,
    known: true
  },
  "c:1": { from: "1", to: "", state: "waiting", since: 1, known: true, queue: "a", legs: [] },
  "c:2": { from: "2", to: "X", state: "talking", since: 1, known: true, queue: "a", legs: [] }
}

const told = (): State => {
  const state = new State()
  assert.strictEqual(state.hear({ kind: "state", id: 4, now: 1000, build: "1", rows }, 900), "show")
  return state
}

describe("the page of the dashboard", () => {
  it("weighs at most 20 kB compressed, and names no other server", () => {
    assert.isAtMost(gzipSync(page, { level: 9 }).length, 20_000)
    assert.notMatch(page, /https:/)
    assert.strictEqual(page.match(/<script>/g)?.length, 1)
    assert.strictEqual(page.match(/<style>/g)?.length, 1)
    const sources = filesUnder("web/dashboard", (path) => /\.tsx?$/.test(path)).map(readText)
    assert.isAtLeast(sources.length, 20)
    for (const source of sources) assert.notMatch(source, /innerHTML|outerHTML|insertAdjacent|eval\(|new Function/i)
  })

  it("needs nothing that the browsers of old televisions lack", () => {
    // With a fallback before it. One in the same rule would not do: a value with `var()` is only found wrong when it is used.
    const style = page.replaceAll(/@supports \([^{]*\)\{[^{}]*\{[^{}]*\}\}/g, "")
    assert.notMatch(style, /color-mix|oklch|:has\(|:is\(|:where\(|@layer|@container|[;{]&|\d[sld]v[hw]\b/)
    assert.notMatch(
      page,
      /\.at\(-|hasOwn|findLast|toSorted|toSpliced|groupBy|structuredClone|static\s*\{|Array\.fromAsync/
    )
    assert.isBelow(style.length, page.length)
  })

  it("takes patches in their order only, and asks for everything when one is missing", () => {
    const state = told()
    const patch = (id: number, set: Rows, del: ReadonlyArray<string> = []) =>
      state.hear({ kind: "patch", id, now: 2000, set, del }, 1900)
    assert.strictEqual(patch(5, { "q:c": { name: "c" } }, ["q:b"]), "show")
    assert.deepStrictEqual(state.list("q").map(({ key }) => key), ["q:a", "q:new", "q:c"])
    assert.strictEqual(patch(7, { "q:d": { name: "d" } }), "reopen")
    assert.strictEqual(state.list("q").length, 3)
    // Nothing more is taken from this connection, a tick neither.
    assert.strictEqual(patch(8, {}), "wait")
    assert.strictEqual(state.hear({ kind: "tick", now: 9000 }, 8900), "wait")
    assert.strictEqual(state.heard, 1900)
    assert.strictEqual(state.hear({ kind: "state", id: 9, now: 3000, build: "1", rows: {} }, 2900), "show")
    assert.deepStrictEqual(state.list("q"), [])
    assert.strictEqual(state.hear({ kind: "state", id: 9, now: 3000, build: "2", rows: {} }, 2900), "reload")
  })

  it("is old as of the last news: of Asterisk, or of the server", () => {
    const state = told()
    assert.isUndefined(state.staleAt(900 + 12_000))
    assert.deepStrictEqual(state.staleAt(900 + 12_001), { why: "silent", asOf: 1000 })
    // A clock that was set back must not hide it.
    assert.deepStrictEqual(state.staleAt(900 - 3_600_000), { why: "silent", asOf: 1000 })
    state.hear({ kind: "tick", now: 20_000 }, 19_900)
    assert.isUndefined(state.staleAt(20_000))
    state.hear({ kind: "patch", id: 5, now: 21_000, set: { link: { state: "lost", since: 15_000 } }, del: [] }, 20_900)
    assert.deepStrictEqual(state.staleAt(21_000), { why: "lost", asOf: 15_000 })
    assert.isUndefined(new State().staleAt(1e9))
  })

  it("sums queues by their calls, puts the worst wait on top, and counts an agent of two queues once", () => {
    const all = floorOf(told(), { queues: new Set(), level: 1 })
    assert.deepStrictEqual(all.queues.map(({ row }) => row.name), ["a", "b", "new"])
    assert.deepStrictEqual(all.queues.map(({ waiting }) => waiting), [2, 1, 0])
    assert.strictEqual(all.level, 65)
    assert.strictEqual(floorOf(told(), { queues: new Set(), level: 2 }).level, 63)
    assert.deepStrictEqual([all.answered, all.abandoned, all.oldest], [400, 5, 10])
    assert.deepStrictEqual(all.agents.map(({ row }) => row.name), ["Z", "X", "Y"])
    assert.strictEqual(all.counted, "1,1,1,0,0,0")
    assert.deepStrictEqual(all.calls.map(({ key }) => key), ["c:2"])
    const one = floorOf(told(), { queues: new Set(["b"]), level: 1 })
    assert.deepStrictEqual(one.agents.map(({ row }) => row.name), ["X", "Y"])
    assert.deepStrictEqual([one.waiting.length, one.calls.length, one.level], [1, 0, 60])
  })

  it("rounds a service level before it is compared with the goal", () => {
    assert.strictEqual(levelOf([{ name: "a", completed: 1, perf: 79.6 }], 1), 80)
    assert.isUndefined(levelOf([{ name: "a", completed: 0, perf: 0 }, { name: "b" }], 1))
  })

  it("writes durations, and shows no character that controls", () => {
    const written = [-5, 7000, 760_000, 3_723_000, 183_600_000].map((time) => duration(time))
    assert.deepStrictEqual(written, ["0:00", "0:07", "12:40", "1:02:03", "2 d 3 h"])
    assert.strictEqual(visible("a\x1b[2J\u202Eb\u200Dc é"), "a\uFFFD[2J\uFFFDb\u200Dc é")
  })

  it("reads its address, and takes what is no number as absent", () => {
    const plain = read("")
    assert.deepInclude(plain, { tv: false, rotate: 0, warn: 60, crit: 120, goal: 80, level: 1, long: 300, title: "" })
    assert.deepInclude(read("?warn=x&crit=-1&sla=&long=Infinity&sl=2&rotate&sla=300"), {
      ...plain,
      queues: new Set<string>(),
      rotate: 15,
      level: 2
    })
    assert.deepStrictEqual([...read("?queues=a,+b%2Fc,,").queues], ["a", "b/c"])
    assert.deepStrictEqual(["?tv", "?tv&theme=light", ""].map((query) => read(query).theme), ["dark", "light", ""])
    assert.strictEqual(tokenOf("#token=a_B-9"), "a_B-9")
    assert.isUndefined(tokenOf("#other"))
  })

  it("shows every item on one of the pages", () => {
    const items = Array.from({ length: 7 }, (_, index) => index)
    assert.deepStrictEqual([0, 1, 2, 3].map((page) => paged(items, 3, page).range), [
      "1–3 / 7",
      "4–6 / 7",
      "7–7 / 7",
      "1–3 / 7"
    ])
    assert.deepStrictEqual(paged(items, 7, 5), { shown: items, range: "" })
  })

  it("has each text in every language, with the same values and a form for each plural of it", () => {
    const leaves = (value: unknown, path: string): ReadonlyArray<readonly [string, Forms]> =>
      typeof value === "string" || typeof value === "object" && value !== null && "other" in value
        ? [[path, value as Forms]]
        : Object.entries(Object(value)).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`))
    const placesOf = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort().join()
    const english = new Map(leaves(languages["en"], ""))
    for (const [lang, words] of Object.entries(languages)) {
      const plurals = new Intl.PluralRules(lang).resolvedOptions().pluralCategories
      const texts = leaves(words, "")
      assert.deepStrictEqual(texts.map(([path]) => path), [...english.keys()], lang)
      for (const [path, forms] of texts) {
        for (const rule of plurals) {
          const text = form(forms, rule)
          assert.isTrue(text.trim() === text && text !== "", `${lang}${path}`)
          assert.strictEqual(placesOf(text), placesOf(form(english.get(path) ?? "", "other")), `${lang}${path}`)
        }
      }
    }
  })

  it("chooses the first language of the reader that it has", () => {
    assert.deepStrictEqual(choose(["fr-FR", "pt-BR", "en"]), { locale: "pt-BR", lang: "pt" })
    assert.deepStrictEqual(choose(["DE"]), { locale: "de", lang: "de" })
    assert.deepStrictEqual(choose(["es-419", "x", "", "constructor"]), { locale: "es", lang: "es" })
    assert.deepStrictEqual(choose(["est", "tr"]), { locale: "en", lang: "en" })
    assert.strictEqual(fill("{n} of {all} {x}", { n: "1", all: "{n}" }), "1 of {n} {x}")
  })
})
