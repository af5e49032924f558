/**
 * A strict reader of the text format of Prometheus (version 0.0.4), and the rules by which `promtool check metrics` looks at
 * names.
 */

export interface Sample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

export interface Family {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly samples: ReadonlyArray<Sample>
}

const types = ["counter", "gauge", "histogram", "summary", "untyped"]

const unescaped = (text: string, known: RegExp): string => {
  if (text.replaceAll(known, "").includes("\\")) throw new Error(`a backslash that escapes nothing: ${text}`)
  return text.replaceAll(known, (_, sign: string) => sign === "n" ? "\n" : sign)
}

const labelsOf = (text: string): ReadonlyMap<string, string> => {
  const labels = new Map<string, string>()
  let rest = text
  while (rest !== "") {
    const [all, name = "", value = ""] = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\.)*)"(?:,|$)/.exec(rest) ?? []
    if (all === undefined) throw new Error(`no label: ${rest}`)
    if (labels.has(name)) throw new Error(`a label that comes twice: ${text}`)
    if (name.startsWith("__")) throw new Error(`a label of Prometheus itself: ${name}`)
    labels.set(name, unescaped(value, /\\([\\"n])/g))
    rest = rest.slice(all.length)
  }
  return labels
}

const numberOf = (text: string): number => {
  if (text === "+Inf") return Infinity
  if (text === "-Inf") return -Infinity
  if (text === "NaN") return NaN
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new Error(`no number: ${text}`)
  return Number(text)
}

const sampleOf = (line: string): Sample => {
  const [, name, labels = "", value] =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)$/.exec(line) ?? []
  if (name === undefined || value === undefined) throw new Error(`no sample: ${line}`)
  return { name, labels: labelsOf(labels), value: numberOf(value) }
}

const partsOf = (type: string): ReadonlyArray<string> =>
  type === "histogram" ? ["_bucket", "_sum", "_count"] : type === "summary" ? ["", "_sum", "_count"] : [""]

/** Reads a text; throws for what Prometheus would refuse, and for what comes twice or not together. */
export const parse = (text: string): ReadonlyArray<Family> => {
  if (text !== "" && !text.endsWith("\n")) throw new Error("the last line has no end")
  const families = new Map<string, { name: string; help?: string; type?: string; samples: Array<Sample> }>()
  const series = new Set<string>()
  let current: { name: string; help?: string; type?: string; samples: Array<Sample> } | undefined
  const enter = (name: string) => {
    if (current?.name === name) return current
    if (families.has(name)) throw new Error(`the lines of ${name} are not together`)
    current = { name, samples: [] }
    families.set(name, current)
    return current
  }
  for (const line of text.split("\n").slice(0, -1)) {
    if (line === "") continue
    const [, word, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (word === undefined && line.startsWith("#")) continue
    if (word !== undefined) {
      const family = enter(name)
      const field = word === "HELP" ? "help" : "type"
      if (family[field] !== undefined) throw new Error(`${word} of ${name} comes twice`)
      if (family.samples.length > 0) throw new Error(`${word} of ${name} comes after its samples`)
      if (field === "type" && !types.includes(rest)) throw new Error(`no type: ${line}`)
      family[field] = field === "help" ? unescaped(rest, /\\([\\n])/g) : rest
      continue
    }
    const sample = sampleOf(line)
    const suffix = current !== undefined && sample.name.startsWith(current.name)
      ? sample.name.slice(current.name.length)
      : undefined
    if (current === undefined || suffix === undefined || !partsOf(current.type ?? "untyped").includes(suffix)) {
      throw new Error(`a sample without HELP and TYPE: ${line}`)
    }
    const key = JSON.stringify([sample.name, [...sample.labels].sort()])
    if (series.has(key)) throw new Error(`a sample that comes twice: ${line}`)
    series.add(key)
    current.samples.push(sample)
  }
  return [...families.values()].map(({ help = "", name, samples, type = "untyped" }) => ({ name, help, type, samples }))
}

/** What is wrong with the buckets of a histogram. */
const faultsOfHistogram = ({ name, samples }: Family): ReadonlyArray<string> => {
  const groups = Map.groupBy(
    samples,
    ({ labels }) => JSON.stringify([...labels].filter(([key]) => key !== "le").sort())
  )
  return [...groups].flatMap(([labels, group]) => {
    const of = (part: string) => group.filter((sample) => sample.name === name + part)
    const buckets = of("_bucket").map(({ labels, value }) => [numberOf(labels.get("le") ?? ""), value] as const)
    const isRising = buckets.every(([bound, count], index) => {
      const [before, less] = buckets[index - 1] ?? [-Infinity, 0]
      return bound > before && count >= less
    })
    const [sum, count] = [of("_sum"), of("_count")]
    const last = buckets.at(-1)
    return [
      ...isRising ? [] : [`the buckets of ${name} ${labels} do not rise`],
      ...last?.[0] === Infinity && last[1] === count[0]?.value ? [] : [`${name} ${labels} has no bucket of all`],
      ...sum.length === 1 && count.length === 1 ? [] : [`${name} ${labels} has no sum or no count`]
    ]
  })
}

const abbreviations = ["s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d"]

/** Units and the base unit that stands for them. */
const units: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["milliseconds", "microseconds", "nanoseconds", "minutes", "hours", "days", "weeks"].map((
      unit
    ) => [unit, "seconds"])
  ),
  ...Object.fromEntries(["bits", "kilobytes", "megabytes", "gigabytes", "kibibytes"].map((unit) => [unit, "bytes"])),
  percent: "ratio",
  percents: "ratio"
}

/** What `promtool check metrics` complains about, of all that is not Effect's own. */
export const lint = (families: ReadonlyArray<Family>): ReadonlyArray<string> =>
  families.filter(({ name }) => !name.startsWith("effect_")).flatMap((family) => {
    const { help, name, samples, type } = family
    const words = name.split("_")
    const labels = new Set(samples.flatMap((sample) => [...sample.labels.keys()]))
    const when = (isWrong: boolean, why: string) => isWrong ? [`${name}: ${why}`] : []
    return [
      ...when(help === "", "no help text"),
      ...when(type === "untyped", "no type"),
      ...when(type === "counter" && !name.endsWith("_total"), "a counter ends in _total"),
      ...when(type !== "counter" && name.endsWith("_total"), "only a counter ends in _total"),
      ...when(["_bucket", "_count", "_sum"].some((end) => name.endsWith(end)), "a suffix of histograms"),
      ...when(type !== "histogram" && labels.has("le"), "only a histogram has the label le"),
      ...when(labels.has("quantile"), "only a summary has the label quantile"),
      ...when(words.some((word) => types.includes(word)), "the name has a type in it"),
      ...when(name.includes(":"), "colons are for rules"),
      ...when([name, ...labels].some((one) => !/^[a-z][a-z0-9_]*$/.test(one)), "not in snake case"),
      ...when(words.some((word) => abbreviations.includes(word)), "an abbreviated unit"),
      ...when(words.some((word) => Object.hasOwn(units, word)), "not a base unit"),
      ...when(samples.length === 0, "no sample"),
      ...type === "histogram" ? faultsOfHistogram(family) : []
    ]
  })
