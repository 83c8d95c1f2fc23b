import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../settings/settings.ts'
import { resolveSettings } from '../settings.ts'
import { linkOf } from './mail-link.ts'
import type { MailTokenName } from './mail-token.ts'

const secretKey = '3b0e57a1c0e94a4f8d0b6b8f7d1c2a9e55aa'
const publicUrl = 'https://example.com'
const link = (values: Config, kind: MailTokenName = 'password_reset') =>
  linkOf(resolveSettings([{ source: 'test', values: { secretKey, publicUrl, ...values } }]), kind, 't')

test('links begin with publicUrl, and carry the token in the query or in the fragment', () => {
  const config = { publicUrl: 'https://example.com/app/' }
  assert.equal(link({ ...config, passwordResetPath: '/new' }), 'https://example.com/app/new?token=t')
  const inFragment = { ...config, mailTokenPlace: 'fragment', emailVerificationPath: '/v?lang=de' } as const
  assert.equal(link(inFragment, 'email_verification'), 'https://example.com/app/v?lang=de#token=t')
  const withQuery = { ...config, emailChangePath: '/v?lang=de' }
  assert.equal(link(withQuery, 'email_change'), 'https://example.com/app/v?lang=de&token=t')
})

test('without a page of the application every link leads to a built-in page', () => {
  const led = (['email_verification', 'email_not_me', 'password_reset', 'email_change', 'email_changed'] as const).map(
    kind => link({}, kind),
  )
  assert.deepEqual(led, [
    'https://example.com/account/verify-email/?token=t',
    'https://example.com/account/not-me/?token=t',
    'https://example.com/account/reset-password/?token=t',
    'https://example.com/account/confirm-email/?token=t',
    'https://example.com/account/restore-email/?token=t',
  ])
})

const led: readonly (readonly [what: string, config: Config, link: string])[] = [
  ['below basePath', { basePath: '/auth' }, 'https://example.com/auth/account/reset-password/?token=t'],
  [
    'below basePath in place of the path of the application',
    { basePath: '/auth', publicUrl: 'https://example.com/app' },
    'https://example.com/auth/account/reset-password/?token=t',
  ],
  [
    'at apiUrl, whose path is the whole base path',
    { apiUrl: 'https://api.example.com/v1', basePath: '/v1' },
    'https://api.example.com/v1/account/reset-password/?token=t',
  ],
  ['where it was moved', { paths: { account_reset_password: ['/new/'] } }, 'https://example.com/new/?token=t'],
  ['in the fragment', { mailTokenPlace: 'fragment' }, 'https://example.com/account/reset-password/#token=t'],
  ['the page of the application', { passwordResetPath: '/own' }, 'https://example.com/own?token=t'],
  ['as before without the pages', { accountPages: 'off' }, 'https://example.com/reset-password?token=t'],
  ['as before under compat', { compat: 'simplejwt' }, 'https://example.com/reset-password?token=t'],
  [
    'as before where the page is switched off',
    { disabledEndpoints: ['account_reset_password'] },
    'https://example.com/reset-password?token=t',
  ],
  [
    'as before where the endpoint of the page is switched off',
    { disabledEndpoints: ['password_reset_*'] },
    'https://example.com/reset-password?token=t',
  ],
  ['alike for user names', { accounts: 'username' }, 'https://example.com/account/reset-password/?token=t'],
]

for (const [what, config, expected] of led) {
  test(`a link leads to ${what}`, () => assert.equal(link(config), expected))
}
