/** The same as `effectAmi.ts`, with the path of each module. */
import * as Actions from "effect-ami/catalog/Actions"
import * as AmiClient from "effect-ami/client/AmiClient"
import * as NodeAmi from "effect-ami/node/NodeAmi"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { pinging } from "./ping.ts"

await Effect.runPromise(pinging({ Actions, AmiClient, Effect, Layer, NodeAmi, Redacted }))
