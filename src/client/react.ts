/**
 * `latchkey/react`: the user of `latchkey/client` in React 18 and 19. All hooks read one store (`createAuthStore`), so ten
 * components ask the server once, and no two of them show two states (tearing).
 */
import {
  createContext,
  createElement,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import { type AuthState, type AuthStore, createAuthStore } from './auth-store.ts'
import type { Client } from './client.ts'
import type { WireUser } from './wire.ts'

/**
 * The type of your client, said once: the hooks then give your users.
 *
 * ```typescript
 * declare module 'latchkey/react' {
 *   interface Register { client: typeof client }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: applications add to it
export interface Register {}

/** The client of `Register`, or one whose users have no fields of their own. */
export type RegisteredClient = Register extends { readonly client: infer Found } ? Found : Client

/** The users of the registered client. */
export type RegisteredUser =
  RegisteredClient extends Client<infer UserFields, infer _> ? WireUser & UserFields : WireUser

/** What `useAuth` gives. */
export type Auth = AuthState<RegisteredUser> & {
  readonly client: RegisteredClient
  /** Asks the server for the user again, for example after a change of their name. */
  reload(): Promise<AuthState<RegisteredUser>>
}

/** Properties of `AuthProvider`. */
export interface AuthProviderProps {
  readonly client: RegisteredClient
  /** The user, where a server that rendered the page knew them. */
  readonly user?: RegisteredUser
  readonly children?: ReactNode
}

/** Properties of `Protected`. */
export interface ProtectedProps {
  /** Of a user who is signed in, also while the server is out of reach. */
  readonly children?: ReactNode
  /** Until it is known who is signed in. */
  readonly fallback?: ReactNode
  readonly signedOut?: ReactNode
}

interface Provided extends AuthStore<RegisteredUser> {
  readonly client: RegisteredClient
  readonly first: AuthState<RegisteredUser>
}

const Context = createContext<Provided | undefined>(undefined)

/** Gives the client to the hooks below it. The client is made once, outside of components. */
export function AuthProvider({ client, user, children }: AuthProviderProps): ReactNode {
  const [provided, setProvided] = useState(() => provide(client, user))
  // Another client is another session.
  const current = provided.client === client ? provided : provide(client, user)
  if (current !== provided) setProvided(current)
  // The store listens as long as the provider is there, whatever is shown below it.
  useEffect(() => current.subscribe(() => {}), [current])
  return createElement(Context.Provider, { value: current }, children)
}

function provide(client: RegisteredClient, user: RegisteredUser | undefined): Provided {
  // Register says what the client's users are; here they are of any type.
  const store: AuthStore<RegisteredUser> = createAuthStore(client, { user })
  return { ...store, client, first: store.get() }
}

/** The state of the user, with the client. On a server, and while a page hydrates, it is the state that the provider began with. */
export function useAuth(): Auth {
  const provided = useContext(Context)
  if (provided === undefined) throw new Error('useAuth needs an <AuthProvider> above')
  const { client, first, get, reload, subscribe } = provided
  const state = useSyncExternalStore(subscribe, get, () => first)
  return { ...state, client, reload }
}

/** The user who is signed in, or was when the server was last in reach; else `undefined`. */
export function useUser(): RegisteredUser | undefined {
  return useAuth().user
}

/** Shows its children to a user who is signed in. What must stay hidden the server keeps back: a page has no secrets. */
export function Protected({ children, fallback, signedOut }: ProtectedProps): ReactNode {
  const { kind, user } = useAuth()
  const shown = user !== undefined ? children : kind === 'signed_out' ? signedOut : fallback
  return shown
}
