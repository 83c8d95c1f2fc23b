/** Several nodes on one database, for actions that meet. */
import type { TestContext } from 'node:test'
import type { Store } from '../../store.ts'
import type { OpenStore } from './opened-store.ts'

const nodes = 4

/** Several stores on one database where the dialect can: nodes, each with its own connections. */
export async function openNodes(open: OpenStore, t: TestContext) {
  const store = await open(t)
  const peers = store.openPeer === undefined ? [] : await Promise.all(Array.from({ length: nodes - 1 }, store.openPeer))
  const all: readonly Store[] = [store, ...peers]
  return { store, nodeOf: (index: number): Store => all[index % all.length] ?? store }
}

export function times<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => run(index)))
}
