import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../settings/settings.ts'
import { resolveSettings } from '../../settings.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { checkEndpoints } from './check-endpoints.ts'

const mail = {
  smtpUrl: 'smtps://user:secret@mail.example.com',
  mailFrom: 'app@example.com',
  publicUrl: 'https://app.example.com',
} as const
const social = {
  ...mail,
  social: { google: { clientId: 'id', clientSecret: 'secret' } },
  socialRedirects: ['/'],
} as const satisfies Config

function findings(config: Config): string {
  const settings = resolveSettings([
    { source: 'test', values: { secretKey: '4f9d1c7a2be86053d1e94c7ab3f25086cc0d9e417f3b8a62', ...config } },
  ])
  return checkEndpoints(settings)
    .map(({ level, what, fix }) => `${level}: ${what} ${fix}`)
    .join('\n')
}

test('settings that move and switch off what nothing leads to are healthy', () => {
  assert.equal(findings({}), '')
  assert.equal(findings(social), '')
  // The built-in page needs no address of the row that it works for.
  assert.equal(findings({ ...mail, paths: { password_reset_confirm: '/reset/confirm/' } }), '')
  assert.equal(
    findings({ ...mail, disabledEndpoints: ['email_*', 'password_*', 'register', 'user_profile', 'cookie_*'] }),
    '',
  )
  assert.equal(
    findings({ disabledEndpoints: ['password_reset_confirm', 'start_page', 'livez', 'readyz', 'metrics'] }),
    '',
  )
  assert.equal(findings({ paths: { start_page: '/start/', livez: '/healthz', metrics: '/internal/metrics/' } }), '')
})

const found: Readonly<Record<string, readonly [Config, RegExp]>> = {
  'an unknown name in paths': [{ paths: { logn: '/in/' } }, /^fault: paths names logn.* Write login\.$/],
  'an unknown name in disabledEndpoints': [{ disabledEndpoints: ['start-page'] }, /^fault: .*Write start_page\.$/],
  'two rows at a path': [
    { paths: { login: '/docs/' }, apiDocs: true },
    /^fault: paths puts login at \/docs\/, where api_docs is/,
  ],
  'a row at the place of a probe': [
    { paths: { login: '/livez/' } },
    /^fault: paths puts login at \/livez\/, where livez is/,
  ],
  'the start page at the place of a row': [
    { paths: { start_page: '/openapi.json' } },
    /^fault: paths puts start_page at \/openapi\.json, where openapi is/,
  ],
  'a verification that is switched off': [
    { ...mail, disabledEndpoints: ['email_verification_confirm'] },
    /^fault: A verification mail leads to the page \/verify-email .*switched off.* switch off email_verification, register/,
  ],
  'a way out that is switched off': [
    { ...mail, disabledEndpoints: ['email_verification_not_me'] },
    /^fault: .*\/not-me \(notMePath\), whose token email_verification_not_me takes: it is switched off/,
  ],
  'a reset that is switched off': [
    { ...mail, disabledEndpoints: ['password_reset_*'], passwordResetPath: '/forgotten' },
    /^fault: A mail for a new password leads to the page \/forgotten .*switched off/,
  ],
  'a new address that is switched off': [
    { ...mail, disabledEndpoints: ['email_change_confirm'] },
    /^fault: A mail to a new address leads to the page \/confirm-email/,
  ],
  'a revert that is switched off': [
    { ...mail, emailChange: 'at_once', disabledEndpoints: ['email_change_*'] },
    /^fault: A notice of a changed address leads to the page \/restore-email[^\n]*$/,
  ],
  'a reset that was moved': [
    { ...mail, passwordResetPath: '/forgotten', paths: { password_reset_confirm: '/reset/confirm/' } },
    /^advice: .*it was moved\. Let the page send the token to \/reset\/confirm\/\.$/,
  ],
  'a page at the path of a row that only takes POST': [
    { ...mail, emailVerificationPath: '/api/auth/email/verify/confirm/' },
    /^fault: .*the path of email_verification_confirm, and a link can only GET/,
  ],
  'a page that is switched off': [
    { ...mail, notMePath: '/docs', disabledEndpoints: ['api_docs'] },
    /^fault: A verification mail leads to \/docs \(notMePath\), the path of api_docs, which is switched off/,
  ],
  'a page that was moved': [
    { ...mail, passwordResetPath: '/docs/?reset', paths: { api_docs: '/help/' } },
    /^fault: .*from where api_docs was moved to \/help\//,
  ],
  'a page to where a row was moved': [
    { ...mail, passwordResetPath: '/forgotten', paths: { login: '/forgotten/' } },
    /^fault: .*leads to \/forgotten \(passwordResetPath\), where `paths` puts login/,
  ],
  'a callback that is switched off': [
    { ...social, disabledEndpoints: ['social_callback'] },
    /^fault: Providers send people back to social_callback: it is switched off/,
  ],
  'a callback that was moved': [
    { ...social, paths: { social_callback: '/back/{provider}/' } },
    /^advice: .*Register the address of \/back\/\{provider\}\/ at each provider/,
  ],
  'documents without what they show': [{ apiDocs: true, disabledEndpoints: ['openapi'] }, /^fault: The page api_docs/],
}

for (const [what, [config, pattern]] of Object.entries(found)) {
  test(`the doctor names ${what}`, () => {
    assert.match(findings(config), pattern)
  })
}

test('the start says it too, as an event, and not what a page can have followed', async () => {
  const said: string[] = []
  const onEvent: Config['onEvent'] = ({ name, reason }) => void said.push(`${name}: ${reason}`)
  const start = async (config: Config) => (await createTestAuth({ ...mail, ...config, onEvent })).close()
  await start({ paths: { password_reset_confirm: '/reset/confirm/' } })
  assert.deepEqual(said, [])
  await start({ disabledEndpoints: ['password_reset_confirm'] })
  assert.equal(said.length, 1)
  assert.match(said.join(), /^endpoint\.missing: A mail for a new password .* it is switched off$/)
})
