/** Creates the providers that the settings name, each with its own OpenID client. */
import type { Settings } from '../../settings/settings.ts'
import { createGithubProvider } from './github.ts'
import { createGoogleTokenVerifier } from './google-token.ts'
import { createIdTokenOpener, type KeyParts } from './id-tokens.ts'
import { createOidcProvider } from './oidc.ts'
import { createClientLoader } from './openid-client.ts'
import type { SocialProviders } from './provider.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export type ProviderParts = KeyParts

export function createSocialProviders({ social }: Pick<Settings, 'social'>, parts: ProviderParts): SocialProviders {
  const clients = Object.entries(social).map(([name, settings]) => {
    const getClient = createClientLoader(name, settings, parts.clock)
    const openIdToken = createIdTokenOpener(getClient, parts)
    const provider = kinds[settings.protocol](name, settings, { getClient, openIdToken })
    return { name, settings, openIdToken, provider }
  })
  const byName = new Map(clients.map(({ name, provider }) => [name, provider]))
  const google = clients.find(({ name }) => name === 'google')
  return {
    find: name => byName.get(name),
    google: google && createGoogleTokenVerifier(google.settings, { ...parts, openIdToken: google.openIdToken }),
  }
}

const kinds = { oidc: createOidcProvider, github: createGithubProvider } as const satisfies Readonly<
  Record<ProviderSettings['protocol'], unknown>
>
