/**
 * The way from a consumer to the owner of a server without the cluster between them.
 *
 * The cluster says who owns a server. What is sent over it passes through some ten layers of encoding, routing and acknowledging
 * each way; a session has a connection of its own instead. A request is sent once: the connection ends if it cannot be.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Rpc from "effect/rpc/Rpc"
import * as RpcClient from "effect/rpc/RpcClient"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Frame, Open, Refused, Write } from "./ownerWords.ts"

/** What an owner does for its consumers. */
export interface Owner<E = Refused> {
  readonly open: (payload: Schema.Struct<typeof Open>["Type"]) => Stream.Stream<Frame, E>
  readonly write: (payload: Schema.Struct<typeof Write>["Type"]) => Effect.Effect<void, E>
}

/** Where a node is reached. */
export interface Place {
  readonly host: string
  readonly port: number
}

export interface Direct {
  /** Where other nodes reach this one, if they do. */
  readonly place: Place | undefined
  /** How long a server that moves may wait for actions under way. */
  readonly longestMove: Duration.Duration
  /** Lets consumers reach an owner of this node. */
  readonly serve: (server: string, owner: Owner) => Effect.Effect<void, never, Scope.Scope>
  /** Reaches an owner. */
  readonly reach: (server: string, place: Place) => Effect.Effect<Owner<unknown>, never, Scope.Scope>
  /** What other nodes ask of the owners of this one. */
  readonly handlers: RpcGroup.HandlersFrom<RpcGroup.Rpcs<typeof requests>>
}

/** Unset, everything goes over the cluster. */
export const CurrentDirect = /*#__PURE__*/ Context.Reference<Direct | undefined>("effect-ami/internal/direct", {
  defaultValue: () => undefined
})

/** They are served beside those of the cluster, whose names are others. */
export const requests = /*#__PURE__*/ RpcGroup.make(
  /*#__PURE__*/ Rpc.make("effect-ami/Open", {
    payload: { server: Schema.String, ...Open },
    success: Frame,
    error: Refused,
    stream: true
  }),
  /*#__PURE__*/ Rpc.make("effect-ami/Write", { payload: { server: Schema.String, ...Write }, error: Refused })
)

export interface Options extends Pick<Direct, "place" | "longestMove"> {
  readonly dial: (place: Place) => Effect.Effect<RpcClient.Protocol["Service"], never, Scope.Scope>
}

export const make = ({ dial, longestMove, place }: Options): Direct => {
  const owners = new Map<string, Owner>()
  const elsewhere = new Refused({ why: "OtherOwner", incarnation: "" })
  const ownerOf = (server: string): Owner =>
    owners.get(server) ?? { open: () => Stream.fail(elsewhere), write: () => Effect.fail(elsewhere) }

  return {
    place,
    longestMove,
    serve: (server, owner) =>
      Effect.asVoid(Effect.acquireRelease(
        Effect.sync(() => owners.set(server, owner)),
        () => Effect.sync(() => owners.get(server) === owner && owners.delete(server))
      )),
    reach: (server, { host, port }) =>
      host === place?.host && port === place.port
        ? Effect.sync(() => ownerOf(server))
        : Effect.gen(function*() {
          const protocol = yield* dial({ host, port })
          const client = yield* RpcClient.make(requests, { disableTracing: true }).pipe(
            Effect.provideService(RpcClient.Protocol, protocol)
          )
          return {
            open: (payload) => client["effect-ami/Open"]({ server, ...payload }),
            write: (payload) => client["effect-ami/Write"]({ server, ...payload })
          }
        }),
    handlers: {
      "effect-ami/Open": ({ server, ...payload }) => ownerOf(server).open(payload),
      "effect-ami/Write": ({ server, ...payload }) => ownerOf(server).write(payload)
    }
  }
}
