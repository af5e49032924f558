/**
 * `ami doctor` on real servers: each mistake is made in the configuration, and the lines that are printed against it are
 * written there, and the commands run, until nothing is left to say.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { promisify } from "node:util"
import { type Finding, type Fix, Report } from "../../src/cli/doctor/finding.ts"
import { running } from "../cli/run.ts"
import * as certificates from "../node/certificates.ts"
import { forEachServer, type PrivateServer, privateServer } from "./servers.ts"

const secret = "canary-4711-secret"

/** An account with what a program needs that places calls. */
const account = `
[doctor]
secret = ${secret}
read = system,call
write = call,originate,reporting
`

const caOfTests = new URL("../node/certificates/ca.pem", import.meta.url).pathname

// --- The configuration ------------------------------------------------------

/** A text with lines of a section: each in the place of those of its name, and those that add up at the end. */
const written = (text: string, section: string, lines: ReadonlyArray<string>): string => {
  const rows = text.split("\n")
  const begin = rows.indexOf(section)
  if (begin < 0) return [text, section, ...lines, ""].join("\n")
  const next = rows.findIndex((row, index) => index > begin && row.startsWith("["))
  const end = next < 0 ? rows.length : next
  const names = lines.map((line) => line.split("=")[0]?.trim()).filter((name) => name !== "permit" && name !== "deny")
  const kept = rows.slice(begin + 1, end).filter((row) => !names.includes(row.split("=")[0]?.trim()))
  return [...rows.slice(0, begin + 1), ...kept, ...lines, "", ...rows.slice(end)].join("\n")
}

/** A server with its configuration, as its administrator has it. */
const administered = (server: PrivateServer, home: string) => {
  const etc = dirname(server.ca)
  /** How Asterisk, which has a root of its own, calls that folder. */
  const inside = etc.slice(etc.indexOf("/srv/instances/"))
  const original = new Map(["manager.conf", "http.conf"].map((file) => [file, readFileSync(join(etc, file), "utf8")]))
  const bash = (command: string) =>
    Effect.promise(() => promisify(execFile)("bash", ["-c", command], { cwd: home, timeout: 30_000 }))
  const write = (file: string, section: string, lines: ReadonlyArray<string>) => {
    const path = join(etc, file)
    writeFileSync(path, written(readFileSync(path, "utf8"), section, lines))
  }
  const reload = Effect.andThen(server.cli("manager reload"), server.cli("module reload http"))
  return {
    etc,
    inside,
    write,
    reload,
    /** All as it was. */
    reset: Effect.suspend(() => {
      original.forEach((text, file) => writeFileSync(join(etc, file), text))
      return reload
    }),
    /** Does what a finding says, and returns the arguments of the next run. */
    follow: ({ file, line, run = "", section }: Fix, args: ReadonlyArray<string>) =>
      Effect.gen(function*() {
        if (file !== undefined && section !== undefined && line !== undefined) {
          const lines = line.replaceAll("/etc/asterisk", inside).replace(/<the secret[^>]*>/, secret)
          write(basename(file), section, lines.split("\n"))
        }
        let next = args
        for (const command of run.split("\n").filter((one) => one !== "")) {
          const [, onConsole] = /^asterisk -rx "(.*)"$/.exec(command) ?? []
          const [, flags] = /^ami doctor (.*)$/.exec(command) ?? []
          if (onConsole !== undefined) yield* server.cli(onConsole)
          else if (flags === undefined) {
            yield* bash(command.replaceAll("/etc/asterisk", etc).replaceAll("/var/log/asterisk", `${dirname(etc)}/log`))
          } else {
            const words = flags.split(" ").map((word) =>
              word.replace(/^'(.*)'$/, "$1").replace(/^pbx\.pem$/, `${home}/pbx.pem`)
            )
            next = words.includes("--url")
              ? words.concat(words.includes("--ca") ? [] : args.slice(2))
              : [...args.slice(0, 2), ...words]
          }
        }
        return next
      })
  }
}

type Administered = ReturnType<typeof administered>

// --- What goes wrong --------------------------------------------------------

type Break = (admin: Administered) => void

interface Condition {
  /** Makes the mistake. */
  readonly breaks?: Break
  readonly args: (server: PrivateServer, admin: Administered) => ReadonlyArray<string>
  /** Flags for each run. */
  readonly flags?: ReadonlyArray<string>
  /** The findings that end the runs, one after the other; then everything is all right. */
  readonly finds: ReadonlyArray<readonly [id: string, says: RegExp]>
}

const url = (scheme: string, port: number, path = "") => ["--url", `${scheme}://doctor@127.0.0.1:${port}${path}`]

const general = (...lines: ReadonlyArray<string>): Break => ({ write }) => write("manager.conf", "[general]", lines)

const ofAccount = (...lines: ReadonlyArray<string>): Break => ({ write }) => write("manager.conf", "[doctor]", lines)

/** TLS with another certificate, of AMI or of the HTTP server. */
const certified =
  (file: string, { cert, key }: { readonly cert: string; readonly key: string }): Break => ({ etc, inside, write }) => {
    writeFileSync(join(etc, "odd.pem"), `${key}\n${cert}`)
    write(file, "[general]", [`tlscertfile = ${inside}/odd.pem`])
  }

const untrusted = ["tls", /certificate is not trusted/] as const

const conditions: Readonly<Record<string, Condition>> = {
  "a healthy server": {
    args: ({ port }) => url("ami", port),
    flags: ["--for", "dial", "--for", "transfer", "--probe"],
    finds: []
  },
  "a healthy server, over HTTP": {
    args: ({ httpPort }) => url("http", httpPort),
    flags: ["--for", "dial", "--strict"],
    finds: []
  },
  "a healthy server, by HTTP Digest": {
    args: ({ httpPort }) => url("http", httpPort, "?auth=digest"),
    flags: ["--for", "dial", "--probe", "--strict"],
    finds: []
  },
  "a port that is refused": {
    // Asterisk 16 that was told `enabled = no` closes each connection once it is enabled again.
    breaks: general("port = 1"),
    args: ({ port }) => url("ami", port),
    finds: [["tcp", /Nothing listens at .* \(ECONNREFUSED\)/]]
  },
  "a TLS port that is refused": {
    breaks: general("tlsenable = no"),
    args: ({ tlsPort }) => url("amis", tlsPort),
    finds: [["tcp", /Nothing listens/], untrusted]
  },
  "an HTTP port that is refused": {
    breaks: ({ write }) => write("http.conf", "[general]", ["enabled = no"]),
    args: ({ httpPort }) => url("http", httpPort),
    finds: [["tcp", /Nothing listens/]]
  },
  "a TLS port in clear": {
    args: ({ tlsPort }) => url("ami", tlsPort),
    finds: [["banner", /speaks AMI over TLS/], untrusted]
  },
  "a plain port by TLS": {
    args: ({ port }) => url("amis", port),
    finds: [["tls", /speaks AMI without TLS/]]
  },
  "an HTTP port as AMI": {
    args: ({ httpPort }) => url("ami", httpPort),
    finds: [["banner", /speaks HTTP/]]
  },
  "a certificate that is not trusted": {
    args: ({ tlsPort }) => url("amis", tlsPort),
    finds: [untrusted]
  },
  "a certificate of HTTPS that is not trusted": {
    args: ({ httpsPort }) => url("https", httpsPort),
    finds: [untrusted]
  },
  "a certificate for another name": {
    breaks: certified("manager.conf", certificates.otherName),
    args: ({ tlsPort }) => [...url("amis", tlsPort), "--ca", caOfTests],
    finds: [["tls", /not for 127\.0\.0\.1.*pbx\.example\.org/s], untrusted]
  },
  "a certificate for another name of this machine": {
    breaks: certified("manager.conf", certificates.nameInCn),
    args: ({ tlsPort }) => [...url("amis", tlsPort), "--ca", caOfTests],
    finds: [["tls", /not for 127\.0\.0\.1.*localhost/s]]
  },
  "an expired certificate": {
    breaks: certified("manager.conf", certificates.expired),
    args: ({ tlsPort }) => [...url("amis", tlsPort), "--ca", caOfTests],
    finds: [["tls", /has expired/], untrusted]
  },
  "an expired certificate of HTTPS": {
    breaks: certified("http.conf", certificates.expired),
    args: ({ httpsPort }) => [...url("https", httpsPort), "--ca", caOfTests],
    finds: [["tls", /has expired/], untrusted]
  },
  "a prefix that http.conf does not have": {
    args: ({ httpPort }) => url("http", httpPort, "/asterisk"),
    finds: [["mount", /http\.conf has no prefix/]]
  },
  "a prefix that the URL does not have": {
    breaks: ({ write }) => write("http.conf", "[general]", ["prefix = asterisk"]),
    args: ({ httpPort }) => url("http", httpPort, "?auth=digest"),
    finds: [["mount", /prefix = asterisk/]]
  },
  "webenabled = no": {
    breaks: general("webenabled = no"),
    args: ({ httpPort }) => url("http", httpPort),
    finds: [["mount", /AMI is not enabled on (it|this HTTP server)/]]
  },
  "a wrong secret": {
    breaks: ofAccount("secret = something-else"),
    args: ({ port }) => url("ami", port),
    finds: [["login", /refuses the login of doctor.*one answer for all/s]]
  },
  "an account that is not there": {
    breaks: ({ etc }) => {
      const path = join(etc, "manager.conf")
      writeFileSync(path, readFileSync(path, "utf8").replace("[doctor]", "[somebody]"))
    },
    args: ({ port }) => url("ami", port),
    flags: ["--strict"],
    finds: [["login", /wrong name/], ["booted", /lacks read = system/]]
  },
  "permit": {
    breaks: ofAccount("deny = 0.0.0.0/0.0.0.0", "permit = 192.0.2.7/255.255.255.255"),
    args: ({ port }) => url("ami", port),
    finds: [["login", /permit and deny/]]
  },
  "permit, by HTTP Digest": {
    breaks: ofAccount("deny = 0.0.0.0/0.0.0.0", "permit = 192.0.2.7/255.255.255.255"),
    args: ({ httpPort }) => url("http", httpPort, "?auth=digest"),
    finds: [["login", /permit/]]
  },
  "no system": {
    breaks: ofAccount("read = call"),
    args: ({ port }) => url("ami", port),
    flags: ["--strict"],
    finds: [["booted", /FullyBooted/]]
  },
  "no call": {
    breaks: ofAccount("read = system"),
    args: ({ port }) => url("ami", port),
    flags: ["--for", "dial", "--probe"],
    finds: [["for:dial", /does not read events of call/]]
  },
  "no call, which an account with command is told": {
    breaks: ofAccount("read = agent", "write = call,originate,command"),
    args: ({ port }) => url("ami", port),
    flags: ["--for", "dial"],
    finds: [["for:dial", /does not read events of call/]]
  },
  "no originate": {
    breaks: ofAccount("write = call,reporting"),
    args: ({ port }) => url("ami", port),
    flags: ["--for", "dial"],
    finds: [["for:dial", /may not send Originate.*write needs originate/s]]
  },
  "nothing to write": {
    breaks: ofAccount("write ="),
    args: ({ httpPort }) => url("http", httpPort),
    flags: ["--for", "dial,dashboard"],
    finds: [["for:dial", /may not send/], ["for:dashboard", /may not send/]]
  }
}

/** One run, whose findings have neither the secret nor a defect in them. */
const doctor = (args: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const options = { env: { AMI_SECRET: secret } }
    const { code, stderr, stdout } = yield* running(["doctor", ...args, "--json"], options)
    assert.notInclude(stdout + stderr, secret)
    const report = Schema.decodeUnknownSync(Report)(JSON.parse(stdout))
    assert.strictEqual(code, report.exitCode)
    return report
  })

/** What has to be mended first. Delays of this process are not Asterisk's. */
const first = ({ findings }: Report, isStrict: boolean): Finding | undefined =>
  findings.find(({ id, status }) => status === "fail" || (isStrict && status === "warn" && id !== "stall"))

const versions = new Set<number>()

forEachServer("ami doctor", ({ offers, version }) => {
  if (versions.has(version)) return
  versions.add(version)

  it.live.skipIf(!offers.cli)(
    "names the cause of each mistake, and lines that mend it once they are written",
    () =>
      Effect.gen(function*() {
        const server = yield* privateServer(version, { config: { "manager.conf": account } })
        const home = yield* Effect.acquireRelease(
          Effect.sync(() => mkdtempSync(join(tmpdir(), "ami-doctor-"))),
          (path) => Effect.sync(() => rmSync(path, { recursive: true }))
        )
        const admin = administered(server, home)
        for (const [name, { args: argsOf, breaks, finds, flags = [] }] of Object.entries(conditions)) {
          yield* admin.reset
          breaks?.(admin)
          yield* admin.reload
          let args = argsOf(server, admin)
          for (const [id, says] of finds) {
            const report = yield* doctor([...args, ...flags])
            const found = first(report, flags.includes("--strict"))
            const printed = JSON.stringify(report, null, 1)
            assert.strictEqual(found?.id, id, `${name}: ${printed}`)
            assert.match(`${found?.title} ${found?.cause}`, says, `${name}: ${printed}`)
            assert.isAbove(report.exitCode, 0, `${name}: ${printed}`)
            args = yield* admin.follow(found?.fix ?? {}, args)
          }
          const report = yield* doctor([...args, ...flags])
          assert.isUndefined(first(report, flags.includes("--strict")), `${name}: ${JSON.stringify(report, null, 1)}`)
          if (!flags.includes("--strict")) assert.strictEqual(report.exitCode, 0)
        }
      }).pipe(Effect.scoped)
  )

  it.live.skipIf(!offers.cli)(
    "prints a section for a task, with which doctor has nothing to say about it",
    () =>
      Effect.gen(function*() {
        const server = yield* privateServer(version)
        const path = join(dirname(server.ca), "manager.conf")
        const { stdout } = yield* running(["permissions", "dial", "agents", "--username", "shop"])
        writeFileSync(path, `${readFileSync(path, "utf8")}\n${stdout.replace("change-me", secret)}`)
        yield* server.cli("manager reload")
        const { exitCode, findings } = yield* doctor([
          "--url",
          `ami://shop@127.0.0.1:${server.port}`,
          "--probe",
          "--for",
          "dial,agents"
        ])
        const titles = findings.filter(({ id }) => id.startsWith("for:")).map(({ title }) => title)
        assert.deepStrictEqual([exitCode, titles[0]], [0, "dial: ready"])
        assert.match(titles[1] ?? "", /^agents: ready/)
      }).pipe(Effect.scoped)
  )
})
