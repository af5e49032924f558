import { assert, describe } from "@effect/vitest"
import { Cause, Config, ConfigProvider, Effect, Exit, Layer } from "effect"
import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
import { inspect } from "node:util"
import { canary, failure, secretStaysHidden, test } from "./clientOutput.ts"

const options = {
  username: Config.String("AMI_USERNAME"),
  secret: Config.Redacted("AMI_SECRET"),
  actionTimeout: Config.Duration("AMI_TIMEOUT").pipe(Config.withDefault("30 seconds")),
  limits: { inFlight: Config.Int("AMI_IN_FLIGHT").pipe(Config.withDefault(256)) }
}

/** Logs in with options from these variables, and returns what was sent. */
const sentWith = (env: Record<string, string>) =>
  Effect.gen(function*() {
    const mock = yield* AmiTransportMock.AmiTransportMock
    yield* Ami.ping
    return yield* mock.sent
  }).pipe(
    Effect.provide(
      AmiClient.layerConfig(options).pipe(
        Layer.provideMerge(AmiTransportMock.layer({ Ping: "Response: Success\nPing: Pong\nTimestamp: 1" })),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord(env)))
      )
    )
  )

describe("AmiClient.layerConfig", () => {
  test("logs in with the account of the configuration", () =>
    Effect.gen(function*() {
      const sent = yield* sentWith({ AMI_USERNAME: "monitor", AMI_SECRET: canary, AMI_TIMEOUT: "5 seconds" })

      assert.deepStrictEqual(sent.map(({ name }) => name), ["Challenge", "Login", "Ping"])
      assert.strictEqual(sent[1]?.get("Username"), "monitor")
      assert.isUndefined(sent[1]?.get("Secret"))
    }))

  test("fails with the name of a missing variable", () =>
    Effect.gen(function*() {
      const error = yield* failure(sentWith({ AMI_SECRET: canary }))

      assert.instanceOf(error, Config.ConfigError)
      assert.include(error.message, "AMI_USERNAME")
    }))

  test("fails with the name of an invalid variable, and does not connect", () =>
    Effect.gen(function*() {
      for (const [name, value] of [["AMI_TIMEOUT", "soon"], ["AMI_IN_FLIGHT", "many"]] as const) {
        const error = yield* failure(sentWith({ AMI_USERNAME: "demo", AMI_SECRET: canary, [name]: value }))

        assert.instanceOf(error, Config.ConfigError)
        assert.include(error.message, name)
      }
    }))

  test("rejects a configured limit that would let nothing through", () =>
    Effect.gen(function*() {
      const error = yield* failure(sentWith({ AMI_USERNAME: "demo", AMI_SECRET: canary, AMI_IN_FLIGHT: "0" }))

      assert.isTrue(
        "reason" in error && error.reason._tag === "InvalidOption" && error.reason.option === "limits.inFlight"
      )
    }))

  test("never shows a secret in an error, in any form, if a line break keeps it from being sent in clear (C37)", () =>
    Effect.gen(function*() {
      const live = AmiClient.layerConfig({
        username: Config.String("AMI_USERNAME"),
        secret: Config.Redacted("AMI_SECRET"),
        auth: Config.succeed("plaintext" as const)
      })
      const env = { AMI_USERNAME: "demo", AMI_SECRET: `${canary}\nAction: Originate` }

      const exit = yield* Effect.exit(Effect.scoped(Layer.build(live))).pipe(
        Effect.provide([AmiTransportMock.layer({}), ConfigProvider.layer(ConfigProvider.fromEnvRecord(env))])
      )

      assert.isTrue(Exit.isFailure(exit))
      const printed = inspect(exit, { depth: 20 }) + (Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "")
      assert.notInclude(printed, canary)
      assert.include(printed, "`secret`")
    }))

  secretStaysHidden()
})
