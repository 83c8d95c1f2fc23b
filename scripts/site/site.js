// The search: words of headings count more than words of texts. The index is loaded when the field is used for the first time.
const root = document.currentScript.dataset.root
const field = document.querySelector('.search input')
const list = document.querySelector('.search ol')
let rows

function load() {
  if (rows !== undefined) return
  rows = []
  const script = document.createElement('script')
  script.src = `${root}search.js`
  script.onload = () => {
    rows = window.searchIndex.map(([url, id, page, heading, text]) => {
      return { url, id, page, heading, text, low: text.toLowerCase(), lowHeading: `${page} ${heading}`.toLowerCase() }
    })
    show()
  }
  document.head.append(script)
}

function find(words) {
  const scored = rows.map(row => {
    let score = 0
    for (const word of words) {
      const inHeading = row.lowHeading.includes(word)
      if (!inHeading && !row.low.includes(word)) return { row, score: 0 }
      score += inHeading ? (row.heading.toLowerCase() === word ? 40 : 10) : 1
    }
    return { row, score: row.url.includes('/api/') || row.url.includes('decisions/') ? score / 3 : score }
  })
  const found = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
  return found.slice(0, 12).map(({ row }) => row)
}

function show() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean)
  const found = words.length === 0 ? [] : find(words)
  list.replaceChildren(...found.map(row => item(row, words)))
  if (words.length > 0 && found.length === 0 && rows.length > 0)
    list.append(Object.assign(document.createElement('li'), { textContent: 'Nothing found.' }))
  list.hidden = words.length === 0
}

function item({ url, id, page, heading, text, low }, words) {
  const at = Math.max(0, low.indexOf(words.find(word => low.includes(word)) ?? '') - 40)
  const link = document.createElement('a')
  link.href = `${root}${url}#${id}`
  const title = document.createElement('b')
  title.textContent = heading === page ? page : `${page}: ${heading}`
  const part = document.createElement('span')
  part.textContent = text.slice(at, at + 140)
  link.append(title, part)
  const entry = document.createElement('li')
  entry.append(link)
  return entry
}

field.addEventListener('focus', load)
field.addEventListener('input', () => {
  load()
  show()
})
document.addEventListener('keydown', event => {
  const links = [...list.querySelectorAll('a')]
  const at = links.indexOf(document.activeElement)
  if (event.key === '/' && !/^(?:INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
    event.preventDefault()
    field.focus()
  } else if (event.key === 'Escape') list.hidden = true
  else if (event.key === 'Enter' && document.activeElement === field) links[0]?.click()
  else if (event.key === 'ArrowDown' && (at >= 0 || document.activeElement === field) && links.length > 0) {
    event.preventDefault()
    links[Math.min(at + 1, links.length - 1)].focus()
  } else if (event.key === 'ArrowUp' && at >= 0) {
    event.preventDefault()
    ;(links[at - 1] ?? field).focus()
  }
})
document.addEventListener('click', event => {
  if (!event.target.closest('.search')) list.hidden = true
})

// On wide screens the menu is always open.
const menu = document.querySelector('.menu')
const wide = window.matchMedia('(min-width: 60rem)')
const arrange = () => (menu.open = wide.matches)
wide.addEventListener('change', arrange)
arrange()
document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest' })
