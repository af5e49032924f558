/**
 * The dashboard of a real server with telephones: a queue call through all it can meet, actions, and the ends of the server.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, it } from "@effect/vitest"
import { Context, Effect, Equal, Layer, Redacted, Schedule, Stream } from "effect"
import { Actions, Ami, AmiClient } from "effect-ami"
import { AmiDashboard } from "effect-ami/dashboard"
import { HttpRouter, HttpServer } from "effect/http"
import { createServer } from "node:http"
import type { AgentRow, CallRow, WaitingRow } from "../../src/dashboard/internal/row.ts"
import { token, Viewer } from "../dashboard/server.ts"
import { within } from "../transport/waiting.ts"
import { client } from "./clients.ts"
import { freeze, mortalServer, thaw } from "./ends.ts"
import { type AsteriskServer, forEachServer } from "./servers.ts"
import { telephone } from "./telephone.ts"

const config = {
  "manager.conf": [
    "[floor]",
    "secret = very-secret",
    "read = call,agent",
    "write = reporting,agent,call,originate"
  ].join("\n"),
  "queues.conf": [
    "[wall]",
    "strategy = ringall",
    "timeout = 3",
    "retry = 1",
    "servicelevel = 20",
    "member => PJSIP/tel1,0,Alice",
    "[Wall Two](wall)",
    "member => PJSIP/tel1,0,Alice",
    "[local]",
    "timeout = 5",
    "member => Local/tel4@from-internal/n,0,Dora"
  ].join("\n"),
  "extensions.conf": [
    "[from-internal](+)",
    "exten => wall,1,Answer()",
    " same => n,Queue(wall)",
    "exten => local,1,Answer()",
    " same => n,Queue(local)"
  ].join("\n")
}

/** What the account may do with the page. */
const everything = ["pause", "unpause", "hangup", "transfer", "spy", "whisper", "barge"]

const account = { username: "floor", secret: "very-secret" }

/** Serves a dashboard on a free port; gives its address, and a viewer of its events. */
const dashboardOf = Effect.fnUntraced(function*(server: AsteriskServer) {
  const context = yield* Layer.build(
    HttpRouter.serve(
      AmiDashboard.layer({
        hosts: ["127.0.0.1"],
        actions: { token: Redacted.make(token), transferContext: "from-internal", onAction: () => Effect.void }
      }),
      { disableLogger: true, disableListenLog: true }
    ).pipe(
      Layer.provideMerge(
        NodeHttpServer.layerServer(() => createServer(), { port: 0, host: "127.0.0.1", gracefulShutdownTimeout: 1 })
      ),
      Layer.provide(client(server, { user: account, bootTimeout: 0 }))
    )
  )
  const { address } = Context.get(context, HttpServer.HttpServer)
  const url = `http://127.0.0.1:${"port" in address ? address.port : 0}`
  const viewer = new Viewer()
  const closing = new AbortController()
  yield* Effect.addFinalizer(() => Effect.sync(() => closing.abort()))
  yield* Effect.promise(async () => {
    const { body } = await fetch(`${url}/events`, { signal: closing.signal })
    const decoder = new TextDecoder()
    void (async () => {
      for await (const bytes of body ?? []) viewer.hear(decoder.decode(bytes, { stream: true }))
    })().catch(() => undefined)
  })
  /** Waits until the page shows something. */
  const shows = (what: string, look: () => boolean, limit = 20_000) =>
    Effect.sync(look).pipe(
      Effect.tap((isShown) => isShown ? Effect.void : Effect.sleep("20 millis")),
      Effect.repeat({ until: (isShown) => isShown }),
      within(what, limit)
    )
  yield* shows("the first rows", () => viewer.rows.has("link"))
  const act = (body: object) =>
    Effect.promise(async () => {
      const headers = { "x-token": token, "content-type": "application/json", origin: url }
      const response = await fetch(`${url}/act`, { method: "POST", headers, body: JSON.stringify(body) })
      return { status: response.status, text: await response.text() }
    })
  const get = (path: string) =>
    Effect.promise(async () => {
      const response = await fetch(`${url}${path}`)
      return { status: response.status, text: await response.text() }
    })
  /** Waits until a row of an agent, a call or a queue has these values; fails with what it has instead. */
  const showsRow = (what: string, row: () => object | undefined, expected: object) =>
    shows(what, () => Equal.equals({ ...row(), ...expected }, { ...row() })).pipe(
      Effect.catchDefect(() => Effect.sync(() => assert.deepInclude(row(), expected)))
    )
  return { act, get, shows, showsRow, url, viewer }
})

/** When each kind of event came last, by another session. */
const timesOf = Effect.fnUntraced(function*(ami: AmiClient.AmiClient["Service"]) {
  const last = new Map<string, number>()
  yield* ami.inbox.pipe(
    Stream.runForEach((item) =>
      Effect.sync(() => {
        if (item._tag === "Received") last.set(item.message.get("Event") ?? "", performance.now())
      })
    ),
    Effect.ignore,
    Effect.forkScoped
  )
  return last
})

forEachServer("the dashboard", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "shows a queue call that waits, rings, is answered, parked, transferred, abandoned and hung up, with a small account",
    () =>
      Effect.gen(function*() {
        const { server: own } = yield* mortalServer(server.version, { config })
        const alice = yield* telephone(own, "tel1", "rings")
        yield* telephone(own, "tel2")
        const listener = yield* telephone(own, "tel3")
        yield* telephone(own, "tel4")
        const { act, get, shows, showsRow, viewer } = yield* dashboardOf(own)
        yield* Effect.gen(function*() {
          const ami = yield* AmiClient.AmiClient
          const heard = yield* timesOf(ami)
          const took: Array<string> = []
          /** Waits until the page shows it, and notes how long after the event of another session that was. */
          const showsAfter = (event: string, what: string, look: () => boolean) =>
            Effect.tap(shows(what, look), () => {
              const at = heard.get(event)
              return Effect.sync(() =>
                took.push(`${what} ${at === undefined ? "-" : Math.round(performance.now() - at)}`)
              )
            })
          const agent = () => viewer.rows.get("a:PJSIP/tel1") as AgentRow | undefined
          const calls = () => viewer.of("c:") as ReadonlyArray<CallRow>
          const waiting = () => viewer.of("w:") as ReadonlyArray<WaitingRow>
          const isIn = (state: AgentRow["state"]) => () => agent()?.state === state
          const noCalls = shows("no calls", () => calls().length === 0)
          const call = (exten: string) =>
            ami.send(Actions.Originate({
              Channel: "PJSIP/tel2",
              Context: "from-internal",
              Exten: exten,
              Priority: 1,
              CallerID: "\"Eve <i>\" <0201234567>",
              Async: true
            }))
          assert.deepInclude(viewer.rows.get("server"), { actions: everything })
          assert.deepStrictEqual(agent()?.queues, ["Wall Two", "wall"])

          // It waits and rings.
          yield* call("wall")
          yield* showsAfter("QueueCallerJoin", "who waits", () => waiting().length === 1)
          yield* showsRow("who it is", () => waiting()[0], {
            queue: "wall",
            num: "0201234567",
            name: "Eve <i>",
            position: 1
          })
          yield* showsAfter("AgentCalled", "a telephone that rings", isIn("ringing"))
          yield* showsRow("for whom it rings", agent, { peer: "0201234567" })

          // It is answered, and the agent is paused by somebody else while it talks.
          alice.habit = "answers"
          yield* showsAfter("AgentConnect", "a conversation", isIn("talking"))
          yield* shows("nobody who waits", () => waiting().length === 0)
          yield* showsRow("with whom", agent, { peer: "0201234567", queue: "wall", known: true })
          yield* shows("one call", () => calls().length === 1)
          yield* showsRow("the call", () => calls()[0], { from: "tel2", to: "Alice", queue: "wall", state: "talking" })
          yield* ami.send(Actions.QueuePause({ Interface: "PJSIP/tel1", Paused: true, Reason: "Lunch" }))
          yield* showsAfter(
            "QueueMemberPause",
            "a pause",
            () => agent()?.paused === true && agent()?.reason === "Lunch"
          )
          yield* showsRow("a call all the same", agent, { state: "talking" })
          assert.deepInclude(yield* act({ do: "unpause", iface: "PJSIP/tel1" }), { status: 200 })
          yield* shows("the end of the pause", () => agent()?.paused === false)

          // Somebody listens.
          const channel = agent()?.channel ?? ""
          assert.deepInclude(yield* act({ do: "spy", channel, phone: "PJSIP/tel3" }), { status: 200 })
          yield* listener.until("a call", (all) => all.at(-1)?.state === "answered")
          // Its telephone is in the application a moment after it has answered.
          yield* ami.collect(Actions.CoreShowChannels()).pipe(
            Effect.repeat({
              until: (all) => all.some(({ ApplicationData }) => ApplicationData === `${channel},qE`),
              schedule: Schedule.spaced("50 millis")
            }),
            within("somebody who listens")
          )

          // The caller is parked, and hung up by the page.
          const parked = calls().find(({ queue }) => queue === "wall")?.legs.find(({ who }) => who === "tel2")
          yield* ami.send(Actions.Park({ Channel: parked?.channel ?? "" }))
          yield* showsAfter(
            "ParkedCall",
            "a parked call",
            () => calls().some(({ state, to }) => state === "parked" && to === "901")
          )
          yield* shows("an agent that is free", () => agent()?.state === "ready" || agent()?.state === "wrapup")
          assert.deepInclude(yield* act({ do: "hangup", channel: parked?.channel }), { status: 200 })
          yield* noCalls
          yield* shows("one more", () => agent()?.taken === 1)

          // It is transferred.
          yield* call("wall")
          yield* shows("another conversation", isIn("talking"))
          assert.deepInclude(yield* act({ do: "transfer", channel: agent()?.channel, exten: "200" }), { status: 200 })
          yield* showsAfter("BlindTransfer", "a call without the agent", () => calls()[0]?.legs.length === 1)
          yield* shows("an agent without a call", () => agent()?.state === "ready" || agent()?.state === "wrapup")
          assert.deepInclude(yield* act({ do: "hangup", channel: calls()[0]?.legs[0]?.channel }), { status: 200 })
          yield* noCalls
          assert.include((yield* act({ do: "transfer", channel: "gone", exten: "200" })).text, "The call is over")

          // It is abandoned: the other half of a Local channel hangs up, as a telephone does.
          alice.habit = "rings"
          yield* ami.send(Actions.Originate({
            Channel: "Local/wall@from-internal/n",
            Application: "Wait",
            Data: "60",
            Async: true
          }))
          yield* shows("who waits", () => waiting().length === 1)
          yield* Ami.hangup({ channel: (waiting()[0]?.channel ?? "").replace(/;2$/, ";1") })
          yield* showsAfter("QueueCallerAbandon", "who gave up", () => viewer.of("x:wall").length === 1)
          yield* shows("nobody who waits", () => waiting().length === 0)

          // A member behind a Local channel is tied to the telephone that it leads to.
          yield* call("local")
          const dora = () => viewer.rows.get("a:Local/tel4@from-internal/n") as AgentRow | undefined
          yield* shows("a Local member that talks", () => dora()?.state === "talking" && dora()?.channel !== undefined)
          yield* shows("its telephone", () => dora()?.channel?.startsWith("PJSIP/tel4-") === true)
          yield* showsRow("with whom it talks", dora, { peer: "0201234567" })
          yield* shows("one call", () => calls().length === 1)
          assert.deepInclude(yield* act({ do: "hangup", channel: dora()?.channel }), { status: 200 })
          yield* noCalls

          // The page and the rows for scripts are the same, and the patches came one after the other.
          yield* shows("the same rows", () => viewer.rows.get("q:wall") !== undefined)
          const ids = viewer.events.flatMap(({ id }) => id === undefined ? [] : [id])
          assert.deepStrictEqual(ids, ids.map((_, index) => (ids[0] ?? 0) + index))
          for (const path of ["/", "/state", "/metrics", "/healthz"]) {
            assert.notInclude((yield* get(path)).text, account.secret)
          }
          const counted = /^asterisk_queue_calls_abandoned_total\{[^}]*"wall"\} 1$/m
          yield* Effect.repeat(get("/metrics"), {
            until: ({ text }) => counted.test(text),
            schedule: Schedule.spaced("50 millis")
          }).pipe(within("who gave up, in the metrics"))
          process.stdout.write(`Asterisk ${server.version}, milliseconds after the event: ${took.join(", ")}\n`)
        }).pipe(Effect.provide(client(own)))
      }),
    120_000
  )

  it.live.skipIf(!server.offers.cli)(
    "says that a killed or frozen server is lost, and is right again without being opened again",
    () =>
      Effect.gen(function*() {
        const { kill, restart, server: doomed } = yield* mortalServer(server.version, { config })
        const { get, shows, showsRow, viewer } = yield* dashboardOf(doomed)
        const link = () => viewer.rows.get("link") as { readonly state: string; readonly since: number }
        const isRight = (own: AsteriskServer) =>
          Effect.gen(function*() {
            const items = yield* Effect.provide(
              AmiClient.AmiClient.use((ami) => ami.collect(Actions.QueueStatus())),
              client(own)
            )
            const listed = items.flatMap((item) =>
              item.Event === "QueueParams" ? [[item.Queue, item.Completed, item.Abandoned] as const] : []
            )
            for (const [name, completed, abandoned] of listed) {
              // An account that may not know when the server has started may be there before its queues are.
              yield* showsRow("a queue as it is listed", () => viewer.rows.get(`q:${name}`) as object, {
                completed,
                abandoned
              })
            }
            const members = new Set(items.flatMap((item) => item.Event === "QueueMember" ? [item.Location] : []))
            yield* shows("each member", () => viewer.of("a:").length === members.size)
            yield* showsRow("all that may be done", () => viewer.rows.get("server") as object, { actions: everything })
            assert.strictEqual((yield* get("/healthz")).status, 200)
          })
        assert.strictEqual(link().state, "live")
        const before = Date.now()
        yield* kill
        yield* shows("a lost link", () => link().state === "lost", 5000)
        assert.isAtMost(link().since, Date.now())
        assert.strictEqual((yield* get("/healthz")).status, 503)
        const again = yield* restart
        yield* shows("a link", () => link().state === "live", 60_000)
        assert.isAbove(link().since, before)
        yield* isRight(again)

        const frozenAt = Date.now()
        yield* freeze(again.pid)
        yield* Effect.addFinalizer(() => thaw(again.pid))
        yield* shows("a link that is lost in silence", () => link().state === "lost", 40_000)
        // What is shown is as old as the last that was heard.
        assert.isBelow(link().since, frozenAt + 15_000)
        yield* thaw(again.pid)
        yield* shows("a link", () => link().state === "live", 60_000)
        yield* isRight(again)
        assert.strictEqual(viewer.events.filter(({ event }) => event === "state").length, 1)
      }),
    180_000
  )
})
