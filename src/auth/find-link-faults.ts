/**
 * Links of mails, and addresses that providers and pages know, behind which no endpoint answers since the settings moved
 * it or switched it off. The settings are allowed: an application may serve such a path itself. So this is said, not refused.
 */

import { type LinkedMail, mailTargetOf } from '../flows/mail-link.ts'
import { isDisabled, type NamedRow, pathOf } from '../http/endpoints/arrange-endpoints.ts'
import { confirmsEmailChange, hasMail } from '../mail/has-mail.ts'
import type { ConfigurationFault } from '../settings/configuration-error.ts'
import type { Settings } from '../settings/settings.ts'

export interface LinkFault extends ConfigurationFault {
  /** `off`: it cannot work without an endpoint of the application. `moved`: it works for a page that knows the new path. */
  readonly kind: 'off' | 'moved'
}

interface MailLink {
  /** What the mail is for: "a password reset". */
  readonly mail: string
  /** The kind of its token, which says the page. */
  readonly kind: LinkedMail
  /** The row that takes the token from the page. */
  readonly row: string
  /** The rows that send the mail; with none of them nothing does. */
  readonly senders: readonly string[]
  readonly isSent: (settings: Settings) => boolean
}

const verification = { mail: 'A verification mail', senders: ['email_verification', 'register', 'cookie_register'] }
const changes = ['user_profile', 'email_verification']

const mailLinks: readonly MailLink[] = [
  { ...verification, kind: 'email_verification', row: 'email_verification_confirm', isSent: hasMail },
  { ...verification, kind: 'email_not_me', row: 'email_verification_not_me', isSent: hasMail },
  {
    mail: 'A mail for a new password',
    kind: 'password_reset',
    row: 'password_reset_confirm',
    senders: ['password_reset', 'email_change_revert', 'email_verification_not_me'],
    isSent: hasMail,
  },
  {
    mail: 'A mail to a new address',
    kind: 'email_change',
    row: 'email_change_confirm',
    senders: changes,
    isSent: settings => hasMail(settings) && confirmsEmailChange(settings),
  },
  {
    mail: 'A notice of a changed address',
    kind: 'email_changed',
    row: 'email_change_revert',
    senders: changes,
    isSent: hasMail,
  },
  {
    mail: 'A mail to log in with',
    kind: 'mail_login',
    row: 'mail_login_confirm',
    senders: ['mail_login'],
    isSent: ({ mailLogin }) => mailLogin === 'link' || mailLogin === 'both',
  },
  {
    mail: 'An invitation',
    kind: 'organization_invitation',
    row: 'invitation_accept',
    senders: ['organization_invitations', 'organization_invitation_resend'],
    isSent: settings => hasMail(settings) && settings.organizations === 'on',
  },
]

/** `every`: each row that some settings serve, at its usual path. */
export function findLinkFaults(settings: Settings, every: () => readonly NamedRow[]): readonly LinkFault[] {
  const sent = mailLinks.filter(
    ({ isSent, senders }) => isSent(settings) && senders.some(name => !isDisabled(settings, name)),
  )
  return [
    ...sent.flatMap(link => [...rowFaults(settings, link), ...pageFaults(settings, link, every)]),
    ...providerFaults(settings),
    ...documentFaults(settings),
  ]
}

/** The page gets the token, and has no endpoint to send it to, or another one than it was written for. */
function rowFaults(settings: Settings, { mail, kind, row, senders }: MailLink): readonly LinkFault[] {
  const { setting, path: page, isBuiltIn } = mailTargetOf(settings, kind)
  // The built-in page is served only beside its row, and needs no address of it.
  if (isBuiltIn) return []
  const leads = `${mail} leads to the page ${page} (${setting}), whose token ${row} takes`
  if (isDisabled(settings, row)) {
    const on = senders.filter(name => !isDisabled(settings, name)).join(', ')
    return [said('off', 'disabledEndpoints', `${leads}: it is switched off`, `Leave it on, or switch off ${on}.`)]
  }
  const [path] = settings.paths[row] ?? []
  if (path === undefined) return []
  return [said('moved', 'paths', `${leads}: it was moved`, `Let the page send the token to ${path}.`)]
}

/** The link itself names the path of a row: a browser asks there with GET. */
function pageFaults(
  settings: Settings,
  { mail, kind }: MailLink,
  every: () => readonly NamedRow[],
): readonly LinkFault[] {
  const { setting: page, path: written, isBuiltIn } = mailTargetOf(settings, kind)
  if (isBuiltIn) return []
  const target = bare(written)
  const usual = every().find(({ paths }) => paths.some(path => bare(path) === target))
  const name = usual?.urlName
  const leads = `${mail} leads to ${written} (${page})`
  if (usual === undefined || name === undefined) return movedInto(settings, leads, page, target)
  const choose = `Name a page of the application in ${page}.`
  if (isDisabled(settings, name))
    return [said('off', page, `${leads}, the path of ${name}, which is switched off`, choose)]
  if (settings.paths[name] !== undefined) {
    return [said('off', page, `${leads}, from where ${name} was moved to ${settings.paths[name].join(', ')}`, choose)]
  }
  return usual.methods?.GET === undefined && usual.methods !== undefined
    ? [said('off', page, `${leads}, the path of ${name}, and a link can only GET`, choose)]
    : []
}

function movedInto(settings: Settings, leads: string, page: string, target: string): readonly LinkFault[] {
  const taker = Object.entries(settings.paths).find(([, paths]) => paths.some(path => bare(path) === target))
  if (taker === undefined) return []
  return [said('off', page, `${leads}, where \`paths\` puts ${taker[0]}`, `Name a page of the application in ${page}.`)]
}

function providerFaults(settings: Settings): readonly LinkFault[] {
  if (Object.keys(settings.social ?? {}).length === 0) return []
  const begins = ['social_login', 'social_link'].filter(name => !isDisabled(settings, name))
  if (begins.length === 0) return []
  if (isDisabled(settings, 'social_callback')) {
    const what = 'Providers send people back to social_callback: it is switched off'
    return [said('off', 'disabledEndpoints', what, `Leave it on, or switch off ${begins.join(', ')}.`)]
  }
  const [path] = settings.paths.social_callback ?? []
  if (path === undefined) return []
  const what = 'Providers send people back to social_callback: it was moved'
  return [said('moved', 'paths', what, `Register the address of ${path} at each provider.`)]
}

/** The page of documents reads the document. */
function documentFaults(settings: Settings): readonly LinkFault[] {
  const isAsked = settings.apiDocs === true && pathOf(settings, 'api_docs', '/docs/') !== undefined
  if (!isAsked || !isDisabled(settings, 'openapi')) return []
  const what = 'The page api_docs shows what openapi answers: it is switched off, so the page is not served either'
  return [said('off', 'disabledEndpoints', what, 'Leave openapi on, or turn apiDocs off.')]
}

/** Without its query and its slashes. */
function bare(path: string): string {
  return path.replace(/\?.*$/, '').replaceAll(/^\/+|\/+$/g, '')
}

function said(kind: LinkFault['kind'], setting: string, what: string, fix: string): LinkFault {
  return { kind, setting, source: 'the endpoints', what, fix }
}
