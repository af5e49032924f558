/**
 * The faults of the link and of the server: rough periods, in which everything happens, and calm ones, in which a client
 * recovers. A client whose connections fail quickly waits up to half a minute for the next one, until one has lasted.
 */
import { Clock, Effect } from "effect"
import type { Link } from "./link.ts"
import type { Chances } from "./random.ts"
import type { Requests } from "./requests.ts"
import type { SoakServer } from "./server.ts"
import type { Observer, Source } from "./wire.ts"

export interface World {
  readonly server: SoakServer
  readonly link: Link
  readonly observer: Observer
  readonly source: Source
  readonly requests: Requests
  readonly chances: Chances
}

/** Connects the observers before the client can come back. */
export const startWires = ({ observer, source }: Pick<World, "observer" | "source">) =>
  Effect.andThen(observer.start, source.start)

interface Fault {
  readonly name: string
  readonly run: Effect.Effect<void>
}

const faultsOf = (world: World): readonly [Fault, ...ReadonlyArray<Fault>] => {
  const { chances, link, requests, server } = world
  const noteEnd = Effect.map(Clock.currentTimeMillis, requests.killed)
  const revive = server.again.pipe(Effect.andThen(startWires(world)), Effect.andThen(link.open))
  const ending = (end: Effect.Effect<unknown>) =>
    noteEnd.pipe(
      Effect.andThen(end),
      Effect.andThen(noteEnd),
      Effect.andThen(link.shut),
      Effect.andThen(revive)
    )
  const freeze = server.signal("SIGSTOP").pipe(
    Effect.andThen(Effect.suspend(() => Effect.sleep(chances.between(300, 4000)))),
    Effect.andThen(server.signal("SIGCONT"))
  )
  // Columns: a name, an address, two times, and the file descriptor. Asterisk 16 has no such command.
  const kick = Effect.gen(function*() {
    const file = /^ {2}hello +\S+ +\d+ +\d+ +(\d+)/m.exec(yield* server.cli("manager show connected"))?.[1]
    if (file !== undefined) yield* server.cli(`manager kick session ${file}`)
  })
  return [
    { name: "server frozen", run: freeze },
    { name: "server killed", run: ending(server.signal("SIGKILL")) },
    { name: "server stopped", run: ending(server.cli("core stop now")) },
    ...(server.version === 16 ? [] : [{ name: "session kicked", run: kick }]),
    ...link.faults
  ]
}

const calm = 65_000
const rough = 35_000

/** Lasts this long, or until the current fault is over; counts the faults by name. */
export const injectFaults = Effect.fnUntraced(function*(world: World, millis: number, counts: Map<string, number>) {
  const { between, oneOf } = world.chances
  const faults = faultsOf(world)
  const start = yield* Clock.currentTimeMillis
  const isOver = Effect.map(Clock.currentTimeMillis, (now) => now - start >= millis)
  while (!(yield* isOver)) {
    const from = yield* Clock.currentTimeMillis
    while ((yield* Clock.currentTimeMillis) - from < rough && !(yield* isOver)) {
      yield* Effect.sleep(between(1000, 6000))
      const fault = oneOf(faults)
      counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1)
      yield* fault.run
    }
    const left = millis - ((yield* Clock.currentTimeMillis) - start)
    yield* Effect.sleep(Math.max(0, Math.min(calm, left)))
  }
})
