/** A bare AMI session over TCP, for the benchmark of the simulator: it costs little and counts what it gets. */
import { connect } from "node:net"

export interface Session {
  readonly write: (...headers: ReadonlyArray<string>) => void
  /** Events that came so far. */
  readonly events: () => number
  readonly end: () => void
}

/** Logs in as `hello`. Each message is given to the function, without the blank line after it. */
export const openSession = (port: number, onMessage: (message: string) => void): Promise<Session> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1")
    const write = (...headers: ReadonlyArray<string>) => socket.write(`${headers.join("\r\n")}\r\n\r\n`)
    let rest = ""
    let events = 0
    socket.setEncoding("latin1").setNoDelay(true).on("error", reject).on("data", (data) => {
      const messages = `${rest}${String(data)}`.split("\r\n\r\n")
      rest = messages.pop() ?? ""
      for (const message of messages) {
        if (message.startsWith("Event: ")) events++
        if (message.includes("ActionID: bench-login")) {
          resolve({
            write,
            events: () => events,
            end: () => socket.destroy()
          })
        }
        onMessage(message)
      }
    })
    write("Action: Login", "Username: hello", "Secret: world", "ActionID: bench-login")
  })
