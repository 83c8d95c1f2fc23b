/** GitHub: OAuth 2 with PKCE, without ID tokens. Its API says whose token it is and which addresses are verified. */
import { problem } from '../../problems.ts'
import { addressOf, splitName, textOf } from './identity.ts'
import { authorizationUrl, callbackUrl } from './oidc.ts'
import { type Client, type GetClient, isUnavailable, toAuthError } from './openid-client.ts'
import type { AuthorizationRequest, SocialIdentity, SocialProvider } from './provider.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export function createGithubProvider(
  name: string,
  settings: ProviderSettings,
  { getClient }: { readonly getClient: GetClient },
): SocialProvider {
  return {
    name,
    responseMode: settings.responseMode,
    begin: async (request, { loginHint }) =>
      authorizationUrl(await getClient(), settings, request, loginHint === undefined ? {} : { login: loginHint }),
    async finish(request, answer) {
      const client = await getClient()
      return await identify(client, settings, request, answer).catch((error: unknown) => {
        throw toAuthError(name, error)
      })
    },
  }
}

async function identify(
  client: Client,
  { userInfoUrl, emailsUrl }: ProviderSettings,
  request: AuthorizationRequest,
  answer: URLSearchParams,
): Promise<SocialIdentity> {
  const { openid, config } = client
  const checks = { expectedState: request.state, pkceCodeVerifier: request.codeVerifier }
  const tokens = await openid.authorizationCodeGrant(config, callbackUrl(request, answer), checks)
  const user = await ask(client, tokens.access_token, userInfoUrl)
  const { emails, ...fault } = await askForEmails(client, tokens.access_token, emailsUrl)
  const { id, name } = isObject(user) ? user : {}
  if (!Number.isSafeInteger(id)) throw problem('social_refused', { reason: 'no_subject' })
  const email = primaryAddress(emails)
  const [firstName, lastName] = splitName(name).map(part => textOf(part, 150))
  return {
    subject: String(id),
    email,
    emailVerified: email !== '',
    ...fault,
    firstName: firstName ?? '',
    lastName: lastName ?? '',
  }
}

async function ask({ openid, config }: Client, token: string, url = ''): Promise<unknown> {
  const headers = new Headers({ accept: 'application/vnd.github+json' })
  const answer = await openid.fetchProtectedResource(config, token, new URL(url), 'GET', null, headers)
  if (!answer.ok) throw Object.assign(new Error('the API refused'), { status: answer.status })
  return await answer.json()
}

/** Refused where the app may not read addresses. The id is known by then, and a known user needs no address. */
async function askForEmails(
  client: Client,
  token: string,
  url: string | undefined,
): Promise<{ readonly emails?: unknown; readonly emailFault?: 'not_shared' | 'unavailable' }> {
  try {
    return { emails: await ask(client, token, url) }
  } catch (error) {
    return { emailFault: isUnavailable(error) ? 'unavailable' : 'not_shared' }
  }
}

/** The address that is both primary and verified, or the empty string. */
function primaryAddress(emails: unknown): string {
  const entries: readonly unknown[] = Array.isArray(emails) ? emails : []
  const primary = entries.filter(isObject).find(entry => entry.primary === true && entry.verified === true)
  return addressOf(primary?.email)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
