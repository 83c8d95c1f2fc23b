/** Every recorded attack and oddity is sent once more, and all that comes of it is read: answers, log lines, audit. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuthEvent } from '../../src/ports/events.ts'
import { createLog } from '../../src/server/log.ts'
import { replay } from '../compat/replayer.ts'
import { loadFixture } from '../compat/scenario.ts'
import { transcriptKey } from '../compat/serve-accounts.ts'
import { serveTutorial } from '../compat/serve-tutorial.ts'

const hash = /argon2\$|pbkdf2_sha\d+\$|\$argon2id\$/
const engine = /\b(SELECT .* FROM|INSERT INTO|sqlite|constraint failed|no such table)\b/i
const stack = /\bat .*\.(ts|js|mjs):\d+|node:internal|node_modules/
const wholeToken = /eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/
const unclean = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

for (const profile of ['main', 'variants', 'sliding']) {
  test(`nothing leaks, fails or forges while the transcripts are replayed: ${profile}`, async t => {
    const answers: { readonly status: number; readonly body: string; readonly where: string }[] = []
    const lines: string[] = []
    const log = createLog(true, { stream: { write: line => void lines.push(line) } })
    const served = await serveTutorial(
      profile,
      ({ method, path }, { status, body }) => void answers.push({ status, body, where: `${method} ${path} ${body}` }),
      { onEvent: (event: AuthEvent) => log.emit(event) },
    )
    t.after(() => served.close())
    await replay({ baseUrl: served.baseUrl, profile, core: false, secret: transcriptKey })

    const passwords = loadFixture().users.map(({ password }) => password)
    assert.ok(answers.length > 10 && lines.length > 0)
    for (const { status, body, where } of answers) {
      assert.ok(status < 500, where)
      for (const pattern of [hash, engine, stack]) assert.doesNotMatch(body, pattern, where)
      for (const password of passwords) assert.ok(!body.includes(password), where)
      if (status >= 400) assert.doesNotMatch(body, wholeToken, where)
    }
    for (const line of lines) {
      assert.doesNotMatch(line.slice(0, -1), unclean)
      for (const pattern of [hash, wholeToken]) assert.doesNotMatch(line, pattern)
      for (const password of passwords) assert.ok(!line.includes(password), line)
    }
  })
}
