/**
 * The servers of a fleet: those that are asked for, and those that are there.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { AmiClient } from "../../client/AmiClient.ts"
import * as Foreign from "../../internal/foreign.ts"
import { type House, type Layers, Member } from "./member.ts"

/** What is said of a server; `undefined` as a member says that it has left. */
export interface Listener<R> {
  readonly changed?: (server: string, member: Member<R> | undefined) => void
  readonly linked?: (member: Member<R>, ami: AmiClient["Service"]) => void
}

interface Place<R, Config> {
  readonly config: Config
  readonly member: Member<R>
  readonly fiber: Fiber.Fiber<never>
}

/** Closing a member takes 10 seconds at most. */
const leavingTimeout = Duration.seconds(12)

export class Fleet<R, Config> {
  private readonly places = new Map<string, Place<R, Config>>()
  /** Fibers of members that close: the next one of the same name waits, because an account may allow one login alone. */
  private readonly leaving = new Map<string, Set<Fiber.Fiber<unknown>>>()
  private readonly listeners = new Set<Listener<R>>()
  private readonly layers: (server: string, config: Config) => Layers<R>
  private readonly house: House<R>

  constructor(
    layers: (server: string, config: Config) => Layers<R>,
    house: Omit<House<R>, "changed" | "linked" | "logins"> & { readonly maxLogins: number }
  ) {
    this.layers = layers
    this.house = {
      ...house,
      logins: Semaphore.makeUnsafe(house.maxLogins),
      changed: (member) => {
        if (this.places.get(member.server)?.member !== member) return
        for (const listener of this.listeners) listener.changed?.(member.server, member)
      },
      linked: (member, ami) => {
        for (const listener of this.listeners) listener.linked?.(member, ami)
      }
    }
  }

  get size(): number {
    return this.places.size
  }

  get names(): ReadonlyArray<string> {
    return [...this.places.keys()]
  }

  get(server: string): Member<R> | undefined {
    return this.places.get(server)?.member
  }

  members(): ReadonlyArray<Member<R>> {
    return [...this.places.values()].map(({ member }) => member)
  }

  /** Says what happens from here on; of clients that there are already, at once. */
  readonly listen = (listener: Listener<R>): Effect.Effect<void, never, Scope.Scope> =>
    Effect.asVoid(Effect.acquireRelease(
      Effect.sync(() => {
        const said = new WeakSet<object>()
        const once: Listener<R> = {
          ...listener,
          // A client that is there already may be about to be announced.
          linked: (member, ami) => {
            if (said.has(ami)) return
            said.add(ami)
            listener.linked?.(member, ami)
          }
        }
        this.listeners.add(once)
        for (const member of this.members()) if (member.ami !== undefined) once.linked?.(member, member.ami)
        return once
      }),
      (once) => Effect.sync(() => this.listeners.delete(once))
    ))

  /** Adds, removes and changes servers until these are there. It waits for none of them. */
  readonly apply = (wanted: ReadonlyMap<string, Config>): Effect.Effect<void> =>
    Effect.gen({ self: this }, function*() {
      for (const [server, { config }] of this.places) {
        if (!wanted.has(server)) this.remove(server)
        else if (!Equal.equals(config, wanted.get(server))) this.leave(server)
      }
      for (const [server, config] of wanted) if (!this.places.has(server)) yield* this.add(server, config)
    })

  /** Closes all servers, at the same time. */
  readonly close: Effect.Effect<void> = Effect.suspend(() => {
    for (const server of this.names) this.remove(server)
    return Effect.forEach([...this.leaving.keys()], (server) => this.left(server), {
      concurrency: "unbounded",
      discard: true
    })
  })

  private readonly add = Effect.fnUntraced({ self: this }, function*(server: string, config: Config) {
    const member = new Member(server, this.layers(server, config), this.house)
    const running = Effect.andThen(this.left(server), member.run)
    const fiber = yield* Effect.forkDetach(running, { startImmediately: true })
    this.places.set(server, { config, member, fiber })
    for (const listener of this.listeners) listener.changed?.(server, member)
  })

  private remove(server: string): void {
    this.leave(server)
    for (const listener of this.listeners) listener.changed?.(server, undefined)
  }

  private leave(server: string): void {
    const place = this.places.get(server)
    if (place === undefined) return
    this.places.delete(server)
    const leaving = this.leaving.get(server) ?? new Set()
    this.leaving.set(server, leaving.add(place.fiber))
    place.fiber.addObserver(() => {
      leaving.delete(place.fiber)
      if (leaving.size === 0) this.leaving.delete(server)
    })
    place.fiber.interruptUnsafe()
  }

  /** Waits until all that had this name are closed, or given up. */
  private left(server: string): Effect.Effect<void> {
    return Effect.suspend(() =>
      Effect.asVoid(Effect.timeoutOption(
        Effect.forEach([...this.leaving.get(server) ?? []], Fiber.await, { concurrency: "unbounded", discard: true }),
        leavingTimeout
      ))
    )
  }
}

/** Follows what is asked for. */
export const follow = <R, Config>(
  fleet: Fleet<R, Config>,
  wanted: Stream.Stream<ReadonlyMap<string, Config>>
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.andThen(
    Effect.addFinalizer(() => fleet.close),
    Stream.runForEach(wanted, fleet.apply).pipe(
      Effect.catchCause((cause) =>
        Foreign.quietly(Effect.logError("The servers of the fleet stay as they are: what gives them has failed", cause))
      ),
      Effect.forkScoped({ startImmediately: true }),
      Effect.asVoid
    )
  )
