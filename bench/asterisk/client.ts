/**
 * What is measured against Asterisk, in a separate process: `node bench/asterisk/client.ts '{"kind":"inbox",…}'`
 *
 * It prints `ready` once it is subscribed, and at the end its costs and counts as JSON. The account has the default write
 * timeout of 100 ms, and the client its default options.
 */
import { Effect, Fiber, Layer, Metric, Redacted, Schema, Stream } from "effect"
import { connect } from "node:net"
import { Actions, AmiClient, AmiEvent, type AmiInbox, type AmiMessage, AmiValue } from "../../src/index.ts"
import { NodeAmi } from "../../src/node/index.ts"
import { burn, type Usage, watch } from "../usage.ts"

export interface ClientOrder {
  /** How events are read: by a bare socket, by the client, by the client with a busy handler; or Pings instead of events. */
  readonly kind: "socket" | "inbox" | "typed" | "inboxBusy" | "inboxMapBusy" | "typedBusy" | "pings"
  readonly of: "userEvents" | "calls"
  readonly port: number
  /** How many UserEvents, calls or Pings there are. */
  readonly amount: number
  readonly inFlight?: number
  /** What a busy handler takes per event, in microseconds of CPU. Defaults to 50. */
  readonly micros?: number
}

export interface ClientFigures extends Usage {
  readonly received: number
  /** What the gaps report as dropped by the buffer. */
  readonly dropped: number
  /** Neither received nor in a gap. */
  readonly lost: number
  readonly wrong: number
  /** The connection at the end, counted from 1; undefined if the client does not tell. */
  readonly epoch?: number | undefined
  readonly p50?: number | undefined
  readonly p99?: number | undefined
}

/** Counts events from the first to the last that belong to the measurement. */
class Reader {
  received = 0
  dropped = 0
  lost = 0
  wrong = 0
  private hangups = 0
  private next = 0
  private seq: number | undefined
  private stop: (() => Usage) | undefined
  private readonly order: ClientOrder

  constructor(order: ClientOrder) {
    this.order = order
  }

  /** Takes an event, and returns whether it is the last. */
  event(name: string, userEvent: string | undefined, number: string | undefined): boolean {
    // Sessions that log in raise events too.
    if (this.stop === undefined && name !== "Newchannel" && name !== "UserEvent") return false
    this.stop ??= watch()
    if (this.order.of === "calls") {
      this.received += 1
      if (name === "Hangup") this.hangups += 1
      // Both halves of each Local channel: if one is lost, the end is never reached, which is a failure.
      return this.hangups === 2 * this.order.amount
    }
    if (name !== "UserEvent") return false
    if (userEvent === "Done") {
      this.lost += this.order.amount - this.next
      return true
    }
    this.received += 1
    const at = Number(number)
    if (at < this.next) this.wrong += 1
    else {
      this.lost += at - this.next
      this.next = at + 1
    }
    return false
  }

  item(item: AmiInbox.Item): boolean {
    if (item._tag === "Gap") {
      this.dropped += Number(item.dropped)
      // Every number is accounted for: the gap begins after the last event.
      if (this.seq !== undefined && item.firstSeq !== this.seq + 1) this.wrong += 1
      if (this.order.of === "userEvents") this.next += Number(item.dropped)
      this.seq = item.lastSeq
    }
    if (item._tag === "Disconnected") {
      this.lost += this.order.amount - this.next
      return true
    }
    if (item._tag !== "Received") return false
    if (this.seq !== undefined && item.seq !== this.seq + 1) this.wrong += 1
    this.seq = item.seq
    return this.event(item.message.name, ...fieldsOf(item.message))
  }

  end(): ClientFigures {
    if (this.stop === undefined) throw new Error("no event came")
    const { dropped, lost, received, wrong } = this
    return { ...this.stop(), received, dropped, lost, wrong }
  }
}

const fieldsOf = (message: AmiMessage.AmiMessage) => [message.get("UserEvent"), message.get("Number")] as const

const ready = () => console.log("ready")

// --- Events -----------------------------------------------------------------

const bySocket = (order: ClientOrder): Promise<ClientFigures> =>
  new Promise((resolve, reject) => {
    const reader = new Reader(order)
    let rest = ""
    let isIn = false
    const socket = connect({ host: "127.0.0.1", port: order.port }).setEncoding("latin1")
    socket.write("Action: Login\r\nUsername: hello\r\nSecret: world\r\n\r\n")
    socket.on("close", () => reject(new Error("Asterisk closed the bare socket"))).on("data", (chunk) => {
      const text = rest + String(chunk)
      let at = 0
      for (let end = text.indexOf("\r\n\r\n"); end !== -1; end = text.indexOf("\r\n\r\n", at)) {
        const message = text.slice(at, end)
        at = end + 4
        const value = (name: string) => {
          const from = message.indexOf(`\r\n${name}: `)
          return from === -1 ? undefined : /[^\r]*/.exec(message.slice(from + name.length + 4))?.[0]
        }
        const [, name = ""] = /^Event: (\w+)/.exec(message) ?? []
        if (name === "FullyBooted" && !isIn) {
          isIn = true
          ready()
        } else if (name !== "" && reader.event(name, value("UserEvent"), value("Number"))) {
          resolve(reader.end())
          return socket.removeAllListeners("close").destroy()
        }
      }
      rest = text.slice(at)
    })
  })

const Storm = AmiEvent.userEvent("Storm", { Number: AmiValue.Int, Filler: Schema.String })
const Done = AmiEvent.userEvent("Done", {})

const until = (read: (item: AmiInbox.Item) => boolean) => (ami: AmiClient.AmiClient["Service"]) =>
  Stream.runDrain(Stream.takeUntil(ami.inbox, read))

/** An effect per item, as a user writes a handler. */
const forEach = (read: (item: AmiInbox.Item) => boolean) => (ami: AmiClient.AmiClient["Service"]) =>
  ami.inbox.pipe(
    Stream.mapEffect((item) => Effect.sync(() => read(item))),
    Stream.takeUntil((isLast) => isLast),
    Stream.runDrain
  )

const typed = (reader: Reader, micros: number) => (ami: AmiClient.AmiClient["Service"]) =>
  ami.events(Storm, Done).pipe(
    Stream.mapEffect((event) =>
      Effect.sync(() => {
        if (micros > 0) burn(micros)
        return event.UserEvent === "Done"
          ? reader.event("UserEvent", "Done", undefined)
          : reader.event("UserEvent", "Storm", String(event.Number))
      })
    ),
    Stream.takeUntil((isLast) => isLast),
    Stream.runDrain
  )

const order: ClientOrder = JSON.parse(process.argv[2] ?? "")
const { micros = 50 } = order

const busy = (reader: Reader) => (item: AmiInbox.Item): boolean => {
  burn(micros)
  return reader.item(item)
}

const consumers = {
  inbox: (reader: Reader) => until((item) => reader.item(item)),
  inboxBusy: (reader: Reader) => forEach(busy(reader)),
  inboxMapBusy: (reader: Reader) => until(busy(reader)),
  typed: (reader: Reader) => typed(reader, 0),
  typedBusy: (reader: Reader) => typed(reader, micros)
}

const byClient = (order: ClientOrder, kind: keyof typeof consumers) =>
  Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    const reader = new Reader(order)
    const fiber = yield* Effect.forkChild(consumers[kind](reader)(ami), { startImmediately: true })
    ready()
    yield* Fiber.join(fiber)
    const figures = reader.end()
    // A typed subscription shows no gaps; the metrics count what its buffer dropped.
    const uncounted = yield* droppedOf("events")
    const [dropped, lost] = [figures.dropped + uncounted, figures.lost - uncounted]
    return { ...figures, dropped, lost, ...yield* epoch(ami) }
  })

const droppedOf = (subscription: string) =>
  Effect.map(Metric.snapshot, (all) => {
    const found = all.find(({ attributes, id }) =>
      id === "ami_events_dropped_total" && attributes?.["subscription"] === subscription
    )
    return found?.type === "Counter" ? Number(found.state.count) : 0
  })

const epoch = (ami: AmiClient.AmiClient["Service"]) =>
  Effect.map(ami.status.get, (state) => ({ epoch: state._tag === "Ready" ? state.epoch : 0 }))

// --- Pings ------------------------------------------------------------------

const pings = ({ amount, inFlight = 1 }: ClientOrder) =>
  Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    const some = (number: number) => {
      const latencies: Array<number> = []
      const one = Effect.suspend(() => {
        const from = performance.now()
        return Effect.map(ami.send(Actions.Ping()), ({ Ping }) => {
          if (Ping === "Pong") latencies.push(performance.now() - from)
        })
      })
      return Effect.as(
        Effect.forEach(Array.from({ length: number }), () => one, { concurrency: inFlight, discard: true }),
        latencies
      )
    }
    ready()
    // The first ones are warm-up and not counted.
    yield* some(Math.ceil(amount / 4))
    const stop = watch()
    const sorted = (yield* some(amount)).sort((a, b) => a - b)
    const [p50, p99] = [0.5, 0.99].map((share) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN)
    const [received, dropped] = [sorted.length, 0]
    return { ...stop(), received, dropped, lost: amount - received, wrong: 0, p50, p99, ...yield* epoch(ami) }
  })

const withClient = <A, E>(effect: Effect.Effect<A, E, AmiClient.AmiClient>): Promise<A> =>
  effect.pipe(
    Effect.provide(
      Layer.provide(
        AmiClient.layer({ username: "hello", secret: Redacted.make("world") }),
        NodeAmi.layerTcp({ port: order.port })
      )
    ),
    Effect.runPromise
  )
const figures = await (order.kind === "socket"
  ? bySocket(order)
  : withClient(order.kind === "pings" ? pings(order) : byClient(order, order.kind)))
console.log(JSON.stringify(figures))
process.exit(0)
