/** Tokens that an app gets directly from the provider. */
import { createHash } from 'node:crypto'
import { createHttpBrowser } from './http-browser.ts'
import { clientSecret } from './identity-provider.ts'
import { type SocialApp, visitProvider } from './social-app.ts'

const verifier = 'a-verifier-of-the-app-itself-which-no-page-ever-sees'

export async function tokensFrom(
  { provider, url }: SocialApp,
  { clientId = 'latchkey', login = 'alice', scope = 'openid email profile' } = {},
): Promise<{ readonly access_token: string; readonly id_token: string }> {
  const redirect = `${url}/api/auth/social/google/callback/`
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirect,
    response_type: 'code',
    scope,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const back = await visitProvider(createHttpBrowser(), `${provider.issuer}/auth?${query}`, login)
  const answer = await fetch(`${provider.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(back).searchParams.get('code') ?? '',
      redirect_uri: redirect,
      code_verifier: verifier,
      client_id: clientId,
      client_secret: clientSecret,
    }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as { access_token: string; id_token: string }
}
