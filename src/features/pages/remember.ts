/** The box that says how long the browser keeps the session. */
import { type Html, html } from '../../mail/html.ts'
import type { FormState } from './forms.ts'
import type { View } from './view.ts'

/** The hidden member is what an unticked box says: of two members of a name the last one counts. */
export function rememberBox(view: View, { values, problem }: FormState): Html {
  const isTicked = problem === undefined || values.remember !== 'false'
  return html`<input type="hidden" name="remember" value="false">
<div class="check"><input type="checkbox" id="f-remember" name="remember" value="true"${isTicked ? html` checked` : undefined}>
<label for="f-remember">${view.words.login.remember}</label></div>
`
}
