import { assert, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"
import { Ami } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { readFileSync } from "node:fs"
import { offers } from "./clients.ts"
import { forEachServer } from "./servers.ts"

forEachServer("a URL", (server) => {
  const { host, httpPort, httpsPort, port, tlsPort, users: { hello } } = server
  const account = `${encodeURIComponent(hello.username)}:${encodeURIComponent(hello.secret)}`
  const trusted = () => ({ ca: readFileSync(server.ca) })
  const ways = [
    ["tcp", `ami://${account}@${host}:${port}`],
    ["tls", `amis://${account}@${host}:${tlsPort}`],
    ["http", `http://${account}@${host}:${httpPort}/rawman`],
    ["http", `http://${account}@${host}:${httpPort}?auth=digest`],
    ["https", `https://${account}@${host}:${httpsPort}/arawman`]
  ] as const
  for (const [way, url] of ways) {
    const shown = url.replace(account, "…").replace(/:\d+/, "")
    const options = () => way === "tls" || way === "https" ? trusted() : {}

    it.live.skipIf(!offers(server, way))(`logs in with ${shown}, and with AMI_URL`, () =>
      Effect.gen(function*() {
        const environment = ConfigProvider.layer(ConfigProvider.fromEnvRecord({ AMI_URL: url }))

        const first = yield* Effect.provide(Ami.ping, NodeAmi.layerUrl(url, options()))
        const second = yield* Effect.provide(
          Ami.ping,
          Layer.provide(NodeAmi.layerConfig(options()), environment)
        )

        assert.deepStrictEqual([first.Ping, second.Ping], ["Pong", "Pong"])
      }))
  }
})
