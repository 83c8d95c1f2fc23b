/**
 * A local OpenID provider (oidc-provider). Its sign-in page is a form that asks for a name. It also answers like
 * Google's tokeninfo and GitHub's API, for its own tokens.
 */
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import Provider, { type Context } from 'oidc-provider'
import { createMemoryAdapter } from './memory-adapter.ts'

/** A user with an account there. */
export interface Person {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean | string
  readonly given_name?: string
  readonly family_name?: string
  readonly name?: string
  /** Google: the domain of the user's organization. */
  readonly hd?: string
}

export interface Client {
  readonly client_id: string
  readonly client_secret: string
  readonly redirect_uris: readonly string[]
}

export interface IdentityProvider {
  readonly issuer: string
  /** Its users, by the name to type into the form. Tests change it. */
  readonly people: Record<string, Person>
  /** Rewrites its ID tokens, to simulate a malicious provider. */
  readonly lie: { rewrite: (idToken: string) => string }
  /** Paths that it answers with this status instead. */
  readonly failing: Record<string, number>
  /** The ID tokens that it has issued. */
  readonly idTokens: readonly string[]
}

export const clientSecret = 'a secret that the provider and its client share'

// Generating RSA keys is slow, so they are shared. Providers of one test get different keys.
const signingKeys = [1, 2].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)
let made = 0

/** `clients`: the clients that are registered there. */
export async function runProvider(
  t: Pick<TestContext, 'after'>,
  clients: readonly Client[],
  people: Record<string, Person>,
): Promise<IdentityProvider> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, configuration(clients, people))
  const failing: Record<string, number> = {}
  provider.use(async (context, next) => {
    const failure = failing[context.path]
    if (failure !== undefined) return void Object.assign(context, { status: failure, body: { message: 'no' } })
    if (context.path.startsWith('/sign-in/')) return await signInPage(provider, people, context)
    const answer = await apiAnswer(provider, people, context)
    if (answer === undefined) return await withLies(context, next)
    context.status = answer === 'refused' ? 401 : 200
    context.body = answer === 'refused' ? { error: 'invalid_token' } : answer
  })
  const lie = { rewrite: (idToken: string) => idToken }
  const idTokens: string[] = []
  const withLies = async (context: Context, next: () => Promise<void>) => {
    await next()
    if (context.path !== '/token' || typeof context.body !== 'object' || context.body === null) return
    if (!('id_token' in context.body)) return
    const idToken = String(context.body.id_token)
    idTokens.push(idToken)
    context.body = { ...context.body, id_token: lie.rewrite(idToken) }
  }
  server.on('request', provider.callback())
  return { issuer, people, lie, failing, idTokens }
}

function configuration(clients: readonly Client[], people: Record<string, Person>) {
  const jwk = signingKeys[made++ % signingKeys.length]?.export({ format: 'jwk' })
  const signing = { ...jwk, use: 'sig', alg: 'RS256', kid: 'one' }
  return {
    clients: clients.map(client => ({ token_endpoint_auth_method: 'client_secret_post', ...client })),
    adapter: createMemoryAdapter(),
    jwks: { keys: [signing] },
    cookies: { keys: ['a key that protects nothing'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    claims: {
      openid: ['sub', 'hd'],
      email: ['email', 'email_verified'],
      profile: ['given_name', 'family_name', 'name'],
    },
    // Or it takes a code back when the browser signs in again, in another tab.
    expiresWithSession: async () => false,
    interactions: { url: (_: Context, { uid }: { uid: string }) => `/sign-in/${uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
    scopes: ['openid', 'email', 'profile', 'read:user', 'user:email'],
    findAccount: (_: Context, sub: string) => ({
      accountId: sub,
      claims: () => Object.values(people).find(person => person.sub === sub) ?? { sub },
    }),
    async loadExistingGrant({ oidc }: Context) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
      grant.addOIDCScope('openid email profile read:user user:email')
      await grant.save()
      return grant
    },
  }
}

async function signInPage(provider: Provider, people: Record<string, Person>, context: Context): Promise<void> {
  if (context.method !== 'POST') {
    context.body =
      '<!doctype html><title>Sign in</title><form method="post"><input name="login"><button>Continue</button></form>'
    Object.assign(context, { type: 'text/html' })
    return
  }
  const chunks: Buffer[] = []
  for await (const chunk of context.req) chunks.push(chunk as Buffer)
  const login = new URLSearchParams(Buffer.concat(chunks).toString()).get('login') ?? ''
  const result = login === '' ? { error: 'access_denied' } : { login: { accountId: people[login]?.sub ?? login } }
  await provider.interactionFinished(context.req, context.res, result)
}

/** Google's `tokeninfo`, GitHub's `/user` and `/user/emails`. */
async function apiAnswer(
  provider: Provider,
  people: Record<string, Person>,
  context: Context,
): Promise<object | 'refused' | undefined> {
  if (!['/tokeninfo', '/api/user', '/api/user/emails'].includes(context.path)) return undefined
  const token = await provider.AccessToken.find(await tokenOf(context))
  if (token === undefined) return 'refused'
  const person = Object.values(people).find(({ sub }) => sub === token.accountId)
  const { email, email_verified, name } = person ?? {}
  if (context.path === '/tokeninfo') {
    return {
      aud: token.clientId,
      azp: token.clientId,
      sub: token.accountId,
      exp: String(token.exp),
      scope: token.scope,
    }
  }
  if (context.path === '/api/user') return { id: Number(token.accountId), login: 'whatever', name, email }
  return [
    { email: 'another@example.com', primary: false, verified: true },
    { email, primary: true, verified: email_verified === true },
  ]
}

async function tokenOf(context: Context): Promise<string> {
  const header = context.get('authorization').replace(/^Bearer /i, '')
  if (header !== '') return header
  const chunks: Buffer[] = []
  for await (const chunk of context.req) chunks.push(chunk as Buffer)
  return new URLSearchParams(Buffer.concat(chunks).toString()).get('access_token') ?? ''
}
