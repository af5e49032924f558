/**
 * Makes the inventory from facts that were read from the C sources and from running servers.
 *
 * Run once; later releases are added by `extract.ts`.
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { type Action, type Event, type Field, type Inventory, type Snapshot, writeInventory } from "./model.ts"

interface RawField extends Field {
  readonly fromSnapshot?: "channel" | "bridge"
  readonly prefix?: string
  readonly echo?: true
}

interface Raw {
  readonly asteriskVersions: ReadonlyArray<Readonly<Record<"id" | "asterisk" | "commit" | "ami", string>>>
  readonly enums: Inventory["enums"]
  readonly actions: ReadonlyArray<Action & { readonly responseFields?: ReadonlyArray<Field> }>
  readonly events: ReadonlyArray<
    Omit<Event, "fields" | "snapshots" | "open"> & {
      readonly fields: ReadonlyArray<RawField>
      readonly privilegeClasses: ReadonlyArray<string>
      readonly additionalFields?: string
    }
  >
}

/** Only what the inventory keeps, in a fixed order, without undefined values. */
const picked = <A extends object, const K extends keyof A>(value: A, ...keys: ReadonlyArray<K>): Pick<A, K> =>
  Object.fromEntries(keys.filter((key) => value[key] !== undefined).map((key) => [key, value[key]])) as Pick<A, K>

const fieldOf = (field: Field): Field =>
  picked(
    field,
    "name",
    "kind",
    "required",
    "optional",
    "repeatable",
    "values",
    "enumRef",
    "true",
    "accepts",
    "unit",
    "format",
    "separator",
    "default",
    "sentinels",
    "in"
  )

/** The blocks among the fields, each by its subject and its prefix. */
const snapshotsOf = (fields: ReadonlyArray<RawField>): ReadonlyArray<Snapshot> => {
  const blocks = Map.groupBy(
    fields.filter((field) => field.fromSnapshot !== undefined),
    (field) => `${field.fromSnapshot} ${field.prefix}`
  )
  return [...blocks].map(([key, block]) => {
    const [of, prefix = ""] = key.split(" ") as ["channel" | "bridge", string]
    const always = block.filter((field) => field.optional !== true).map((field) => field.name)
    const whole = block.filter((field) => !/(Tenantid|ChanVariable|VideoSource)$/.test(field.name))
    if (whole.every((field) => field.optional !== true)) return { of, prefix }
    return { of, prefix, optional: true, ...(always.length > 0 ? { always } : {}) }
  })
}

const classOf = (flag: string): string => flag.replace("EVENT_FLAG_", "").toLowerCase()

const eventOf = (event: Raw["events"][number]): Event => ({
  ...picked(event, "name", "in", "module", "since", "removedIn", "roles", "evidence"),
  privileges: event.privilegeClasses.flatMap((flag) => flag.split("|")).map(classOf),
  snapshots: snapshotsOf(event.fields),
  fields: event.fields.filter((field) => field.fromSnapshot === undefined && field.echo !== true).map(fieldOf),
  ...(event.additionalFields === undefined ? {} : { open: event.additionalFields })
})

const actionOf = (action: Raw["actions"][number]): Action => ({
  ...picked(action, "name", "in", "module", "since", "removedIn", "privileges", "evidence"),
  ...(action.list === undefined ? {} : { list: picked(action.list, "items", "complete", "conditional") }),
  parameters: action.parameters.filter((field) => field.name !== "ActionID").map(fieldOf),
  ...(action.responseFields === undefined ? {} : { answer: action.responseFields.map(fieldOf) })
})

const [, , path] = process.argv
if (path === undefined) {
  console.error("Usage: node tools/catalog/seed.ts catalog.json")
  process.exit(64)
}
const text = readFileSync(path, "utf8")
const facts = createHash("sha256").update(text).digest("hex")
const raw = JSON.parse(text) as Raw
writeInventory({
  sources: Object.fromEntries(
    raw.asteriskVersions.map(({ ami, asterisk, commit, id }) => [id, { asterisk, ami, commit, facts }])
  ),
  enums: Object.fromEntries(Object.entries(raw.enums).map(([name, one]) => [name, picked(one, "values", "codes")])),
  actions: raw.actions.map(actionOf),
  events: raw.events.map(eventOf)
})
