/** A challenge login and a Ping on a bare socket. */
import { createHash } from "node:crypto"
import { connect } from "node:net"
import { mark, port } from "./marks.ts"

mark("imported")
const socket = connect({ host: "127.0.0.1", port, noDelay: true })
const send = (...lines: ReadonlyArray<string>) => void socket.write(`${lines.join("\r\n")}\r\n\r\n`)

/** What is awaited, and what is done once it is there; in turn. */
const steps: Array<readonly [RegExp, (found: string) => void]> = [
  [/Asterisk Call Manager/, () => send("Action: Challenge", "AuthType: md5")],
  [/Challenge: (\d+)\r\n/, (challenge) => {
    const key = createHash("md5").update(`${challenge}bench`).digest("hex")
    send("Action: Login", "AuthType: md5", "Username: bench", `Key: ${key}`)
  }],
  [/Event: FullyBooted/, () => {
    mark("connected")
    send("Action: Ping")
  }],
  [/Ping: Pong/, () => {
    mark("answered")
    send("Action: Logoff")
  }]
]
let text = ""
socket.setEncoding("latin1").on("data", (chunk) => {
  text += String(chunk)
  for (let step = steps[0]; step !== undefined; step = steps[0]) {
    const found = step[0].exec(text)
    if (found === null) return
    steps.shift()
    step[1](found[1] ?? "")
  }
})
