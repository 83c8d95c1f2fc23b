/** createsuperuser on a real pseudo-terminal, with its echo and its Ctrl-C. `test/cli/` has the other conversations. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi } from './api.ts'
import { type Environment, run, secretKey } from './command-line.ts'
import { startServer } from './server-process.ts'
import { converse, ctrlC, hasTerminal } from './terminal.ts'

const env = { SECRET_KEY: secretKey, DATABASE_URL: 'sqlite:data.sqlite3' }
const skip = hasTerminal ? false : 'there is no util-linux `script` on this machine'
const options = { skip, timeout: 60_000 }

async function assertLogsIn(t: TestContext, folder: string, email: string, password: string): Promise<void> {
  const { url } = await startServer(t, folder, env)
  assert.equal((await createApi(url).login(email, password)).status, 200)
}

test('questions are asked until every answer will do, and the password opens the account', options, async t => {
  const folder = temporaryFolder(t)
  const silent: Environment = { ...env, DJANGO_SUPERUSER_PASSWORD: 'SecurePass123!' }
  await run(['createsuperuser', '--noinput', '--email', 'taken@example.com'], { folder, env: silent })
  const { code, screen } = await converse(t, ['createsuperuser'], { folder, env }, [
    ['Email: ', ''],
    ['Email cannot be blank.\nEmail: ', 'nobody'],
    ['Enter a valid email address.\nEmail: ', 'Taken@example.com'],
    ['That email is already taken.\nEmail: ', 'root@example.com'],
    ['First name: ', 'Ro'],
    ['Last name: ', ''],
    ['Password: ', 'OneSecret456!'],
    ['Password (again): ', 'TwoSecret456!'],
    ["Your passwords didn't match.\nPassword: ", ' '],
    ['Password (again): ', ' '],
    ["Blank passwords aren't allowed.\nPassword: ", 'password123'],
    ['Password (again): ', 'password123'],
    ['Bypass password validation and create user anyway? [y/N]: ', 'n'],
    ['Password: ', 'GoodSecret456!'],
    ['Password (again): ', 'GoodSecret456!'],
  ])
  assert.equal(code, 0, screen)
  assert.match(screen, /This password is too common\.\nBypass/)
  assert.match(screen, /Superuser created successfully\.\nDatabase: \S+\n$/)
  for (const secret of ['OneSecret', 'TwoSecret', 'GoodSecret', 'password123']) {
    assert.ok(!screen.includes(secret), `${secret} was shown`)
  }
  await assertLogsIn(t, folder, 'root@example.com', 'GoodSecret456!')
})

test('Ctrl-C at a question creates no account and ends with 1', options, async t => {
  const folder = temporaryFolder(t)
  for (const [question, before] of [
    ['Email: ', []],
    ['Password: ', ['--email', 'root@example.com', '--first_name', '', '--last_name', '']],
  ] as const) {
    const { code, screen } = await converse(t, ['createsuperuser', ...before], { folder, env }, [[question, ctrlC]])
    assert.equal(code, 1, screen)
    assert.match(screen, /\nError: Operation cancelled\.\n(?:Created a new database|Database): \S+\n$/)
  }
  const silent: Environment = { ...env, DJANGO_SUPERUSER_PASSWORD: 'SecurePass123!' }
  const { stdout } = await run(['createsuperuser', '--noinput', '--email', 'root@example.com', '--json'], {
    folder,
    env: silent,
  })
  assert.equal(JSON.parse(stdout).id, 1)
})
