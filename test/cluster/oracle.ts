/**
 * An AMI server that knows what was executed: it logs each action with the connection that it came over.
 *
 * Each account is a server of its own, named before the `@` of the user: its events, numbered from 1, go to all its connections.
 * `Originate` is answered after as many milliseconds as `Timeout` says; `CoreShowChannels` is a list of as many items as
 * `Count` says, a few of which come every 10 milliseconds.
 */
import { createServer, type Socket } from "node:net"

export interface Executed {
  readonly action: string
  readonly id: string
  /** The user of the connection. */
  readonly by: string
  readonly at: number
}

export interface Oracle {
  readonly port: number
  readonly log: ReadonlyArray<Executed>
  /** Users that logged in, in order, and when. */
  readonly logins: ReadonlyArray<{ readonly user: string; readonly at: number }>
  /** The users that are connected. */
  readonly connected: () => ReadonlyArray<string>
  /** Raises an event on all connections of a server, and gives its number. */
  readonly raise: (server: string) => number
  /** Raises as many events of a usual size as fit the rate, so many a second. */
  readonly flood: (server: string, rate: number, count: number) => Promise<void>
  /** Destroys the connections of a server, and takes none for as long. */
  readonly cut: (server: string, millis: number) => void
  readonly close: () => Promise<void>
}

interface Connection {
  readonly socket: Socket
  user: string
}

const serverOf = (user: string): string => user.split("@")[0] ?? user

const itemsAtOnce = 5

/** As Asterisk 22 writes it. */
const hangup = (number: number): string =>
  [
    "Event: Hangup",
    "Privilege: call,all",
    `Channel: PJSIP/100-0000${number.toString(16).padStart(4, "0")}`,
    "ChannelState: 6",
    "ChannelStateDesc: Up",
    "CallerIDNum: 100",
    "CallerIDName: Alice Example",
    "ConnectedLineNum: 200",
    "ConnectedLineName: Bob Example",
    "Language: en",
    "AccountCode: ",
    "Context: from-internal",
    "Exten: 200",
    "Priority: 1",
    `Uniqueid: 1700000000.${number}`,
    `Linkedid: 1700000000.${number}`,
    "Cause: 16",
    "Cause-txt: Normal Clearing",
    `Number: ${number}`
  ].join("\r\n") + "\r\n\r\n"

export const oracle = async (): Promise<Oracle> => {
  const log: Array<Executed> = []
  const logins: Array<{ user: string; at: number }> = []
  const connections = new Set<Connection>()
  const numbers = new Map<string, number>()
  const cutUntil = new Map<string, number>()

  const answer = (connection: Connection, headers: ReadonlyMap<string, string>): void => {
    const { socket } = connection
    const say = (lines: ReadonlyArray<string>) => {
      if (socket.writable) socket.write(`${lines.join("\r\n")}\r\n\r\n`)
    }
    const action = headers.get("action") ?? ""
    const id = `ActionID: ${headers.get("actionid")}`
    switch (action) {
      case "Login": {
        connection.user = headers.get("username") ?? ""
        if ((cutUntil.get(serverOf(connection.user)) ?? 0) > Date.now()) return void socket.destroy()
        logins.push({ user: connection.user, at: Date.now() })
        say(["Response: Success", id, "Message: Authentication accepted"])
        return say(["Event: FullyBooted", "Privilege: system,all", "Status: Fully Booted"])
      }
      case "Logoff":
        say(["Response: Goodbye", id])
        return void socket.end()
      case "Ping":
        return say(["Response: Success", id, "Ping: Pong"])
      case "Originate": {
        log.push({ action, id: headers.get("channelid") ?? "", by: connection.user, at: Date.now() })
        const delay = Number(headers.get("timeout") ?? 0)
        return void setTimeout(() => say(["Response: Success", id, "Message: Originate successfully queued"]), delay)
      }
      case "CoreShowChannels": {
        const count = Number(headers.get("count") ?? 0)
        say(["Response: Success", id, "EventList: start", "Message: Channels will follow"])
        let sent = 0
        const next = () => {
          for (let some = 0; some < itemsAtOnce && sent < count; some++) {
            sent += 1
            say(["Event: CoreShowChannel", id, `Channel: Local/${sent}`])
          }
          if (sent < count) return void setTimeout(next, 10)
          say(["Event: CoreShowChannelsComplete", id, "EventList: Complete", `ListItems: ${count}`])
        }
        return next()
      }
      default:
        return say(["Response: Success", id])
    }
  }

  const server = createServer({ noDelay: true }, (socket) => {
    const connection: Connection = { socket, user: "" }
    connections.add(connection)
    socket.on("close", () => connections.delete(connection)).on("error", () => undefined)
    socket.write("Asterisk Call Manager/11.0.0\r\n")
    let rest = ""
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      const parts = (rest + chunk).split("\r\n\r\n")
      rest = parts.pop() ?? ""
      for (const part of parts) {
        const lines = part.split("\r\n").map((line) => line.split(/: ?(.*)/s))
        answer(connection, new Map(lines.map(([name = "", value = ""]) => [name.toLowerCase(), value])))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    log,
    logins,
    connected: () => [...connections].flatMap(({ user }) => user === "" ? [] : [user]),
    raise: (of) => {
      const number = (numbers.get(of) ?? 0) + 1
      numbers.set(of, number)
      for (const { socket, user } of connections) {
        if (serverOf(user) !== of) continue
        socket.write(`Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: Count\r\nNumber: ${number}\r\n\r\n`)
      }
      return number
    },
    flood: async (of, rate, count) => {
      const from = performance.now()
      for (let sent = 0; sent < count;) {
        const due = Math.min(count, Math.ceil(((performance.now() - from) / 1000) * rate))
        let text = ""
        for (; sent < due; sent++) text += hangup(sent)
        for (const { socket, user } of connections) if (text !== "" && serverOf(user) === of) socket.write(text)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    cut: (of, millis) => {
      cutUntil.set(of, Date.now() + millis)
      for (const { socket, user } of connections) if (serverOf(user) === of) socket.destroy()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const { socket } of connections) socket.destroy()
      })
  }
}
