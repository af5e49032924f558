/**
 * Installs the other clients if they are missing: exactly those of the lock file, only in `bench/`.
 */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import packageJson from "./package.json" with { type: "json" }

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export const install = (): void => {
  const isInstalled = Object.keys(packageJson.dependencies).every((name) =>
    existsSync(here(`node_modules/${name}/package.json`))
  )
  if (isInstalled) return
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: here("."),
    stdio: ["ignore", "ignore", "inherit"]
  })
  if (status !== 0) throw new Error("npm ci failed in bench/")
}
