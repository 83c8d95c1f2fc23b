/** Many calls in a while become one, for what says no more when it is said often. */

/** The first call sends at once; those of the next `pause` ms are one more. Keeps no process alive. */
export function coalesce(pause: number, send: () => void): () => void {
  let state: 'idle' | 'pausing' | 'due' = 'idle'
  const start = () => {
    state = 'pausing'
    send()
    setTimeout(() => {
      const isDue = state === 'due'
      state = 'idle'
      if (isDue) start()
    }, pause).unref()
  }
  return () => {
    if (state === 'idle') start()
    else state = 'due'
  }
}
