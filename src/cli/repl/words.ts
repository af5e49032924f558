/**
 * The words of a line, as people type them at the prompt.
 *
 * @since 0.2.0
 */
import * as AmiMessage from "../../protocol/AmiMessage.ts"

/** The words of a line: blanks separate them, quotes keep blanks. */
export const wordsOf = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/(?:[^\s"']+|"[^"]*"?|'[^']*'?)+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"?|'([^']*)'?/g, (_, double?: string, single?: string) => double ?? single ?? "")
  )

/** The first word of a line, and the rest of it as it was typed. */
export const firstOf = (line: string): readonly [word: string, rest: string] => {
  const [, word = "", rest = ""] = /^\s*(\S*)\s*([^]*?)\s*$/.exec(line) ?? []
  return [word, rest]
}

/** A line without its secrets: the values of headers such as `Secret=`, and what follows a word such as `secret`. */
export const withoutSecrets = (line: string): string =>
  line
    .replaceAll(
      /([\w-]+)(\s*=\s*)("[^"]*"?|'[^']*'?|\S+)/g,
      (all, name: string, equals: string) => isSecret(name) ? `${name}${equals}…` : all
    )
    .replaceAll(/\b(\w*(?:secret|passw(?:or)?d|md5_cred))(\s+)(?!=)(\S+)/gi, "$1$2…")

const isSecret = (name: string): boolean =>
  AmiMessage.isSecretHeader(name) || /secret|passw(or)?d|md5_cred|token|^key$/i.test(name)
