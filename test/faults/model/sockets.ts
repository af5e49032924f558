/** Lines over loopback sockets: a server of its own for each scenario, which reads what the client has written byte for byte. */
import { Effect, Layer, type Scope } from "effect"
import { AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { greeting } from "../../node/connecting.ts"
import { type ScriptedServer, scriptedServer, type ServerPeer } from "../../node/scriptedServer.ts"
import type { Arrival, FarEnd, Link } from "./farEnd.ts"

const wireOf = (texts: ReadonlyArray<string>) =>
  texts.map((text) => `${text.replaceAll("\n", "\r\n")}\r\n\r\n`).join("")

/** An action as it came, or undefined where it is torn. */
const arrivalOf = (text: string): Arrival | undefined => {
  const headers = text.split("\r\n").map((line) => {
    const colon = line.indexOf(": ")
    return [line.slice(0, colon), line.slice(colon + 2)] as const
  })
  const [action, id] = headers
  const isWhole = action?.[0] === "Action" && id?.[0] === "ActionID" &&
    headers.every(([name]) => /^[A-Za-z]+$/.test(name))
  return isWhole ? { name: action[1], actionId: id[1], headers } : undefined
}

/** Reads the actions of a connection. */
export const readActions = (peer: ServerPeer, take: (action: Arrival | undefined, text: string) => void): void => {
  let read = 0
  peer.onReceived((received) => {
    for (let end = received.indexOf("\r\n\r\n", read); end >= 0; end = received.indexOf("\r\n\r\n", read)) {
      const text = received.slice(read, end)
      read = end + 4
      take(arrivalOf(text), text)
    }
  })
}

/** A server for one scenario; `cut` draws where what it says is cut in two. */
export const serverOf = (
  farEnd: () => FarEnd,
  cut: () => number
): Effect.Effect<ScriptedServer, never, Scope.Scope> => {
  const accept = (peer: ServerPeer): Link =>
    farEnd().accept({
      deliver: (texts) => {
        const wire = wireOf(texts)
        const at = Math.floor(cut() * wire.length)
        peer.send(wire.slice(0, at))
        peer.send(wire.slice(at))
      },
      end: (why) => why === "Ended" ? peer.end() : peer.reset(),
      refuse: () => undefined
    })
  return scriptedServer({
    onPeer: (peer) => {
      switch (farEnd().connecting) {
        case "refuse":
          return peer.reset()
        case "notAmi":
          return peer.send("SSH-2.0-OpenSSH_9.2\r\n")
        case "silence":
          return undefined
        case "accept": {
          const link = accept(peer)
          peer.send(greeting)
          readActions(
            peer,
            (action, text) => action === undefined ? farEnd().blame(`torn: ${JSON.stringify(text)}`) : link.take(action)
          )
        }
      }
    }
  })
}

/** The transport to a server. */
export const transportTo = ({ port }: ScriptedServer): AmiTransport.AmiTransport["Service"] => ({
  connect: AmiTransport.AmiTransport.use(({ connect }) => connect).pipe(
    Effect.provide(Layer.fresh(NodeAmi.layerTcp({ port, bannerTimeout: "30 millis" })))
  )
})
