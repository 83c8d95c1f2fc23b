/**
 * Every reason to refuse a passkey. The reason goes to events and logs, never to the client: which check failed would
 * help only those who forge. Inside this folder a refusal is thrown; its public functions answer with it.
 */

/** Why a registration or an assertion was refused. For your log, not for the client. */
export type PasskeyFault =
  // The shape: JSON, base64url, CBOR, authenticator data
  | 'malformed'
  // What the browser says (client data)
  | 'wrong_type'
  | 'wrong_challenge'
  | 'wrong_origin'
  | 'cross_origin'
  // What the authenticator says (authenticator data)
  | 'wrong_rp_id'
  | 'not_user_present'
  | 'not_user_verified'
  | 'bad_backup_flags'
  | 'backup_eligibility_changed'
  | 'wrong_credential_id'
  // The key and what it signed
  | 'unsupported_algorithm'
  | 'key_off_curve'
  | 'weak_key'
  | 'bad_stored_key'
  | 'bad_signature'

export interface PasskeyRefused {
  readonly outcome: 'refused'
  readonly reason: PasskeyFault
  /** What was wrong, as a few words of ours: never text that the client sent. */
  readonly detail: string
}

class PasskeyRefusal extends Error {
  readonly reason: PasskeyFault

  constructor(reason: PasskeyFault, detail: string) {
    super(detail)
    this.reason = reason
  }
}

export function refuse(reason: PasskeyFault, detail: string): never {
  throw new PasskeyRefusal(reason, detail)
}

/** What `run` returns, or the refusal that it threw. Other errors are bugs and go on. */
export function orRefused<T extends object>(run: () => T): T | PasskeyRefused {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof PasskeyRefusal)) throw error
    return { outcome: 'refused', reason: error.reason, detail: error.message }
  }
}
