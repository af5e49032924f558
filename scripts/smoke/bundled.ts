/**
 * The bundled command `ami` on a Node: every transport against a simulator, and one sentence on a Node that is too old.
 */
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as AmiSimulator from "../../src/simulator/AmiSimulator.ts"
import * as NodeSimulator from "../../src/simulator/NodeSimulator.ts"

interface Outcome {
  readonly check: string
  readonly error?: string | undefined
}

const certificate = (name: string): string =>
  fileURLToPath(new URL(`../../test/node/certificates/${name}`, import.meta.url))

const identity = {
  key: readFileSync(certificate("server.key"), "utf8"),
  cert: readFileSync(certificate("server.pem"), "utf8")
}

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

const run = (command: ReadonlyArray<string>, args: ReadonlyArray<string>): Promise<Ended> =>
  new Promise((resolve) => {
    const [program = "", ...first] = command
    const child = spawn(program, [...first, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { AMI_SECRET: "world", AMI_CA: certificate("ca.pem"), PATH: process.env["PATH"] }
    })
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (text) => stdout += String(text))
    child.stderr.setEncoding("utf8").on("data", (text) => stderr += String(text))
    child.on("error", (error) => stderr += error.message)
    child.on("close", (status) => resolve({ status, stdout, stderr }))
  })

/** Runs the command of a package over every transport. */
export const bundled = (folder: string, node: ReadonlyArray<string>): Promise<ReadonlyArray<Outcome>> => {
  const ami = [...node, join(folder, "node_modules/effect-ami/dist/bin/ami.js")]
  const check = async (name: string, port: number, url: string): Promise<Outcome> => {
    for (const args of [["ping"], ["send", "CoreShowChannels", "--json"], ["events", "-n", "1", "--timeout", "30"]]) {
      // A login is an event, so that there is one to wait for.
      const login = () => void run(ami, ["ping", "-u", `ami://hello@127.0.0.1:${port}`])
      const other = args[0] === "events" ? setInterval(login, 1000) : undefined
      const { status, stderr } = await run(ami, [...args, "-u", url])
      clearInterval(other)
      if (status !== 0) return { check: name, error: `${args.join(" ")} ended with status ${status}: ${stderr}` }
    }
    return { check: name }
  }
  const plain = Effect.gen(function*() {
    const { httpPort, port, tlsPort } = yield* AmiSimulator.AmiSimulator
    return [
      yield* Effect.promise(() => check("ami over TCP", port, `ami://hello@127.0.0.1:${port}`)),
      yield* Effect.promise(() => check("ami over TLS", port, `amis://hello@localhost:${tlsPort}`)),
      yield* Effect.promise(() => check("ami over HTTP", port, `http://hello@127.0.0.1:${httpPort}`)),
      yield* Effect.promise(() => check("ami with Digest", port, `http://hello@127.0.0.1:${httpPort}?auth=digest`))
    ]
  }).pipe(Effect.provide(NodeSimulator.layer({ tls: identity, http: true })))
  const secure = Effect.gen(function*() {
    const { httpPort, port } = yield* AmiSimulator.AmiSimulator
    return yield* Effect.promise(() => check("ami over HTTPS", port, `https://hello@localhost:${httpPort}`))
  }).pipe(Effect.provide(NodeSimulator.layer({ http: { tls: identity } })))
  return Effect.runPromise(Effect.map(Effect.all([plain, secure]), ([first, last]) => [...first, last]))
}

/** Runs the command on a Node that is too old: it names the one that it needs. */
export const tooOld = async (folder: string, node: ReadonlyArray<string>): Promise<ReadonlyArray<Outcome>> => {
  const ami = [...node, join(folder, "node_modules/effect-ami/dist/bin/ami.js")]
  const { status, stderr, stdout } = await run(ami, ["--version"])
  const isSaid = status === 1 && stdout === "" && /^ami: Node [\d.]+ is too old: .*22\.19 or later\n$/.test(stderr)
  return [{ check: "ami says which Node it needs", error: isSaid ? undefined : `status ${status}: ${stderr}` }]
}
