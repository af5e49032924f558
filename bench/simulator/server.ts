/**
 * A simulator with default options on a port of its own. Prints the port, and how long the imports took and the start;
 * answers each line on its input with the CPU that it has used, in milliseconds.
 */
const began = performance.now()
const { Effect } = await import("effect")
const effect = performance.now()
const { AmiSimulator, NodeSimulator } = await import("../../src/simulator/index.ts")
const imported = performance.now()

const program = Effect.gen(function*() {
  const { port } = yield* AmiSimulator.AmiSimulator
  const startMillis = performance.now() - imported
  console.log(JSON.stringify({ port, effectMillis: effect - began, importMillis: imported - effect, startMillis }))
  process.stdin.setEncoding("utf8").on("data", () => {
    const { system, user } = process.cpuUsage()
    console.log(JSON.stringify({ cpuMillis: (system + user) / 1000, megabytes: process.memoryUsage().rss / 2 ** 20 }))
  }).on("end", () => process.exit())
  return yield* Effect.never
})

await Effect.runPromise(Effect.provide(program, NodeSimulator.layer()))
