/** Whether the signing secret can be guessed, or read by other users of the machine. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../../settings/settings.ts'
import { type Finding, reporter } from './finding.ts'

const { fault, advice } = reporter('secrets')

/** `folder`: where `.env` is looked for; nowhere without it. */
export function checkSecrets({ algorithm, signingKey, secretKey }: Settings, folder?: string): readonly Finding[] {
  const texts = algorithm.startsWith('HS') ? [signingKey ?? secretKey] : []
  const isWeak = texts.some(secret => entropyOf(secret.reveal()) < 128)
  return [
    ...(isWeak ? [fault('The signing secret repeats itself: it has less than 128 bits.', newSecret)] : []),
    ...(folder === undefined ? [] : checkDotEnv(join(folder, '.env'))),
  ]
}

const newSecret = 'Set SECRET_KEY to a secret from `latchkey keys generate`.'

/** Shannon's measure over the characters: an upper bound, so a secret that fails is certainly weak. */
export function entropyOf(text: string): number {
  const counts = [...Map.groupBy(text, char => char).values()].map(({ length }) => length)
  return -counts.reduce((sum, count) => sum + count * Math.log2(count / text.length), 0)
}

function checkDotEnv(path: string): readonly Finding[] {
  if (!existsSync(path)) return []
  const isOpen = (statSync(path).mode & 0o077) !== 0
  const holdsSecret = /^\s*(?:export\s+)?(SECRET_KEY|LATCHKEY_SIGNING_KEY)\s*=/m.test(readFileSync(path, 'utf8'))
  return isOpen && holdsSecret ? [advice('.env contains a secret, and other users can read it.', 'chmod 600 .env')] : []
}
