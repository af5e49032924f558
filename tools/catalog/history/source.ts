/**
 * Reads the names of headers from the functions of an Asterisk C file.
 *
 * Not a compiler: it relies on Asterisk's style, with each function's braces in the first column, and treats every literal
 * that looks like a header or like the key of a JSON object as one.
 */

/** A piece of code that writes headers: a function, or the part of one that writes one event. */
export interface Piece {
  /** The function or the table, and after `#` the event if the function writes several. */
  readonly name: string
  /** The names that it writes, as `canonical` makes them. */
  readonly names: ReadonlySet<string>
  /** Functions that it calls. */
  readonly calls: ReadonlySet<string>
}

/** The name of a header without what varies: case, underscores, numbers that are printed into it. */
export const canonical = (name: string): string =>
  name.toLowerCase().replace(/%[-+0-9.*]*(?:hh|h|ll|l|z|j|t)?[a-z]|\{\w+\}/g, "#").replace(/^#+/, "").replace(
    /[_\s]/g,
    ""
  )

const withoutComments = (text: string): string =>
  text.replace(
    /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (token) => token.startsWith("/") ? " " : token
  )

/** Adjacent literals are one. */
const joined = (text: string): string =>
  text.replace(
    /"((?:[^"\\]|\\.)*)"(?:\s*"((?:[^"\\]|\\.)*)")+/g,
    (all) => `"${[...all.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, one]) => one).join("")}"`
  )

const namesIn = (code: string): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const [, literal = ""] of code.matchAll(/"((?:[^"\\]|\\.)*)"/g)) {
    if (/^[A-Za-z0-9(][\w()/-]*$/.test(literal)) names.add(canonical(literal))
    for (const line of literal.split(/\\r\\n|\\n|\\r/)) {
      const [, name] = /^([^:]{1,60}):( |$|%)/.exec(line) ?? []
      if (name !== undefined) names.add(canonical(name))
      if (name === "Event") names.add(canonical(line.replace(/^Event: /, "")))
    }
  }
  for (const [, element = ""] of code.matchAll(/\bAST_EVENT_IE_(\w+)/g)) {
    names.add(canonical(element.replace(/ADDR$/, "ADDRESS")))
  }
  return names
}

const callsIn = (code: string): ReadonlySet<string> =>
  new Set([...code.matchAll(/\b([a-z_]\w+)\b/g)].map(([, name = ""]) => name))

/** Functions that write headers of their caller, wherever they are called. */
const helpers: ReadonlyArray<readonly [called: RegExp, names: ReadonlyArray<string>]> = [
  [/\bastman_send_list_complete/, ["eventlist", "listitems"]],
  [/\bast_sip_sorcery_object_to_ami\b/, ["objecttype", "objectname"]]
]

const pieceOf = (name: string, code: string): Piece => ({
  name,
  names: new Set([...namesIn(code), ...helpers.flatMap(([called, names]) => (called.test(code) ? names : []))]),
  calls: callsIn(code)
})

/** The parts of a function, one per event that it writes as text. */
const partsOf = (name: string, code: string): ReadonlyArray<Piece> => {
  const starts = [...code.matchAll(/"(?:[^"\\]|\\.)*?Event: (\w[\w-]*)(?:[^"\\]|\\.)*"/g)]
  const whole = pieceOf(name, code)
  if (new Set(starts.map(([, event]) => event)).size < 2) return [whole]
  return [
    whole,
    ...starts.map(({ 1: event, index }, at) => pieceOf(`${name}#${event}`, code.slice(index, starts[at + 1]?.index)))
  ]
}

/** Fields registered for an object type are headers of the events that show such an object. */
const registered = (code: string): ReadonlyArray<readonly [type: string, name: string]> =>
  [...code.matchAll(/ast_sorcery_object_fields?_register(?:_\w+)?\(\s*[\w()]+?,\s*("?)(\w+)\1,\s*"(\^?[^"]+)"/g)].map((
    [, , type = "", name = ""]
  ) => [type.replace(/^SIP_SORCERY_|_TYPE$/g, "").toLowerCase(), name] as const)

/** The pieces of a file. */
export const piecesOf = (text: string): ReadonlyArray<Piece> => {
  const code = joined(withoutComments(text).replace(/\r/g, ""))
  const functions = [...code.matchAll(/^(?![#\s}])([^;{}#]*?\b(\w+)\s*\([^;{}]*\)[^;{}()]*)\n?\{\n([\s\S]*?)\n\}/gm)]
  const tables = [
    ...code.matchAll(/^(?:static |const |\} *)[^;{}()]*?\b(\w+)\s*(?:\[[^\]]*\]\s*)*=\s*\{([\s\S]*?)\n\};/gm)
  ]
  const macros = [...code.matchAll(/^#\s*define\s+(\w+)\(?(.*(?:\\\n.*)*)/gm)].filter(([all]) => all.includes("\""))
  const types = Map.groupBy(registered(code), ([type]) => type)
  return [
    ...functions.flatMap(([, , name = "", body = ""]) => partsOf(name, body)),
    ...tables.flatMap(([, name = "", body = ""]) => [
      pieceOf(name, body),
      ...[...body.matchAll(/\.name\s*=\s*"(\w+)"([\s\S]*?)(?=\.name\s*=|$)/g)].map(([, event, part = ""]) =>
        pieceOf(`${name}#${event}`, part)
      )
    ]),
    ...macros.map(([, name = "", body = ""]) => pieceOf(name, body)),
    ...[...types].map(([type, fields]): Piece => ({
      name: `sorcery:${type}`,
      names: new Set(fields.map(([, name]) => canonical(name))),
      calls: new Set()
    }))
  ]
}
