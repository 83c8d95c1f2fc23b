/** What Latchkey asks of a provider, whichever protocol it speaks: begin a sign-in, and say who came back from it. */

/** Somebody, as a provider knows them. Nothing but the subject is promised to stay. */
export interface SocialIdentity {
  /** The provider's own id of the account. */
  readonly subject: string
  /** Empty where the provider names none. */
  readonly email: string
  /** Whether the provider says that the address is theirs. */
  readonly emailVerified: boolean
  readonly firstName: string
  readonly lastName: string
}

/** The secrets of one sign-in: made at its beginning, and compared at its end. */
export interface Ceremony {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  /** The address that the provider sends the browser back to; one of its own for each provider. */
  readonly redirectUri: string
}

export interface SocialProvider {
  readonly name: string
  readonly responseMode: 'query' | 'form_post'
  /** Where the browser goes. Throws `provider_unavailable`. */
  begin(ceremony: Ceremony): Promise<URL>
  /**
   * Exchanges the code of the answer and judges what comes. Throws `social_refused` for an answer that proves nothing,
   * `provider_unavailable`.
   */
  finish(ceremony: Ceremony, answer: URLSearchParams): Promise<SocialIdentity>
}

/** Google's door of tutorial 4: a token that an app got by itself. */
export interface TokenDoor {
  /** `undefined`: the token is none, is over, or was made for somebody else. Throws `provider_unavailable`. */
  identify(token: string): Promise<SocialIdentity | undefined>
}

export interface SocialProviders {
  find(name: string): SocialProvider | undefined
  /** There where `google` is configured. */
  readonly google: TokenDoor | undefined
}
