/**
 * What `ami doctor` says of ports that are not AMI, or not reached as they have to be.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Struct } from "effect"
import * as Schema from "effect/Schema"
import { Report } from "../../../src/cli/doctor/finding.ts"
import type { Limits } from "../../../src/cli/doctor/limits.ts"
import * as certificates from "../../node/certificates.ts"
import { scriptedServer, type ServerOptions, type ServerPeer } from "../../node/scriptedServer.ts"
import { examined, secret, type Target, waitingFor } from "./examining.ts"

const banner = "Asterisk Call Manager/11.0.0\r\n"

/** Answers each HTTP request by its path. */
const answersHttp = (answer: (path: string) => string) => (peer: ServerPeer) =>
  peer.onReceived((text) => {
    const [, path] = /^GET (\S+) HTTP\/1\.1\r\n[^]*\r\n\r\n$/.exec(text) ?? []
    if (path === undefined) return
    peer.send(answer(path))
    peer.end()
  })

const page = (status: string, body: string) =>
  `HTTP/1.1 ${status}\r\nServer: Asterisk/22.10.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`

const missing = page("404 Not Found", "<title>404 Not Found</title>")

/** Asterisk's HTTP server with a prefix, and AMI on it or not. */
const webServer = (prefix: string, hasAmi: boolean) =>
  answersHttp((path) => {
    if (path === `${prefix}/httpstatus`) return page("200 OK", "<title>Asterisk HTTP Status</title>")
    return hasAmi && path.startsWith(`${prefix}/rawman?`)
      ? page("200 OK", "Response: Success\r\nChallenge: 161805996\r\n\r\n")
      : missing
  })

interface Case {
  readonly server: ServerOptions
  /** The URL, with PORT for the port of the server. */
  readonly url: string
  readonly id: string
  /** What the title and the cause say. */
  readonly says: RegExp
  /** What is to change. */
  readonly fix: RegExp
  readonly target?: Partial<Target>
  /** What never comes. */
  readonly never?: ReadonlyArray<keyof Limits>
}

const cases: Readonly<Record<string, Case>> = {
  "a port that says nothing": {
    server: {},
    url: "ami://hello@127.0.0.1:PORT",
    id: "banner",
    says: /open and says nothing[^]*another program/,
    fix: /ss -ltnp/,
    never: ["banner", "identify"]
  },
  "a port that closes at once": {
    server: { onPeer: (peer) => peer.end() },
    url: "ami://hello@127.0.0.1:PORT",
    id: "banner",
    says: /closes the connection without a word[^]*authlimit/,
    fix: /manager show connected/
  },
  "another protocol": {
    server: { greeting: "SSH-2.0-OpenSSH_9.2 \u001b[2J\r\n" },
    url: "ami://hello@127.0.0.1:PORT",
    id: "banner",
    says: /not AMI: it begins with "SSH-2\.0-OpenSSH_9\.2 \\\\u001b\[2J/,
    fix: /ss -ltnp/
  },
  "garbage without an end": {
    server: { greeting: "x".repeat(200_000) },
    url: "ami://hello@127.0.0.1:PORT",
    id: "banner",
    says: /not AMI: it begins with "x+/,
    fix: /ss -ltnp/
  },
  "HTTP for AMI": {
    server: { onPeer: webServer("", true) },
    url: "ami://hello@127.0.0.1:PORT",
    id: "banner",
    says: /speaks HTTP\./,
    fix: /^ami doctor --url http:\/\/hello@127\.0\.0\.1:PORT$/,
    never: ["banner"]
  },
  "TLS in clear": {
    server: { greeting: banner, tls: certificates.good },
    url: "ami://hello@127.0.0.1:PORT",
    id: "banner",
    says: /speaks AMI over TLS/,
    fix: /^ami doctor --url amis:\/\/hello@127\.0\.0\.1:PORT$/,
    never: ["banner"]
  },
  "HTTPS for AMI": {
    server: { tls: certificates.good, onPeer: webServer("", true) },
    url: "ami://hello@127.0.0.1:PORT",
    id: "banner",
    says: /speaks HTTPS/,
    fix: /--url https:\/\//,
    never: ["banner"]
  },
  "HTTPS for AMI over TLS": {
    server: { tls: certificates.good, onPeer: webServer("", true) },
    url: "amis://hello@127.0.0.1:PORT",
    id: "banner",
    says: /speaks HTTPS/,
    fix: /--url https:\/\//,
    target: { ca: certificates.ca },
    never: ["banner"]
  },
  "AMI without TLS": {
    server: { greeting: banner },
    url: "amis://hello@127.0.0.1:PORT",
    id: "tls",
    says: /No TLS handshake[^]*speaks AMI without TLS/,
    fix: /--url ami:\/\//
  },
  "HTTP for HTTPS": {
    server: { onPeer: webServer("", true) },
    url: "https://hello@127.0.0.1:PORT",
    id: "tls",
    says: /speaks HTTP without TLS/,
    fix: /--url http:\/\//,
    never: ["handshake"]
  },
  "HTTPS for HTTP": {
    server: { tls: certificates.good, onPeer: webServer("", true) },
    url: "http://hello@127.0.0.1:PORT",
    id: "mount",
    says: /speaks TLS/,
    fix: /--url https:\/\//
  },
  "AMI for HTTP": {
    server: { greeting: banner },
    url: "http://hello@127.0.0.1:PORT/asterisk",
    id: "mount",
    says: /port of AMI itself/,
    fix: /--url ami:\/\/hello@127\.0\.0\.1:PORT$/
  },
  "a prefix that is not there": {
    server: { onPeer: webServer("", true) },
    url: "http://hello@127.0.0.1:PORT/asterisk",
    id: "mount",
    says: /No AMI at \/asterisk\/rawman \(HTTP 404\)[^]*no prefix/,
    fix: /--url http:\/\/hello@127\.0\.0\.1:PORT$/
  },
  "a prefix that is missing": {
    server: { onPeer: webServer("/asterisk", true) },
    url: "http://hello@127.0.0.1:PORT/?auth=digest",
    id: "mount",
    says: /prefix = asterisk/,
    fix: /--url 'http:\/\/hello@127\.0\.0\.1:PORT\/asterisk\?auth=digest'$/
  },
  "webenabled = no": {
    server: { onPeer: webServer("", false) },
    url: "http://hello@127.0.0.1:PORT",
    id: "mount",
    says: /AMI is not enabled on it/,
    fix: /manager\.conf \[general\] enabled = yes\nwebenabled = yes/
  },
  "a web server that is not Asterisk's": {
    server: { onPeer: answersHttp(() => missing) },
    url: "http://hello@127.0.0.1:PORT",
    id: "mount",
    says: /not enabled on this HTTP server, or it has another prefix/,
    fix: /http show status/
  },
  "a redirection to HTTPS": {
    server: {
      onPeer: answersHttp(() => "HTTP/1.1 301 Moved\r\nLocation: https://pbx.example.org:8089/\r\n\r\n")
    },
    url: "http://hello@127.0.0.1:PORT",
    id: "mount",
    says: /HTTP 301[^]*redirects to https:\/\/pbx\.example\.org:8089/,
    fix: /--url https:\/\/hello@127\.0\.0\.1:8089$/
  },
  "a certificate with a weak key": {
    server: { greeting: banner, tls: certificates.weak },
    url: "amis://hello@127.0.0.1:PORT",
    id: "tls",
    says: /too weak/,
    fix: /rsa:2048/,
    target: { ca: certificates.ca }
  },
  "no TLS where a silent port is": {
    server: {},
    url: "amis://hello@127.0.0.1:PORT",
    id: "tls",
    says: /No TLS handshake/,
    fix: /manager show settings/,
    never: ["handshake", "identify"]
  },
  "a certificate that nobody trusts": {
    server: { greeting: banner, tls: certificates.selfSigned },
    url: "amis://hello@127.0.0.1:PORT",
    id: "tls",
    says: /not trusted: DEPTH_ZERO_SELF_SIGNED_CERT/,
    fix:
      /openssl s_client -connect 127\.0\.0\.1:PORT <\/dev\/null 2>\/dev\/null \| openssl x509 > pbx\.pem\nami doctor .*--ca pbx\.pem/
  },
  "a certificate of another authority": {
    server: { greeting: banner, tls: certificates.good },
    url: "amis://hello@127.0.0.1:PORT",
    id: "tls",
    says: /not trusted[^]*neither it nor of the authority/,
    fix: /--ca pbx\.pem/,
    target: { ca: certificates.otherCa }
  },
  "an expired certificate": {
    server: { greeting: banner, tls: certificates.expired },
    url: "amis://hello@127.0.0.1:PORT",
    id: "tls",
    says: /has expired on \d{4}-\d\d-\d\d/,
    fix: /manager\.conf \[general\] tlscertfile = .*openssl req -x509/s,
    target: { ca: certificates.ca }
  },
  "a certificate of the future": {
    server: { greeting: banner, tls: certificates.early },
    url: "amis://hello@127.0.0.1:PORT",
    id: "tls",
    says: /not valid before/,
    fix: /timedatectl/,
    target: { ca: certificates.ca }
  },
  "a certificate for another host": {
    server: { greeting: banner, tls: certificates.otherName },
    url: "amis://hello@127.0.0.1:PORT",
    id: "tls",
    says: /not for 127\.0\.0\.1/,
    fix: /subjectAltName=IP:127\.0\.0\.1/,
    target: { ca: certificates.ca }
  },
  "a certificate of HTTPS for another host": {
    server: { tls: certificates.otherName },
    url: "https://hello@127.0.0.1:PORT",
    id: "tls",
    says: /not for 127\.0\.0\.1/,
    fix: /http\.conf .*module reload http/s,
    target: { ca: certificates.ca }
  }
}

/** The change, as one text. */
const changeOf = (fix: { readonly [part: string]: string } = {}): string =>
  [fix.file, fix.section, fix.line, fix.run, fix.note].filter((part) => part !== undefined).join(" ").trim()

describe.concurrent("ami doctor, at a port that is not what it should be", () => {
  for (const [name, { fix, id, never = [], says, server, target, url }] of Object.entries(cases)) {
    it.live(`names the cause and the change: ${name}`, () =>
      Effect.gen(function*() {
        const { allClosed, port } = yield* scriptedServer(server)
        const result = yield* examined(
          { ...target, url: url.replace("PORT", String(port)) },
          { limits: waitingFor(...never) }
        )
        const found = result.failure
        assert.strictEqual(found?.id, id, result.text)
        assert.match(`${found?.title}\n${found?.cause}`, says)
        const pattern = new RegExp(fix.source.replaceAll("PORT", String(port)), fix.flags)
        const change = Struct.omit(found?.fix ?? {}, ["note"])
        assert.isTrue(pattern.test(changeOf(change)) || pattern.test(changeOf(found?.fix)), result.text)
        assert.deepStrictEqual({ code: result.exitCode, ok: result.ok }, { code: 3, ok: false })
        // What is found can be decoded by its schema, and nothing of it is a secret.
        Schema.decodeUnknownSync(Report)(JSON.parse(JSON.stringify(result)))
        assert.notInclude(JSON.stringify(result) + result.text, secret)
        yield* allClosed
      }))
  }

  it.live("names what else is open if the port is refused", () =>
    Effect.gen(function*() {
      const { port } = yield* Effect.scoped(scriptedServer())
      const result = yield* examined({ url: `ami://hello@127.0.0.1:${port}` }, { limits: waitingFor("otherPort") })
      assert.match(result.text, new RegExp(`✗ Nothing listens at 127\\.0\\.0\\.1:${port} \\(ECONNREFUSED\\)`))
      assert.deepInclude(result.failure?.fix, {
        file: "/etc/asterisk/manager.conf",
        section: "[general]",
        line: `enabled = yes\nport = ${port}\nbindaddr = 127.0.0.1`
      })
    }))

  it.live("names a host that has no address", () =>
    Effect.gen(function*() {
      const result = yield* examined({ url: "ami://hello@no-such-host.invalid:5038" })
      assert.match(result.text, /✗ no-such-host\.invalid has no address/)
      assert.strictEqual(result.exitCode, 3)
    }))

  it.live("changes the address where it was set", () =>
    Effect.gen(function*() {
      const { port } = yield* scriptedServer({ greeting: banner, tls: certificates.good })
      const url = `ami://hello@127.0.0.1:${port}`
      const fixOf = (settings: Target["settings"]) =>
        Effect.map(
          examined({ url, ...(settings === undefined ? {} : { settings }) }, { limits: waitingFor("banner") }),
          ({ failure }) => failure?.fix
        )
      assert.deepStrictEqual(yield* fixOf({ url: { from: "profile prod", file: "/etc/prod.toml" } }), {
        file: "/etc/prod.toml",
        line: `url = "amis://hello@127.0.0.1:${port}"`
      })
      assert.deepStrictEqual(yield* fixOf({ url: { from: "AMI_URL" } }), {
        run: `export AMI_URL=amis://hello@127.0.0.1:${port}`
      })
    }))

  it.live("leaves no socket if it is interrupted", () =>
    Effect.gen(function*() {
      const { allClosed, accept, port } = yield* scriptedServer()
      const result = yield* Effect.result(Effect.raceFirst(
        examined({ url: `amis://hello@127.0.0.1:${port}` }),
        Effect.andThen(accept, Effect.fail("interrupted"))
      ))
      assert.isTrue(Result.isFailure(result))
      yield* allClosed
    }))
})
