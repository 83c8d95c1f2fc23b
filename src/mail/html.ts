/** What a template takes. A list is written one after the other; `undefined` is nothing. */
export type HtmlValue = string | number | Html | undefined | readonly HtmlValue[]

/**
 * HTML as a tagged template. Every interpolated value is escaped (XSS), unless `html` made it. It knows text and quoted
 * attributes; it does NOT make a value safe as an unquoted attribute, as a script, or as a `javascript:` address.
 *
 * ```ts
 * const body = html`<p>Hello ${user.firstName}</p>`.text
 * ```
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const written = values.map(write)
  return new Html(parts.map((part, index) => part + (written[index] ?? '')).join(''))
}

function write(value: HtmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.text
  return typeof value === 'object' ? value.map(write).join('') : escapeHtml(String(value))
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
