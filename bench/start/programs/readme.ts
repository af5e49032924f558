/** The library and NodeRuntime, as in the first program of the README. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect, Layer, Redacted } from "effect"
import { Actions, AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { pinging } from "./ping.ts"

NodeRuntime.runMain(pinging({ Actions, AmiClient, Effect, Layer, NodeAmi, Redacted }))
