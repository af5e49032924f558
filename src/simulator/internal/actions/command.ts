/**
 * `Command`: runs a command of the console.
 *
 * @since 0.1.0
 */
import type { Context } from "../console/command.ts"
import { run } from "../console/console.ts"
import { type Lines, refusal, success } from "../messages.ts"
import { type Request, valueOf } from "../requests.ts"

/** Commands that Asterisk does not run over AMI (manager.c, check_blacklist). */
const forbidden = ["module load", "module unload", "restart gracefully"]

/** Answers `Command`. */
export const answer = (context: Context, request: Request): ReadonlyArray<Lines> => {
  const command = valueOf(request, "Command")
  if (command === "") return [refusal(request, "No command provided")]
  const words = command.toLowerCase().split(/\s+/).filter((word) => word !== "")
  if (forbidden.includes(words.slice(0, 2).join(" "))) return [refusal(request, "Command blacklisted")]
  const { isSuccess, output } = run(context, command)
  const lines = ["Message: Command output follows", ...output.map((line) => `Output: ${line}`)]
  const [, ...rest] = success(request, ...lines)
  return [[`Response: ${isSuccess ? "Success" : "Error"}`, ...rest]]
}
