/**
 * Puts what a client wrote in a recording to the simulator, at the recorded times, in memory and in virtual time. If
 * telephones took part, their users do the same as in the recording.
 */
import { Effect, Exit, Fiber, Layer, Queue, type Scope } from "effect"
import { TestClock } from "effect/testing"
import { createHash } from "node:crypto"
import type { AmiSimulator, SimulatedPbx } from "../../src/simulator/index.ts"
import { elsewhereOf, outsideOf } from "./begun.ts"
import { latin1, type Lines, type Recording, startOf } from "./conversations.ts"
import { learn, translated } from "./ids.ts"
import { type Link, network, simulatorOf } from "./link.ts"
import { labOf, Observer, type Perform } from "./shapes/lab.ts"
import { shapes } from "./shapes/shapes.ts"

/** The secret of the account that logs in by challenge. */
const secret = "world"

const challenges = (messages: ReadonlyArray<Lines>): ReadonlyArray<string> =>
  messages.flatMap((lines) => lines.flatMap((line) => /^Challenge: (.*)$/.exec(line)?.[1] ?? []))

const md5 = (text: string): string => createHash("md5").update(text, "latin1").digest("hex")

/** What the client wrote, with its `Key` for the challenge of this run if it was right for the recorded one. */
const proven = (text: string, recording: Recording, said: ReadonlyArray<Lines>): string =>
  text.replaceAll(/(?<=^Key: )[0-9a-f]{32}(?=\r?$)/gm, (key) => {
    const challenge = challenges(said).at(-1)
    const isRight = challenges(recording.messages).some((recorded) => md5(`${recorded}${secret}`) === key)
    return challenge !== undefined && isRight ? md5(`${challenge}${secret}`) : key
  })

const letOthersRun = Effect.forEach(Array.from({ length: 20 }), () => Effect.yieldNow, { discard: true })

/** Writes what the client wrote, one write after the other, with the ids of this run. */
const writer = (recording: Recording, link: Link) => {
  const recorded = learn(recording.messages)
  return (bytes: Uint8Array): Effect.Effect<void> =>
    Effect.suspend(() => {
      const said = link.messages
      const text = proven(translated(latin1(bytes), recorded, learn(said)), recording, said)
      link.write(new Uint8Array(Buffer.from(text, "latin1")))
      return letOthersRun
    })
}

/** How long before a recording others begin, in milliseconds. */
const before = 5000

const loggedIn = Effect.fnUntraced(function*(connect: Effect.Effect<Link, never, Scope.Scope>, username: string) {
  const link = yield* connect
  yield* letOthersRun
  link.write(bytesOf(["Action: Login", `Username: ${username}`, `Secret: ${secretOf(username)}`, "Events: off"]))
  yield* letOthersRun
  return link
})

/** Does what others did: those who are logged in elsewhere, and one who acts before and during the recording. */
const othersOf = Effect.fnUntraced(function*(recording: Recording, connect: Effect.Effect<Link, never, Scope.Scope>) {
  const outside = outsideOf(recording)
  const elsewhere = elsewhereOf(recording)
  for (const username of elsewhere) yield* loggedIn(connect, username)
  if (outside.length + elsewhere.length === 0) return
  const link = yield* loggedIn(connect, other)
  yield* Effect.forkScoped(Effect.gen(function*() {
    let now = -before
    for (const { at, logsIn, request } of outside) {
      yield* Effect.sleep(at * 1000 - now)
      now = at * 1000
      if (logsIn === true) yield* loggedIn(connect, other)
      if (request !== undefined) link.write(bytesOf(request))
    }
  }))
  yield* letOthersRun
  yield* TestClock.adjust(before)
})

const other = "hello"

/** The secrets of the accounts that others use. */
const secretOf = (username: string): string => username === "single" ? "s" : secret

const bytesOf = (lines: ReadonlyArray<string>): Uint8Array =>
  new Uint8Array(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"))

/** Writes at the recorded times. */
const writing = Effect.fnUntraced(function*(recording: Recording, link: Link) {
  const write = writer(recording, link)
  let now = 0
  for (const { at = now / 1000, bytes } of recording.sent) {
    const wait = Math.round(at * 1000) - now
    if (wait > 0) {
      yield* Effect.sleep(wait)
      now += wait
    }
    yield* write(bytes)
  }
})

/** Whether the simulator has telephones that take commands. */
export const hasTelephones: boolean = true

/** Lets a user do something. What cannot be done is skipped, as a telephone would refuse it. */
const performing = (simulator: AmiSimulator.AmiSimulator["Service"]): Perform => (command) =>
  Effect.catch(
    simulator.perform(command),
    (error) =>
      process.env["FIDELITY_TRACE"] === undefined ? Effect.void : Effect.sync(() => console.error(error.message))
  )

/** How long a shape may take at most, and how long it continues after its last channel, in milliseconds. */
const longest = 90_000
const trailing = 300

/** Does what the people in a shape did, until its last channel is gone. */
const acting = Effect.fnUntraced(function*(recording: Recording, link: Link, perform: Perform) {
  const shape = shapes.get(recording.name)
  if (shape === undefined) return yield* Effect.die(new Error("nobody wrote down what its telephones do"))
  const observer = new Observer()
  link.onMessage = (lines) => observer.hear(lines)
  const taken = yield* Queue.unbounded<SimulatedPbx.Command>()
  observer.takes = (phone, { name: channel }, how) =>
    Queue.offerUnsafe(
      taken,
      typeof how === "number"
        ? { command: "reject", phone, channel, status: how }
        : { command: "ring", phone, channel }
    )
  yield* Effect.forkScoped(Effect.forever(Effect.flatMap(Queue.take(taken), perform)))
  const write = writer(recording, link)
  const [login, ...requests] = recording.sent
  if (login !== undefined) yield* write(login.bytes)
  const send = Effect.suspend(() => {
    const next = requests.shift()
    return next === undefined ? Effect.die(new Error("it has no such request")) : write(next.bytes)
  })
  yield* Effect.sleep(5)
  yield* shape(labOf(observer, perform, send))
  yield* observer.until(
    "the end of all channels",
    () => [...observer.calls.values()].every(({ isOver }) => isOver) ? true : undefined
  )
  yield* Effect.sleep(trailing)
})

/** What the simulator says in the place of the recorded server, and why it did not get to the end. */
export interface Said {
  readonly messages: ReadonlyArray<Lines>
  readonly failure: string | undefined
}

const played = Effect.fnUntraced(
  function*(recording: Recording, link: Link, perform: Perform | undefined) {
    if (!recording.isShape) {
      yield* Effect.forkScoped(writing(recording, link))
      yield* letOthersRun
      yield* TestClock.adjust(Math.round(recording.lasts * 1000) + 5)
      yield* letOthersRun
      return { messages: link.messages, failure: undefined }
    }
    if (perform === undefined) return { messages: [], failure: undefined }
    const fiber = yield* Effect.forkScoped(acting(recording, link, perform))
    yield* letOthersRun
    for (let at = 0; at < longest && fiber.pollUnsafe() === undefined; at += 50) {
      yield* TestClock.adjust(50)
      yield* letOthersRun
    }
    const exit = fiber.pollUnsafe() ?? (yield* Effect.exit(Fiber.interrupt(fiber)))
    return { messages: link.messages, failure: Exit.isFailure(exit) ? String(exit.cause) : undefined }
  }
)

/** Plays a recording. */
export const play = (recording: Recording, options: AmiSimulator.Options): Promise<Said> => {
  const { connect, layer } = network(recording.name.startsWith("tls"))
  const program = Effect.gen(function*() {
    yield* TestClock.setTime(startOf(recording))
    const simulator = yield* simulatorOf(options)
    yield* letOthersRun
    yield* othersOf(recording, connect)
    const link = yield* connect
    return yield* played(recording, link, performing(simulator))
  })
  return Effect.runPromise(
    Effect.scoped(program).pipe(Effect.provide(Layer.merge(layer, TestClock.layer({ warningDelay: "1 hour" }))))
  )
}
