/**
 * Counts the files of `src` that an event, an action, and a lost connection pass through: `npm run way`; `-- --files` names them.
 *
 * Each path is what V8 saw run, over TCP and after warm-up: the fewer files, the sooner a reader has seen it all. Fails if
 * a path has more files than allowed.
 */
import { Effect, Fiber, Logger, Queue, Redacted, Stream } from "effect"
import { Session } from "node:inspector/promises"
import { createServer, type Socket } from "node:net"
import { parseArgs } from "node:util"
import { Actions, AmiClient, Events } from "../src/index.ts"
import { layerTcp } from "../src/node/tcp.ts"

const mostFiles = { event: 21, action: 26, loss: 40 }

const { values } = parseArgs({ options: { files: { type: "boolean", default: false } } })

// --- The peer ---------------------------------------------------------------

const hangup = [
  "Event: Hangup",
  "Privilege: call,all",
  "Channel: PJSIP/100-00000001",
  "ChannelState: 6",
  "ChannelStateDesc: Up",
  "CallerIDNum: 100",
  "CallerIDName: <unknown>",
  "ConnectedLineNum: <unknown>",
  "ConnectedLineName: <unknown>",
  "Language: en",
  "AccountCode: ",
  "Context: from-internal",
  "Exten: 200",
  "Priority: 1",
  "Uniqueid: 17.1",
  "Linkedid: 17.1",
  "Cause: 16",
  "Cause-txt: Normal Clearing"
]

const answers: Readonly<Record<string, ReadonlyArray<string>>> = {
  Challenge: ["Challenge: 1"],
  Login: ["Message: Authentication accepted"],
  Ping: ["Ping: Pong", "Timestamp: 1.5"]
}

const text = (...lines: ReadonlyArray<string>) => `${lines.join("\r\n")}\r\n\r\n`

const valueIn = (message: string, name: string) => new RegExp(`^${name}: (.*)\r$`, "m").exec(message)?.[1] ?? ""

let peer: Socket | undefined

const server = createServer((socket) => {
  peer = socket
  socket.setEncoding("latin1").on("error", () => undefined)
  socket.write("Asterisk Call Manager/11.0.0\r\n")
  socket.on("data", (data) => {
    for (const message of String(data).split("\r\n\r\n").filter((part) => part !== "")) {
      const action = valueIn(`${message}\r\n`, "Action")
      const id = `ActionID: ${valueIn(`${message}\r\n`, "ActionID")}`
      socket.write(text(`Response: ${action === "Logoff" ? "Goodbye" : "Success"}`, id, ...(answers[action] ?? [])))
      if (action === "Login") socket.write(text("Event: FullyBooted", "Privilege: system,all", "Status: Fully Booted"))
    }
  })
})

// --- What ran ---------------------------------------------------------------

const inspector = new Session()
inspector.connect()
const src = new URL("../src/", import.meta.url).href

/** The files in which a function ran at least once per run, while the effect did. */
const filesOf = (times: number, effect: Effect.Effect<void>) =>
  Effect.gen(function*() {
    yield* Effect.promise(() => inspector.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false }))
    yield* effect
    const { result } = yield* Effect.promise(() => inspector.post("Profiler.takePreciseCoverage"))
    yield* Effect.promise(() => inspector.post("Profiler.stopPreciseCoverage"))
    const ranEachTime = ({ ranges: [range] }: (typeof result)[number]["functions"][number]) =>
      range !== undefined && range.count >= times * 0.9
    return result
      .filter(({ functions, url }) => url.startsWith(src) && functions.some(ranEachTime))
      .map(({ url }) => url.slice(src.length))
      .sort()
  })

const times = 200
const losses = 3

const program = Effect.gen(function*() {
  const { port } = server.address() as { readonly port: number }
  const ami = yield* AmiClient.make({ username: "demo", secret: Redacted.make("demo") }).pipe(
    Effect.provide(layerTcp({ port }))
  )
  const seen = yield* Queue.unbounded<void>()
  yield* Effect.forkScoped(
    Stream.runForEach(ami.events(Events.Hangup), () => Queue.offer(seen, undefined)),
    { startImmediately: true }
  )
  const event = Effect.suspend(() => {
    peer?.write(text(...hangup))
    return Queue.take(seen)
  })
  const events = Effect.asVoid(Effect.repeat(event, { times: times - 1 }))
  const actions = Effect.orDie(Effect.repeat(ami.send(Actions.Ping()), { times: times - 1 })).pipe(Effect.asVoid)
  const loss = Effect.gen(function*() {
    const again = yield* Effect.forkChild(
      Stream.runDrain(Stream.takeUntil(Stream.drop(ami.status.changes, 1), ({ _tag }) => _tag === "Ready")),
      { startImmediately: true }
    )
    peer?.destroy()
    yield* Fiber.await(again)
  })
  yield* events
  yield* actions
  return {
    event: yield* filesOf(times, events),
    action: yield* filesOf(times, actions),
    loss: yield* filesOf(losses, Effect.asVoid(Effect.repeat(loss, { times: losses - 1 })))
  }
})

await inspector.post("Profiler.enable")
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const ways = await Effect.runPromise(Effect.provide(Effect.scoped(program), Logger.layer([])))
server.close()

const titles = {
  event: "an event, from the socket to a typed subscriber",
  action: "an action, from `send` to its answer",
  loss: "a lost connection, and the login that follows"
}
console.log("| way | files | at most |\n| --- | ---: | ---: |")
for (const way of ["event", "action", "loss"] as const) {
  console.log(`| ${titles[way]} | ${ways[way].length} | ${mostFiles[way]} |`)
  if (values.files) console.log(ways[way].map((file) => `|   ${file} | | |`).join("\n"))
  if (ways[way].length <= mostFiles[way]) continue
  console.error(`Too many files for ${titles[way]}. \`npm run way -- --files\` names them.`)
  process.exitCode = 1
}
