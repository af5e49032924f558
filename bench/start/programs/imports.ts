/**
 * What each import adds to those before it, in a separate process each time: milliseconds, modules and kilobytes.
 *
 *   node imports.mjs time SPECIFIER…     imports them in turn, and prints how long each took
 *   node imports.mjs count SPECIFIER…    the same, and prints what was loaded; a hook on the loader slows it down
 */
import { registerHooks } from "node:module"

const [mode, ...specifiers] = process.argv.slice(2)
let modules = 0
let bytes = 0
if (mode === "count") {
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context)
      if (url.startsWith("file:")) {
        modules += 1
        bytes += Buffer.byteLength(loaded.source as string | Uint8Array)
      }
      return loaded
    }
  })
}
const steps = []
for (const specifier of specifiers) {
  const before = { modules, bytes, at: performance.now() }
  await import(specifier)
  steps.push({
    specifier,
    millis: performance.now() - before.at,
    modules: modules - before.modules,
    kilobytes: (bytes - before.bytes) / 1000
  })
}
console.log(JSON.stringify(steps))
