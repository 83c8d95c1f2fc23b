/** What a configuration says of a provider, and what the product makes of it. */
import type { Secret } from '../../../kernel/secret.ts'
import type { ProviderPreset } from './presets.ts'

/** `social: { acme: { issuer: 'https://login.acme.example', clientId, clientSecret } }` */
export interface GivenProvider {
  readonly clientId: string
  /** From the provider, for everybody but Apple. */
  readonly clientSecret?: string | Secret | undefined
  /** For providers without a preset, and for a server of one's own. */
  readonly issuer?: string | undefined
  readonly scopes?: readonly string[] | undefined
  readonly responseMode?: 'query' | 'form_post' | undefined
  /**
   * Takes every address that the provider names for a verified one: for the directory of one's own company. Whoever
   * can write an address there can open the account that has it here.
   */
  readonly trustsEveryEmail?: boolean | undefined
  /** Further client ids of one's own, such as of mobile apps: Google's token door takes tokens that are for them. */
  readonly otherClientIds?: readonly string[] | undefined
  /** Apple's three instead of a secret: the team, the key and the key's text (PEM, as in the .p8 file). */
  readonly teamId?: string | undefined
  readonly keyId?: string | undefined
  readonly privateKey?: string | Secret | undefined
  readonly authorizationUrl?: string | undefined
  readonly tokenUrl?: string | undefined
  readonly userInfoUrl?: string | undefined
  readonly emailsUrl?: string | undefined
  readonly tokenInfoUrl?: string | undefined
}

/** Complete and judged: what was given, over the preset of that name. */
export interface ProviderSettings extends ProviderPreset {
  readonly clientId: string
  readonly clientSecret?: Secret
  readonly responseMode: 'query' | 'form_post'
  readonly clientAuthentication: 'secret' | 'signed_jwt'
  readonly trustsEveryEmail: boolean
  readonly otherClientIds: readonly string[]
  readonly teamId?: string
  readonly keyId?: string
  readonly privateKey?: Secret
}

/** By the names that stand in the addresses: `/api/auth/social/acme/`. */
export type GivenProviders = Readonly<Record<string, GivenProvider>>
export type Providers = Readonly<Record<string, ProviderSettings>>
