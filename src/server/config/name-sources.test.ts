import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError } from '../../settings/configuration-error.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { assembleServer } from '../assemble.ts'
import { loadConfiguration } from './load-settings.ts'
import { nameSources } from './name-sources.ts'

const SECRET_KEY = 'a test secret of more than thirty-two bytes'

test('a Redis that cannot be used is named as the process was given its address', async t => {
  const env = { SECRET_KEY, REDIS_URL: 'rediss://127.0.0.1:1?ca=/nowhere.pem', DATABASE_URL: 'sqlite::memory:' }
  const loaded = await loadConfiguration({ env, cwd: temporaryFolder(t) })
  const error = await assembleServer(loaded.settings, []).catch((reason: unknown) => reason)
  const named = nameSources(error, loaded)
  assert.ok(named instanceof ConfigurationError, String(named))
  assert.match(named.message, /REDIS_URL \(environment\): .*nowhere\.pem/)
})

test('other errors, and what no source set, stay as they are', async t => {
  const loaded = await loadConfiguration({ env: { SECRET_KEY }, cwd: temporaryFolder(t) })
  const error = new Error('another')
  assert.equal(nameSources(error, loaded), error)
  const unset = new ConfigurationError([{ setting: 'redisUrl', source: 'createAuth', what: 'is away', fix: 'wait' }])
  assert.match(String(nameSources(unset, loaded)), /redisUrl \(createAuth\): is away; wait/)
})
