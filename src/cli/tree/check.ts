/**
 * The commands that check a connection and an account.
 *
 * @since 0.2.0
 */
import { command, group, int } from "./declare.ts"

const ping = command("ping", {
  does: "Measure the round trip to Asterisk.",
  examples: [
    ["ami ping", ""],
    ["ami ping -c 3 --json", "for a monitoring check"]
  ],
  config: { count: int("count", "N", "how many, a second apart", { alias: "c", default: 1 }) },
  load: () => import("../commands/ping.ts")
})

export const check = group("Check", [ping])
