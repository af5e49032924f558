/**
 * One case of `bench/scale.ts`, in a separate process: `node --expose-gc bench/scale/client.ts '{"name":"fleet",…}'`
 *
 * It prints its costs, and what it received and missed, as JSON. Options are the defaults unless a case says otherwise.
 */
import { Effect, Exit, Fiber, Layer, Redacted, type Scope, Stream } from "effect"
import { once } from "node:events"
import { connect } from "node:net"
import { Ami, AmiAction, AmiClient, AmiEvent, AmiFleet, type AmiInbox, Events } from "../../src/index.ts"
import { NodeAmi } from "../../src/node/index.ts"
import { burn, type Usage, watch } from "../usage.ts"
import { Reader } from "./events.ts"

export type CaseName = keyof typeof cases

export interface CaseOrder {
  readonly name: CaseName
  readonly port: number
}

export interface CaseFigures extends Usage, Counts {}

interface Counts {
  /** What the server raised, or how often something was done. */
  readonly sent: number
  readonly received: number
  readonly dropped: number
  readonly lost: number
  readonly wrong: number
  /** The longest that a write of the server waited, in milliseconds. */
  readonly longestWrite?: number
  /** By how much the heap grew in the second half, in kB, after garbage collection. */
  readonly heapGrowth?: number
  /** How long it took until all were logged in. */
  readonly connectMillis?: number
  readonly note?: string
}

type Service = AmiClient.AmiClient["Service"]

const open = (port: number) =>
  AmiClient.make({ username: "bench", secret: Redacted.make("bench") }).pipe(Effect.provide(NodeAmi.layerTcp({ port })))

const ask = (ami: Service, action: string, headers: Readonly<Record<string, number>>) =>
  ami.send(AmiAction.raw(action, Object.entries(headers).map(([name, value]) => [name, String(value)])))

const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1000
}

// --- Many connections -------------------------------------------------------

const ReplayDone = AmiEvent.userEvent("ReplayDone", {})
const wanted = [Events.Hangup, Events.Newchannel, Events.Newstate] as const
const isWanted = (name: string) => wanted.some((event) => event.name === name)

const readTyped = (ami: Service, reader: Reader) =>
  ami.events(...wanted, ReplayDone).pipe(
    Stream.takeUntil((event) => {
      if (event.Event === "UserEvent") return true
      reader.read(event.Event, event.Uniqueid)
      return false
    }),
    Stream.runDrain
  )

const [connections, rate, seconds] = [100, 1000, 10]

const fleet = Effect.fnUntraced(function*(port: number) {
  const clients = yield* Effect.all(Array.from({ length: connections }, () => open(port)), { concurrency: 10 })
  const readers = clients.map(() => new Reader(isWanted))
  const fibers = yield* Effect.forEach(
    clients,
    (ami, index) => Effect.forkChild(readTyped(ami, readers[index] ?? new Reader()), { startImmediately: true })
  )
  const stop = watch()
  yield* Effect.forEach(clients, (ami) => ask(ami, "Pace", { Rate: rate, Seconds: seconds }), { concurrency: 100 })
  yield* Fiber.joinAll(fibers)
  const usage = stop()
  for (const reader of readers) reader.end(rate * seconds)
  const sum = (of: (reader: Reader) => number) => readers.reduce((total, reader) => total + of(reader), 0)
  const sent = connections * rate * seconds
  const note = `received: ${wanted.map(({ name }) => name).join(", ")}`
  const counts = { sent, received: sum((one) => one.received), lost: sum((one) => one.lost) }
  return { ...usage, ...counts, dropped: 0, wrong: sum((one) => one.wrong), note }
})

const isDone = ({ message }: AmiInbox.Received): boolean =>
  message.name === "UserEvent" && message.get("UserEvent") === "ReplayDone"

/** Reads the inboxes of many servers as one, and ends when each has said that it is done. */
const readFleet = Effect.fnUntraced(function*(port: number, servers: number, each: number) {
  const names = Array.from({ length: servers }, (_, index) => `pbx-${index}`)
  const from = performance.now()
  const service = yield* AmiFleet.make({
    servers: new Map(names.map((name) => [name, port])),
    connect: (_server, port) =>
      AmiClient.layer({ username: "bench", secret: Redacted.make("bench") }).pipe(
        Layer.provide(NodeAmi.layerTcp({ port }))
      )
  })
  const clients = yield* Effect.forEach(names, service.get, { concurrency: "unbounded" })
  const connectMillis = performance.now() - from
  const readers = new Map(names.map((name) => [name, new Reader()]))
  let [done, dropped] = [0, 0]
  const reading = yield* Effect.forkChild(
    service.inbox.pipe(
      Stream.takeUntil(({ items, server }) => {
        const reader = readers.get(server)
        for (const item of items) {
          if (item._tag === "Overflow" || item._tag === "Gap") {
            reader?.gap(Number(item.dropped))
            dropped += Number(item.dropped)
          }
          if (item._tag !== "Received") continue
          if (isDone(item)) done += 1
          else reader?.read(item.message.name, item.message.get("Uniqueid"))
        }
        return done === servers
      }),
      Stream.runDrain
    ),
    { startImmediately: true }
  )
  const stop = watch(false)
  yield* Effect.forEach(clients, (ami) => ask(ami, "Pace", { Rate: each, Seconds: seconds }), { concurrency: 100 })
  yield* Fiber.join(reading)
  const usage = stop()
  const sum = (of: (reader: Reader) => number) => [...readers.values()].reduce((total, one) => total + of(one), 0)
  for (const reader of readers.values()) reader.end(each * seconds)
  return {
    ...usage,
    sent: servers * each * seconds,
    received: sum((one) => one.received),
    dropped,
    lost: sum((one) => one.lost),
    wrong: sum((one) => one.wrong),
    connectMillis,
    note: `all connected after ${(connectMillis / 1000).toFixed(2)} s`
  }
})

/** One client with all that load, which reads its inbox. */
const oneInbox = Effect.fnUntraced(function*(port: number) {
  const ami = yield* open(port)
  const reader = new Reader()
  let dropped = 0
  const each = connections * rate
  const reading = yield* Effect.forkChild(
    ami.inbox.pipe(
      Stream.takeUntil((item) => {
        if (item._tag === "Gap") {
          reader.gap(Number(item.dropped))
          dropped += Number(item.dropped)
        }
        if (item._tag !== "Received") return false
        if (isDone(item)) return true
        reader.read(item.message.name, item.message.get("Uniqueid"))
        return false
      }),
      Stream.runDrain
    ),
    { startImmediately: true }
  )
  const stop = watch(false)
  yield* ask(ami, "Pace", { Rate: each, Seconds: seconds })
  yield* Fiber.join(reading)
  const usage = stop()
  reader.end(each * seconds)
  const { lost, received, wrong } = reader
  return { ...usage, sent: each * seconds, received, dropped, lost, wrong }
})

/** The same load without a client: each read is counted by the ends of its messages, and dropped. */
const fleetOfSockets = (port: number) =>
  Effect.promise(async () => {
    const end = Buffer.from("\r\n\r\n")
    const done = Buffer.from("UserEvent: ReplayDone")
    const sockets = Array.from({ length: connections }, () => connect({ host: "127.0.0.1", port, noDelay: true }))
    await Promise.all(sockets.map((socket) => once(socket, "data")))
    const stop = watch()
    let received = 0
    await Promise.all(sockets.map((socket) =>
      new Promise<void>((resolve, reject) => {
        socket.on("close", () => reject(new Error("the server closed a connection")))
        socket.on("data", (chunk) => {
          for (let at = chunk.indexOf(end); at !== -1; at = chunk.indexOf(end, at + end.length)) received += 1
          if (chunk.includes(done)) resolve()
        })
        socket.write(`Action: Pace\r\nRate: ${rate}\r\nSeconds: ${seconds}\r\n\r\n`)
      })
    ))
    const usage = stop()
    for (const socket of sockets) socket.removeAllListeners("close").destroy()
    // The answer and the last event are messages too; an end that is split across two reads is not seen.
    const sent = connections * rate * seconds
    return { ...usage, sent, received: received - 2 * connections, dropped: 0, lost: 0, wrong: 0 }
  })

// --- Subscriptions that come and go -----------------------------------------

/** Reads that many events from the first that comes. */
const readSome = (ami: Service, index: number, reader: Reader) => {
  const isEnough = (amount: number) => reader.received + reader.wrong >= amount
  if (index % 2 === 1) {
    return ami.events(...wanted).pipe(
      Stream.takeUntil((event) => {
        reader.read(event.Event, event.Uniqueid)
        return isEnough(5)
      }),
      Stream.runDrain
    )
  }
  return ami.inbox.pipe(
    Stream.takeUntil((item) => {
      if (item._tag === "Gap") reader.gap(Number(item.dropped))
      if (item._tag === "Received") reader.read(item.message.name, item.message.get("Uniqueid"))
      return isEnough(50)
    }),
    Stream.runDrain
  )
}

const comeAndGo = Effect.fnUntraced(function*(port: number) {
  const ami = yield* open(port)
  const [rate, seconds] = [5000, 14]
  yield* ask(ami, "Pace", { Rate: rate, Seconds: seconds })
  const some = Effect.fnUntraced(function*(amount: number) {
    const readers: Array<Reader> = []
    const fibers: Array<Fiber.Fiber<unknown, unknown>> = []
    while (fibers.length < amount) {
      for (let index = 0; index < 100; index++) {
        const reader = new Reader(fibers.length % 2 === 1 ? isWanted : undefined, Number.NaN)
        readers.push(reader)
        fibers.push(yield* Effect.forkChild(readSome(ami, fibers.length, reader), { startImmediately: true }))
      }
      yield* Effect.sleep("100 millis")
    }
    yield* Fiber.joinAll(fibers)
    const sum = (of: (reader: Reader) => number) => readers.reduce((total, reader) => total + of(reader), 0)
    return { received: sum((one) => one.received), lost: sum((one) => one.lost), wrong: sum((one) => one.wrong) }
  })
  yield* some(1000)
  const heaps = [heap()]
  const stop = watch()
  const counts: Array<Pick<Counts, "received" | "lost" | "wrong">> = []
  for (let half = 0; half < 2; half++) {
    counts.push(yield* some(5000))
    heaps.push(heap())
  }
  const usage = stop()
  const sum = (name: "received" | "lost" | "wrong") => counts.reduce((total, one) => total + one[name], 0)
  const [received, lost, wrong] = [sum("received"), sum("lost"), sum("wrong")]
  const [first = 0, middle = 0, last = 0] = heaps
  // Compiled code and caches grow the heap in the first half.
  const note = `10,000 of them, half 50 of inbox, half 5 typed; heap in their first half ${
    (middle - first).toFixed()
  } kB`
  return { ...usage, sent: received, received, lost, wrong, dropped: 0, heapGrowth: last - middle, note }
})

// --- A storm on a slow handler ----------------------------------------------

const storm = (amount: number, isEffect: boolean) =>
  Effect.fnUntraced(function*(port: number) {
    const ami = yield* open(port)
    const reader = new Reader()
    let [dropped, longestWrite] = [0, Number.NaN]
    const isLast = (item: AmiInbox.Item): boolean => {
      burn(50)
      if (item._tag === "Gap") {
        dropped += Number(item.dropped)
        reader.gap(Number(item.dropped))
      }
      if (item._tag !== "Received" || item.message.name === "FullyBooted") return false
      if (item.message.get("UserEvent") === "ReplayDone") {
        longestWrite = Number(item.message.get("LongestWrite"))
        return true
      }
      reader.read(item.message.name, item.message.get("Uniqueid"))
      return false
    }
    const lasts = isEffect
      ? Stream.mapEffect(ami.inbox, (item) => Effect.sync(() => isLast(item)))
      : Stream.map(ami.inbox, isLast)
    const handling = Stream.runDrain(Stream.takeUntil(lasts, (last) => last))
    const fiber = yield* Effect.forkChild(handling, { startImmediately: true })
    const stop = watch()
    yield* ask(ami, "Storm", { Events: amount })
    yield* Fiber.join(fiber)
    reader.end(amount)
    const { lost, received, wrong } = reader
    return { ...stop(), sent: amount, received, dropped, lost, wrong, longestWrite }
  })

// --- Large messages ---------------------------------------------------------

const line = (bytes: number, times: number) =>
  Effect.fnUntraced(function*(port: number) {
    const ami = yield* open(port)
    let received = 0
    let wrong = 0
    let note = ""
    const next = ami.inbox.pipe(
      Stream.filter((item) =>
        item._tag === "Disconnected" || (item._tag === "Received" && item.message.get("Text") !== undefined)
      ),
      Stream.take(1),
      Stream.runForEach((item) =>
        Effect.sync(() => {
          if (item._tag === "Disconnected") note = item.cause.message
          if (item._tag !== "Received") return
          received += 1
          if (item.message.get("Text")?.length !== bytes - "Text: ".length - 2) wrong += 1
        })
      )
    )
    const stop = watch()
    for (let index = 0; index < times; index++) {
      const fiber = yield* Effect.forkChild(next, { startImmediately: true })
      yield* Effect.exit(ask(ami, "Line", { Bytes: bytes }))
      yield* Fiber.join(fiber)
    }
    return { ...stop(), sent: times, received, dropped: 0, lost: times - received, wrong, note }
  })

const command = (lines: number, times: number) =>
  Effect.fnUntraced(function*(port: number) {
    const ami = yield* open(port)
    let received = 0
    let wrong = 0
    let note = ""
    const stop = watch()
    for (let index = 0; index < times; index++) {
      const asked = yield* Effect.result(
        Ami.command(`lines ${lines}`).pipe(Effect.provideService(AmiClient.AmiClient, ami))
      )
      if (asked._tag === "Failure") note = asked.failure.message
      else {
        received += 1
        if (asked.success.length !== lines || asked.success.at(-1)?.includes(String(lines - 1)) !== true) wrong += 1
      }
    }
    return { ...stop(), sent: times, received, dropped: 0, lost: times - received, wrong, note }
  })

const cases = {
  fleet,
  fleetOfSockets,
  fleetInbox: (port: number) => readFleet(port, connections, rate),
  fleetOfOne: (port: number) => readFleet(port, 1, connections * rate),
  oneInbox,
  comeAndGo,
  stormInEffect: storm(1_000_000, true),
  stormInFunction: storm(200_000, false),
  longLine: line(4 << 20, 20),
  tooLongLine: line((4 << 20) + 3, 1),
  command: command(200_000, 5),
  tooLongCommand: command(200_128, 1)
}

const order: CaseOrder = JSON.parse(process.argv[2] ?? "")
const run: Effect.Effect<CaseFigures, unknown, Scope.Scope> = cases[order.name](order.port)
const exit = await Effect.runPromiseExit(Effect.scoped(run))
if (Exit.isSuccess(exit)) console.log(JSON.stringify(exit.value))
else console.error(exit.cause)
process.exit(Exit.isSuccess(exit) ? 0 : 1)
