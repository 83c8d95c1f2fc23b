import type { Bench } from '../harness/bench.ts'
import type { Bar, Measure, Row, Turn } from '../harness/measure.ts'
import { createMinter } from '../load/minter.ts'
import { programOf } from '../targets/programs.ts'
import type { Library, Verifying } from '../targets/verify.ts'

interface Verified {
  readonly algorithm: Verifying['algorithm']
  /** With EdDSA, and with long RSA keys, the primitive is nearly all of it. */
  readonly bar?: Bar
  readonly rsaBits?: number
}

/** By the names of their turns. */
const verified: Readonly<Record<string, Verified>> = {
  HS256: { algorithm: 'HS256', bar: { least: 1.2 } },
  RS256: { algorithm: 'RS256', bar: { least: 1.5 }, rsaBits: 2048 },
  'RS256-3072': { algorithm: 'RS256', rsaBits: 3072 },
  ES256: { algorithm: 'ES256', bar: { least: 1.2 } },
  EdDSA: { algorithm: 'EdDSA', bar: { least: 1 } },
}

export const verify: Measure = {
  name: 'verify',
  how: `\`latchkey/verify\` without its cache: a thousand different access tokens, signature and claims, verified one after the
    other; tokens in a second of a processor. Each library in a process of its own, which is new in every round and warms
    up first: in one process several of them make each other slower. "Raw" is \`crypto.verify\` on bytes that are ready,
    the faster of its two forms of a signature (ieee-p1363, der). jose verifies by WebCrypto, which is asynchronous.
    RS256 is measured with keys of 2048 bits, which most issuers publish, and of 3072, which \`latchkey keys\` makes:
    there the primitive takes twice as long for all of them.`,
  rows: Object.entries(verified).flatMap(([name, about]) => rowsOf(name, about)),
  async prepare(bench) {
    return Object.entries(verified).map(([name, about]) => verifyTurn(bench, name, about))
  },
}

function rowsOf(name: string, { algorithm, bar }: Verified): readonly Row[] {
  const beside = (says: string, peer: string, bar?: Bar): Row => {
    const row = { says, ours: `${name}.latchkey`, peer: `${name}.${peer}`, unit: '/s' } as const
    return bar === undefined ? row : { ...row, bar }
  }
  return [
    beside(`verify ${name} / the faster of fast-jwt and jose`, 'faster', bar),
    beside('  the same / jose', 'jose'),
    ...(algorithm === 'ES256' ? [beside('  the same / raw crypto.verify', 'raw', { least: 0.95 })] : []),
    ...(algorithm === 'HS256' ? [{ ...beside('  without its cache / with it', 'latchkey-cached') }] : []),
  ]
}

/** One after the other and each alone, in another order in every other round. */
function verifyTurn(bench: Bench, name: string, { algorithm, rsaBits }: Verified): Turn {
  const names = { issuer: 'https://auth.example.com', audience: 'orders' }
  const minter = createMinter(algorithm, names, rsaBits)
  const tokens = Array.from({ length: 1000 }, (_, index) => minter.mint(index + 1, 'a'.repeat(22)))
  const program = programOf('targets/verify.ts', bench.folder())
  const about = { algorithm, key: minter.verifyingKey, ...names, tokens, seconds: bench.seconds / 5 }
  const libraries: readonly Library[] = [
    'latchkey',
    'fast-jwt',
    'jose',
    ...(algorithm === 'ES256' ? (['raw-p1363', 'raw-der'] as const) : []),
    ...(algorithm === 'HS256' ? (['latchkey-cached'] as const) : []),
  ]
  return {
    name,
    async run(round) {
      const rates: Partial<Record<Library, number>> = {}
      for (const library of round % 2 === 0 ? libraries : libraries.toReversed()) {
        const input: Verifying = { ...about, library }
        rates[library] = (await bench.run<{ readonly rate: number }>(program, input)).rate
      }
      const fastest = (...of: readonly Library[]) => Math.max(...of.map(library => rates[library] ?? Number.NaN))
      return { ...rates, faster: fastest('fast-jwt', 'jose'), raw: fastest('raw-p1363', 'raw-der') }
    },
  }
}
