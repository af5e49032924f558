/**
 * Every way to reach Asterisk.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { running } from "./run.ts"

const file = (name: string): string => fileURLToPath(new URL(`../node/certificates/${name}`, import.meta.url))
const identity = { key: readFileSync(file("server.key"), "utf8"), cert: readFileSync(file("server.pem"), "utf8") }

const ways = [
  { url: "ami://hello@127.0.0.1", port: "port" },
  { url: "amis://hello@localhost", port: "tlsPort" },
  { url: "http://hello@127.0.0.1", port: "httpPort" },
  { url: "http://hello@127.0.0.1", port: "httpPort", query: "?auth=digest" }
] as const

describe("ami", () => {
  it.live("reaches Asterisk over TCP, TLS, HTTP, and HTTP with Digest", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      for (const { url, port, ...others } of ways) {
        const query = "query" in others ? others.query : ""
        const address = `${url}:${simulator[port]}${query}`
        const result = yield* running(["ping", "-u", address, "--ca", file("ca.pem"), "--json"], {
          env: { AMI_SECRET: "world" }
        })
        assert.deepStrictEqual({ address, code: result.code, stderr: result.stderr }, { address, code: 0, stderr: "" })
      }
    }).pipe(Effect.provide(NodeSimulator.layer({ tls: identity, http: true }))))

  it.live("reaches Asterisk over HTTPS, and says why a certificate is not trusted", () =>
    Effect.gen(function*() {
      const { httpPort } = yield* AmiSimulator.AmiSimulator
      const args = ["ping", "-u", `https://hello@localhost:${httpPort}`]
      const env = { AMI_SECRET: "world" }
      const trusted = yield* running([...args, "--ca", file("ca.pem")], { env })
      assert.deepStrictEqual({ code: trusted.code, stderr: trusted.stderr }, { code: 0, stderr: "" })
      const untrusted = yield* running(args, { env })
      assert.strictEqual(untrusted.code, 3, untrusted.stderr)
      assert.match(untrusted.stderr, /^ami: TLS to .* failed: /)
    }).pipe(Effect.provide(NodeSimulator.layer({ http: { tls: identity } }))))
})
