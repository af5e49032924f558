/**
 * What the errors say about a misconfigured account, and that the advice works.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Logger } from "effect"
import { Actions, Ami, AmiClient, type AmiError } from "effect-ami"
import { readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { client, clientOver } from "./clients.ts"
import { type AsteriskServer, forEachServer, privateServer } from "./servers.ts"

const accounts = `
[fenced]
secret = world
read = all
write = all
deny = 0.0.0.0/0.0.0.0
permit = 10.0.0.0/255.0.0.0

[mute]
secret = world
read = call
write = all

[growing]
secret = world
read = system
write = call
`

const started = ({ version }: AsteriskServer) => privateServer(version, { config: { "manager.conf": accounts } })

/** The files of a server that this run has started, next to its certificate. */
const configOf = (server: AsteriskServer) => join(dirname(server.ca), "manager.conf")
const logOf = (server: AsteriskServer) => readFileSync(join(dirname(server.ca), "../log/messages"), "utf8")

const change = (server: AsteriskServer, from: string, to: string) =>
  Effect.sync(() => writeFileSync(configOf(server), readFileSync(configOf(server), "utf8").replace(from, to)))

const as = (username: string, secret = "world") => ({ user: { username, secret } })

const messageOf = <A, R>(effect: Effect.Effect<A, AmiError.AmiError, R>) =>
  Effect.map(Effect.flip(effect), ({ message }) => message)

/** The error of a login, without the address at its beginning. */
const refusal = (layer: Layer.Layer<AmiClient.AmiClient, AmiError.AmiError>) =>
  Effect.map(messageOf(Effect.scoped(Layer.build(layer))), (message) => message.replace(/^.*?: Asterisk/, "Asterisk"))

const advice = "Authentication failed. Wrong name or secret, or `permit` or `deny` keeps this address out; "
  + "was `manager reload` run after the last change? Asterisk's log has the reason"

forEachServer("what errors say about logins and accounts", (shared) => {
  it.live.skipIf(!shared.offers.cli)(
    "a refused login names the causes that Asterisk's log distinguishes, over TCP and HTTP",
    () =>
      Effect.gen(function*() {
        const server = yield* started(shared)
        for (const way of ["tcp", "http"] as const) {
          for (
            const [user, reason] of [
              [as("hello", "wrong"), "failed to authenticate as 'hello'"],
              [as("nobody"), "tried to authenticate with nonexistent user 'nobody'"],
              [as("fenced"), "failed to pass IP ACL as 'fenced'"]
            ] as const
          ) {
            const before = logOf(server).length

            const message = yield* refusal(clientOver(way, server, user))

            assert.strictEqual(message, `Asterisk refused the login of ${user.user.username}: ${advice}`)
            assert.include(logOf(server).slice(before), reason)
          }
        }
        const digest = yield* refusal(clientOver("digest", server, as("hello", "wrong")))
        const fenced = yield* refusal(clientOver("digest", server, as("fenced")))

        assert.strictEqual(digest, `Asterisk refused the login of hello: ${advice}`)
        assert.include(
          fenced,
          "Asterisk refused the login of fenced: Permission denied to this address. `permit` or `deny`"
        )
      }).pipe(Effect.scoped),
    60_000
  )

  it.live.skipIf(!shared.offers.cli)(
    "a changed secret works after `manager reload`, as the message says",
    () =>
      Effect.gen(function*() {
        const server = yield* started(shared)
        yield* change(server, "[mute]\nsecret = world", "[mute]\nsecret = other")
        const changed = client(server, { ...as("mute", "other"), bootTimeout: 0 })

        const before = yield* refusal(changed)
        yield* server.cli("manager reload")
        const after = yield* Effect.provide(Ami.ping, changed)

        assert.include(before, "was `manager reload` run")
        assert.strictEqual(after.Ping, "Pong")
      }).pipe(Effect.scoped),
    60_000
  )

  it.live.skipIf(!shared.offers.cli)(
    "the advice of PermissionDenied works from the next login on",
    () =>
      Effect.gen(function*() {
        const server = yield* started(shared)
        const growing = client(server, as("growing"))
        const originate = Ami.originate({ originator: "Local/200@from-internal", extension: "200" })
        const [denied, still] = yield* Effect.gen(function*() {
          const denied = yield* messageOf(originate)
          yield* change(server, "read = system\nwrite = call\n", "read = system\nwrite = call,originate\n")
          yield* server.cli("manager reload")
          return [denied, yield* messageOf(originate)]
        }).pipe(Effect.provide(growing))

        const queued = yield* Effect.provide(originate, growing)

        assert.include(
          denied,
          "Add `originate` to its `write =` line in manager.conf, run `manager reload`, and log in again"
        )
        assert.strictEqual(still, denied)
        assert.include(queued.message, "queued")

        // Why the message does not say to add a line: only the last one counts.
        yield* change(server, "write = call,originate\n", "write = call\nwrite = originate\n")
        yield* server.cli("manager reload")
        const hangup = yield* messageOf(Effect.provide(Ami.hangup({ channel: "none" }), growing))
        assert.include(hangup, "is not permitted")
      }).pipe(Effect.scoped),
    60_000
  )

  it.live.skipIf(!shared.offers.cli)(
    "warns once about an account without `read = system`, and is ready anyway",
    () =>
      Effect.gen(function*() {
        const server = yield* started(shared)
        const lines: Array<string> = []
        const logger = Logger.make(({ logLevel, message }) => {
          lines.push(`${logLevel} ${String(message)}`)
        })

        const state = yield* AmiClient.AmiClient.use((ami) => Effect.andThen(ami.send(Actions.Ping()), ami.status.get))
          .pipe(
            Effect.provide(
              Layer.provide(client(server, { ...as("mute"), bootTimeout: "500 millis" }), Logger.layer([logger]))
            )
          )

        assert.deepInclude(state, { _tag: "Ready", bootState: "unknown" })
        assert.lengthOf(lines, 1)
        assert.match(lines[0] ?? "", /^Warn Asterisk did not say within 500 millis that it has booted.*`read =`/)
      }).pipe(Effect.scoped),
    60_000
  )
})
