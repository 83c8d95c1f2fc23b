/** One tab at a time, where the browser has Web Locks; elsewhere the server's refresh grace covers the race. */
export interface Locks {
  request<T>(name: string, run: () => Promise<T>): Promise<T>
}

export function platformLocks(): Locks | undefined {
  const { navigator } = globalThis as { readonly navigator?: { readonly locks?: Locks } }
  return navigator?.locks
}

export async function withLock<T>(locks: Locks | undefined, name: string, run: () => Promise<T>): Promise<T> {
  return locks === undefined ? await run() : await locks.request(name, run)
}
