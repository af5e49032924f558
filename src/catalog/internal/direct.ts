/**
 * The fast path from a message to a record: each field by its reader, or by its schema alone if it has none.
 *
 * The interpreter of schemas takes several times as long over a whole record, and is left for records that this path
 * gives up: it says what is wrong. A release that lacks a header costs no more than one that has it.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import { asText, misfit } from "../../internal/readers.ts"
import type * as AmiMessage from "../../protocol/AmiMessage.ts"
import { oddOf, type Part, readAlone, type Strictness, type Wire } from "./fields.ts"

/** What a message has for a field; undefined if it has nothing. */
export const wireOf = (message: AmiMessage.AmiMessage, { name, takes }: Part): Wire | undefined => {
  if (takes === "headers") return message.headers.length === 0 ? undefined : message.headers
  const value = message.get(name)
  return takes === "text" || value === undefined ? value : message.getAll(name)
}

type Decode = (message: AmiMessage.AmiMessage) => Result.Result<object, string>

/** Reads what the schemas of all fields would give, and leaves it to them if they have to say more than that. */
export const direct = (parts: ReadonlyArray<Part>, strictness: Strictness, bySchemas: Decode): Decode => {
  // An assignment to a field of this name would set the prototype.
  if (parts.some(({ name }) => name === "__proto__")) return bySchemas
  const Room = roomy()
  return (message) => {
    const record = new Room()
    let faults = none
    for (const part of parts) {
      const { name, reader, takes } = part
      const wire = wireOf(message, part)
      if (reader?.read === asText && wire !== undefined) {
        record[name] = wire
        continue
      }
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
          if (takes === "headers" && value !== undefined) faults = [...faults, ...faultsOf(value)]
          continue
        }
      } else if (reader.optional) {
        continue
      }
      const odd = oddOf(part, wire, strictness)
      if (odd.isFatal) return bySchemas(message)
      if (odd.instead !== undefined) record[name] = odd.instead
      faults = [...faults, odd.fault]
    }
    return Result.succeed(cameFrom(record, message, faults))
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

// --- Where a record comes from -----------------------------------------------

export const none: ReadonlyArray<string> = []

/** Gives what it is given, so that a class above it adds its private fields to that. */
// oxlint-disable-next-line typescript/no-extraneous-class
class Given {
  constructor(record: object) {
    return record
  }
}

/** Private fields cost a fiftieth of what properties cost that `defineProperty` hides. */
class Origin extends Given {
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

/** Notes what a new record was read from. */
export const cameFrom = <A>(
  record: object,
  message: AmiMessage.AmiMessage,
  faults: ReadonlyArray<string> = none
): A =>
  // The seam to the interface of the record; what is made here is the record itself.
  new Origin(record, message, faults) as object as A

/** The message that a record was read from. */
export const messageOf = (record: object): AmiMessage.AmiMessage | undefined => Origin.message(record)

/** What did not fit in the message that a record was read from. */
export const faultsOf = (record: unknown): ReadonlyArray<string> => Origin.faults(record)
