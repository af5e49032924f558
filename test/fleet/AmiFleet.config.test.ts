/**
 * Servers that the environment names, and an environment that changes.
 */
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Queue, Redacted, Stream } from "effect"
import * as AmiFleet from "effect-ami/AmiFleet"
import { TestClock } from "effect/testing"
import { client, closedInTime, makeServer, statesOf, turn } from "./fleets.ts"

type Environment = Readonly<Record<string, string>>

/** What a fleet was given for each server, as it connected. */
const configured = Effect.fnUntraced(function*(
  environment: Environment,
  reload?: Stream.Stream<ConfigProvider.ConfigProvider>
) {
  const given: Array<readonly [string, string, string | undefined, string | undefined]> = []
  const fleet = AmiFleet.layerConfig({
    connect: (server, { secret, url, username }) => {
      given.push([server, Redacted.value(url), username, secret && Redacted.value(secret)])
      return client(makeServer())
    },
    reload
  })
  const context = yield* Layer.buildWithScope(fleet, yield* closedInTime).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(environment))
  )
  yield* turn
  return { given, fleet: yield* Effect.provide(AmiFleet.AmiFleet, context) }
})

const two: Environment = {
  AMI_SERVERS: "berlin, paris-2",
  AMI_BERLIN_URL: "amis://hello:world@10.0.0.1",
  AMI_PARIS_2_URL: "ami://10.0.0.2",
  AMI_PARIS_2_USERNAME: "bonjour",
  AMI_USERNAME: "hello",
  AMI_SECRET: "shared"
}

describe("a fleet of the environment", () => {
  it.effect("has the servers of AMI_SERVERS, each with its URL and its account", () =>
    Effect.gen(function*() {
      const { fleet, given } = yield* configured(two)
      assert.deepStrictEqual(given, [
        ["berlin", "amis://hello:world@10.0.0.1", undefined, undefined],
        ["paris-2", "ami://10.0.0.2", "bonjour", "shared"]
      ])
      assert.deepStrictEqual(yield* statesOf(fleet), { "berlin": "Ready", "paris-2": "Ready" })
    }))

  for (
    const [environment, words] of [
      [
        {},
        "The option `AMI_SERVERS` of AmiFleet.layerConfig must be given: the names of the servers, as in berlin,paris"
      ],
      [
        { AMI_SERVERS: "berlin" },
        "The option `AMI_BERLIN_URL` of AmiFleet.layerConfig must be given, as in ami://user:secret@host:5038"
      ],
      [
        { AMI_SERVERS: "a-b,a.b", AMI_A_B_URL: "ami://pbx" },
        "The option `AMI_SERVERS` of AmiFleet.layerConfig must have names that differ: a-b and a.b both read AMI_A_B_URL"
      ],
      [
        { AMI_SERVERS: "ber lin" },
        "The option `AMI_SERVERS` of AmiFleet.layerConfig must have names of letters, digits, `-`, `.` and `_`, with commas between them"
      ]
    ] as const
  ) {
    it.effect(`names the variable that is wrong in ${JSON.stringify(environment)}`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(configured(environment))
        assert.strictEqual(error.message, words)
      }))
  }

  it.effect("follows an environment that changes, and stays as it is if that cannot be read", () =>
    Effect.gen(function*() {
      const reload = yield* Queue.unbounded<ConfigProvider.ConfigProvider>()
      const { fleet, given } = yield* configured(two, Stream.fromQueue(reload))
      const change = (environment: Environment) =>
        Effect.andThen(
          Queue.offer(reload, ConfigProvider.fromEnvRecord(environment)),
          TestClock.adjust("5 seconds")
        )
      yield* change(two)
      assert.strictEqual(given.length, 2)

      yield* change({ ...two, AMI_SERVERS: "berlin,rome", AMI_ROME_URL: "ami://10.0.0.3" })
      assert.deepStrictEqual(given.slice(2), [["rome", "ami://10.0.0.3", "hello", "shared"]])
      assert.deepStrictEqual(yield* statesOf(fleet), { berlin: "Ready", rome: "Ready" })

      yield* change({ AMI_SERVERS: "berlin" })
      assert.deepStrictEqual(yield* statesOf(fleet), { berlin: "Ready", rome: "Ready" })
    }))
})
