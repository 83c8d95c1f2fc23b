/**
 * A bounded map that forgets what is not used, by SIEVE (NSDI 2024): a hand goes over the entries from old to new, passes
 * those that were used since its last visit, and evicts the first that was not. What is used often survives any number
 * of entries that are used once, and a use costs one mark, not a move. The order is a list of its own: the map's would
 * step over every entry deleted since it last grew (10 us for 10,000), and an iterator that is kept for that keeps all
 * deleted entries in memory.
 */
export interface Sieve<Value> {
  /** Counts as a use. */
  get(key: string): Value | undefined
  /** Evicts another entry if there are as many as there may be. */
  set(key: string, value: Value): void
  delete(key: string): void
  size(): number
}

interface Entry<Value> {
  readonly key: string
  value: Value
  isUsed: boolean
  older: Entry<Value> | undefined
  newer: Entry<Value> | undefined
}

export function createSieve<Value>(maximumEntries: number): Sieve<Value> {
  const entries = new Map<string, Entry<Value>>()
  let oldest: Entry<Value> | undefined
  let newest: Entry<Value> | undefined
  /** The entry to be looked at next; `undefined`: the oldest. */
  let hand: Entry<Value> | undefined

  const append = (key: string, value: Value): void => {
    const entry = { key, value, isUsed: false, older: newest, newer: undefined }
    if (newest === undefined) oldest = entry
    else newest.newer = entry
    newest = entry
    entries.set(key, entry)
  }
  const remove = (entry: Entry<Value>): void => {
    const { older, newer } = entry
    if (hand === entry) hand = newer
    if (older === undefined) oldest = newer
    else older.newer = newer
    if (newer === undefined) newest = older
    else newer.older = older
    // A dead entry in the old generation would keep its neighbours alive until a full collection.
    entry.older = undefined
    entry.newer = undefined
    entries.delete(entry.key)
  }
  const evict = (): void => {
    let candidate = hand ?? oldest
    // Ends after one round at most: it clears every mark.
    while (candidate?.isUsed === true) {
      candidate.isUsed = false
      candidate = candidate.newer ?? oldest
    }
    hand = candidate
    if (candidate !== undefined) remove(candidate)
  }

  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entry.isUsed = true
      return entry.value
    },
    set(key, value) {
      if (maximumEntries < 1) return
      const entry = entries.get(key)
      if (entry !== undefined) {
        entry.value = value
        return
      }
      if (entries.size >= maximumEntries) evict()
      append(key, value)
    },
    delete(key) {
      const entry = entries.get(key)
      if (entry !== undefined) remove(entry)
    },
    size: () => entries.size,
  }
}
