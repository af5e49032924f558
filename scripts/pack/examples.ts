/**
 * Runs the examples that are folders as users would: copied into a folder with the package installed, beside a simulated house.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { cp, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What is needed of who runs them. */
export interface Kit {
  /** A folder in which the package is installed. */
  readonly consumer: string
  readonly freePort: () => Promise<number>
  readonly typeCheck: (...args: ReadonlyArray<string>) => Promise<unknown>
}

interface Started {
  readonly child: ChildProcess
  readonly output: () => string
}

const start = (cwd: string, env: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>): Started => {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text))
  return { child, output: () => output }
}

const exited = async ({ child }: Started): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
  return child.exitCode
}

const stopped = async (one: Started): Promise<void> => {
  one.child.kill("SIGINT")
  await exited(one)
}

/** Runs something beside the house, which is given the URL of its AMI. */
const beside = async (kit: Kit, use: (url: string) => Promise<void>): Promise<void> => {
  await cp(folder("house.mts"), join(kit.consumer, "house.mts"))
  await kit.typeCheck("--types", "node", "house.mts")
  const port = await kit.freePort()
  const house = start(kit.consumer, {}, "house.mts", String(port))
  try {
    if (house.child.stdout === null) throw new Error("it has no output")
    for await (const line of createInterface({ input: house.child.stdout })) if (line === "ready") break
    await use(`ami://hello:world@127.0.0.1:${port}`)
  } finally {
    await stopped(house)
  }
}

/** Copies an example, with other texts in place of some, and checks its types. */
const copied = async (kit: Kit, name: string, replace: Readonly<Record<string, string>> = {}): Promise<void> => {
  await cp(folder(`../../examples/${name}`), join(kit.consumer, name), { recursive: true })
  const main = join(kit.consumer, name, "main.ts")
  let code = await readFile(main, "utf8")
  for (const [text, other] of Object.entries(replace)) {
    if (!code.includes(text)) throw new Error(`examples/${name}/main.ts has no ${text}`)
    code = code.replaceAll(text, other)
  }
  await writeFile(main, code)
  await kit.typeCheck("--types", "node", "--allowImportingTsExtensions", `${name}/main.ts`)
}

const expect = (what: string, found: unknown, wanted: unknown, output: string): void => {
  if (found !== wanted) {
    throw new Error(`${what}: ${String(wanted)} was expected, and it is ${String(found)}\n${output}`)
  }
}

/** Connects two telephones over HTTP: one answers, the other is busy. */
export const clickToCall = async (kit: Kit): Promise<void> => {
  const port = await kit.freePort()
  await copied(kit, "click-to-call", { "3000": String(port) })
  await beside(kit, async (url) => {
    const service = start(kit.consumer, { AMI_URL: url }, "click-to-call/main.ts")
    const post = async (to: string): Promise<number> => {
      const body = JSON.stringify({ from: "100", to })
      const headers = { "content-type": "application/json" }
      const { status } = await fetch(`http://127.0.0.1:${port}/calls`, { method: "POST", headers, body })
      return status
    }
    try {
      // A request that comes while the service is put together may get no answer.
      const isUp = () =>
        fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) }).then(() => true, () => false)
      for (let attempt = 0; attempt < 600 && !(await isUp()); attempt++) {
        if (service.child.exitCode !== null) break
        await setTimeout(100)
      }
      expect("whether the service listens", await isUp(), true, service.output())
      for (const [to, status] of [["101", 200], ["102", 409], ["999", 502], ["", 400]] as const) {
        expect(`a call to ${to}`, await post(to), status, service.output())
      }
    } finally {
      await stopped(service)
    }
  })
}

/** Calls the contacts of a file, and once more, when nobody is left to call. */
export const dialer = async (kit: Kit): Promise<void> => {
  await copied(kit, "dialer")
  await writeFile(join(kit.consumer, "contacts.csv"), "a,101\nb,100\nc,999\n\nd,101,100\n")
  await beside(kit, async (url) => {
    for (const run of ["first", "second"]) {
      const campaign = start(kit.consumer, { AMI_URL: url }, "dialer/main.ts", "contacts.csv", "sales")
      expect(`the ${run} run`, await exited(campaign), 0, campaign.output())
      const last = campaign.output().split("\r").at(-1) ?? ""
      const answered = run === "first" ? "75.0 % answered" : "0.0 % answered"
      for (const words of ["100.0 % |", answered]) {
        if (!last.includes(words)) throw new Error(`The ${run} run does not say ${words}:\n${campaign.output()}`)
      }
    }
  })
}
