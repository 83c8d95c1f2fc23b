/** A provider, whatever its protocol: it begins a sign-in, and at the end says who signed in. */

/** A user, as the provider knows them. Only the subject is guaranteed to stay the same. */
export interface SocialIdentity {
  /** The provider's id of the account. */
  readonly subject: string
  /** Empty if the provider sends none. */
  readonly email: string
  /** Whether the provider says that it has verified the address. */
  readonly emailVerified: boolean
  /** Why there is no address: the provider did not share it with this application, or did not answer. */
  readonly emailFault?: 'not_shared' | 'unavailable'
  readonly firstName: string
  readonly lastName: string
}

/** The secrets of one sign-in: created when it begins, and compared when it ends. */
export interface AuthorizationRequest {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  /** Where the provider sends the browser back to. Each provider has its own (mix-up attacks, RFC 9700 section 4.4). */
  readonly redirectUri: string
}

/** What a page asks of the provider's sign-in page (OpenID Connect Core section 3.1.2.1). */
export interface SignInWishes {
  readonly prompt?: string
  readonly loginHint?: string
}

export interface SocialProvider {
  readonly name: string
  readonly responseMode: 'query' | 'form_post'
  /** Where to send the browser. Throws `provider_unavailable`. */
  begin(request: AuthorizationRequest, wishes: SignInWishes): Promise<URL>
  /**
   * Exchanges the code and validates the response. Throws `social_refused` for an invalid response, and
   * `provider_unavailable`.
   */
  finish(request: AuthorizationRequest, answer: URLSearchParams): Promise<SocialIdentity>
}

/** Identifies the user of a token that an app obtained itself, as in tutorial 4. */
export interface TokenVerifier {
  /** `undefined`: the token is invalid, expired, or issued for another app. Throws `provider_unavailable`. */
  identify(token: string): Promise<SocialIdentity | undefined>
}

export interface SocialProviders {
  find(name: string): SocialProvider | undefined
  /** Present if `google` is configured. */
  readonly google: TokenVerifier | undefined
}
