/**
 * The marks of a subscriber that does not come back: they are few, however often the connection is lost meanwhile.
 *
 * @since 0.2.0
 */
import type { Gap, Item, Mark } from "../../AmiInbox.ts"

/** So many marks may follow one another before those of whole connections are merged. */
const maxMarks = 32

/**
 * Merges the connections that came and went within the marks at the end of the list into the first of them, whose `Gap`
 * then counts what was dropped of all. Gaps that stand side by side become one.
 */
export const mergeMarks = (list: Array<Item>): void => {
  const from = list.length - maxMarks
  if (from < 0) return
  const marks: Array<Mark> = []
  for (const item of list.slice(from)) {
    if (item._tag === "Received") return
    const before = marks.at(-1)
    if (before?._tag === "Gap" && item._tag === "Gap" && isSame(before, item)) {
      marks[marks.length - 1] = { ...sum(before, item), lastSeq: item.lastSeq }
    } else marks.push(item)
  }
  list.splice(from, maxMarks, ...mergeConnections(marks))
}

const mergeConnections = (marks: ReadonlyArray<Mark>): ReadonlyArray<Mark> => {
  const start = marks.findIndex(({ _tag }) => _tag === "Connected")
  const end = marks.findLastIndex(({ _tag }) => _tag === "Disconnected")
  if (start < 0 || end < start) return marks
  const within = marks.slice(start, end + 1)
  const disconnected = within.find(({ _tag }) => _tag === "Disconnected")
  const [first, ...others] = within.filter((mark) => mark._tag === "Gap")
  const gap = first === undefined ? [] : [others.reduce(sum, first)]
  const kept = within.filter((mark, index) => index === 0 || mark === disconnected)
  return [...marks.slice(0, start), ...kept.slice(0, 1), ...gap, ...kept.slice(1), ...marks.slice(end + 1)]
}

const isSame = (one: Gap, other: Gap): boolean => one.epoch === other.epoch && one.reason === other.reason

const sum = (one: Gap, other: Gap): Gap => ({
  ...one,
  dropped: one.dropped === "unknown" || other.dropped === "unknown" ? "unknown" : one.dropped + other.dropped
})
