/**
 * Every action that `ListCommands` lists is known, in both versions.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { login, simulator } from "./rawSession.ts"

/** They end the session, wait, are answered by an empty line, or need agents. */
const unlike = new Set(["Logoff", "WaitEvent", "IAXnetstats", "AgentLogoff", "Agents"])

describe("the actions of a simulator", () => {
  for (const version of ["16", "22"] as const) {
    it.live(`of Asterisk ${version} are all known`, () =>
      Effect.gen(function*() {
        const session = yield* login({ events: "off" })
        yield* session.send("Action: ListCommands\n\n")
        const names = (yield* session.reply).split("\n").slice(1).map((line) => line.slice(0, line.indexOf(":")))
        for (const name of names.filter((name) => !unlike.has(name))) yield* session.send(`Action: ${name}\n\n`)
        yield* session.send("Action: Logoff\n\n")
        const unknown = [...(yield* session.rest).matchAll(/^Message: Invalid\/unknown command: (\w+)\./gm)].map((
          [, name]
        ) => name)

        assert.isAbove(names.length, 130)
        assert.deepStrictEqual(unknown, [])
      }).pipe(Effect.provide(simulator({ version }))))
  }

  it.live("of Asterisk 16 monitor a channel until it is told to stop", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "call" })
      yield* session.send(
        "Action: Originate\nChannel: Local/200@from-internal/n\nApplication: Wait\nData: 9\nAsync: true\n\n"
      )
      const [, channel] = /^Channel: (.*;1)$/m.exec(yield* session.event("OriginateResponse")) ?? []
      const ask = (request: string) => Effect.andThen(session.send(`Action: ${request}\n\n`), session.reply)

      assert.include(yield* ask("Monitor"), "No channel specified")
      assert.include(yield* ask("Monitor\nChannel: nobody"), "No such channel")
      assert.include(yield* ask(`ChangeMonitor\nChannel: ${channel}`), "No filename specified")
      yield* session.send(`Action: Monitor\nChannel: ${channel}\n\n`)
      assert.include(yield* session.event("MonitorStart"), `Channel: ${channel}`)
      assert.include(yield* ask(`PauseMonitor\nChannel: ${channel}`), "Paused monitoring of the channel")
      yield* session.send(`Action: StopMonitor\nChannel: ${channel}\n\n`)
      assert.include(yield* session.event("MonitorStop"), `Channel: ${channel}`)
    }).pipe(Effect.provide(simulator({ version: "16", timeScale: 1 }))))
})
