/** Tabs of one browser: clients with one cookie jar or one storage, which tell each other what they did. */
import type { TestContext } from 'node:test'
import { listen } from '../../../test/attacks/listening.ts'
import { testPassword } from '../../testing/test-client.ts'
import { type Change, type Client, type ClientOptions, createClient, type Pair, type TokenStorage } from '../index.ts'

/** Makes a page of this process: with a location, and with channels that do not keep it from ending. */
export function becomePage(): void {
  class PageChannel extends BroadcastChannel {
    constructor(name: string) {
      super(name)
      this.unref()
    }
  }
  const page = { location: { origin: 'http://127.0.0.1' }, BroadcastChannel: PageChannel }
  for (const [name, value] of Object.entries(page))
    Object.defineProperty(globalThis, name, { value, configurable: true })
}

export type Mode = 'memory' | 'storage' | 'cookies'
export const modes = ['memory', 'storage', 'cookies'] as const
export const sharedModes = ['storage', 'cookies'] as const

export const email = 'alice@example.com'

export async function openTabs(t: TestContext, mode: Mode, config: Parameters<typeof listen>[1] = {}) {
  const auth = await listen(t, config)
  await auth.register(email)
  const wire = { isCut: false, sent: [] as string[], before: async (_path: string): Promise<void> => {} }
  const browse = () => createBrowser(wire)
  const shared = browse()
  const openStorage = createSharedStorage()
  const open = (more: ClientOptions = {}): Client =>
    createClient({
      url: `http://127.0.0.1:${auth.port}`,
      mode: mode === 'cookies' ? 'cookies' : 'tokens',
      fetch: shared,
      clock: auth.clock,
      ...(mode === 'storage' ? { storage: openStorage() } : {}),
      ...more,
    })
  const count = (part: string) => wire.sent.filter(path => path.includes(part)).length
  const expire = () => auth.clock.advance(15 * 60_000)
  return { auth, wire, open, browse, count, expire }
}

/** Signs in by the first tab, and waits until the others have heard of it. */
export async function signIn([first, ...others]: readonly Client[]): Promise<void> {
  const heard = others.map(each => nextChange(each, 'signed_in'))
  await first?.login({ email, password: testPassword })
  await Promise.all(heard)
}

export function nextChange(client: Client, awaited: 'signed_in' | 'signed_out'): Promise<Change> {
  return new Promise(resolve => {
    const unsubscribe = client.onChange((state, change) => {
      if (state !== awaited) return
      unsubscribe()
      resolve(change)
    })
  })
}

/** A fetch with a cookie jar, which can be cut off. */
function createBrowser(wire: {
  readonly isCut: boolean
  readonly sent: string[]
  before(path: string): Promise<void>
}): typeof fetch {
  const jar = new Map<string, string>()
  return async (input, init) => {
    const path = new URL(String(input)).pathname
    wire.sent.push(path)
    await wire.before(path)
    if (wire.isCut) throw new TypeError('fetch failed')
    const headers = new Headers(init?.headers)
    if (init?.credentials === 'include') headers.set('Cookie', [...jar].map(pair => pair.join('=')).join('; '))
    const answer = await fetch(input, { ...init, headers })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      jar.set(name, value)
    }
    return answer
  }
}

/** As `localStorage` is: one content, and every tab but the one that writes hears of it. */
function createSharedStorage(): () => TokenStorage {
  let stored: Pair | undefined
  const listeners = new Map<TokenStorage, (before: Pair | undefined, after: Pair | undefined) => void>()
  return () => {
    const storage: TokenStorage = {
      load: () => stored,
      save(pair) {
        const before = stored
        stored = pair
        for (const [of, listener] of listeners) if (of !== storage) setImmediate(() => listener(before, pair))
      },
      subscribe: listener => void listeners.set(storage, listener),
    }
    return storage
  }
}
