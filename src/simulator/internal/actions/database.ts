/**
 * The actions of AstDB.
 *
 * @since 0.2.0
 */
import { acknowledgement, itemWithIdLast, type Lines, list, refusal } from "../messages.ts"
import * as Database from "../pbx/database.ts"
import type { Draft } from "../pbx/draft.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

type Answer = (draft: Draft, request: Request, family: string, key: string) => ReadonlyArray<Lines>

/** Refuses a request without family or key. `DBPut` alone says so without a full stop (db.c, manager_dbput). */
const given = (needsKey: boolean, stop: string, answer: Answer): PbxActions[string]["answer"] => (draft, request) => {
  const family = valueOf(request, "Family")
  const key = valueOf(request, "Key")
  if (family === "") return [refusal(request, `No family specified${stop}`)]
  if (needsKey && key === "") return [refusal(request, `No key specified${stop}`)]
  return answer(draft, request, family, key)
}

const get: Answer = (draft, request, family, key) => {
  const value = Database.get(draft, family, key)
  if (value === undefined) return [refusal(request, "Database entry not found")]
  const lines = [`Family: ${family}`, `Key: ${key}`, `Val: ${value}`]
  return list(request, "Result will follow", [itemWithIdLast(request, "DBGetResponse", lines)], "DBGetComplete")
}

const put: Answer = (draft, request, family, key) => {
  Database.put(draft, family, key, valueOf(request, "Val"))
  return [acknowledgement(request, "Updated database successfully")]
}

const remove: Answer = (draft, request, family, key) =>
  Database.remove(draft, family, key)
    ? [acknowledgement(request, "Key deleted successfully")]
    : [refusal(request, "Database entry could not be deleted")]

const removeTree: Answer = (draft, request, family, key) =>
  Database.removeTree(draft, family, key) > 0
    ? [acknowledgement(request, "Key tree deleted successfully")]
    : [refusal(request, "Database entry not found")]

const getTree: PbxActions[string]["answer"] = (draft, request) => {
  const items = Database.tree(draft, valueOf(request, "Family"), valueOf(request, "Key")).map(({ key, value }) =>
    itemWithIdLast(request, "DBGetTreeResponse", [`Key: ${key}`, `Val: ${value}`])
  )
  // Asterisk 16 does not count them (db.c, manager_db_tree_get).
  const count = draft.dialect === 16 ? 1 : items.length
  return list(request, "Result will follow", items, "DBGetTreeComplete", [], count)
}

/** The actions of AstDB. */
export const actions: PbxActions = {
  DBDel: { answer: given(true, ".", remove) },
  DBDelTree: { answer: given(false, ".", removeTree) },
  DBGet: { answer: given(true, ".", get) },
  DBGetTree: { answer: getTree },
  DBPut: { answer: given(true, "", put) }
}
