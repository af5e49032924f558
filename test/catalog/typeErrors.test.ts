/**
 * What the compiler says about mistakes that everybody makes once: the first line names the mistake, the last the way out.
 */
import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { isQuick } from "../size.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))

const preamble = [
  `import { Effect } from "effect"`,
  `import { Actions, Ami, AmiAction, type AmiClient, Events } from "effect-ami"`,
  `declare const ami: AmiClient.AmiClient["Service"]`
]

const list = "Argument of type 'ListAction<CoreShowChannel>' is not assignable to parameter of type 'Action<unknown>'."
const plain = "Argument of type 'Action<PingResponse>' is not assignable to parameter of type 'ListAction<unknown>'."
const listHint =
  `Type '"collect or stream: it is answered by a list"' is not assignable to type '"send: it has one answer"'.`
const plainHint =
  `Type '"send: it has one answer"' is not assignable to type '"collect or stream: it is answered by a list"'.`
const noEffect = "Type 'void' is not assignable to type 'Effect<unknown, unknown, unknown>'."

/** A mistake, and the first and the last line of its error. */
const mistakes: ReadonlyArray<readonly [code: string, first: string, last?: string]> = [
  ["ami.send(Actions.CoreShowChannels())", list, listHint],
  [`ami.send(AmiAction.rawList("QueueStatus"))`, list.replace("CoreShowChannel", "AmiMessage"), listHint],
  ["ami.collect(Actions.Ping())", plain, plainHint],
  ["ami.stream(Actions.Ping())", plain, plainHint],
  [
    "ami.send(Actions.Ping)",
    "Argument of type 'Constructor<NoPayload, Action<PingResponse>>' is not assignable to parameter of type 'Action<unknown>'."
  ],
  [`ami.send("Ping")`, "Argument of type 'string' is not assignable to parameter of type 'Action<unknown>'."],
  ["Ami.onEvent(Events.Hangup, (event) => console.log(event.Channel))", noEffect],
  [`Ami.onEvent("Hangup", (event) => console.log(event.get("Channel")))`, noEffect],
  [
    "Ami.onEvent(Events.Hangup, (event) => Effect.log(event.Chanel))",
    "Property 'Chanel' does not exist on type 'Hangup'. Did you mean 'Channel'?"
  ],
  [
    `Ami.onEvent("Hangup", (event) => Effect.log(event.Channel))`,
    "Property 'Channel' does not exist on type 'AmiMessage'."
  ]
]

/** The same done right. */
const right = [
  "Ami.onEvent(Events.Hangup, (event) => Effect.log(event.Channel, event.Cause))",
  `Ami.onEvent("Hangup", (event) => Effect.log(event.get("Channel")))`,
  `Ami.onEvent("OfAModuleOfYourOwn", () => Effect.void)`,
  `Ami.onEvent("*" as string, (event) => Effect.log(event.name))`,
  "ami.exchange(Math.random() > 0.5 ? Actions.Ping() : Actions.CoreShowChannels())"
]

/** The errors of each line of a program. */
const errorsOf = (
  lines: ReadonlyArray<string>,
  { name = "program.ts", type = "module" } = {}
): ReadonlyArray<ReadonlyArray<string>> => {
  const folder = mkdtempSync(`${root}test/.errors-`)
  try {
    writeFileSync(`${folder}/${name}`, lines.join("\n"))
    writeFileSync(`${folder}/package.json`, JSON.stringify({ type }))
    writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ extends: "../../tsconfig.json", include: [name] }))
    const { stdout } = spawnSync("tsc", ["-p", folder, "--pretty", "false"], { encoding: "utf8" })
    const errors = lines.map((): Array<string> => [])
    let at: Array<string> | undefined
    for (const line of stdout.split("\n").filter((line) => line !== "")) {
      const [, number, words] = /program\.m?ts\((\d+),\d+\): error TS\d+: (.*)/.exec(line) ?? []
      if (number !== undefined) at = errors[Number(number) - 1]
      at?.push(words ?? line.trim())
    }
    return errors
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe("the compiler", () => {
  it.skipIf(isQuick)("names common mistakes in the first line of the error", () => {
    const code = [...mistakes.map(([code]) => code), ...right].map((code, index) => `export const x${index} = ${code}`)
    const errors = errorsOf([...preamble, ...code]).slice(preamble.length)

    assert.deepStrictEqual(
      errors.map((lines) => [lines[0], lines.at(-1)]),
      [
        ...mistakes.map(([, first, last = first]) => [first, last]),
        ...right.map(() => [undefined, undefined])
      ]
    )
  })

  it.skipIf(isQuick)("refuses the imports of the guides in a CommonJS folder, and takes them as the guides say", () => {
    const imports = [`import { Effect } from "effect"`, `import { Ami } from "effect-ami"`]
    const [said] = errorsOf(imports, { type: "commonjs" })[0] ?? []
    assert.match(said ?? "", /^ECMAScript imports .* cannot be written in a CommonJS file /)
    for (const way of [{ type: "module" }, { type: "commonjs", name: "program.mts" }]) {
      const all = errorsOf(imports, way).flat().filter((words) => !words.includes("is declared but"))
      assert.deepStrictEqual(all, [])
    }
  })
})
