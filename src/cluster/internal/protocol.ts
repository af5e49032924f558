/**
 * What nodes say to each other over the cluster, which knows who owns a server.
 *
 * @since 0.2.0
 */
import * as Entity from "effect/cluster/Entity"
import * as Rpc from "effect/rpc/Rpc"
import * as Schema from "effect/Schema"
import { Frame, Open, Refused, Write } from "../../internal/ownerWords.ts"

/** The owner of a server: the id of the entity is the name of the server. */
export const Pbx = /*#__PURE__*/ Entity.make("effect-ami/Pbx", [
  /** Makes the owner connect, though nobody asks for anything. */
  Rpc.make("Activate", { success: Schema.String }),
  /** Where the owner is reached without the cluster, if it is. */
  Rpc.make("Where", {
    success: Schema.Struct({ host: Schema.optionalKey(Schema.String), port: Schema.optionalKey(Schema.Int) }),
    error: Refused
  }),
  Rpc.make("Open", { payload: Open, success: Frame, error: Refused, stream: true }),
  Rpc.make("Write", { payload: Write, error: Refused })
])
