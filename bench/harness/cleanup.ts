/** What has to be undone: processes, folders, databases. In the reverse order, at the end of a measure and at Ctrl-C. */

export interface Cleanup {
  /** Undone first, of all that are known now. */
  add(undo: () => unknown): void
  /** Undoes everything, whatever fails. */
  run(): Promise<void>
}

export function createCleanup(): Cleanup {
  const undos: (() => unknown)[] = []
  return {
    add: undo => void undos.push(undo),
    async run() {
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
        try {
          await undo()
        } catch (error) {
          console.error(`left behind: ${error instanceof Error ? error.message : error}`)
        }
      }
    },
  }
}

/** Ctrl-C ends the processes that were started, too. A second one does not wait. */
export function cleanUpAtSignals(cleanup: Cleanup): void {
  let signals = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      signals += 1
      if (signals > 1) process.exit(130)
      void cleanup.run().then(() => process.exit(130))
    })
  }
}
