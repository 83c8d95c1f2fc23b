/** What the server prints when it listens: its address, its database, and what to do next. */
import type { Settings } from '../settings/settings.ts'
import { alignTable } from './ui.ts'

export interface BannerFacts {
  /** `http://127.0.0.1:8000`. */
  readonly address: string
  readonly settings: Settings
  readonly databasePath: string
  readonly hasUsers: boolean
  /** Started by an npm script of the repository, so that is how the next command is typed too. */
  readonly viaNpm: boolean
}

export function banner({ address, settings, databasePath, hasUsers, viaNpm }: BannerFacts): readonly string[] {
  const rows = [
    ['Latchkey listens on', address],
    ['Database', databasePath],
    ...(settings.compat === 'simplejwt' ? [['Behaviour', 'compat: simplejwt']] : []),
    ...(settings.throttling ? [] : [['Throttling', 'off: passwords can be tried without limit']]),
    ...(settings.debug ? [['DEBUG', 'on: never on a public address']] : []),
  ]
  return [...alignTable(rows), '', ...(hasUsers ? nextSteps(address) : firstSteps(address, viaNpm))]
}

function firstSteps(address: string, viaNpm: boolean): string[] {
  return [
    'Create an administrator (in another terminal):',
    `  ${viaNpm ? 'npm run latchkey' : 'latchkey'} createsuperuser`,
    '',
    'Or register a user:',
    `  curl -X POST ${address}/api/auth/register/ -H "Content-Type: application/json" \\`,
    `    -d '{"email": "user@example.com", "password": "SecurePass123!", "password_confirm": "SecurePass123!"}'`,
    '',
  ]
}

function nextSteps(address: string): string[] {
  return [
    'Log in:',
    `  curl -X POST ${address}/api/auth/login/ -H "Content-Type: application/json" \\`,
    `    -d '{"email": "user@example.com", "password": "SecurePass123!"}'`,
    '',
  ]
}
