/**
 * The command `ami serve`.
 *
 * @since 0.2.0
 */
import { command, flag, int, text, texts } from "./declare.ts"

export const serve = command("serve", {
  does: "Serve a dashboard of the call centre to browsers.",
  short: "Serve a dashboard, or a gateway for other programs.",
  details:
    "Prints the address. The page shows who waits, what agents do, calls and lines, and says when it is not live; ?tv is for "
    + "a television. Beside it are /state, /events, /metrics and /healthz. It only shows, unless --allow-actions lets those act "
    + "who have the address with the token. It listens on this machine alone: another --host needs --allow-host, and gives "
    + "the page a secret path. ami permissions dashboard prints the account that it needs.",
  alias: "dashboard",
  examples: [
    ["ami serve --demo --port 0", "see it work without a PBX"],
    ["ami serve --port 0 --allow-actions --title Support", "supervisors pause agents and hang up"],
    ["ami serve --port 0 --host 0.0.0.0 --allow-host floor.example.org", "for others in the network"]
  ],
  config: {
    port: int("port", "PORT", "where to listen; 0 takes a free port", { default: 8380 }),
    host: text("host", "ADDRESS", "where to listen", { default: "127.0.0.1" }),
    allowHost: texts("allow-host", "NAME", "a name that the page is opened by; repeatable"),
    viewKey: text("view-key", "KEY", "the secret path; a new one each time if left out"),
    title: text("title", "TEXT", "the heading of the page"),
    mask: flag("mask", "show callers by the last 3 digits, without names"),
    trunk: texts("trunk", "ENDPOINT", "a line to the outside that does not register; repeatable"),
    noHistory: flag("no-history", "do not keep the day in a file"),
    allowActions: flag("allow-actions", "let those act who have the token"),
    reasons: text("reasons", "A,B", "why agents may pause", { default: "Break,Lunch,Training,Back office,Meeting" }),
    transferContext: text("transfer-context", "CONTEXT", "of the extensions to transfer to; no transfers if left out")
  },
  load: () => import("../commands/serve.ts")
})
