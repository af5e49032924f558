/**
 * The contract of `AmiTransport` as tests, run on every transport.
 *
 * A transport is tested against its own peer: the suite says what the peer sends and reads what it received. What a
 * transport cannot do, such as freezing without a network, is left out.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Result, Scope } from "effect"
import { AmiCodec, type AmiError, type AmiMessage, type AmiTransport } from "effect-ami"
import { TestClock } from "effect/testing"
import { size } from "../size.ts"
import { changing, turns, within } from "./waiting.ts"

/** The other side of one connection. */
export interface Peer {
  /** Sends text as it is, in one write. */
  readonly send: (text: string) => void
  /** Half-closes: sends nothing more, but keeps reading. */
  readonly end: () => void
  /** Ends both directions at once, as a killed process does. */
  readonly reset: () => void
  /** Freezes: neither reads nor closes from here on. */
  readonly freeze: () => void
  /** Everything that the client has written. */
  readonly received: () => string
  /** Waits until the client has written that much. */
  readonly awaitReceived: (characters: number) => Effect.Effect<void>
  /** Waits until the client has closed its side. */
  readonly ended: Effect.Effect<void>
}

/** A transport and its peers. */
export interface Harness {
  readonly transport: AmiTransport.AmiTransport["Service"]
  /** The peer of the next connection, in order of the connections. */
  readonly accept: Effect.Effect<Peer>
  /** How many connections the peers have open. */
  readonly open: () => number
  /** Waits until they have none. */
  readonly allClosed: Effect.Effect<void>
}

/** The capabilities of a transport besides delivering messages. */
export interface Abilities {
  /** It waits for a banner to learn whether its peer speaks AMI; HTTP has none, and asks instead. */
  readonly banner: boolean
  /** It has a network that can be cut, and a peer that can freeze. */
  readonly network: boolean
  /** Actions arrive in the order written; over HTTP, where each is a request, in any order. */
  readonly ordered: boolean
  /** Its peer can hang up; over HTTP it forgets the session, which only the answer to the next poll reveals. */
  readonly hangsUp: boolean
}

const banner = "Asterisk Call Manager/11.0.0"
const greeting = `${banner}\r\n`
const event = (number: number) => `Event: UserEvent\r\nPrivilege: user,all\r\nNumber: ${number}\r\n\r\n`
const events = (from: number, to: number) => numbers(from, to).map(event).join("")
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)
const ping = (id: string, padding = "") => Result.getOrThrow(AmiCodec.encode("Ping", id, [["Padding", padding]]))

/** How the connection ended, or the reason if it is another kind. */
const whyOf = ({ reason }: AmiError.AmiError) => reason._tag === "ConnectionLost" ? reason.why : reason._tag

/** Receives, and records what came. */
const listen = Effect.fnUntraced(function*(connection: AmiTransport.Connection) {
  const { changed, until } = changing()
  const batches: Array<ReadonlyArray<AmiMessage.AmiMessage>> = []
  const receive = connection.receive((messages) => {
    batches.push(messages)
    changed()
  })
  const end = yield* Effect.forkScoped(Effect.flip(receive), { startImmediately: true })
  const received = () => batches.flat().map((message) => Number(message.get("Number")))
  return {
    batches,
    received,
    awaitMessages: (count: number) => until(`${count} messages`, () => received().length >= count),
    end: Fiber.join(end).pipe(within("the end of the connection"))
  }
})

/** Writes actions, no more at once than the connection accepts, and returns the result of each. */
const writeAll = (
  { maxInFlight = Infinity, write }: AmiTransport.Connection,
  peer: Peer,
  actions: ReadonlyArray<AmiCodec.EncodedAction>
) =>
  Effect.forEach(actions, (action, index) => {
    const isFull = index > 0 && index % maxInFlight === 0
    return Effect.map(
      isFull ? peer.awaitReceived(lengthOf(actions.slice(0, index))) : Effect.void,
      () => write(action)
    )
  })

const lengthOf = (actions: ReadonlyArray<AmiCodec.EncodedAction>) => actions.map(({ text }) => text).join("").length

/** Declares a test if the transport has the required capability. */
const testIf = (able: boolean): (name: string, body: () => Effect.Effect<unknown, unknown, Scope.Scope>) => void =>
  able ? (name, body) => it.live(name, body) : () => undefined

/** Declares the contract; `make` returns a transport whose peers send `greeting` first. */
export const transportSuite = (
  name: string,
  make: (greeting: string) => Effect.Effect<Harness, never, Scope.Scope>,
  can: Abilities
): void => {
  /** How a connection ends if its peer ended it. */
  const ended = can.hangsUp ? "Ended" : "SessionExpired"
  /** What to compare of written actions. */
  const arrived = (text: string) => can.ordered ? text : text.split("\r\n\r\n").sort()

  /** A connection in its own scope, so that the test may close it. */
  const connected = Effect.fnUntraced(function*(say = greeting) {
    const harness = yield* make(say)
    const scope = yield* Scope.fork(yield* Effect.scope)
    const connection = yield* Scope.provide(harness.transport.connect, scope)
    const peer = yield* harness.accept
    return { connection, peer, harness, close: Scope.close(scope, Exit.void) }
  })

  describe.concurrent(`AmiTransport over ${name}`, () => {
    it.live("connects to a peer that speaks AMI", () =>
      Effect.gen(function*() {
        const { connection } = yield* connected()

        assert.include(can.banner ? [banner] : [banner, undefined], connection.banner)
      }))

    testIf(can.banner)(
      "does not connect to a peer that speaks something else, and sends it nothing",
      () =>
        Effect.gen(function*() {
          const harness = yield* make("SSH-2.0-OpenSSH_9.2\r\n")

          const error = yield* Effect.flip(Effect.scoped(harness.transport.connect))
          const peer = yield* harness.accept
          yield* peer.ended

          assert.strictEqual(error.reason._tag, "NotAmi")
          assert.strictEqual(peer.received(), "")
        })
    )

    testIf(can.banner)("does not connect to a peer that hangs up silently", () =>
      Effect.gen(function*() {
        const harness = yield* make("")
        const connecting = yield* Effect.forkChild(Effect.flip(Effect.scoped(harness.transport.connect)))
        const peer = yield* harness.accept

        peer.end()
        const error = yield* Fiber.join(connecting)
        yield* peer.ended

        assert.strictEqual(error.reason._tag, "ConnectFailed")
        assert.strictEqual(peer.received(), "")
      }))

    it.live("delivers messages that came before there was a receiver, together and in order", () =>
      Effect.gen(function*() {
        const { connection, peer } = yield* connected(greeting + events(1, 3))

        const { awaitMessages, received } = yield* listen(connection)
        yield* awaitMessages(3)
        peer.send(event(4))
        yield* awaitMessages(4)

        assert.deepStrictEqual(received(), [1, 2, 3, 4])
      }))

    it.live("delivers what arrives while it delivers what came before", () =>
      Effect.gen(function*() {
        const { connection, peer } = yield* connected(greeting + event(1))
        const { changed, until } = changing()
        const received: Array<string | undefined> = []

        const receive = connection.receive((messages) => {
          if (received.length === 0) peer.send(event(2))
          received.push(...messages.map((message) => message.get("Number")))
          changed()
        })
        yield* Effect.forkScoped(receive, { startImmediately: true })
        yield* until("both messages", () => received.length >= 2)

        assert.deepStrictEqual(received, ["1", "2"])
      }))

    it.live("delivers every message once, in order", () =>
      Effect.gen(function*() {
        const { connection, peer } = yield* connected()
        const { awaitMessages, batches, received } = yield* listen(connection)

        for (const part of numbers(0, 99)) peer.send(events(part * 20 + 1, part * 20 + 20))
        yield* awaitMessages(2000)

        assert.deepStrictEqual(received(), numbers(1, 2000))
        assert.isTrue(batches.every((batch) => batch.length > 0))
      }))

    it.live("delivers messages that arrive together as one batch", () =>
      Effect.gen(function*() {
        const { connection, peer } = yield* connected()
        const { awaitMessages, batches } = yield* listen(connection)

        peer.send(events(1, 5))
        yield* awaitMessages(5)

        assert.deepStrictEqual(batches.map((batch) => batch.length), [5])
      }))

    it.live(`writes whole actions${can.ordered ? " in order" : ", each once"}, and reports it`, () =>
      Effect.gen(function*() {
        const { connection, peer } = yield* connected()
        const actions = numbers(1, size(300, can.ordered ? 60 : 8)).map((number) =>
          ping(`a-${number}`, "x".repeat(number))
        )
        const text = actions.map((action) => action.text).join("")

        const written = yield* writeAll(connection, peer, actions)
        yield* peer.awaitReceived(text.length)

        assert.isTrue(written.every((one) => one === true))
        assert.deepStrictEqual(arrived(peer.received()), arrived(text))
      }))

    it.live("still sends an action that was written just before its scope closed", () =>
      Effect.gen(function*() {
        const { close, connection, peer } = yield* connected()
        const action = ping("last")

        const written = connection.write(action)
        // Closing waits for a time that a busy machine may need before it sends: on this clock it does not pass.
        yield* Effect.provide(close, TestClock.layer())
        yield* peer.ended

        assert.isTrue(written)
        assert.strictEqual(peer.received(), action.text)
      }))

    it.live("ends after every delivered message, and then delivers nothing", () =>
      Effect.gen(function*() {
        const { connection, peer } = yield* connected(greeting + event(1))
        const { end, received } = yield* listen(connection)

        peer.send(events(2, 4))
        peer.end()
        const error = yield* end
        peer.send(event(5))
        const late = yield* listen(connection)
        const again = yield* late.end

        assert.deepStrictEqual([whyOf(error), whyOf(again)], [ended, ended])
        assert.deepStrictEqual(received(), [1, 2, 3, 4])
        assert.deepStrictEqual(late.received(), [])
      }))

    testIf(can.network)("ends after every message that came before a reset", () =>
      Effect.gen(function*() {
        const { connection, peer } = yield* connected()
        const { end, received } = yield* listen(connection)

        peer.send(events(1, 3))
        peer.reset()
        const error = yield* end

        assert.include(["Reset", ended], whyOf(error))
        assert.deepStrictEqual(received(), [1, 2, 3])
      }))

    testIf(can.network && can.hangsUp)(
      "ends with its peer even if the peer no longer reads",
      () =>
        Effect.gen(function*() {
          const { connection, peer } = yield* connected()
          const { end } = yield* listen(connection)
          peer.freeze()
          for (const number of numbers(1, 16_000)) connection.write(ping(`a-${number}`, "x".repeat(1000)))

          peer.end()
          const error = yield* end

          assert.strictEqual(whyOf(error), "Ended")
          assert.isFalse(connection.write(ping("late")))
        })
    )

    it.live("refuses to write after the end, and writes nothing", () =>
      Effect.gen(function*() {
        const { close, connection, peer } = yield* connected()
        const { end } = yield* listen(connection)
        peer.end()
        yield* end

        const written = numbers(1, 100).map((number) => connection.write(ping(`a-${number}`)))
        yield* close
        yield* peer.ended

        assert.isTrue(written.every((one) => one === false))
        assert.strictEqual(peer.received(), "")
      }))

    it.live("refuses to write after its scope closed, and writes nothing", () =>
      Effect.gen(function*() {
        const { close, connection, peer } = yield* connected()
        yield* close

        const written = connection.write(ping("late"))
        yield* peer.ended

        assert.isFalse(written)
        assert.strictEqual(peer.received(), "")
      }))

    it.live("ends a receiver that outlives the scope", () =>
      Effect.gen(function*() {
        const { close, connection } = yield* connected()
        const { end } = yield* listen(connection)

        yield* close
        const error = yield* end

        assert.strictEqual(whyOf(error), "ClientClosed")
      }))

    it.live("ends its peer's side when its scope closes", () =>
      Effect.gen(function*() {
        const { close, harness, peer } = yield* connected()

        yield* close
        yield* peer.ended.pipe(within("the end of the peer's side"))
        yield* harness.allClosed.pipe(within("the end of the connection"))

        assert.strictEqual(harness.open(), 0)
      }))

    for (const [what, padding] of [["", 0], [", not even with megabytes that it does not read", 1000]] as const) {
      testIf(can.network)(
        `is not held up by a frozen peer when its scope closes${what}`,
        () =>
          Effect.gen(function*() {
            const { close, connection, peer } = yield* connected()
            peer.freeze()
            const most = Math.min(padding * 16, connection.maxInFlight ?? Infinity)
            for (const number of numbers(1, most)) connection.write(ping(`a-${number}`, "x".repeat(padding)))
            yield* turns(3)

            yield* close.pipe(within("the end of the scope"))

            assert.isFalse(connection.write(ping("late")))
          })
      )
    }

    testIf(can.network)("keeps two connections separate", () =>
      Effect.gen(function*() {
        const { connection: first, harness, peer: firstPeer } = yield* connected()
        const second = yield* harness.transport.connect
        const secondPeer = yield* harness.accept
        const one = yield* listen(first)
        const two = yield* listen(second)

        firstPeer.send(event(1))
        secondPeer.send(event(2))
        second.write(ping("a-2"))
        firstPeer.end()
        yield* one.end
        secondPeer.send(event(3))
        yield* two.awaitMessages(2)
        yield* secondPeer.awaitReceived(ping("a-2").text.length)

        assert.deepStrictEqual([one.received(), two.received()], [[1], [2, 3]])
        assert.deepStrictEqual([firstPeer.received(), secondPeer.received()], ["", ping("a-2").text])
        assert.isTrue(second.write(ping("a-3")))
      }))

    for (const [what, say] of [["before", ""], ["with", greeting]] as const) {
      testIf(can.network && (can.banner || say === ""))(
        `leaves nothing open if connecting is interrupted${can.banner ? ` ${what} the banner` : ""}`,
        () =>
          Effect.gen(function*() {
            const harness = yield* make(say)

            for (const count of numbers(0, size(20, 10))) {
              const connecting = yield* Effect.forkChild(
                Effect.scoped(Effect.andThen(harness.transport.connect, Effect.never)),
                { startImmediately: true }
              )
              yield* turns(count)
              yield* Fiber.interrupt(connecting)
            }
            if (can.banner) yield* harness.accept
            yield* turns(20)
            yield* harness.allClosed.pipe(within("the end of every connection"))

            assert.strictEqual(harness.open(), 0)
          })
      )
    }
  })
}
