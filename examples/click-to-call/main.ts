/**
 * Serves click-to-call on port 3000: `AMI_URL=ami://hello:world@127.0.0.1:5038 node main.ts`.
 */
import { NodeHttpServer, NodeRuntime } from "@effect/platform-node"
import { Layer } from "effect"
import { AmiCalls } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { HttpRouter } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { createServer } from "node:http"
import { Calls, CallsLayer } from "./calls.ts"

const Ami = AmiCalls.layer.pipe(Layer.provideMerge(NodeAmi.layerConfig()))

HttpRouter.serve(HttpApiBuilder.layer(Calls).pipe(Layer.provide(CallsLayer))).pipe(
  Layer.provide(Ami),
  Layer.provide(NodeHttpServer.layer(createServer, { port: 3000 })),
  Layer.launch,
  NodeRuntime.runMain
)
