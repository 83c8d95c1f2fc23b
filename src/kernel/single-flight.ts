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
