import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatSqliteUrl, parseDatabaseUrl } from './database-url.ts'
import { DatabaseUrlError } from './errors.ts'

/** As dj-database-url 2 reads them, where it reads them at all. */
const paths: readonly (readonly [url: string, path: string])[] = [
  ['sqlite:data/a.sqlite3', '/srv/data/a.sqlite3'],
  ['sqlite:/var/a:b.sqlite3', '/var/a:b.sqlite3'],
  ['sqlite:a%20b.sqlite3', '/srv/a%20b.sqlite3'],
  ['sqlite:///file.sqlite3', '/srv/file.sqlite3'],
  ['sqlite:///data/file.sqlite3', '/srv/data/file.sqlite3'],
  ['sqlite:////var/lib/file.sqlite3', '/var/lib/file.sqlite3'],
  ['sqlite:///my%20file%3F.sqlite3', '/srv/my file?.sqlite3'],
  ['SQLite:///file.sqlite3', '/srv/file.sqlite3'],
  ['sqlite3:///file.sqlite3', '/srv/file.sqlite3'],
  ['sqlite://:memory:', ':memory:'],
  ['sqlite:///:memory:', ':memory:'],
  ['sqlite::memory:', ':memory:'],
]

for (const [url, path] of paths) {
  test(`${url} is ${path} in the folder /srv`, () => {
    assert.deepEqual(parseDatabaseUrl(url, '/srv'), { dialect: 'sqlite', path })
  })
}

const refused: readonly (readonly [url: string, says: RegExp])[] = [
  ['mysql+aiomysql://alice:hunter2@db/app', /not supported yet/],
  ['sqlite://file.sqlite3', /'file.sqlite3' after two slashes.*write sqlite:\/\/\/file.sqlite3 for a relative/],
  ['sqlite://localhost/file.sqlite3', /'localhost' after two slashes/],
  ['sqlite:', /names no file/],
  ['sqlite://', /names no file/],
  ['sqlite:///', /names no file/],
  ['sqlite:///data/', /names a folder/],
  ['sqlite:///a.sqlite3?timeout=20', /options/],
  ['sqlite:a.sqlite3?mode=ro', /options/],
  ['sqlite:///100%.sqlite3', /not percent-encoded/],
  ['app.sqlite3', /no scheme: write sqlite:\/\/\/app.sqlite3/],
  ['/var/lib/app.sqlite3', /write sqlite:\/\/\/\/var\/lib\/app.sqlite3/],
  ['file:app.sqlite3', /begins with 'file': write sqlite:\/\/\/app.sqlite3/],
  ['C:\\data\\app.sqlite3', /path of Windows.*write sqlite:\/\/\/C:\/data\/app.sqlite3/],
  ['sqlite:app.sqlite3\n', /blanks around/],
]

for (const [url, says] of refused) {
  test(`${JSON.stringify(url)} is refused with what to write, and without its password`, () => {
    assert.throws(
      () => parseDatabaseUrl(url, '/srv'),
      (error: unknown) =>
        error instanceof DatabaseUrlError && says.test(error.message) && !error.message.includes('hunter2'),
    )
  })
}

test('the address of a path reads back as the path', () => {
  for (const path of ['/var/a b#c?d%e.sqlite3', '/ä.sqlite3', ':memory:']) {
    assert.deepEqual(parseDatabaseUrl(formatSqliteUrl(path), '/srv'), { dialect: 'sqlite', path })
  }
})
