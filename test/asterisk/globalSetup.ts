/**
 * Starts one private Asterisk per version for a run of the integration tests, and stops them after it.
 *
 * The servers come from `asterisk.sh`, which needs root and debootstrap. If that is impossible, `AMI_TEST_URLS` names
 * running servers that use the configuration in `etc`. A version without a server is skipped with a notice, or fails
 * the run if `AMI_TEST_REQUIRED` is set; `AMI_TEST_VERSIONS=22` runs only that version.
 *
 * The tests know none of this: they get their servers from `servers.ts`.
 */
import { Redacted, Result } from "effect"
import { spawn } from "node:child_process"
import { randomBytes, randomInt } from "node:crypto"
import { createSocket } from "node:dgram"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { TestProject } from "vitest/node"
import * as Url from "../../src/node/internal/url.ts"

export const versions = [22, 16] as const

export type AsteriskVersion = (typeof versions)[number]

/** The address of a server, and its accounts. A port of 0 and an empty `ca` mean that the server does not offer it. */
export interface ServerAddress {
  readonly version: AsteriskVersion
  readonly host: string
  readonly port: number
  readonly tlsPort: number
  readonly httpPort: number
  readonly httpsPort: number
  /** Path of the PEM file that TLS clients trust. */
  readonly ca: string
  readonly username: string
  readonly secret: string
  /** Its instance, unless `AMI_TEST_URLS` named the server. */
  readonly instance?: { readonly name: string; readonly pid: number; readonly etc: string }
}

/** What the run has for a version: a server, or the reason why there is none. */
export type Provision =
  | { readonly version: AsteriskVersion; readonly server: ServerAddress }
  | { readonly version: AsteriskVersion; readonly absence: string; readonly intended: boolean }

declare module "vitest" {
  export interface ProvidedContext {
    readonly asterisk: ReadonlyArray<Provision>
  }
}

export const script: string = fileURLToPath(new URL("./asterisk.sh", import.meta.url))

const urlExample = "22=ami://hello:world@127.0.0.1:5038?tls=5039&http=8088&https=8089&ca=/path/cert.pem"

// ---------------------------------------------------------------------------------------------------------------------
// The run
// ---------------------------------------------------------------------------------------------------------------------

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const wanted = parseVersions(process.env["AMI_TEST_VERSIONS"] ?? "")
  const named = parseServerUrls(process.env["AMI_TEST_URLS"] ?? "")
  const instances: Array<Instance> = []

  const stopAll = async () => {
    await Promise.all(instances.map((instance) => instance.stop()))
  }

  const provide = async (version: AsteriskVersion): Promise<Provision> => {
    if (!wanted.includes(version)) return { version, absence: "AMI_TEST_VERSIONS leaves it out", intended: true }
    if (named.length > 0) {
      const server = named.find((server) => server.version === version)
      return server ? { version, server } : { version, absence: "AMI_TEST_URLS does not name it", intended: false }
    }
    const absence = await installVersion(version)
    if (absence !== undefined) return { version, absence, intended: false }
    // An installed server that does not start is an error, not a reason to skip.
    const instance = await startInstance(version)
    instances.push(instance)
    return { version, server: instance.server }
  }

  const results = await Promise.allSettled(versions.map(provide))
  const failure = results.find((result) => result.status === "rejected")
  const provisions = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []))
  const missing = provisions.flatMap((one) => "absence" in one && !one.intended ? [one] : [])
  const required = (process.env["AMI_TEST_REQUIRED"] ?? "") !== ""
  if (failure !== undefined || (required && missing.length > 0)) await stopAll()
  if (failure !== undefined) throw failure.reason
  if (missing.length > 0) {
    const reasons = missing.map((one) => `Asterisk ${one.version}: ${one.absence}`)
    const notice = frame([
      required ? "NO ASTERISK, BUT AMI_TEST_REQUIRED IS SET" : "INTEGRATION TESTS SKIPPED: NO ASTERISK",
      "",
      ...reasons,
      "",
      "Run as root on Debian or Ubuntu, or name running servers that use the configuration in test/asterisk/etc:",
      `  AMI_TEST_URLS='${urlExample}'`
    ])
    if (required) throw new Error(`no server for ${missing.length} of ${versions.length} versions\n${notice}`)
    process.stderr.write(`\n${notice}\n\n`)
  }
  project.provide("asterisk", provisions)
  return stopAll
}

const frame = (lines: ReadonlyArray<string>): string => {
  const split = lines.flatMap((line) => line.split("\n"))
  const width = Math.max(...split.map((line) => line.length))
  const edge = "#".repeat(width + 6)
  return [edge, ...split.map((line) => `## ${line.padEnd(width)} ##`), edge].join("\n")
}

// ---------------------------------------------------------------------------------------------------------------------
// Settings
// ---------------------------------------------------------------------------------------------------------------------

/** Reads `AMI_TEST_VERSIONS`: comma-separated version numbers, all if empty. */
export const parseVersions = (text: string): ReadonlyArray<AsteriskVersion> => {
  if (text.trim() === "") return versions
  return text.split(",").map((item) => parseVersion(item.trim(), "AMI_TEST_VERSIONS"))
}

const parseVersion = (text: string, setting: string): AsteriskVersion => {
  const version = versions.find((version) => String(version) === text)
  if (version === undefined) throw new Error(`${setting}: no version ${text || "given"}, use ${versions.join(" or ")}`)
  return version
}

/** Reads `AMI_TEST_URLS`. An error names the entry and the problem, but not the URL: it contains a secret. */
export const parseServerUrls = (text: string): ReadonlyArray<ServerAddress> => {
  if (text.trim() === "") return []
  const servers: Array<ServerAddress> = []
  for (const [index, entry] of text.split(",").entries()) {
    const problem = (what: string) =>
      new Error(`AMI_TEST_URLS, entry ${index + 1}: ${what}. Use entries like ${urlExample} with commas between them`)
    const [, versionText = "", urlText = ""] = /^\s*([^=]*)=(.*?)\s*$/.exec(entry) ?? []
    if (urlText === "") throw problem("not VERSION=URL")
    const version = parseVersion(versionText, `AMI_TEST_URLS, entry ${index + 1}`)
    if (servers.some((server) => server.version === version)) throw problem(`Asterisk ${version} is named twice`)
    if (!URL.canParse(urlText)) throw problem("not a URL")
    const url = new URL(urlText)
    const { search } = url
    url.search = ""
    const read = Url.read(url)
    if (Result.isFailure(read)) throw problem(`the URL ${read.failure}`)
    const { place, secret, username } = read.success
    if (place._tag !== "Tcp") throw problem("the URL does not begin with ami://")
    if (username === undefined || secret === undefined) throw problem("no username and secret before the host")
    const parameters = new URLSearchParams(search)
    const port = (name: string, value: string | null): number => {
      if (value === null) return 0
      if (!/^[0-9]{1,5}$/.test(value) || Number(value) < 1 || Number(value) > 65_535) {
        throw problem(`${name} is not a port number`)
      }
      return Number(value)
    }
    for (const name of parameters.keys()) {
      if (!["tls", "http", "https", "ca"].includes(name)) throw problem(`unknown parameter ${name}`)
      if (parameters.getAll(name).length > 1) throw problem(`${name} is given twice`)
    }
    const server: ServerAddress = {
      version,
      host: place.host.replace(/^\[(.*)\]$/, "$1"),
      port: port("the port after the host", String(place.port ?? "")),
      tlsPort: port("tls", parameters.get("tls")),
      httpPort: port("http", parameters.get("http")),
      httpsPort: port("https", parameters.get("https")),
      ca: parameters.get("ca") ?? "",
      username,
      secret: Redacted.value(secret)
    }
    if ((server.tlsPort > 0 || server.httpsPort > 0) && server.ca === "") throw problem("tls and https need ca")
    if (server.ca !== "" && !existsSync(server.ca)) throw problem(`there is no file ${server.ca}`)
    servers.push(server)
  }
  return servers
}

// ---------------------------------------------------------------------------------------------------------------------
// Instances
// ---------------------------------------------------------------------------------------------------------------------

/** Installs a version if necessary, and returns the reason if that is impossible here. */
export const installVersion = async (version: AsteriskVersion): Promise<string | undefined> => {
  if (process.platform !== "linux") return `asterisk.sh needs Linux, this is ${process.platform}`
  if (process.getuid?.() !== 0) return "asterisk.sh needs root"
  const child = spawn("bash", [script, "install", String(version)], { stdio: ["ignore", "ignore", "pipe"] })
  let stderr = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
    process.stderr.write(text)
  })
  const [status] = await once(child, "close")
  return status === 0 ? undefined : `asterisk.sh install ended with status ${status}\n${stderr.trim()}`
}

export interface InstanceOptions {
  /** The first of its four ports. Defaults to free ones. */
  readonly port?: number
  /** Text to append to configuration files: `{ "manager.conf": "[general](+)\ntimestampevents = yes" }`. */
  readonly config?: Readonly<Record<string, string>>
  /** Text of configuration files that take the place of those in `etc`. */
  readonly instead?: Readonly<Record<string, string>>
}

export interface Instance {
  readonly server: ServerAddress & { readonly instance: { readonly pid: number } }
  /** Stops the process, even if it is frozen, and removes its files. */
  readonly stop: () => Promise<void>
}

/** Starts an instance that ends with `stop`, or with this process if that ends first. */
export const startInstance = async (version: AsteriskVersion, options: InstanceOptions = {}): Promise<Instance> => {
  const extra = await mkdtemp(join(tmpdir(), "asterisk-config-"))
  try {
    await mkdir(join(extra, "instead"))
    for (const [file, text] of Object.entries(options.config ?? {})) await writeFile(join(extra, file), `${text}\n`)
    for (const [file, text] of Object.entries(options.instead ?? {})) {
      await writeFile(join(extra, "instead", file), text)
    }
    for (let attempt = 1;; attempt++) {
      const port = options.port ?? await findFreePorts()
      const result = await runScript(version, port, extra)
      if (!("status" in result)) return result
      // Another process may have taken a port since it was found to be free.
      if (result.status !== portTaken || options.port !== undefined || attempt === 5) {
        throw new Error(`Asterisk ${version} did not start on port ${port} (status ${result.status}): ${result.stderr}`)
      }
    }
  } finally {
    await rm(extra, { recursive: true })
  }
}

/** The status with which `asterisk.sh start` says that a port is taken. */
const portTaken = 6

const runScript = async (version: AsteriskVersion, port: number, extra: string) => {
  const name = `test-${process.pid}-${randomBytes(3).toString("hex")}`
  // In its own process group, so that Ctrl+C reaches only the tests. The script stops the server when its standard
  // input ends, which happens when this process ends, however it ends.
  const child = spawn("bash", [script, "run", String(version), name, String(port), extra], { detached: true })
  const closed = once(child, "close").then(([status]) => Number(status))
  let stdout = ""
  let stderr = ""
  child.stdin.on("error", () => {})
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text)
  const started = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text
      if (/^ETC=.*\n/m.test(stdout)) resolve()
    })
  })
  const status = await Promise.race([started, closed])
  if (status !== undefined) return { status, stderr: stderr.trim() }

  const value = (key: string) => new RegExp(`^${key}=(.*)$`, "m").exec(stdout)?.[1] ?? ""
  const etc = value("ETC")
  return {
    server: {
      version,
      host: "127.0.0.1",
      port,
      tlsPort: Number(value("TLS_PORT")),
      httpPort: Number(value("HTTP_PORT")),
      httpsPort: Number(value("HTTPS_PORT")),
      ca: value("CA"),
      username: "hello",
      secret: "world",
      instance: { name, pid: Number(value("PID")), etc }
    },
    stop: async () => {
      child.stdin.end()
      const status = await closed
      if (status !== 0 || existsSync(etc)) {
        throw new Error(`Asterisk ${version} left ${etc} behind (status ${status}): ${stderr.trim()}`)
      }
    }
  }
}

/** Finds four consecutive free ports of 127.0.0.1; PJSIP uses the first one over UDP. */
const findFreePorts = async (): Promise<number> => {
  for (;;) {
    // Below the range from which the kernel assigns ports to outgoing connections and to listeners on port 0.
    const first = randomInt(10_000, 32_000)
    const free = await Promise.all([isFreeUdp(first), ...[0, 1, 2, 3].map((offset) => isFreeTcp(first + offset))])
    if (free.every((one) => one)) return first
  }
}

const isFreeTcp = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(false))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })

const isFreeUdp = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4")
    socket.once("error", () => resolve(false))
    socket.bind(port, "127.0.0.1", () => socket.close(() => resolve(true)))
  })
