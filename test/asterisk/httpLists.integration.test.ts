import { describe } from "@effect/vitest"
import { clientOver, offers, waysOverHttp } from "./clients.ts"
import { filledAndEmptyLists } from "./listCases.ts"
import { forEachServer } from "./servers.ts"

// Most of the time is spent in waiting for conferences, so the ways go side by side.
describe.concurrent("over HTTP", () =>
  forEachServer("lists", (server) => {
    for (const way of waysOverHttp) {
      describe.skipIf(!offers(server, way))(`over ${way}`, () => filledAndEmptyLists(() => clientOver(way, server)))
    }
  }))
