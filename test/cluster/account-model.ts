/**
 * One account and its sessions as the smallest program that does what the stores promise, an action at a time. A race of
 * several is right when some order of them in this model gives what each of them was told, and what is there afterwards.
 */

interface ModelSession {
  readonly current: string
  readonly previous: string | undefined
  readonly replacedAt: number
  readonly startedAt: number
  readonly isLive: boolean
}

export interface Account {
  readonly password: string
  readonly isActive: boolean
  readonly sessions: ReadonlyMap<string, ModelSession>
}

/** `now`: by the clock of the node that is asked, which may differ from another's. */
export type Action = { readonly now: number; readonly node: number } & (
  | { readonly what: 'login'; readonly sid: string; readonly password: string; readonly most: number | undefined }
  | { readonly what: 'refresh'; readonly sid: string; readonly jti: string; readonly next: string }
  | { readonly what: 'logout'; readonly sid: string; readonly jti: string }
  | { readonly what: 'password'; readonly from: string; readonly to: string; readonly except: string | undefined }
  | { readonly what: 'active'; readonly isActive: boolean }
  | { readonly what: 'end all'; readonly except: string | undefined }
)

export type Told = string | number

export const grace = 10_000

export function begin(password: string): Account {
  return { password, isActive: true, sessions: new Map() }
}

/** What the action makes of the account, and what its caller is told. */
export function apply(account: Account, action: Action): readonly [Account, Told] {
  switch (action.what) {
    case 'login':
      return logIn(account, action)
    case 'refresh':
      return refresh(account, action)
    case 'logout':
      return logOut(account, action)
    case 'password':
      if (account.password !== action.from) return [account, 'superseded']
      return [endAll({ ...account, password: action.to }, action.except)[0], 'changed']
    case 'active':
      if (account.isActive === action.isActive) return [account, 'unchanged']
      if (action.isActive) return [{ ...account, isActive: true }, 'saved']
      return [endAll({ ...account, isActive: false })[0], 'saved']
    case 'end all':
      return endAll(account, action.except)
  }
}

type Of<What> = Extract<Action, { readonly what: What }>

function logIn(account: Account, { sid, password, now, most }: Of<'login'>): readonly [Account, Told] {
  if (account.password !== password || !account.isActive) return [account, 'superseded']
  const begun = { current: `${sid}-1`, previous: undefined, replacedAt: 0, startedAt: now, isLive: true }
  const sessions = new Map(account.sessions).set(sid, begun)
  const live = [...sessions].filter(([, { isLive }]) => isLive).toSorted(newestFirst)
  const others = live.filter(([other]) => other !== sid)
  const beyond = most === undefined ? [] : others.slice(most - 1)
  return [endSome({ ...account, sessions }, new Set(beyond.map(([other]) => other))), 'started']
}

function newestFirst(a: readonly [string, ModelSession], b: readonly [string, ModelSession]): number {
  return b[1].startedAt - a[1].startedAt || (a[0] < b[0] ? -1 : 1)
}

function refresh(account: Account, { sid, jti, next, now }: Of<'refresh'>): readonly [Account, Told] {
  const session = account.sessions.get(sid)
  if (!session?.isLive) return [account, 'gone']
  const { current, previous, replacedAt } = session
  if (current === jti) {
    return [put(account, sid, { ...session, current: next, previous: current, replacedAt: now }), 'rotated']
  }
  if (previous === jti && now - replacedAt <= grace) {
    return [put(account, sid, { ...session, replacedAt: Math.min(replacedAt, now) }), `forgiven ${current}`]
  }
  return [endSome(account, new Set([sid])), 'reused']
}

function logOut(account: Account, { sid, jti, now }: Of<'logout'>): readonly [Account, Told] {
  const session = account.sessions.get(sid)
  if (!session?.isLive) return [account, 'gone']
  const isKnown = session.current === jti || (session.previous === jti && now - session.replacedAt <= grace)
  return [endSome(account, new Set([sid])), isKnown ? 'ended' : 'reused']
}

function endAll(account: Account, except?: string): readonly [Account, number] {
  const ending = [...account.sessions].filter(([sid, { isLive }]) => isLive && sid !== except).map(([sid]) => sid)
  return [endSome(account, new Set(ending)), ending.length]
}

function endSome(account: Account, ending: ReadonlySet<string>): Account {
  const sessions = [...account.sessions].map(
    ([sid, session]) => [sid, ending.has(sid) ? { ...session, isLive: false } : session] as const,
  )
  return { ...account, sessions: new Map(sessions) }
}

function put(account: Account, sid: string, session: ModelSession): Account {
  return { ...account, sessions: new Map(account.sessions).set(sid, session) }
}

/** The account after the first order of the actions that explains what was told and what is there; `undefined`: none does. */
export function explain(
  before: Account,
  told: readonly (readonly [Action, Told])[],
  isAsFound: (account: Account) => boolean,
): Account | undefined {
  if (told.length === 0) return isAsFound(before) ? before : undefined
  for (const [index, [action, answer]] of told.entries()) {
    const [after, expected] = apply(before, action)
    if (expected !== answer) continue
    const explained = explain(after, told.toSpliced(index, 1), isAsFound)
    if (explained !== undefined) return explained
  }
  return undefined
}
