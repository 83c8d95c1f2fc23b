/**
 * Ctrl-C and SIGTERM let what is under way finish, and the process is gone within ten seconds. A signal to a process group arrives twice; the
 * second one means the same as the first, never "at once".
 */
export interface Closing {
  /** Stops taking requests; resolves when those under way were answered and the store is closed. */
  close(): Promise<void>
  /** What to do when that takes too long. */
  giveUp(): void
}

/** What is left of the ten seconds is for the end itself: whoever sent the signal kills at the eleventh. */
export const drainMs = 9_500

/** Resolves when a signal came and everything is closed. */
export function closeOnSignal(closing: Closing, signals: NodeJS.EventEmitter = process): Promise<void> {
  return new Promise((resolve, reject) => {
    let isClosing = false
    const begin = () => {
      if (isClosing) return
      isClosing = true
      const timer = setTimeout(() => closing.giveUp(), drainMs)
      closing
        .close()
        .finally(() => clearTimeout(timer))
        .then(resolve, reject)
    }
    signals.on('SIGINT', begin)
    signals.on('SIGTERM', begin)
  })
}
