/**
 * Which keys a publisher was asked about, and does not have. Only a fetch that began after a key was asked for says so: a
 * key that was published since the last one is not called invalid. Bounded: invented names push each other out.
 */
export interface AbsentKeys {
  /** Whether the last answers say that it does not exist. Otherwise the next one will. */
  isAbsent(name: string): boolean
  /** A fetch begins: its answer is about all that was asked for until now. */
  begun(): void
  answered(): void
}

const mostNames = 1000

export function createAbsentKeys(): AbsentKeys {
  let [waiting, asked, absent] = [new Set<string>(), new Set<string>(), new Set<string>()]
  return {
    isAbsent(name) {
      if (absent.has(name)) return true
      if (waiting.size < mostNames) waiting.add(name)
      return false
    },
    begun() {
      asked = new Set([...asked, ...waiting])
      waiting = new Set()
    },
    answered() {
      // The newest first.
      absent = new Set([...asked, ...absent].slice(0, mostNames))
      asked = new Set()
    },
  }
}
