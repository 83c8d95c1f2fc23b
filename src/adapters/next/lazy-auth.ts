/** When an Auth is opened: at the first request, because Next imports modules while it builds. */
import type { Auth } from '../../auth.ts'

/** An Auth, or what opens one: then it is opened at the first request, and not when the module is imported. */
export type AuthSource = Auth | PromiseLike<Auth> | (() => Auth | PromiseLike<Auth>)

const opened = new WeakMap<() => Auth | PromiseLike<Auth>, Promise<Auth>>()

/** The Auth of a source, opened once. After a start that failed the next request tries again. */
export async function openAuth(source: AuthSource): Promise<Auth> {
  if (typeof source !== 'function') return await source
  const known = opened.get(source)
  if (known !== undefined) return await known
  const opening = Promise.resolve().then(source)
  opened.set(source, opening)
  opening.catch(() => opened.delete(source))
  return await opening
}

const registry = Symbol.for('latchkey.lazyAuth')

/**
 * One Auth in a process, by its name, however often the module is evaluated: Next does that for each hot reload, and may
 * for each route. It is opened at the first request, and kept until the process ends.
 *
 * ```ts
 * export const auth = lazyAuth('app', () => createAuth({ secretKey: process.env.SECRET_KEY, database: 'sqlite:app.sqlite3' }))
 * ```
 */
export function lazyAuth<A extends Auth>(name: string, open: () => A | PromiseLike<A>): () => Promise<A> {
  const shared = globalThis as { [registry]?: Map<string, () => Promise<Auth>> }
  shared[registry] ??= new Map()
  const known = shared[registry].get(name)
  // The name stands for what one line of the application opens, so it is of the same kind.
  if (known !== undefined) return known as () => Promise<A>
  const source = async () => (await openAuth(open)) as A
  shared[registry].set(name, source)
  return source
}
