/** Reads what a provider says about a user. It is not trusted: every member may be missing or of another type. */

import type { SocialIdentity } from './provider.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export type ProviderClaims = Readonly<Record<string, unknown>>

/** The claims of OpenID Connect Core section 5.1. */
export function readIdentity(
  settings: Pick<ProviderSettings, 'trustsEveryEmail'>,
  claims: ProviderClaims,
): SocialIdentity {
  const { sub, email, given_name, family_name, name } = claims
  const [first, last] =
    given_name === undefined && family_name === undefined ? splitName(name) : [given_name, family_name]
  const address = textOf(email, 254)
  return {
    subject: typeof sub === 'string' ? sub : '',
    email: address,
    emailVerified: address !== '' && (settings.trustsEveryEmail || isVerified(claims)),
    firstName: textOf(first, 150),
    lastName: textOf(last, 150),
  }
}

/** Google's tokeninfo and Apple send strings, Microsoft another claim. Everything else counts as unverified. */
function isVerified({ email_verified, xms_edov }: ProviderClaims): boolean {
  return [true, 'true'].some(yes => email_verified === yes) || [true, 'true', 1, '1'].some(yes => xms_edov === yes)
}

/** Without control characters and surrounding whitespace. A text that is too long is ignored. */
export function textOf(value: unknown, longest: number): string {
  const text = typeof value === 'string' ? value.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').trim() : ''
  return text.length > longest ? '' : text
}

/** Takes the last word for the family name, where the provider does not say which it is. */
export function splitName(name: unknown): readonly [first: string, last: string] {
  const words = textOf(name, 300).split(/\s+/)
  return [words.slice(0, Math.max(1, words.length - 1)).join(' '), words.length > 1 ? (words.at(-1) ?? '') : '']
}
