/**
 * A collection of the state while a step changes it.
 *
 * It reads like a `Map` and holds Effect's persistent `HashMap`: the next state shares all that a step left alone, and
 * what a step costs does not depend on how much there is. Its values have no order.
 *
 * @since 0.2.0
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"

/** A collection that is being changed. */
export class Table<K extends string | number, V> {
  /** The collection as it is now. */
  current: HashMap.HashMap<K, V>

  constructor(from: HashMap.HashMap<K, V>) {
    this.current = from
  }

  /** How many there are. */
  get size(): number {
    return HashMap.size(this.current)
  }

  /** Returns what has this key. */
  get(key: K): V | undefined {
    return Option.getOrUndefined(HashMap.get(this.current, key))
  }

  /** Whether something has this key. */
  has(key: K): boolean {
    return HashMap.has(this.current, key)
  }

  /** Puts something in the place of what has this key. */
  set(key: K, value: V): void {
    this.current = HashMap.set(this.current, key, value)
  }

  /** Removes what has this key. */
  delete(key: K): void {
    this.current = HashMap.remove(this.current, key)
  }

  /** All keys, in no order. */
  keys(): IterableIterator<K> {
    return HashMap.keys(this.current)
  }

  /** All values, in no order. */
  values(): IterableIterator<V> {
    return HashMap.values(this.current)
  }
}
