/** Scenarios over loopback sockets: each has its own server, which reads byte for byte what the client has written. */
import { Context, Duration, Effect, Layer, Logger, Random, Schedule, type Scope } from "effect"
import { AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { greeting } from "../../node/connecting.ts"
import { type ScriptedServer, scriptedServer, type ServerPeer } from "../../node/scriptedServer.ts"
import { turns, within } from "../../transport/waiting.ts"
import type { Arrival, FarEnd, Link } from "./farEnd.ts"
import { FragileLogger } from "./foreign.ts"
import { none, Scenario } from "./scenario.ts"
import type { Plan } from "./steps.ts"
import { chance } from "./world.ts"

const wireOf = (texts: ReadonlyArray<string>) =>
  texts.map((text) => `${text.replaceAll("\n", "\r\n")}\r\n\r\n`).join("")

/** An action as it arrived, or undefined if it is torn. */
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
const readActions = (peer: ServerPeer, take: (action: Arrival | undefined, text: string) => void): void => {
  let read = 0
  peer.onReceived((received) => {
    for (let end = received.indexOf("\r\n\r\n", read); end >= 0; end = received.indexOf("\r\n\r\n", read)) {
      const text = received.slice(read, end)
      read = end + 4
      take(arrivalOf(text), text)
    }
  })
}

/** A server for one scenario; `cut` draws where its output is split in two. */
const serverOf = (
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
      refuse: undefined,
      die: undefined,
      isHeard: () => false
    })
  return scriptedServer({
    onPeer: (peer) => {
      switch (farEnd().connecting) {
        case "refuse":
          return peer.reset()
        case "notAmi":
          farEnd().mayGiveUp = true
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
const transportTo = ({ port }: ScriptedServer): AmiTransport.AmiTransport["Service"] => ({
  connect: AmiTransport.AmiTransport.use(({ connect }) => connect).pipe(
    Effect.provide(Layer.fresh(NodeAmi.layerTcp({ port, bannerTimeout: "30 millis" })))
  )
})

/** Polls a condition every few turns. */
const until = (what: string, holds: () => boolean) =>
  Effect.gen(function*() {
    while (!holds()) yield* turns(5)
  }).pipe(within(what))

/** Follows a plan, fewer turns of the event loop than given a step: some meet in one turn, some have their effect first. */
export const follow = (plan: Plan, atMostTurns: number) =>
  Effect.gen(function*() {
    const logger = new FragileLogger()
    // The delays between connections are as short as allowed.
    const services = Context.make(Logger.CurrentLoggers, new Set([logger.logger])).pipe(
      Context.add(Random.Random, { nextDoubleUnsafe: () => 0, nextIntUnsafe: () => 0 })
    )
    const random = chance(plan.seed)
    const server = yield* serverOf((): FarEnd => scenario.farEnd, random)
    const scenario = new Scenario({
      logger,
      now: () => performance.now(),
      fork: Effect.runForkWith(services),
      transport: () => transportTo(server),
      advance: () => undefined,
      hurry: 200,
      isInstant: false,
      isOrderly: false,
      options: {
        actionTimeout: "60 millis",
        loginTimeout: "60 millis",
        bootTimeout: plan.bootTimeout === 0 ? 0 : "60 millis",
        drainTimeout: "20 millis",
        pingInterval: Duration.infinity
      },
      schedule: Schedule.spaced("30 millis")
    }, plan)
    scenario.farEnd.open = plan.ready
    if (plan.ready) yield* until("the first connection", () => scenario.ami !== undefined)
    scenario.farEnd.open = false
    for (const step of plan.steps) {
      scenario.apply(step)
      yield* turns(step.kind === "advance" ? 20 : Math.floor(random() * atMostTurns))
      none(scenario.check())
    }
    // No Ping here: it takes seconds until a missing answer is noticed.
    scenario.heal()
    yield* until("a client that is alive", () => {
      scenario.farEnd.current()?.handshake("ok")
      return scenario.isAlive()
    })
    scenario.close()
    yield* until("the end of the client", () => scenario.closed)
    yield* until("the end of everybody", () => {
      scenario.drainSubscribers()
      return scenario.haveEnded()
    })
    // A handler has no end to wait for, and takes at most one turn per event.
    yield* turns(100)
    yield* server.allClosed
    none(scenario.checkEnd())
    return scenario
  }).pipe(Effect.scoped)
