/** Creates the providers that the settings name, each with its own OpenID client. */
import type { Clock } from '../../ports/clock.ts'
import type { Settings } from '../../settings/settings.ts'
import { createGithubProvider } from './github.ts'
import { createGoogleTokenVerifier } from './google-token.ts'
import { createOidcProvider } from './oidc.ts'
import { createClientLoader } from './openid-client.ts'
import type { SocialProviders } from './provider.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export interface ProviderParts {
  readonly clock: Clock
  readonly fetch: typeof globalThis.fetch
}

export function createSocialProviders({ social }: Pick<Settings, 'social'>, parts: ProviderParts): SocialProviders {
  const clients = Object.entries(social).map(([name, settings]) => {
    const getClient = createClientLoader(name, settings, parts.clock)
    return { name, settings, getClient, provider: kinds[settings.protocol](name, settings, getClient) }
  })
  const byName = new Map(clients.map(({ name, provider }) => [name, provider]))
  const google = clients.find(({ name }) => name === 'google')
  return {
    find: name => byName.get(name),
    google: google && createGoogleTokenVerifier(google.settings, { ...parts, getClient: google.getClient }),
  }
}

const kinds = { oidc: createOidcProvider, github: createGithubProvider } as const satisfies Readonly<
  Record<ProviderSettings['protocol'], unknown>
>
