import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameOfRedis, parseRedisUrl, type RedisUrl } from './redis-url.ts'

/** Absent members are as in `redis://h`. */
const plain: RedisUrl = {
  host: 'h',
  port: 6379,
  socket: undefined,
  user: undefined,
  password: undefined,
  database: 0,
  isTls: false,
  authority: undefined,
  prefix: 'latchkey',
}

const read: Readonly<Record<string, Partial<RedisUrl>>> = {
  'redis://h': {},
  'redis://h/': {},
  'REDIS://h:6380/3': { port: 6380, database: 3 },
  'redis://h?db=3': { database: 3 },
  'redis://': { host: 'localhost' },
  'redis://:p@h': { password: 'p' },
  'redis://h?password=p': { password: 'p' },
  'redis://u:p@h': { user: 'u', password: 'p' },
  'redis://u%40corp:p%40ss%2Fw%25%3A%23@h': { user: 'u@corp', password: 'p@ss/w%:#' },
  'redis://[::1]:7000/1': { host: '::1', port: 7000, database: 1 },
  'rediss://u:p@h:6380/0': { user: 'u', password: 'p', port: 6380, isTls: true },
  'rediss://h?ca=/etc/ca.crt': { isTls: true, authority: '/etc/ca.crt' },
  'redis://h?prefix=shop': { prefix: 'shop' },
  'unix:///run/redis/redis.sock': { host: 'localhost', socket: '/run/redis/redis.sock' },
  'unix://:p@/run/redis.sock?db=2&prefix=a': {
    host: 'localhost',
    socket: '/run/redis.sock',
    password: 'p',
    database: 2,
    prefix: 'a',
  },
}

for (const [text, parts] of Object.entries(read)) {
  test(`${text} is read`, () => {
    assert.deepEqual(parseRedisUrl(text), { ok: true, url: { ...plain, ...parts } })
  })
}

const refused: Readonly<Record<string, RegExp>> = {
  'h:6379': /no address of Redis/,
  'http://h': /no address of Redis/,
  'postgres://h/d': /no address of Redis/,
  ' redis://h': /blanks/,
  'redis://h/zero': /no number/,
  'redis://h/0?db=1': /two databases/,
  'redis://h?timeout=1': /"timeout", which is not known/,
  'redis://h?prefix=a&prefix=b': /prefix twice/,
  'redis://h?prefix=a%20b': /prefix that cannot be used/,
  'redis://h?ca=/etc/ca.crt': /without TLS/,
  'redis://u:p%@h': /percent-encoded/,
  'redis://u:p#w@h': /is no address/,
  'unix://': /no path/,
  'unix://h/run/redis.sock': /no path/,
}

for (const [text, what] of Object.entries(refused)) {
  test(`${text} is refused, and its password not repeated`, () => {
    const reading = parseRedisUrl(text)
    assert.ok(!reading.ok)
    assert.match(reading.what, what)
    assert.notEqual(reading.fix, '')
  })
}

test('the name of a Redis holds neither its user nor its password', () => {
  const names = ['rediss://u:p@h:6380/2', 'unix://:p@/run/redis.sock?db=2'].map(text => {
    const reading = parseRedisUrl(text)
    return reading.ok ? nameOfRedis(reading.url) : assert.fail(reading.what)
  })
  assert.deepEqual(names, ['rediss://h:6380/2', 'unix:///run/redis.sock?db=2'])
})
