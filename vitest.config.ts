import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

// The tests and the documentation's examples import the package by its name, as users do.
const alias = [
  { find: /^effect-ami$/, replacement: source("index.ts") },
  { find: /^effect-ami\/(cluster|dashboard|gateway|journal|node|simulator|sink)$/, replacement: source("$1/index.ts") },
  { find: /^effect-ami\/AmiFleet$/, replacement: source("fleet/AmiFleet.ts") },
  { find: /^effect-ami\/(.+)$/, replacement: source("$1.ts") }
]

// Programs that tests start import the library from its source: Node keeps what it compiled of it.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("./node_modules/.cache/node", import.meta.url))

/** What `npm run check` runs. */
const structure = ["test/architecture.test.ts", "test/conventions.test.ts"]

/** All tests but those of the architecture, on a real Asterisk, in a browser, and of the clients of others. */
const library = {
  include: ["test/**/*.test.ts"],
  exclude: ["test/asterisk/**", "test/foreign/**", "test/*/browser/**", ...structure],
  // A worker imports the library once for all its files: to import it for each took longer than most tests.
  isolate: false,
  setupFiles: ["test/setup.ts"],
  // Each with a process of its own, whose memory and environment a test may look at.
  pool: "forks" as const
}

export default defineConfig({
  resolve: { alias },
  test: {
    // Much of the time of tests is waiting for sockets.
    maxWorkers: availableParallelism() + 1,
    maxConcurrency: 20,
    slowTestThreshold: 5000,
    // What takes longer hangs, also on a busy machine. No test asserts that anything is fast.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: process.env.AMI_RELIABILITY_LOG === undefined
      ? ["default"]
      : ["default", "./scripts/reliability/reporter.ts"],
    projects: [
      // The same tests, of the size that `test/size.ts` tells them.
      { extends: true, test: { ...library, name: "unit", env: { AMI_TEST_SIZE: "quick" } } },
      {
        extends: true,
        test: {
          ...library,
          name: "thorough",
          env: { AMI_TEST_SIZE: "thorough" },
          // What takes ten seconds alone takes more than a minute beside seven others.
          testTimeout: 240_000,
          hookTimeout: 240_000
        }
      },
      { extends: true, test: { name: "architecture", include: structure } },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/*/browser/*.test.ts"],
          globalSetup: ["test/dashboard/browser/globalSetup.ts"],
          // One browser at a time: each is several processes.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000
        }
      },
      {
        extends: true,
        // Clients in Python are installed first.
        test: { name: "foreign", include: ["test/foreign/*.test.ts"], testTimeout: 120_000 }
      },
      {
        extends: true,
        test: {
          name: "asterisk",
          include: ["test/asterisk/**/*.integration.test.ts"],
          globalSetup: ["test/asterisk/globalSetup.ts"],
          fileParallelism: false,
          // Servers are started, killed and waited for.
          testTimeout: 120_000,
          hookTimeout: 120_000
        }
      }
    ]
  }
})
