/** What a run of the proof is told on its command line, and what it takes where it is told nothing. */
import { parseArgs } from 'node:util'

export type Control = 'none' | 'stale-copy' | 'without-blacklist' | 'without-bridge'

export interface ProofOptions {
  readonly engine: 'sqlite' | 'postgres' | 'mysql'
  readonly target: 'sqlite' | 'postgres'
  readonly clients: number
  /** Of each phase. */
  readonly seconds: number
  /** A rule that is taken out: the proof has to fail then. */
  readonly control: Control
  /** Whether Latchkey behaves as SimpleJWT does, as in the configuration that `adopt django --write` writes. */
  readonly compat: boolean
  /** Whether both sides are killed in the middle. */
  readonly kills: boolean
}

export const shortProof: ProofOptions = {
  engine: 'postgres',
  target: 'sqlite',
  clients: 16,
  seconds: 4,
  control: 'none',
  compat: false,
  kills: true,
}

export function readOptions(words: readonly string[]): ProofOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      engine: { type: 'string', default: 'postgres' },
      target: { type: 'string', default: 'sqlite' },
      clients: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '60' },
      control: { type: 'string', default: 'none' },
      compat: { type: 'boolean', default: false },
      'no-kills': { type: 'boolean', default: false },
    },
  })
  return {
    engine: oneOf(values.engine, ['sqlite', 'postgres', 'mysql']),
    target: oneOf(values.target, ['sqlite', 'postgres']),
    control: oneOf(values.control, ['none', 'stale-copy', 'without-blacklist', 'without-bridge']),
    clients: Number(values.clients),
    seconds: Number(values.seconds),
    compat: values.compat,
    kills: !values['no-kills'],
  }
}

function oneOf<T extends string>(value: string, choices: readonly T[]): T {
  const found = choices.find(choice => choice === value)
  if (found === undefined) throw new RangeError(`${value} is none of ${choices.join(', ')}`)
  return found
}
