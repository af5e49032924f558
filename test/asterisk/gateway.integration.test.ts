/**
 * A gateway to real servers: with curl, the client in Python and the page of the documentation, while an independent session
 * watches what reaches Asterisk.
 */
import { assert, it } from "@effect/vitest"
import { Context, Effect, Layer, Stream } from "effect"
import { AmiClient } from "effect-ami"
import { execFile } from "node:child_process"
import { createServer } from "node:http"
import { promisify } from "node:util"
import { program, start } from "../dashboard/browser/chromium.ts"
import { grantOf, tokenOf } from "../gateway/server.ts"
import { documented, python, serve, until } from "../gateway/serving.ts"
import { client } from "./clients.ts"
import { forEachServer } from "./servers.ts"

const run = promisify(execFile)

/** A request by curl: its status and its body. */
const curl = (...args: ReadonlyArray<string>) =>
  Effect.map(
    Effect.promise(() =>
      run("curl", ["-s", "-w", "\n%{http_code}", "-H", `Authorization: Bearer ${tokenOf("python")}`, ...args])
    ),
    ({ stdout }) => ({ status: Number(stdout.slice(-3)), text: stdout.slice(0, -4) })
  )

const rules = {
  Ping: [{}],
  UserEvent: [{ UserEvent: "Gateway", N: "*" }],
  Originate: [{
    Channel: "Local/101@from-internal",
    Context: "from-internal",
    Exten: "*",
    Priority: "1",
    Async: "true"
  }]
}

/** A page of another origin with the code of the documentation. */
const pageOf = (url: () => string) =>
  Effect.acquireRelease(
    Effect.promise(() =>
      new Promise<{ readonly origin: string; readonly close: () => void }>((resolve) => {
        const server = createServer((_request, response) => {
          response.setHeader("content-type", "text/html; charset=utf-8")
          response.end(documented("html").replace("http://127.0.0.1:8390", url()))
        })
        server.listen(0, "127.0.0.1", () => {
          const at = server.address()
          const port = typeof at === "object" && at !== null ? at.port : 0
          resolve({ origin: `http://127.0.0.1:${port}`, close: () => server.close() })
        })
      })
    ),
    ({ close }) => Effect.sync(close)
  )

forEachServer("a gateway", (server) => {
  it.live("lets through what a grant allows, and nothing else, and gives its events to curl, Python and Chromium", () =>
    Effect.gen(function*() {
      const context = yield* Layer.build(client(server))
      const ami = Context.get(context, AmiClient.AmiClient)
      const witness = Context.get(yield* Layer.build(client(server)), AmiClient.AmiClient)
      const seen: Array<string> = []
      yield* witness.inbox.pipe(
        Stream.runForEach((item) =>
          Effect.sync(() => {
            if (item._tag === "Received") seen.push(JSON.stringify(item.message.headers))
          })
        ),
        Effect.forkScoped({ startImmediately: true })
      )
      let url = ""
      const page = yield* pageOf(() => url)
      const grants = [
        yield* grantOf("python", {
          servers: ["pbx"],
          actions: rules,
          events: [{ name: "UserEvent", where: { UserEvent: "Gateway" } }]
        })
      ]
      const served = yield* serve(
        { grants, server: "pbx", origins: [page.origin], onAction: () => Effect.void },
        Context.make(AmiClient.AmiClient, ami)
      )
      url = served.url
      const act = (action: string, body: object) =>
        curl(`${url}/v1/servers/pbx/actions/${action}`, "-d", JSON.stringify(body))
      const { said } = yield* python(url)
      yield* until(() => said.text.includes("pbx Success") || said.code !== undefined)
      const shown = program === undefined ? undefined : yield* Effect.gen(function*() {
        const { page: tab } = yield* Effect.acquireRelease(
          Effect.promise(() => start()),
          ({ close }) => Effect.promise(close)
        )
        yield* Effect.promise(() => tab.goto(`${page.origin}/#${tokenOf("python")}`))
        return tab
      })
      const hears = () => said.text.includes("'N': '") && !said.text.includes("Traceback")
      let n = 0
      while (!hears()) {
        assert.strictEqual((yield* act("UserEvent", { UserEvent: "Gateway", N: ++n })).status, 200)
        yield* Effect.sleep("100 millis")
        if (said.code !== undefined) return assert.fail(said.errors)
      }
      if (shown !== undefined) {
        const texts = Effect.promise(() => shown.locator("li").allTextContents())
        while (!(yield* texts).some((text) => text.includes("Gateway"))) {
          yield* act("UserEvent", { UserEvent: "Gateway", N: ++n })
          yield* Effect.sleep("100 millis")
        }
      }
      const call = {
        Channel: "Local/101@from-internal",
        Context: "from-internal",
        Exten: "500",
        Priority: 1,
        Async: true
      }
      const refused = [
        yield* act("Originate", { ...call, Application: "System", Data: "id" }),
        yield* act("Originate", { ...call, Channel: "Local/102@from-internal" }),
        yield* act("UserEvent", { UserEvent: "Other" }),
        yield* act("Command", { Command: "core show uptime" }),
        yield* curl(`${url}/v1/servers/other/actions/Ping`, "-d", "{}")
      ]
      assert.deepStrictEqual(refused.map(({ status }) => status), refused.map(() => 403))
      const split = yield* act("UserEvent", { UserEvent: "Gateway", N: "1\r\nUserEvent: Other" })
      assert.strictEqual(split.status, 422)
      const placed = yield* act("Originate", call)
      assert.deepStrictEqual([placed.status, JSON.parse(placed.text).response[0]], [200, ["Response", "Success"]])
      const wrong = yield* curl(
        `${url}/v1/servers/pbx/actions/Originate`,
        "-d",
        JSON.stringify({ ...call, Exten: "none" })
      )
      assert.include([200, 422], wrong.status)
      yield* until(() => seen.some((text) => text.includes("Newchannel") && text.includes("Local/101@")))
      assert.isTrue(seen.some((text) => text.includes("UserEvent") && text.includes("Gateway")))
      assert.isFalse(seen.some((text) => text.includes("Other") || text.includes("Local/102@")))
      assert.notInclude(said.text, "Other")
      assert.strictEqual(said.errors, "")
    }))
})
