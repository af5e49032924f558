/**
 * A cluster on a real Asterisk: its nodes are processes that are killed, frozen and asked to end while calls are placed, and a
 * session of its own counts the calls that there were.
 */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { type Asked, judge } from "../cluster/history.ts"
import { freePort, type NodeProcess, start } from "../cluster/processes.ts"
import { field, isEvent, rawSession } from "./rawSession.ts"
import { forEachServer, privateServer } from "./servers.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(`${tmpdir()}/ami-cluster-`)),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

interface Owned {
  readonly isConnected: boolean
}

const owns = async (node: NodeProcess): Promise<boolean> => {
  const owned = (await node.ask({ op: "owned" }))?.value
  return Array.isArray(owned) && owned.some(({ isConnected }: Owned) => isConnected)
}

forEachServer("a cluster", ({ offers, version }) => {
  it.live.skipIf(!offers.cli)(
    "places no call twice, and says what became of each, whatever happens to its nodes",
    () =>
      Effect.gen(function*() {
        const server = yield* privateServer(version)
        const witness = yield* rawSession(server, { events: "call" })
        const locks = `${yield* folder}/locks.db`
        const asked: Array<Asked> = []
        const nodes = new Set<NodeProcess>()
        yield* Effect.addFinalizer(() => Effect.promise(() => Promise.all([...nodes].map((node) => node.close()))))

        const join = Effect.promise(async () => {
          const node = start({
            port: await freePort(),
            locks,
            asterisk: server.port,
            account: server.users.hello,
            servers: ["berlin"]
          })
          nodes.add(node)
          await node.running
          return node
        })
        const pause = (millis: number) => Effect.sleep(millis)
        const placeCall = (node: NodeProcess): Asked => {
          const id = `call-${asked.length}`
          const call: Asked = { id, at: Date.now(), node: node.port, reply: undefined, said: undefined }
          asked.push(call)
          void node.ask({ op: "call", id, server: "berlin", millis: 0, real: true }).then((reply) => {
            call.reply = reply ?? null
          })
          return call
        }
        /** Calls over all nodes, until each of some of them has placed one that succeeded. */
        const until = (these: ReadonlyArray<NodeProcess>) =>
          Effect.gen(function*() {
            const placed = these.map(() => new Array<Asked>())
            while (!placed.every((calls) => calls.some(({ reply }) => reply?.value === "ok"))) {
              for (const [index, node] of these.entries()) placed[index]?.push(placeCall(node))
              yield* pause(100)
            }
          })

        let [one, two] = yield* Effect.all([join, join], { concurrency: "unbounded" })
        const ownerAndOther = Effect.promise(async () => await owns(one) ? [one, two] as const : [two, one] as const)
        yield* until([one, two])
        for (const fault of ["SIGKILL", "SIGTERM", "SIGSTOP"] as const) {
          const [owner, other] = yield* ownerAndOther
          const under = Array.from({ length: 5 }, () => placeCall(other))
          owner.signal(fault)
          yield* until([other])
          assert.isTrue(under.every(({ reply }) => reply !== undefined), `after ${fault}`)
          if (fault === "SIGSTOP") {
            owner.signal("SIGCONT")
            yield* until([owner, other])
          } else {
            yield* Effect.promise(() => owner.ended)
            one = yield* join
            two = other
            yield* until([one, two])
          }
        }
        yield* Effect.promise(async () => {
          for (const node of nodes) await node.ask({ op: "owned" })
        })
        const isSaid = () => asked.every(({ reply }) => reply !== undefined)
        while (!isSaid()) yield* pause(50)

        // What was asked before this answer has been seen by then.
        yield* witness.request("Action: Ping")
        const last = asked.findLast(({ reply }) => reply?.value === "ok")
        yield* witness.waitFor("the last call", isEvent("Newchannel", { Uniqueid: last?.id ?? "" }))
        const seen = (yield* witness.messages).filter(isEvent("Newchannel")).map((message) =>
          field(message, "Uniqueid") ?? ""
        )
        const calls = seen.filter((id) => /^call-\d+$/.test(id)).map((id) => ({ id }))
        const verdict = judge(asked, calls)

        assert.deepStrictEqual(verdict.violations, [])
        // Each node places one after each fault, and more while it is waited for.
        assert.isAtLeast(verdict.ok, 11)
      }),
    240_000
  )
})
