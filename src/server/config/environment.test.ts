import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ConfigurationError } from '../../settings/configuration-error.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { type LoadOptions, loadConfiguration } from './load-settings.ts'

const SECRET_KEY = 'a test secret of more than thirty-two bytes'
type Env = LoadOptions['env']

interface Given {
  readonly env?: Env
  readonly files?: Readonly<Record<string, string | Buffer>>
}

async function load(t: TestContext, { env = { SECRET_KEY }, files = {} }: Given) {
  const cwd = temporaryFolder(t)
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text)
  return await loadConfiguration({ env, cwd })
}

/** All faults as one text; empty when the configuration is accepted. */
async function faultsOf(t: TestContext, given: Given): Promise<string> {
  try {
    await load(t, given)
    return ''
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error))
    return error.message
  }
}

const links: Env = {
  LATCHKEY_SERVICE_HOST: '10.96.7.1',
  LATCHKEY_SERVICE_PORT: '8000',
  LATCHKEY_SERVICE_PORT_HTTP: '8000',
  LATCHKEY_PORT: 'tcp://10.96.7.1:8000',
  LATCHKEY_PORT_8000_TCP: 'tcp://10.96.7.1:8000',
  LATCHKEY_PORT_8000_TCP_PROTO: 'tcp',
  LATCHKEY_PORT_8000_TCP_PORT: '8000',
  LATCHKEY_PORT_8000_TCP_ADDR: '10.96.7.1',
  LATCHKEY_API_SERVICE_HOST: 'fd00:10:96::1',
  LATCHKEY_API_PORT: 'tcp://[fd00:10:96::1]:80',
  LATCHKEY_API_PORT_53_UDP: 'udp://10.96.7.2:53',
  LATCHKEY_API_PORT_53_UDP_PROTO: 'udp',
  LATCHKEY_NAME: '/web/latchkey',
  LATCHKEY_ENV_NODE_VERSION: '24.1.0',
  LATCHKEY_1_ENV_PATH: '/usr/bin',
}

test('the service links of Kubernetes and Docker do not stop the start', async t => {
  assert.equal(await faultsOf(t, { env: { SECRET_KEY, ...links } }), '')
})

for (const [name, value] of Object.entries({ LATCHKEY_PORT: '9000', LATCHKEY_NAME: 'x', LATCHKEY_HOST: '0.0.0.0' })) {
  test(`${name}=${value} is a typing error all the same`, async t => {
    assert.match(await faultsOf(t, { env: { SECRET_KEY, [name]: value } }), new RegExp(`${name} .*is not a setting`))
  })
}

test('a secret and a key are read from the files that their _FILE names, without the line break at the end', async t => {
  const files = {
    key: `${SECRET_KEY}\n`,
    token: 'a token of the metrics\r\n',
    social: '{"google":{"clientId":"a","clientSecret":"b"}}',
  }
  const { settings, sourceOf } = await load(t, {
    env: { SECRET_KEY_FILE: 'key', LATCHKEY_SOCIAL_FILE: 'social', LATCHKEY_PUBLIC_URL: 'https://a.example.com' },
    files: { ...files, '.env': 'LATCHKEY_METRICS_TOKEN_FILE=token\n' },
  })
  assert.equal(settings.secretKey.reveal(), SECRET_KEY)
  assert.equal(settings.metricsToken?.reveal(), 'a token of the metrics')
  assert.equal(settings.social.google?.clientId, 'a')
  assert.match(sourceOf('secretKey')?.source ?? '', /\/key$/)
})

const unusableFiles: Readonly<Record<string, readonly [given: Given, says: RegExp]>> = {
  'a file that does not exist': [
    { env: { SECRET_KEY_FILE: 'none' } },
    /SECRET_KEY_FILE \(environment\): .*none.*cannot be read/,
  ],
  'an empty file': [{ env: { SECRET_KEY_FILE: 'key' }, files: { key: '\n' } }, /key, which is empty/],
  'a folder': [{ env: { SECRET_KEY_FILE: '.' } }, /is a folder/],
  'a device without an end': [{ env: { SECRET_KEY_FILE: '/dev/zero' } }, /is not a file/],
  'no name': [{ env: { SECRET_KEY_FILE: '' } }, /names no file/],
  'two line breaks at the end': [
    { env: { SECRET_KEY_FILE: 'key' }, files: { key: `${SECRET_KEY}\n\n` } },
    /ends with a line break/,
  ],
  'its variable too': [
    { env: { SECRET_KEY, SECRET_KEY_FILE: 'key' }, files: { key: SECRET_KEY } },
    /and so is SECRET_KEY; keep one/,
  ],
}

for (const [what, [given, says]] of Object.entries(unusableFiles)) {
  test(`a _FILE with ${what} is refused, and no secret is generated instead`, async t => {
    const message = await faultsOf(t, given)
    assert.match(message, says)
    assert.doesNotMatch(message, /nowhere/)
  })
}

test('the line break at the end of a secret, blanks around it and quotes are named', async t => {
  assert.match(
    await faultsOf(t, { env: { SECRET_KEY: `${SECRET_KEY}\n` } }),
    /SECRET_KEY \(environment\): ends with a line break/,
  )
  assert.match(await faultsOf(t, { env: { SECRET_KEY: ` ${SECRET_KEY}` } }), /has blanks around it/)
  assert.match(await faultsOf(t, { env: { SECRET_KEY: `"${SECRET_KEY}"` } }), /is in quotes/)
  const files = { 'latchkey.config.js': `export default { secretKey: '${SECRET_KEY}\\n' }` }
  assert.match(await faultsOf(t, { env: {}, files }), /secretKey \(latchkey.config.js\): ends with a line break/)
})

const dotEnv = `SECRET_KEY=${SECRET_KEY}\nPORT=9001\n`
const encodings: Readonly<Record<string, Buffer>> = {
  'UTF-8 with a byte order mark': Buffer.from(`\ufeff${dotEnv}`),
  'UTF-16, as PowerShell writes it': Buffer.from(`\ufeff${dotEnv}`, 'utf16le'),
  'UTF-16 of the other byte order': Buffer.from(`\ufeff${dotEnv}`, 'utf16le').swap16(),
  'line breaks of Windows': Buffer.from(dotEnv.replaceAll('\n', '\r\n')),
  'line breaks of the old Mac': Buffer.from(dotEnv.replaceAll('\n', '\r')),
}

for (const [what, bytes] of Object.entries(encodings)) {
  test(`.env in ${what} gives the same secret`, async t => {
    const { settings } = await load(t, { env: {}, files: { '.env': bytes } })
    assert.deepEqual([settings.secretKey.reveal(), settings.port], [SECRET_KEY, 9001])
  })
}

test('.env in another encoding is refused with its line', async t => {
  const latin1 = Buffer.from('PORT=9001\n# für alle\n', 'latin1')
  assert.match(await faultsOf(t, { files: { '.env': latin1 } }), /\.env\): is not text in UTF-8: see line 2/)
  assert.match(await faultsOf(t, { files: { '.env': Buffer.from(dotEnv, 'utf16le') } }), /NUL bytes/)
})

test('a configuration file with a byte order mark is read', async t => {
  const files = { 'latchkey.config.ts': '\ufeffexport default { port: 9002 as number }' }
  assert.equal((await load(t, { files })).settings.port, 9002)
})

const lines: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
  'a # inside a secret': ['SECRET_KEY=abc#def', /SECRET_KEY \(\.env, line 1\): has a #/],
  'a backslash in double quotes': ['SECRET_KEY="abc\\def"', /backslash in double quotes/],
  'an escaped quote': ['SECRET_KEY="abc\\"def"', /backslash in double quotes/],
  'text after the closing quote': ['SECRET_KEY="abc"def', /text after its closing quote/],
  'quotes that never end': [
    'A=1\nSECRET_KEY="abc\nPORT=1',
    /SECRET_KEY \(\.env, line 2\): begins with " and never ends/,
  ],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what other programs replace.
  'a variable in a value': ['DATABASE_URL=sqlite:${HOME}/a.sqlite3', /DATABASE_URL .*is not replaced here/],
  'the first line of a PEM': [
    'LATCHKEY_SIGNING_KEY=-----BEGIN PRIVATE KEY-----\nabc\n',
    /only the first line of a PEM/,
  ],
  'two values of one name': ['PORT=1\nPORT=2', /PORT \(\.env, line 2\): has another value in line 1/],
  'a name without a value': ['SECRET_KEY', /SECRET_KEY \(\.env, line 1\): is not NAME=value/],
  'a colon': ['SECRET_KEY: abc', /is not NAME=value/],
  'a word before the name': ['set PORT=1', /PORT \(\.env, line 1\): is not NAME=value/],
  'a colon in place of the equals sign': ['SECRET_KEY: YWJjZGVmZ2hpamts==', /SECRET_KEY \(\.env, line 1\): is not/],
  'a character that is not seen before the name': ['\u200bSECRET_KEY=abc', /SECRET_KEY \(\.env, line 1\): is not/],
  'a plus that appends': ['SECRET_KEY+=abc', /SECRET_KEY \(\.env, line 1\): is not/],
  'a name in small letters': ['port=9001', /is not a setting; write PORT/],
}

for (const [what, [text, says]] of Object.entries(lines)) {
  test(`a line of .env with ${what} is refused`, async t => {
    assert.match(await faultsOf(t, { files: { '.env': text } }), says)
  })
}

test('lines of other programs in .env are left alone, whatever is in them', async t => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
  const text = 'VITE_COLOR=#fff\nPROMPT="a\\"b"\nCACHE_URL=${HOST}\nNODE_ENV\nCACHE_URL=redis://x\nnext-public=1\n'
  assert.equal(await faultsOf(t, { files: { '.env': text } }), '')
})

test('a PEM over several lines, in quotes or with escaped line breaks, arrives as it is', async t => {
  const text = `export SECRET_KEY='${SECRET_KEY}'\nLATCHKEY_VERIFYING_KEY="-----BEGIN X-----\nabc\n-----END X-----"  # the key\nPORT = 9003 # a comment\n`
  const { settings } = await load(t, { env: {}, files: { '.env': text } })
  assert.equal(settings.verifyingKey, '-----BEGIN X-----\nabc\n-----END X-----')
  assert.deepEqual([settings.secretKey.reveal(), settings.port], [SECRET_KEY, 9003])
})

test("Django's own names are taken where they mean the same", async t => {
  const text = `SECURE_SSL_REDIRECT=True
SECURE_HSTS_SECONDS=31536000
SECURE_PROXY_SSL_HEADER=HTTP_X_FORWARDED_PROTO,https
CORS_ALLOWED_ORIGINS=https://a.example.com,https://b.example.com
CSRF_TRUSTED_ORIGINS=https://a.example.com
CORS_ALLOW_ALL_ORIGINS=False
`
  for (const given of [{ files: { '.env': text } }, { env: { SECRET_KEY, ...parse(text) } }]) {
    const { settings } = await load(t, given)
    assert.equal(settings.secureSslRedirect, true)
    assert.equal(settings.secureHstsSeconds, 31_536_000)
    assert.equal(settings.secureProxySslHeader, 'HTTP_X_FORWARDED_PROTO')
    assert.deepEqual(settings.corsAllowedOrigins, ['https://a.example.com', 'https://b.example.com'])
    assert.deepEqual(settings.trustedOrigins, ['https://a.example.com'])
  }
})

function parse(text: string): Env {
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map(line => line.split(/=(.*)/s).slice(0, 2)),
  )
}

const djangos: readonly (readonly [line: string, says: RegExp])[] = [
  ['CORS_ALLOW_ALL_ORIGINS=True', /list the origins in CORS_ALLOWED_ORIGINS/],
  ['ACCESS_TOKEN_LIFETIME=5', /write LATCHKEY_ACCESS_TOKEN_LIFETIME with its unit/],
  ['SIMPLE_JWT_ROTATE_REFRESH_TOKENS=True', /write LATCHKEY_ROTATE_REFRESH_TOKENS/],
  ['JWT_SECRET_KEY=abc', /write SECRET_KEY/],
  ['DJANGO_SECRET_KEY=abc', /write SECRET_KEY/],
  ['EMAIL_HOST=mail.example.com', /LATCHKEY_SMTP_URL=smtp:\/\/user:password@host/],
  ['PASSWORD_RESET_TIMEOUT=600', /lifetimes of their tokens/],
  ['APPEND_SLASH=False', /trailingSlash/],
  ['SESSION_COOKIE_NAME=sid', /guide cookies/],
  ['SECURE_REFERRER_POLICY=no-referrer', /safe headers already/],
  ['SESSION_COOKIE_DOMAIN=.example.com', /write LATCHKEY_COOKIE_DOMAIN/],
]

for (const [line, says] of djangos) {
  test(`${line} in .env is refused with what to write`, async t => {
    assert.match(await faultsOf(t, { files: { '.env': line } }), says)
  })
}

test('a name that other programs have too is only remarked on in the environment of the process', async t => {
  const { remarks } = await load(t, { env: { SECRET_KEY, EMAIL_HOST: 'mail.example.com', AUDIENCE: 'x' } })
  assert.deepEqual(
    remarks.map(({ setting }) => setting),
    ['EMAIL_HOST', 'AUDIENCE'],
  )
})

test("a name that only a settings.py has is another program's in the environment of the process", async t => {
  const { remarks } = await load(t, { env: { SECRET_KEY, SESSION_COOKIE_NAME: 'sid', APPEND_SLASH: 'False' } })
  assert.deepEqual(remarks, [])
})

test('a HOST that is written as in a URL is refused with what to write', async t => {
  for (const HOST of ['[::1]', 'localhost:8000', '0.0.0.0:80', '[::]:8000'])
    assert.match(await faultsOf(t, { env: { SECRET_KEY, HOST } }), /HOST.*the address alone.*the port in PORT/, HOST)
  assert.equal((await load(t, { env: { SECRET_KEY, HOST: '::1' } })).settings.host, '::1')
})

test('a setting and its Django name in one place are refused', async t => {
  const files = { '.env': 'SECURE_SSL_REDIRECT=True\nLATCHKEY_SECURE_SSL_REDIRECT=false\n' }
  assert.match(await faultsOf(t, { files }), /sets secureSslRedirect a second time/)
})

test('a configuration is named by its folder, its file, or LATCHKEY_CONFIG, and its paths start there', async t => {
  const cwd = temporaryFolder(t)
  const app = join(cwd, 'app')
  await mkdir(app)
  await writeFile(
    join(app, 'latchkey.config.mjs'),
    "export default { port: 9005, databaseUrl: 'sqlite:///app.sqlite3' }",
  )
  await writeFile(join(app, 'settings.json'), '{ "port": 9006 }')
  await writeFile(
    join(app, 'app.mjs'),
    'export default () => {}\nexport const config = { port: 9007 }\nexport const migrations = [{ number: 1, name: "a", sql: "" }]',
  )
  await writeFile(join(app, '.env'), 'HOST=0.0.0.0')
  const named = (config: string) => loadConfiguration({ env: { SECRET_KEY }, cwd, config })
  const byFolder = await named('app')
  assert.deepEqual(
    [byFolder.settings.port, byFolder.settings.host, byFolder.databaseName],
    [9005, '0.0.0.0', join(app, 'app.sqlite3')],
  )
  const byVariable = await loadConfiguration({ env: { SECRET_KEY, LATCHKEY_CONFIG: 'app' }, cwd })
  assert.equal(byVariable.databaseName, byFolder.databaseName)
  const inEnvironment = await loadConfiguration({
    env: { SECRET_KEY, DATABASE_URL: 'sqlite:x.sqlite3' },
    cwd,
    config: 'app',
  })
  assert.equal(inEnvironment.databaseName, join(cwd, 'x.sqlite3'))
  const json = await named('app/settings.json')
  assert.deepEqual([json.settings.port, json.databaseName], [9006, join(app, '.latchkey/latchkey.sqlite3')])
  const beside = await named('app/app.mjs')
  assert.deepEqual([beside.settings.port, beside.migrations.length], [9007, 1])
  await assert.rejects(named('ap'), /--config.*ap, which does not exist/)
  await assert.rejects(named('.'), /neither latchkey.config.ts nor .env/)
})
