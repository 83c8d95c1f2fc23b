/**
 * The page's script: plain JavaScript, served as it is. It sets `textContent` only, so that no text becomes markup
 * (XSS).
 */
import { tryScript } from './page-try-script.ts'

export const pageScript = `
const list = document.getElementById('list')
const make = (tag, text, className) => {
  const element = document.createElement(tag)
  if (text !== undefined) element.textContent = text
  if (className !== undefined) element.className = className
  return element
}
const resolve = (api, value) => {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(one => resolve(api, one))
  if (typeof value.$ref === 'string') {
    return resolve(api, value.$ref.slice(2).split('/').reduce((found, part) => found[part], api))
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolve(api, one)]))
}
const example = schema => {
  if (schema.anyOf) return example(schema.anyOf[0])
  const type = [].concat(schema.type)[0]
  if (type === 'array') return [example(schema.items ?? {})]
  if (type === 'object') {
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, example(one)]))
  }
  return { integer: 1, number: 1, boolean: true }[type] ?? schema.format ?? 'text'
}
const fields = schema => {
  const table = make('table')
  for (const [name, rules] of Object.entries(schema.properties ?? {})) {
    const row = table.appendChild(make('tr'))
    row.appendChild(make('td')).append(make('code', name))
    const needed = (schema.required ?? []).includes(name) ? 'required' : ''
    const type = [].concat(rules.type ?? 'any').join(' or ')
    const limits = [rules.format, rules.minLength > 1 && 'at least ' + rules.minLength + ' characters',
      rules.maxLength && 'at most ' + rules.maxLength + ' characters']
    row.appendChild(make('td', [type, ...limits.filter(Boolean), needed].filter(Boolean).join(', '), 'says'))
    row.appendChild(make('td', rules.description ?? ''))
  }
  return table
}
const answers = (api, responses) => {
  const table = make('table')
  for (const [status, response] of Object.entries(responses)) {
    const row = table.appendChild(make('tr'))
    row.appendChild(make('th', status))
    const says = row.appendChild(make('td'))
    for (const part of response.description.split('\\n\\n')) says.append(make('p', part.replaceAll('\`', '')))
    const schema = Object.values(response.content ?? {})[0]?.schema
    if (status < 300 && schema) says.append(make('pre', JSON.stringify(example(resolve(api, schema)), null, 2)))
  }
  return table
}
${tryScript}
const queryOf = one => {
  const declared = (one.parameters ?? []).filter(parameter => parameter.in === 'query')
  if (declared.length === 0) return undefined
  return {
    properties: Object.fromEntries(declared.map(({ name, schema, description }) => [name, { ...schema, description }])),
    required: declared.filter(({ required }) => required).map(({ name }) => name),
  }
}
const operation = (api, row, verb, one, description) => {
  const path = api.servers[0].url.replace(/\\/$/, '') + row
  const details = make('details')
  const summary = details.appendChild(make('summary'))
  summary.append(make('span', verb.toUpperCase(), 'verb ' + verb), make('code', path), make('span', one.summary, 'says'))
  const security = one.security ?? []
  const guarded = security.length > 0 && !security.some(way => Object.keys(way).length === 0)
  if (guarded) summary.append(make('span', 'login needed', 'lock'))
  details.dataset.text = (verb + ' ' + path + ' ' + one.summary).toLowerCase()
  details.addEventListener('toggle', () => {
    if (details.childElementCount > 1) return
    const body = details.appendChild(make('div'))
    if (description) body.append(make('p', description, 'says'))
    const query = queryOf(one)
    if (query) body.append(make('h3', 'Query'), fields(query))
    const input = Object.values(one.requestBody?.content ?? {})[0]?.schema
    if (input) body.append(make('h3', 'Takes'), fields(resolve(api, input)))
    body.append(make('h3', 'Try it'), tryOut(path, verb, input && resolve(api, input), query))
    body.append(make('h3', 'Answers'), answers(api, one.responses))
  })
  return details
}
const show = api => {
  list.replaceChildren()
  const groups = new Map()
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const verb of ['get', 'post', 'put', 'patch', 'delete']) {
      if (methods[verb] === undefined) continue
      const tag = methods[verb].tags[0]
      groups.set(tag, [...(groups.get(tag) ?? []), operation(api, path, verb, methods[verb], methods.description)])
    }
  }
  for (const [tag, operations] of groups) {
    const section = list.appendChild(make('section'))
    section.append(make('h2', tag), ...operations)
  }
}
document.getElementById('search').addEventListener('input', event => {
  const words = event.target.value.toLowerCase()
  for (const section of list.querySelectorAll('section')) {
    for (const one of section.querySelectorAll('details')) one.hidden = !one.dataset.text.includes(words)
    section.hidden = section.querySelector('details:not([hidden])') === null
  }
})
const { page, document: file, logout } = list.dataset
const base = location.pathname.replace(/\\/?$/, '/').slice(0, -page.length)
const logoutPath = () => base + logout
fetch(base + file)
  .then(answer => answer.json())
  .then(show)
  .catch(() => list.replaceChildren(make('p', 'The description could not be read.')))
`
