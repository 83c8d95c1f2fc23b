/** A provider as the configuration gives it, and as the product reads it. */
import type { Secret } from '../../../kernel/secret.ts'
import type { ProviderPreset } from './presets.ts'

/** `social: { acme: { issuer: 'https://login.acme.example', clientId, clientSecret } }` */
export interface GivenProvider {
  readonly clientId: string
  /** For all providers but Apple. Google's token endpoint alone, the rows of its page switched off, needs none. */
  readonly clientSecret?: string | Secret | undefined
  /** For providers without a preset, and for self-hosted ones. */
  readonly issuer?: string | undefined
  readonly scopes?: readonly string[] | undefined
  readonly responseMode?: 'query' | 'form_post' | undefined
  /**
   * Treats every address from this provider as verified: for your company's directory. Anyone who can change an address
   * there can log in to the account that has it here (nOAuth).
   */
  readonly trustsEveryEmail?: boolean | undefined
  /** Your other client ids, such as of mobile apps: `POST /api/auth/google/` accepts their tokens. */
  readonly otherClientIds?: readonly string[] | undefined
  /** Apple has these three instead of a secret: the team, the key id and the key (PEM, as in the .p8 file). */
  readonly teamId?: string | undefined
  readonly keyId?: string | undefined
  readonly privateKey?: string | Secret | undefined
  /** What the provider's page asks the user for; a link may name another: `?prompt=select_account`. */
  readonly prompt?: string | undefined
  /** Google: only accounts of this hosted domain, or `*` for any. Checked in the ID token, not only asked for. */
  readonly hd?: string | undefined
  readonly acrValues?: string | undefined
  /** In seconds: how long ago the user may have logged in at the provider. Checked in the ID token. */
  readonly maxAge?: number | undefined
  readonly authorizationUrl?: string | undefined
  readonly tokenUrl?: string | undefined
  readonly userInfoUrl?: string | undefined
  readonly emailsUrl?: string | undefined
  readonly tokenInfoUrl?: string | undefined
}

/** Complete and validated: the given members, over the preset of that name. */
export interface ProviderSettings extends ProviderPreset {
  readonly clientId: string
  readonly clientSecret?: Secret
  readonly responseMode: 'query' | 'form_post'
  readonly clientAuthentication: 'secret' | 'signed_jwt'
  readonly trustsEveryEmail: boolean
  readonly otherClientIds: readonly string[]
  readonly prompt?: string
  readonly hd?: string
  readonly acrValues?: string
  readonly maxAge?: number
  readonly teamId?: string
  readonly keyId?: string
  readonly privateKey?: Secret
}

/** By the name in the path: `/api/auth/social/acme/`. */
export type GivenProviders = Readonly<Record<string, GivenProvider>>
export type Providers = Readonly<Record<string, ProviderSettings>>
