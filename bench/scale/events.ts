/**
 * Recorded events of channels, numbered: the Uniqueid of each is its number on its connection, so that a reader knows
 * which one it is, and which one must come next.
 */
import { captures } from "../../test/captures/captures.ts"

const recorded: ReadonlyArray<string> = captures(".ast22")
  .flatMap(({ bytes }) => Buffer.from(bytes).toString("latin1").split("\r\n\r\n"))
  // Events that Asterisk raises have a Privilege, and items of lists have none.
  .filter((message) => message.startsWith("Event: ") && /\r\nPrivilege: \w+,all\r\n/.test(message))
  .filter((message) => /\r\nUniqueid: /i.test(message))

const since = 1_795_422_461

/** What comes before and after the number. */
const pieces = recorded.map((message) => {
  const [head = "", value = "", tail = ""] = message.split(/(\r\nUniqueid: [^\r]*)/i)
  return [`${head}${value.slice(0, value.indexOf(": ") + 2)}${since}.`, `${tail}\r\n\r\n`] as const
})

/** The name of each event of a round. */
export const names: ReadonlyArray<string> = recorded.map((message) => /^Event: (\w+)/.exec(message)?.[1] ?? "")

export const nameOf = (number: number): string => names[number % names.length] ?? ""

/** The event of a number, which counts from 0, as on the wire. */
export const event = (number: number): string => {
  const [head, tail] = pieces[number % pieces.length] ?? ["", ""]
  return head + number + tail
}

/** The number in a Uniqueid, or undefined if it is not one of ours. */
export const numberOf = (uniqueid: string | undefined): number | undefined =>
  uniqueid?.startsWith(`${since}.`) === true ? Number(uniqueid.slice(String(since).length + 1)) : undefined

/** What is raised after the last of them. */
export const done = "Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: ReplayDone\r\n\r\n"

/** Counts what a reader of some of these events, or of all, has received, missed and got wrong. */
export class Reader {
  received = 0
  lost = 0
  wrong = 0
  /** Numbers that a gap reports as missing. */
  private excused = 0
  private next: number

  private readonly isWanted: (name: string) => boolean

  /** Reads from the given number on, or from the first that comes. */
  constructor(isWanted: (name: string) => boolean = () => true, first = 0) {
    this.isWanted = isWanted
    this.next = first
  }

  /** A gap of that many missing messages. */
  gap(dropped: number): void {
    this.excused += dropped
  }

  read(name: string, uniqueid: string | undefined): void {
    const number = numberOf(uniqueid)
    if (Number.isNaN(this.next)) this.next = number ?? Number.NaN
    if (number === undefined || number < this.next || nameOf(number) !== name) {
      this.wrong += 1
      return
    }
    this.received += 1
    this.skipTo(number)
    this.next = number + 1
  }

  /** That many events were sent. */
  end(sent: number): void {
    this.skipTo(sent)
  }

  private skipTo(number: number): void {
    let missing = 0
    for (; this.next < number; this.next++) if (this.isWanted(nameOf(this.next))) missing += 1
    // A gap is in its place if it reports exactly how many are missing there.
    if (missing !== this.excused) this.lost += Math.abs(missing - this.excused)
    this.excused = 0
  }
}
