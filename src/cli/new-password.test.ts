import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openPlace } from '../../test/cli/in-process.ts'
import { createStreams } from '../../test/cli/streams.ts'
import { readStoredHash } from '../passwords/hashers/formats.ts'
import { loadArgon2 } from '../ports/defaults/argon2.ts'
import { createBcrypt } from '../ports/defaults/bcrypt.ts'
import { loadSettings } from '../server/config/load-settings.ts'
import { openStore } from '../stores/open-store.ts'
import { runCommandLine } from './run-command-line.ts'

const password = 'Pässwort-Wörter-7'

/** What `users create --stdin` made of these bytes: its exit code, its messages, and the stored hash. */
async function createWith(t: TestContext, bytes: Buffer) {
  const { folder, env } = openPlace(t)
  const { input, output, errors, written } = createStreams(bytes)
  const words = ['users', 'create', '--email', 'alice@example.com', '--stdin']
  const code = await runCommandLine(words, { env, cwd: folder, input, output, errors, program: 'latchkey' })
  const settings = await loadSettings({ env, cwd: folder })
  const store = await openStore(settings.databaseUrl, settings, {}, folder)
  const user = await store.users.findByLogin('alice@example.com')
  await store.close()
  return { code, said: written.map(({ text }) => text).join(''), hash: user?.password.reveal() }
}

const bom = Buffer.from([0xef, 0xbb, 0xbf])
const spellings = {
  'a byte order mark': Buffer.concat([bom, Buffer.from(`${password}\n`)]),
  'the line end of Windows': Buffer.from(`${password}\r\n`),
  'both, as PowerShell writes them': Buffer.concat([bom, Buffer.from(`${password}\r\n`)]),
  'no line end': Buffer.from(password),
}

for (const [name, bytes] of Object.entries(spellings)) {
  test(`a password on standard input is the same with ${name}`, async t => {
    const { code, said, hash = '' } = await createWith(t, bytes)
    assert.equal(code, 0, said)
    const stored = readStoredHash(hash, { argon2: await loadArgon2(), bcrypt: createBcrypt() })
    assert.equal(await stored?.matches(password), true)
  })
}

const refused = {
  'UTF-16 with its mark': Buffer.from(`\ufeff${password}\r\n`, 'utf16le'),
  'UTF-16 without a mark': Buffer.from(`${password}\r\n`, 'utf16le'),
  'Latin-1': Buffer.from(password, 'latin1'),
}

for (const [name, bytes] of Object.entries(refused)) {
  test(`a password on standard input in ${name} is refused, and no account is made`, async t => {
    const { code, said, hash } = await createWith(t, bytes)
    assert.deepEqual([code, hash], [1, undefined])
    assert.match(said, /The password on standard input is not UTF-8 text\.\n {2}In PowerShell, set \$OutputEncoding/)
    assert.ok(!said.includes(password))
  })
}
