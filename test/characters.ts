/** Random characters for `fc.string({ unit })`. */
import * as fc from "fast-check"

const firstSurrogate = 0xD800
const surrogates = 0x800

/**
 * Any character of Unicode.
 *
 * As fast-check's own unit `binary`, which first makes a table of all characters: that takes a second.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: 0x10FFFF - surrogates }).map(
  (index) => String.fromCodePoint(index < firstSurrogate ? index : index + surrogates),
  (character) => {
    const code = typeof character === "string" ? character.codePointAt(0) : undefined
    const isOne = code !== undefined && String.fromCodePoint(code) === character && character.isWellFormed()
    if (!isOne) throw new Error("not one character")
    return code < firstSurrogate ? code : code - surrogates
  }
)
