/** Whether the service of the setting `signer` signs, and with the key of `verifyingKey`. Asks it once. */
import { KeyringError } from '../../keys/faults.ts'
import type { Settings } from '../../settings/settings.ts'
import { findSignerFault, whatOf } from '../check-signer.ts'
import { createKeyringOf } from '../keyring.ts'
import { type Finding, reporter } from './finding.ts'

const { fault } = reporter('signer')

export async function checkSigner(settings: Settings): Promise<readonly Finding[]> {
  if (settings.signer === undefined) return []
  const failed = await askSigner(settings)
  if (failed === undefined) return []
  const isWrong = failed.reason === 'other_key' || failed.reason === 'no_signature'
  return [
    fault(
      `The signer ${isWrong ? whatOf(failed) : `does not sign: ${whatOf(failed)}`}.`,
      isWrong ? 'Correct signer, or verifyingKey.' : 'See whether the service is reachable, and its credentials valid.',
    ),
  ]
}

/** Keys that are at fault are told by another check. */
async function askSigner(settings: Settings) {
  try {
    return await findSignerFault(createKeyringOf(settings).signing)
  } catch (error) {
    if (error instanceof KeyringError) return undefined
    throw error
  }
}
