/**
 * Every function that the dialplan knows.
 *
 * @since 0.2.0
 */
import * as Channels from "./functions/channels.ts"
import * as Codes from "./functions/codes.ts"
import type { DialplanFunction, DialplanFunctions } from "./functions/function.ts"
import * as Groups from "./functions/groups.ts"
import * as Logic from "./functions/logic.ts"
import * as Numbers from "./functions/numbers.ts"
import * as Parties from "./functions/parties.ts"
import * as Pjsip from "./functions/pjsip.ts"
import * as Queues from "./functions/queues.ts"
import * as Records from "./functions/records.ts"
import * as Stack from "./functions/stack.ts"
import * as States from "./functions/states.ts"
import * as Stores from "./functions/stores.ts"
import * as Texts from "./functions/texts.ts"
import * as Times from "./functions/times.ts"

const functions: DialplanFunctions = {
  ...Channels.functions,
  ...Codes.functions,
  ...Groups.functions,
  ...Logic.functions,
  ...Numbers.functions,
  ...Parties.functions,
  ...Pjsip.functions,
  ...Queues.functions,
  ...Records.functions,
  ...Stack.functions,
  ...States.functions,
  ...Stores.functions,
  ...Texts.functions,
  ...Times.functions
}

/** The functions that 16 does not have yet. */
const later = new Set(["LTRIM", "RTRIM", "TRIM"])

/** Finds a function by its exact name (pbx_functions.c, ast_custom_function_find). */
export const find = (name: string, dialect: 16 | 22): DialplanFunction | undefined =>
  Object.hasOwn(functions, name) && !(dialect === 16 && later.has(name)) ? functions[name] : undefined
