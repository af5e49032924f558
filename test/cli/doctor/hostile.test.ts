/**
 * Servers that speak AMI, and not as Asterisk does: what they say is shown, and harms nothing.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import type { Options } from "../../../src/cli/doctor/examination.ts"
import { type Answer, answeringServer, success } from "../../node/answeringServer.ts"
import { examined, secret, waitingFor } from "./examining.ts"

const refused = (words: string): Answer => ({ actionId, name }) =>
  name === "Login" ? `Response: Error\r\nActionID: ${actionId}\r\nMessage: ${words}\r\n\r\n` : undefined

interface Case {
  readonly answer: Answer
  readonly exit: number
  readonly says: RegExp
  readonly options?: Partial<Options>
  readonly query?: string
}

const cases: Readonly<Record<string, Case>> = {
  "a login without an answer": {
    answer: ({ name }) => name === "Login" ? "" : undefined,
    exit: 6,
    says: /✗ The login was not answered in time\n {4}Asterisk hangs/,
    options: { limits: waitingFor("login") }
  },
  "a secret that is sent back": {
    answer: refused(`no such secret: ${secret}`),
    exit: 4,
    says: /✗ Asterisk refuses the login of hello: no such secret: <redacted>/,
    query: "?auth=plaintext"
  },
  "an answer that would clear the screen": {
    answer: refused("\u001b[2J"),
    exit: 4,
    says: /login of hello: \\u001b\[2J/
  },
  "a session that is there already": {
    answer: refused("Login Already In Use"),
    exit: 4,
    says: /allowmultiplelogin = yes/
  },
  "a connection that ends amid the questions": {
    answer: ({ name, peer }) => {
      if (name !== "Ping") return undefined
      peer.end()
      return ""
    },
    exit: 3,
    says: /✗ The connection ended before Ping was answered/
  },
  "a list of actions that is refused": {
    answer: ({ actionId, name }) =>
      name === "ListCommands" ? `Response: Error\r\nActionID: ${actionId}\r\nMessage: No.\r\n\r\n` : undefined,
    exit: 1,
    says: /✗ ListCommands failed: No\./
  },
  "a version that is none, and a clock of another year": {
    answer: (action) =>
      action.name === "CoreSettings"
        ? success(action, "AsteriskVersion: \u001b[31mnone\r\n")
        : action.name === "ListCommands"
        ? success(action, "Ping: Keepalive  (Priv: <none>)\r\nx: (((\r\n")
        : undefined,
    exit: 0,
    says:
      /- Version unknown: CoreSettings says "\\u001b\[31mnone"[^]*! The clock of the PBX is \d+d \d+h behind[^]*write = \(nothing\)/
  }
}

describe.concurrent("ami doctor, at a server that is not as Asterisk", () => {
  for (const [name, { answer, exit, options, query = "", says }] of Object.entries(cases)) {
    it.live(`says what happened, and ends: ${name}`, () =>
      Effect.gen(function*() {
        const server = yield* answeringServer(answer)
        const result = yield* examined({ url: `ami://hello@127.0.0.1:${server.port}${query}` }, options)
        assert.match(result.text, says, result.text)
        assert.strictEqual(result.exitCode, exit, result.text)
        assert.notInclude(JSON.stringify(result) + result.text, secret)
        assert.notInclude(result.text, "\u001b")
        yield* server.allClosed
      }))
  }

  it.live("writes accounts of FreePBX into the file that people may write", () =>
    Effect.gen(function*() {
      const { port } = yield* AmiSimulator.AmiSimulator
      const result = yield* examined(
        { url: `ami://shop@127.0.0.1:${port}` },
        { tasks: ["dial"] }
      )
      assert.strictEqual(result.of("for:dial")?.fix?.file, "/etc/asterisk/manager_custom.conf")
      assert.match(result.text, /i This is FreePBX/)
    }).pipe(Effect.provide(NodeSimulator.layer({
      users: { shop: { secret, read: "system,call", write: "reporting" } },
      extensions: { "from-internal-additional": { "101": ["Dial(PJSIP/101)"] } }
    }))))
})
