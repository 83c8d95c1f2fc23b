/** An app that uses the tests' provider as Google. */
import type { TestContext } from 'node:test'
import { clientSecret } from './identity-provider.ts'
import { type AppParts, runSocialApp, type SocialApp } from './social-app.ts'

export async function runGoogleApp(t: Pick<TestContext, 'after'>, parts: AppParts = {}): Promise<SocialApp> {
  const social = (issuer: string) => ({
    google: {
      clientId: 'latchkey',
      clientSecret,
      issuer,
      tokenInfoUrl: `${issuer}/tokeninfo`,
      userInfoUrl: `${issuer}/me`,
    },
  })
  return await runSocialApp(t, { social, ...parts })
}
