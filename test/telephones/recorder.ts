/**
 * `AmiCalls` of a house over one transport: the records of the calls that have ended, and which calls are open.
 */
import { Context, Effect, Layer, Redacted, Schedule, type Scope, Stream } from "effect"
import { AmiCalls, AmiClient, type AmiError, type CallRecord } from "../../src/index.ts"
import { NodeAmi } from "../../src/node/index.ts"
import { type Changing, changing, turns } from "../transport/waiting.ts"
import type { House } from "./house.ts"

export type Way = "tcp" | "http"

export interface Recorder {
  readonly way: Way
  readonly ami: AmiClient.AmiClient["Service"]
  readonly calls: AmiCalls.AmiCalls["Service"]
  /** The records of the calls that have ended, in that order. */
  readonly records: ReadonlyArray<CallRecord.CallRecord>
  /** The ids of the calls that have not ended. */
  readonly open: ReadonlySet<string>
  /** Forgets which calls are open, after a failure. */
  readonly forget: () => void
  /** How often it was synchronized with the server. */
  readonly synced: () => number
  readonly isFresh: () => boolean
  /** Waits until something is so, checking after each change and each record. */
  readonly until: Changing["until"]
  /** Waits until the client has received the event that `mark` raises next with that name. */
  readonly marked: (name: string) => Effect.Effect<void>
}

export interface RecorderOptions {
  /** Where the client connects, if there is a proxy. */
  readonly port?: number | undefined
  readonly client?: Partial<AmiClient.Options> | undefined
}

/** What a trunk of a house is. */
export const trunks: ReadonlyArray<string> = ["PJSIP/provider"]

/** Raises an event that all clients receive. */
export const markOf = (name: string): string => `Action: UserEvent\nUserEvent: Mark\nName: ${name}`

export const recorder = Effect.fnUntraced(function*(
  house: Pick<House, "host" | "port" | "httpPort" | "username" | "secret">,
  way: Way,
  { client = {}, port }: RecorderOptions = {}
): Effect.fn.Return<Recorder, AmiError.AmiError, Scope.Scope> {
  const transport = way === "tcp"
    ? NodeAmi.layerTcp({ host: house.host, port: port ?? house.port })
    : NodeAmi.layerHttp({ url: `http://${house.host}:${port ?? house.httpPort}` })
  const clients = AmiClient.layer({
    username: house.username,
    secret: Redacted.make(house.secret),
    reconnect: { schedule: Schedule.spaced("100 millis") },
    ...client
  }).pipe(Layer.provide(transport))
  const context = yield* Layer.build(AmiCalls.layerWith({ trunks }).pipe(Layer.provideMerge(clients)))
  const calls = Context.get(context, AmiCalls.AmiCalls)
  const ami = Context.get(context, AmiClient.AmiClient)

  const { changed, until } = changing()
  const records: Array<CallRecord.CallRecord> = []
  const open = new Set<string>()
  const marks = new Set<string>()
  let synced = 0
  let isFresh = true
  const take = <A>(use: (value: A) => void) => (value: A) =>
    Effect.sync(() => {
      use(value)
      changed()
    })
  const follow = <A, E>(stream: Stream.Stream<A, E>, use: (value: A) => void) =>
    Effect.forkScoped(Effect.orDie(Stream.runForEach(stream, take(use))), { startImmediately: true })
  yield* follow(calls.records, (record) => records.push(record))
  yield* follow(calls.changes, (change) => {
    if (change._tag === "Present") change.values.forEach((_, id) => open.add(id))
    else if (change._tag === "Upserted") open.add(change.key)
    else if (change._tag === "Gone") open.delete(change.key)
    else if (change._tag === "Synced") synced += 1
    if (change._tag === "Stale") isFresh = false
    if (change._tag === "Synced") isFresh = true
  })
  yield* follow(ami.inbox, (item) => {
    if (item._tag !== "Received" || item.message.get("UserEvent") !== "Mark") return
    marks.add(item.message.get("Name") ?? "")
  })
  return {
    way,
    ami,
    calls,
    records,
    open,
    forget: () => open.clear(),
    synced: () => synced,
    isFresh: () => isFresh,
    until,
    marked: (name) =>
      until(`the mark ${name} over ${way}`, () => marks.has(name)).pipe(
        // Others who receive the same event may come after.
        Effect.andThen(turns(3))
      )
  }
})
