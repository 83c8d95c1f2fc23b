import { randomBytes, randomUUID } from 'node:crypto'
import type { Random } from '../random.ts'

/** Random bytes of the operating system, fit for secrets. */
export const systemRandom: Random = {
  bytes: count => randomBytes(count),
  uuidHex: () => randomUUID().replaceAll('-', ''),
}
