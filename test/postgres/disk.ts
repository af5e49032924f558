/** A small disk for files of a PostgreSQL: a file system in memory, which needs root to be mounted. */
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const mount = (path: string) => {
  const options = "size=24m,mode=700,uid=postgres,gid=postgres"
  return spawnSync("mount", ["-t", "tmpfs", "-o", options, "ami", path], { stdio: "ignore" }).status === 0
}

const unmount = (path: string) => spawnSync("umount", ["--lazy", path], { stdio: "ignore" })

const newFolder = () => mkdtempSync(join(tmpdir(), "ami-disk-"))

/** Whether this machine lets the tests mount one. */
export const canMount = ((): boolean => {
  const path = newFolder()
  const is = mount(path)
  if (is) unmount(path)
  rmSync(path, { recursive: true, force: true })
  return is
})()

/** A disk that is gone with the scope. */
export const smallDisk = Effect.acquireRelease(
  Effect.sync(() => {
    const path = newFolder()
    mount(path)
    const filler = join(path, "filler")
    return {
      path,
      /** Leaves 200 kB. */
      fill: () => {
        const { bavail, bsize } = statfsSync(path)
        writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 200_000)))
      },
      clear: () => rmSync(filler)
    }
  }),
  ({ path }) =>
    Effect.sync(() => {
      unmount(path)
      rmSync(path, { recursive: true, force: true })
    })
)
