/**
 * Makes Asterisk raise events, in a separate process: `node bench/asterisk/source.ts '{"kind":"userEvents",…}'`
 *
 *   userEvents   pipelines that many UserEvents, numbered from 0, with at most 256 unanswered, and then one named Done
 *   calls        makes, answers and hangs up that many calls to Local channels, in sessions that each wait for one call
 *
 * It ends once Asterisk has answered them all.
 */
import { once } from "node:events"
import { connect, type Socket } from "node:net"

export interface SourceOrder {
  readonly kind: "userEvents" | "calls"
  readonly port: number
  readonly amount: number
}

const login = "Action: Login\r\nUsername: patient\r\nSecret: world\r\nEvents: off\r\n\r\n"
const filler = "PJSIP/alice-00000001 is up since 1795422461.42 ".repeat(4)

const userEvent = (number: number): string =>
  `Action: UserEvent\r\nUserEvent: Storm\r\nNumber: ${number}\r\nFiller: ${filler}\r\n\r\n`

// Without Async: the session's next action is read once this call was answered.
const call = (): string =>
  "Action: Originate\r\nChannel: Local/500@from-internal/n\r\nApplication: NoOp\r\nTimeout: 5000\r\n\r\n"

/** Counts the answers of a session after the one to its login. */
const open = async (port: number, onAnswers: (count: number) => void): Promise<Socket> => {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true }).setEncoding("latin1")
  let rest = ""
  const accepted = new Promise<void>((resolve, reject) => {
    let isIn = false
    socket.on("error", reject).on("close", () => reject(new Error("Asterisk closed a session of the source")))
    socket.on("data", (chunk) => {
      const parts = (rest + String(chunk)).split("\r\n\r\n")
      rest = parts.pop() ?? ""
      const answers = parts.filter((part) => part.includes("Response: ")).length
      if (isIn) return onAnswers(answers)
      if (!parts.some((part) => part.includes("Response: Success"))) return
      isIn = true
      resolve()
    })
  })
  await once(socket, "connect")
  socket.write(login)
  await accepted
  return socket
}

/** Sends an action for each number, keeps that many in flight, and ends with the last answer. */
const pipeline = async (
  port: number,
  amount: number,
  underWay: number,
  action: (number: number) => string
): Promise<Socket> => {
  let sent = 0
  let answered = 0
  let finish = () => {}
  const finished = new Promise<void>((resolve) => finish = resolve)
  const more = () => {
    let text = ""
    for (; sent < amount && sent - answered < underWay; sent++) text += action(sent)
    if (text !== "") socket.write(text)
  }
  const socket = await open(port, (count) => {
    answered += count
    more()
    if (answered >= amount) finish()
  })
  more()
  await finished
  return socket
}

const order: SourceOrder = JSON.parse(process.argv[2] ?? "")
if (order.kind === "userEvents") {
  const socket = await pipeline(order.port, order.amount, 256, userEvent)
  socket.write("Action: UserEvent\r\nUserEvent: Done\r\n\r\nAction: Logoff\r\n\r\n")
  await once(socket, "close")
} else {
  const sessions = 16
  const each = Math.floor(order.amount / sessions)
  const sockets = await Promise.all(
    Array.from({ length: sessions }, () => pipeline(order.port, each, 2, call))
  )
  for (const socket of sockets) socket.destroy()
}
process.exit(0)
