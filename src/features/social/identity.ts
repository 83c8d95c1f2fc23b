/** Reads what a provider says about a user. It is not trusted: every member may be missing or of another type. */

import type { SocialIdentity } from './provider.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export type ProviderClaims = Readonly<Record<string, unknown>>

/** The claims of OpenID Connect Core section 5.1. */
export function readIdentity(
  settings: Pick<ProviderSettings, 'trustsEveryEmail' | 'issuer'>,
  claims: ProviderClaims,
): SocialIdentity {
  const { sub, email, given_name, family_name, name } = claims
  const [first, last] =
    given_name === undefined && family_name === undefined ? splitName(name) : [given_name, family_name]
  const address = addressOf(email)
  return {
    subject: typeof sub === 'string' ? sub : '',
    email: address,
    emailVerified: address !== '' && (settings.trustsEveryEmail || isVerified(settings, claims)),
    firstName: textOf(first, 150),
    lastName: textOf(last, 150),
  }
}

/**
 * Whether the account is of the domain that the settings name (`hd`). The parameter of that name only shapes the
 * provider's page, and a user can take it out: the claim is what counts.
 */
export function isOfDomain({ hd }: Pick<ProviderSettings, 'hd'>, claims: ProviderClaims): boolean {
  if (hd === undefined) return true
  const { hd: said } = claims
  return typeof said === 'string' && said !== '' && (hd === '*' || said.toLowerCase() === hd.toLowerCase())
}

/**
 * One claim an issuer: a claim that it does not define may come from anyone who fills in its users' data. Google's tokeninfo
 * and Apple send strings. Everything else counts as unverified.
 */
function isVerified({ issuer }: Pick<ProviderSettings, 'issuer'>, claims: ProviderClaims): boolean {
  return isMicrosoft(issuer)
    ? [true, 'true', 1, '1'].some(yes => claims.xms_edov === yes)
    : [true, 'true'].some(yes => claims.email_verified === yes)
}

/** Of its clouds: the world, the government of the USA, China; and the older issuer. */
const microsoftHosts = [
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'sts.windows.net',
]

function isMicrosoft(issuer: string): boolean {
  return microsoftHosts.includes(new URL(issuer).hostname)
}

/**
 * Exactly as it was sent, or empty. To repair one would make another person's: with an invisible character in it, an
 * address looks like theirs (homograph), and the provider verified the one that has it.
 */
export function addressOf(value: unknown): string {
  return typeof value === 'string' && value.length <= 254 && !unseen.test(value) ? value : ''
}

const unseen = /[\p{C}\p{Z}]|\p{Default_Ignorable_Code_Point}/u

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
