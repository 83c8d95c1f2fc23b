/**
 * SIGINT (Ctrl-C) and SIGTERM let running requests finish, and the process exits within ten seconds after the delay that
 * is set. A signal to a process group arrives twice, so a second signal does not mean "exit at once".
 */
export interface Closing {
  /** In milliseconds: how long requests are still accepted. */
  readonly delay: number
  /** Stops accepting requests; resolves when the running ones are done and the store is closed. */
  close(): Promise<void>
  /** Called when that takes too long. */
  giveUp(): void
}

/** The rest of the ten seconds is for exiting: process managers send SIGKILL after that. */
export const drainMs = 9_500

/** Resolves when a signal has arrived and everything is closed. */
export function closeOnSignal(closing: Closing, signals: NodeJS.EventEmitter = process): Promise<void> {
  return new Promise((resolve, reject) => {
    let isClosing = false
    const begin = () => {
      if (isClosing) return
      isClosing = true
      const timer = setTimeout(() => closing.giveUp(), closing.delay + drainMs)
      closing
        .close()
        .finally(() => clearTimeout(timer))
        .then(resolve, reject)
    }
    signals.on('SIGINT', begin)
    signals.on('SIGTERM', begin)
  })
}
