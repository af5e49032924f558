/**
 * A gateway on a free port of this machine, and the code of its page of the documentation.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Context, Effect, Layer } from "effect"
import type { AmiClient } from "effect-ami"
import { AmiGateway } from "effect-ami/gateway"
import { HttpRouter, HttpServer } from "effect/http"
import { spawn } from "node:child_process"
import { createServer } from "node:http"
import { fencesOfMarkdown } from "../project/fences.ts"
import { readText } from "../project/source.ts"
import { tokenOf } from "./server.ts"

/** The code of the first fence of a language in `docs/gateway.md`. */
export const documented = (language: string): string => {
  const fence = fencesOfMarkdown("docs/gateway.md", readText("docs/gateway.md")).find((one) =>
    one.language === language
  )
  if (fence === undefined) throw new Error(`docs/gateway.md has no ${language}`)
  return fence.code
}

/** Serves a gateway until the scope closes; gives its address, and what cuts all connections. */
export const serve = Effect.fnUntraced(function*(
  options: AmiGateway.ClientOptions,
  ami: Context.Context<AmiClient.AmiClient>
) {
  const server = createServer()
  const closing = Layer.effectDiscard(Effect.addFinalizer(() => Effect.sync(() => server.closeAllConnections())))
  const context = yield* Layer.build(
    closing.pipe(
      Layer.provideMerge(
        HttpRouter.serve(AmiGateway.layer(options), { disableLogger: true, disableListenLog: true }).pipe(
          Layer.provide(Layer.succeedContext(ami))
        )
      ),
      Layer.provideMerge(NodeHttpServer.layer(() => server, { host: "127.0.0.1", port: 0 }))
    )
  )
  const { address } = Context.get(context, HttpServer.HttpServer)
  const port = "port" in address ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, cut: Effect.sync(() => server.closeAllConnections()) }
})

/** Runs the client in Python of the documentation, with the token of the name `python`, until the scope closes; gives its lines. */
export const python = (url: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn("python3", ["-c", documented("python")], {
        env: { ...process.env, GATEWAY: url, TOKEN: tokenOf("python") },
        stdio: ["ignore", "pipe", "pipe"]
      })
      const said = { text: "", errors: "", code: undefined as number | null | undefined }
      child.stdout.on("data", (part) => said.text += String(part))
      child.stderr.on("data", (part) => said.errors += String(part))
      child.on("close", (code) => said.code = code)
      return { child, said }
    }),
    ({ child }) => Effect.sync(() => child.kill())
  )

/** Waits until it holds. */
export const until = (holds: () => boolean): Effect.Effect<void> =>
  Effect.suspend(() => holds() ? Effect.void : Effect.andThen(Effect.sleep("10 millis"), until(holds)))
