/** A binary heap: the smallest item is found at once, and adding or removing one takes logarithmic time. */
export interface Heap<T> {
  push(item: T): void
  /** The smallest item. */
  peek(): T | undefined
  /** Removes the smallest item. */
  pop(): T | undefined
}

export function createHeap<T>(compare: (a: T, b: T) => number): Heap<T> {
  const items: T[] = []
  const isSmaller = (a: number, b: number) => compare(items[a] as T, items[b] as T) < 0
  const swap = (a: number, b: number) => {
    const item = items[a] as T
    items[a] = items[b] as T
    items[b] = item
  }
  const rise = (start: number) => {
    for (let at = start; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!isSmaller(at, parent)) return
      swap(at, parent)
      at = parent
    }
  }
  const sink = () => {
    for (let at = 0; ; ) {
      const children = [2 * at + 1, 2 * at + 2].filter(child => child < items.length)
      const smallest = children.reduce((best, child) => (isSmaller(child, best) ? child : best), at)
      if (smallest === at) return
      swap(at, smallest)
      at = smallest
    }
  }
  return {
    push(item) {
      items.push(item)
      rise(items.length - 1)
    },
    peek: () => items[0],
    pop() {
      const first = items[0]
      const last = items.pop()
      if (items.length > 0 && last !== undefined) {
        items[0] = last
        sink()
      }
      return first
    },
  }
}
