/**
 * The fast path from a message to a record: each field is decoded by its reader, or by its own schema if it has none.
 *
 * Effect's schema interpreter takes several times as long for a whole record. It is only used for records that this
 * path rejects, to say what is wrong. A missing header costs no more than one that is there.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import { asText, misfit } from "../../internal/readers.ts"
import type * as AmiMessage from "../../protocol/AmiMessage.ts"
import { decodeAlone, failureOf, type Part, type Strictness, type Wire } from "./fields.ts"

/** The wire value of a field; undefined if the message has none. */
export const wireOf = (message: AmiMessage.AmiMessage, { name, takes }: Part): Wire | undefined => {
  if (takes === "headers") return message.headers.length === 0 ? undefined : message.headers
  const value = message.get(name)
  return takes === "text" || value === undefined ? value : message.getAll(name)
}

type Decode = (message: AmiMessage.AmiMessage) => Result.Result<object, string>

/** Gives the same result as the schemas of all fields, and falls back to them for errors. */
export const direct = (parts: ReadonlyArray<Part>, strictness: Strictness, bySchemas: Decode): Decode => {
  // Assigning to a field of this name would set the prototype.
  if (parts.some(({ name }) => name === "__proto__")) return bySchemas
  const FastRecord = fastRecordClass()
  return (message) => {
    const record = new FastRecord()
    let faults = none
    for (const part of parts) {
      const { name, reader, takes } = part
      const wire = wireOf(message, part)
      if (reader?.read === asText && wire !== undefined) {
        record[name] = wire
        continue
      }
      if (reader === undefined) {
        const decoded = decodeAlone(part, wire)
        if (Result.isSuccess(decoded)) {
          Object.assign(record, decoded.success)
          continue
        }
      } else if (wire !== undefined) {
        const value = reader.read(wire)
        if (value !== misfit) {
          if (value !== undefined) record[name] = value
          if (takes === "headers" && value !== undefined) faults = [...faults, ...faultsOf(value)]
          continue
        }
      } else if (reader.optional) {
        continue
      }
      const failure = failureOf(part, wire, strictness)
      if (failure.isFatal) return bySchemas(message)
      if (failure.instead !== undefined) record[name] = failure.instead
      faults = [...faults, failure.fault]
    }
    return Result.succeed(withSource(record, message, faults))
  }
}

/**
 * A constructor of plain objects that are fast with many properties.
 *
 * V8 turns a plain object into a hash table once it is given more than 16 properties by name, which takes three times
 * the memory and the time. An object of a constructor reserves slots for as many properties as its code assigns, whether
 * they ever are or not, and fewer if the first few objects did not need them. Each constructor has its own count.
 */
const fastRecordClass = (): new() => Record<string, unknown> => {
  function FastRecord(this: Record<string, unknown>, reserve?: boolean) {
    // dprint-ignore
    if (reserve) {
      this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = this.m
      = this.n = this.o = this.p = this.q = this.r = this.s = this.t = this.u = this.v = this.w = this.x = this.y = this.z
      = this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = this.m
      = reserve
    }
  }
  FastRecord.prototype = Object.prototype
  return FastRecord as object as new() => Record<string, unknown>
}

// --- The source of a record --------------------------------------------------

export const none: ReadonlyArray<string> = []

/** Returns its argument, so that a subclass adds its private fields to that object. */
// oxlint-disable-next-line typescript/no-extraneous-class
class SameObject {
  constructor(record: object) {
    return record
  }
}

/** Private fields cost a fiftieth of what hidden properties defined by `defineProperty` cost. */
class WithSource extends SameObject {
  readonly #message: AmiMessage.AmiMessage
  readonly #faults: ReadonlyArray<string>

  constructor(record: object, message: AmiMessage.AmiMessage, faults: ReadonlyArray<string>) {
    super(record)
    this.#message = message
    this.#faults = faults
  }

  static message(record: object): AmiMessage.AmiMessage | undefined {
    return #message in record ? record.#message : undefined
  }

  static faults(record: unknown): ReadonlyArray<string> {
    return typeof record === "object" && record !== null && #faults in record ? record.#faults : none
  }
}

/** Records the message and faults of a new record. */
export const withSource = <A>(
  record: object,
  message: AmiMessage.AmiMessage,
  faults: ReadonlyArray<string> = none
): A =>
  // A type assertion: the result is the record itself.
  new WithSource(record, message, faults) as object as A

/** The message that a record was decoded from. */
export const messageOf = (record: object): AmiMessage.AmiMessage | undefined => WithSource.message(record)

/** What did not fit in the message that a record was decoded from. */
export const faultsOf = (record: unknown): ReadonlyArray<string> => WithSource.faults(record)
