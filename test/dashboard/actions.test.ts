import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import type { AmiDashboard } from "effect-ami/dashboard"
import { TestClock } from "effect/testing"
import type { AgentRow } from "../../src/dashboard/internal/row.ts"
import { house, open, secret, token } from "./server.ts"

const supervised = (log: Array<AmiDashboard.Acted> = []): AmiDashboard.Options => ({
  actions: {
    token: Redacted.make(token),
    reasons: ["Lunch", "Back office"],
    transferContext: "from-internal",
    onAction: (acted) => Effect.sync(() => void log.push(acted))
  }
})

/** A dashboard with a call of the queue that Alice has answered. */
const talking = Effect.fnUntraced(function*(log: Array<AmiDashboard.Acted> = []) {
  const dashboard = yield* open(supervised(log))
  const viewer = yield* dashboard.view
  yield* dashboard.server.perform({ command: "call", phone: "provider", number: "500" })
  yield* TestClock.adjust("2 seconds")
  yield* dashboard.server.perform({ command: "ring", phone: "101" })
  yield* dashboard.server.perform({ command: "answer", phone: "101" })
  yield* TestClock.adjust("2 seconds")
  const sent = Effect.map(
    dashboard.server.requests,
    (all) =>
      all.filter(({ action }) => ["QueuePause", "Hangup", "BlindTransfer", "Originate"].includes(action)).map((
        { message }
      ) => message)
  )
  return { ...dashboard, viewer, sent }
})

describe("acting with the dashboard", () => {
  it.effect("pauses an agent in all queues, and shows it when the event comes", () =>
    Effect.gen(function*() {
      const log: Array<AmiDashboard.Acted> = []
      const { act, view } = yield* open(supervised(log))
      const viewer = yield* view
      assert.deepStrictEqual(yield* act({ do: "pause", iface: "PJSIP/101", reason: "Lunch" }), {
        status: 200,
        ok: true
      })
      yield* TestClock.adjust("250 millis")
      assert.deepInclude(viewer.rows.get("a:PJSIP/101"), {
        state: "paused",
        reason: "Lunch",
        queues: ["sales", "support"]
      })
      assert.deepInclude(yield* act({ do: "unpause", iface: "PJSIP/101" }), { status: 200 })
      yield* TestClock.adjust("250 millis")
      assert.deepInclude(viewer.rows.get("a:PJSIP/101"), { state: "ready", paused: false, reason: "" })
      assert.deepStrictEqual(log.map(({ action, detail, outcome, target }) => [action, target, detail, outcome]), [
        ["pause", "PJSIP/101", "Lunch", "done"],
        ["unpause", "PJSIP/101", "", "done"]
      ])
    }))

  it.effect("hangs up a call of a row", () =>
    Effect.gen(function*() {
      const { act, sent, viewer } = yield* talking()
      const agent = viewer.rows.get("a:PJSIP/101") as AgentRow
      assert.deepInclude(agent, { state: "talking", peer: "0201234567", queue: "sales", known: true })
      assert.deepInclude(viewer.of("c:")[0], { from: "0201234567", to: "Alice", state: "talking", queue: "sales" })
      assert.deepInclude(yield* act({ do: "hangup", channel: agent.channel ?? "" }), { status: 200 })
      yield* TestClock.adjust("1 second")
      assert.lengthOf(viewer.of("c:"), 0)
      assert.deepStrictEqual((yield* sent).map((message) => message.get("Channel")), [agent.channel])
      // It is over for who asks once more.
      assert.deepInclude(yield* act({ do: "hangup", channel: agent.channel ?? "" }), {
        status: 409,
        error: "The call is over"
      })
      assert.lengthOf(yield* sent, 1)
    }))

  it.effect("transfers who talks with an agent to an extension of the context", () =>
    Effect.gen(function*() {
      const { act, sent, viewer } = yield* talking()
      const { channel } = viewer.rows.get("a:PJSIP/101") as { readonly channel: string }
      assert.deepInclude(yield* act({ do: "transfer", channel, exten: "900" }), { status: 200 })
      yield* TestClock.adjust("1 second")
      assert.deepInclude(viewer.rows.get("a:PJSIP/101"), { state: "ready" })
      const [message] = yield* sent
      assert.deepStrictEqual([message?.get("Exten"), message?.get("Context")], ["900", "from-internal"])
    }))

  it.effect("rings the telephone of who listens, and then runs ChanSpy and nothing else", () =>
    Effect.gen(function*() {
      const { act, sent, viewer } = yield* talking()
      const { channel } = viewer.rows.get("a:PJSIP/101") as { readonly channel: string }
      for (const [name, options] of [["spy", "qE"], ["whisper", "qEw"], ["barge", "qEB"]]) {
        assert.deepInclude(yield* act({ do: name, channel, phone: "PJSIP/200", Application: "System" }), {
          status: 200
        })
        const message = (yield* sent).at(-1)
        assert.deepStrictEqual(
          ["Channel", "Application", "Data", "Exten", "Variable"].map((header) => message?.get(header)),
          ["PJSIP/200", "ChanSpy", `${channel},${options}`, undefined, undefined]
        )
      }
    }))

  it.effect("is refused without the token, from another site, and where the dashboard only shows; nothing is sent", () =>
    Effect.gen(function*() {
      const { act, ask, sent } = yield* talking()
      const body = { do: "pause", iface: "PJSIP/101" }
      const headers: ReadonlyArray<Readonly<Record<string, string>>> = [
        { "x-token": "" },
        { "x-token": `${token}x` },
        { "x-token": token.slice(0, -1) },
        { origin: "https://evil.example" },
        { origin: "http://localhost:9999" },
        { origin: "null" }
      ]
      for (const one of headers) {
        assert.deepInclude(yield* act(body, one), { status: 403, ok: false }, JSON.stringify(one))
      }
      assert.strictEqual((yield* ask("/act", { body })).status, 403)
      assert.lengthOf(yield* sent, 0)
      assert.deepInclude(yield* act(body, { origin: "http://localhost:8380" }), { status: 200 })

      const shown = yield* open()
      assert.deepInclude(yield* shown.act(body), { status: 403, error: "This dashboard only shows" })
      assert.deepInclude((yield* shown.rows).server, { actions: [], reasons: [] })
    }))

  it.effect("is refused if the request is not as it must be, with the field that is wrong; nothing is sent", () =>
    Effect.gen(function*() {
      const log: Array<AmiDashboard.Acted> = []
      const { act, sent, viewer } = yield* talking(log)
      const { channel } = viewer.rows.get("a:PJSIP/101") as { readonly channel: string }
      const cases: ReadonlyArray<readonly [body: unknown, status: number, field?: string]> = [
        ["no json", 422],
        [[], 422],
        [{}, 422, "do"],
        [{ do: "Command" }, 422, "do"],
        [{ do: "toString" }, 422, "do"],
        [{ do: "pause" }, 422, "iface"],
        [{ do: "pause", iface: "PJSIP/999" }, 422, "iface"],
        [{ do: "pause", iface: "PJSIP/101\r\nAction: Command" }, 422, "iface"],
        [{ do: "pause", iface: "PJSIP/101", reason: "Because" }, 422, "reason"],
        [{ do: "pause", iface: "PJSIP/101", reason: 1 }, 422, "reason"],
        [{ do: "hangup" }, 422, "channel"],
        [{ do: "hangup", channel: "/.*/" }, 409, "channel"],
        [{ do: "hangup", channel: "PJSIP/101" }, 409, "channel"],
        [{ do: "transfer", channel }, 422, "exten"],
        [{ do: "transfer", channel, exten: "900@other" }, 422, "exten"],
        [{ do: "spy", channel }, 422, "phone"],
        [{ do: "spy", channel, phone: "Local/900@from-internal" }, 422, "phone"],
        [{ do: "spy", channel, phone: "PJSIP/0900123@provider" }, 422, "phone"],
        [{ do: "spy", channel, phone: "PJSIP/200&PJSIP/101" }, 422, "phone"],
        [{ do: "spy", channel, phone: "PJSIP/777" }, 422, "phone"],
        [{ do: "spy", channel, phone: "x".repeat(300) }, 422, "phone"],
        [{ do: "pause", iface: "x".repeat(10_000) }, 422]
      ]
      for (const [body, status, field] of cases) {
        const answer = yield* act(body)
        assert.deepInclude(
          answer,
          { status, ok: false, ...(field === undefined ? {} : { field }) },
          JSON.stringify(body)
        )
      }
      assert.lengthOf(yield* sent, 0)
      // Those that name no action are a warning in the log.
      assert.lengthOf(log, cases.length - 6)
      assert.deepInclude(log[2], { action: "pause", target: "PJSIP/101\r\nAction: Command", detail: "" })
      assert.deepInclude(log[3], { detail: "Because", outcome: "reason must be one of Lunch, Back office" })
    }))

  it.effect("gives what Asterisk says if it refuses", () =>
    Effect.gen(function*() {
      const log: Array<AmiDashboard.Acted> = []
      const { act, server, viewer } = yield* talking(log)
      const { channel } = viewer.rows.get("a:PJSIP/101") as { readonly channel: string }
      yield* server.respondWith("BlindTransfer", ({ actionId }) => [[
        ["Response", "Error"],
        ["ActionID", actionId ?? ""],
        ["Message", "Transfer not permitted"]
      ]])
      assert.deepInclude(yield* act({ do: "transfer", channel, exten: "900" }), {
        status: 409,
        error: "Transfer not permitted"
      })
      assert.deepInclude(log[0], {
        action: "transfer",
        target: channel,
        detail: "900",
        outcome: "Transfer not permitted"
      })
      // The action of the connection that is lost.
      yield* server.shutdown()
      assert.deepInclude(yield* act({ do: "hangup", channel }), { status: 409 })
    }))

  it.effect("is offered as far as the account may, which also decides what is shown", () =>
    Effect.gen(function*() {
      const account = { secret, read: ["call", "agent"], write: ["reporting"] } as const
      const { act, rows } = yield* open(supervised(), { ...house, users: { floor: account } }, { bootTimeout: 0 })
      const all = yield* rows
      assert.deepInclude(all.server, { actions: [] })
      assert.deepInclude(all["q:sales"] as object, { completed: 8 })
      assert.deepInclude(all["e:PJSIP/101"] as object, { state: "up" })
      assert.deepInclude(yield* act({ do: "pause", iface: "PJSIP/101" }), { status: 403 })

      const some = yield* open(supervised(), {
        ...house,
        users: { floor: { ...account, write: ["reporting", "agent"] } }
      }, { bootTimeout: 0 })
      assert.deepInclude((yield* some.rows).server, {
        actions: ["pause", "unpause"],
        reasons: ["Lunch", "Back office"]
      })
    }))
})
