/**
 * A transport whose peer is the test.
 *
 * Nothing is answered automatically: the test reads what was written and delivers messages, each call as one read.
 * `connected` returns a client that has logged in this way.
 */
import { Effect, Exit, Fiber, Schedule, Scope, Stream } from "effect"
import { AmiClient, AmiCodec, AmiError, type AmiMessage, AmiTransport } from "effect-ami"
import { TestClock } from "effect/testing"
import { credentials } from "./clientOutput.ts"

export interface Peer {
  readonly transport: AmiTransport.AmiTransport["Service"]
  /** Every action that was written, in order. */
  readonly written: ReadonlyArray<AmiCodec.EncodedAction>
  /** The last action of this name that was written. */
  readonly last: (name: string) => AmiCodec.EncodedAction
  /** Delivers messages as one read, as text in the form Asterisk writes it. */
  readonly deliver: (...messages: ReadonlyArray<string>) => void
  /** Delivers bytes as they are. */
  readonly deliverWire: (wire: string) => void
  /** Delivers messages with the ActionID of an action, as one read. */
  readonly answer: (action: AmiCodec.EncodedAction, ...messages: ReadonlyArray<string>) => void
  /** Delivers a notice. */
  readonly notify: (notice: AmiTransport.Notice) => void
  /** Ends every connection. */
  readonly end: (why?: AmiError.ConnectionLost["why"]) => void
  /** Refuses to write from now on, although the connection has not ended yet. */
  readonly refuse: () => void
  /** How many connections were opened, and how many of them were closed. */
  readonly opened: () => number
  readonly closed: () => number
}

/** Starts an effect at once: what it writes is written when this returns. */
export const start = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.forkChild(effect, { startImmediately: true })

/** Runs every fiber that was woken, without time passing. */
export const turn = TestClock.adjust(0)

/** For `reconnect`: no delays, in tests about something else. */
export const atOnce = { schedule: Schedule.forever } as const

/** Lets a client reconnect: its first delay is not longer. */
export const reconnecting = TestClock.adjust("250 millis")

/** The messages that a subscriber of the inbox gets, as they come. */
export const watch = Effect.fnUntraced(function*(ami: AmiClient.AmiClient["Service"]) {
  const seen: Array<AmiMessage.AmiMessage> = []
  yield* start(ami.inbox.pipe(
    Stream.runForEach((item) => Effect.sync(() => item._tag === "Received" && seen.push(item.message)))
  ))
  return seen
})

const decode = (wire: string): ReadonlyArray<AmiMessage.AmiMessage> =>
  AmiCodec.makeDecoder({ banner: false }).push(new TextEncoder().encode(wire))

export const messagesOf = (...texts: ReadonlyArray<string>): ReadonlyArray<AmiMessage.AmiMessage> =>
  decode(texts.map((text) => `${text.replaceAll("\n", "\r\n")}\r\n\r\n`).join(""))

/** Puts an ActionID where Asterisk puts it. */
export const withId = (actionId: string, message: string): string =>
  message.replace(/(\n|$)/, `\nActionID: ${actionId}$1`)

export const lost = (why: AmiError.ConnectionLost["why"] = "Ended") =>
  new AmiError.AmiError({ reason: new AmiError.ConnectionLost({ why }) })

/** `onWrite` runs during each write; `more` is added to the connection. */
export const makePeer = (
  onWrite: (action: AmiCodec.EncodedAction, peer: Peer) => void = () => undefined,
  more: Partial<AmiTransport.Connection> = {}
): Peer => {
  const connections: Array<AmiTransport.Inbound> = []
  const written: Array<AmiCodec.EncodedAction> = []
  let closed = 0
  let refusing = false

  const connect = Effect.gen(function*() {
    const inbound = AmiTransport.inbound()
    connections.push(inbound)
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        closed += 1
        inbound.end(lost("ClientClosed"))
      })
    )
    const connection: AmiTransport.Connection = {
      noticesSilence: true,
      ...more,
      banner: "Asterisk Call Manager/11.0.0",
      receive: inbound.receive,
      write: (action) => {
        if (refusing || inbound.ended() !== undefined) return false
        written.push(action)
        onWrite(action, peer)
        return true
      }
    }
    return connection
  })
  const deliver = (messages: ReadonlyArray<AmiMessage.AmiMessage>) =>
    connections.forEach((inbound) => inbound.deliver(messages))
  const peer: Peer = {
    transport: { connect },
    written,
    last: (name) => {
      const action = written.findLast((action) => action.name === name)
      if (action === undefined) throw new Error(`${name} was not written, but ${written.map((one) => one.name)}`)
      return action
    },
    deliver: (...texts) => deliver(messagesOf(...texts)),
    deliverWire: (wire) => deliver(decode(wire)),
    answer: ({ actionId }, ...texts) => peer.deliver(...texts.map((text) => withId(actionId, text))),
    notify: (notice) => connections.forEach((inbound) => inbound.notify(notice)),
    end: (why) => {
      const error = lost(why)
      connections.forEach((inbound) => inbound.end(error))
    },
    refuse: () => {
      refusing = true
    },
    opened: () => connections.length,
    closed: () => closed
  }
  return peer
}

export const challenge = "Response: Success\nChallenge: 161805996"
export const accepted = "Response: Success\nMessage: Authentication accepted"
export const fullyBooted = "Event: FullyBooted\nPrivilege: system,all\nUptime: 54\nLastReload: 54\nStatus: Fully Booted"
export const pong = "Response: Success\nPing: Pong\nTimestamp: 1795422461.022468"

/**
 * Starts to connect, and closes when the test ends; the peer has hung up by then, so that nothing waits for it.
 *
 * The client makes one connection unless a test says otherwise.
 */
export const connecting = Effect.fnUntraced(function*(
  options: Partial<AmiClient.Options> = {},
  peer: Peer = makePeer()
) {
  const scope = yield* Scope.make()
  yield* Effect.addFinalizer(() =>
    Effect.gen(function*() {
      peer.end()
      const closing = yield* start(Scope.close(scope, Exit.void))
      // A client that has logged in again meanwhile waits for the answer to its logoff.
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(closing)
    })
  )
  const fiber = yield* AmiClient.make({ ...credentials, reconnect: false, ...options }).pipe(
    Scope.provide(scope),
    Effect.provideService(AmiTransport.AmiTransport, peer.transport),
    start
  )
  return { peer, fiber, close: (exit: Exit.Exit<unknown, unknown> = Exit.void) => Scope.close(scope, exit) }
})

/** A client that is ready, on a peer that speaks only when the test says so. */
export const connected = Effect.fnUntraced(function*(options: Partial<AmiClient.Options> = {}, peer?: Peer) {
  const started = yield* connecting(options, peer)
  if (options.auth !== "plaintext") started.peer.answer(started.peer.last("Challenge"), challenge)
  started.peer.answer(started.peer.last("Login"), accepted)
  started.peer.deliver(fullyBooted)
  return { ...started, ami: yield* Fiber.join(started.fiber) }
})
