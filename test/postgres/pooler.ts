/** PgBouncer in front of a PostgreSQL, for tests. Debian's package is installed first if it is missing, which needs root. */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createConnection } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { freePort } from "../cluster/processes.ts"

const program = "/usr/sbin/pgbouncer"

/** Installs it if it is missing, and gives the reason if that is impossible here. */
export const install = (): string | undefined => {
  if (existsSync(program)) return undefined
  if (process.getuid?.() !== 0) return "PgBouncer is not installed, and to install it needs root"
  // Two runs may both find it missing: the second one waits for the first.
  const apt = (...args: ReadonlyArray<string>) =>
    spawnSync("flock", [join(tmpdir(), "ami-postgres.lock"), "apt-get", ...args], {
      stdio: "ignore",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
    }).status
  const get = () => apt("install", "-y", "-qq", "--no-install-recommends", "pgbouncer")
  if (get() !== 0 && (apt("update", "-qq") !== 0 || get() !== 0)) return "apt-get cannot install pgbouncer"
  return existsSync(program) ? undefined : `there is no ${program}`
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1", () => {
      socket.destroy()
      resolve(true)
    })
    socket.on("error", () => resolve(false))
  })

/** Starts it in front of the server of a URL, and gives its own. */
export const start = async (
  url: string,
  mode: "transaction" | "session"
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
  const port = await freePort()
  const { hostname, port: origin } = new URL(url)
  const folder = mkdtempSync(join(tmpdir(), "ami-pooler-"))
  // It refuses to run as root.
  chmodSync(folder, 0o755)
  const settings = join(folder, "pgbouncer.ini")
  writeFileSync(
    settings,
    [
      "[databases]",
      `* = host=${hostname} port=${origin} user=ami`,
      "[pgbouncer]",
      "listen_addr = 127.0.0.1",
      `listen_port = ${port}`,
      "unix_socket_dir =",
      "auth_type = any",
      `pool_mode = ${mode}`
    ].join("\n")
  )
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : []
  const child = spawn(program, [...user, settings], { stdio: "ignore" })
  const stop = async () => {
    if (child.exitCode === null && child.kill()) await once(child, "exit")
    rmSync(folder, { recursive: true, force: true })
  }
  for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt++) {
    if (await answers(port)) return { url: url.replace(`:${origin}/`, `:${port}/`), stop }
    await setTimeout(100)
  }
  await stop()
  throw new Error("PgBouncer did not start")
}
