/**
 * A channel and its schema: see `AmiChannels.ts`, which exports it.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import { channelStates } from "../../../internal/channelStates.ts"
import { built } from "../../../internal/readers.ts"
import type * as Values from "./graphValues.ts"

/**
 * A channel. Times are in milliseconds since 1970, by the clock of this program.
 *
 * @category models
 * @since 0.2.0
 */
export interface Channel extends Values.Channel {}

/**
 * Schema for a channel. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Channel: Schema.Codec<Channel> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Uniqueid: Schema.String,
    Channel: Schema.String,
    Linkedid: Schema.optionalKey(Schema.String),
    endpoint: Schema.optionalKey(Schema.String),
    localPeer: Schema.optionalKey(Schema.String),
    state: Schema.optionalKey(Schema.Literals(channelStates)),
    startedAt: Schema.optionalKey(Schema.Finite),
    CallerIDNum: Schema.optionalKey(Schema.String),
    CallerIDName: Schema.optionalKey(Schema.String),
    ConnectedLineNum: Schema.optionalKey(Schema.String),
    ConnectedLineName: Schema.optionalKey(Schema.String),
    AccountCode: Schema.optionalKey(Schema.String),
    DNID: Schema.optionalKey(Schema.String),
    Context: Schema.optionalKey(Schema.String),
    Exten: Schema.optionalKey(Schema.String),
    Priority: Schema.optionalKey(Schema.Finite),
    Application: Schema.optionalKey(Schema.String),
    AppData: Schema.optionalKey(Schema.String),
    bridge: Schema.optionalKey(Schema.String),
    dialedBy: Schema.optionalKey(Schema.String),
    isHeld: Schema.optionalKey(Schema.Boolean),
    heldSince: Schema.optionalKey(Schema.Finite)
  })
)
