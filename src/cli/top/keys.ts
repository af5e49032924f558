/**
 * The keys that a terminal sends, read from its bytes.
 *
 * @since 0.2.0
 */

/** A key that has a name. */
export type Named =
  | "up"
  | "down"
  | "left"
  | "right"
  | "pageUp"
  | "pageDown"
  | "home"
  | "end"
  | "enter"
  | "escape"
  | "tab"
  | "backTab"
  | "backspace"
  | "interrupt"

/** A key that was pressed: one with a name, or a character. */
export type Key = { readonly name: Named } | { readonly character: string }

const ofSequence: Readonly<Record<string, Named>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  OA: "up",
  OB: "down",
  OC: "right",
  OD: "left",
  "[5~": "pageUp",
  "[6~": "pageDown",
  "[H": "home",
  "[F": "end",
  OH: "home",
  OF: "end",
  "[1~": "home",
  "[4~": "end",
  "[7~": "home",
  "[8~": "end",
  "[Z": "backTab"
}

const ofControl: Readonly<Record<string, Named>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x03": "interrupt",
  "\x1b": "escape"
}

// An escape sequence (ECMA-48, 5.4), one of the keypad, or a character.
// oxlint-disable-next-line no-control-regex
const token = /\x1b(\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|O[\x40-\x7e])|[^]/gu

/** The keys in what was read at once. What is no key that is known is left out. */
export const decode = (input: string): ReadonlyArray<Key> =>
  Array.from(input.matchAll(token)).flatMap(([text, sequence]): ReadonlyArray<Key> => {
    if (sequence !== undefined) {
      const name = ofSequence[sequence]
      return name === undefined ? [] : [{ name }]
    }
    const name = ofControl[text]
    if (name !== undefined) return [{ name }]
    return text < " " ? [] : [{ character: text }]
  })
