/** Choosing a language, and texts with values and numbers in them. */
import { type Forms, languages } from "./languages.ts"

/** The first of the wanted languages that there are words for, and the locale to write numbers and times in. */
export const choose = (wanted: ReadonlyArray<string>): { readonly locale: string; readonly lang: string } => {
  for (const locale of wanted) {
    const [, lang = "", region] = /^([a-z]{2})(-[a-z]{2}$)?(?![a-z])/i.exec(locale) ?? []
    const known = lang.toLowerCase()
    if (known in languages) return { locale: known + (region ?? ""), lang: known }
  }
  return { locale: "en", lang: "en" }
}

/** Puts values in the place of their names in braces. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (braces, name: string) => values[name] ?? braces)

/** The form of a text for a number. */
export const form = (forms: Forms, rule: Intl.LDMLPluralRule): string =>
  typeof forms === "string" ? forms : Reflect.get(forms, rule) ?? forms.other
