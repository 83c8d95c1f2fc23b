/** An Auth whose database shares tokens and accounts with a Django, of which a test has the database file. */
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { createDjangoFile, type DjangoFile } from '../../../testing/django-file.ts'
import { signNow } from '../../../testing/mint-now.ts'
import { readClaims } from '../../../testing/read-claims.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import { rotate } from '../../../tokens/derive.ts'
import type { AdoptionState } from '../state.ts'

export interface BridgedAuth extends TestAuth {
  readonly django: DjangoFile
  /** The token that Django hands out at a rotation of this one, which it blacklists. */
  rotateAtDjango(refresh: string, claims?: Readonly<Record<string, unknown>>): string
  /** As `latchkey adopt` does; this process knows it at once. */
  enter(phase: AdoptionState['phase'], more?: Partial<AdoptionState>): Promise<void>
  /** Django's database cannot be opened, and comes back. Before the first question. */
  takeAway(): void
  bringBack(): void
}

export async function createBridgedAuth(
  t: TestContext,
  config: Config = {},
  phase: AdoptionState['phase'] = 'switched',
): Promise<BridgedAuth> {
  const folder = temporaryFolder(t)
  const file = join(folder, 'django.sqlite3')
  const django = createDjangoFile(file)
  const path = join(folder, 'latchkey.sqlite3')
  const auth = await createTestAuth({ djangoDatabaseUrl: django.url, updateLastLogin: false, ...config }, { path })
  t.after(() => auth.close())
  const enter: BridgedAuth['enter'] = async (next, more = {}) => {
    const state = await auth.store.adoption.state()
    const to = { place: file, since: auth.clock.now(), ...state, ...more, phase: next }
    await auth.store.adoption.setState(state?.phase, to)
    auth.clock.advance(501)
  }
  await enter(phase)
  return {
    ...auth,
    django,
    enter,
    rotateAtDjango(refresh, claims = {}) {
      const before = readClaims(refresh)
      django.blacklist(String(before.jti))
      return signNow(auth.system, rotate(auth.system, { ...before, ...claims }, { now: auth.clock.now() })).text
    },
    takeAway: () => renameSync(file, `${file}.away`),
    bringBack: () => renameSync(`${file}.away`, file),
  }
}

export function jtiOf(token: string): string {
  return String(readClaims(token).jti)
}
