/**
 * Who is signed in, as one value that pages watch: for React, Vue, Svelte and plain pages. It asks the server once when
 * it is first watched, however many watch, and then follows the client's sign-ins and sign-outs, in all tabs.
 */
import type { Timer } from '../ports/timer.ts'
import type { Change } from './announce-changes.ts'
import type { Client } from './client.ts'
import { callListeners } from './listeners.ts'
import { signedOut } from './outcome.ts'
import { page } from './page.ts'
import type { WireUser } from './wire.ts'

/** What a page knows of its user. */
export type AuthState<User = WireUser> =
  /** The server has not said yet who is signed in. */
  | { readonly kind: 'loading'; readonly user?: undefined }
  | { readonly kind: 'signed_in'; readonly user: User }
  | { readonly kind: 'signed_out'; readonly user?: undefined }
  /** The server is busy, down or out of reach; `user` is the last one known. The store asks again by itself. */
  | { readonly kind: 'later'; readonly user?: User | undefined }

/** What `createAuthStore` returns. It keeps the contract of Svelte's stores. */
export interface AuthStore<User = WireUser> {
  /** The state of now; the same object until it changes. */
  get(): AuthState<User>
  /** Calls the listener at once and with each change. Returns a function that unsubscribes. */
  subscribe(listener: (state: AuthState<User>) => void): () => void
  /** Asks the server for the user again, for example after a change of their name. */
  reload(): Promise<AuthState<User>>
}

/** Options of `createAuthStore`. */
export interface AuthStoreOptions<User = WireUser> {
  /** The user, where a server that rendered the page knew them: the store begins with it, and asks nothing. */
  readonly user?: User | undefined
  /** Default: the platform's timers. */
  readonly timer?: Timer
}

/** Milliseconds from one question to the next while the server does not answer: twice as long each time. */
const shortestPause = 2000
const longestPause = 60_000

/**
 * ```ts
 * const store = createAuthStore(client)
 * store.subscribe(state => show(state.kind === 'signed_in' ? state.user.email : 'signed out'))
 * ```
 */
export function createAuthStore<UserFields = unknown, Claims = unknown>(
  client: Client<UserFields, Claims>,
  { user, timer = platformTimer }: AuthStoreOptions<WireUser & UserFields> = {},
): AuthStore<WireUser & UserFields> {
  type State = AuthState<WireUser & UserFields>
  const listeners = new Set<(state: State) => void>()
  let state: State = user === undefined ? { kind: 'loading' } : { kind: 'signed_in', user }
  let isOld = user === undefined
  let loading: Promise<State> | undefined
  const askLater = createRetry(timer, load)
  let unsubscribe: () => void

  /** What is still asked for is older than this. */
  function set(next: State): State {
    loading = undefined
    isOld ||= next.kind === 'later'
    askLater(next.kind === 'later' && listeners.size > 0)
    state = next
    callListeners(listeners, state)
    return state
  }

  function load(): Promise<State> {
    isOld = false
    const asked: Promise<State> = client.profile().then(outcome => {
      if (loading !== asked) return loading ?? state
      if (outcome.kind === 'profile') return set({ kind: 'signed_in', user: outcome.user })
      if (outcome.kind !== 'signed_out') return set({ kind: 'later', user: state.user })
      // Another user has signed in while this one was asked for.
      return 'signedInAs' in outcome ? load() : set(signedOut)
    })
    loading = asked
    return asked
  }

  function hear(next: 'signed_in' | 'signed_out', change: Change<WireUser & UserFields>): void {
    if (next === 'signed_out') set(signedOut)
    else if (change.user !== undefined) set({ kind: 'signed_in', user: change.user })
    else {
      if (change.cause === 'elsewhere') set({ kind: 'loading' })
      // A refresh that the question for the user brought about is no news.
      if (loading === undefined) load()
    }
  }

  function start(): void {
    unsubscribe = client.onChange(hear)
    // Who looks only once, as a renderer on a server, asks no one.
    queueMicrotask(() => {
      if (isOld && listeners.size > 0) load()
    })
  }

  function stop(): void {
    unsubscribe()
    askLater(false)
    // What happens while no one listens is not heard of.
    isOld = true
  }

  function subscribe(listener: (state: State) => void): () => void {
    // Twice the same function are two listeners.
    const own = (next: State) => listener(next)
    if (listeners.size === 0) start()
    listeners.add(own)
    callListeners([own], state)
    return () => {
      if (listeners.delete(own) && listeners.size === 0) stop()
    }
  }

  return { get: () => state, subscribe, reload: load }
}

/**
 * Returns a function that plans the next call, after a pause or when the page is online again. When none is needed, the
 * next pause is a short one.
 */
function createRetry(timer: Timer, run: () => void): (isNeeded: boolean) => void {
  let pause = shortestPause
  let cancel = () => {}
  return isNeeded => {
    cancel()
    page.removeEventListener?.('online', run)
    if (isNeeded) {
      cancel = timer.after(pause, run)
      page.addEventListener?.('online', run)
    }
    pause = isNeeded ? Math.min(pause * 2, longestPause) : shortestPause
  }
}

const platformTimer: Timer = {
  after(milliseconds, run) {
    const timeout = setTimeout(run, milliseconds)
    return () => clearTimeout(timeout)
  },
}
