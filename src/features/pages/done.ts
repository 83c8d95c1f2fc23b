/** The end of a form that worked: what happened, and the way on. */
import { html } from '../../mail/html.ts'
import type { PageContent } from './document.ts'

export function doneContent(
  { title, text }: { readonly title: string; readonly text: string },
  href: string | undefined,
  label: string,
): PageContent {
  return {
    title,
    body: html`<div class="alert success" role="status"><p>${text}</p></div>
${href === undefined ? undefined : html`<a class="button primary block" href="${href}">${label}</a>`}`,
  }
}
