/**
 * Nothing is dialled twice: telephones count INVITEs while links are cut, programs killed and servers restarted at random.
 *
 * `AMI_DIAL_CUTS=1000` cuts a thousand links, a tenth as many restarts and kills; the seed is in the name of each test.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Schedule, Scope } from "effect"
import { AmiCalls, AmiDial, type AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { faultProxy } from "../faults/proxy.ts"
import { randomFrom } from "../live/telephony.ts"
import { client } from "./clients.ts"
import { mortalServer } from "./ends.ts"
import { type AsteriskServer, forEachServer } from "./servers.ts"
import { type Call, type Habit, telephone } from "./telephone.ts"

const cuts = Number(process.env["AMI_DIAL_CUTS"] ?? 30)
const seed = Number(process.env["AMI_DIAL_SEED"] ?? 4711)

/** What a telephone does, and what may truly be said of a call to it. */
const habits: ReadonlyArray<readonly [Habit, ReadonlyArray<AmiDial.Outcome["_tag"]>]> = [
  ["answers", ["Answered"]],
  ["rings", ["NoAnswer"]],
  [{ refuses: 486 }, ["Busy"]],
  [{ refuses: 486, afterRinging: true }, ["Busy"]],
  [{ refuses: 603 }, ["Rejected"]],
  [{ refuses: 503 }, ["Congestion"]],
  [{ refuses: 404 }, ["Unreachable"]]
]

const over = (server: AsteriskServer, transport: Layer.Layer<AmiTransport.AmiTransport>) =>
  AmiCalls.layer.pipe(
    Layer.provideMerge(client(server, { reconnect: { schedule: Schedule.spaced("100 millis") } }, transport))
  )

const overTcp = (server: AsteriskServer, port: number) => over(server, NodeAmi.layerTcp({ host: server.host, port }))

const overHttp = (server: AsteriskServer, port: number) =>
  over(server, NodeAmi.layerHttp({ url: `http://${server.host}:${port}` }))

interface Attempt {
  readonly number: string
  readonly truth: ReadonlyArray<AmiDial.Outcome["_tag"]>
  readonly found: Exit.Exit<AmiDial.Outcome, unknown>
}

/** What is wrong with what was said of the calls that telephones have seen. */
const wrongOf = (attempts: ReadonlyArray<Attempt>, calls: ReadonlyArray<Call>): ReadonlyArray<string> =>
  attempts.flatMap(({ found, number, truth }) => {
    const invites = calls.filter(({ from }) => from === number).length
    if (invites > 1) return [`${number} was dialled ${invites} times`]
    if (Exit.isFailure(found)) {
      return invites === 0
        ? []
        : [`${number} failed although it was dialled: ${String(found.cause)}`]
    }
    const { _tag } = found.value
    if (_tag === "Unknown") return []
    return invites === 1 && truth.includes(_tag)
      ? []
      : [`${number} is ${JSON.stringify(found.value)}, dialled ${invites} times`]
  })

/** How often each outcome came. */
const tally = (attempts: ReadonlyArray<Attempt>): string => {
  const counts = new Map<string, number>()
  for (const { found } of attempts) {
    const tag = Exit.isFailure(found) ? "not dialled" : found.value._tag
    counts.set(tag, (counts.get(tag) ?? 0) + 1)
  }
  return [...counts].map(([tag, count]) => `${tag} ${count}`).join(", ")
}

const say = (what: string) => Effect.sync(() => process.stdout.write(`${what}\n`))

forEachServer("links of dials", (server) => {
  describe.skipIf(!server.offers.cli)("are cut at random", () => {
    for (const way of ["tcp", "http"] as const) {
      it.live(
        `over ${way}: each telephone is called once at most, and what is said of it is true (seed ${seed})`,
        () =>
          Effect.gen(function*() {
            const random = randomFrom(seed)
            const pick = <A>(from: ReadonlyArray<A>): A => from[Math.floor(random() * from.length)] as A
            const phone = yield* telephone(server, "tel3")
            const port = way === "tcp" ? server.port : server.httpPort
            const proxy = yield* faultProxy({ host: server.host, port })
            const running: Array<Effect.Effect<Attempt>> = []
            let cut = 0
            yield* Effect.gen(function*() {
              yield* AmiDial.installBlackBox
              while (cut < cuts) {
                const number = `${90_000 + running.length}`
                const [habit, truth] = pick(habits)
                phone.habits.set(number, habit)
                const dialling = yield* Effect.forkChild(AmiDial.dial({
                  first: pick(["tel3", "PJSIP/tel3"]),
                  then: { Exten: "500" },
                  callerId: `<${number}>`,
                  ringFor: "2 seconds",
                  blackBox: random() < 0.5
                }))
                running.push(Effect.map(Fiber.await(dialling), (found) => ({ number, truth, found })))
                yield* Effect.sleep(pick([0, 1, 3, 10, 30, 100]))
                if (random() < 0.6) {
                  cut += 1
                  if (random() < 0.5) proxy.refuse()
                  proxy.rst()
                  yield* Effect.sleep(pick([0, 20, 150]))
                  yield* proxy.listenAgain
                }
                // A dial that meets no connection says so at once.
                if (random() < 0.5) yield* Effect.sleep(pick([50, 200, 400]))
              }
              const attempts = yield* Effect.all(running, { concurrency: "unbounded" })
              yield* say(
                `Asterisk ${server.version} over ${way}: ${cut} cuts, ${attempts.length} dials: ${tally(attempts)}`
              )
              assert.deepStrictEqual(wrongOf(attempts, phone.calls), [])
            }).pipe(Effect.provide((way === "tcp" ? overTcp : overHttp)(server, proxy.port)))
          }).pipe(Effect.scoped),
        60_000 + cuts * 3_000
      )
    }

    it.live(
      `programs are killed: each telephone is called once at most, and what is looked up is true (seed ${seed})`,
      () =>
        Effect.gen(function*() {
          const random = randomFrom(seed)
          const pick = <A>(from: ReadonlyArray<A>): A => from[Math.floor(random() * from.length)] as A
          const phone = yield* telephone(server, "tel3")
          yield* AmiDial.installBlackBox
          const attempts: Array<Attempt> = []
          for (let kill = 0; kill < Math.ceil(cuts / 10); kill++) {
            const number = `${80_000 + kill}`
            const id = crypto.randomUUID()
            const [habit, truth] = pick(habits)
            phone.habits.set(number, habit)
            yield* killed(
              server,
              [id, pick(["tel3", "PJSIP/tel3"]), number],
              phone.calls,
              pick([0, 5, 50, 500]),
              random() < 0.3
            )
            const found = yield* Effect.exit(
              Effect.repeat(AmiDial.lookUp(id), {
                until: ({ _tag }) => _tag !== "Live",
                schedule: Schedule.spaced("200 millis")
              })
            )
            attempts.push({ number, truth, found: found as Attempt["found"] })
          }
          yield* say(`Asterisk ${server.version}: ${attempts.length} kills: ${tally(attempts)}`)
          assert.deepStrictEqual(wrongOf(attempts, phone.calls), [])
        }).pipe(Effect.scoped, Effect.provide(overTcp(server, server.port))),
      60_000 + cuts * 1_500
    )

    it.live(
      `servers are killed and started again: each telephone is called once at most (seed ${seed})`,
      () =>
        Effect.gen(function*() {
          const random = randomFrom(seed)
          const pick = <A>(from: ReadonlyArray<A>): A => from[Math.floor(random() * from.length)] as A
          const attempts: Array<Attempt> = []
          const calls: Array<Call> = []
          // Each server is stopped before the next one is started.
          const round = Effect.fnUntraced(function*(kill: number) {
            const { kill: end, restart, server: doomed } = yield* mortalServer(server.version)
            const life = yield* Effect.scope
            yield* Effect.scoped(Effect.gen(function*() {
              const phone = yield* telephone(doomed, "tel3")
              yield* Effect.gen(function*() {
                const running: Array<Effect.Effect<Attempt>> = []
                for (let one = 0; one < 5; one++) {
                  const number = `${70_000 + kill * 10 + one}`
                  const [habit, truth] = pick(habits)
                  phone.habits.set(number, habit)
                  const dialling = yield* Effect.forkChild(AmiDial.dial({
                    first: pick(["tel3", "PJSIP/tel3"]),
                    then: { Exten: "500" },
                    callerId: `<${number}>`,
                    ringFor: "2 seconds"
                  }))
                  running.push(Effect.map(Fiber.await(dialling), (found) => ({ number, truth, found })))
                  yield* Effect.sleep(pick([0, 1, 5, 20, 60]))
                }
                yield* end
                yield* Scope.provide(restart, life)
                attempts.push(...(yield* Effect.all(running, { concurrency: "unbounded" })))
              }).pipe(Effect.provide(overTcp(doomed, doomed.port)))
              calls.push(...phone.calls)
            }))
          }, Effect.scoped)
          for (let kill = 0; kill < Math.ceil(cuts / 20); kill++) yield* round(kill)
          yield* say(
            `Asterisk ${server.version}: ${Math.ceil(cuts / 20)} restarts, ${attempts.length} dials: ${tally(attempts)}`
          )
          assert.deepStrictEqual(wrongOf(attempts, calls), [])
        }).pipe(Effect.scoped),
      60_000 + cuts * 3_000
    )
  })
})

/** Runs a program that dials, and kills it: so long after its telephone was called, or after it began to dial. */
const killed = Effect.fnUntraced(function*(
  { port, users: { hello } }: AsteriskServer,
  [id, first, number]: readonly [id: string, first: string, number: string],
  calls: ReadonlyArray<Call>,
  millis: number,
  isEarly: boolean
) {
  const program = fileURLToPath(new URL("fixtures/dialsOnce.ts", import.meta.url))
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [program, String(port), hello.username, hello.secret, id, first, number], {
        stdio: "ignore"
      })
    ),
    (process) => Effect.sync(() => process.kill("SIGKILL"))
  )
  const exit = Effect.promise(async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
  })
  const rings = Effect.repeat(Effect.sync(() => calls.some(({ from }) => from === number)), {
    until: (isThere) => isThere,
    schedule: Schedule.spaced("2 millis")
  })
  yield* Effect.raceFirst(exit, isEarly ? Effect.sleep(1_000 + millis) : Effect.andThen(rings, Effect.sleep(millis)))
  child.kill("SIGKILL")
  yield* exit
}, Effect.scoped)
