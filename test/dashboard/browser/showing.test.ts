import { assert, it } from "@effect/vitest"
import type { Page } from "playwright-core"
import type { Rows } from "../../../src/dashboard/internal/row.ts"
import { desk, large as wall, telephone, television } from "./chromium.ts"
import { floor, large, noon, pbx, small } from "./fixtures.ts"
import { describeView, type Look, violations } from "./viewer.ts"

/** What is wider or higher than its place. */
const overflowing = (page: Page): Promise<ReadonlyArray<string>> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll(".board, .card, .tile, .next > div")].flatMap((element) => {
      const isRoot = element === document.documentElement
      const isWide = element.scrollWidth > element.clientWidth + 1
      const isHigh = element.scrollHeight > element.clientHeight + 1
      return isWide || (isHigh && (!isRoot || document.querySelector(".tv") !== null))
        ? [`${element.className || element.tagName} ${element.scrollWidth}x${element.scrollHeight}`]
        : []
    })
  )

/** The sizes of letters that are seen, in pixels: those of names, and the smallest. */
const sizes = (page: Page): Promise<{ readonly names: number; readonly least: number }> =>
  page.evaluate(() => {
    const size = (element: Element) => Number.parseFloat(getComputedStyle(element).fontSize)
    const seen = [...document.querySelectorAll("body *")].filter((element) =>
      element.closest(".sr") === null && element.getClientRects().length > 0
      && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== "")
      && element.closest("script, style") === null
    )
    return {
      names: Math.min(...[...document.querySelectorAll(".agent .who")].map(size)),
      least: Math.min(...seen.map(size))
    }
  })

const ways: ReadonlyArray<readonly [name: string, look: Look]> = [
  ["a desk", { window: desk }],
  ["a television", { window: television, query: "?tv" }],
  ["a television of four times the size", { window: wall, query: "?tv" }],
  ["a telephone", { window: telephone }]
]

describeView("the page", (view) => {
  it("shows the floor, and asks for nothing but itself and the events", async () => {
    const { page, problems, server } = await view(floor(small))
    const tile = (name: string) => page.getByRole("group", { name, exact: true })
    assert.include(await tile("Waiting").innerText(), "8")
    assert.include(await tile("Waiting").innerText(), "longest 1:")
    assert.match(await tile("Service level").innerText(), /\d\d%\s+goal 80%/)
    assert.strictEqual(await page.locator(".agents .agent").count(), 14)
    assert.strictEqual(await page.locator(".queues tbody tr").count(), 4)
    // The worst wait is on top.
    assert.include(await page.locator(".queues tbody tr").first().innerText(), "support")
    assert.include(await page.locator(".lines").innerText(), "trunk-b is down")
    assert.include(await page.locator(".lines").innerText(), "13 of 14 phones reachable, ✕ 113")
    assert.strictEqual(await page.title(), "(8) Call floor")
    assert.deepStrictEqual(problems, [])
    assert.deepStrictEqual([...new Set(server.paths)].sort(), ["/", "/events"])
  })

  it("counts times up, and marks those that are long or whose beginning nobody saw", async () => {
    const { page, server } = await view(floor(small), { query: "?warn=5&crit=7&long=10" })
    server.patch({
      "w:sales:1": { queue: "sales", num: "100", name: "", since: noon - 1000, position: 1 },
      "a:PJSIP/101": { ...floor(small)["a:PJSIP/101"] as object, state: "talking", since: noon - 3000, known: false }
    })
    const wait = ".next tr:has(th:text-is('100')) time"
    await page.locator(`${wait}:not(.warn)`).waitFor()
    await page.clock.fastForward(5000)
    await page.locator(`${wait}.warn`).waitFor()
    await page.clock.fastForward(3000)
    await page.locator(`${wait}.crit`).waitFor()
    const agent = page.locator("[data-key='a:PJSIP/101'] time")
    assert.match(await agent.innerText(), /^≥ 0:1\d$/)
    assert.strictEqual(await agent.getAttribute("class"), "warn")
    await page.locator(".tile:first-child time.crit").waitFor()
    // The figures have the colour of the wait beside them, as long as somebody waits.
    const colours = () =>
      page.locator(".tile:first-child .value, .tile:first-child time, .queues tr:has(time.crit) .big").evaluateAll(
        (elements) => [...new Set(elements.map((element) => getComputedStyle(element).color))]
      )
    assert.deepStrictEqual(await colours(), ["rgb(255, 107, 94)"])
    const waiting = Object.keys(floor(small)).filter((key) => key.startsWith("w:"))
    server.patch({}, [...waiting, "w:sales:1"])
    await page.locator(".tile:first-child", { hasText: "nobody" }).waitFor()
    assert.deepStrictEqual(await colours(), ["rgb(232, 237, 243)"])
    server.patch({ "w:sales:2": { queue: "sales", num: "100", name: "", since: noon + 8000, position: 1 } })
    await page.locator(".tile:first-child time:not(.crit)").waitFor()
    assert.deepStrictEqual(await colours(), ["rgb(232, 237, 243)", "rgb(154, 166, 181)"])
  })

  it("shows only the queues that are wanted, with their agents, callers and sums", async () => {
    const { page } = await view(floor(small), { query: "?queues=billing,sales" })
    assert.strictEqual(await page.locator(".queues tbody tr").count(), 2)
    const rows = floor(small)
    const members = Object.entries(rows).filter(([key, row]) =>
      key.startsWith("a:") &&
      (row as { queues: ReadonlyArray<string> }).queues.some((name) => /billing|sales/.test(name))
    )
    assert.strictEqual(await page.locator(".agents .agent").count(), members.length)
    assert.notInclude(await page.locator(".next").innerText(), "support")
    assert.include(await page.locator(".tiles").innerText(), "Waiting today, all queues")
  })

  it("speaks five languages, with the plurals of each", async () => {
    const taken = (n: number) => ({ "a:PJSIP/101": { ...floor(small)["a:PJSIP/101"] as object, taken: n } })
    for (
      const [lang, heading, one, few] of [
        ["en", "Service level", "1 call", "3 calls"],
        ["es", "Nivel de servicio", "1 llamada", "3 llamadas"],
        ["pt", "Nível de serviço", "1 chamada", "3 chamadas"],
        ["de", "Servicelevel", "1 Anruf", "3 Anrufe"],
        ["ru", "Уровень сервиса", "1 звонок", "3 звонка"]
      ] as const
    ) {
      const { page, problems, server } = await view(floor(small), { query: `?lang=${lang}` })
      assert.include(await page.locator(".tiles").innerText(), heading)
      assert.strictEqual(await page.locator("html").getAttribute("lang"), lang)
      for (const [n, text] of [[1, one], [3, few]] as const) {
        server.patch(taken(n))
        await page.locator("[data-key='a:PJSIP/101'] .taken", { hasText: new RegExp(`^${text}$`) }).waitFor()
      }
      assert.deepStrictEqual(await overflowing(page), [], lang)
      assert.deepStrictEqual(problems, [])
      await page.close()
    }
  })

  it("shows what others write as text, also control characters", async () => {
    const attack = "<img src=x onerror=alert(1)>"
    const rows: Rows = {
      ...floor(small),
      "q:a b/ü": { name: "a b/ü", completed: 1, abandoned: 0, perf: 100, perf2: 100 },
      "w:a b/ü:1": { queue: "a b/ü", num: attack, name: attack, since: noon - 300_000, position: 1 },
      "a:PJSIP/101": { ...floor(small)["a:PJSIP/101"] as object, name: "\x1b[2J\u202Egnp.exe" },
      "c:1": { from: attack, to: attack, state: "talking", since: noon - 900_000, known: true, legs: [] },
      "e:x": { name: attack, state: "down", trunk: true },
      server: { name: attack, title: attack, version: attack, actions: [], reasons: [] }
    }
    const { page, problems } = await view(rows)
    for (const place of ["h1", ".next", ".lines"]) assert.include(await page.locator(place).innerText(), attack)
    assert.include(await page.locator(".queues").innerText(), "a b/ü")
    assert.include(await page.locator(".agents").innerText(), "\uFFFD[2J\uFFFDgnp.exe")
    assert.strictEqual(await page.locator("img").count(), 0)
    assert.deepStrictEqual(await overflowing(page), [])
    await page.locator("[data-key='c:1']").click()
    assert.include(await page.locator("dialog").innerText(), attack)
    assert.deepStrictEqual(problems, [])
  })

  for (const [name, look] of ways) {
    it(`fits ${name}, in both themes, and has nothing that axe complains about`, async () => {
      for (const isLight of [false, true]) {
        const { page, problems } = await view(floor(small), {
          ...look,
          isLight,
          query: `${look.query ?? "?"}&theme=${isLight ? "light" : "dark"}`
        })
        assert.deepStrictEqual(await overflowing(page), [])
        if (look.query !== undefined) {
          const height = look.window?.height ?? 0
          const { least, names } = await sizes(page)
          assert.isAtLeast(names / height, 0.02)
          assert.isAtLeast(least / height, 0.014)
        }
        assert.deepStrictEqual(await violations(page), [])
        assert.deepStrictEqual(problems, [])
        await page.close()
      }
    })
  }

  it("shows a floor on which there is nothing yet, also on a television", async () => {
    for (const query of ["", "?tv"]) {
      const rows: Rows = { link: { state: "live", since: noon }, server: pbx, rate: 0 }
      const { page } = await view(rows, { window: television, query })
      assert.deepStrictEqual(await overflowing(page), [])
      assert.deepStrictEqual(await violations(page), [])
      assert.include(await page.locator(".tiles").innerText(), "nobody")
    }
  })

  it("pages what is too much for a television, all of it in turn", async () => {
    const { page } = await view(floor(large), { window: television, query: "?tv&rotate=5" })
    assert.deepStrictEqual(await overflowing(page), [])
    const seen = new Set<string>()
    const names = () => page.locator(".agents .who .name").allInnerTexts()
    for (let turn = 0; turn < 20 && seen.size < 210; turn++) {
      const before = await page.locator(".agents h2").innerText()
      for (const name of await names()) seen.add(name)
      await page.clock.runFor(5000)
      await page.locator(".agents h2").filter({ hasNotText: before }).waitFor()
    }
    assert.strictEqual(seen.size, 210)
    assert.match(await page.locator(".queues caption").innerText(), /^Queues \d+–\d+ \/ 60$/)
  })
})
