/** The pages for people: login, registration, and what the links in mails lead to. */
import type { SettingRow } from '../row.ts'

const address =
  /^\/(?![/\\])[^\s\\#"']*$|^https:\/\/[^\s\\@#"';,]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s\\@#"';,]*)?$/

export const pagesRows = {
  accountPages: {
    kind: 'choice',
    default: 'on',
    compat: 'off',
    choices: ['on', 'off'],
    doc: 'Whether the pages below `/account/` are served: login, registration, forgotten passwords, and those that links in mails lead to. Each page is served only where the endpoint that it works for is.',
  },
  accountRedirects: {
    kind: 'list',
    default: [],
    allowsEmpty: true,
    pattern: address,
    example: '/dashboard/, or https://app.example.com/',
    doc: 'Where the login page may send people by `?next=`, beside `/account/` and `/console/`: a path of its own origin and, where it ends with a slash, everything below it; or a whole address, compared exactly. The first is where a login without `next` leads.',
  },
  brandName: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^[^\p{C}]{1,60}$/u,
    example: 'Example',
    doc: 'The name at the top of the account pages. Unless set, the host of `publicUrl`.',
  },
  brandLogo: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: address,
    example: '/logo.svg',
    doc: 'An image for the top of the account pages, in place of the name.',
  },
  brandStyle: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: address,
    example: '/brand.css',
    doc: 'A stylesheet that the account pages load after their own: `:root { --accent: #05603a }`.',
  },
} as const satisfies Record<string, SettingRow>
