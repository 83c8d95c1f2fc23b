/** The port of a store for keys that it holds. Every change is one transaction with a named outcome. */
import type { Origin } from '../kernel/origin.ts'
import type { ManagedKey, NewManagedKey } from './managed-key.ts'

export interface SealedKey {
  readonly kid: string
  readonly sealed: string
}

/** `now` in milliseconds since 1970; `by`: who asked, for the audit row. */
export interface KeyChange {
  readonly now: number
  readonly by?: Origin | undefined
}

/** In milliseconds since 1970: from `since` on, and before `before`. */
export interface IssueRange {
  readonly since: number
  readonly before: number
  readonly now: number
}

/** Of a time that has come. */
export interface SettledKeys {
  /** Their overlap is over: from now on their rows say so. */
  readonly retired: readonly string[]
}

export interface ManagedKeyStore {
  /** All of them, without what is secret. */
  list(): Promise<readonly ManagedKey[]>
  /** The sealed halves of those that have one. */
  findSealed(kids: readonly string[]): Promise<readonly SealedKey[]>
  /**
   * Adds a key, if the last one is still that with the number `after` (0: there is none). `superseded`: another node was
   * faster. A key of the settings is the first one: `founding`.
   */
  publish(key: NewManagedKey, after: number, change: KeyChange): Promise<'published' | 'superseded'>
  /** It signs earlier. `unchanged`: it signs already, or would no earlier. */
  advance(kid: string, signsFrom: number, change: KeyChange): Promise<'advanced' | 'unchanged' | 'gone'>
  /**
   * Its tokens are refused from now on. Where it signs, the next one that is published signs in its place at once.
   * `no_successor`: it signs, and there is none. `already`: it was retired before.
   */
  retire(kid: string, change: KeyChange): Promise<'retired' | 'already' | 'no_successor' | 'gone'>
  /**
   * Writes what the time has brought: keys whose overlap is over are retired, halves that sign no more are deleted, and
   * what signs now or later is kept for at least `overlap` ms after it.
   */
  settle(settings: { readonly overlap: number } & KeyChange): Promise<SettledKeys>
  /** Live sessions whose refresh token is from that time (ms): looks at all sessions. */
  countSessions(range: IssueRange): Promise<number>
  /** `false`: it is another one by now. */
  reseal(kid: string, from: string, to: string): Promise<boolean>
}
