/**
 * HTML by a template literal: what stands between `${` and `}` is text, whatever it holds, unless it is a piece that
 * `html` made itself.
 *
 * ```ts
 * const body = html`<p>Hello ${user.firstName}</p>`.text
 * ```
 */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  const written = values.map(value => (value instanceof Html ? value.text : escapeHtml(String(value))))
  return new Html(parts.map((part, index) => part + (written[index] ?? '')).join(''))
}

/** A piece of HTML. Only `html` makes them, so a text is never taken for one. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Fit for text and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, character => entities[character] ?? '')
}
