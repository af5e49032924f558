/** The library as most programs import it. */
import { Effect, Layer, Redacted } from "effect"
import { Actions, AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { pinging } from "./ping.ts"

await Effect.runPromise(pinging({ Actions, AmiClient, Effect, Layer, NodeAmi, Redacted }))
