/**
 * Makes text from the network safe to print.
 *
 * Text that a peer or caller chose, such as a caller ID, may contain line breaks that forge log lines, or terminal
 * escape sequences.
 *
 * @since 0.1.0
 */

/** Escapes control characters, and the two line separators of Unicode. */
export const escapeControls = (text: string): string =>
  text.replace(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`
  )

/** Makes text from the network safe to log: escaped and truncated. */
export const printable = (text: string, length: number): string =>
  text.length > length ? `${escapeControls(text.slice(0, length))}…` : escapeControls(text)

/** The first bytes of a peer that does not speak AMI, for an error message. */
export const printableBytes = (bytes: Uint8Array, length: number): string =>
  printable(String.fromCharCode(...bytes.subarray(0, length)), length)
