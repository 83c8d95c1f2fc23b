/** What is known about well-known providers. A configuration can override all of it, as for a self-hosted GitLab. */

export interface ProviderPreset {
  /** OpenID Connect, or OAuth 2 with GitHub's API. */
  readonly protocol: 'oidc' | 'github'
  readonly issuer: string
  readonly scopes: readonly string[]
  /** How the provider returns the browser. Apple posts a form if an address is requested. */
  readonly responseMode?: 'query' | 'form_post'
  /** The secret is text, or a JWT signed with a key from the provider. */
  readonly clientAuthentication?: 'secret' | 'signed_jwt'
  /** Google's, for `POST /api/auth/google/`. */
  readonly tokenInfoUrl?: string
  readonly userInfoUrl?: string
  /** GitHub's, which has no discovery. */
  readonly authorizationUrl?: string
  readonly tokenUrl?: string
  readonly emailsUrl?: string
}

const standardScopes = ['openid', 'email', 'profile'] as const

export const providerPresets = {
  google: {
    protocol: 'oidc',
    issuer: 'https://accounts.google.com',
    scopes: standardScopes,
    tokenInfoUrl: 'https://oauth2.googleapis.com/tokeninfo',
    userInfoUrl: 'https://www.googleapis.com/oauth2/v3/userinfo',
  },
  // Does not say whether an address is verified, unless the app registration has the optional claim xms_edov.
  microsoft: {
    protocol: 'oidc',
    issuer: 'https://login.microsoftonline.com/common/v2.0',
    scopes: standardScopes,
  },
  gitlab: { protocol: 'oidc', issuer: 'https://gitlab.com', scopes: standardScopes },
  apple: {
    protocol: 'oidc',
    issuer: 'https://appleid.apple.com',
    scopes: ['openid', 'email'],
    responseMode: 'form_post',
    clientAuthentication: 'signed_jwt',
  },
  github: {
    protocol: 'github',
    issuer: 'https://github.com/login/oauth',
    scopes: ['read:user', 'user:email'],
    authorizationUrl: 'https://github.com/login/oauth/authorize',
    tokenUrl: 'https://github.com/login/oauth/access_token',
    userInfoUrl: 'https://api.github.com/user',
    emailsUrl: 'https://api.github.com/user/emails',
  },
} as const satisfies Readonly<Record<string, ProviderPreset>>

export function findPreset(name: string): ProviderPreset | undefined {
  return Object.hasOwn(providerPresets, name) ? providerPresets[name as keyof typeof providerPresets] : undefined
}
