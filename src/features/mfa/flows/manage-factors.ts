/** What an owner does with factors that are there: removes one, names a passkey, makes new recovery codes. */
import { problem } from '../../../problems.ts'
import type { User } from '../../../users/user.ts'
import { mustHaveFactor } from '../gate.ts'
import { createRecoveryCodes } from '../recovery-codes.ts'
import { factorNotice, type ShowParts } from './show-factor.ts'

/** Throws `not_found`, and `factor_needed` for the last one of an account that must have one. */
export async function removeFactor(system: ShowParts, user: User, id: string): Promise<void> {
  const { clock, origin, settings } = system
  const keepsLast = await mustHaveFactor(settings, user)
  const change = { now: clock.now(), by: origin, mail: factorNotice(system, 'factor_removed'), keepsLast }
  const outcome = await system.factors.remove(user.id, id, change)
  if (outcome === 'gone') throw problem('not_found', { reason: 'factor' })
  if (outcome === 'last') throw problem('factor_needed')
  system.outboxWorker.wake()
  system.events.emit({ name: 'factor.removed', userId: user.id })
}

/** Throws `not_found`. */
export async function renamePasskey(system: ShowParts, user: User, id: string, name: string): Promise<void> {
  const change = { now: system.clock.now(), by: system.origin, mail: undefined }
  if (!(await system.factors.renamePasskey(user.id, id, name, change))) throw problem('not_found', { reason: 'factor' })
  system.events.emit({ name: 'factor.renamed', userId: user.id })
}

/** New ones, which are shown once; all older ones stop working. Throws `not_found` for an account without a factor. */
export async function makeRecoveryCodes(system: ShowParts, user: User): Promise<readonly string[]> {
  const { hasTotp, passkeys } = await system.factors.summaryOf(user.id)
  if (!hasTotp && passkeys === 0) throw problem('not_found', { reason: 'factor' })
  const { texts, digests } = createRecoveryCodes(system.random, user.id)
  const change = { now: system.clock.now(), by: system.origin, mail: factorNotice(system, 'recovery_codes_made') }
  await system.factors.replaceRecoveryCodes(user.id, digests, change)
  system.outboxWorker.wake()
  system.events.emit({ name: 'recovery_codes.made', userId: user.id })
  return texts
}
