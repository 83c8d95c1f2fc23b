/**
 * The button for a passkey, for a script to show: `web/pages/passkey.ts`. Without a script, and in a browser without passkeys, the page
 * is what it was.
 */
import { z } from 'zod'
import { objectField } from '../../fields/object-field.ts'
import type { ParsedBody } from '../../fields/parsed-body.ts'
import { readFields, requireValid } from '../../fields/read-fields.ts'
import { type Html, html } from '../../mail/html.ts'
import { pathOf } from '../../settings/endpoint-paths.ts'
import type { Settings } from '../../settings/settings.ts'
import { relyingPartyOf } from '../mfa/relying-party.ts'
import type { View } from './view.ts'

/** What the script adds to the form of the page: JSON, as a text. */
export const credentialShape = {
  credential: objectField({ required: false, helpText: 'What `navigator.credentials.get()` gave, as JSON.' }),
}

/** Throws `invalid`. */
export function readCredential(body: ParsedBody): Readonly<Record<string, unknown>> | undefined {
  return requireValid(readFields(z.object(credentialShape), body)).credential
}

interface Part {
  readonly label: string
  /** Who signs in is not known yet. */
  readonly isAlone: boolean
}

/** `undefined` where the row that makes the options is not served. */
export function passkeyPart({ settings, basePath, words }: View, { label, isAlone }: Part): Html | undefined {
  const path = optionsPath(settings)
  if (path === undefined) return undefined
  const alone = isAlone ? html` data-passkey-alone` : undefined
  return html`<div class="stack" data-passkey-options="${basePath}${path}" data-passkey-domain="${relyingPartyOf(settings).id}"${alone} hidden>
<button class="button block" type="button">${label}</button>
<p class="alert danger" hidden>${words.passkey.failed}</p>
</div>
`
}

/** Whether a passkey signs in alone: an operator can switch the rows off that it is signed in with. */
export function hasPasskeyLogin(settings: Settings): boolean {
  const row = pathOf(settings, 'cookie_passkey_login', '/api/auth/cookie/passkeys/login/')
  return row !== undefined && optionsPath(settings) !== undefined
}

function optionsPath(settings: Settings): string | undefined {
  return pathOf(settings, 'passkey_login_options', '/api/auth/passkeys/login/options/')
}
