/**
 * What `send` alone costs: `node bench/send.ts [IN_FLIGHT …]`
 *
 * The answers come from the same process, one turn after the action and already decoded, so that no socket and no
 * parser take part. CPU is user and system of this process, the median of some rounds.
 */
import { Effect, Redacted, type Scope } from "effect"
import { Actions, AmiClient, type AmiError, AmiMessage, AmiTransport } from "../src/index.ts"
import { callersOf } from "./forms/callers.ts"
import { printTable } from "./table.ts"

const answerTo = (name: string, actionId: string): ReadonlyArray<AmiMessage.AmiMessage> => {
  const head: ReadonlyArray<AmiMessage.Header> = [["Response", "Success"], ["ActionID", actionId]]
  switch (name) {
    case "Challenge":
      return [AmiMessage.make([...head, ["Challenge", "1"]])]
    case "Login":
      return [AmiMessage.make(head), AmiMessage.make([["Event", "FullyBooted"], ["Status", "Fully Booted"]])]
    default:
      return [AmiMessage.make([...head, ["Ping", "Pong"], ["Timestamp", "1790000000.123456"]])]
  }
}

const connect = Effect.sync(() => {
  const inbound = AmiTransport.inbound()
  let due: Array<AmiMessage.AmiMessage> = []
  const answer = () => {
    const messages = due
    due = []
    inbound.deliver(messages)
  }
  const connection: AmiTransport.Connection = {
    banner: "Asterisk Call Manager/11.0.0",
    receive: inbound.receive,
    write: ({ actionId, name }) => {
      if (due.length === 0) queueMicrotask(answer)
      due.push(...answerTo(name, actionId))
      return true
    }
  }
  return connection
})

const [amount, rounds] = [200_000, 7]

const measure = Effect.fnUntraced(function*(
  inFlight: number
): Effect.fn.Return<{ inFlight: number; micros: number }, AmiError.AmiError, AmiTransport.AmiTransport | Scope.Scope> {
  const ami = yield* AmiClient.make({ username: "bench", secret: Redacted.make("bench"), limits: { inFlight } })
  const ping = Effect.suspend(() => ami.send(Actions.Ping()))
  const figures: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage()
    const right = yield* Effect.promise(() =>
      callersOf(ping, ({ Ping }) => Ping === "Pong", [amount, inFlight], () => undefined)
    )
    const { system, user } = process.cpuUsage(before)
    if (right !== amount) return yield* Effect.die(new Error(`${amount - right} answers of ${amount} were wrong`))
    figures.push((user + system) / amount)
  }
  return { inFlight, micros: figures.toSorted((a, b) => a - b)[rounds >> 1] ?? Number.NaN }
})

const given = process.argv.slice(2).map(Number)
const rows = await Effect.forEach(
  given.length === 0 ? [1, 64, 1024] : given,
  (inFlight) => Effect.scoped(measure(inFlight))
).pipe(
  Effect.provideService(AmiTransport.AmiTransport, { connect }),
  Effect.runPromise
)
printTable("send(Ping) without a socket", rows, [
  { name: "in flight", about: "how many callers wait at once", value: (row) => row.inFlight },
  { name: "CPU µs", about: "of one action and its typed answer", digits: 2, value: (row) => row.micros }
])
