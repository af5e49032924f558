/**
 * Proves that the servers of the integration tests are what those tests take them for.
 *
 * Everything is observed with the raw session, so a failure here is one of the servers or of their configuration, not
 * of the client.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { randomUUID } from "node:crypto"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { connect as connectTls } from "node:tls"
import { parseServerUrls, parseVersions, script } from "./globalSetup.ts"
import { field, fields, isEvent, rawConnection, type RawMessage, type RawSession, rawSession } from "./rawSession.ts"
import { type AsteriskServer, forEachServer, privateServer } from "./servers.ts"
import { type Call, type Habit, telephone } from "./telephone.ts"

const banners = { 22: "Asterisk Call Manager/11.0.0", 16: "Asterisk Call Manager/5.0.4" }

/** Lets one extension call another; the channels are hung up at the end, wherever they have gone by then. */
const call = Effect.fnUntraced(function*(session: RawSession, exten: string, headers = "", from = "100") {
  const id = `call-${randomUUID()}`
  yield* Effect.addFinalizer(() =>
    Effect.gen(function*() {
      const messages = yield* session.messages
      for (const message of messages.filter(isEvent("Newchannel", { Linkedid: id }))) {
        const channel = field(message, "Channel") ?? ""
        yield* session.request(`Action: Hangup\nChannel: ${channel}`)
        yield* session.waitFor(`Hangup of ${channel}`, isEvent("Hangup", { Channel: channel }))
      }
    }).pipe(Effect.orDie)
  )
  const response = yield* session.request(
    `Action: Originate\nChannel: Local/${from}@from-internal/n\nContext: from-internal\nExten: ${exten}\nPriority: 1\n` +
      `Async: true\nChannelId: ${id}\nOtherChannelId: ${id}-2\n${headers}`
  )
  assert.strictEqual(field(response, "Response"), "Success")
  const created = yield* session.waitFor("Newchannel", isEvent("Newchannel", { Uniqueid: id }))
  return { id, channel: field(created, "Channel") ?? "" }
})

/** A call to 160, which is bridged with 101. */
const bridgedCall = Effect.fnUntraced(function*(session: RawSession, from?: string) {
  const started = yield* call(session, "160", "", from)
  yield* session.waitFor("bridge of two", isEvent("BridgeEnter", { Linkedid: started.id, BridgeNumChannels: "2" }))
  return started
})

/** Runs a list action and returns its items, or fails with its message. */
const list = Effect.fnUntraced(function*(session: RawSession, lines: string) {
  const start = yield* session.request(lines)
  assert.strictEqual(field(start, "EventList")?.toLowerCase(), "start", `${lines}: ${field(start, "Message")}`)
  const id = field(start, "ActionID")
  yield* session.waitFor(
    `end of ${lines}`,
    (message) => field(message, "ActionID") === id && field(message, "EventList") === "Complete"
  )
  return (yield* session.messages).filter((message) =>
    message[0]?.[0] === "Event" && field(message, "ActionID") === id && field(message, "EventList") === undefined
  )
})

const tlsBanner = (server: AsteriskServer) =>
  Effect.callback<string, Error>((resume) => {
    const socket = connectTls({ host: server.host, port: server.tlsPort, ca: readFileSync(server.ca) })
    socket.setEncoding("latin1")
    socket.once("error", (error) => resume(Effect.fail(error)))
    socket.once("data", (text) => resume(Effect.succeed(String(text))))
    return Effect.sync(() => socket.destroy())
  }).pipe(Effect.timeout("10 seconds"))

// Each has items without a call; what a call adds is for the tests that make one.
const populatedLists = [
  "Agents",
  "BridgeTechnologyList",
  "DBGet\nFamily: desk\nKey: 110",
  "DBGetTree\nFamily: desk",
  "DeviceStateList",
  "ExtensionStateList",
  "Parkinglots",
  "PJSIPShowAors",
  "PJSIPShowAuths",
  "PJSIPShowEndpoint\nEndpoint: alice",
  "PJSIPShowEndpoints",
  "PJSIPShowRegistrationsInbound",
  "PJSIPShowResourceLists",
  "PresenceStateList",
  "QueueStatus",
  "QueueSummary",
  "ShowDialPlan\nContext: from-internal"
]

forEachServer("provisioning", (server) => {
  it.live("greets with the AMI version that belongs to its version", () =>
    Effect.gen(function*() {
      const session = yield* rawConnection(server)

      assert.strictEqual(session.banner, banners[server.version])
    }))

  it.live("is the version it is named after", () =>
    Effect.gen(function*() {
      const session = yield* rawSession(server)

      const settings = yield* session.request("Action: CoreSettings")

      assert.strictEqual(field(settings, "AsteriskVersion")?.split(".")[0], String(server.version))
    }))

  it.live.skipIf(!server.offers.tls)(
    "greets over TLS with a certificate that its CA has signed",
    () =>
      Effect.gen(function*() {
        const banner = yield* tlsBanner(server)

        assert.strictEqual(banner, `${banners[server.version]}\r\n`)
      })
  )

  it.live.skipIf(!server.offers.http)("answers over HTTP", () =>
    Effect.gen(function*() {
      const url = `http://${server.host}:${server.httpPort}/rawman?action=Ping`

      const body = yield* Effect.promise((signal) => fetch(url, { signal }).then((response) => response.text()))

      assert.match(body, /^Response: Error\r\nMessage: Permission denied\r\n/)
    }))

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

  it.live("gives each user the rights that its name tells", () =>
    Effect.gen(function*() {
      const denied = Effect.fnUntraced(function*(user: keyof AsteriskServer["users"], lines: string) {
        const session = yield* rawSession(server, { user: server.users[user] })
        return field(yield* session.request(lines), "Message") === "Permission denied"
      })
      const originate = "Action: Originate\nChannel: Local/500@from-internal/n\nApplication: Wait\nData: 0"
      const command = "Action: Command\nCommand: core show uptime"

      assert.isTrue(yield* denied("nocall", originate))
      assert.isTrue(yield* denied("readonly", originate))
      assert.isTrue(yield* denied("nocommand", command))
      assert.isFalse(yield* denied("nocommand", originate))
      assert.isFalse(yield* denied("patient", command))
    }))

  it.live("refuses the user single a second session", () =>
    Effect.gen(function*() {
      yield* rawSession(server, { user: server.users.single })

      const error = yield* Effect.flip(rawSession(server, { user: server.users.single }))

      assert.include(error.message, "Login Already In Use")
    }))

  it.live("has items for the list actions", () =>
    Effect.gen(function*() {
      const session = yield* rawSession(server, { events: "off" })

      const empty: Array<string> = []
      for (const action of populatedLists) {
        const items = yield* list(session, `Action: ${action}`)
        if (items.length === 0) empty.push(action)
      }

      assert.deepStrictEqual(empty, [])
    }))

  it.live("has a console command and a list of 1,200 entries", () =>
    Effect.gen(function*() {
      const session = yield* rawSession(server, { events: "off" })

      const output = yield* session.request("Action: Command\nCommand: dialplan show many")
      const items = yield* list(session, "Action: ShowDialPlan\nContext: many")

      assert.isAbove(fields(output, "Output").length, 1200)
      assert.strictEqual(items.length, 1200)
    }))

  it.live("transfers a call to 160 blind", () =>
    Effect.gen(function*() {
      const session = yield* rawSession(server)
      const { channel, id } = yield* bridgedCall(session)

      const response = yield* session.request(
        `Action: BlindTransfer\nChannel: ${channel}\nContext: from-internal\nExten: 102`
      )
      const event = yield* session.waitFor("BlindTransfer", isEvent("BlindTransfer", { TransfererLinkedid: id }))

      assert.strictEqual(field(response, "Message"), "Transfer succeeded")
      assert.strictEqual(field(event, "Result"), "Success")
      assert.strictEqual(field(event, "Extension"), "102")
    }))

  it.live("transfers a call to 160 attended, dialling the extension in DTMF", () =>
    Effect.gen(function*() {
      const session = yield* rawSession(server)
      const { channel, id } = yield* bridgedCall(session, "170")

      const response = yield* session.request(
        `Action: Atxfer\nChannel: ${channel}\nContext: from-internal\nExten: 102`
      )
      // Asterisk completes the transfer only if the hangup finds the transferer in the bridge with 102 and knows 102's
      // answer (bridge_basic.c, calling_target_exit).
      const is102 = (message: RawMessage, header: string) => field(message, header)?.startsWith("Local/102@") === true
      yield* session.waitFor("answer of 102", (message) =>
        isEvent("DialEnd", { DestLinkedid: id, DialStatus: "ANSWER" })(message) && is102(message, "DestChannel"))
      const target = yield* session.waitFor("102 in a bridge", (message) =>
        isEvent("BridgeEnter", { Linkedid: id })(message) && is102(message, "Channel"))
      const BridgeUniqueid = field(target, "BridgeUniqueid") ?? ""
      yield* session.waitFor("transferer in that bridge", isEvent("BridgeEnter", { Uniqueid: id, BridgeUniqueid }))

      yield* session.request(`Action: Hangup\nChannel: ${channel}`)
      const event = yield* session.waitFor(
        "AttendedTransfer",
        isEvent("AttendedTransfer", {
          OrigTransfererLinkedid: id
        })
      )

      const digits = (yield* session.messages).filter(isEvent("DTMFEnd", { Channel: channel }))
      assert.strictEqual(field(response, "Message"), "Atxfer successfully queued")
      assert.strictEqual(
        digits.map((message) =>
          field(message, "Digit")
        ).join(""),
        "*2102"
      )
      assert.strictEqual(field(event, "Result"), "Success")
    }))

  it.live("redirects a call to 160 to another extension", () =>
    Effect.gen(function*() {
      const session = yield* rawSession(server)
      const { channel, id } = yield* bridgedCall(session)

      const response = yield* session.request(
        `Action: Redirect\nChannel: ${channel}\nContext: from-internal\nExten: 200\nPriority: 1`
      )
      yield* session.waitFor(
        "Echo at 200",
        isEvent("Newexten", { Uniqueid: id, Extension: "200", Application: "Echo" })
      )

      assert.strictEqual(field(response, "Message"), "Redirect successful")
    }))

  it.live("tells variables with commas and quotes at the extension vars", () =>
    Effect.gen(function*() {
      const session = yield* rawSession(server)

      const { id } = yield* call(session, "vars", `Variable: A="x, \\"y\\" and z"\nVariable: B="1,2,3 \\\\ 4"`)
      const event = yield* session.waitFor("Vars", isEvent("UserEvent", { UserEvent: "Vars", Uniqueid: id }))

      assert.strictEqual(field(event, "A"), `x, "y" and z`)
      assert.strictEqual(field(event, "B"), "1,2,3 \\ 4")
    }))

  it.live.each([["names", "Jos\xc3\xa9"], ["latin1", "Jos\xe9"]])("carries the bytes of a name at the extension %s", ([
    exten = "",
    bytes = ""
  ]) =>
    Effect.gen(function*() {
      const session = yield* rawSession(server)

      const { id } = yield* call(session, exten)
      const named = (event: string, header: string) =>
        session.waitFor(event, isEvent(event, { Linkedid: id, [header]: bytes }))

      yield* named("NewCallerid", "CallerIDName")
      yield* named("NewConnectedLine", "ConnectedLineName")
      yield* named("DialBegin", "CallerIDName")
      yield* named("Newstate", "CallerIDName")
      yield* named("Hangup", "CallerIDName")
    }))

  const habits: ReadonlyArray<readonly [what: string, habit: Habit, state: Call["state"]]> = [
    ["answers", "answers", "answered"],
    ["rings until it is stopped", "rings", "cancelled"],
    ["is busy", { refuses: 486 }, "refused"],
    ["declines after it has rung", { refuses: 603, afterRinging: true }, "refused"]
  ]
  for (const [what, habit, state] of habits) {
    it.live.skipIf(!server.offers.cli)(`has a SIP telephone that ${what}`, () =>
      Effect.gen(function*() {
        const session = yield* rawSession(server)
        const phone = yield* telephone(server, "tel4", habit)

        yield* session.request("Action: Originate\nChannel: PJSIP/tel4\nApplication: Wait\nTimeout: 1000\nAsync: true")
        yield* phone.until(`a call that was ${state}`, ([call]) => call?.state === state)
        yield* session.request("Action: Hangup\nChannel: /^PJSIP.tel4-/")

        assert.lengthOf(phone.calls, 1)
      }))
  }

  it.live("puts a forged event into the stream at the extension forge", () =>
    Effect.gen(function*() {
      const session = yield* rawSession(server)

      yield* call(session, "forge")
      const forged = yield* session.waitFor("forged Hangup", isEvent("Hangup", { Uniqueid: "999" }))

      assert.strictEqual(field(forged, "Channel"), "PJSIP/victim-1")
    }))

  it.live.skipIf(!server.offers.cli)(
    "starts private servers beside it and leaves nothing of them behind",
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
    "starts a private server when another one was, with settings of its own",
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
    "does not take another server for a private one on the same ports",
    () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(privateServer(server.version, { port: server.port }))

        assert.include(String(error.cause), `port ${server.port} is taken`)
      })
  )
})

// A stub stands for debootstrap, which makes a root with an Asterisk in it.
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

  it("makes a root when there is none", () => {
    assert.deepStrictEqual(installed(() => {}), { status: 0, isThere: true, entries: ["usr"] })
  })

  it("makes a root when only the files of an instance are left", () => {
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
