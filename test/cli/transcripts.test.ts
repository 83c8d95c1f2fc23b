/** Runs every transcript in `test/cli/*.txt`. With UPDATE_TRANSCRIPTS=1 the files are rewritten with the output. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { findFiles } from '../../scripts/files.ts'
import { createAuth } from '../../src/auth.ts'
import { loadCommandSettings } from '../../src/cli/load.ts'
import { createUi } from '../../src/cli/ui.ts'
import { openStore } from '../../src/stores/open-store.ts'
import { createTestClient } from '../../src/testing/test-client.ts'
import { parseCommand } from './command.ts'
import { openPlace, type Place, runInProcess } from './in-process.ts'
import { type Conversation, formatTranscript, matchesTranscript, parseTranscript, updatedLines } from './transcript.ts'

const folder = import.meta.dirname
const isUpdating = process.env.UPDATE_TRANSCRIPTS === '1'

for (const file of findFiles(['*.txt'], folder)) {
  const text = readFileSync(join(folder, file), 'utf8')
  const updated: Conversation[] = []
  for (const conversation of parseTranscript(text)) {
    test(`${file}:${conversation.line} ${conversation.title}`, { timeout: 60_000 }, async t => {
      const exchanges = await hold(t, conversation)
      updated.push({ ...conversation, exchanges })
    })
  }
  after(() => {
    if (isUpdating) writeFileSync(join(folder, file), formatTranscript(text.split(/^=== /m)[0] ?? '', updated))
  })
}

async function hold(t: TestContext, { exchanges }: Conversation): Promise<Conversation['exchanges']> {
  let place = openPlace(t)
  const said: Conversation['exchanges'][number][] = []
  for (const { command, expected } of exchanges) {
    const [, name, value] = /^export ([A-Z_]+)=(.*)$/.exec(command) ?? []
    if (name !== undefined) place = { ...place, env: { ...place.env, [name]: value ?? '' } }
    const actual = name === undefined ? await run(command, expected, place) : []
    if (!isUpdating && !matchesTranscript(expected, actual)) {
      assert.equal([`$ ${command}`, ...actual].join('\n'), [`$ ${command}`, ...expected].join('\n'))
    }
    said.push({ command, expected: updatedLines(expected, actual) })
  }
  return said
}

async function run(line: string, expected: readonly string[], place: Place): Promise<readonly string[]> {
  const command = parseCommand(line)
  if (command.program === 'login') return [await login(command.words, place)]
  assert.equal(command.program, 'latchkey', line)
  const actual = await runInProcess(command, expected, place)
  // The path of the temporary folder varies.
  return actual.map(said => said.replaceAll(place.folder, '[..]'))
}

/** The status of a login, with the settings and the database of the commands. */
async function login([name = '', password = '']: readonly string[], { folder: cwd, env }: Place): Promise<string> {
  const ui = createUi({ out: process.stdout, err: process.stderr, env })
  const surroundings = { ui, env, cwd, input: process.stdin, output: process.stdout, program: 'latchkey' }
  const settings = await loadCommandSettings(surroundings, {})
  const store = await openStore(settings.databaseUrl, settings, {}, cwd)
  const auth = await createAuth({ settings, store })
  const { request } = createTestClient(auth.dispatch)
  const { status } = await request('POST', '/api/auth/login/', { json: { email: name, username: name, password } })
  await auth.close()
  return String(status)
}
