/**
 * Proves that the servers of the integration tests start and stop as those tests need it. Their configuration is used by
 * those tests, which fail without it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { parseServerUrls, parseVersions, script } from "./globalSetup.ts"
import { field, isEvent, rawSession } from "./rawSession.ts"
import { forEachServer, privateServer } from "./servers.ts"

forEachServer("provisioning", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "lists a session among the logins as long as it is open",
    () =>
      Effect.gen(function*() {
        const session = yield* rawSession(server, { user: server.users.patient })
        const during = yield* server.logins

        yield* session.request("Action: Logoff")
        yield* session.waitForClose()
        const after = yield* server.logins

        assert.include(during, "patient")
        assert.notInclude(after, "patient")
      })
  )

  it.live.skipIf(!server.offers.cli)(
    "starts private servers beside it and leaves nothing behind",
    () =>
      Effect.gen(function*() {
        const { first, second } = yield* Effect.gen(function*() {
          const [first, second] = yield* Effect.all(
            [privateServer(server.version), privateServer(server.version)],
            { concurrency: "unbounded" }
          )
          yield* rawSession(second)

          assert.deepStrictEqual(yield* first.logins, [])
          assert.deepStrictEqual(yield* second.logins, ["hello"])
          return { first, second }
        }).pipe(Effect.scoped)

        for (const stopped of [first, second]) {
          assert.isFalse(existsSync(`/proc/${stopped.pid}`))
          assert.isFalse(existsSync(dirname(stopped.ca)))
        }
      })
  )

  it.live.skipIf(!server.offers.cli)("stops a private server that is frozen", () =>
    Effect.gen(function*() {
      const { pid } = yield* privateServer(server.version).pipe(
        Effect.tap(({ pid }) => Effect.sync(() => process.kill(pid, "SIGSTOP"))),
        Effect.scoped
      )

      assert.isFalse(existsSync(`/proc/${pid}`))
    }))

  it.live.skipIf(!server.offers.cli)(
    "starts a private server where another one was, with its own settings",
    () =>
      Effect.gen(function*() {
        const { port } = yield* Effect.scoped(privateServer(server.version))

        const again = yield* privateServer(server.version, {
          port,
          config: { "manager.conf": "[general](+)\ntimestampevents = yes" }
        })
        const session = yield* rawSession(again)
        yield* session.request("Action: UserEvent\nUserEvent: Stamped")
        const event = yield* session.waitFor("Stamped", isEvent("UserEvent", { UserEvent: "Stamped" }))

        assert.strictEqual(again.port, port)
        assert.match(field(event, "Timestamp") ?? "", /^\d+\.\d{6}$/)
      })
  )

  it.live.skipIf(!server.offers.cli)(
    "does not mistake another server for a private one on the same ports",
    () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(privateServer(server.version, { port: server.port }))

        assert.include(String(error.cause), `port ${server.port} is taken`)
      })
  )
})

// A stub for debootstrap, which makes a root with an Asterisk in it.
describe.skipIf(process.getuid?.() !== 0)("installing", () => {
  const installed = (prepare: (root: string) => void) => {
    const folder = mkdtempSync(join(tmpdir(), "asterisk-install-"))
    const root = join(folder, "22")
    const bin = join(folder, "bin")
    mkdirSync(bin)
    writeFileSync(
      join(bin, "debootstrap"),
      `#!/bin/sh\nmkdir -p "$4/usr/sbin" && printf '#!/bin/sh\\n' >"$4/usr/sbin/asterisk" && chmod +x "$4/usr/sbin/asterisk"\n`,
      { mode: 0o755 }
    )
    prepare(root)
    const env = { ...process.env, PATH: `${bin}:${process.env["PATH"]}`, AMI_ASTERISK_ROOT_22: root }
    const { status } = spawnSync("bash", [script, "install", "22"], { env, stdio: "ignore" })
    const result = { status, isThere: existsSync(join(root, "usr/sbin/asterisk")), entries: readdirSync(root) }
    rmSync(folder, { recursive: true })
    return result
  }

  it("makes a root if there is none", () => {
    assert.deepStrictEqual(installed(() => {}), { status: 0, isThere: true, entries: ["usr"] })
  })

  it("makes a root if only the files of an instance are left", () => {
    const leave = (root: string) => mkdirSync(join(root, "srv/instances/old/etc"), { recursive: true })

    assert.deepStrictEqual(installed(leave), { status: 0, isThere: true, entries: ["usr"] })
  })

  it("leaves alone what is not its own", () => {
    const { entries, isThere, status } = installed((root) => mkdirSync(join(root, "home"), { recursive: true }))

    assert.deepStrictEqual({ status, isThere, entries }, { status: 4, isThere: false, entries: ["home"] })
  })
})

describe("settings", () => {
  it("reads AMI_TEST_URLS", () => {
    const servers = parseServerUrls("22=ami://a:b%2Fc@127.0.0.1:5038?http=8088, 16=ami://d:e@[::1]:5039")

    const none = { tlsPort: 0, httpPort: 0, httpsPort: 0, ca: "" }
    assert.deepStrictEqual(servers, [
      { ...none, version: 22, host: "127.0.0.1", port: 5038, httpPort: 8088, username: "a", secret: "b/c" },
      { ...none, version: 16, host: "::1", port: 5039, username: "d", secret: "e" }
    ])
  })

  it.each([
    ["hello", "AMI_TEST_URLS, entry 1: not VERSION=URL"],
    ["22=ami://a:b@h:1,18=ami://a:b@h:1", "AMI_TEST_URLS, entry 2: no version 18, use 22 or 16"],
    ["22=ami://a:b@h:1,22=ami://a:b@h:1", "AMI_TEST_URLS, entry 2: Asterisk 22 is named twice"],
    ["22=127.0.0.1", "AMI_TEST_URLS, entry 1: not a URL"],
    ["22=http://a:b@h:1", "AMI_TEST_URLS, entry 1: the URL does not begin with ami://"],
    ["22=ami://h:1", "AMI_TEST_URLS, entry 1: no username and secret before the host"],
    ["22=ami://a:b@h", "AMI_TEST_URLS, entry 1: the port after the host is not a port number"],
    ["22=ami://a:b@h:1?tls=x", "AMI_TEST_URLS, entry 1: tls is not a port number"],
    ["22=ami://a:b@h:1?tsl=5", "AMI_TEST_URLS, entry 1: unknown parameter tsl"],
    ["22=ami://a:b@h:1?tls=5", "AMI_TEST_URLS, entry 1: tls and https need ca"],
    ["22=ami://a:b@h:1?ca=/no/such.pem", "AMI_TEST_URLS, entry 1: there is no file /no/such.pem"]
  ])("refuses %s in AMI_TEST_URLS", (text, message) => {
    assert.throws(() => parseServerUrls(text), message)
  })

  it("reads AMI_TEST_VERSIONS", () => {
    assert.deepStrictEqual(parseVersions(""), [22, 16])
    assert.deepStrictEqual(parseVersions("16"), [16])
    assert.throws(() => parseVersions("22,20"), "AMI_TEST_VERSIONS: no version 20, use 22 or 16")
  })
})
