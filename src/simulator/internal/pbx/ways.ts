/**
 * Which way frames have come, so that circles of Local channels and bridges do not pass them on without end.
 *
 * @since 0.2.0
 */

/** Where a frame comes from: the frame that caused it, and the halves of Local channels through which it came. */
export interface Way {
  readonly origin: object
  readonly halves: ReadonlyArray<string>
}

/** The ways of the frames of one step. */
export class Ways {
  /** That of the frame that the current task delivers. */
  current: Way | undefined = undefined
  private readonly counts = new Map<object, Map<string, number>>()

  /** How many frames from this origin have passed here, this one included. */
  count(origin: object, half: string): number {
    const halves = this.counts.get(origin) ?? new Map<string, number>()
    const count = (halves.get(half) ?? 0) + 1
    this.counts.set(origin, halves.set(half, count))
    return count
  }
}
