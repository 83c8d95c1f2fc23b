/** Second factors that can be configured and do not work, or that operators should have. */
import { relyingPartyOf } from '../../features/mfa/relying-party.ts'
import { canOpen } from '../../features/mfa/seal-secret.ts'
import { isDisabled } from '../../settings/endpoint-paths.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store.ts'
import { type Finding, reporter } from './finding.ts'

const { fault, advice } = reporter('second factors')

export function checkFactors(settings: Settings): readonly Finding[] {
  return [...checkPasskeys(settings), ...checkOperators(settings), ...checkEnrolment(settings)]
}

/** Passkeys are of a domain, and of pages over HTTPS (WebAuthn section 5.1.3); only localhost is an exception. */
function checkPasskeys(settings: Settings): readonly Finding[] {
  if (isDisabled(settings, 'mfa_passkeys')) return []
  const { publicUrl } = settings
  const { id, origins } = relyingPartyOf(settings)
  const plain = origins.find(origin => origin.startsWith('http:') && !isLocalhost(new URL(origin).hostname))
  if (isAddress(id)) {
    const what = `The pages of ${publicUrl} have no passkeys: browsers have none for IP addresses.`
    return [advice(what, 'Use the name localhost in development, and a domain otherwise: publicUrl, passkeyRpId.')]
  }
  if (plain === undefined) return []
  return [advice(`Pages of ${plain} have no passkeys: it is plain HTTP.`, 'Serve them over HTTPS.')]
}

function checkOperators({ console, consoleRequiresMfa, debug }: Settings): readonly Finding[] {
  if (console === 'off' || consoleRequiresMfa === 'on' || debug) return []
  const what = 'The password of an operator alone opens the admin API and the console.'
  return [advice(what, "Have operators add a second factor, then set consoleRequiresMfa to 'on'.")]
}

/** The endpoints are there: the settings refuse to start without them. People need pages for them. */
function checkEnrolment({ mfaRequired, mfaRequiredFor, accountPages }: Settings): readonly Finding[] {
  const isRequired = mfaRequired !== 'none' || mfaRequiredFor !== undefined
  if (!isRequired || accountPages === 'on') return []
  const what = 'Accounts must have a second factor, and accountPages is off: only your own pages let people add one.'
  return [
    advice(what, 'Have them call /api/auth/mfa/ with the token of mfa_enrolment_required, or turn accountPages on.'),
  ]
}

function isLocalhost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost')
}

function isAddress(host: string): boolean {
  return /(?:^|\.)\d+$|^\[/.test(host)
}

/** So many accounts are looked at. */
const sampled = 100

/** Secrets of authenticator apps that no key of the settings opens: their owners cannot log in. */
export async function checkSecretsOfFactors(
  settings: Settings,
  { directory, factors }: Pick<Store, 'directory' | 'factors'>,
): Promise<readonly Finding[]> {
  const { users } = await directory.list({ hasMfa: true, limit: sampled })
  const lists = await Promise.all(users.map(({ id }) => factors.listOf(id)))
  return checkFactorSecrets(
    settings,
    lists.flat().flatMap(each => (each.kind === 'totp' && each.confirmedAt !== null ? [each.secret] : [])),
  )
}

export function checkFactorSecrets(settings: Settings, secrets: readonly string[]): readonly Finding[] {
  const lost = secrets.filter(secret => !canOpen(settings, secret)).length
  if (lost === 0) return []
  const what = `Of ${secrets.length} authenticator apps that were looked at, ${lost} cannot be used: their secrets were sealed under another key.`
  return [fault(what, 'List the earlier secretKey in previousKeys, or reset them: latchkey users reset-factors USER')]
}
