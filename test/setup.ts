/** Runs before each test file: see `kept.ts`. */
import { afterAll } from "vitest"
import { forgetAll } from "./kept.ts"

afterAll(forgetAll)
