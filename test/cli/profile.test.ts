/**
 * Where ami connects to, and as whom: flags, environment and profiles.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Address from "../../src/cli/address.ts"
import { topics } from "../../src/cli/topics.ts"
import { type Options, run as runs } from "./run.ts"

/** A home of its own, in which profiles are. */
const inHome = async (
  work: (
    run: (line: string, options?: Options) => ReturnType<typeof runs>,
    file: (name: string) => string,
    home: string
  ) => Promise<void>
) => {
  const home = mkdtempSync(join(tmpdir(), "ami-home-"))
  const file = (name: string) => join(home, ".config/effect-ami/profiles", `${name}.toml`)
  try {
    await work(
      (line, options = {}) => runs(line.split(" "), { ...options, env: { HOME: home, ...options.env } }),
      file,
      home
    )
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** Runs something while a simulator listens on a port. */
const withPort = (work: (port: number) => Promise<void>) =>
  Effect.runPromise(
    Effect.gen(function*() {
      const { port } = yield* AmiSimulator.AmiSimulator
      yield* Effect.promise(() => work(port))
    }).pipe(Effect.provide(NodeSimulator.layer()))
  )

describe("ami profile", () => {
  it("writes a file that nobody else can read, and uses it if no URL is given", () =>
    withPort((port) =>
      inHome(async (run, file, home) => {
        writeFileSync(join(home, "secret"), "world\n")
        const added = await run(
          `profile add lab -u ami://hello@127.0.0.1:${port} --secret-file ${home}/secret --unchecked`
        )
        assert.deepStrictEqual({ code: added.code, stdout: added.stdout }, { code: 0, stdout: "" })
        assert.strictEqual(statSync(file("lab")).mode & 0o777, 0o600)
        assert.strictEqual((await run("-p lab ping")).code, 0)
        assert.strictEqual((await run("ping", { env: { AMI_PROFILE: "lab" } })).code, 0)
        assert.strictEqual((await run("ping")).code, 2)
        assert.strictEqual((await run("profile use lab")).code, 0)
        assert.strictEqual((await run("ping")).code, 0)
        assert.deepInclude(JSON.parse((await run("profile ls --json")).stdout)[0], {
          name: "lab",
          current: true,
          secretFrom: "file"
        })
        // The secret of the current profile is not for another server.
        assert.match((await run("ping -u ami://hello@127.0.0.1:1")).stderr, /No secret of hello for 127.0.0.1:1/)
        assert.strictEqual((await run("profile rm lab")).code, 0)
        assert.isFalse(existsSync(file("lab")))
        assert.strictEqual((await run("ping")).code, 2)
      })
    ))

  it("is looked at when it is added", () =>
    withPort((port) =>
      inHome(async (run) => {
        const command = `profile add lab -u ami://hello@127.0.0.1:${port}`
        const { code, stdout } = await run(command, { isTerminal: true, answers: ["world"] })
        assert.strictEqual(code, 0)
        assert.match(stdout, /Logged in/i)
      })
    ))

  it("keeps no secret of a URL, and replaces none unasked", () =>
    inHome(async (run, file) => {
      const inUrl = await run("profile add lab -u ami://hello:world@127.0.0.1 --unchecked")
      assert.deepStrictEqual({ code: inUrl.code, isWritten: existsSync(file("lab")) }, { code: 2, isWritten: false })
      assert.notInclude(inUrl.stderr, "world")
      await run("profile add lab -u ami://hello@127.0.0.1 --unchecked")
      assert.match((await run("profile add lab -u ami://hello@10.0.0.1 --unchecked")).stderr, /already.*\n.*--yes/)
      assert.include(readFileSync(file("lab"), "utf8"), "127.0.0.1")
      assert.match((await run("profile show ../../x")).stderr, /no name of a profile/)
    }))

  it("is refused if others can read it, which says what to do", () =>
    inHome(async (run, file) => {
      await run("profile add lab -u ami://hello@127.0.0.1 --unchecked")
      chmodSync(file("lab"), 0o644)
      const { code, stderr } = await run("-p lab ping")
      assert.strictEqual(code, 2)
      assert.strictEqual(stderr, `ami: ${file("lab")} can be read by other users\n  → chmod 600 ${file("lab")}\n`)
      assert.match((await run("profile ls")).stdout, /lab .*can be read by other users/)
    }))

  it("takes the secret from the first line that a command prints", () =>
    withPort((port) =>
      inHome(async (run, file) => {
        await run(`profile add lab -u ami://hello@127.0.0.1:${port} --unchecked`)
        const base = readFileSync(file("lab"), "utf8")
        writeFileSync(file("lab"), `${base}secret_command = "printf 'world\\\\nmore'"\n`, { mode: 0o600 })
        assert.deepStrictEqual(await run("-p lab ping -q").then(({ code, stderr }) => ({ code, stderr })), {
          code: 0,
          stderr: ""
        })
        writeFileSync(file("lab"), `${base}secret_command = "false"\n`, { mode: 0o600 })
        assert.match((await run("-p lab ping")).stderr, /secret_command of profile lab printed no secret/)
        writeFileSync(file("lab"), `${base}secrets = "x"\n`, { mode: 0o600 })
        assert.match((await run("-p lab ping")).stderr, /has no setting secrets: it has url, username/)
        writeFileSync(file("lab"), `url = ami\n`, { mode: 0o600 })
        assert.match((await run("-p lab ping")).stderr, /is no TOML/)
      })
    ))
})

describe("the target", () => {
  it("takes each setting from its flag, the environment, or its default", () =>
    withPort((port) =>
      inHome(async (run, _file, home) => {
        writeFileSync(join(home, "secret"), "world\n")
        const host = `127.0.0.1:${port}`
        const works: ReadonlyArray<readonly [line: string, env: Record<string, string>, stdin?: string]> = [
          ["ping", { AMI_URL: `ami://hello:world@${host}` }],
          ["ping", { AMI_HOST: "127.0.0.1", AMI_PORT: `${port}`, AMI_USERNAME: "hello", AMI_SECRET: "world" }],
          [`ping -u ami://${host} --username hello`, { AMI_USERNAME: "other", AMI_SECRET: "world" }],
          [`ping -u hello@${host} --secret-file ${home}/secret`, { AMI_SECRET: "wrong" }],
          [`ping -u ami://hello@${host} --secret-file -`, {}, "world\n"],
          [`ping -u ami://hello@${host}?auth=plaintext`, { AMI_SECRET: "world" }]
        ]
        for (const [line, env, stdin = ""] of works) {
          const { code, stderr } = await run(line, { env, stdin })
          assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" }, line)
        }
        const asked = await run(`ping -u ami://hello@${host}`, { isTerminal: true, answers: ["world"] })
        assert.strictEqual(asked.code, 0)
        assert.match(asked.stderr, new RegExp(`^Secret of hello at ${host}: `))
        const inUrl = await run(`ping -u ami://hello:world@${host}`)
        assert.strictEqual(inUrl.code, 0)
        assert.match(inUrl.stderr, /^ami: the secret in --url can be read by every user/)
      })
    ))

  it("refuses what is no URL, and shows no part of it", () =>
    inHome(async (run) => {
      for (
        const url of [
          "ftp://hello:world@x",
          "ami://hello:wor/ld@x",
          "ami://hello:w%zz@x",
          "ami://x:y@z/path",
          "ami://h:world@x?a=1"
        ]
      ) {
        const { code, stderr, stdout } = await run(`ping -u ${url}`)
        assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" }, url)
        assert.match(stderr, /^ami: The URL of --url must /)
        assert.notInclude(stderr, "wor")
      }
    }))

  it("means what a URL means to the library", () => {
    const of = (url: string) => {
      const { secret, ...address } = Effect.runSync(Effect.fromResult(Address.read(url)))
      return { ...address, secret: secret === undefined ? undefined : Redacted.value(secret) }
    }
    assert.deepStrictEqual(of("ami://he%40llo:w%2Fd@pbx"), {
      protocol: "ami",
      host: "pbx",
      port: 5038,
      prefix: "",
      username: "he@llo",
      secret: "w/d",
      auth: undefined
    })
    assert.deepInclude(of("amis://pbx"), { port: 5039, username: undefined })
    assert.deepInclude(of("http://h@pbx:8088/asterisk/"), { port: 8088, prefix: "asterisk" })
    assert.deepInclude(of("https://h@pbx/a/b/arawman"), { port: 443, prefix: "a/b", auth: "digest" })
    assert.deepInclude(of("https://h@pbx/?auth=digest"), { prefix: "", auth: "digest" })
    assert.deepInclude(of("ami://h@[::1]:1"), { host: "[::1]", port: 1 })
  })
})

describe("ami help", () => {
  it("explains what concerns all commands in 80 columns, or is the help of a command", async () => {
    for (const [topic, text] of Object.entries(topics)) {
      assert.strictEqual((await runs(["help", topic])).stdout, text)
      assert.deepStrictEqual(text.split("\n").filter((line) => line.length > 80), [])
      assert.isAtMost(text.split("\n").length, 60)
    }
    assert.strictEqual((await runs(["help", "profile", "add"])).stdout, (await runs(["profile", "add", "-h"])).stdout)
    assert.strictEqual((await runs(["help"])).stdout, (await runs([])).stdout)
    assert.match((await runs(["help", "flags"])).stdout, /\n +--secret-file FILE +/)
    assert.strictEqual((await runs(["help", "nope"])).code, 2)
  })
})
