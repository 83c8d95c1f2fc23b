/**
 * A stored hash that no password matches. Django writes `!` and random letters for accounts that have none. One that
 * was taken away, because an impostor may know it, says so: its owner may choose another by mail.
 */
import { Secret } from '../kernel/secret.ts'

const withdrawn = '!withdrawn:'

export function isUsable(password: Secret): boolean {
  return !password.reveal().startsWith('!')
}

/**
 * Whether a mail may let its reader choose a password. Django sends none to an account that never had one, which leaves
 * users of providers without a way in when they lose the provider. Here the address has to be verified: a first password
 * for an address that was only written down would open an account to its next owner.
 */
export function canBeReset(
  { password, emailVerified }: { readonly password: Secret; readonly emailVerified: boolean },
  { compat }: { readonly compat: unknown },
): boolean {
  const isWithdrawn = password.reveal().startsWith(withdrawn)
  return isUsable(password) || isWithdrawn || (emailVerified && compat !== 'simplejwt')
}

/** `unusable`: a fresh one, so that two of them do not look alike. */
export function withdrawnPassword(unusable: Secret): Secret {
  return new Secret(`${withdrawn}${unusable.reveal().slice(1)}`)
}
