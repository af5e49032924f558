/**
 * The command `ami gateway`.
 *
 * @since 0.2.0
 */
import { command, flag, int, text, texts } from "./declare.ts"

export const gateway = command("gateway", {
  does: "Serve actions and events to other programs and pages, with tokens.",
  short: "Serve a dashboard, or a gateway for other programs.",
  details:
    "JSON over HTTP, and events as a stream; GET /docs shows it. Each token may do and see what its grant in the file "
    + "of --grants names, and nothing else; it is read again when it changes. --new-token NAME makes a token, and the grant "
    + "for it. It listens on this machine alone: another --listen needs --tls-cert and --tls-key, or --behind-proxy if a proxy has "
    + "TLS. Each action is a line on stderr. With --demo it makes a token of its own.",
  examples: [
    ["ami gateway --demo --port 0", "see it work without a PBX"],
    ["ami gateway --new-token crm", "a token, and the grant that it needs"],
    ["ami gateway --grants grants.json --port 0", "serve those who are in the file"],
    ["ami gateway --grants grants.json --port 0 --origin https://crm.example.org", "pages of this origin too"]
  ],
  config: {
    grants: text("grants", "FILE", "the grants, as JSON"),
    newToken: text("new-token", "NAME", "make a token instead, and print it with a grant"),
    name: text("name", "NAME", "the name of the PBX in paths; the profile or the host if left out"),
    port: int("port", "PORT", "where to listen; 0 takes a free port", { default: 8390 }),
    listen: text("listen", "ADDRESS", "where to listen", { default: "127.0.0.1" }),
    tlsCert: text("tls-cert", "FILE", "the certificate of the server, PEM"),
    tlsKey: text("tls-key", "FILE", "its key, PEM"),
    behindProxy: flag("behind-proxy", "a proxy before it has TLS"),
    journal: text("journal", "FILE", "a journal to write; streams go on from it"),
    origin: texts("origin", "ORIGIN", "pages of it may use the gateway; repeatable")
  },
  load: () => import("../commands/gateway.ts")
})
