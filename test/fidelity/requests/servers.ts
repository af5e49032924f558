/**
 * The servers that odd requests are put to: the simulator in virtual time, and a real Asterisk.
 */
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { connect } from "node:net"
import { createInterface } from "node:readline"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import type { AmiSimulator } from "../../../src/simulator/index.ts"
import { type Lines, messagesIn, type Version } from "../conversations.ts"
import { network, simulatorOf } from "../link.ts"
import { optionsFrom } from "../pbx.ts"
import { ask, type Asked, type Session } from "./asking.ts"
import type { Scene } from "./scenes.ts"

/** The configuration of the Asterisk servers of the integration tests, which both speak with. */
const configuration = new URL("../../asterisk/etc/", import.meta.url)

/** What `cli.conf` does when a server has booted. */
const database = {
  "boot/done": "yes",
  "desk/110": "Alice, first floor",
  "desk/111": "Bob",
  "CustomDevstate/desk110": "INUSE",
  "CustomPresence/desk110": "away"
}

/** The simulator as those servers are. Without `pjsip_notify.conf` they do not load what sends a NOTIFY. */
const optionsOf = (version: Version): AmiSimulator.Options => {
  const options = optionsFrom(configuration, version)
  return { ...options, database, modules: options.modules?.filter((module) => module !== "res_pjsip_notify") }
}

/** When the simulator is asked, in milliseconds since the epoch. */
const start = 1_795_420_800_000

const letOthersRun = Effect.forEach(Array.from({ length: 10 }), () => Effect.yieldNow, { discard: true })

/** The answers of the simulator to all scenes. */
export const simulated = (version: Version, scenes: ReadonlyArray<Scene>): Promise<ReadonlyArray<Asked>> => {
  const { connect, layer } = network()
  const program = Effect.gen(function*() {
    yield* TestClock.setTime(start)
    yield* simulatorOf(optionsOf(version))
    yield* letOthersRun
    const context = yield* Effect.context<never>()
    const run = Effect.runPromiseWith(context)
    const asked: Array<Asked> = []
    for (const scene of scenes) {
      const link = yield* connect
      const session: Session = {
        write: (text) =>
          run(Effect.andThen(
            Effect.sync(() => link.write(new Uint8Array(Buffer.from(text, "latin1")))),
            letOthersRun
          )),
        wait: (millis) => run(Effect.andThen(TestClock.adjust(millis), letOthersRun)),
        messages: () => link.messages
      }
      asked.push(...yield* Effect.promise(() => ask(session, scene)))
    }
    return asked
  })
  return Effect.runPromise(
    Effect.scoped(program).pipe(Effect.provide(Layer.merge(layer, TestClock.layer({ warningDelay: "1 hour" }))))
  )
}

const dial = async (port: number): Promise<Session & { readonly end: () => void }> => {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true })
  let text = ""
  let parsed: ReadonlyArray<Lines> = []
  let length = 0
  socket.on("data", (bytes) => (text += bytes.toString("latin1")))
  socket.on("error", () => {})
  await once(socket, "connect")
  return {
    write: async (bytes) => {
      socket.write(bytes, "latin1")
    },
    wait: async (millis) => {
      await setTimeout(millis)
    },
    messages: () => {
      if (text.length !== length) parsed = messagesIn(text.slice(0, text.lastIndexOf("\r\n\r\n") + 4))
      length = text.length
      return parsed
    },
    end: () => socket.destroy()
  }
}

/** The answers of a real server to all scenes, on a port and the three after it. */
export const real = async (
  version: Version,
  port: number,
  scenes: ReadonlyArray<Scene>
): Promise<ReadonlyArray<Asked>> => {
  const script = fileURLToPath(new URL("../../asterisk/asterisk.sh", import.meta.url))
  const server = spawn("bash", [script, "run", version, `odd${port}`, String(port)], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  try {
    const lines = createInterface(server.stdout)
    for await (const line of lines) if (line.startsWith("ETC=")) break
    const asked: Array<Asked> = []
    for (const scene of scenes) {
      const session = await dial(port)
      asked.push(...await ask(session, scene))
      session.end()
    }
    return asked
  } finally {
    server.stdin.end()
    await once(server, "close")
  }
}
