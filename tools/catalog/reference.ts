/**
 * Writes the reference of `ami describe`: what the documentation of the catalogue says, as data.
 */
import type { ActionEntry, Catalogue, EventEntry, Member } from "./catalogue.ts"
import type { Sentences } from "./sentences/index.ts"

/** What a type is called by people who do not write TypeScript. */
const kindOf = (type: string): string => {
  const plain = type.replace(/ \| undefined$/, "")
  if (/^".*"$/.test(plain)) return plain.split(" | ").map((one) => one.replaceAll(`"`, "")).join("|")
  const kinds: ReadonlyArray<readonly [RegExp, string]> = [
    [/^string$/, "text"],
    [/^Duration\./, "duration"],
    [/^DateTime\./, "time"],
    [/^Redacted\./, "secret"],
    [/^ReadonlyArray<string>$/, "list"],
    [/^AmiValue\.Variables$/, "variables"],
    [/^(number \| string|string \| number)$/, "number or text"],
    [/^(number|boolean)$/, plain]
  ]
  return kinds.find(([pattern]) => pattern.test(plain))?.[1] ?? "structure"
}

const plain = (text: string): string => text.replaceAll(/\{@link (\w+)\}/g, "$1")

const fieldOf = ({ isOptional, name, says, type }: Member) => ({
  name,
  type: kindOf(type),
  ...(isOptional ? {} : { required: true }),
  ...(says === undefined ? {} : { says: plain(says) })
})

const wordsOf = ({ details, gotchas, says }: Sentences) => ({
  says: plain(says),
  ...(details === undefined ? {} : { details: details.map(plain) }),
  ...(gotchas === undefined ? {} : { gotchas: gotchas.map(plain) })
})

const fields = (name: string, members: ReadonlyArray<Member>) =>
  members.length === 0 ? {} : { [name]: members.map(fieldOf) }

/** The releases alone: who may send or read it is a field of its own. */
const releasesIn = (facts: string): string => /((?:In|Since|Not in|Removed in) Asterisk .*)$/.exec(facts)?.[1] ?? ""

const actionReference = ({ action, answer, facts, identifier, isList, override, payload, sentences }: ActionEntry) => ({
  kind: "action",
  name: action.name,
  ...(identifier === action.name ? {} : { identifier }),
  ...wordsOf(sentences),
  classes: action.privileges,
  releases: releasesIn(facts),
  ...(override.danger === undefined ? {} : { danger: override.danger.says }),
  ...(override.blocks === undefined ? {} : { blocks: true }),
  ...(isList ? { items: action.list?.items ?? [] } : {}),
  ...fields("fields", payload),
  ...fields("answer", isList ? [] : answer)
})

const eventReference = ({ event, facts, members, sentences }: EventEntry) => ({
  kind: "event",
  name: event.name,
  ...wordsOf(sentences),
  classes: event.roles.includes("unsolicited") ? event.privileges : [],
  ...(event.roles.includes("unsolicited") ? {} : { isItem: true }),
  releases: releasesIn(facts),
  ...fields("fields", members)
})

/** The file of the reference: a line for each action and event. */
export const referenceFile = (all: Catalogue): string =>
  `[\n${
    [...all.actions.map(actionReference), ...all.events.map(eventReference)].map((one) => JSON.stringify(one)).join(
      ",\n"
    )
  }\n]\n`
