/**
 * The completion scripts that `ami completions` prints, in the shells that are installed here.
 */
import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { run } from "./run.ts"

const shells = ["bash", "zsh", "fish", "powershell"] as const

const isInstalled = (shell: string) => spawnSync(shell, ["--version"]).status === 0

const script = async (shell: string) => (await run(["completions", shell])).stdout

/** What bash offers for lines that end at the cursor. */
const offered = (text: string, lines: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> => {
  const asks = lines.map((line) => {
    const words = line.split(" ")
    return `
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}) COMP_CWORD=${words.length - 1}
COMP_LINE='${line}' COMP_POINT=${line.length}
_ami ami '${words.at(-1)}' '${words.at(-2)}'
printf '%s ' "\${COMPREPLY[@]}"
echo`
  })
  const { stdout } = spawnSync("bash", ["--norc", "--noprofile"], { input: text + asks.join(""), encoding: "utf8" })
  return stdout.trimEnd().split("\n").map((line) => line.split(" ").filter((word) => word !== ""))
}

describe("ami completions", () => {
  for (const shell of shells) {
    it("prints a script with the names of commands, actions and events: " + shell, async () => {
      const { code, stderr, stdout } = await run(["completions", shell])
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
      for (const name of ["originate", "QueueSummary", "--matching", "powershell"]) assert.include(stdout, name)
      assert.notInclude(stdout, "--completions")
      assert.notInclude(stdout, "--no-json")
    })
  }

  for (const shell of ["bash", "zsh", "fish"]) {
    it.skipIf(!isInstalled(shell))(`prints a script that ${shell} can read`, async () => {
      const { status, stderr } = spawnSync(shell, ["-n"], { input: await script(shell), encoding: "utf8" })
      assert.deepStrictEqual({ status, stderr }, { status: 0, stderr: "" })
    })
  }

  it.skipIf(!isInstalled("bash"))("makes bash offer actions, commands, flags and tasks", async () => {
    const expected = {
      "ami send QueueS": ["QueueStatus", "QueueSummary"],
      "ami --demo send -q QueueS": ["QueueStatus", "QueueSummary"],
      "ami orig": ["originate"],
      "ami hangup --m": ["--matching"],
      "ami doctor --for dash": ["dashboard"],
      "ami describe HangupR": ["HangupRequest"],
      "ami completions f": ["fish"]
    }
    const lines = Object.keys(expected)
    const found = offered(await script("bash"), lines)
    assert.deepStrictEqual(Object.fromEntries(lines.map((line, index) => [line, found[index]])), expected)
  })

  it("names the shells that it knows, if it is asked for another", async () => {
    const { code, stderr, stdout } = await run(["completions", "tcsh"])
    assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" })
    assert.match(stderr, /bash.*zsh.*fish.*powershell/)
  })
})
