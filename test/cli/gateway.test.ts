/**
 * `ami gateway`, on free ports.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { request } from "node:https"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ca, good } from "../node/certificates.ts"
import { type Options, run, running } from "./run.ts"

interface Printed {
  readonly url: string
  readonly server: string
  readonly token?: string
}

/** Runs `ami gateway` with `--json`; asks when it has printed where it is, and then ends it. */
const serving = async <A>(
  args: ReadonlyArray<string>,
  ask: (printed: Printed, errors: () => string) => Promise<A>,
  options: Options = {}
): Promise<{ readonly answer: A; readonly stderr: string }> => {
  const { promise, resolve } = Promise.withResolvers<Printed>()
  const done = Promise.withResolvers<void>()
  let errors = ""
  const ended = Effect.runPromise(running(["--demo", "gateway", "--port", "0", "--json", ...args], {
    ...options,
    until: (stdout, stderr) => {
      errors = stderr
      if (stdout.endsWith("\n")) resolve(JSON.parse(stdout))
      return false
    },
    interruptedAfter: Effect.promise(() => done.promise)
  }))
  const first = await Promise.race([promise, ended])
  if (!("url" in first)) throw new Error(first.stderr)
  const answer = await ask(first, () => errors).finally(() => done.resolve())
  return { answer, stderr: (await ended).stderr }
}

const asked = async (url: string, token: string | undefined, body?: object) => {
  const response = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  return { status: response.status, text: await response.text() }
}

const inFolder = async (work: (folder: string) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), "ami-gateway-"))
  await work(folder).finally(() => rmSync(folder, { recursive: true, force: true }))
}

describe("ami gateway", () => {
  it("makes a token for the demo, and writes a line for each action, without values", async () => {
    const { answer, stderr } = await serving([], async ({ server, token, url }) => {
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
      assert.strictEqual((await asked(`${url}/v1/servers`, token)).text, `[{"server":"${server}","state":"Ready"}]`)
      const queue = await asked(`${url}/v1/servers/demo/actions/QueueSummary`, token, { Queue: "sales" })
      const command = await asked(`${url}/v1/servers/demo/actions/Command`, token, { Command: "a-value" })
      for (const model of ["channels", "queues", "calls"]) {
        assert.match((await asked(`${url}/v1/${model}`, token)).text, /^\[\{"_tag":"Fresh"/)
      }
      const events = await fetch(`${url}/v1/events`, { headers: { authorization: `Bearer ${token}` } })
      const first = await events.body?.getReader().read()
      return [queue.status, command.status, new TextDecoder().decode(first?.value)]
    })
    assert.deepStrictEqual(answer, [200, 403, "retry: 1000\n\n"])
    const lines = stderr.trim().split("\n")
    assert.match(lines[0] ?? "", /^\d\d:\d\d:\d\d {2}demo {2}QueueSummary {2}demo {2}Queue {2}done {2}\d+ ms$/)
    assert.match(lines[1] ?? "", / {2}Command {2}Forbidden {2}\d+ ms {2}The grant allows no action Command$/)
    assert.notInclude(stderr, "a-value")
  })

  it("makes a token and its grant, which a file of grants takes, and reads the file again when it changes", () =>
    inFolder(async (folder) => {
      const file = join(folder, "grants.json")
      const made = await run(["gateway", "--new-token", "crm", "--json"])
      const { grant, token } = JSON.parse(made.stdout)
      assert.notInclude(JSON.stringify(grant), token)
      writeFileSync(file, JSON.stringify([grant]))
      const { stderr } = await serving(["--grants", file, "--name", "berlin"], async ({ token: none, url }, errors) => {
        assert.isUndefined(none)
        const status = async () => (await asked(`${url}/v1/servers/berlin/actions/Ping`, token, {})).status
        const becomes = async (holds: () => boolean | Promise<boolean>) => {
          while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50))
        }
        assert.strictEqual(await status(), 200)
        writeFileSync(file, "[]")
        await becomes(async () => await status() === 401)
        writeFileSync(file, JSON.stringify([grant]))
        await becomes(async () => await status() === 200)
        writeFileSync(file, "[")
        await becomes(() => errors().includes("grants must be JSON"))
        assert.strictEqual(await status(), 200)
      })
      assert.include(stderr, `${file}: grants must be JSON: a list of grants: the grants stay as they were`)
    }))

  it("serves TLS with a certificate", () =>
    inFolder(async (folder) => {
      const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") }
      writeFileSync(files.cert, good.cert)
      writeFileSync(files.key, good.key)
      const args = ["--tls-cert", files.cert, "--tls-key", files.key, "--listen", "0.0.0.0"]
      const { answer } = await serving(args, ({ url }) =>
        new Promise<number | undefined>((resolve, reject) => {
          const port = Number(new URL(url).port)
          request({ host: "127.0.0.1", port, path: "/healthz", ca, servername: "localhost" }, (response) => {
            response.resume()
            resolve(response.statusCode)
          }).on("error", reject).end()
        }))
      // The network asks there: without a token it hears nothing.
      assert.strictEqual(answer, 401)
    }))

  it("answers without a token only who asks from this machine: its document, and whether Asterisk is connected", async () => {
    for (const [args, status] of [[[], 200], [["--behind-proxy"], 401]] as const) {
      const { answer } = await serving(
        args,
        ({ url }) =>
          Promise.all(["healthz", "openapi.json", "docs"].map(async (path) => (await fetch(`${url}/${path}`)).status))
      )
      assert.deepStrictEqual(answer, [status, status, status], args.join())
    }
  })

  it("refuses to send tokens in clear text, and settings that are wrong", () =>
    inFolder(async (folder) => {
      const file = join(folder, "grants.json")
      writeFileSync(file, "[{}]")
      const cases = [
        [["--listen", "0.0.0.0"], "would send tokens through the network in clear text"],
        [["--tls-cert", file], "--tls-cert and --tls-key go together"],
        [["--tls-cert", file, "--tls-key", file], "are not a certificate and its key"],
        [["--grants", file], "grants[0].name must be given"],
        [["--grants", join(folder, "gone.json")], "cannot be read"],
        [["--origin", "https://crm.example.org/x"], "must be like https://crm.example.org"],
        [["--port", "70000"], "--port must be a number"],
        [["--new-token", ""], "--new-token must be a name"]
      ] as const
      for (const [args, words] of cases) {
        const { code, stderr, stdout } = await run(["--demo", "gateway", ...args])
        assert.deepStrictEqual([code, stdout], [2, ""], args.join(" "))
        assert.include(stderr, words)
      }
      const { code, stderr } = await run(["gateway", "-u", "ami://a:b@127.0.0.1:1"])
      assert.notStrictEqual(code, 0)
      assert.notInclude(stderr, "b@")
    }))
})
