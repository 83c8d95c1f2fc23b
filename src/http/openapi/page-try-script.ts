/**
 * The part of the page's script that sends a request: path, query and body to fill in, the answer with its status and
 * headers, and the same as curl. A token of an answer is kept in a variable of the page, so it is gone with the page; no
 * other page can read it. Cookies are the browser's: the page only says whose they are. Everything is written as text, never as markup (XSS).
 */
export const tryScript = `
let token = ''
let cookieUser = ''
const kept = document.getElementById('kept')
const keep = (access, user) => {
  [token, cookieUser] = [access, user]
  kept.replaceChildren()
  const line = (says, label, act) => {
    const button = make('button', label)
    button.addEventListener('click', act)
    kept.appendChild(make('div')).append(make('span', says, 'says'), button)
  }
  if (token !== '') {
    line('Requests carry the access token of your login.', 'Forget the token', () => keep('', cookieUser))
  }
  if (cookieUser !== '') {
    const says = 'Your browser has the cookies of user ' + cookieUser + (token === '' ? '.' : '; the token counts before them.')
    line(says, 'Delete the cookies', () => fetch(logoutPath(), { method: 'POST' }).then(answer => answer.ok && keep(token, '')))
  }
}
const labelled = (name, input) => {
  const label = make('label', name)
  input.setAttribute('aria-label', name)
  label.append(input)
  return label
}
const quote = text => "'" + text.replaceAll("'", "'\\\\''") + "'"
const curlOf = (verb, url, headers, body) => [
  'curl -X ' + verb + ' ' + quote(url),
  ...Object.entries(headers).map(([name, value]) => '-H ' + quote(name + ': ' + value)),
  ...(body === undefined ? [] : ['-d ' + quote(body)]),
].join(' \\\\\\n  ')
const pretty = text => {
  try { return JSON.stringify(JSON.parse(text), null, 2) } catch { return text }
}
const learn = (target, answer, text) => {
  const user = answer.headers.get('latchkey-user')
  if (user !== null) keep(token, user)
  if (answer.ok && target === logoutPath()) keep(token, '')
  try {
    const said = JSON.parse(text)
    const access = said.access ?? said.access_token ?? said.tokens?.access
    if (typeof access === 'string') keep(access, cookieUser)
  } catch {}
}
const sampleOf = schema => {
  const sample = {}
  for (const [name, rules] of Object.entries(schema.properties ?? {})) {
    if (rules.readOnly) continue
    if (!(schema.required ?? []).includes(name)) continue
    sample[name] = rules.format === 'email' || name === 'email' ? 'user@example.com' : name.includes('password') ? 'SecurePass123!' : example(rules)
  }
  return sample
}
const tryOut = (path, verb, schema, declared) => {
  const form = make('div', undefined, 'try')
  const names = [...path.matchAll(/{(\\w+)}/g)].map(found => found[1])
  const inputs = new Map(names.map(name => [name, make('input')]))
  for (const [name, input] of inputs) form.append(labelled(name, input))
  const query = make('input')
  const parameters = Object.keys(declared?.properties ?? {})
  query.placeholder = parameters.length === 0 ? 'name=value&other=value' : parameters.map(name => name + '=').join('&')
  if (verb === 'get' || declared) form.append(labelled('Query', query))
  const body = make('textarea')
  if (schema) {
    body.value = JSON.stringify(sampleOf(schema), null, 2)
    body.rows = Math.min(12, body.value.split('\\n').length + 1)
    form.append(labelled('Body', body))
  }
  const send = make('button', 'Send')
  const result = make('div', undefined, 'result')
  result.setAttribute('aria-live', 'polite')
  send.addEventListener('click', async () => {
    let target = path
    for (const [name, input] of inputs) target = target.replace('{' + name + '}', () => encodeURIComponent(input.value))
    if (query.value !== '') target += '?' + query.value.replace(/^\\?/, '')
    const headers = { accept: 'application/json' }
    if (schema) headers['content-type'] = 'application/json'
    if (token !== '') headers.authorization = 'Bearer ' + token
    const sent = schema ? body.value : undefined
    const command = make('pre', curlOf(verb.toUpperCase(), location.origin + target, headers, sent), 'curl')
    send.disabled = true
    try {
      const answer = await fetch(target, { method: verb.toUpperCase(), headers, body: sent, redirect: 'manual' })
      const text = await answer.text()
      learn(target, answer, text)
      const lines = [...answer.headers].map(([name, value]) => name + ': ' + value).join('\\n')
      const status = answer.type === 'opaqueredirect' ? 'A redirect' : answer.status + ' ' + answer.statusText
      result.replaceChildren(make('h3', 'Answer'), make('p', status, 'status'), make('pre', pretty(text), 'body'),
        make('h3', 'Headers'), make('pre', lines), make('h3', 'As curl'), command)
    } catch (error) {
      result.replaceChildren(make('p', 'The request could not be sent: ' + error.message, 'status'), command)
    }
    send.disabled = false
  })
  form.append(send, result)
  return form
}
`
