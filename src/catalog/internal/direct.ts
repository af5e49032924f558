/**
 * The quick way from a message to a record: each field by its reader, or by its schema alone where that has none.
 *
 * The interpreter of schemas takes several times as long over a whole record,
 * and remains for whatever this way gives nothing for: it says what is wrong.
 * A release that lacks a header costs no more than one that has it.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import { misfit } from "../../internal/readers.ts"
import type * as AmiMessage from "../../protocol/AmiMessage.ts"
import { oddOf, type Part, readAlone, type Strictness, wireOf } from "./fields.ts"
import { cameFrom, faultsOf, none } from "./origin.ts"

/** Reads what the schemas of all fields would give; undefined where they have to say more than that. */
export type Direct = (message: AmiMessage.AmiMessage) => object | undefined

export const direct = (parts: ReadonlyArray<Part>, strictness: Strictness): Direct => {
  // An assignment to a field of this name would set the prototype.
  if (parts.some(({ name }) => name === "__proto__")) return () => undefined
  const Room = roomy()
  return (message) => {
    const record = new Room()
    let faults = none
    for (const part of parts) {
      const { name, reader } = part
      const wire = wireOf(message, part)
      if (reader === undefined) {
        const decoded = readAlone(part, wire)
        if (Result.isSuccess(decoded)) {
          Object.assign(record, decoded.success)
          continue
        }
      } else if (wire !== undefined) {
        const value = reader.read(wire)
        if (value !== misfit) {
          if (value !== undefined) record[name] = value
          if (part.takes === "headers" && value !== undefined) faults = [...faults, ...faultsOf(value)]
          continue
        }
      } else if (reader.optional) {
        continue
      }
      const odd = oddOf(part, wire, strictness)
      if (odd.isFatal) return undefined
      if (odd.instead !== undefined) record[name] = odd.instead
      faults = [...faults, odd.fault]
    }
    return cameFrom(record, message, faults)
  }
}

/**
 * A constructor of plain objects with room for the properties of a record.
 *
 * V8 makes a hash table of a plain object that is given more than 16 properties by name, which takes three times the memory and
 * the time. An object of a constructor has room for as many properties as are assigned in its code, whether they ever are or
 * not, and less when the first few objects did not need it; each constructor has a room of its own.
 */
const roomy = (): new() => Record<string, unknown> => {
  function Room(this: Record<string, unknown>, occupied?: boolean) {
    // dprint-ignore
    if (occupied) {
      this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = this.m
      = this.n = this.o = this.p = this.q = this.r = this.s = this.t = this.u = this.v = this.w = this.x = this.y = this.z
      = this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = this.m
      = occupied
    }
  }
  Room.prototype = Object.prototype
  return Room as object as new() => Record<string, unknown>
}
