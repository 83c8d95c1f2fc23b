import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveSettings } from '../../../settings.ts'
import { absoluteNext } from '../flows/begin-sign-in.ts'
import { runSocialApp } from './social-app.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'

test('a provider sends users back below the base path; a path in apiUrl is the whole of it', async t => {
  const cases = [
    [{ basePath: '/app' }, '/app'],
    [{ basePath: '/app', publicUrl: 'https://www.example.com/shop' }, 'https://www.example.com/app'],
    [{ basePath: '/app', apiUrl: 'https://api.example.com' }, 'https://api.example.com/app'],
    [{ basePath: '/app', apiUrl: 'https://example.com/gate/app' }, 'https://example.com/gate/app'],
    [{ publicUrl: 'https://example.com/gate' }, 'https://example.com/gate'],
  ] as const
  for (const [config, expected] of cases) {
    const { url } = await runSocialApp(t, { config })
    const path = 'basePath' in config ? config.basePath : ''
    const { headers } = await fetch(`${url}${path}/api/auth/social/acme/`, { redirect: 'manual' })
    const redirect = new URL(headers.get('location') ?? '').searchParams.get('redirect_uri')
    const base = expected.startsWith('/') ? `${url}${expected}` : expected
    assert.equal(redirect, `${base}/api/auth/social/acme/callback/`)
  }
})

test('where a sign-in ends is below publicUrl, as links in mails are', () => {
  const nextOf = (publicUrl: string, next: string) =>
    absoluteNext(resolveSettings([{ source: 'test', values: { secretKey, publicUrl } }]), next).href
  assert.equal(nextOf('https://example.com', '/welcome'), 'https://example.com/welcome')
  assert.equal(nextOf('https://example.com/shop', '/welcome?a=1'), 'https://example.com/shop/welcome?a=1')
  assert.equal(nextOf('https://example.com/shop/', '/'), 'https://example.com/shop/')
  assert.equal(nextOf('https://example.com/shop', '/shop/welcome'), 'https://example.com/shop/welcome')
  assert.equal(nextOf('https://example.com/shop', 'https://other.example/in'), 'https://other.example/in')
})
