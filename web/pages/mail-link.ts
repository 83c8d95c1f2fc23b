/**
 * Pages that links in mails lead to, where links carry their token behind `#`, which no server sees: takes it from the address
 * into the form, so that nothing has to be pasted. Without a script the form asks for the link.
 */
const token = /[#&]token=([\w.~-]+)/

function takeToken(): void {
  const [, found] = token.exec(location.hash) ?? []
  const field = document.querySelector<HTMLInputElement>('input[name=token]')
  if (found === undefined || field === null) return
  const hidden = document.createElement('input')
  hidden.type = 'hidden'
  hidden.name = 'token'
  hidden.value = found
  // With its label and its hint.
  const asked = field.closest('.field') ?? field
  asked.replaceWith(hidden)
  // Neither the history of the browser nor someone who looks at the address has it any longer.
  history.replaceState(null, '', `${location.pathname}${location.search}`)
}

takeToken()
// Another link of this page, opened in the same tab, loads nothing anew.
addEventListener('hashchange', takeToken)
