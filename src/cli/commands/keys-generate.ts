/** `latchkey keys generate`: a secret for HS256, or a key pair. */
import { findAlgorithm } from '../../keys/algorithms.ts'
import { generateKeyPair, generateSecret } from '../../keys/generate.ts'
import { systemRandom } from '../../ports/defaults/random.ts'
import type { Command } from '../command.ts'

export const keysGenerateCommand: Command = {
  name: 'keys generate',
  summary: 'Print a new signing secret, or a new key pair.',
  options: { algorithm: { type: 'string', short: 'a' }, json: { type: 'boolean' } },
  help: [
    ['-a, --algorithm NAME', 'HS256 (default), RS256, PS256, ES256, EdDSA, or their 384 and 512 siblings'],
    ['--json', 'one JSON document: secret, or privatePem, publicPem, kid and both JWKs'],
  ],
  async run({ ui }, { algorithm = 'HS256', json }) {
    const row = findAlgorithm(String(algorithm))
    if (row === undefined) {
      ui.failure(`There is no algorithm "${algorithm}".`, 'See: latchkey keys generate --help')
      return 2
    }
    if (row.keyType === 'secret') {
      const secret = generateSecret(systemRandom)
      if (json) ui.json({ algorithm, secret })
      else {
        ui.say(secret)
        ui.hint('Set it as SECRET_KEY, and keep it out of version control.')
      }
      return 0
    }
    const pair = generateKeyPair(row.name)
    if (json) ui.json({ algorithm, ...pair })
    else {
      ui.say(`${pair.privatePem}${pair.publicPem}`.trim().split('\n'))
      ui.hint(`kid ${pair.kid}. Set LATCHKEY_ALGORITHM=${algorithm}, LATCHKEY_SIGNING_KEY to the private key.`)
    }
    return 0
  },
}
