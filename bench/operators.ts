/**
 * What the operators of `Stream` take for an element, without this library: `node bench/operators.ts`.
 *
 * The everyday forms pay it on top of the batch form. Elements come in batches of so many, from memory; each figure is the
 * least of five runs over 500,000.
 */
import { Cause, Effect, Stream } from "effect"

const elements = 500_000
let sum = 0

const add = (element: number) => Effect.sync(() => void (sum += element))

const effectful = Effect.fnUntraced(function*(element: number) {
  yield* Effect.void
  sum += element
})

const forms: Readonly<Record<string, (stream: Stream.Stream<number>) => Effect.Effect<void>>> = {
  "Stream.runForEachArray": Stream.runForEachArray((batch) =>
    Effect.sync(() => {
      for (const element of batch) sum += element
    })
  ),
  "Stream.runForEach": Stream.runForEach(add),
  "Stream.runForEach(Effect.fn)": Stream.runForEach(effectful),
  "Stream.mapEffect": (stream) => Stream.runDrain(Stream.mapEffect(stream, add)),
  "Stream.groupedWithin": (stream) =>
    stream.pipe(
      Stream.groupedWithin(256, "100 millis"),
      Stream.runForEach((group) =>
        Effect.sync(() => {
          for (const element of group) sum += element
        })
      )
    )
}

const inBatchesOf = (size: number): Stream.Stream<number> => {
  const batch: [number, ...Array<number>] = [1, ...Array.from({ length: size - 1 }, () => 1)]
  return Stream.fromPull(Effect.sync(() => {
    let given = 0
    return Effect.suspend(() => {
      if (given >= elements) return Cause.done()
      given += size
      return Effect.succeed(batch)
    })
  }))
}

const cost = (run: Effect.Effect<void>) =>
  Effect.gen(function*() {
    let least = Infinity
    for (let round = 0; round < 5; round++) {
      const before = process.cpuUsage()
      yield* run
      const { system, user } = process.cpuUsage(before)
      least = Math.min(least, (system + user) / elements)
    }
    return least
  })

const sizes = [16, 64, 256]

const rows = await Effect.runPromise(
  Effect.forEach(
    Object.entries(forms),
    ([name, form]) =>
      Effect.map(Effect.forEach(sizes, (size) => cost(form(inBatchesOf(size)))), (costs) => ({ name, costs }))
  )
)

console.log(
  [
    `| form | ${sizes.map((size) => `batches of ${size}, µs`).join(" | ")} |`,
    `| --- | ${sizes.map(() => "---:").join(" | ")} |`,
    ...rows.map(({ costs, name }) => `| ${name} | ${costs.map((micros) => micros.toFixed(2)).join(" | ")} |`)
  ].join("\n")
)
