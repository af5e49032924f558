/** What this page was opened with: its options, and the words and formats of its language. */
import type { AgentState, CallState } from "../../src/dashboard/internal/row.ts"
import { formats } from "./format.ts"
import { type Forms, languages, type Words } from "./languages.ts"
import * as Options from "./options.ts"
import { choose, fill, form } from "./words.ts"

export const options: Options.Options = Options.read(location.search)

export const { lang, locale } = choose([options.lang, ...navigator.languages])

export const words: Words = languages[lang] ?? languages["en"] as Words

export const format = formats(locale)

const rules = new Intl.PluralRules(locale)

/** A text with its number. */
export const say = (text: string, n: string | number): string =>
  fill(text, { n: typeof n === "string" ? n : format.number(n) })

/** The form that a text has for a number, with the number. */
export const count = (forms: Forms, n: number): string => say(form(forms, rules.select(n)), n)

/** How good a service level is. */
export const score = (percent: number | undefined): string =>
  percent === undefined ? "" : percent >= options.goal ? "good" : percent >= options.goal - 20 ? "warn" : "crit"

/** What an agent does, in words. */
export const doing = (state: AgentState): string => count(words.agent[state], 1)

/** What a call does, in words. */
export const happens = (state: CallState): string =>
  count({ ...words.agent, ...words.call, waiting: words.waiting }[state], 1)
