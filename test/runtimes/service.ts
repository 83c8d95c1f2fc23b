/** What each runtime runs: a service on the installed package, as a handler of the Fetch standard. Nothing of Node is used. */
import { createClient, type TokenStorage } from 'latchkey/client'
import { guarded, type TokenVerifier } from 'latchkey/verify/fetch'
import {
  type AlgorithmName,
  anyAudience,
  anyIssuer,
  type Jwk,
  type Jwks,
  type RevocationFeed,
  type RevocationFeedOptions,
  type WebRemoteVerifierOptions,
  type WebVerifierOptions,
} from 'latchkey/verify/web'

/** `latchkey/verify/web`, or `latchkey/verify`: with keys that both take. */
export interface Entry {
  createVerifier(options: WebVerifierOptions & { readonly keys: Jwks | readonly GivenKey[] }): TokenVerifier
  createRemoteVerifier(options: WebRemoteVerifierOptions): TokenVerifier
  createRevocationFeed(options: RevocationFeedOptions): RevocationFeed
}

interface GivenKey {
  readonly algorithm: AlgorithmName
  readonly key: string | Jwk
}

export interface Place {
  readonly issuer: string
  readonly feedToken: string
  readonly waitUntil?: (work: Promise<unknown>) => void
}

/** A token, the keys to verify it by, and the verdict of `latchkey/verify` on Node. */
export interface Case {
  readonly keys: unknown
  readonly token: unknown
  readonly verdict: string
}

const checks = { issuer: anyIssuer, audience: anyAudience, tokenType: 'access', leeway: 5 } as const

export function createService(entry: Entry, { issuer, feedToken, waitUntil }: Place) {
  const more = waitUntil === undefined ? {} : { waitUntil }
  const revocations = entry.createRevocationFeed({
    url: `${issuer}/api/auth/revocations/`,
    token: feedToken,
    ...more,
  })
  const jwksUrl = `${issuer}/.well-known/jwks.json`
  const verify = entry.createRemoteVerifier({ ...checks, jwksUrl, algorithm: 'ES256', revocations, ...more })
  const unfed = entry.createRemoteVerifier({ ...checks, jwksUrl, algorithm: 'ES256', ...more })
  const [orders, notes] = [verify, unfed].map(each =>
    guarded(each, {}, (_, token) => Response.json({ user: token.userId })),
  )
  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname === '/orders' && orders) return await orders(request)
    // Without the feed.
    if (pathname === '/notes' && notes) return await notes(request)
    if (pathname === '/verdicts') return Response.json(await verdictsOf(entry, await readCases(request)))
    if (pathname === '/client') return Response.json(await useClient(issuer, new URL(request.url).searchParams))
    if (pathname.startsWith('/abandon/')) {
      // Answered when the verifier has asked, and before it has an answer.
      const abandoned = pathname === '/abandon/notes' ? unfed : verify
      Promise.resolve(abandoned(request.headers.get('authorization')?.slice(7) ?? '')).catch(() => {})
      await new Promise(resolve => setTimeout(resolve, 150))
      return new Response('gone')
    }
    return new Response('none', { status: 404 })
  }
}

async function readCases(request: Request): Promise<readonly Case[]> {
  return (await request.json()) as readonly Case[]
}

/** What differs from the verdicts of Node. */
async function verdictsOf(entry: Entry, cases: readonly Case[]): Promise<readonly object[]> {
  const others: object[] = []
  for (const [index, { keys, token, verdict }] of cases.entries()) {
    const seen = await verdictOf(entry, keys, token)
    if (seen !== verdict) others.push({ index, seen, verdict })
  }
  return others
}

export async function verdictOf(entry: Entry, keys: unknown, token: unknown): Promise<string> {
  try {
    const verify = entry.createVerifier({ ...checks, keys: keys as Jwks })
    return `accepted ${(await verify(token as string)).userId}`
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return 'reason' in error ? String(error.reason) : error.name
  }
}

/** Login, a refresh since the server refuses the access token, logout. */
async function useClient(url: string, credentials: URLSearchParams): Promise<readonly unknown[]> {
  type Pair = Parameters<TokenStorage['save']>[0]
  let pair: Pair
  const storage = {
    load: () => pair,
    save(saved: Pair) {
      pair = saved
    },
  }
  const client = createClient({ url, storage })
  const changes: string[] = []
  client.onChange(state => changes.push(state))
  const email = credentials.get('email') ?? ''
  const password = credentials.get('password') ?? ''
  const refused = await client.login({ email, password: `${password}!` })
  const login = await client.login({ email, password })
  const first = client.claims()?.jti
  if (pair !== undefined) pair = { ...pair, access: `${pair.access.slice(0, -8)}AAAAAAAA` }
  const profile = await client.profile()
  const second = client.claims()?.jti
  const end = await client.logout()
  const after = await client.profile()
  return [refused.kind, login.kind, profile.kind, first !== second, end.kind, after.kind, changes.join()]
}
