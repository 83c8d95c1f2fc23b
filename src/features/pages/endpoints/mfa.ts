/**
 * The second half of a login that needs a second factor: a code, or, where the account must have one and has none, the
 * enrolment of an authenticator app. The sign-in is in the cookie that the first half left.
 */
import { z } from 'zod'
import { booleanField } from '../../../fields/boolean-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { refuseFactorToken, type WaitingSignIn } from '../../../flows/factor-token.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import type { Answer, Incoming } from '../../../http/request/message.ts'
import { type Html, html } from '../../../mail/html.ts'
import type { FactorMethod } from '../../../sessions/second-factors.ts'
import { pathOf } from '../../../settings/endpoint-paths.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { endEnrolment, type Rows } from '../../mfa/endpoints/end-enrolment.ts'
import { requireNoFactor } from '../../mfa/endpoints/require-owner.ts'
import { verifySignIn } from '../../mfa/endpoints/verify.ts'
import { findWaitingSignIn } from '../../mfa/endpoints/waiting-sign-in.ts'
import { type BegunTotp, beginTotp, confirmTotp, findWaitingTotp } from '../../mfa/flows/enrol-totp.ts'
import type { ShownSecond } from '../../mfa/flows/finish-sign-in.ts'
import { makeRecoveryCodes } from '../../mfa/flows/manage-factors.ts'
import { signInPurpose } from '../../mfa/purpose.ts'
import { type PageContent, showPage } from '../document.ts'
import { doneContent } from '../done.ts'
import { type FormField, type FormState, form } from '../forms.ts'
import { pageRow, sendTo } from '../page-row.ts'
import { credentialShape, passkeyPart } from '../passkey-part.ts'
import type { View } from '../view.ts'

const input = z.object({
  step: charField({ required: false, helpText: '`begin`: makes the secret of an authenticator app.' }),
  code: charField({ required: false, maxLength: 40, helpText: 'Six digits, or a recovery code.' }),
  trust_device: booleanField({ required: false }),
  ...credentialShape,
})

type Input = z.infer<typeof input>

/** `methods`: in which the account can show a factor. `waiting`: the authenticator app whose first code is awaited. */
interface Seen {
  readonly waitsFor: 'factor' | 'enrolment' | 'nothing'
  readonly methods?: readonly FactorMethod[]
  readonly waiting?: BegunTotp | undefined
}

export function mfaPage(settings: Settings, rows: Rows): Endpoint {
  return pageRow<Seen>(settings, {
    urlName: 'account_mfa',
    name: 'Second Factor Page',
    description: 'Goes on with a login that needs a second factor.',
    usesCookies: true,
    input,
    post: {
      summary: 'Show a second factor, or enrol one, and go on to where the login leads.',
      fails: [
        'invalid',
        'csrf_failed',
        'mfa_token_not_valid',
        'mfa_code_not_valid',
        'mfa_locked',
        'passkey_not_valid',
        'throttled',
      ],
    },
    answersWithPage: true,
    look: (system, { incoming }) => look(system, incoming),
    draw: (view, state, seen) => draw(view, state, seen ?? { waitsFor: 'nothing' }),
    async submit(system, call, view) {
      const given = requireValid(readFields(input, await call.body()))
      const found = await findWaitingSignIn(system, call.incoming)
      if (found === undefined) throw refuseFactorToken('no_token')
      if (found.waitsFor === 'enrolment') return await enrol(system, { call, view, rows, signIn: found.signIn }, given)
      const about = { token: undefined, shown: shownBy(given), trusts: given.trust_device }
      return leadingOn(view, await verifySignIn(system, call.incoming, rows, about))
    },
  })
}

/** A row that answers programs would leave the browser on a page of JSON. */
function leadingOn(view: View, answer: Answer): Answer {
  return answer.status === 303 ? answer : sendTo(view.next, answer.cookies)
}

/** A recovery code is longer than the six digits of an app. */
function shownBy({ credential, code = '' }: Input): ShownSecond {
  if (credential !== undefined) return { kind: 'passkey', credential, purpose: signInPurpose }
  const letters = code.replaceAll(/[\s-]/g, '').length
  return { kind: letters > 8 ? 'recovery_code' : 'code', code }
}

async function look(system: System, incoming: Incoming): Promise<Seen> {
  const found = await findWaitingSignIn(system, incoming)
  if (found === undefined) return { waitsFor: 'nothing' }
  if (found.waitsFor === 'factor')
    return { waitsFor: 'factor', methods: await system.secondFactors.methodsOf(found.signIn.user) }
  return { waitsFor: 'enrolment', waiting: await findWaitingTotp(system, found.signIn.user) }
}

interface Enrolling {
  readonly call: { readonly incoming: Incoming }
  readonly view: View
  readonly rows: Rows
  readonly signIn: WaitingSignIn
}

async function enrol(
  system: System,
  { call, view, rows, signIn }: Enrolling,
  { step, code = '' }: Input,
): Promise<Answer> {
  await requireNoFactor(system, signIn.user)
  if (step === 'begin') {
    await beginTotp(system, signIn.user, '')
    return sendTo(view.self())
  }
  await confirmTotp(system, signIn.user, code, undefined)
  const answer = leadingOn(view, await endEnrolment(system, call, rows, { signIn, factor: 'totp' }))
  const codes = await makeRecoveryCodes(system, signIn.user)
  return { status: 200, ...showPage(view, codesContent(view, codes, answer)), cookies: answer.cookies ?? [] }
}

/** The one page that shows them; the login is over, and goes on from here. */
function codesContent({ words }: View, codes: readonly string[], { headers }: Answer): PageContent {
  const { title, lead, button } = words.enrol.codes
  return {
    title,
    lead,
    isShownOnce: true,
    body: html`<ul class="codes">${codes.map(code => html`<li>${code}</li>`)}</ul>
<a class="button primary block" href="${headers?.Location ?? ''}">${button}</a>`,
  }
}

function draw(view: View, state: FormState, seen: Seen): PageContent {
  const { mfa, login } = view.words
  if (seen.waitsFor === 'enrolment') return drawEnrolment(view, state, seen.waiting)
  if (seen.waitsFor === 'nothing') return doneContent(mfa.over, view.link('account_login'), login.title)
  const { methods = [] } = seen
  const hasPasskey = methods.includes('passkey')
  return {
    title: mfa.title,
    lead: state.problem === undefined ? mfa.lead : undefined,
    hasProblem: state.problem !== undefined,
    asksForPasskey: hasPasskey,
    body: html`${form(view, state, { fields: codeFields(view, methods), button: mfa.button, extra: trust(view) })}
${hasPasskey ? passkeyPart(view, { label: view.words.passkey.use, isAlone: false }) : undefined}`,
  }
}

function codeFields({ words }: View, methods: readonly FactorMethod[]): readonly FormField[] {
  const { code } = words.mfa
  const codeHint = methods.includes('totp') ? words.mfa.codeHint : words.mfa.recoveryHint
  return [{ name: 'code', label: code, type: 'text', isRequired: true, autocomplete: 'one-time-code', hint: codeHint }]
}

function trust({ settings, words }: View): Html | undefined {
  if (settings.trustedDeviceLifetime === undefined) return undefined
  return html`<div class="check"><input type="checkbox" id="f-trust" name="trust_device" value="true">
<label for="f-trust">${words.mfa.trust}</label></div>\n`
}

function drawEnrolment(view: View, state: FormState, waiting: BegunTotp | undefined): PageContent {
  const { enrol: words } = view.words
  const about = { title: words.title, hasProblem: state.problem !== undefined }
  if (waiting === undefined)
    return {
      ...about,
      lead: words.lead,
      body: form(view, state, { fields: [], button: words.button, hidden: { step: 'begin' } }),
    }
  const field = {
    name: 'code',
    label: words.code,
    type: 'text',
    isRequired: true,
    autocomplete: 'one-time-code',
  } as const
  return {
    ...about,
    lead: words.scan,
    body: html`${picture(view)}<p class="small">${words.secret}<br><code class="secret">${waiting.secret}</code></p>
${form(view, state, { fields: [field], button: words.confirm })}`,
  }
}

function picture({ settings, basePath, words }: View): Html | undefined {
  const path = pathOf(settings, 'mfa_totp_qr', '/api/auth/mfa/totp/qr.svg')
  if (path === undefined) return undefined
  return html`<p class="center"><img class="qr" src="${basePath}${path}" alt="${words.enrol.picture}" width="220" height="220"></p>\n`
}
