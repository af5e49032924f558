/**
 * Messages of the library in the words of the command line: an option of the library is a flag here, or a part of the URL.
 *
 * @since 0.2.0
 */

const words: ReadonlyArray<readonly [RegExp, string]> = [
  [/ as `ca`/g, " with --ca"],
  [/`ca`/g, "--ca"],
  [/are `url` and `prefix` those of/, "are the URL and its path those of"],
  [/is `prefix` that of http\.conf/, "is the path of the URL the `prefix` of http.conf"],
  [/`url` begins/, "the URL begins"],
  [/use NodeAmi\.layerTcp/, "begin the URL with ami:"],
  [/use NodeAmi\.layerTls/, "begin the URL with amis:"],
  [/, or set (?:it as )?`servername[^`]*`/, ""],
  [/the option auth: "plaintext" may be used/, "?auth=plaintext at the end of the URL may be used"]
]

/** A message without names that only the library has. */
export const forUsers = (message: string): string =>
  words.reduce((text, [pattern, word]) => text.replace(pattern, word), message)

/** A message of the parser of command lines, in one line. */
export const ofParser = (message: string): string => {
  const [what = "", names] = message.split(/\s*\n\s*Did you mean this\?\s*/)
  const sentence = what.replaceAll(/\s*\n\s*/g, " ").replace("a string representing a finite number", "a number")
  return names === undefined ? sentence : `${sentence}. Did you mean ${names.trim().split(/\s*\n\s*/).join(" or ")}?`
}
