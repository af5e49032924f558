import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

// The tests and the documentation's examples import the package by its name, as users do.
const alias = [
  { find: /^effect-ami$/, replacement: source("index.ts") },
  { find: /^effect-ami\/(node|simulator)$/, replacement: source("$1/index.ts") },
  { find: /^effect-ami\/(.+)$/, replacement: source("$1.ts") }
]

export default defineConfig({
  resolve: { alias },
  test: {
    reporters: process.env.AMI_RELIABILITY_LOG === undefined
      ? ["default"]
      : ["default", "./scripts/reliability/reporter.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/asterisk/**", "test/architecture.test.ts", "test/examples.test.ts"]
        }
      },
      { extends: true, test: { name: "examples", include: ["test/examples.test.ts"], testTimeout: 60_000 } },
      { extends: true, test: { name: "architecture", include: ["test/architecture.test.ts"] } },
      {
        extends: true,
        test: {
          name: "asterisk",
          include: ["test/asterisk/**/*.integration.test.ts"],
          globalSetup: ["test/asterisk/globalSetup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000
        }
      }
    ]
  }
})
