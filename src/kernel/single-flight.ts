/** Concurrent callers share one call and its result; the next caller starts a new one. */
export function singleFlight<T>(call: () => Promise<T>): () => Promise<T> {
  let flight: Promise<T> | undefined
  return () => {
    flight ??= call().finally(() => {
      flight = undefined
    })
    return flight
  }
}

/**
 * One call at a time, and never one that had begun before the caller asked: callers share the next one. So each sees
 * what it had written itself.
 */
export function nextFlight<T>(call: () => Promise<T>): () => Promise<T> {
  let current: Promise<unknown> | undefined
  let next: Promise<T> | undefined
  const begin = () => {
    next = undefined
    const flight = call().finally(() => {
      if (current === flight) current = undefined
    })
    current = flight
    return flight
  }
  return () => {
    next ??= current?.then(begin, begin)
    return next ?? begin()
  }
}
