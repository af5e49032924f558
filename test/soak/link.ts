/**
 * The link between the client and its server, and its faults. Only this file knows the proxy.
 */
import { Effect, type Scope } from "effect"
import { faultProxy } from "../faults/proxy.ts"
import type { Chances } from "./random.ts"

export interface Link {
  readonly port: number
  /** Breaks it, and refuses connections until it is open again. */
  readonly shut: Effect.Effect<void>
  readonly open: Effect.Effect<void>
  /** Forgets what has ended, so that only the client's heap is measured. */
  readonly forget: Effect.Effect<void>
  /** A fault of a link, for a while. */
  readonly faults: ReadonlyArray<{ readonly name: string; readonly run: Effect.Effect<void> }>
}

export const makeLink = Effect.fnUntraced(function*(
  target: { readonly port: number },
  { between, oneOf }: Chances
): Effect.fn.Return<Link, never, Scope.Scope> {
  const proxy = yield* faultProxy(target)
  const { listenAgain } = proxy
  const shut = Effect.sync(() => {
    proxy.refuse()
    proxy.rst()
  })
  const lasting = (name: string, begin: () => void, seconds: readonly [number, number]) => ({
    name,
    run: Effect.sync(begin).pipe(
      Effect.andThen(Effect.suspend(() => Effect.sleep(between(...seconds) * 1000))),
      Effect.ensuring(Effect.sync(() => proxy.heal()))
    )
  })
  const ways = () => oneOf(["up", "down", "both"])
  return {
    port: proxy.port,
    shut,
    open: listenAgain,
    forget: proxy.forget,
    faults: [
      { name: "reset", run: Effect.sync(() => proxy.rst()) },
      {
        // What ran meanwhile is answered too late.
        name: "reset of a slow link",
        run: Effect.sync(() => proxy.latency(between(100, 400), 0, "down")).pipe(
          Effect.andThen(Effect.sleep("500 millis")),
          Effect.ensuring(Effect.sync(() => {
            proxy.rst()
            proxy.heal()
          }))
        )
      },
      { name: "end", run: Effect.sync(() => proxy.fin()) },
      {
        name: "cut",
        run: shut.pipe(
          Effect.andThen(Effect.suspend(() => Effect.sleep(between(0, 1500)))),
          Effect.andThen(listenAgain)
        )
      },
      lasting("freeze", () => proxy.blackHole(ways()), [0.2, 5]),
      lasting("latency", () => proxy.latency(between(5, 200), between(0, 100), ways()), [1, 4]),
      lasting("slice", () => proxy.slicer(Math.round(between(20, 1500)), ways()), [1, 4]),
      lasting(
        "break within a message",
        () => proxy.limit(Math.round(between(1, 50_000)), oneOf(["rst", "fin"]), "down"),
        [
          1,
          3
        ]
      )
    ]
  }
})
