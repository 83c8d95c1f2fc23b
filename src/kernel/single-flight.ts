/** Many callers, one flight: while a call is under way, whoever asks shares its outcome; the next asker starts anew. */
export function singleFlight<T>(call: () => Promise<T>): () => Promise<T> {
  let flight: Promise<T> | undefined
  return () => {
    flight ??= call().finally(() => {
      flight = undefined
    })
    return flight
  }
}
