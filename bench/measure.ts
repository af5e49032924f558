/**
 * One measurement in a process of its own: `node bench/measure.ts '{"kind":"events",…}'` prints what it took as JSON.
 *
 * The first run of a form is not counted: it makes the code warm. CPU is that of this process, user and system.
 */
import type { EventForm, ListForm, Place, RoundTripForm } from "./form.ts"
import { type Usage, watch } from "./usage.ts"

export type Order =
  & { readonly module: string; readonly form: string; readonly contestant?: string; readonly place: Place }
  & (
    | { readonly kind: "events"; readonly times: number; readonly segment: number }
    | { readonly kind: "roundTrips"; readonly times: number; readonly inFlight: number }
    | { readonly kind: "lists"; readonly times: number; readonly length: number }
  )

export interface Figures extends Usage {
  /** What the form told of the run. */
  readonly told: unknown
}

const measured = async (run: () => Promise<unknown>): Promise<Figures> => {
  const stop = watch()
  const told = await run()
  return { ...stop(), told }
}

const percentile = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

const roundTrips = async (form: RoundTripForm, order: Order & { readonly kind: "roundTrips" }): Promise<Figures> => {
  const runs = await form(order.place)
  await runs.run(Math.ceil(order.times / 4), order.inFlight, () => undefined)
  const latencies = new Float64Array(order.times)
  let at = 0
  const figures = await measured(() =>
    runs.run(order.times, order.inFlight, (millis) => {
      latencies[at++] = millis
    })
  )
  const sorted = Array.from(latencies.sort())
  const echoed = await runs.echo(512)
  await runs.close()
  const told = { right: figures.told, echoed, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) }
  return { ...figures, told }
}

const lists = async (form: ListForm, order: Order & { readonly kind: "lists" }): Promise<Figures> => {
  const runs = await form(order.place)
  const some = async (times: number): Promise<number> => {
    let items = 0
    for (let index = 0; index < times; index++) items += await runs.run(order.length)
    return items
  }
  await some(Math.ceil(order.times / 4))
  const figures = await measured(() => some(order.times))
  await runs.close()
  return figures
}

const events = async (form: EventForm, order: Order & { readonly kind: "events" }): Promise<Figures> => {
  const runs = await form(order.place)
  await runs.run(Math.ceil(order.times / 4), order.segment)
  const figures = await measured(() => runs.run(order.times, order.segment))
  await runs.close()
  return figures
}

const order: Order = JSON.parse(process.argv[2] ?? "")
const module = await import(new URL(order.module, import.meta.url).href)
/** A form, or what makes one of the name of a contestant. */
const form = order.contestant === undefined ? module[order.form] : module[order.form](order.contestant)
const figures = order.kind === "events"
  ? events(form, order)
  : order.kind === "lists"
  ? lists(form, order)
  : roundTrips(form, order)
console.log(`\n${JSON.stringify(await figures)}`)
process.exit(0)
