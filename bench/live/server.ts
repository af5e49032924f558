/**
 * The server of this benchmark: answers lists, and sends recorded calls on request. A separate process.
 *
 *   Replay    `Shapes`, `Classes`, `Until` and `Rounds`: sends that many rounds of those calls, each with new ids, no faster
 *             than the client reads, and then an event `ReplayDone`; answers with how many events and calls they were, and how many channels it was
 *             asked to list so far
 *   Populate  `Channels`: how many channels its lists have from now on
 */
import { type Asked, type Connection, listen, plainly, succeed } from "../peer.ts"
import { itemsOf } from "./lists.ts"
import { type Choice, type Mix, mixOf } from "./mix.ts"

const mixes = new Map<string, Mix>()

const known = (choice: Choice): Mix => {
  const key = JSON.stringify(choice)
  const mix = mixes.get(key) ?? mixOf(choice)
  mixes.set(key, mix)
  return mix
}

/** No id comes twice, whoever asks. */
let round = 0

function* rounds(mix: Mix, times: number): Generator<Buffer> {
  for (let time = 0; time < times; time++) yield mix.round(round++)
}

const session = () => {
  let channels = 0
  let snapshots = 0

  const replay = async (asked: Asked, connection: Connection) => {
    const mix = known({
      shapes: asked.value("shapes") ?? ".*",
      classes: (asked.value("classes") ?? "call,agent").split(","),
      until: asked.value("until")
    })
    const times = Number(asked.value("rounds"))
    await connection.send(rounds(mix, times))
    connection.write("Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: ReplayDone\r\n\r\n")
    succeed(
      asked,
      connection,
      `Events: ${mix.events * times}`,
      `Begun: ${mix.begun * times}`,
      `Snapshots: ${snapshots}`
    )
  }

  const list = (asked: Asked, connection: Connection, items: ReadonlyArray<string>) => {
    const id = `ActionID: ${asked.value("actionid") ?? ""}\r\n`
    const event = asked.name
    connection.write(`Response: Success\r\n${id}EventList: start\r\nMessage: Items will follow\r\n\r\n`)
    const pieces = items.map((text) => `${text.slice(0, -2)}${id}\r\n`)
    const end = `Event: ${event}Complete\r\n${id}EventList: Complete\r\nListItems: ${items.length}\r\n\r\n`
    void connection.send([Buffer.from(pieces.join("") + end, "latin1")])
  }

  return (asked: Asked, connection: Connection): void => {
    if (asked.name === "replay") return void replay(asked, connection)
    if (asked.name === "populate") {
      channels = Number(asked.value("channels"))
      return succeed(asked, connection, "Message: Done")
    }
    if (asked.name === "status") snapshots += 1
    const items = itemsOf(asked.name, channels, asked.value)
    if (items === undefined) plainly(asked, connection)
    else list(asked, connection, items)
  }
}

await listen(() => ({ action: session() }))
