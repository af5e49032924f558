/**
 * A private PostgreSQL on loopback, for tests. Debian's package is installed first if it is missing, which needs root.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { promisify } from "node:util"

export interface Postgres {
  /** The address of its database, as `PgClient` takes it. */
  readonly url: string
  /** Ends it at once, and removes its files. */
  readonly stop: () => Promise<void>
  /** Sends a signal to all of its processes, as SIGSTOP for one that answers nothing. */
  readonly signal: (signal: NodeJS.Signals) => void
  /** Ends it at once, for a test of an outage. */
  readonly halt: () => Promise<void>
  /** Starts it again after `halt`, with the same data and address. */
  readonly restart: () => Promise<void>
}

const versions = "/usr/lib/postgresql"

/** The folder of its programs, of the newest version that is installed. */
const programs = (): string | undefined =>
  (existsSync(versions) ? readdirSync(versions) : [])
    .toSorted((one, other) => Number(other) - Number(one))
    .map((version) => join(versions, version, "bin"))
    .find((folder) => existsSync(join(folder, "initdb")))

/** Installs it if it is missing, and gives the reason if that is impossible here. */
export const install = (): string | undefined => {
  if (programs() !== undefined) return undefined
  if (process.getuid?.() !== 0) return "PostgreSQL is not installed, and to install it needs root"
  // Two runs may both find it missing: the second one waits for the first.
  const apt = (...args: ReadonlyArray<string>) =>
    spawnSync("flock", [join(tmpdir(), "ami-postgres.lock"), "apt-get", ...args], {
      stdio: "ignore",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
    }).status
  const get = () => apt("install", "-y", "-qq", "--no-install-recommends", "postgresql")
  if (get() !== 0 && (apt("update", "-qq") !== 0 || get() !== 0)) return "apt-get cannot install postgresql"
  return programs() === undefined ? `there is no initdb in ${versions}` : undefined
}

const idOf = (option: "-u" | "-g"): number =>
  Number(spawnSync("id", [option, "postgres"], { encoding: "utf8" }).stdout.trim())

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
}

/** Starts a server with an empty database. */
export const start = async (): Promise<Postgres> => {
  const absence = install()
  const folder = programs()
  if (absence !== undefined || folder === undefined) throw new Error(absence)
  const home = mkdtempSync(join(tmpdir(), "ami-postgres-"))
  // It refuses to run as root.
  const who = process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : {}
  if (who.uid !== undefined) chownSync(home, who.uid, who.gid)
  const data = join(home, "data")
  const options = ["-U", "ami", "-A", "trust", "-E", "UTF8", "--no-sync", "-D", data]
  await promisify(execFile)(join(folder, "initdb"), options, { ...who, cwd: home })
  const port = await freePort()
  const run = () =>
    spawn(
      join(folder, "postgres"),
      ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=${home}`],
      { ...who, cwd: home, stdio: "ignore" }
    )
  let child = run()
  const signal = (signal: NodeJS.Signals) => {
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ")
    for (const pid of [child.pid ?? 0, ...children.map(Number)]) process.kill(pid, signal)
  }
  const halt = async () => {
    // Fast: it does not wait for its clients.
    child.kill("SIGINT")
    await ended(child)
  }
  const stop = async () => {
    await halt()
    rmSync(home, { recursive: true, force: true })
  }
  const isReady = () => spawnSync(join(folder, "pg_isready"), ["-h", "127.0.0.1", "-p", String(port)]).status === 0
  const ready = async () => {
    for (let attempt = 0; attempt < 300; attempt++) {
      if (isReady()) return
      if (child.exitCode !== null) break
      await setTimeout(100)
    }
    await stop()
    throw new Error("PostgreSQL did not start")
  }
  await ready()
  const restart = async () => {
    child = run()
    await ready()
  }
  return { url: `postgres://ami@127.0.0.1:${port}/postgres`, stop, signal, halt, restart }
}
