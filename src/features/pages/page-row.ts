/**
 * A page as a row of the endpoint table: GET shows it, POST does the work of an endpoint and sends on with 303, and what
 * dispatch or the work refuses is shown on the same page, with the status of the refusal.
 */
import type { ParsedBody } from '../../fields/parsed-body.ts'
import type { FieldsSchema } from '../../fields/read-fields.ts'
import type { Call, Endpoint, Method } from '../../http/endpoints/endpoint.ts'
import type { Answer } from '../../http/request/message.ts'
import { allowAny } from '../../permissions/built-in.ts'
import { type AccountPageName, accountPages } from '../../settings/account-page-paths.ts'
import type { Settings } from '../../settings/settings.ts'
import type { System } from '../../system.ts'
import { entryName } from './assets.ts'
import { type PageContent, showPage } from './document.ts'
import { explain } from './explain.ts'
import type { FormState } from './forms.ts'
import { createView, type View } from './view.ts'

type Asked = Pick<Call, 'incoming' | 'principal'>

/** `Seen`: what the page reads of the request before it is drawn; beside a refusal it does not know who is logged in. */
export interface Page<Seen = undefined> {
  readonly urlName: AccountPageName
  readonly name: string
  readonly description: string
  /** It sets or clears the cookies of tokens, so another site must not be able to send its form (login CSRF). */
  readonly usesCookies?: true
  /** Other paths of the same row. */
  readonly otherPaths?: readonly string[]
  /** Its form may be sent once more, to another of its paths. */
  readonly passesOn?: true
  readonly input: FieldsSchema
  readonly post: Pick<Method, 'summary' | 'hashesPassword' | 'fails'>
  readonly look?: (system: System, call: Asked) => Promise<Seen | undefined>
  readonly draw: (view: View, state: FormState, seen: Seen | undefined) => PageContent
  /** A link in a mail leads to it, with a token that the address may hide from the server. */
  readonly takesLink?: true
  /** An answer in place of the page. */
  readonly before?: (view: View, call: Call) => Answer | undefined
  /** Its form may be answered with a page: `showPage`. */
  readonly answersWithPage?: true
  readonly submit: (system: System, call: Call, view: View) => Promise<Answer>
  /** It is a way in: how it goes on after a second factor. */
  readonly resume?: Method['resume']
}

export function pageRow<Seen = undefined>(settings: Settings, page: Page<Seen>): Endpoint {
  const { urlName, name, description, usesCookies, otherPaths = [], before } = page
  const show = async (system: System, call: Asked, state: FormState) => {
    const view = createView(settings, call.incoming)
    const seen = await page.look?.(system, call)
    const content = page.draw(view, state, seen)
    const script = scriptOf(settings, page, content)
    return showPage(view, { ...content, ...(script && { script: await entryName(script) }) })
  }
  return {
    name,
    description,
    urlName,
    paths: [accountPages[urlName].path, ...otherPaths],
    ...(usesCookies === undefined ? {} : { usesCookies }),
    // The header is for programs, and an expired cookie must not keep anyone from logging in.
    authentication: usesCookies === undefined ? 'none' : 'cookie_first',
    invalidCredentials: 'ignore',
    permissions: [allowAny],
    showProblem: async (system, { incoming, error, body }) => {
      const { words } = createView(settings, incoming)
      return await show(
        system,
        { incoming, principal: undefined },
        { values: valuesOf(body), problem: explain(words, error) },
      )
    },
    methods: {
      GET: {
        summary: `Show the page.`,
        output: { type: 'text/html', ...(before === undefined ? {} : { redirects: 303 as const }) },
        fails: [],
        async handle(system, call) {
          const sentOn = before?.(createView(settings, call.incoming), call)
          if (sentOn !== undefined) return sentOn
          return { status: 200, ...(await show(system, call, { values: {}, problem: undefined })) }
        },
      },
      POST: {
        ...page.post,
        input: page.input,
        readsItself: true,
        output:
          page.answersWithPage === true
            ? { type: 'text/html', redirects: 303 }
            : { status: 303, ...(page.passesOn === undefined ? {} : { redirects: 307 as const }) },
        handle: (system, call) => page.submit(system, call, createView(settings, call.incoming)),
        ...(page.resume && { resume: page.resume }),
      },
    },
  }
}

/** `takesLink`: the token of a link that the address hides from the server. */
function scriptOf(
  { mailTokenPlace }: Settings,
  { takesLink }: Pick<Page, 'takesLink'>,
  { asksForPasskey, isOpened }: PageContent,
): 'passkey' | 'mail-link' | undefined {
  if (asksForPasskey === true) return 'passkey'
  return takesLink === true && isOpened !== true && mailTokenPlace === 'fragment' ? 'mail-link' : undefined
}

export function sendTo(location: string, cookies: readonly string[] = []): Answer {
  return { status: 303, headers: { Location: location }, cookies }
}

/** What of a form is shown again: no password, whatever it is called. */
function valuesOf(body: ParsedBody | undefined): Readonly<Record<string, string>> {
  const data = body?.data
  if (typeof data !== 'object' || data === null) return {}
  const shown = Object.entries(data).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && !/password|secret|pin/i.test(pair[0]),
  )
  return Object.fromEntries(shown)
}
