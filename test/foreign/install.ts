/**
 * Installs the clients of others that are tried on the simulator, into folders that git ignores.
 *
 * Those for Node come with the benchmark, exactly as in its lock file. Those in Python come from the package index if pip
 * reaches one, otherwise from the packages of Debian, which are unpacked and not installed. `AMI_CLIENT_SOURCE` names a
 * folder with the sources of `ami-client`, for machines whose pip reaches no index.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { install as installForNode } from "../../bench/install.ts"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const folder = here("node_modules/.python")

/** A Python client: the module that it is, what pip calls it, and the packages of Debian that hold it. */
interface PythonClient {
  readonly module: string
  readonly requirement: string
  readonly debian: ReadonlyArray<string>
}

const requirements = readFileSync(here("requirements.txt"), "utf8").split("\n").filter((line) => /^[a-z]/.test(line))

const requirement = (name: string): string => requirements.find((line) => line.startsWith(name)) ?? name

export const panoramisk: PythonClient = {
  module: "panoramisk",
  requirement: requirement("panoramisk"),
  debian: ["python3-panoramisk"]
}

export const amiClient: PythonClient = {
  module: "ami.client",
  requirement: requirement("ami-client"),
  // Debian has what it needs, and not the client itself.
  debian: [
    "python3-aiohttp",
    "python3-aiosignal",
    "python3-async-timeout",
    "python3-attr",
    "python3-charset-normalizer",
    "python3-frozenlist",
    "python3-idna",
    "python3-multidict",
    "python3-yarl"
  ]
}

/** Debian's own Python first: its packages are built for it. */
const interpreters = ["/usr/bin/python3", "python3"]

/** The Python that has a module. */
const pythonWith = (module: string): string | undefined =>
  interpreters.find((python) => spawnSync(python, ["-c", `import ${module}`]).status === 0)

const run = (program: string, args: ReadonlyArray<string>, cwd: string): boolean =>
  spawnSync(program, args, { cwd, stdio: "ignore", timeout: 300_000 }).status === 0

const fromIndex = (requirement: string): boolean =>
  interpreters.some((python) =>
    run(
      python,
      ["-m", "pip", "install", "--quiet", "--retries", "0", "--timeout", "5", "--target", folder, requirement],
      "."
    )
  )

const fromDebian = (packages: ReadonlyArray<string>): boolean => {
  const downloads = mkdtempSync(join(tmpdir(), "ami-foreign-"))
  const download = () => run("apt-get", ["download", ...packages], downloads)
  const isDownloaded = download() || (run("apt-get", ["update", "-qq"], downloads) && download())
  const isUnpacked = isDownloaded &&
    readdirSync(downloads).every((file) => run("dpkg", ["-x", file, folder], downloads))
  rmSync(downloads, { recursive: true, force: true })
  return isUnpacked
}

/** Installs the clients for Node. */
export const forNode = installForNode

/** The Python that has a client, which is installed first if it is missing; or why there is none. */
export const forPython = (client: PythonClient): { readonly python: string } | { readonly absence: string } => {
  const source = process.env["AMI_CLIENT_SOURCE"]
  const places = [folder, join(folder, "usr/lib/python3/dist-packages"), ...(source === undefined ? [] : [source])]
  process.env["PYTHONPATH"] = places.join(delimiter)
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true })
  const present = () => pythonWith(client.module)
  const python = present()
    ?? (fromIndex(client.requirement) ? present() : undefined)
    ?? (fromDebian(client.debian) ? present() : undefined)
  return python === undefined
    ? { absence: `${client.requirement} can be installed neither by pip nor from Debian's packages` }
    : { python }
}
