/**
 * The commands of `ami` that look, on real servers.
 */
import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Schema } from "effect"
import { commands } from "../../src/cli/cli.ts"
import { lists } from "../cli/lists.ts"
import { running } from "../cli/run.ts"
import { offers } from "./clients.ts"
import { forEachServer } from "./servers.ts"

const json = (text: string): unknown => JSON.parse(text)

forEachServer("the command line", (server) => {
  const { host, httpPort, httpsPort, port, tlsPort, users: { hello } } = server
  const account = `${hello.username}:${hello.secret}`
  const ways = [
    ["tcp", `ami://${account}@${host}:${port}`],
    ["tls", `amis://${account}@${host}:${tlsPort}`],
    ["http", `http://${account}@${host}:${httpPort}`],
    ["https", `https://${account}@${host}:${httpsPort}?auth=digest`]
  ] as const

  for (const [way, url] of ways) {
    const env = { AMI_URL: url, ...way === "tls" || way === "https" ? { AMI_CA: server.ca } : {} }

    it.live.skipIf(!offers(server, way))(
      `lists what there is and prints events over ${way}`,
      () =>
        Effect.gen(function*() {
          // A call of Asterisk with itself, for the tables.
          const called = yield* running(
            [
              "send",
              "Originate",
              "Channel=Local/600@from-internal",
              "Application=Wait",
              "Data=30",
              "Async=true",
              "-q",
              "-y"
            ],
            { env }
          )
          assert.strictEqual(called.code, 0, called.stderr)

          for (const name of lists) {
            const { code, stderr, stdout } = yield* running([name, "--json"], { env })
            if (name === "mailboxes" && code === 1) {
              assert.include(stderr, "its module app_voicemail is not loaded")
              continue
            }
            assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" }, name)
            const output = (yield* Effect.promise(() =>
              commands.find((one) => one.name === name)?.load() ?? Promise.reject(new Error(name))
            )).output
            Schema.decodeUnknownSync(output as Schema.Codec<unknown>)(json(stdout))
          }

          const connected = yield* Deferred.make<void>()
          const events = yield* Effect.forkChild(
            running(["events", "User*", "-W", `Way=${way}`, "-n", "1", "--timeout", "20"], {
              env,
              until: (stdout) => {
                if (stdout.includes("Connected")) {
                  Deferred.doneUnsafe(connected, Effect.void)
                }
                return false
              }
            })
          )
          yield* Deferred.await(connected)
          yield* running(["send", "UserEvent", "UserEvent=Seen", `Way=${way}`, "-q"], { env })
          const { code, stdout } = yield* Fiber.join(events)
          assert.strictEqual(code, 0)
          const [, event] = stdout.trim().split("\n").map(json)
          assert.deepInclude(event, { Event: "UserEvent", UserEvent: "Seen", Way: way })
        }),
      60_000
    )
  }
})
