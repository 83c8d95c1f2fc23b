/**
 * HTML as a tagged template. Every interpolated value is escaped (XSS), unless `html` made it.
 *
 * ```ts
 * const body = html`<p>Hello ${user.firstName}</p>`.text
 * ```
 */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  const written = values.map(value => (value instanceof Html ? value.text : escapeHtml(String(value))))
  return new Html(parts.map((part, index) => part + (written[index] ?? '')).join(''))
}

/** A fragment of HTML. Only `html` creates one, so text is never mistaken for HTML. */
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

/** Escapes for text and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, character => entities[character] ?? '')
}
