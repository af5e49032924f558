/**
 * What is in brokers, read by the clients that users have.
 */
import type { JetStreamManager } from "@nats-io/jetstream"
import { Effect, type Scope } from "effect"
import type { Kind } from "./servers.ts"

/** Prepares to read from a broker that has just been started, and then reads all that is in it. */
export type Reader = (port: number) => Effect.Effect<Effect.Effect<ReadonlyArray<string>>, never, Scope.Scope>

const using = <A>(open: () => Promise<A>, close: (opened: A) => Promise<unknown>) =>
  Effect.acquireRelease(Effect.promise(open), (opened) => Effect.promise(() => close(opened)))

/** How many messages the stream has, and each of them. */
const stored = async (manager: JetStreamManager): Promise<ReadonlyArray<string>> => {
  const { state } = await manager.streams.info("ami")
  const bodies: Array<string> = []
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    bodies.push((await manager.streams.getMessage("ami", { seq }))?.string() ?? "")
  }
  return bodies
}

// The clients are loaded by the tests that use them alone: others need not wait for them.

const nats: Reader = (port) =>
  Effect.succeed(
    Effect.gen(function*() {
      const { connect } = yield* Effect.promise(() => import("@nats-io/transport-node"))
      const { jetstreamManager } = yield* Effect.promise(() => import("@nats-io/jetstream"))
      const connection = yield* using(() => connect({ servers: `127.0.0.1:${port}` }), (one) => one.close())
      return yield* Effect.promise(async () => stored(await jetstreamManager(connection)))
    }).pipe(Effect.scoped)
  )

const redis: Reader = (port) =>
  Effect.succeed(
    Effect.gen(function*() {
      const { createClient } = yield* Effect.promise(() => import("redis"))
      const client = yield* using(
        () => createClient({ url: `redis://127.0.0.1:${port}` }).connect(),
        (one) => one.close()
      )
      const servers = yield* Effect.promise(() => client.keys("ami:*"))
      const streams = yield* Effect.forEach(servers, (key) => Effect.promise(() => client.xRange(key, "-", "+")))
      return streams.flat().map((entry) => entry?.message["event"] ?? "")
    }).pipe(Effect.scoped)
  )

const rabbitmq: Reader = (port) =>
  Effect.succeed(
    Effect.gen(function*() {
      const { connect } = yield* Effect.promise(() => import("amqplib"))
      const connection = yield* using(() => connect(`amqp://127.0.0.1:${port}`), (one) => one.close())
      const channel = yield* Effect.promise(() => connection.createChannel())
      const bodies: Array<string> = []
      let message = yield* Effect.promise(() => channel.get("crm", { noAck: true }))
      while (message !== false) {
        bodies.push(message.content.toString())
        message = yield* Effect.promise(() => channel.get("crm", { noAck: true }))
      }
      return bodies
    }).pipe(Effect.scoped)
  )

/** MQTT brokers keep nothing for those who have not subscribed: this one has a session that outlives its connections. */
const mosquitto: Reader = (port) =>
  Effect.gen(function*() {
    const { connect } = yield* Effect.promise(() => import("mqtt"))
    const bodies: Array<string> = []
    const options = { clientId: "reader", clean: false, reconnectPeriod: 50 }
    const client = yield* using(async () => connect(`mqtt://127.0.0.1:${port}`, options), (one) => one.endAsync(true))
    client.on("error", () => undefined).on("message", (_, body) => bodies.push(body.toString()))
    yield* Effect.promise(() => client.subscribeAsync("ami/#", { qos: 1 }))
    return Effect.promise(async () => {
      // What comes before the answer to this has come.
      await client.publishAsync("ami/end", "end", { qos: 1 })
      while (!bodies.includes("end")) await new Promise((resolve) => client.once("message", resolve))
      return bodies.filter((body) => body !== "end")
    })
  })

export const readers: Readonly<Record<Exclude<Kind, "redisInMemory">, Reader>> = { nats, redis, rabbitmq, mosquitto }
