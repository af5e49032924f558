/**
 * What the value of a header holds, as far as masking must know.
 *
 * @since 0.2.0
 */

/** What a value is: how it is masked depends on it. */
export type Kind =
  /** An id of a channel or a bridge: it stays, so that a call can be followed. */
  | "id"
  /** A time, a duration or a count: never a telephone number, however many digits it has. */
  | "measure"
  /** A name of a channel, which ends in a counter. */
  | "channel"
  /** The name of a person. */
  | "name"
  /** A name and a number, as in `"Alice" <100>`. */
  | "caller"
  /** A number that is dialed, perhaps with separators. */
  | "number"
  /** A network address. */
  | "address"
  /** A word of the configuration or of Asterisk, such as a context. */
  | "word"
  /** Anything else, in which a name may stand. */
  | "text"

const patterns: ReadonlyArray<readonly [Kind, RegExp]> = [
  ["id", /(unique|linked)id\d?$|^bridgeid$/i],
  ["measure", /^(rtt|ssrc|sourcessrc|lsr|dlsr|mes|report\d.*|sent.*|received(packets|octets)|.*usec|.*sequence.*)$/i],
  ["measure", /(time|tv|stamp|seconds|expire|lastcall|lastpause|callstarted|uptime|lastreload|nextreg)$/i],
  ["measure", /^(cause|priority|listitems|duration.*|wait|timetohangup|sessionid|eventversion|actionresponseid)$/i],
  ["channel", /channel\d?$|chan$|^(newname|oldname|bridgepeer)$/i],
  ["name", /(callerid|connectedline|connectedid|redirecting|caller)name$|^(membername|fullname)$/i],
  ["caller", /callerid$|^clid$/i],
  ["address", /address$|^(ipaddress|ipport|address-ip|perceived|host|viaaddr)$/i],
  ["number", /(num|number|exten|extension|ani|rdnis|dnid|dialstring|destination|source|src|dst|callerani)$/i],
  [
    "word",
    /^(event|response|privilege|action|actionid|context|queue|interface|location|stateinterface|application|app|language)$/i
  ],
  [
    "word",
    /^(status|state|device|presentity|systemname|hint|conference|parkinglot|reason|cause-txt|variable|module)$/i
  ],
  [
    "word",
    /^(userevent|accountcode|peeraccount|peer|mailbox|bridge.*|.*(context|statedesc|state|language|accountcode))$/i
  ]
]

/** What the value of a header holds; the first pattern that fits its name decides. */
export const kindOf = (name: string): Kind => patterns.find(([, pattern]) => pattern.test(name))?.[0] ?? "text"
