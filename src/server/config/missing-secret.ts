/** What stands in for a secret that no source configures: the first start needs no configuration. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Layer } from '../../settings.ts'
import type { FileReading } from './config-file.ts'
import { readOrCreateSecretFile, readSecretFile } from './secret-file.ts'

/**
 * - `generate`: a secret is generated and kept, as the server needs one.
 * - `stand_in`: a command that signs nothing creates no file; it works with a secret that is forgotten with the process.
 * - `refuse`: without a secret there is no answer.
 */
export type MissingSecret = 'generate' | 'stand_in' | 'refuse'

/** The source of a secret that is forgotten with the process. */
export const standIn = 'a stand-in'

export async function secretLayers(
  given: readonly Layer[],
  folder: string,
  missing: MissingSecret,
): Promise<FileReading> {
  if (given.some(hasSecret)) return { layers: [], faults: [] }
  const home = join(folder, '.latchkey')
  const reading = missing === 'generate' ? await readOrCreateSecretFile(home) : await readSecretFile(home)
  if (reading !== undefined && !reading.ok) return { layers: [], faults: [reading.fault] }
  if (reading !== undefined) return layer('.latchkey/secret-key', reading.secret)
  if (missing === 'stand_in') return layer(standIn, randomBytes(64).toString('base64url'))
  const path = join(home, 'secret-key')
  const what = 'is not set, and there is no such file'
  return {
    layers: [],
    faults: [
      { setting: 'SECRET_KEY', source: path, what, fix: 'set SECRET_KEY, or name the configuration with --config' },
    ],
  }
}

function layer(source: string, secretKey: unknown): FileReading {
  return { layers: [{ source, values: { secretKey } }], faults: [] }
}

function hasSecret({ spelling, values }: Layer): boolean {
  return values[spelling === 'environment' ? 'SECRET_KEY' : 'secretKey'] !== undefined
}
