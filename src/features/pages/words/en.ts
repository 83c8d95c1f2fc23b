import { fieldMessages } from './messages/en.ts'
import { problems, social } from './refusals/en.ts'
import type { Words } from './words.ts'

export const en: Words = {
  name: 'English',
  languages: 'Languages',
  skip: 'Skip to the form',
  errorPrefix: 'Error',
  summary: 'There is a problem',
  optional: 'optional',
  backToLogin: 'Back to login',
  fields: {
    email: 'Email address',
    username: 'Username',
    first_name: 'First name',
    last_name: 'Last name',
    password: 'Password',
    password_confirm: 'Repeat the password',
    new_password: 'New password',
    new_password_confirm: 'Repeat the new password',
  },
  hints: {
    username: 'Up to 150 letters, digits and @ . + - _',
    passwordLength: least => `At least ${least} characters. A few unrelated words are easy to remember.`,
  },
  login: {
    title: 'Log in',
    lead: 'Welcome back.',
    button: 'Log in',
    remember: 'Keep me logged in on this device',
    forgot: 'Forgot your password?',
    noAccount: 'New here?',
    register: 'Create an account',
    or: 'or',
    with: provider => `Continue with ${provider}`,
  },
  mailLogin: {
    offer: 'Log in by mail',
    title: 'Log in by mail',
    lead: 'Enter your email address, and we will send you a mail to log in with.',
    button: 'Send the mail',
    waiting: {
      title: 'Check your inbox',
      sent: to => `If an account has the address ${to}, a mail is on its way. Look in the spam folder, too.`,
      link: 'The link in the mail logs you in when you open it in this browser.',
      code: 'Code',
      codeHint: 'The eight digits in the mail.',
      button: 'Log in',
      again: 'Send another mail',
    },
    opened: {
      title: 'Log in',
      lead: 'One click, and you are logged in.',
      button: 'Log in',
      again: 'Ask for a new mail here',
    },
  },
  register: {
    title: 'Create an account',
    lead: 'It takes less than a minute.',
    button: 'Create account',
    hasAccount: 'Already have an account?',
    login: 'Log in',
    done: { title: 'Your account is ready', text: 'You can log in now.' },
    doneByMail: {
      title: 'Check your inbox',
      text: 'We have sent you a mail. Follow its link to confirm your address, then log in.',
    },
  },
  forgot: {
    title: 'Forgot your password?',
    lead: 'Enter your email address, and we will send you a link to choose a new one.',
    button: 'Send the link',
    done: {
      title: 'Check your inbox',
      text: 'If an account has this address, a mail with a link is on its way. It can take a few minutes; look in the spam folder, too.',
    },
  },
  reset: {
    title: 'Choose a new password',
    lead: 'You will be logged out everywhere else.',
    button: 'Set new password',
    done: { title: 'Your password was changed', text: 'Log in with the new one.' },
  },
  verify: {
    title: 'Confirm your email address',
    lead: 'One click, and the address is confirmed.',
    button: 'Confirm address',
    done: { title: 'Your address is confirmed', text: 'Thank you. You can close this page, or go on.' },
  },
  resend: {
    title: 'Confirm your email address',
    lead: 'Enter your address, and we will send you a new link to confirm it.',
    button: 'Send the link',
    done: {
      title: 'Check your inbox',
      text: 'If an account with this address waits to be confirmed, a mail is on its way.',
    },
  },
  confirm: {
    title: 'Confirm your new address',
    lead: 'Mails for your account will go to this address from now on.',
    button: 'Use this address',
    done: { title: 'Your address was changed', text: 'Mails for your account go to the new address now.' },
  },
  restore: {
    title: 'Take your old address back?',
    lead: 'Use this if someone else changed the address of your account. All devices are logged out, and we will send you a mail to choose a new password.',
    button: 'Restore my address',
    done: {
      title: 'Your address was restored',
      text: 'All devices are logged out. A mail to choose a new password is on its way.',
    },
  },
  notMe: {
    title: 'You did not open this account?',
    lead: 'Someone entered your address for an account. If it was not you, the account is closed, and your address is free again.',
    button: 'It was not me: close the account',
    done: {
      title: 'The account was closed',
      text: 'Your address is no longer used here. There is nothing else to do.',
    },
  },
  mfa: {
    title: 'One more step',
    lead: 'Your account is protected by a second factor.',
    button: 'Continue',
    code: 'Code',
    codeHint: 'The six digits of your authenticator app, or one of your recovery codes.',
    recoveryHint: 'One of your recovery codes.',
    trust: 'Do not ask again on this device',
    over: { title: 'This login has ended', text: 'It took too long, or was finished already. Please log in again.' },
  },
  passkey: {
    login: 'Log in with a passkey',
    use: 'Use a passkey',
    failed: 'The passkey was not used. Try again, or take another way.',
  },
  enrol: {
    title: 'Protect your account',
    lead: 'Your account needs a second factor: an app on your phone that shows a new code every thirty seconds.',
    button: 'Set up an authenticator app',
    scan: 'Scan this picture with an authenticator app, then type the code that it shows.',
    picture: 'QR code for the authenticator app',
    secret: 'Or type this key into the app:',
    code: 'Code from the app',
    confirm: 'Confirm and log in',
    codes: {
      title: 'Your recovery codes',
      lead: 'Keep them in a safe place: they are not shown again. Each logs you in once, when you have lost everything else.',
      button: 'I have kept them',
    },
  },
  logout: {
    title: 'Log out?',
    lead: 'You will have to log in again on this device.',
    button: 'Log out',
  },
  invitation: {
    title: 'You are invited',
    lead: 'See what the invitation is about before you answer it.',
    button: 'Show the invitation',
    facts: { organization: 'Organization', from: 'From', address: 'For', role: 'Role', until: 'Until' },
    roles: { owner: 'Owner', admin: 'Administrator', member: 'Member' },
    as: login => `You are logged in as ${login}.`,
    accept: 'Accept the invitation',
    decline: 'Decline',
    other: login =>
      `You are logged in as ${login}, and the invitation is for another address. Log out, and log in with the account that has it.`,
    logIn: { lead: 'This address has an account. Log in to accept.', button: 'Log in' },
    register: { lead: 'Choose a password, and you belong to the organization.', button: 'Create account and join' },
    accepted: { title: 'Welcome', text: 'You belong to the organization now.' },
    declined: { title: 'The invitation was declined', text: 'There is nothing else to do. You can close this page.' },
    back: 'Back to the invitation',
    on: 'Continue',
  },
  link: {
    label: 'Link from the mail',
    hint: 'Copy the whole link from the mail, and paste it here.',
  },
  apps: { account: 'Account', console: 'Console', needsScript: 'This page needs JavaScript.' },
  problems,
  afterLink: {
    reset: 'Ask for a new link',
    verify: 'Ask for a new link',
    confirm: 'Log in and change the address again',
    restore: 'Reset your password',
    not_me: 'Back to login',
  },
  social,
  tryAgainIn: seconds => `Please try again in ${spanIn(seconds)}.`,
  fieldMessages,
}

function spanIn(seconds: number): string {
  const [count, unit] = seconds < 90 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
