/** How the service of the setting `signer` fares: by the key that signs, of which a process has one. */
import type { Auth } from '../../auth.ts'
import type { SignerReason } from '../../keys/key.ts'
import type { Registry } from './registry.ts'

const outcomes = {
  signed: 'signed',
  signer_failed: 'failed',
  signer_timeout: 'timeout',
  no_signature: 'no_signature',
  other_key: 'other_key',
} as const satisfies Readonly<Record<'signed' | SignerReason, string>>

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Nothing without a signer. `now` in milliseconds, of a clock that is never set. */
export function watchSigner(registry: Registry, { system }: Pick<Auth, 'system'>, now: () => number): void {
  const { signing } = system.keyring
  if (!('observe' in signing)) return
  const key = signing.kid ?? ''
  const signatures = registry.counter(
    'latchkey_signatures_total',
    'Signatures that the signer was asked for, by key and outcome: signed, failed, timeout, no_signature, or other_key.',
  )
  const duration = registry.histogram(
    'latchkey_signer_duration_seconds',
    'Seconds from asking the signer to its signature, or to giving it up, by key.',
    bounds,
  )
  // So that an alert sees the first failure as an increase.
  for (const outcome of Object.values(outcomes)) signatures.add({ key, outcome }, 0)
  signing.observe(() => {
    const began = now()
    return outcome => {
      signatures.add({ key, outcome: outcomes[outcome] })
      duration.observe((now() - began) / 1000, { key })
    }
  })
}
