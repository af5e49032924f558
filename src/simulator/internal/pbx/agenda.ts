/**
 * What is planned: a persistent leftist heap, so that planning something and taking the first costs the same whether ten
 * or ten thousand things wait.
 *
 * @since 0.2.0
 */

/** Something planned and its time. */
export interface Planned<Task> {
  /** In milliseconds since the epoch. */
  readonly at: number
  /** The same in call time, which keeps the order even if calls take no time at all. */
  readonly callTime: number
  /** The number of its planning: what is due at the same time comes in the order in which it was planned. */
  readonly order: number
  readonly task: Task
}

/** What is planned; undefined if nothing is. */
export type Agenda<Task> = Node<Task> | undefined

interface Node<Task> {
  readonly first: Planned<Task>
  readonly left: Agenda<Task>
  readonly right: Agenda<Task>
  /** How far the nearest missing child is. */
  readonly rank: number
}

const precedes = (one: Planned<unknown>, other: Planned<unknown>): boolean =>
  one.at !== other.at
    ? one.at < other.at
    : one.callTime !== other.callTime
    ? one.callTime < other.callTime
    : one.order < other.order

const merged = <Task>(one: Agenda<Task>, other: Agenda<Task>): Agenda<Task> => {
  if (one === undefined) return other
  if (other === undefined) return one
  const [top, below] = precedes(other.first, one.first) ? [other, one] : [one, other]
  const child = merged(top.right, below)
  const [left, right] = (top.left?.rank ?? 0) < (child?.rank ?? 0) ? [child, top.left] : [top.left, child]
  return { first: top.first, left, right, rank: (right?.rank ?? 0) + 1 }
}

/** Plans something. */
export const add = <Task>(agenda: Agenda<Task>, planned: Planned<Task>): Agenda<Task> =>
  merged(agenda, { first: planned, left: undefined, right: undefined, rank: 1 })

/** Takes the first away. */
export const rest = <Task>(agenda: Agenda<Task>): Agenda<Task> =>
  agenda === undefined ? undefined : merged(agenda.left, agenda.right)
