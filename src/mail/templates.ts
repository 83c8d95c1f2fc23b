/**
 * The built-in mails. None of them quotes a person's name (content spoofing): someone who registers another person's
 * address chooses the name, and "Your account is locked, call 555-0100" is a valid name. A user name is quoted, because
 * it has no spaces and no slashes and tells which account of an address is meant.
 */
import type { MailContent, MailFacts, MailKind, MailTemplate } from '../ports/mail-templates.ts'
import { html } from './html.ts'
import { loginLetter } from './login-letter.ts'
import { account, accountFirst, anchor, span } from './phrases.ts'

export const builtInTemplates = {
  email_verification: facts =>
    letter(facts, {
      subject: `Confirm your address for ${facts.site}`,
      intro: `This address was entered for an account at ${facts.site}. If this was you, confirm it:`,
      ifNotYou: 'If this was not you, do not confirm it. Say so here, and the account is closed:',
      lastLink: facts.notMeLink,
    }),
  password_reset: facts =>
    letter(facts, {
      subject: `Choose a new password for ${facts.site}`,
      intro: `A new password was requested for ${account(facts)} at ${facts.site}. If this was you, choose one:`,
      ifNotYou: 'If this was not you, ignore this mail: your password does not change.',
    }),
  mail_login: loginLetter,
  email_change: facts =>
    letter(facts, {
      subject: `Confirm your new address for ${facts.site}`,
      intro: `This address was entered as the new address of an account at ${facts.site}. If this was you, confirm it:`,
      ifNotYou: 'If this was not you, ignore this mail.',
    }),
  email_change_requested: facts =>
    letter(facts, {
      subject: `A new address was requested for your account at ${facts.site}`,
      intro: `A new e-mail address was requested for ${account(facts)} at ${facts.site}. It takes effect when it is confirmed there.`,
      ifNotYou: 'If this was not you, change your password now: that cancels the request and logs out every device.',
    }),
  email_changed: facts =>
    letter(facts, {
      subject: `Your account at ${facts.site} has a new address`,
      intro: `Mails for ${account(facts)} at ${facts.site} now go to another address. If this was not you, take it back:`,
      ifNotYou:
        'That logs out every device and sends you a mail to choose a new password. If this was you, ignore this mail.',
    }),
  password_changed: facts =>
    letter(facts, {
      subject: `Your password at ${facts.site} was changed`,
      intro: `The password of ${account(facts)} at ${facts.site} was changed, and every device has to log in again.`,
      ifNotYou: 'If this was not you, request a new password now.',
    }),
  password_withdrawn: facts =>
    letter(facts, {
      subject: `Your password at ${facts.site} does not work any more`,
      intro: `You logged in to ${account(facts)} at ${facts.site} by mail for the first time. Someone else might have opened the account with your address, so its password was withdrawn, and every other device has to log in again.`,
      ifNotYou: 'You can go on logging in by mail, or choose a new password ("Forgot password").',
    }),
  api_key_created: facts =>
    letter(facts, {
      subject: `An API key was created for your account at ${facts.site}`,
      intro: `An API key was created for ${account(facts)} at ${facts.site}. Programs can use it to act for you.`,
      ifNotYou: 'If this was not you, revoke the key and change your password now.',
    }),
  provider_linked: facts =>
    letter(facts, {
      subject: `A new way to log in to your account at ${facts.site}`,
      intro: `An account of another provider was linked to ${account(facts)} at ${facts.site}. It can log in from now on.`,
      ifNotYou: 'If this was not you, remove the link and change your password now.',
    }),
  provider_unlinked: facts =>
    letter(facts, {
      subject: `A way to log in to your account at ${facts.site} was removed`,
      intro: `An administrator of ${facts.site} removed the account of another provider from ${account(facts)}. It can no longer log in.`,
      ifNotYou: `If you have no password, ask ${facts.site} for a link to choose one ("Forgot password").`,
    }),
  factor_added: facts =>
    letter(facts, {
      subject: `A second factor was added to your account at ${facts.site}`,
      intro: `${accountFirst(facts)} at ${facts.site} has a new authenticator app or passkey. Logging in asks for it from now on.`,
      ifNotYou: 'If this was not you, change your password now, log out every device and remove it.',
    }),
  factor_removed: facts =>
    letter(facts, {
      subject: `A second factor was removed from your account at ${facts.site}`,
      intro: `An authenticator app or a passkey was removed from ${account(facts)} at ${facts.site}, or all of them.`,
      ifNotYou: 'If this was not you, change your password now, and add a second factor again.',
    }),
  recovery_codes_made: facts =>
    letter(facts, {
      subject: `New recovery codes for your account at ${facts.site}`,
      intro: `New recovery codes were made for ${account(facts)} at ${facts.site}. The old ones do not work any more.`,
      ifNotYou: 'If this was not you, change your password and log out every device now.',
    }),
  recovery_code_used: facts =>
    letter(facts, {
      subject: `A recovery code of your account at ${facts.site} was used`,
      intro: `A recovery code was used for ${account(facts)} at ${facts.site}. It does not work again.`,
      ifNotYou: 'If this was not you, change your password, log out every device and make new recovery codes now.',
    }),
  organization_invitation: facts =>
    letter(facts, {
      subject: `An invitation to an organization at ${facts.site}`,
      intro: `A member of an organization at ${facts.site} invites you to join it. See which one it is, and who invites you, before you accept:`,
      ifNotYou: 'If you do not know what this is about, ignore this mail: nothing happens without you.',
    }),
  organization_member_removed: facts =>
    letter(facts, {
      subject: `You are no longer a member of an organization at ${facts.site}`,
      intro: `${accountFirst(facts)} at ${facts.site} was removed from an organization.`,
      ifNotYou: 'If this is a mistake, ask an owner of the organization for an invitation.',
    }),
  organization_role_changed: facts =>
    letter(facts, {
      subject: `Your role in an organization at ${facts.site} was changed`,
      intro: `${accountFirst(facts)} at ${facts.site} has another role in an organization.`,
      ifNotYou: 'Your organizations at the site show which one it is. If this is a mistake, ask an owner of it.',
    }),
} as const satisfies Readonly<Record<MailKind, MailTemplate>>

interface Wording {
  readonly subject: string
  readonly intro: string
  readonly ifNotYou: string
  /** Follows the last sentence. */
  readonly lastLink?: string
}

function letter({ link, validMinutes }: MailFacts, { subject, intro, ifNotYou, lastLink = '' }: Wording): MailContent {
  const ends = `The link works once and is valid for ${span(validMinutes)}.`
  const text = [intro, ...(link === '' ? [] : [link, ends]), ifNotYou, ...(lastLink === '' ? [] : [lastLink])]
  const body = link === '' ? html`` : html`${anchor(link)}<p>${ends}</p>\n`
  const end = lastLink === '' ? html`` : anchor(lastLink)
  const page = html`<!doctype html>
<html lang="en">
<title>${subject}</title>
<p>${intro}</p>
${body}<p>${ifNotYou}</p>
${end}</html>
`
  return { subject, text: `${text.join('\n\n')}\n`, html: page.text }
}
