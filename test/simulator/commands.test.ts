/**
 * The commands of the console, as Asterisk prints them over AMI.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { NodeSimulator, type SimulatedPbx } from "effect-ami/simulator"
import { login, type RawSession } from "./rawSession.ts"
import { valueIn } from "./recorded.ts"

const ask = Effect.fnUntraced(function*(session: RawSession, action: string) {
  yield* session.send(`${action}\nActionID: ask\n\nAction: Ping\nActionID: asked\n\n`)
  const answer: Array<ReadonlyArray<string>> = []
  while (true) {
    const lines = (yield* session.message).split("\n")
    if (valueIn(lines, "ActionID") === "asked") return answer
    answer.push(lines)
  }
})

const simulator = (options: SimulatedPbx.Options = {}) => NodeSimulator.layer({ ...options, loginDelay: 0 })

const outputs = (commands: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const session = yield* login({ events: "off" })
    return yield* Effect.forEach(commands, (command) =>
      Effect.map(ask(session, `Action: Command\nCommand: ${command}`), ([lines = []]) => [
        lines[0] ?? "",
        ...lines.slice(3).map((line) =>
          line.slice("Output: ".length)
        )
      ]))
  })

describe("Command", () => {
  it.live("changes what it says it changes", () =>
    Effect.gen(function*() {
      const said = yield* outputs([
        "database put desk 110 \"Alice, first floor\"",
        "DATABASE get desk 110",
        "database show desk",
        "devstate change Custom:desk INUSE",
        "core show hints",
        "module reload app_echo",
        "database deltree desk"
      ])

      assert.deepStrictEqual(said, [
        ["Response: Success", "Updated database successfully"],
        ["Response: Success", "Value: Alice, first floor"],
        [
          "Response: Success",
          "/desk/110                                         : Alice, first floor       ",
          "1 results found."
        ],
        ["Response: Success", "Changing Custom:desk to INUSE"],
        [
          "Response: Success",
          "",
          "    -= Registered Asterisk Dial Plan Hints =-",
          "100@internal                  : Custom:desk                                                   "
          + "State:InUse           Presence:not_set         Watchers  0",
          "----------------",
          "- 1 hints registered"
        ],
        ["Response: Success", "The module 'app_echo' does not support reloads"],
        ["Response: Success", "1 database entries removed."]
      ])
    }).pipe(Effect.provide(simulator({ hints: { internal: { "100": "Custom:desk" } } }))))

  it.live("advises on what it does not know, and shows how to use what it knows", () =>
    Effect.gen(function*() {
      const said = yield* outputs([
        "core show nonsense",
        "sip show peers",
        "core show uptime bogus",
        "core show help core show uptime",
        "core show help database get",
        "core show help core set"
      ])

      assert.deepStrictEqual(said.map((lines) => lines.slice(0, 2)), [
        [
          "Response: Error",
          "No such command 'core show nonsense' (type 'core show help core show nonsense' for other possible commands)"
        ],
        [
          "Response: Error",
          "No such command 'sip show peers' (type 'core show help sip show' for other possible commands)"
        ],
        ["Response: Error", "Usage: core show uptime [seconds]"],
        ["Response: Success", "Usage: core show uptime [seconds]"],
        ["Response: Success", "Usage: database get <family> <key>"],
        ["Response: Success", "core set debug category        -- Enable/disable debugging categories"]
      ])
    }).pipe(Effect.provide(simulator())))

  it.live("lists the objects of PJSIP and queues", () =>
    Effect.gen(function*() {
      const [contacts, queue, conferences] = yield* outputs([
        "pjsip show contacts",
        "queue show sales",
        "confbridge list"
      ])

      assert.deepStrictEqual(contacts?.slice(5, 6), [
        "  Contact:  100/sip:100@192.0.2.1                          4c754823d6 NonQual        -nan"
      ])
      assert.deepStrictEqual(queue?.slice(1), [
        "sales has 0 calls (max unlimited) in 'ringall' strategy (0s holdtime, 0s talktime), W:0, C:0, A:0, "
        + "SL:0.0%, SL2:0.0% within 0s",
        "   No Members",
        "   No Callers",
        ""
      ])
      assert.deepStrictEqual(conferences?.slice(1), [
        "Conference Bridge Name           Users  Marked Locked Muted",
        "================================ ====== ====== ====== ====="
      ])
    }).pipe(
      Effect.provide(simulator({
        queues: { sales: {} },
        files: { "pjsip.conf": "[100]\ntype = endpoint\naors = 100\n[100]\ntype = aor\ncontact = sip:100@192.0.2.1\n" }
      }))
    ))
})
