/**
 * What a record was read from, kept in the record itself where nobody sees it.
 *
 * @since 0.1.0
 */
import type * as AmiMessage from "../../protocol/AmiMessage.ts"

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
